# What the servers of the world stand on: HTTP and certificates. Who links libsim.a also
# needs $(SIM_LIBS).
SIM_LIBS = $(MICROHTTPD_LIBS) $(GNUTLS_LIBS) $(ZLIB_LIBS) $(SSL_LIBS) $(CRYPTO_LIBS) $(JANSSON_LIBS) $(YAML_LIBS)
libsim_a_SOURCES += \
    src/sim/cert.c src/sim/cert.h \
    src/sim/ask.c \
    src/sim/keeper.c \
    src/sim/peer.c \
    src/sim/reply.c \
    src/sim/server.c src/sim/server.h src/sim/server_inside.h \
    src/sim/stream.c
