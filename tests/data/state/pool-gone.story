# The members are removed behind the controller's back.
elb e1 name=k8s-web vip=10.0.3.7 eip_id=x eip_address=138.1.1.1 created=-9000
eip x address=138.1.1.1
listener l80 elb=e1 uid=uid-web members=3 online=3 created=-8990
service shop/web autocreate=public elb_id=e1 eip_id=x finalizer ingress=138.1.1.1,10.0.3.7 created=-9000
sweep
listed
probe 138.1.1.1 80 ok
expect shop/web ####### READY
at 10
listener l80 members=0 online=0
sweep
expect shop/web ###~### DEGRADED since=10 mem=0/0
why shop/web "has no members behind it"
# and the EIP with the ELB's entry: not even listed any more
at 20
listener l80 members=3 online=3
drop x
eip other address=138.1.1.99
elb e1 eip_id=none eip_address=none
sweep
expect shop/web ###~### DEGRADED
advice shop/web F35
step shop/web 4b done
