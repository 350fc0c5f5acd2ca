# Tests of the cloud controller, the story, time and trouble.
CCM_TESTS = \
    tests/unit/sim/test_ccm_queue \
    tests/unit/sim/test_ccm_service \
    tests/unit/sim/test_ccm_wish \
    tests/unit/sim/test_fault \
    tests/unit/sim/test_gateway \
    tests/unit/sim/test_informer \
    tests/unit/sim/test_pace \
    tests/unit/sim/test_places \
    tests/unit/sim/test_recorder \
    tests/unit/sim/test_story \
    tests/unit/sim/test_webhook
check_PROGRAMS += $(CCM_TESTS)
CCM_TEST_LIBS = $(TESTLIB) libsim.a libkube.a libwire.a libbase.a $(CMOCKA_LIBS) $(CURL_LIBS) $(SIM_LIBS)

tests_unit_sim_test_ccm_queue_SOURCES  = tests/unit/sim/test_ccm_queue.c
tests_unit_sim_test_ccm_queue_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_ccm_queue_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_ccm_queue_LDADD    = $(CCM_TEST_LIBS)

tests_unit_sim_test_ccm_service_SOURCES  = tests/unit/sim/test_ccm_service.c
tests_unit_sim_test_ccm_service_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_ccm_service_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_ccm_service_LDADD    = $(CCM_TEST_LIBS)

tests_unit_sim_test_ccm_wish_SOURCES  = tests/unit/sim/test_ccm_wish.c
tests_unit_sim_test_ccm_wish_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_ccm_wish_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_ccm_wish_LDADD    = $(CCM_TEST_LIBS)

tests_unit_sim_test_fault_SOURCES  = tests/unit/sim/test_fault.c
tests_unit_sim_test_fault_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_fault_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_fault_LDADD    = $(CCM_TEST_LIBS)

tests_unit_sim_test_gateway_SOURCES  = tests/unit/sim/test_gateway.c
tests_unit_sim_test_gateway_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_gateway_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_gateway_LDADD    = $(CCM_TEST_LIBS)

tests_unit_sim_test_pace_SOURCES  = tests/unit/sim/test_pace.c
tests_unit_sim_test_pace_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_pace_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_pace_LDADD    = $(CCM_TEST_LIBS)

tests_unit_sim_test_recorder_SOURCES  = tests/unit/sim/test_recorder.c
tests_unit_sim_test_recorder_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_recorder_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_recorder_LDADD    = $(CCM_TEST_LIBS)

tests_unit_sim_test_story_SOURCES  = tests/unit/sim/test_story.c
tests_unit_sim_test_story_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_story_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_story_LDADD    = $(CCM_TEST_LIBS)

tests_unit_sim_test_informer_SOURCES  = tests/unit/sim/test_informer.c
tests_unit_sim_test_informer_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_informer_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_informer_LDADD    = $(CCM_TEST_LIBS)

tests_unit_sim_test_places_SOURCES  = tests/unit/sim/test_places.c
tests_unit_sim_test_places_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_places_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_places_LDADD    = $(CCM_TEST_LIBS)

tests_unit_sim_test_webhook_SOURCES  = tests/unit/sim/test_webhook.c
tests_unit_sim_test_webhook_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_webhook_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_webhook_LDADD    = $(CCM_TEST_LIBS)
