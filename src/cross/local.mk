noinst_LIBRARIES += libcross.a
libcross_a_SOURCES = \
    src/cross/doors.c src/cross/doors.h \
    src/cross/journey.h \
    src/cross/lesson.c src/cross/lesson.h \
    src/cross/order.c src/cross/order.h \
    src/cross/snapshot.c src/cross/snapshot.h
