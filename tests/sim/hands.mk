# The commands that act, as people and scripts call them, against the embedded world.
HANDS_SOURCES = \
    tests/sim/hands.c tests/sim/hands.h \
    tests/sim/world.c tests/sim/world.h

check_PROGRAMS += tests/sim/test_hands tests/sim/test_hands_demo
tests_sim_test_hands_SOURCES  = tests/sim/test_hands.c $(HANDS_SOURCES)
tests_sim_test_hands_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_hands_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_hands_LDADD    = $(STAGE_LIBS)
EXTRA_tests_sim_test_hands_DEPENDENCIES = elbtop$(EXEEXT)

tests_sim_test_hands_demo_SOURCES  = tests/sim/test_hands_demo.c $(HANDS_SOURCES)
tests_sim_test_hands_demo_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_hands_demo_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_hands_demo_LDADD    = libcli.a $(STAGE_LIBS)
EXTRA_tests_sim_test_hands_demo_DEPENDENCIES = elbtop$(EXEEXT)

if HAVE_VTERM
check_PROGRAMS += tests/sim/test_hands_prompt
tests_sim_test_hands_prompt_SOURCES  = tests/sim/test_hands_prompt.c $(HANDS_SOURCES)
tests_sim_test_hands_prompt_CPPFLAGS = $(TEST_CPPFLAGS)
tests_sim_test_hands_prompt_CFLAGS   = $(TEST_CFLAGS)
tests_sim_test_hands_prompt_LDADD    = tests/lib/libvt.a $(STAGE_LIBS) $(VTERM_LIBS)
EXTRA_tests_sim_test_hands_prompt_DEPENDENCIES = elbtop$(EXEEXT)
endif
