# Two ports: of one no member is ONLINE. That the other is fine does not help its clients.
elb e1 name=k8s-two vip=10.0.3.7 eip_id=x eip_address=138.1.1.1 created=-9000
eip x address=138.1.1.1
listener l80 elb=e1 uid=uid-two members=3 online=3 created=-8990
listener l443 elb=e1 port=443/TCP uid=uid-two members=3 online=0 created=-8990
service shop/two autocreate=public elb_id=e1 eip_id=x ports=80/TCP,443/TCP local finalizer ingress=138.1.1.1 created=-9000
sweep
listed
probe 138.1.1.1 80 ok
expect shop/two ###~### DEGRADED mem=3/6
why shop/two "None of 3 members of port 443"
