# Lessons, without their worlds.
if WITH_SIM
LESSON_TEST_LIBS = $(TESTLIB) liblesson.a $(BELOW_CLI_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/lesson/test_script tests/unit/lesson/test_talk
tests_unit_lesson_test_script_SOURCES = tests/unit/lesson/test_script.c
tests_unit_lesson_test_script_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_lesson_test_script_CFLAGS = $(TEST_CFLAGS)
tests_unit_lesson_test_script_LDADD = $(LESSON_TEST_LIBS)

tests_unit_lesson_test_talk_SOURCES = tests/unit/lesson/test_talk.c
tests_unit_lesson_test_talk_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_lesson_test_talk_CFLAGS = $(TEST_CFLAGS)
tests_unit_lesson_test_talk_LDADD = $(LESSON_TEST_LIBS)
endif
