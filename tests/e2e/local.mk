include tests/e2e/cli.mk
include tests/lib/vt.mk

if HAVE_VTERM
# The dashboard on snapshots made by hand, in a terminal.
EXTRA_PROGRAMS += tests/e2e/ui_main
CLEANFILES += tests/e2e/ui_main
check_PROGRAMS += tests/e2e/test_ui
tests_e2e_ui_main_SOURCES = \
    tests/e2e/ui_main.c \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_e2e_ui_main_CPPFLAGS = $(TEST_CPPFLAGS)
tests_e2e_ui_main_CFLAGS = $(TEST_CFLAGS)
tests_e2e_ui_main_LDADD = $(TUI_TEST_LIBS) $(NCURSES_LIBS)

tests_e2e_test_ui_SOURCES = tests/e2e/test_ui.c
tests_e2e_test_ui_CPPFLAGS = $(TEST_CPPFLAGS)
tests_e2e_test_ui_CFLAGS = $(TEST_CFLAGS)
tests_e2e_test_ui_LDADD = tests/lib/libvt.a libbase.a $(VTERM_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_e2e_test_ui_DEPENDENCIES = tests/e2e/ui_main$(EXEEXT)

check_PROGRAMS += tests/e2e/test_manners
tests_e2e_test_manners_SOURCES = tests/e2e/test_manners.c
tests_e2e_test_manners_CPPFLAGS = $(TEST_CPPFLAGS)
tests_e2e_test_manners_CFLAGS = $(TEST_CFLAGS)
tests_e2e_test_manners_LDADD = tests/lib/libvt.a $(TESTLIB) libwire.a libbase.a $(VTERM_LIBS) $(CRYPTO_LIBS) \
    $(CMOCKA_LIBS)
EXTRA_tests_e2e_test_manners_DEPENDENCIES = tests/e2e/ui_main$(EXEEXT) elbtop$(EXEEXT)

# Every look on every kind of terminal.
EXTRA_PROGRAMS += tests/e2e/paint_main
CLEANFILES += tests/e2e/paint_main
check_PROGRAMS += tests/e2e/test_looks
tests_e2e_paint_main_SOURCES = tests/e2e/paint_main.c
tests_e2e_paint_main_CPPFLAGS = $(TEST_CPPFLAGS)
tests_e2e_paint_main_CFLAGS = $(TEST_CFLAGS)
tests_e2e_paint_main_LDADD = $(TUI_LIBS) $(NCURSES_LIBS)

tests_e2e_test_looks_SOURCES = tests/e2e/test_looks.c
tests_e2e_test_looks_CPPFLAGS = $(TEST_CPPFLAGS)
tests_e2e_test_looks_CFLAGS = $(TEST_CFLAGS)
tests_e2e_test_looks_LDADD = tests/lib/libvt.a $(TUI_TEST_LIBS) $(VTERM_LIBS)
EXTRA_tests_e2e_test_looks_DEPENDENCIES = tests/e2e/paint_main$(EXEEXT)

# Every key of the map in a terminal.
check_PROGRAMS += tests/e2e/test_keys
tests_e2e_test_keys_SOURCES = \
    tests/e2e/test_keys.c \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_e2e_test_keys_CPPFLAGS = $(TEST_CPPFLAGS)
tests_e2e_test_keys_CFLAGS = $(TEST_CFLAGS)
tests_e2e_test_keys_LDADD = tests/lib/libvt.a $(TUI_TEST_LIBS) $(VTERM_LIBS)
EXTRA_tests_e2e_test_keys_DEPENDENCIES = tests/e2e/ui_main$(EXEEXT)

# The built program on the embedded world.
if WITH_SIM
check_PROGRAMS += tests/e2e/test_lessons
tests_e2e_test_lessons_SOURCES = tests/e2e/test_lessons.c
tests_e2e_test_lessons_CPPFLAGS = $(TEST_CPPFLAGS)
tests_e2e_test_lessons_CFLAGS = $(TEST_CFLAGS)
tests_e2e_test_lessons_LDADD = tests/lib/libvt.a $(TESTLIB) libwire.a libbase.a \
    $(VTERM_LIBS) $(CMOCKA_LIBS) $(JANSSON_LIBS) $(YAML_LIBS)
EXTRA_tests_e2e_test_lessons_DEPENDENCIES = elbtop$(EXEEXT)
EXTRA_DIST += tests/data/lessons

check_PROGRAMS += tests/e2e/test_elbtop
tests_e2e_test_elbtop_SOURCES = \
    tests/e2e/test_elbtop.c \
    tests/screen/contract.c tests/screen/contract.h
tests_e2e_test_elbtop_CPPFLAGS = $(TEST_CPPFLAGS)
tests_e2e_test_elbtop_CFLAGS = $(TEST_CFLAGS)
tests_e2e_test_elbtop_LDADD = tests/lib/libvt.a libbase.a $(VTERM_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_e2e_test_elbtop_DEPENDENCIES = elbtop$(EXEEXT)

# The same before several clusters, of which one is a world of its own.
check_PROGRAMS += tests/e2e/test_elsewhere
tests_e2e_test_elsewhere_SOURCES = tests/e2e/test_elsewhere.c
tests_e2e_test_elsewhere_CPPFLAGS = $(TEST_CPPFLAGS)
tests_e2e_test_elsewhere_CFLAGS = $(TEST_CFLAGS)
tests_e2e_test_elsewhere_LDADD = tests/lib/libvt.a libwire.a libbase.a $(VTERM_LIBS) \
    $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_e2e_test_elsewhere_DEPENDENCIES = elbtop$(EXEEXT)
endif
endif
