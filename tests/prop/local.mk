# The screen under whatever comes.
check_PROGRAMS += tests/prop/test_screen
tests_prop_test_screen_SOURCES = \
    tests/prop/test_screen.c \
    tests/prop/town.c tests/prop/town.h \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/rules.c tests/screen/rules.h \
    tests/screen/world.c tests/screen/world.h
tests_prop_test_screen_CPPFLAGS = $(TEST_CPPFLAGS)
tests_prop_test_screen_CFLAGS = $(TEST_CFLAGS)
tests_prop_test_screen_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

# And a real terminal.
if HAVE_VTERM
check_PROGRAMS += tests/prop/test_terminal
tests_prop_test_terminal_SOURCES = tests/prop/test_terminal.c
tests_prop_test_terminal_CPPFLAGS = $(TEST_CPPFLAGS)
tests_prop_test_terminal_CFLAGS = $(TEST_CFLAGS)
tests_prop_test_terminal_LDADD = tests/lib/libvt.a $(TESTLIB) libbase.a $(VTERM_LIBS) $(CMOCKA_LIBS)
EXTRA_tests_prop_test_terminal_DEPENDENCIES = tests/e2e/ui_main$(EXEEXT)
endif
