# A Service that Envoy Gateway made: the pattern says so, the steps are the same.
elb ed name=k8s-edge vip=10.0.3.44 eip_id=e44 eip_address=138.124.232.44 created=-90000
eip e44 address=138.124.232.44
listener g80 elb=ed port=80/TCP uid=uid-envoy-edge members=3 online=2 created=-90000
listener g443 elb=ed port=443/TCP uid=uid-envoy-edge members=3 online=2 created=-90000
service envoy-gateway-system/envoy-edge labels=gateway.envoyproxy.io/owning-gateway-name=public,gateway.envoyproxy.io/owning-gateway-namespace=edge autocreate=public elb_id=ed eip_id=e44 ports=80/TCP,443/TCP local finalizer ingress=138.124.232.44,10.0.3.44 created=-90000
sweep
listed
probe 138.124.232.44 80 ok
expect envoy-gateway-system/envoy-edge ####### READY mem=4/6
