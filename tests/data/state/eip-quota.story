# No EIP left: the controller makes an ELB, fails, takes it down again, and makes another.
listed
eip e9 address=138.124.232.9 status=DOWN
sweep
at 0
service shop/web autocreate=public elb_name=k8s-web
at 0.4
event shop/web EnsuringLoadBalancer "Ensuring load balancer"
service shop/web finalizer
at 5
elb n1 name=k8s-web vip=10.0.3.51
sweep
expect shop/web ###>... "4 CLOUD 1/5" step=4b
at 6
event shop/web CreatingLoadBalancerFailed "Details: Create EIP for loadbalancer(n1) error: Failed to Create Loadalancer: {\"code\":\"EIP.7905\",\"message\":\"Quota exceeded\"}, status code: 409" component=hws-cloudprovider
event shop/web UpdateLoadBalancerFailed "Update loadbalancer of service(web/shop) error: listener is empty" component=hws-cloudprovider
event shop/web SyncLoadBalancerFailed "Error syncing load balancer: failed to ensure load balancer: EIP.7905" 
drop n1
sweep
expect shop/web ###!... FAILED since=6 step=4b
step shop/web 4b failed
advice shop/web F04
why shop/web "failed at 4b EIP"
