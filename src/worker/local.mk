noinst_LIBRARIES += libworker.a
libworker_a_SOURCES = \
    src/worker/calllog.c src/worker/calllog.h \
    src/worker/cloudfeed.c src/worker/cloudfeed.h \
    src/worker/inquiry.c src/worker/inquiry.h \
    src/worker/kubefeed.c src/worker/kubefeed.h \
    src/worker/worker.c src/worker/worker.h
