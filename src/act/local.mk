noinst_LIBRARIES += libact.a
libact_a_SOURCES = \
    src/act/autocreate.c src/act/autocreate.h \
    src/act/job.c src/act/job.h \
    src/act/lint.c src/act/lint.h \
    src/act/lint_place.c \
    src/act/plan.c src/act/plan.h \
    src/act/quota.h \
    src/act/rights.h \
    src/act/wish.c src/act/wish.h
