# What was ready is broken in the console.
elb 9a41 name=k8s-web vip=10.0.3.41 eip_id=e1 eip_address=138.124.232.1 created=-9000
eip e1 address=138.124.232.1
eip e2 address=138.124.232.2 status=DOWN
listener l1 elb=9a41 uid=uid-web members=3 online=3 created=-8990
service shop/web autocreate=public elb_id=9a41 eip_id=e1 finalizer ingress=138.124.232.1,10.0.3.41 created=-9000
sweep
listed
probe 138.124.232.1 80 ok
expect shop/web ####### READY

# the EIP is unbound
at 10
elb 9a41 eip_id=none eip_address=none
eip e1 status=DOWN
sweep
expect shop/web ###~### DEGRADED since=10
advice shop/web F35
step shop/web 4c done

# bound again, frozen
at 20
elb 9a41 eip_id=e1 eip_address=138.124.232.1
eip e1 status=FREEZED
sweep
expect shop/web ###~### DEGRADED
advice shop/web F36
at 30
eip e1 status=ELB
sweep
expect shop/web ####### READY

# a listener is removed
at 40
drop l1
sweep
expect shop/web ###~### DEGRADED since=40
advice shop/web F33

# and then the whole ELB
at 50
drop 9a41
drop e1
sweep
expect shop/web ###~### DEGRADED since=40
advice shop/web F45
