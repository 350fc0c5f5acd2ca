KUBE_TEST_LIBS = libkube.a libwire.a libbase.a \
    $(CMOCKA_LIBS) $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS)

check_PROGRAMS += tests/unit/kube/test_change
tests_unit_kube_test_change_SOURCES = tests/unit/kube/test_change.c
tests_unit_kube_test_change_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_change_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_change_LDADD = $(KUBE_TEST_LIBS)

check_PROGRAMS += tests/unit/kube/test_cluster
tests_unit_kube_test_cluster_SOURCES = tests/unit/kube/test_cluster.c \
    tests/unit/kube/cases.c tests/unit/kube/cases.h
tests_unit_kube_test_cluster_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_cluster_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_cluster_LDADD = $(KUBE_TEST_LIBS)

check_PROGRAMS += tests/unit/kube/test_cluster_env
tests_unit_kube_test_cluster_env_SOURCES = tests/unit/kube/test_cluster_env.c \
    tests/unit/kube/folder.c tests/unit/kube/folder.h
tests_unit_kube_test_cluster_env_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_cluster_env_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_cluster_env_LDADD = $(KUBE_TEST_LIBS)

check_PROGRAMS += tests/unit/kube/test_keep
tests_unit_kube_test_keep_SOURCES = tests/unit/kube/test_keep.c
tests_unit_kube_test_keep_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_keep_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_keep_LDADD = $(KUBE_TEST_LIBS)

check_PROGRAMS += tests/unit/kube/test_kind
tests_unit_kube_test_kind_SOURCES = tests/unit/kube/test_kind.c
tests_unit_kube_test_kind_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_kind_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_kind_LDADD = $(KUBE_TEST_LIBS)

check_PROGRAMS += tests/unit/kube/test_lifetime
tests_unit_kube_test_lifetime_SOURCES = tests/unit/kube/test_lifetime.c \
    tests/lib/pem_pair.c tests/lib/pem_pair.h
tests_unit_kube_test_lifetime_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_lifetime_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_lifetime_LDADD = $(KUBE_TEST_LIBS)

check_PROGRAMS += tests/unit/kube/test_login
tests_unit_kube_test_login_SOURCES = tests/unit/kube/test_login.c \
    tests/unit/kube/cases.c tests/unit/kube/cases.h \
    tests/unit/kube/folder.c tests/unit/kube/folder.h
tests_unit_kube_test_login_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_login_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_login_LDADD = $(KUBE_TEST_LIBS)

check_PROGRAMS += tests/unit/kube/test_object
tests_unit_kube_test_object_SOURCES = tests/unit/kube/test_object.c \
    tests/unit/kube/cases.c tests/unit/kube/cases.h \
    tests/unit/kube/print.c tests/unit/kube/print.h
tests_unit_kube_test_object_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_object_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_object_LDADD = $(KUBE_TEST_LIBS)

check_PROGRAMS += tests/unit/kube/test_readable
tests_unit_kube_test_readable_SOURCES = tests/unit/kube/test_readable.c
tests_unit_kube_test_readable_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_readable_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_readable_LDADD = $(KUBE_TEST_LIBS)

check_PROGRAMS += tests/unit/kube/test_reflector
tests_unit_kube_test_reflector_SOURCES = tests/unit/kube/test_reflector.c \
    tests/unit/kube/stage.c tests/unit/kube/stage.h
tests_unit_kube_test_reflector_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_reflector_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_reflector_LDADD = $(KUBE_TEST_LIBS)

check_PROGRAMS += tests/unit/kube/test_replay
tests_unit_kube_test_replay_SOURCES = tests/unit/kube/test_replay.c \
    tests/unit/kube/cases.c tests/unit/kube/cases.h \
    tests/unit/kube/recorded.c tests/unit/kube/recorded.h \
    tests/unit/kube/stage.c tests/unit/kube/stage.h
tests_unit_kube_test_replay_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_kube_test_replay_CFLAGS = $(TEST_CFLAGS)
tests_unit_kube_test_replay_LDADD = $(KUBE_TEST_LIBS)

EXTRA_DIST += tests/data/kube
