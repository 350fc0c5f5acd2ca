CROSS_TEST_LIBS = $(TESTLIB) libcross.a libact.a libstate.a libnet.a libotc.a libkube.a libwire.a \
    libbase.a $(CMOCKA_LIBS) $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS)

check_PROGRAMS += tests/unit/cross/test_doors
tests_unit_cross_test_doors_SOURCES = tests/unit/cross/test_doors.c
tests_unit_cross_test_doors_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cross_test_doors_CFLAGS = $(TEST_CFLAGS)
tests_unit_cross_test_doors_LDADD = $(CROSS_TEST_LIBS)

check_PROGRAMS += tests/unit/cross/test_sharing
tests_unit_cross_test_sharing_SOURCES = tests/unit/cross/test_sharing.c \
    tests/unit/state/world.c tests/unit/state/world.h
tests_unit_cross_test_sharing_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cross_test_sharing_CFLAGS = $(TEST_CFLAGS)
tests_unit_cross_test_sharing_LDADD = $(CROSS_TEST_LIBS)
