# What the first probe of an old address finds was so before: it is learnt, not a change.
elb 71f0 name=k8s-a vip=10.0.3.13 eip_id=e13 eip_address=138.124.232.13 created=-9000
listener a80 elb=71f0 port=80/TCP uid=uid-a members=3 online=3 created=-8990
eip e13 address=138.124.232.13
elb 71f1 name=k8s-b vip=10.0.3.14 eip_id=e14 eip_address=138.124.232.14 created=-9000
listener b80 elb=71f1 port=80/TCP uid=uid-b members=3 online=3 created=-8990
eip e14 address=138.124.232.14
service pay/a autocreate=public elb_id=71f0 eip_id=e13 finalizer ingress=138.124.232.13,10.0.3.13 created=-9000
service pay/b autocreate=public elb_id=71f1 eip_id=e14 finalizer ingress=138.124.232.14,10.0.3.14 created=-9000
sweep
listed
at 1
probe 138.124.232.13 80 ok
expect pay/a ####### READY
no-change ""
at 100
probe 138.124.232.14 80 timeout 9
expect pay/b ######* STUCK
no-change ""
# that it answers at last is news
at 130
probe 138.124.232.14 80 ok
expect pay/b ####### READY
change "READY"
# and so is that it does not any more
at 200
probe 138.124.232.14 80 timeout 9
change "DEGRADED"
