# What is nobody's here need not be ours: other clusters, hand-made ELBs, an empty list.
elb a1 name=cce-lb-0b9a3c1e-0000-4000-8000-000000000001 created=-9000
elb a2 name=shared description="Shared ELB for all" created=-9000
elb a3 name=k8s-old created=-9000
listener x80 elb=a3 uid=uid-elsewhere cluster=c-2 created=-9000
elb a4 name=k8s-web vip=10.0.3.4 created=-9000
listener w80 elb=a4 uid=uid-web cluster=c-1 members=1 online=1 created=-9000
elb a5 name=k8s-lost created=-9000
listener l80 elb=a5 uid=uid-dead cluster=c-1 created=-9000
sweep
listed
kind a1 FOREIGN
kind a5 FOREIGN
service shop/web autocreate=inner elb_id=a4 finalizer ingress=10.0.3.4 created=-9000
kind a1 FOREIGN
kind a2 FOREIGN
kind a3 FOREIGN
kind a4 AUTO
kind a5 ORPHAN since=-9000
