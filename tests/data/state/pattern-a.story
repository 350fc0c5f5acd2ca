# Pattern A second by second: a new ELB and EIP, public, one port, everything watched live.
listed
sweep

at 0.0
service lb-demo/hello autocreate=public elb_name=k8s-lb-demo ports=80/TCP created=0
expect lb-demo/hello ##>.... "3 SEEN" since=0 step=3
who lb-demo/hello ccm
due 5
change "Service stored"

at 0.4
event lb-demo/hello EnsuringLoadBalancer "Ensuring load balancer"
at 0.42
service lb-demo/hello finalizer
expect lb-demo/hello ###>... "4 CLOUD 0/5" since=0 step=4a
step lb-demo/hello 3 done 0.4
why lb-demo/hello "4 CLOUD is with ccm->otc-api: no ELB yet."

at 4.6
elb 9a41 name=k8s-lb-demo vip=10.0.3.41
at 5
sweep
expect lb-demo/hello ###>... "4 CLOUD 1/5" step=4b
step lb-demo/hello 4a done 4.6

at 6.4
elb 9a41 eip_id=0c77 eip_address=138.124.232.123
eip 0c77 address=138.124.232.123
at 6.5
sweep
expect lb-demo/hello ###>>.. "4 CLOUD 3/5" step=4d

at 6.6
service lb-demo/hello elb_id=9a41 eip_id=0c77 load_balancer_ip=138.124.232.123
expect lb-demo/hello ###>#.. "4 CLOUD 3/5" since=0 step=4d
step lb-demo/hello 5 done 6.6
change "5 IDS done: elb.id 9a41.., elb.eip-id 0c77.."
kind 9a41 AUTO

at 7.6
listener l1 elb=9a41 uid=uid-hello
at 7.7
sweep
expect lb-demo/hello ###>#.. "4 CLOUD 4/5" step=4e
step lb-demo/hello 4d done 7.6

at 8.7
listener l1 members=3 online=0 members_at=8.7
at 8.8
sweep
expect lb-demo/hello #####>. "6 ADDRESS" step=6 mem=0/3
step lb-demo/hello 4 done 8.7

at 8.9
event lb-demo/hello EnsuredLoadBalancer "Ensured load balancer" first=8
expect lb-demo/hello #####>. "6 ADDRESS"

at 9.0
service lb-demo/hello ingress=138.124.232.123,10.0.3.41
expect lb-demo/hello ######> "7 ROUTED" since=0 step=7 address=138.124.232.123
step lb-demo/hello 6 done 9

at 9.3
event lb-demo/hello EnsuringLoadBalancer "Ensuring load balancer" first=0.4 last=9 count=2
at 9.8
event lb-demo/hello EnsuredLoadBalancer "Ensured load balancer" first=8 last=9 count=2
expect lb-demo/hello ######> "7 ROUTED"
at 11
probe 138.124.232.123 80 timeout
expect lb-demo/hello ######> "7 ROUTED"
step lb-demo/hello 7 running
at 14
listener l1 online=3
sweep
probe 138.124.232.123 80 ok
expect lb-demo/hello ####### READY since=14 mem=3/3 step=7
step lb-demo/hello 7 done 14
change "7 ROUTED done: 80 connected, 14 ms"
change "4d listener: 1 of 1: k8s_TCP_80"
change "READY after 14s"
no-change "implied"
due never
