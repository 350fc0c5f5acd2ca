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
