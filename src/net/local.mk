noinst_LIBRARIES += libnet.a
libnet_a_SOURCES = \
    src/net/probe.c src/net/probe.h
