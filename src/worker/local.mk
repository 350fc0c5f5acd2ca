noinst_LIBRARIES += libworker.a
libworker_a_SOURCES = \
    src/worker/calllog.c src/worker/calllog.h \
    src/worker/cloudfeed.c src/worker/cloudfeed.h \
    src/worker/hands.c src/worker/hands.h \
    src/worker/inquiry.c src/worker/inquiry.h \
    src/worker/jobfeed.c src/worker/jobfeed.h \
    src/worker/kubefeed.c src/worker/kubefeed.h \
    src/worker/memoryfile.c src/worker/memoryfile.h \
    src/worker/names.c src/worker/names.h \
    src/worker/objectfeed.c src/worker/objectfeed.h \
    src/worker/quotafeed.c src/worker/quotafeed.h \
    src/worker/receipt.c src/worker/receipt.h \
    src/worker/recordfile.c src/worker/recordfile.h \
    src/worker/rightsfeed.c src/worker/rightsfeed.h \
    src/worker/statefile.c src/worker/statefile.h \
    src/worker/vpcs.c src/worker/vpcs.h \
    src/worker/worker.c src/worker/worker.h
