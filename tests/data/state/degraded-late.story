# elbtop is started when no member has been ONLINE for long: connects are closed at once.
elb 44b0 name=k8s-ledger vip=10.0.3.57 eip_id=e57 eip_address=138.124.232.57 created=-90000
eip e57 address=138.124.232.57
listener l443 elb=44b0 port=443/TCP uid=uid-ledger members=3 online=0 created=-80000
service pay/ledger autocreate=public elb_id=44b0 eip_id=e57 ports=443/TCP finalizer ingress=138.124.232.57,10.0.3.57 created=-90000
sweep
listed
expect pay/ledger ###~##? DEGRADED mem=0/3
at 1
probe 138.124.232.57 443 reset 1
expect pay/ledger ###~### DEGRADED mem=0/3
