# Neither annotation: newer controllers say that they skip, and clear the address.
listed
sweep
at 0
service shop/plain ports=80/TCP
expect shop/plain ##>.... "3 SEEN"
at 0.5
event shop/plain EnsuringLoadBalancer "Ensuring load balancer"
event shop/plain GetLoadBalancerFailed "Details: service annotation(kubernetes.io/elb.id) or service.spec.loadBalancerIP is not defined, skip." component=hws-cloudprovider
event shop/plain EnsuredLoadBalancer "Ensured load balancer"
event shop/plain UpdateLoadBalancerFailed "Update loadbalancer of service(plain/shop) error: listener is empty" component=hws-cloudprovider
service shop/plain finalizer
expect shop/plain ###---- SKIPPED since=0.5 step=-
advice shop/plain F01
who shop/plain you
due never

# the annotation is added: it is on its way
at 100
service shop/plain autocreate=inner
expect shop/plain ###>..- "4 CLOUD 2/5" since=100
at 104
elb n1 name=cce-lb-uid-plain vip=10.0.3.5
sweep
service shop/plain elb_id=n1
expect shop/plain ###>#.- "4 CLOUD 3/5"
