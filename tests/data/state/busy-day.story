# One of everything, as a dashboard shows it in the middle of a working day: what is well,
# what is on its way, and each kind of trouble. The pictures of the manual are of its end.
elb 71f0 name=k8s-whoami vip=10.0.3.13 eip_id=e13 eip_address=138.124.232.13 created=-273600
eip e13 address=138.124.232.13
listener w80 elb=71f0 uid=uid-whoami members=3 online=3 created=-273590
listener f8080 elb=71f0 port=8080/TCP uid=uid-fortune members=3 online=3 created=-273500
elb 44b0 name=k8s-ledger vip=10.0.3.57 eip_id=e57 eip_address=138.124.232.57 created=-90000
eip e57 address=138.124.232.57
listener l443 elb=44b0 port=443/TCP uid=uid-ledger members=3 online=3 created=-80000
listener c9000 elb=44b0 port=9000/TCP name=console-9000 members=2 online=2 created=-70000
elb ec01 name=k8s-echo vip=10.0.3.61 eip_id=e61 eip_address=138.124.232.61 created=-9000
eip e61 address=138.124.232.61
listener e80 elb=ec01 uid=uid-echo members=2 online=2 created=-8990
elb 83d0 name=elb-inner vip=10.0.3.17 created=-2460
listener i80 elb=83d0 uid=uid-intern members=2 online=2 created=-2455
elb 01d0 name=k8s-old vip=10.0.3.90 eip_id=e90 eip_address=138.124.232.90 created=-212400
eip e90 address=138.124.232.90
listener o80 elb=01d0 uid=uid-old cluster=c-1 members=2 online=2 created=-212000
service whoami/whoami autocreate=public elb_id=71f0 eip_id=e13 finalizer ingress=138.124.232.13,10.0.3.13 created=-273610 ingress_at=-273600
service whoami/fortune elb_id=71f0 ports=8080/TCP finalizer ingress=10.0.3.13,138.124.232.13 created=-273510 ingress_at=-273500
service pay/ledger autocreate=public elb_id=44b0 eip_id=e57 ports=443/TCP finalizer ingress=138.124.232.57,10.0.3.57 created=-90000
service demo/echo autocreate=public elb_id=ec01 eip_id=e61 finalizer ingress=138.124.232.61,10.0.3.61 created=-9000
service shop/intern autocreate=inner elb_id=83d0 finalizer ingress=10.0.3.17 created=-2465 ingress_at=-2450
service demo/old autocreate=public elb_id=01d0 eip_id=e90 finalizer ingress=138.124.232.90,10.0.3.90 created=-212410
sweep
listed
probe 138.124.232.13 80 ok
probe 138.124.232.13 8080 ok
probe 138.124.232.57 443 ok
probe 138.124.232.61 80 ok
probe 138.124.232.90 80 ok
kind 01d0 AUTO

# the ELB of demo/old is left behind
at 1
gone demo/old
drop o80
sweep
kind 01d0 ORPHAN

# pay/refunds wants a port on which somebody else listens
at 2
service pay/refunds elb_id=44b0 ports=9000/TCP created=2
at 2.5
event pay/refunds EnsuringLoadBalancer "Ensuring load balancer"
service pay/refunds finalizer
sweep
at 4
event pay/refunds CreatingLoadBalancerFailed "Details: Create listener(k8s_TCP_9000) error: already has a listener with protocol_port of 9000, code ELB.8907, status code: 409" component=hws-cloudprovider
at 324
event pay/refunds CreatingLoadBalancerFailed "Details: Create listener(k8s_TCP_9000) error: already has a listener with protocol_port of 9000, code ELB.8907, status code: 409" component=hws-cloudprovider first=4 last=324 count=3
expect pay/refunds ###!=.. FAILED since=4 step=4d

# nobody takes care of shop/cart
at 313
service shop/cart autocreate=public elb_name=k8s-cart created=313
expect shop/cart ##>.... "3 SEEN" step=3
at 328
expect shop/cart ##*.... STUCK step=3

# the pods of pay/ledger fail their checks
at 330
listener l443 online=0
sweep
probe 138.124.232.57 443 reset 4
expect pay/ledger ###~### DEGRADED since=330 mem=0/3

# demo/echo is taken down
at 355
service demo/echo deleted=355
at 355.5
event demo/echo DeletingLoadBalancer "Deleting load balancer"
at 357
drop e80
sweep
expect demo/echo #<<<<<. DELETING since=355

# lb-demo/hello is on its way
at 358
service lb-demo/hello autocreate=public elb_name=k8s-lb-demo ports=80/TCP created=358
at 358.4
event lb-demo/hello EnsuringLoadBalancer "Ensuring load balancer"
service lb-demo/hello finalizer
at 362.6
elb 9a41 name=k8s-lb-demo vip=10.0.3.41
at 363
sweep
at 364.4
elb 9a41 eip_id=0c77 eip_address=138.124.232.123
eip 0c77 address=138.124.232.123
at 364.5
sweep
at 364.6
service lb-demo/hello elb_id=9a41 eip_id=0c77 load_balancer_ip=138.124.232.123
expect lb-demo/hello ###>#.. "4 CLOUD 3/5" since=358 step=4d
expect shop/cart ##*.... STUCK step=3
expect whoami/whoami ####### READY
