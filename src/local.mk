bin_PROGRAMS += elbtop
elbtop_SOURCES = src/main.c src/dashboard.c src/dashboard.h
elbtop_LDADD = libtui.a libcli.a $(LESSON_LIBS) $(BELOW_CLI_LIBS) $(NCURSES_LIBS)

if WITH_SIM
LESSON_LIBS = liblesson.a
WORLD_LIBS = libsim.a
WORLD_OUTER_LIBS = $(SIM_LIBS)
endif

# What stands below the command line, and the libraries of all of it.
BELOW_CLI_LIBS = libworker.a librecord.a libsettings.a $(WORLD_LIBS) libcross.a libact.a libstate.a libnet.a libotc.a libkube.a \
    libwire.a libbase.a \
    $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS) $(ZLIB_LIBS) $(WORLD_OUTER_LIBS)
