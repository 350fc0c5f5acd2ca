check_PROGRAMS += tests/unit/settings/test_settings
tests_unit_settings_test_settings_SOURCES = tests/unit/settings/test_settings.c
tests_unit_settings_test_settings_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_settings_test_settings_CFLAGS = $(TEST_CFLAGS)
tests_unit_settings_test_settings_LDADD = $(TESTLIB) libtui.a libsettings.a libcross.a libact.a libstate.a \
    libnet.a libotc.a libkube.a libwire.a libbase.a $(CMOCKA_LIBS) $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) \
    $(CRYPTO_LIBS)
