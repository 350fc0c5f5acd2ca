# The world call by call, and the teaching thread over it.
check_PROGRAMS += tests/sim/test_school tests/sim/test_world_teach
tests_sim_test_school_SOURCES  = tests/sim/test_school.c
tests_sim_test_school_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_school_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_school_LDADD    = $(LESSON_TEST_LIBS)

tests_sim_test_world_teach_SOURCES  = tests/sim/test_world_teach.c $(WORLD_TEST_SOURCES)
tests_sim_test_world_teach_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_world_teach_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_world_teach_LDADD    = $(WORLD_TEST_LIBS)
