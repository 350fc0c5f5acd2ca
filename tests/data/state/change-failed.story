# A later change is refused: it works, but not as it is written.
elb 9a41 name=k8s-web vip=10.0.3.41 eip_id=e1 eip_address=138.124.232.1 created=-9000
eip e1 address=138.124.232.1
listener l1 elb=9a41 uid=uid-web members=3 online=3 created=-8990
service shop/web autocreate=public elb_id=9a41 eip_id=e1 finalizer ingress=138.124.232.1,10.0.3.41 created=-9000
event shop/web EnsuredLoadBalancer "Ensured load balancer" first=-8980 last=-8980
sweep
listed
probe 138.124.232.1 80 ok
expect shop/web ####### READY
at 10
event shop/web UpdateLoadBalancerFailed "Details: session affinity type:off not support" component=hws-cloudprovider
expect shop/web ###~### DEGRADED since=10
advice shop/web F16
why shop/web "Works, but the last change was not applied"
# noise is no failure
at 20
event shop/web EnsuredLoadBalancer "Ensured load balancer" first=-8980 last=20 count=2
event shop/web UpdateLoadBalancerFailed "Update loadbalancer of service(web/shop) error: listener is empty" component=hws-cloudprovider first=21
expect shop/web ####### READY
