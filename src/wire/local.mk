noinst_LIBRARIES += libwire.a
libwire_a_SOURCES = \
    src/wire/backoff.h \
    src/wire/digest.h \
    src/wire/http.h \
    src/wire/items.h \
    src/wire/lines.h \
    src/wire/patch.h \
    src/wire/secret.h \
    src/wire/tree.h \
    src/wire/url.h
