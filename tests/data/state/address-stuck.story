# All is there but the address; then the controller says why.
listed
elb e1 name=k8s-web vip=10.0.3.7 eip_id=x eip_address=138.1.1.1 created=0
eip x address=138.1.1.1
sweep
service shop/web autocreate=public finalizer
at 1
service shop/web elb_id=e1 eip_id=x
listener l80 elb=e1 uid=uid-web members=3 online=3
sweep
expect shop/web #####>. "6 ADDRESS" step=6
due 11
at 61
expect shop/web #####*. STUCK since=61 step=6
at 62
event shop/web SyncLoadBalancerFailed "Error syncing load balancer: failed to update load balancer status: etcdserver: request timed out"
expect shop/web #####!. FAILED since=62 step=6
why shop/web "6 ADDRESS (ccm) failed, 1 time"
at 70
event shop/web SyncLoadBalancerFailed "Error syncing load balancer: failed to ensure load balancer: something else" uid=e2
expect shop/web #####!. FAILED
