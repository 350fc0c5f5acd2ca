ACT_TEST_LIBS = libact.a libstate.a libnet.a libotc.a libkube.a libwire.a libbase.a \
    $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/act/test_lint

tests_unit_act_test_lint_SOURCES = tests/unit/act/test_lint.c
tests_unit_act_test_lint_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_act_test_lint_CFLAGS = $(TEST_CFLAGS)
tests_unit_act_test_lint_LDADD = $(ACT_TEST_LIBS)

EXTRA_DIST += tests/data/act

ACT_WORLD = tests/unit/act/shared_world.c tests/unit/act/shared_world.h $(STATE_WORLD)

check_PROGRAMS += tests/unit/act/test_plan
tests_unit_act_test_plan_SOURCES = tests/unit/act/test_plan.c $(ACT_WORLD)
tests_unit_act_test_plan_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_act_test_plan_CFLAGS = $(TEST_CFLAGS)
tests_unit_act_test_plan_LDADD = $(ACT_TEST_LIBS)

check_PROGRAMS += tests/unit/act/test_job
tests_unit_act_test_job_SOURCES = tests/unit/act/test_job.c $(ACT_WORLD)
tests_unit_act_test_job_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_act_test_job_CFLAGS = $(TEST_CFLAGS)
tests_unit_act_test_job_LDADD = $(ACT_TEST_LIBS)

check_PROGRAMS += tests/unit/act/test_refused
tests_unit_act_test_refused_SOURCES = tests/unit/act/test_refused.c \
    tests/unit/kube/recorded.c tests/unit/kube/recorded.h
tests_unit_act_test_refused_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_act_test_refused_CFLAGS = $(TEST_CFLAGS)
tests_unit_act_test_refused_LDADD = $(TESTLIB) $(ACT_TEST_LIBS)

check_PROGRAMS += tests/unit/act/test_picker
tests_unit_act_test_picker_SOURCES = tests/unit/act/test_picker.c $(ACT_WORLD)
tests_unit_act_test_picker_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_act_test_picker_CFLAGS = $(TEST_CFLAGS)
tests_unit_act_test_picker_LDADD = $(ACT_TEST_LIBS)

check_PROGRAMS += tests/unit/act/test_outlook
tests_unit_act_test_outlook_SOURCES = tests/unit/act/test_outlook.c
tests_unit_act_test_outlook_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_act_test_outlook_CFLAGS = $(TEST_CFLAGS)
tests_unit_act_test_outlook_LDADD = $(ACT_TEST_LIBS)
