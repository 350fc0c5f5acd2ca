# demo/echo: taken down, one thing after the other; then it is gone and nothing is left.
elb e1 name=k8s-echo vip=10.0.3.61 eip_id=e61 eip_address=138.124.232.61 created=-9000
eip e61 address=138.124.232.61
listener l80 elb=e1 uid=uid-echo members=2 online=2 created=-8990
service demo/echo autocreate=public elb_id=e1 eip_id=e61 finalizer ingress=138.124.232.61,10.0.3.61 created=-9000
service demo/other load_balancer_ip=10.0.3.99 created=-9000
sweep
listed
probe 138.124.232.61 80 ok
expect demo/echo ####### READY

at 1
service demo/echo deleted=1
expect demo/echo #<<<<<< DELETING since=1 step=-
change "deletionTimestamp set"
at 1.5
event demo/echo DeletingLoadBalancer "Deleting load balancer"
at 2
drop l80
sweep
expect demo/echo #<<<<<. DELETING since=1
step demo/echo 4d waiting
change "listener gone"
at 4
drop e1
sweep
expect demo/echo #<<<<<. DELETING
change "ELB gone"
at 5
drop e61
sweep
expect demo/echo #<<.<<. DELETING
why demo/echo "only the finalizer is left"
at 6
gone demo/echo
expect demo/echo nothing
change "object gone after 5s"
