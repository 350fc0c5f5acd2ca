# Somebody else writes the address of a Service that the ccm has nothing to do with.
elb e1 name=other vip=10.0.3.9 created=-9000
sweep
service shop/metal ingress=192.168.7.7 created=-9000
service shop/contended created=-9000
listed
expect shop/metal ##---#- READY address=192.168.7.7
advice shop/metal F20
step shop/metal 3 skipped
# the ccm clears it, the other writes it again
at 1
service shop/contended ingress=192.168.7.8
expect shop/contended ##---#- READY
at 5
event shop/contended GetLoadBalancerFailed "Details: service annotation(kubernetes.io/elb.id) or service.spec.loadBalancerIP is not defined, skip." component=hws-cloudprovider
service shop/contended ingress=none
expect shop/contended ###---- SKIPPED
advice shop/contended F20
at 9
service shop/contended ingress=192.168.7.8
expect shop/contended ###--#- READY
