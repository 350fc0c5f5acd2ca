# The address was there and is taken away: never a quiet return to pending.
elb 9a41 name=k8s-web vip=10.0.3.41 eip_id=e1 eip_address=138.124.232.1 created=-9000
eip e1 address=138.124.232.1
listener l1 elb=9a41 uid=uid-web members=3 online=3 created=-8990
service shop/web autocreate=public elb_id=9a41 eip_id=e1 finalizer ingress=138.124.232.1 created=-9000
sweep
listed
probe 138.124.232.1 80 ok
expect shop/web ####### READY
at 5
service shop/web ingress=none
expect shop/web #####>. "6 ADDRESS" since=5
step shop/web 6 running
why shop/web "withdrawn"
change "6 ADDRESS withdrawn: was 138.124.232.1"
at 65
expect shop/web #####*. STUCK since=65
at 70
service shop/web ingress=138.124.232.1
expect shop/web ######> "7 ROUTED"
at 71
probe 138.124.232.1 80 timeout
probe 138.124.232.1 80 ok
expect shop/web ####### READY since=71
