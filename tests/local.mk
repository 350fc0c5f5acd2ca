# Each ring of tests lists its own programs. A unit test program is one file of
# tests/unit/<folder>/, named for the noun it tests, linked against the layers below.

if HAVE_CMOCKA
TEST_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
TEST_CFLAGS   = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
include tests/lib/local.mk
include tests/unit/base/local.mk
include tests/unit/wire/local.mk
include tests/unit/kube/local.mk
include tests/unit/otc/local.mk
include tests/unit/net/local.mk
include tests/unit/state/local.mk
include tests/unit/act/local.mk
include tests/unit/cross/local.mk
include tests/unit/settings/local.mk
include tests/unit/record/local.mk
include tests/unit/worker/local.mk
include tests/unit/cli/local.mk
include tests/unit/sim/local.mk
include tests/unit/lesson/local.mk
include tests/unit/tui/local.mk
include tests/sim/local.mk
include tests/prop/local.mk
include tests/e2e/local.mk
endif
include tests/guards/local.mk
include tests/fuzz/local.mk
include tests/bench/local.mk
EXTRA_DIST += tests/tsan.supp
