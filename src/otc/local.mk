noinst_LIBRARIES += libotc.a
libotc_a_SOURCES = \
    src/otc/account.c src/otc/account.h \
    src/otc/account_texts.c src/otc/account_texts.h \
    src/otc/answer.c src/otc/answer.h \
    src/otc/clouds.c src/otc/clouds.h \
    src/otc/decode.c src/otc/decode.h \
    src/otc/endpoint.c src/otc/endpoint.h \
    src/otc/gather.c src/otc/gather.h \
    src/otc/harvest.c src/otc/harvest.h \
    src/otc/iam.c src/otc/iam.h \
    src/otc/intake.c src/otc/intake.h \
    src/otc/inventory.c src/otc/inventory.h \
    src/otc/pager.c src/otc/pager.h \
    src/otc/session.c src/otc/session.h \
    src/otc/sign.c src/otc/sign.h \
    src/otc/signer.c src/otc/signer.h \
    src/otc/sweep.c src/otc/sweep.h
