# Pattern B: an ELB that exists, attached by its id. Nothing is created, the EIP is
# advertised already.
elb 71f0 name=k8s-whoami vip=10.0.3.13 eip_id=e13 eip_address=138.124.232.13 created=-273600
eip e13 address=138.124.232.13
listener w80 elb=71f0 uid=uid-whoami members=3 online=3 created=-273590
service whoami/whoami autocreate=public elb_id=71f0 eip_id=e13 finalizer ingress=138.124.232.13,10.0.3.13 created=-273610 ingress_at=-273600
sweep
listed
probe 138.124.232.13 80 ok
expect whoami/whoami ####### READY since=-273600 address=138.124.232.13
kind 71f0 AUTO

at 0
service whoami/fortune elb_id=71f0 ports=8080/TCP
expect whoami/fortune ##>.=.. "3 SEEN" step=3
step whoami/fortune 4a given
at 0.3
event whoami/fortune EnsuringLoadBalancer "Ensuring load balancer"
expect whoami/fortune ###>=.. "4 CLOUD 3/5" since=0 step=4d
at 1.4
listener f8080 elb=71f0 port=8080/TCP uid=uid-fortune members=3 online=3
sweep
expect whoami/fortune ####=>. "6 ADDRESS"
at 1.5
event whoami/fortune EnsuredLoadBalancer "Ensured load balancer"
service whoami/fortune finalizer ingress=10.0.3.13,138.124.232.13
expect whoami/fortune ####=#> "7 ROUTED" address=138.124.232.13
at 2
probe 138.124.232.13 8080 ok
expect whoami/fortune ####=## READY since=2 mem=3/3
step whoami/fortune 5 given
step whoami/fortune 4d done 1.4
kind 71f0 AUTO
due never
