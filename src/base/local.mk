noinst_LIBRARIES += libbase.a
libbase_a_SOURCES = \
    src/base/arena.c src/base/arena.h \
    src/base/banned.h \
    src/base/buf.c src/base/buf.h \
    src/base/chance.c src/base/chance.h \
    src/base/clock.c src/base/clock.h \
    src/base/err.c src/base/err.h \
    src/base/limits.h \
    src/base/log.c src/base/log.h \
    src/base/mem.c src/base/mem.h \
    src/base/span.c src/base/span.h \
    src/base/utf8.c src/base/utf8.h src/base/utf8_widths.h \
    src/base/wake.c src/base/wake.h \
    src/base/when.c src/base/when.h
