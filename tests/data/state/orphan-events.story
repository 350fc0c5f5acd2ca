# elbtop is started when all is over: only events still tell of the Services that are gone.
elb 71f0 name=k8s-whoami vip=10.0.3.13 eip_id=e13 eip_address=138.124.232.13 created=-9000
elb d9b1 name=k8s-lb-demo vip=10.0.3.14 created=-100
elb a1 name=somebodys created=-500
elb a2 name=long-before created=-9000
listener c1 elb=71f0 port=9000/TCP name=console-9000 created=-5000
eip e13 address=138.124.232.13
service demo/other load_balancer_ip=10.0.3.99 created=-9000
sweep
listed
kind 71f0 FOREIGN
event whoami/whoami DeletingLoadBalancer "Deleting load balancer" first=-50
event whoami/whoami DeleteLoadBalancerFailed "Details: Delete loadbalancer(71f0) error: listener c1 is using this loadbalancer, status code: 409" component=hws-cloudprovider first=-49
event whoami/whoami DeletedLoadBalancer "Deleted load balancer" first=-48
kind 71f0 ORPHAN since=-48
# one that went without a clean-up, and the ELB that was made for it
event lb-demo/hello EnsuringLoadBalancer "Ensuring load balancer" first=-105
event lb-demo/hello DeletedLoadBalancer "Deleted load balancer" first=-20
kind d9b1 ORPHAN since=-20
kind a2 FOREIGN
# two that could be meant: neither is called so
elb a3 name=somebodys created=-90
sweep
kind d9b1 FOREIGN
kind a3 FOREIGN
# made for one that is gone, used by one that is there; and one by hand, which a tenant left
elb 5e7a name=k8s-shop vip=10.0.3.15 created=-9000
elb 5e7b name=by-hand vip=10.0.3.16 created=-9000
service shop/cart elb_id=5e7a ports=8080/TCP created=-8000
service shop/till elb_id=5e7b ports=8080/TCP created=-8000
sweep
kind 5e7a EXISTING
kind 5e7b EXISTING
event shop/front DeletingLoadBalancer "Deleting load balancer" first=-50
event shop/front DeleteLoadBalancerFailed "Details: Delete loadbalancer(5e7a) error: in use, status code: 409" component=hws-cloudprovider first=-49
event shop/front DeletedLoadBalancer "Deleted load balancer" first=-48
event shop/back DeletingLoadBalancer "Deleting load balancer" first=-50
event shop/back DeletedLoadBalancer "Deleted load balancer" first=-48
kind 5e7a ORPHAN since=-48
kind 5e7b EXISTING
# made again, it has its owner back
service shop/front autocreate=public elb_id=5e7a ports=80/TCP
kind 5e7a AUTO
