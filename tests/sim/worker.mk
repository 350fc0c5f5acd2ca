# The worker against the embedded world.
WORKER_TESTS = tests/sim/test_worker tests/sim/test_worker_trouble tests/sim/test_act \
    tests/sim/test_act_guards tests/sim/test_dialogs tests/sim/test_jobs tests/sim/test_record
check_PROGRAMS += $(WORKER_TESTS)
STAGE_SOURCES = \
    tests/sim/relay.c tests/sim/relay.h \
    tests/sim/stage.c tests/sim/stage.h \
    tests/sim/world.c tests/sim/world.h
STAGE_LIBS = $(TESTLIB) $(BELOW_CLI_LIBS) $(CMOCKA_LIBS)

tests_sim_test_worker_SOURCES  = tests/sim/test_worker.c $(STAGE_SOURCES)
tests_sim_test_worker_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_worker_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_worker_LDADD    = $(STAGE_LIBS)

tests_sim_test_worker_trouble_SOURCES  = tests/sim/test_worker_trouble.c $(STAGE_SOURCES)
tests_sim_test_worker_trouble_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_worker_trouble_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_worker_trouble_LDADD    = $(STAGE_LIBS)

ACTOR_SOURCES = tests/sim/actor.c tests/sim/actor.h $(STAGE_SOURCES)

tests_sim_test_act_SOURCES  = tests/sim/test_act.c $(ACTOR_SOURCES)
tests_sim_test_act_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_act_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_act_LDADD    = $(STAGE_LIBS)

tests_sim_test_act_guards_SOURCES  = tests/sim/test_act_guards.c $(ACTOR_SOURCES)
tests_sim_test_act_guards_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_act_guards_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_act_guards_LDADD    = $(STAGE_LIBS)

tests_sim_test_dialogs_SOURCES  = tests/sim/test_dialogs.c $(ACTOR_SOURCES)
tests_sim_test_dialogs_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_dialogs_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_dialogs_LDADD    = libtui.a $(LESSON_LIBS) $(STAGE_LIBS)

tests_sim_test_record_SOURCES  = tests/sim/test_record.c $(STAGE_SOURCES)
tests_sim_test_record_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_record_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_record_LDADD    = libcli.a $(STAGE_LIBS)

tests_sim_test_jobs_SOURCES  = tests/sim/test_jobs.c $(ACTOR_SOURCES)
tests_sim_test_jobs_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_jobs_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_jobs_LDADD    = $(STAGE_LIBS)
