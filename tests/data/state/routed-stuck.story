# The address is there and does not answer from here.
elb e1 name=k8s-web vip=10.0.3.7 eip_id=x eip_address=138.1.1.1
eip x address=138.1.1.1
listener l80 elb=e1 uid=uid-web members=3 online=3
listed
sweep
service shop/web autocreate=public finalizer
at 1
service shop/web elb_id=e1 eip_id=x ingress=138.1.1.1,10.0.3.7
at 2
probe 138.1.1.1 80 timeout 1
expect shop/web ######> "7 ROUTED" step=7
due 16
at 16
step shop/web 7 running slow
at 61
probe 138.1.1.1 80 timeout 9
expect shop/web ######* STUCK since=61 step=7
advice shop/web F46
who shop/web otc-fabric
why shop/web "7 ROUTED (otc-fabric) is over its limit and nobody said why: 80 timeout"
# refused is told apart
at 62
probe 138.1.1.1 80 refused 10
why shop/web "refused: routed, but nothing listens"
at 70
probe 138.1.1.1 80 ok
expect shop/web ####### READY since=70
