noinst_LIBRARIES += libotc.a
libotc_a_SOURCES = \
    src/otc/account.h \
    src/otc/answer.c src/otc/answer.h \
    src/otc/decode.c src/otc/decode.h \
    src/otc/gather.c src/otc/gather.h \
    src/otc/inventory.c src/otc/inventory.h \
    src/otc/pager.c src/otc/pager.h \
    src/otc/session.h \
    src/otc/sign.c src/otc/sign.h \
    src/otc/sweep.c src/otc/sweep.h
