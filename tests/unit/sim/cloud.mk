# Tests of the cloud and its network.
check_PROGRAMS += \
    tests/unit/sim/test_cloud_elb \
    tests/unit/sim/test_sigcheck

CLOUD_TEST_LIBS = libsim.a libwire.a libbase.a $(SIM_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)

tests_unit_sim_test_cloud_elb_SOURCES  = tests/unit/sim/test_cloud_elb.c \
    tests/unit/sim/a_cloud.c tests/unit/sim/a_cloud.h
tests_unit_sim_test_cloud_elb_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_cloud_elb_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_cloud_elb_LDADD    = $(CLOUD_TEST_LIBS)

tests_unit_sim_test_sigcheck_SOURCES  = tests/unit/sim/test_sigcheck.c
tests_unit_sim_test_sigcheck_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_sigcheck_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_sigcheck_LDADD    = $(CLOUD_TEST_LIBS)
