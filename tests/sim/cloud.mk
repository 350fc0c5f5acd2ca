# Clients of others on the embedded cloud.
check_PROGRAMS += tests/sim/test_openstack

tests_sim_test_openstack_SOURCES  = tests/sim/test_openstack.c
tests_sim_test_openstack_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_openstack_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_openstack_LDADD    = $(TESTLIB) libsim.a libwire.a libbase.a $(SIM_LIBS) $(CMOCKA_LIBS)
