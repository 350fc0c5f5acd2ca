RECORD_TEST_LIBS = $(TESTLIB) $(BELOW_CLI_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/record/test_recording
tests_unit_record_test_recording_SOURCES = tests/unit/record/test_recording.c \
    tests/unit/record/reel.c tests/unit/record/reel.h
tests_unit_record_test_recording_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_record_test_recording_CFLAGS = $(TEST_CFLAGS)
tests_unit_record_test_recording_LDADD = $(RECORD_TEST_LIBS)

check_PROGRAMS += tests/unit/record/test_tape
tests_unit_record_test_tape_SOURCES = tests/unit/record/test_tape.c \
    tests/unit/record/reel.c tests/unit/record/reel.h
tests_unit_record_test_tape_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_record_test_tape_CFLAGS = $(TEST_CFLAGS)
tests_unit_record_test_tape_LDADD = $(RECORD_TEST_LIBS)

check_PROGRAMS += tests/unit/record/test_zip
tests_unit_record_test_zip_SOURCES = tests/unit/record/test_zip.c
tests_unit_record_test_zip_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_record_test_zip_CFLAGS = $(TEST_CFLAGS)
tests_unit_record_test_zip_LDADD = $(RECORD_TEST_LIBS)
