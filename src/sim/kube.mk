# The Kubernetes api-server: src/sim/kube_*.
libsim_a_SOURCES += \
    src/sim/kube_api.h
