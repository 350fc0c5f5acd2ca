# shop/intern: type inner. No EIP, no step 7, the private address is the address.
listed
at 0
service shop/intern autocreate=inner elb_name=elb-inner
at 0.4
event shop/intern EnsuringLoadBalancer "Ensuring load balancer"
sweep
expect shop/intern ###>..- "4 CLOUD 2/5" step=4a
step shop/intern 4b skipped
at 4
elb i1 name=elb-inner vip=10.0.3.17
sweep
expect shop/intern ###>>.- "4 CLOUD 3/5" step=4d
at 4.2
service shop/intern elb_id=i1 finalizer
expect shop/intern ###>#.- "4 CLOUD 3/5"
at 6
listener l1 elb=i1 uid=uid-intern members=2 online=2
sweep
service shop/intern ingress=10.0.3.17
expect shop/intern ######- READY since=6 mem=2/2 address=10.0.3.17
step shop/intern 7 skipped
due never
