# Tests of the cloud controller, the story, time and trouble.
check_PROGRAMS += tests/unit/sim/test_pace

tests_unit_sim_test_pace_SOURCES  = tests/unit/sim/test_pace.c
tests_unit_sim_test_pace_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_pace_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_pace_LDADD    = libsim.a libbase.a $(CMOCKA_LIBS)
