noinst_LIBRARIES += libcli.a
libcli_a_SOURCES = \
    src/cli/command.c src/cli/command.h \
    src/cli/completion.c src/cli/completion.h \
    src/cli/consent.c src/cli/consent.h \
    src/cli/deed.c src/cli/deed.h \
    src/cli/demo.c src/cli/demo.h \
    src/cli/demo_manifests.c src/cli/demo_manifests.h \
    src/cli/demo_world.c src/cli/demo_world.h \
    src/cli/document.c src/cli/document.h \
    src/cli/embedded.c src/cli/embedded.h \
    src/cli/explain.c src/cli/explain.h \
    src/cli/get.c src/cli/get.h \
    src/cli/item.c src/cli/item.h \
    src/cli/kinds.c src/cli/kinds.h \
    src/cli/make.c src/cli/make.h \
    src/cli/news.c src/cli/news.h \
    src/cli/options.c src/cli/options.h \
    src/cli/options_table.c src/cli/options_table.h \
    src/cli/page.c src/cli/page.h \
    src/cli/plain.c src/cli/plain.h \
    src/cli/print.c src/cli/print.h \
    src/cli/progress.c src/cli/progress.h \
    src/cli/retirement.c src/cli/retirement.h \
    src/cli/sentence.c src/cli/sentence.h \
    src/cli/sim.h \
    src/cli/service_name.c src/cli/service_name.h \
    src/cli/teardown.c src/cli/teardown.h \
    src/cli/validate.c src/cli/validate.h \
    src/cli/wait.c src/cli/wait.h \
    src/cli/watch.c src/cli/watch.h \
    src/cli/witness.c src/cli/witness.h
if WITH_SIM
libcli_a_SOURCES += src/cli/sim.c
endif
