# Helpers of all rings of tests; link with $(TESTLIB) before the layers they test.
check_LIBRARIES += tests/lib/libtest.a
tests_lib_libtest_a_SOURCES = \
    tests/lib/check.h \
    tests/lib/data.c tests/lib/data.h \
    tests/lib/prop.c tests/lib/prop.h \
    tests/lib/wait.c tests/lib/wait.h
tests_lib_libtest_a_CPPFLAGS = $(TEST_CPPFLAGS)
tests_lib_libtest_a_CFLAGS = $(TEST_CFLAGS)
TESTLIB = tests/lib/libtest.a
