# The controller may not even add its finalizer.
listed
sweep
service shop/web autocreate=public
event shop/web SyncLoadBalancerFailed "Error syncing load balancer: failed to add load balancer cleanup finalizer: forbidden" component=other-controller
expect shop/web ##!.... FAILED step=3
why shop/web "3 SEEN (ccm) failed"
