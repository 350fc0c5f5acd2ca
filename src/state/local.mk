noinst_LIBRARIES += libstate.a
libstate_a_SOURCES = \
    src/state/counted.h \
    src/state/pack.c src/state/pack.h \
    src/state/parts.c src/state/parts.h \
    src/state/row.c src/state/row.h \
    src/state/scratch.c src/state/scratch.h \
    src/state/step.c src/state/step.h \
    src/state/store.h \
    src/state/view.c src/state/view.h
