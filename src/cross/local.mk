noinst_LIBRARIES += libcross.a
libcross_a_SOURCES = \
    src/cross/doors.h \
    src/cross/order.h \
    src/cross/snapshot.h
