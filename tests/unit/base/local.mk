BASE_TEST_LIBS = $(TESTLIB) libbase.a $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/base/test_arena
tests_unit_base_test_arena_SOURCES = tests/unit/base/test_arena.c
tests_unit_base_test_arena_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_arena_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_arena_LDADD = $(BASE_TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_buf
tests_unit_base_test_buf_SOURCES = tests/unit/base/test_buf.c
tests_unit_base_test_buf_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_buf_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_buf_LDADD = $(BASE_TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_clock
tests_unit_base_test_clock_SOURCES = tests/unit/base/test_clock.c
tests_unit_base_test_clock_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_clock_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_clock_LDADD = $(BASE_TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_err
tests_unit_base_test_err_SOURCES = tests/unit/base/test_err.c
tests_unit_base_test_err_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_err_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_err_LDADD = $(BASE_TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_log
tests_unit_base_test_log_SOURCES = tests/unit/base/test_log.c
tests_unit_base_test_log_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_log_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_log_LDADD = $(BASE_TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_mem
tests_unit_base_test_mem_SOURCES = tests/unit/base/test_mem.c
tests_unit_base_test_mem_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_mem_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_mem_LDADD = $(BASE_TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_span
tests_unit_base_test_span_SOURCES = tests/unit/base/test_span.c
tests_unit_base_test_span_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_span_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_span_LDADD = $(BASE_TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_utf8
tests_unit_base_test_utf8_SOURCES = tests/unit/base/test_utf8.c
tests_unit_base_test_utf8_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_utf8_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_utf8_LDADD = $(BASE_TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_wake
tests_unit_base_test_wake_SOURCES = tests/unit/base/test_wake.c
tests_unit_base_test_wake_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_wake_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_wake_LDADD = $(BASE_TEST_LIBS)

check_PROGRAMS += tests/unit/base/test_when
tests_unit_base_test_when_SOURCES = tests/unit/base/test_when.c
tests_unit_base_test_when_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_base_test_when_CFLAGS = $(TEST_CFLAGS)
tests_unit_base_test_when_LDADD = $(BASE_TEST_LIBS)
