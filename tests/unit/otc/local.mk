check_PROGRAMS += \
    tests/unit/otc/test_account \
    tests/unit/otc/test_answer \
    tests/unit/otc/test_session \
    tests/unit/otc/test_sign \
    tests/unit/otc/test_sweep

OTC_TEST_LIBS = libotc.a libwire.a libbase.a \
    $(CMOCKA_LIBS) $(CURL_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(YAML_LIBS)
OTC_TEST_HELP = tests/unit/otc/answers.c tests/unit/otc/answers.h

tests_unit_otc_test_account_SOURCES  = tests/unit/otc/test_account.c
tests_unit_otc_test_account_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_otc_test_account_CFLAGS   = $(TEST_CFLAGS)
tests_unit_otc_test_account_LDADD    = $(OTC_TEST_LIBS)

tests_unit_otc_test_answer_SOURCES  = tests/unit/otc/test_answer.c $(OTC_TEST_HELP)
tests_unit_otc_test_answer_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_otc_test_answer_CFLAGS   = $(TEST_CFLAGS)
tests_unit_otc_test_answer_LDADD    = $(OTC_TEST_LIBS)

tests_unit_otc_test_session_SOURCES  = tests/unit/otc/test_session.c $(OTC_TEST_HELP)
tests_unit_otc_test_session_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_otc_test_session_CFLAGS   = $(TEST_CFLAGS)
tests_unit_otc_test_session_LDADD    = $(OTC_TEST_LIBS)

tests_unit_otc_test_sign_SOURCES  = tests/unit/otc/test_sign.c
tests_unit_otc_test_sign_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_otc_test_sign_CFLAGS   = $(TEST_CFLAGS)
tests_unit_otc_test_sign_LDADD    = $(OTC_TEST_LIBS)

tests_unit_otc_test_sweep_SOURCES  = tests/unit/otc/test_sweep.c \
    tests/unit/otc/lists.c tests/unit/otc/lists.h $(OTC_TEST_HELP)
tests_unit_otc_test_sweep_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_otc_test_sweep_CFLAGS   = $(TEST_CFLAGS)
tests_unit_otc_test_sweep_LDADD    = $(OTC_TEST_LIBS)

# The client against the embedded cloud.
if WITH_SIM
check_PROGRAMS += tests/unit/otc/test_cloud
tests_unit_otc_test_cloud_SOURCES  = tests/unit/otc/test_cloud.c \
    tests/unit/sim/a_cloud.c tests/unit/sim/a_cloud.h
tests_unit_otc_test_cloud_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_otc_test_cloud_CFLAGS   = $(TEST_CFLAGS)
tests_unit_otc_test_cloud_LDADD    = $(TESTLIB) libotc.a libsim.a $(OTC_TEST_LIBS) $(SIM_LIBS)
endif

EXTRA_DIST += \
    tests/data/otc/eu-de.eips.expect \
    tests/data/otc/eu-de.elbs.expect \
    tests/data/otc/eu-de.json \
    tests/data/otc/refusals.json \
    tests/data/otc/shared-only-in-v2.expect \
    tests/data/otc/shared-only-in-v2.json \
    tests/data/otc/token.json
