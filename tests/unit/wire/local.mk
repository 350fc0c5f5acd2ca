WIRE_TEST_LIBS = $(TESTLIB) $(TESTLIB_NET) libwire.a libbase.a $(CMOCKA_LIBS) \
    $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(TESTLIB_NET_LIBS)

check_PROGRAMS += tests/unit/wire/test_backoff
tests_unit_wire_test_backoff_SOURCES = tests/unit/wire/test_backoff.c
tests_unit_wire_test_backoff_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_backoff_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_backoff_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_digest
tests_unit_wire_test_digest_SOURCES = tests/unit/wire/test_digest.c
tests_unit_wire_test_digest_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_digest_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_digest_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_http
tests_unit_wire_test_http_SOURCES = tests/unit/wire/test_http.c
tests_unit_wire_test_http_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_http_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_http_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_http_headers
tests_unit_wire_test_http_headers_SOURCES = tests/unit/wire/test_http_headers.c
tests_unit_wire_test_http_headers_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_http_headers_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_http_headers_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_http_peer
tests_unit_wire_test_http_peer_SOURCES = tests/unit/wire/test_http_peer.c
tests_unit_wire_test_http_peer_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_http_peer_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_http_peer_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_http_resolver
tests_unit_wire_test_http_resolver_SOURCES = tests/unit/wire/test_http_resolver.c
tests_unit_wire_test_http_resolver_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_http_resolver_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_http_resolver_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_items
tests_unit_wire_test_items_SOURCES = tests/unit/wire/test_items.c
tests_unit_wire_test_items_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_items_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_items_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_lines
tests_unit_wire_test_lines_SOURCES = tests/unit/wire/test_lines.c
tests_unit_wire_test_lines_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_lines_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_lines_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_members
tests_unit_wire_test_members_SOURCES = tests/unit/wire/test_members.c
tests_unit_wire_test_members_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_members_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_members_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_patch
tests_unit_wire_test_patch_SOURCES = tests/unit/wire/test_patch.c
tests_unit_wire_test_patch_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_patch_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_patch_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_secret
tests_unit_wire_test_secret_SOURCES = tests/unit/wire/test_secret.c
tests_unit_wire_test_secret_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_secret_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_secret_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_tree
tests_unit_wire_test_tree_SOURCES = tests/unit/wire/test_tree.c
tests_unit_wire_test_tree_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_tree_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_tree_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_url
tests_unit_wire_test_url_SOURCES = tests/unit/wire/test_url.c
tests_unit_wire_test_url_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_url_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_url_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_value
tests_unit_wire_test_value_SOURCES = tests/unit/wire/test_value.c
tests_unit_wire_test_value_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_value_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_value_LDADD = $(WIRE_TEST_LIBS)

check_PROGRAMS += tests/unit/wire/test_yaml
tests_unit_wire_test_yaml_SOURCES = tests/unit/wire/test_yaml.c
tests_unit_wire_test_yaml_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_wire_test_yaml_CFLAGS = $(TEST_CFLAGS)
tests_unit_wire_test_yaml_LDADD = $(WIRE_TEST_LIBS)

EXTRA_DIST += tests/data/wire
