# The embedded world as a whole.
WORLD_TESTS = \
    tests/sim/test_world_life
check_PROGRAMS += $(WORLD_TESTS)
WORLD_LIBS = $(TESTLIB) libsim.a libkube.a libwire.a libbase.a $(CMOCKA_LIBS) $(CURL_LIBS) $(SIM_LIBS)

tests_sim_test_world_life_SOURCES  = tests/sim/test_world_life.c tests/sim/world.c tests/sim/world.h
tests_sim_test_world_life_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_world_life_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_world_life_LDADD    = $(WORLD_LIBS)
