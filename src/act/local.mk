noinst_LIBRARIES += libact.a
libact_a_SOURCES = \
    src/act/autocreate.c src/act/autocreate.h \
    src/act/lint.c src/act/lint.h \
    src/act/lint_place.c
