# A fresh start has no news of what is old, and calls nothing ready that has to be proved.
service shop/old autocreate=public elb_id=e2 eip_id=x finalizer ingress=138.1.1.1 created=-9000
elb e2 name=k8s-old vip=10.0.3.7 eip_id=x eip_address=138.1.1.1 created=-8999
listener l80 elb=e2 uid=uid-old members=1 online=1 created=-8998
eip x address=138.1.1.1
listed
expect shop/old ######? READY since=<=-9000
sweep
expect shop/old ######? READY
at 4
probe 138.1.1.1 80 ok
expect shop/old ####### READY since=<=-9000
no-change "ROUTED"
no-change "4a"
# one that came to be a load balancer under our eyes began then, however old the object is
service shop/turned autocreate=public created=-9000
expect shop/turned ##>.... "3 SEEN" since=4
