# A port is added to a Service that is ready: it is on its way again, for that port.
elb e1 name=k8s-web vip=10.0.3.7 eip_id=x eip_address=138.1.1.1 created=-9000
eip x address=138.1.1.1
listener l80 elb=e1 uid=uid-web members=3 online=3 created=-8990
service shop/web autocreate=public elb_id=e1 eip_id=x finalizer ingress=138.1.1.1,10.0.3.7 created=-9000
sweep
listed
probe 138.1.1.1 80 ok
expect shop/web ####### READY
at 10
service shop/web ports=80/TCP,443/TCP
expect shop/web ###>### "4 CLOUD 3/5" since=10 step=4d
step shop/web 4d running
at 12
listener l443 elb=e1 port=443/TCP uid=uid-web members=3 online=3
sweep
expect shop/web ####### READY since=12
# taken back: the listener that is left over does not hurt
at 20
service shop/web ports=80/TCP
expect shop/web ####### READY
# one that the ccm never makes is told, too
at 30
service shop/web ports=80/TCP,8080/TCP
expect shop/web ###>### "4 CLOUD 3/5" since=30
at 150
sweep
expect shop/web ###~### DEGRADED
advice shop/web F33
