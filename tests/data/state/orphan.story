# whoami/whoami made the ELB, whoami/fortune shares it. The maker goes first: a leak.
elb 71f0 name=k8s-whoami vip=10.0.3.13 eip_id=e13 eip_address=138.124.232.13 created=-9000
eip e13 address=138.124.232.13
listener w80 elb=71f0 uid=uid-whoami cluster=c-1 members=3 online=3 created=-8990
listener f8080 elb=71f0 port=8080/TCP uid=uid-fortune cluster=c-1 members=3 online=3 created=-8900
service whoami/whoami autocreate=public elb_id=71f0 eip_id=e13 finalizer ingress=138.124.232.13,10.0.3.13 created=-9000
service whoami/fortune elb_id=71f0 ports=8080/TCP finalizer ingress=10.0.3.13,138.124.232.13 created=-8950
service demo/other load_balancer_ip=10.0.3.99 created=-9000
sweep
listed
kind 71f0 AUTO
at 10
gone whoami/whoami
drop w80
sweep
# fortune still uses it, and nobody takes it down any more
kind 71f0 ORPHAN since=10
source kubernetes lost
kind 71f0 EXISTING
source kubernetes live
kind 71f0 ORPHAN since=10
at 20
gone whoami/fortune
drop f8080
sweep
kind 71f0 ORPHAN since=10
# while Kubernetes is lost nothing new is called so
source kubernetes lost
kind 71f0 FOREIGN
source kubernetes live
kind 71f0 ORPHAN
