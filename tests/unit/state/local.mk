STATE_TEST_LIBS = $(TESTLIB) libstate.a libnet.a libotc.a libkube.a libwire.a libbase.a \
    $(CMOCKA_LIBS) $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS)
STATE_WORLD = tests/unit/state/world.c tests/unit/state/world.h

check_PROGRAMS += tests/unit/state/test_store
tests_unit_state_test_store_SOURCES = tests/unit/state/test_store.c $(STATE_WORLD)
tests_unit_state_test_store_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_store_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_store_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_story
tests_unit_state_test_story_SOURCES = tests/unit/state/test_story.c $(STATE_WORLD) \
    tests/unit/state/story.c tests/unit/state/story.h
tests_unit_state_test_story_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_story_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_story_LDADD = $(STATE_TEST_LIBS)
EXTRA_DIST += tests/data/state

EXTRA_PROGRAMS += tests/unit/state/bench_store
tests_unit_state_bench_store_SOURCES = tests/unit/state/bench_store.c $(STATE_WORLD)
tests_unit_state_bench_store_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_bench_store_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_bench_store_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_ahead
tests_unit_state_test_ahead_SOURCES = tests/unit/state/test_ahead.c
tests_unit_state_test_ahead_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_ahead_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_ahead_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_step
tests_unit_state_test_step_SOURCES = tests/unit/state/test_step.c
tests_unit_state_test_step_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_step_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_step_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_words
tests_unit_state_test_words_SOURCES = tests/unit/state/test_words.c
tests_unit_state_test_words_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_words_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_words_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_failure
tests_unit_state_test_failure_SOURCES = tests/unit/state/test_failure.c $(STATE_WORLD)
tests_unit_state_test_failure_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_failure_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_failure_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_join
tests_unit_state_test_join_SOURCES = tests/unit/state/test_join.c $(STATE_WORLD)
tests_unit_state_test_join_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_join_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_join_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_tables
tests_unit_state_test_tables_SOURCES = tests/unit/state/test_tables.c $(STATE_WORLD)
tests_unit_state_test_tables_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_tables_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_tables_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_owner
tests_unit_state_test_owner_SOURCES = tests/unit/state/test_owner.c $(STATE_WORLD)
tests_unit_state_test_owner_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_owner_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_owner_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_verdict
tests_unit_state_test_verdict_SOURCES = tests/unit/state/test_verdict.c $(STATE_WORLD)
tests_unit_state_test_verdict_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_verdict_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_verdict_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_any
tests_unit_state_test_any_SOURCES = tests/unit/state/test_any.c $(STATE_WORLD)
tests_unit_state_test_any_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_any_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_any_LDADD = $(STATE_TEST_LIBS)

check_PROGRAMS += tests/unit/state/test_memory
tests_unit_state_test_memory_SOURCES = tests/unit/state/test_memory.c $(STATE_WORLD)
tests_unit_state_test_memory_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_state_test_memory_CFLAGS = $(TEST_CFLAGS)
tests_unit_state_test_memory_LDADD = $(STATE_TEST_LIBS)
