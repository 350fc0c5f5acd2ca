# pay/refunds: attach to an ELB on which somebody else listens on the port.
elb 44b0 name=k8s-ledger vip=10.0.3.57 eip_id=e57 eip_address=138.124.232.57 created=-90000
eip e57 address=138.124.232.57
listener l443 elb=44b0 port=443/TCP uid=uid-ledger members=3 online=3 created=-80000
listener c9000 elb=44b0 port=9000/TCP name=console-9000 members=2 online=2 created=-70000
service pay/ledger autocreate=public elb_id=44b0 eip_id=e57 ports=443/TCP finalizer ingress=138.124.232.57,10.0.3.57 created=-90000
sweep
listed
probe 138.124.232.57 443 ok

at 0
service pay/refunds elb_id=44b0 ports=9000/TCP
at 0.5
event pay/refunds EnsuringLoadBalancer "Ensuring load balancer"
service pay/refunds finalizer
sweep
expect pay/refunds ###>=.. "4 CLOUD 3/5" step=4d
at 2
event pay/refunds CreatingLoadBalancerFailed "Details: Create listener(k8s_TCP_9000) error: already has a listener with protocol_port of 9000, code ELB.8907, status code: 409" component=hws-cloudprovider
event pay/refunds SyncLoadBalancerFailed "Error syncing load balancer: failed to ensure load balancer: Create listener error" 
expect pay/refunds ###!=.. FAILED since=2 step=4d
step pay/refunds 4d failed
step pay/refunds 4e waiting
why pay/refunds "4 CLOUD (ccm->otc-api) failed at 4d listener, 1 time"
why pay/refunds "ELB.8907: port 9000 of k8s-ledger is taken by console-9000, which no Service owns."
who pay/refunds you
todo pay/refunds "attach to another ELB ({link}), or change the port"
advice pay/refunds F08
change "CreatingLoadBalancerFailed"

# it tries again and fails again: still since the first time
at 7
event pay/refunds CreatingLoadBalancerFailed "Details: Create listener(k8s_TCP_9000) error: already has a listener with protocol_port of 9000, code ELB.8907, status code: 409" component=hws-cloudprovider first=2 last=7 count=2
event pay/refunds EnsuringLoadBalancer "Ensuring load balancer" first=0.5 last=7 count=2
expect pay/refunds ###!=.. FAILED since=2
why pay/refunds "2 times"
kind 44b0 AUTO

# the port is changed: the ccm takes it at once, and then it is well
at 20
service pay/refunds ports=9001/TCP
at 22
listener r9001 elb=44b0 port=9001/TCP uid=uid-refunds members=3 online=3
sweep
event pay/refunds EnsuredLoadBalancer "Ensured load balancer"
service pay/refunds ingress=10.0.3.57,138.124.232.57
probe 138.124.232.57 9001 ok
expect pay/refunds ####=## READY since=22
