# The address comes before the cloud is read again: the parts are implied, and told when seen.
listed
sweep
at 0
service shop/web autocreate=inner elb_name=k8s-web
at 1
service shop/web finalizer elb_id=e1
expect shop/web ###>#.- "4 CLOUD 3/5"
step shop/web 4a done <=1
at 3
elb e1 name=k8s-web vip=10.0.3.7 created=0.5
listener l80 elb=e1 uid=uid-web members=1 online=1 created=2
service shop/web ingress=10.0.3.7
expect shop/web ######- READY since=3
no-change "4d"
sweep
expect shop/web ######- READY since=3
step shop/web 4d done 2
change "4d listener: 1 of 1: k8s_TCP_80"
change "4a ELB: k8s-web ACTIVE"
