if WITH_SIM
include tests/sim/ccm.mk
include tests/sim/kube.mk
include tests/sim/cloud.mk
include tests/sim/lesson.mk
include tests/sim/worker.mk
include tests/sim/hands.mk
endif
