noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
    src/cli/command.c src/cli/command.h \
    src/cli/completion.c src/cli/completion.h \
    src/cli/demo_world.c src/cli/demo_world.h \
    src/cli/explain.c src/cli/explain.h \
    src/cli/get.c src/cli/get.h \
    src/cli/item.c src/cli/item.h \
    src/cli/kinds.c src/cli/kinds.h \
    src/cli/options.c src/cli/options.h \
    src/cli/plain.c src/cli/plain.h \
    src/cli/print.c src/cli/print.h \
    src/cli/sim.h \
    src/cli/validate.c src/cli/validate.h \
    src/cli/watch.c src/cli/watch.h \
    src/cli/witness.c src/cli/witness.h
if WITH_SIM
libcli_a_SOURCES += src/cli/sim.c
endif
