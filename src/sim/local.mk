# The embedded world. Each part lists its own files.
if WITH_SIM
noinst_LIBRARIES += libsim.a
libsim_a_SOURCES = src/sim/sim.h
include src/sim/server.mk
include src/sim/kube.mk
include src/sim/cloud.mk
include src/sim/ccm.mk
endif
