# The embedded world as a whole.
WORLD_TESTS = \
    tests/sim/test_world_cluster \
    tests/sim/test_world_control \
    tests/sim/test_world_gateway \
    tests/sim/test_world_life \
    tests/sim/test_world_stories
check_PROGRAMS += $(WORLD_TESTS)
WORLD_TEST_SOURCES = tests/sim/world.c tests/sim/world.h
WORLD_TEST_LIBS = $(TESTLIB) libsim.a libkube.a libwire.a libbase.a $(CMOCKA_LIBS) $(CURL_LIBS) $(SIM_LIBS)

tests_sim_test_world_cluster_SOURCES  = tests/sim/test_world_cluster.c $(WORLD_TEST_SOURCES)
tests_sim_test_world_cluster_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_world_cluster_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_world_cluster_LDADD    = $(WORLD_TEST_LIBS)

tests_sim_test_world_control_SOURCES  = tests/sim/test_world_control.c $(WORLD_TEST_SOURCES)
tests_sim_test_world_control_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_world_control_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_world_control_LDADD    = $(WORLD_TEST_LIBS)

tests_sim_test_world_gateway_SOURCES  = tests/sim/test_world_gateway.c $(WORLD_TEST_SOURCES)
tests_sim_test_world_gateway_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_world_gateway_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_world_gateway_LDADD    = $(WORLD_TEST_LIBS)

tests_sim_test_world_life_SOURCES  = tests/sim/test_world_life.c $(WORLD_TEST_SOURCES)
tests_sim_test_world_life_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_world_life_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_world_life_LDADD    = $(WORLD_TEST_LIBS)

tests_sim_test_world_stories_SOURCES  = tests/sim/test_world_stories.c $(WORLD_TEST_SOURCES)
tests_sim_test_world_stories_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_world_stories_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_world_stories_LDADD    = $(WORLD_TEST_LIBS)
