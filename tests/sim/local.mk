if WITH_SIM
include tests/sim/kube.mk
endif
