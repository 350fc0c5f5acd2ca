# Tests of the cloud and its network.
check_PROGRAMS += \
    tests/unit/sim/test_cloud_eip \
    tests/unit/sim/test_cloud_elb \
    tests/unit/sim/test_cloud_iam \
    tests/unit/sim/test_cloud_lists \
    tests/unit/sim/test_cloud_shapes \
    tests/unit/sim/test_cloud_state \
    tests/unit/sim/test_fabric \
    tests/unit/sim/test_sigcheck \
    tests/unit/sim/test_socks

CLOUD_TEST_LIBS = $(TESTLIB) libsim.a libwire.a libbase.a $(SIM_LIBS) $(CURL_LIBS) $(CMOCKA_LIBS)
A_CLOUD = tests/unit/sim/a_cloud.c tests/unit/sim/a_cloud.h

tests_unit_sim_test_cloud_eip_SOURCES  = tests/unit/sim/test_cloud_eip.c $(A_CLOUD)
tests_unit_sim_test_cloud_eip_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_cloud_eip_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_cloud_eip_LDADD    = $(CLOUD_TEST_LIBS)

tests_unit_sim_test_cloud_elb_SOURCES  = tests/unit/sim/test_cloud_elb.c $(A_CLOUD)
tests_unit_sim_test_cloud_elb_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_cloud_elb_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_cloud_elb_LDADD    = $(CLOUD_TEST_LIBS)

tests_unit_sim_test_cloud_iam_SOURCES  = tests/unit/sim/test_cloud_iam.c $(A_CLOUD)
tests_unit_sim_test_cloud_iam_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_cloud_iam_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_cloud_iam_LDADD    = $(CLOUD_TEST_LIBS)

tests_unit_sim_test_cloud_lists_SOURCES  = tests/unit/sim/test_cloud_lists.c $(A_CLOUD)
tests_unit_sim_test_cloud_lists_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_cloud_lists_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_cloud_lists_LDADD    = $(CLOUD_TEST_LIBS)

tests_unit_sim_test_cloud_state_SOURCES  = tests/unit/sim/test_cloud_state.c $(A_CLOUD)
tests_unit_sim_test_cloud_state_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_cloud_state_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_cloud_state_LDADD    = $(CLOUD_TEST_LIBS)

tests_unit_sim_test_fabric_SOURCES  = tests/unit/sim/test_fabric.c $(A_CLOUD)
tests_unit_sim_test_fabric_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_fabric_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_fabric_LDADD    = $(CLOUD_TEST_LIBS)

tests_unit_sim_test_sigcheck_SOURCES  = tests/unit/sim/test_sigcheck.c
tests_unit_sim_test_sigcheck_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_sigcheck_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_sigcheck_LDADD    = $(CLOUD_TEST_LIBS)

tests_unit_sim_test_socks_SOURCES  = tests/unit/sim/test_socks.c
tests_unit_sim_test_socks_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_socks_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_socks_LDADD    = $(CLOUD_TEST_LIBS)

tests_unit_sim_test_cloud_shapes_SOURCES  = tests/unit/sim/test_cloud_shapes.c $(A_CLOUD)
tests_unit_sim_test_cloud_shapes_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_sim_test_cloud_shapes_CFLAGS   = $(TEST_CFLAGS)
tests_unit_sim_test_cloud_shapes_LDADD    = $(CLOUD_TEST_LIBS)

EXTRA_DIST += \
    tests/data/sim/cloud/iam-catalog-entry.json \
    tests/data/sim/cloud/iam-project.json \
    tests/data/sim/cloud/v1-bandwidth.json \
    tests/data/sim/cloud/v1-eip-list.json \
    tests/data/sim/cloud/v1-eip-of-dedicated-elb.json \
    tests/data/sim/cloud/v1-eip-of-shared-elb.json \
    tests/data/sim/cloud/v1-eip-unbound.json \
    tests/data/sim/cloud/v1-vpc-quota.json \
    tests/data/sim/cloud/v2-listener.json \
    tests/data/sim/cloud/v2-loadbalancer.json \
    tests/data/sim/cloud/v2-member-of-project.json \
    tests/data/sim/cloud/v2-member.json \
    tests/data/sim/cloud/v2-pool.json \
    tests/data/sim/cloud/v3-eip.json \
    tests/data/sim/cloud/v3-flavor.json \
    tests/data/sim/cloud/v3-healthmonitor.json \
    tests/data/sim/cloud/v3-listener.json \
    tests/data/sim/cloud/v3-loadbalancer-list.json \
    tests/data/sim/cloud/v3-loadbalancer.json \
    tests/data/sim/cloud/v3-member-of-project.json \
    tests/data/sim/cloud/v3-member.json \
    tests/data/sim/cloud/v3-page-info.json \
    tests/data/sim/cloud/v3-pool.json \
    tests/data/sim/cloud/v3-quota-details.json \
    tests/data/sim/cloud/v3-quota.json \
    tests/data/sim/cloud/v3-status-tree-pool.json \
    tests/data/sim/cloud/v3-status-tree.json
