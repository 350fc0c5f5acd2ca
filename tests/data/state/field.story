# The ccm refuses the autocreate block.
listed
sweep
at 0
service shop/web autocreate={"type":"public"}
event shop/web EnsuringLoadBalancer "Ensuring load balancer"
event shop/web CreatingLoadBalancerFailed "Details: elb autoCreate field:[bandwidth_name] is invalid" component=hws-cloudprovider
expect shop/web ###!... FAILED step=4a
advice shop/web F02
why shop/web "elb.autocreate: field bandwidth_name is missing or not allowed"
