# pay/ledger: all is there, no member passes its check.
elb 44b0 name=k8s-ledger vip=10.0.3.57 eip_id=e57 eip_address=138.124.232.57 created=-90000
eip e57 address=138.124.232.57
listener l443 elb=44b0 port=443/TCP uid=uid-ledger members=3 online=3 created=-80000
service pay/ledger autocreate=public elb_id=44b0 eip_id=e57 ports=443/TCP finalizer ingress=138.124.232.57,10.0.3.57 created=-90000
sweep
listed
probe 138.124.232.57 443 ok
expect pay/ledger ####### READY since=<=-90000 mem=3/3

at 10
listener l443 online=0
sweep
expect pay/ledger ###~### DEGRADED since=10 mem=0/3 step=7
why pay/ledger "None of 3 members of port 443 is ONLINE"
advice pay/ledger F18
who pay/ledger you
change "DEGRADED: None of 3 members"

# the probe is closed at once: that is explained, it stays routed
at 12
probe 138.124.232.57 443 reset 4
expect pay/ledger ###~### DEGRADED since=10

at 60
listener l443 online=3
sweep
probe 138.124.232.57 443 ok
expect pay/ledger ####### READY since=60

# one member OFFLINE is a loss only after a while (policy Cluster)
at 100
listener l443 online=2
sweep
expect pay/ledger ####### READY mem=2/3
due 130
at 130
expect pay/ledger ###~### DEGRADED since=100
advice pay/ledger F33

# with policy Local it is as it should be
at 140
service pay/ledger local
expect pay/ledger ####### READY mem=2/3
advice pay/ledger F19
