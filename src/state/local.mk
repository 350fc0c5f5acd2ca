noinst_LIBRARIES += libstate.a
libstate_a_SOURCES = \
    src/state/address.c src/state/address.h \
    src/state/ahead.c src/state/ahead.h \
    src/state/autocreate.c src/state/autocreate.h \
    src/state/clues.c src/state/clues.h \
    src/state/cloud.c src/state/cloud.h \
    src/state/common.h \
    src/state/counted.h \
    src/state/draft.c src/state/draft.h \
    src/state/eips.c \
    src/state/evidence.c \
    src/state/facts.c src/state/facts.h \
    src/state/facts_cloud.c \
    src/state/facts_inside.h \
    src/state/facts_trouble.c \
    src/state/failure.c src/state/failure.h \
    src/state/few.c src/state/few.h \
    src/state/gates.c \
    src/state/gateway.c src/state/gateway.h \
    src/state/gone.c src/state/gone.h \
    src/state/index.c src/state/index.h \
    src/state/join.c src/state/join.h \
    src/state/known.c src/state/known.h \
    src/state/lane.c src/state/lane.h \
    src/state/lane_inside.h \
    src/state/lane_times.c \
    src/state/lane_undo.c \
    src/state/memory.c src/state/memory.h \
    src/state/owner.c \
    src/state/pack.c src/state/pack.h \
    src/state/parts.c src/state/parts.h \
    src/state/past.c src/state/past.h \
    src/state/patience.c src/state/patience.h \
    src/state/reachmap.c src/state/reachmap.h \
    src/state/refresh.c \
    src/state/row.c src/state/row.h \
    src/state/rules.c src/state/rules.h \
    src/state/scratch.c src/state/scratch.h \
    src/state/shelf.c src/state/shelf.h \
    src/state/step.c src/state/step.h \
    src/state/store.c src/state/store.h \
    src/state/store_kube.c \
    src/state/tally.c src/state/tally.h \
    src/state/tell.c \
    src/state/timeline.c src/state/timeline.h \
    src/state/usual.c src/state/usual.h \
    src/state/todo.c src/state/todo.h \
    src/state/verdict.c src/state/verdict.h \
    src/state/view.c src/state/view.h
