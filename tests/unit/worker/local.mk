WORKER_TEST_LIBS = $(TESTLIB) $(BELOW_CLI_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/worker/test_memoryfile
tests_unit_worker_test_memoryfile_SOURCES = tests/unit/worker/test_memoryfile.c \
    tests/unit/worker/scratch_dir.c tests/unit/worker/scratch_dir.h $(STATE_WORLD)
tests_unit_worker_test_memoryfile_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_worker_test_memoryfile_CFLAGS = $(TEST_CFLAGS)
tests_unit_worker_test_memoryfile_LDADD = $(WORKER_TEST_LIBS)

check_PROGRAMS += tests/unit/worker/test_receipt
tests_unit_worker_test_receipt_SOURCES = tests/unit/worker/test_receipt.c \
    tests/unit/worker/scratch_dir.c tests/unit/worker/scratch_dir.h
tests_unit_worker_test_receipt_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_worker_test_receipt_CFLAGS = $(TEST_CFLAGS)
tests_unit_worker_test_receipt_LDADD = $(WORKER_TEST_LIBS)

check_PROGRAMS += tests/unit/worker/test_scopefile
tests_unit_worker_test_scopefile_SOURCES = tests/unit/worker/test_scopefile.c \
    tests/unit/worker/scratch_dir.c tests/unit/worker/scratch_dir.h
tests_unit_worker_test_scopefile_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_worker_test_scopefile_CFLAGS = $(TEST_CFLAGS)
tests_unit_worker_test_scopefile_LDADD = $(WORKER_TEST_LIBS)
