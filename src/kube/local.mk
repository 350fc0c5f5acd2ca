noinst_LIBRARIES += libkube.a
libkube_a_SOURCES = \
    src/kube/change.c src/kube/change.h \
    src/kube/child.c src/kube/child.h \
    src/kube/cluster.c src/kube/cluster.h \
    src/kube/cluster_env.h \
    src/kube/credential.c src/kube/credential.h \
    src/kube/decode.c src/kube/decode.h \
    src/kube/endpoint_slice.c \
    src/kube/event.c \
    src/kube/exec_plugin.c src/kube/exec_plugin.h \
    src/kube/gateway.c \
    src/kube/http_route.c \
    src/kube/keep.c src/kube/keep.h \
    src/kube/kind.c src/kube/kind.h \
    src/kube/kubeconfig.c src/kube/kubeconfig.h \
    src/kube/lifetime.c src/kube/lifetime.h \
    src/kube/login.c src/kube/login.h \
    src/kube/meta.c \
    src/kube/node.c \
    src/kube/object.c src/kube/object.h \
    src/kube/plugin.c src/kube/plugin.h \
    src/kube/readable.c src/kube/readable.h \
    src/kube/reading.c src/kube/reading.h \
    src/kube/reflector.c src/kube/reflector.h \
    src/kube/refusal.c src/kube/refusal.h \
    src/kube/service.c \
    src/kube/service_times.c \
    src/kube/token_file.c src/kube/token_file.h
