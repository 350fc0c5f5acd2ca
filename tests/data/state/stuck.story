# shop/cart: a loadBalancerClass that the controller does not serve. Nobody says a word.
listed
sweep
at 0
service shop/cart autocreate=public load_balancer_class=other/lb
expect shop/cart ##>.... "3 SEEN" since=0 step=3
due 5
at 5
expect shop/cart ##>.... "3 SEEN"
step shop/cart 3 running slow
due 15
at 15
expect shop/cart ##*.... STUCK since=15 step=3
advice shop/cart F21
who shop/cart you
why shop/cart "loadBalancerClass is set"
change "STUCK"
due never
at 67
expect shop/cart ##*.... STUCK since=15
