# What carries the names of Services and clusters, and what that proves.
elb e1 name=k8s-web vip=10.0.3.7 created=-9000
listener l80 elb=e1 uid=uid-web cluster=c-1 members=1 online=1 created=-9000
elb d1 name=described description="{\"service_id\": \"uid-dead\",\"cluster_id\":\"c-1\"}" created=-9000
elb d2 name=described-too description="{\"service_id\":\"uid-dead\",\"cluster_id\":\"c-9\"}" created=-9000
elb d3 name=long description="cluster_id aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" created=-9000
elb d4 name=cce-lb-uid-web protected created=-9000
# of an Ingress: the same cluster, no Service named, and in use
elb d5 name=cce-lb-0b9a3c1e-0000-4000-8000-00000000000f created=-9000
listener i80 elb=d5 name=k8s_HTTP_80 cluster=c-1 members=1 online=1 created=-9000
elb d6 name=only-the-id description="{\"cluster_id\":\"c-1\"}" created=-9000
service shop/web autocreate=inner elb_id=e1 finalizer ingress=10.0.3.7 created=-9000
sweep
listed
kind e1 AUTO
kind d1 ORPHAN
kind d2 FOREIGN
kind d3 FOREIGN
# one left over of a Service that uses another by now
kind d4 ORPHAN
kind d5 FOREIGN
kind d6 FOREIGN
