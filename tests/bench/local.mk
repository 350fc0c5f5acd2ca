# `make bench`: figures, as ratios. Never a timed test.
EXTRA_PROGRAMS += tests/bench/measure
tests_bench_measure_SOURCES = tests/bench/measure.c
tests_bench_measure_LDADD = libbase.a
EXTRA_DIST += tests/bench/bench.sh

if HAVE_CMOCKA
if HAVE_VTERM
EXTRA_PROGRAMS += tests/bench/terminal
CLEANFILES += tests/bench/terminal
tests_bench_terminal_SOURCES = tests/bench/terminal.c
tests_bench_terminal_CPPFLAGS = $(TEST_CPPFLAGS)
tests_bench_terminal_CFLAGS = $(TEST_CFLAGS)
tests_bench_terminal_LDADD = tests/lib/libvt.a libbase.a $(VTERM_LIBS)
BENCH_TERMINAL = tests/bench/terminal tests/e2e/ui_main
endif
endif

.PHONY: bench
bench: elbtop tests/bench/measure $(BENCH_TERMINAL)
	TOP_BUILDDIR='$(abs_top_builddir)' $(SHELL) -c 'exec bash $(top_srcdir)/tests/bench/bench.sh'
