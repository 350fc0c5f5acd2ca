# ELB and EIP are there, the ids are not written back.
listed
sweep
service shop/web autocreate=public elb_name=k8s-web
at 0.5
service shop/web finalizer
at 5
elb e1 name=k8s-web vip=10.0.3.7 eip_id=x eip_address=138.1.1.1
eip x address=138.1.1.1
sweep
expect shop/web ###>>.. "4 CLOUD 3/5"
step shop/web 5 running
at 15
expect shop/web ###>*.. STUCK since=15 step=4d
who shop/web ccm
