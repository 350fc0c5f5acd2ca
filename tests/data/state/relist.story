# What changed while no watch was open is a bound, not a time.
listed
sweep
service shop/web autocreate=inner elb_name=k8s-web
elb e1 name=k8s-web vip=10.0.3.7
listener l80 elb=e1 uid=uid-web members=1 online=1
sweep
at 100
list-begins
service shop/web elb_id=e1 finalizer ingress=10.0.3.7
list-ends
expect shop/web ######- READY
step shop/web 6 done <=100
step shop/web 3 done <=100
# under our eyes it is exact
at 110
service shop/live autocreate=inner
at 111
service shop/live elb_id=e2 finalizer ingress=10.0.3.8
step shop/live 6 done 111
