# No cloud witness: step 4 cannot be seen, only what Kubernetes proves. No probe either.
no-probe
listed
at 0
service lb-demo/hello autocreate=public
expect lb-demo/hello ##>.... "3 SEEN"
at 0.4
event lb-demo/hello EnsuringLoadBalancer "Ensuring load balancer"
service lb-demo/hello finalizer
expect lb-demo/hello ###?... "4 CLOUD 0/5" step=4a
step lb-demo/hello 4a unknown
at 6.6
service lb-demo/hello elb_id=9a41 eip_id=0c77
expect lb-demo/hello ###?#.. "4 CLOUD 3/5" step=4d
step lb-demo/hello 4a done <=6.6
at 9
event lb-demo/hello EnsuredLoadBalancer "Ensured load balancer"
service lb-demo/hello ingress=138.124.232.123,10.0.3.41
expect lb-demo/hello ######? READY since=9 mem=-1/-1
step lb-demo/hello 4 done 9
step lb-demo/hello 7 unknown

# one that does not come is stuck all the same
at 100
service shop/slow autocreate=public
event shop/slow EnsuringLoadBalancer "Ensuring load balancer"
expect shop/slow ###?... "4 CLOUD 0/5"
due 130
at 130
step shop/slow 4 unknown slow
at 220
expect shop/slow ###*... STUCK since=220
