if WITH_SIM
noinst_LIBRARIES += libsim.a
libsim_a_SOURCES = \
    src/sim/cert.h \
    src/sim/pace.h \
    src/sim/server.h \
    src/sim/sim.h
endif
