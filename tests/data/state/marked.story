# elb.mark is the controller's hand; a host name may be the address, and is not probed.
listed
sweep
service shop/web autocreate=public
at 1
service shop/web elb_id=e1 eip_id=x ingress=lb.example.org
probe lb.example.org 80 off
expect shop/web ######? READY since=1
