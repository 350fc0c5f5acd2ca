check_PROGRAMS += tests/unit/net/test_probe

tests_unit_net_test_probe_SOURCES  = tests/unit/net/test_probe.c \
    tests/unit/net/host.c tests/unit/net/host.h
tests_unit_net_test_probe_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_net_test_probe_CFLAGS   = $(TEST_CFLAGS)
tests_unit_net_test_probe_LDADD    = libnet.a libwire.a libbase.a \
    $(CMOCKA_LIBS) $(CURL_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(YAML_LIBS)
