# Older controllers skip without a word.
listed
sweep
at 0
service shop/plain ports=80/TCP
at 14
expect shop/plain ##>.... "3 SEEN"
at 16
expect shop/plain ##*.... STUCK
due 30
at 30
expect shop/plain ##?---- SKIPPED
advice shop/plain F01
