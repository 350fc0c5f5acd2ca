noinst_LIBRARIES += libstate.a
libstate_a_SOURCES = \
    src/state/row.h \
    src/state/step.h \
    src/state/store.h \
    src/state/view.h
