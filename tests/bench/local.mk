# `make bench`: figures, as ratios. Never a timed test.
EXTRA_PROGRAMS += tests/bench/measure
tests_bench_measure_SOURCES = tests/bench/measure.c
tests_bench_measure_LDADD = libbase.a
EXTRA_DIST += tests/bench/bench.sh

.PHONY: bench
bench: elbtop tests/bench/measure
	TOP_BUILDDIR='$(abs_top_builddir)' $(SHELL) -c 'exec bash $(top_srcdir)/tests/bench/bench.sh'
