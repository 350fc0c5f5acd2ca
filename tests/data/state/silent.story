# It answered and does not now; the cloud has no explanation.
elb e1 name=k8s-web vip=10.0.3.7 eip_id=x eip_address=138.1.1.1 created=-9000
eip x address=138.1.1.1
listener l80 elb=e1 uid=uid-web members=3 online=3 created=-8990
service shop/web autocreate=public elb_id=e1 eip_id=x finalizer ingress=138.1.1.1,10.0.3.7 created=-9000
sweep
listed
probe 138.1.1.1 80 ok
expect shop/web ####### READY
at 60
probe 138.1.1.1 80 timeout 1
expect shop/web ####### READY
at 70
probe 138.1.1.1 80 timeout 3
expect shop/web ######~ DEGRADED since=60 step=7
why shop/web "answered before and does not now"
at 80
probe 138.1.1.1 80 ok
expect shop/web ####### READY since=80
