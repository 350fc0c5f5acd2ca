# DeletedLoadBalancer without DeletingLoadBalancer: the controller found nothing to clean up.
elb e1 name=k8s-web vip=10.0.3.7 eip_id=x eip_address=138.1.1.1 created=1
eip x address=138.1.1.1
service shop/other load_balancer_ip=10.0.3.99 created=-9000
listed
service shop/web autocreate=public elb_name=k8s-web finalizer created=0
event shop/web EnsuringLoadBalancer "Ensuring load balancer"
sweep
at 5
service shop/web elb_id=e1 deleted=5
sweep
expect shop/web #<<<<.. DELETING
event shop/web DeletedLoadBalancer "Deleted load balancer"
expect shop/web #<<<<.. DELETING
gone shop/web
change "gone without a clean-up: look for ELB k8s-web"
kind e1 ORPHAN since=5
