# Kubernetes is lost: marks stay, nothing becomes stuck for want of news, what is stuck stays.
listed
sweep
at 0
service shop/early autocreate=public
at 20
expect shop/early ##*.... STUCK since=15
service shop/cart autocreate=public
expect shop/cart ##>.... "3 SEEN" since=20
at 22
source kubernetes lost
at 200
expect shop/cart ##>.... "3 SEEN" since=20
expect shop/early ##*.... STUCK since=15
at 201
source kubernetes live
expect shop/cart ##*.... STUCK since=35
