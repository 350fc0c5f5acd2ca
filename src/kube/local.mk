noinst_LIBRARIES += libkube.a
libkube_a_SOURCES = \
    src/kube/cluster.h \
    src/kube/kind.h \
    src/kube/login.h \
    src/kube/object.h \
    src/kube/reflector.h
