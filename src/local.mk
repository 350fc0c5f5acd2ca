bin_PROGRAMS += elbtop
elbtop_SOURCES = src/main.c
elbtop_LDADD = libbase.a $(CURL_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(YAML_LIBS) $(NCURSES_LIBS)
