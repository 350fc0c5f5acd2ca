noinst_LIBRARIES += libotc.a
libotc_a_SOURCES = \
    src/otc/account.h \
    src/otc/answer.h \
    src/otc/inventory.c src/otc/inventory.h \
    src/otc/session.h \
    src/otc/sign.c src/otc/sign.h \
    src/otc/sweep.h
