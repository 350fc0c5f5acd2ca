if WITH_SIM
include tests/unit/sim/kube.mk
include tests/unit/sim/cloud.mk
include tests/unit/sim/ccm.mk
endif
