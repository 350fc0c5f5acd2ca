# Helpers of all rings of tests; link $(TESTLIB) before the layers under test.
# What speaks TLS has an archive of its own, $(TESTLIB_NET): it needs libssl.
check_LIBRARIES += tests/lib/libtest.a tests/lib/libtestnet.a
tests_lib_libtest_a_SOURCES = \
    tests/lib/check.h \
    tests/lib/data.c tests/lib/data.h \
    tests/lib/prop.c tests/lib/prop.h \
    tests/lib/wait.c tests/lib/wait.h
tests_lib_libtest_a_CPPFLAGS = $(TEST_CPPFLAGS)
tests_lib_libtest_a_CFLAGS = $(TEST_CFLAGS)
TESTLIB = tests/lib/libtest.a

tests_lib_libtestnet_a_SOURCES = \
    tests/lib/pem_pair.c tests/lib/pem_pair.h \
    tests/lib/raw_server.c tests/lib/raw_server.h
tests_lib_libtestnet_a_CPPFLAGS = $(TEST_CPPFLAGS)
tests_lib_libtestnet_a_CFLAGS = $(TEST_CFLAGS)
TESTLIB_NET = tests/lib/libtestnet.a
TESTLIB_NET_LIBS = -lssl $(CRYPTO_LIBS)
