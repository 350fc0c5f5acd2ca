check_PROGRAMS += \
    tests/unit/cli/test_embedded \
    tests/unit/cli/test_options \
    tests/unit/cli/test_print \
    tests/unit/cli/test_progress \
    tests/unit/cli/test_service_name

tests_unit_cli_test_options_SOURCES = tests/unit/cli/test_options.c
tests_unit_cli_test_options_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_options_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_options_LDADD = libcli.a $(BELOW_CLI_LIBS) $(CMOCKA_LIBS)

tests_unit_cli_test_print_SOURCES = tests/unit/cli/test_print.c
tests_unit_cli_test_print_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_print_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_print_LDADD = libcli.a libbase.a $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/cli/test_document
tests_unit_cli_test_document_SOURCES = tests/unit/cli/test_document.c \
    tests/screen/world.c tests/screen/world.h
tests_unit_cli_test_document_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_document_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_document_LDADD = libcli.a $(BELOW_CLI_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/unit/cli/test_news
tests_unit_cli_test_news_SOURCES = tests/unit/cli/test_news.c \
    tests/screen/world.c tests/screen/world.h
tests_unit_cli_test_news_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_news_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_news_LDADD = libcli.a $(BELOW_CLI_LIBS) $(CMOCKA_LIBS)

tests_unit_cli_test_embedded_SOURCES = tests/unit/cli/test_embedded.c
tests_unit_cli_test_embedded_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_embedded_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_embedded_LDADD = libcli.a $(BELOW_CLI_LIBS) $(CMOCKA_LIBS)

tests_unit_cli_test_progress_SOURCES = tests/unit/cli/test_progress.c
tests_unit_cli_test_progress_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_progress_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_progress_LDADD = libcli.a $(BELOW_CLI_LIBS) $(CMOCKA_LIBS)

tests_unit_cli_test_service_name_SOURCES = tests/unit/cli/test_service_name.c
tests_unit_cli_test_service_name_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_cli_test_service_name_CFLAGS = $(TEST_CFLAGS)
tests_unit_cli_test_service_name_LDADD = libcli.a $(BELOW_CLI_LIBS) $(CMOCKA_LIBS)
