# Real kubectl against the api-server of the world.
noinst_PROGRAMS += tests/sim/kube_api_main
tests_sim_kube_api_main_SOURCES = tests/sim/kube_api_main.c
tests_sim_kube_api_main_LDADD   = libsim.a libwire.a libbase.a $(SIM_LIBS)

dist_check_SCRIPTS += tests/sim/kubectl.sh
