# A clean-up that does not end, first silently, then with a reason.
elb e1 name=k8s-echo vip=10.0.3.61 created=-9000
listener l80 elb=e1 uid=uid-echo members=2 online=2 created=-8990
service demo/echo autocreate=inner elb_id=e1 finalizer ingress=10.0.3.61 created=-9000
sweep
listed
expect demo/echo ######- READY
at 1
service demo/echo deleted=1
expect demo/echo #<<<<<. DELETING since=1
due 21
at 61
expect demo/echo #<<*<<. STUCK since=61
at 62
event demo/echo SyncLoadBalancerFailed "Error syncing load balancer: failed to delete load balancer: Delete listener(l80) error: ELB.8907"
expect demo/echo #<<!<<. FAILED since=62
advice demo/echo F26
