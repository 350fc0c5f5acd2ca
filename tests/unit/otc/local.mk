check_PROGRAMS += \
    tests/unit/otc/test_answer \
    tests/unit/otc/test_sign

OTC_TEST_LIBS = libotc.a libwire.a libbase.a \
    $(CMOCKA_LIBS) $(CURL_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(YAML_LIBS)
OTC_TEST_HELP = tests/unit/otc/answers.c tests/unit/otc/answers.h

tests_unit_otc_test_answer_SOURCES  = tests/unit/otc/test_answer.c $(OTC_TEST_HELP)
tests_unit_otc_test_answer_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_otc_test_answer_CFLAGS   = $(TEST_CFLAGS)
tests_unit_otc_test_answer_LDADD    = $(OTC_TEST_LIBS)

tests_unit_otc_test_sign_SOURCES  = tests/unit/otc/test_sign.c
tests_unit_otc_test_sign_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_otc_test_sign_CFLAGS   = $(TEST_CFLAGS)
tests_unit_otc_test_sign_LDADD    = $(OTC_TEST_LIBS)

EXTRA_DIST += \
    tests/data/otc/refusals.json
