# elb.class names the other kind: only the private address is given out (F13).
elb d1 name=dedicated class=performance vip=10.0.3.20 eip_id=x eip_address=138.1.1.20 created=-9000
eip x address=138.1.1.20
listener l80 elb=d1 uid=uid-web members=2 online=2 created=-60
service shop/web elb_id=d1 eip_id="" class=union finalizer ingress=10.0.3.20 created=-100
sweep
listed
expect shop/web ####=~? DEGRADED address=10.0.3.20
advice shop/web F13
step shop/web 7 unknown
# with the class that fits all is well
service shop/good elb_id=d1 class=performance ports=81/TCP finalizer ingress=138.1.1.20 created=-100
listener l81 elb=d1 port=81/TCP uid=uid-good members=2 online=2 created=-60
sweep
probe 138.1.1.20 81 ok
expect shop/good ####=## READY
