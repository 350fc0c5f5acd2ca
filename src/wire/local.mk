noinst_LIBRARIES += libwire.a
libwire_a_SOURCES = \
    src/wire/backoff.c src/wire/backoff.h \
    src/wire/digest.c src/wire/digest.h \
    src/wire/file.c \
    src/wire/http.c src/wire/http.h \
    src/wire/http_ending.c src/wire/http_ending.h \
    src/wire/http_flight.c src/wire/http_flight.h \
    src/wire/http_headers.c \
    src/wire/http_peer.c src/wire/http_peer.h \
    src/wire/items.c src/wire/items.h \
    src/wire/lines.c src/wire/lines.h \
    src/wire/managed.c src/wire/managed.h \
    src/wire/members.c src/wire/members.h \
    src/wire/patch.c src/wire/patch.h \
    src/wire/secret.c src/wire/secret.h \
    src/wire/tree.c src/wire/tree.h \
    src/wire/tree_write.c \
    src/wire/url.c src/wire/url.h \
    src/wire/value.c src/wire/value.h \
    src/wire/value_read.c \
    src/wire/yaml.c \
    src/wire/yaml_scalar.c src/wire/yaml_scalar.h \
    src/wire/yaml_write.c
