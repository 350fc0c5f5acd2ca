# Tests of the servers and of the Kubernetes api-server.
check_PROGRAMS += \
    tests/unit/sim/test_cert \
    tests/unit/sim/test_server

SIM_TEST_LIBS = libsim.a libwire.a libbase.a $(SIM_LIBS)

tests_unit_sim_test_cert_SOURCES  = tests/unit/sim/test_cert.c
tests_unit_sim_test_cert_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_cert_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_cert_LDADD    = $(SIM_TEST_LIBS) $(CMOCKA_LIBS)

tests_unit_sim_test_server_SOURCES  = tests/unit/sim/test_server.c
tests_unit_sim_test_server_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_server_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_server_LDADD    = $(SIM_TEST_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)

KUBE_CLIENT = tests/unit/sim/kube_client.c tests/unit/sim/kube_client.h

check_PROGRAMS += tests/unit/sim/test_kube_captures
tests_unit_sim_test_kube_captures_SOURCES  = tests/unit/sim/test_kube_captures.c $(KUBE_CLIENT)
tests_unit_sim_test_kube_captures_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_kube_captures_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_kube_captures_LDADD    = $(SIM_TEST_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/sim/test_kube_crowd
tests_unit_sim_test_kube_crowd_SOURCES  = tests/unit/sim/test_kube_crowd.c $(KUBE_CLIENT)
tests_unit_sim_test_kube_crowd_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_kube_crowd_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_kube_crowd_LDADD    = $(SIM_TEST_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/sim/test_kube_merge
tests_unit_sim_test_kube_merge_SOURCES  = tests/unit/sim/test_kube_merge.c
tests_unit_sim_test_kube_merge_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_kube_merge_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_kube_merge_LDADD    = $(SIM_TEST_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/sim/test_kube_rollout
tests_unit_sim_test_kube_rollout_SOURCES  = tests/unit/sim/test_kube_rollout.c
tests_unit_sim_test_kube_rollout_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_kube_rollout_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_kube_rollout_LDADD    = $(SIM_TEST_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/sim/test_kube_schema
tests_unit_sim_test_kube_schema_SOURCES  = tests/unit/sim/test_kube_schema.c
tests_unit_sim_test_kube_schema_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_kube_schema_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_kube_schema_LDADD    = $(SIM_TEST_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/sim/test_kube_store
tests_unit_sim_test_kube_store_SOURCES  = tests/unit/sim/test_kube_store.c
tests_unit_sim_test_kube_store_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_kube_store_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_kube_store_LDADD    = $(SIM_TEST_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/sim/test_kube_twice
tests_unit_sim_test_kube_twice_SOURCES  = tests/unit/sim/test_kube_twice.c
tests_unit_sim_test_kube_twice_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_kube_twice_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_kube_twice_LDADD    = $(SIM_TEST_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/sim/test_kube_api
tests_unit_sim_test_kube_api_SOURCES  = tests/unit/sim/test_kube_api.c $(KUBE_CLIENT)
tests_unit_sim_test_kube_api_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_kube_api_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_kube_api_LDADD    = $(SIM_TEST_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)

EXTRA_DIST += tests/data/sim/kube
