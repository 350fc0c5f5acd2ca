# At speed the ids are written in the second of the creation: the ELB was made after the
# Service all the same, so it was made for it.
elb e1 name=k8s-fast vip=10.0.3.7 eip_id=x eip_address=138.1.1.1 created=0.4
eip x address=138.1.1.1
listener l80 elb=e1 uid=uid-fast members=1 online=1 created=0.6
at 20
service shop/fast autocreate=public elb_id=e1 eip_id=x finalizer created=0.001 ids_at=0.001
# one that was there long before was not
elb e2 name=old vip=10.0.3.8 created=-900
service shop/both autocreate=inner elb_id=e2 finalizer created=0.001 ids_at=0.001
sweep
listed
expect shop/fast #####>. "6 ADDRESS"
step shop/fast 4a done
step shop/both 4a given
advice shop/both F24
