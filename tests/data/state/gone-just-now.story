# A Service goes, and what was its is in the picture of the cloud from before: no orphan yet.
elb 71f0 name=k8s-web vip=10.0.3.13 eip_id=e13 eip_address=138.124.232.13 created=-9000
eip e13 address=138.124.232.13
service demo/other load_balancer_ip=10.0.3.99 created=-9000
service shop/web autocreate=public elb_id=71f0 eip_id=e13 finalizer ingress=138.124.232.13,10.0.3.13 created=-9000
sweep
listed
kind 71f0 AUTO
at 10
gone shop/web
kind 71f0 FOREIGN
at 12
sweep
kind 71f0 ORPHAN since=10
