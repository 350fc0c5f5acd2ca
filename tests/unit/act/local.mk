ACT_TEST_LIBS = libact.a libstate.a libnet.a libotc.a libkube.a libwire.a libbase.a \
    $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/act/test_lint

tests_unit_act_test_lint_SOURCES = tests/unit/act/test_lint.c
tests_unit_act_test_lint_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_act_test_lint_CFLAGS = $(TEST_CFLAGS)
tests_unit_act_test_lint_LDADD = $(ACT_TEST_LIBS)

EXTRA_DIST += tests/data/act
