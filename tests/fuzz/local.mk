# Fuzz targets. `make check` replays the corpus of each, with and without random changes;
# `make fuzz FUZZ_SECONDS=60 FUZZ_TARGETS="items yaml"` runs them under libFuzzer (clang).
#
# A new target: fuzz_NAME.c, a line in tests/fuzz/targets, a stanza below.
FUZZ_LIBS = libkube.a libwire.a libbase.a \
    $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS)
FUZZ_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests
FUZZ_CLOUD_LIBS = libstate.a libsettings.a libnet.a libotc.a $(FUZZ_LIBS)
REPLAY_FILES = tests/fuzz/replay.c tests/fuzz/fuzz.h tests/fuzz/fuzz_file.h

check_PROGRAMS += tests/fuzz/replay_base64
tests_fuzz_replay_base64_SOURCES = tests/fuzz/fuzz_base64.c $(REPLAY_FILES)
tests_fuzz_replay_base64_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_base64_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_items
tests_fuzz_replay_items_SOURCES = tests/fuzz/fuzz_items.c $(REPLAY_FILES)
tests_fuzz_replay_items_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_items_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_json
tests_fuzz_replay_json_SOURCES = tests/fuzz/fuzz_json.c $(REPLAY_FILES)
tests_fuzz_replay_json_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_json_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_lines
tests_fuzz_replay_lines_SOURCES = tests/fuzz/fuzz_lines.c $(REPLAY_FILES)
tests_fuzz_replay_lines_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_lines_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_url
tests_fuzz_replay_url_SOURCES = tests/fuzz/fuzz_url.c $(REPLAY_FILES)
tests_fuzz_replay_url_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_url_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_utf8
tests_fuzz_replay_utf8_SOURCES = tests/fuzz/fuzz_utf8.c $(REPLAY_FILES)
tests_fuzz_replay_utf8_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_utf8_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_when
tests_fuzz_replay_when_SOURCES = tests/fuzz/fuzz_when.c $(REPLAY_FILES)
tests_fuzz_replay_when_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_when_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_yaml
tests_fuzz_replay_yaml_SOURCES = tests/fuzz/fuzz_yaml.c $(REPLAY_FILES)
tests_fuzz_replay_yaml_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_yaml_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_change
tests_fuzz_replay_change_SOURCES = tests/fuzz/fuzz_change.c $(REPLAY_FILES)
tests_fuzz_replay_change_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_change_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_object
tests_fuzz_replay_object_SOURCES = tests/fuzz/fuzz_object.c $(REPLAY_FILES)
tests_fuzz_replay_object_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_object_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_value
tests_fuzz_replay_value_SOURCES = tests/fuzz/fuzz_value.c $(REPLAY_FILES)
tests_fuzz_replay_value_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_value_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_kubeconfig
tests_fuzz_replay_kubeconfig_SOURCES = tests/fuzz/fuzz_kubeconfig.c $(REPLAY_FILES)
tests_fuzz_replay_kubeconfig_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_kubeconfig_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_credential
tests_fuzz_replay_credential_SOURCES = tests/fuzz/fuzz_credential.c $(REPLAY_FILES)
tests_fuzz_replay_credential_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_credential_LDADD = $(FUZZ_LIBS)

check_PROGRAMS += tests/fuzz/replay_settings
tests_fuzz_replay_settings_SOURCES = tests/fuzz/fuzz_settings.c $(REPLAY_FILES)
tests_fuzz_replay_settings_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_settings_LDADD = $(FUZZ_CLOUD_LIBS)

check_PROGRAMS += tests/fuzz/replay_clouds
tests_fuzz_replay_clouds_SOURCES = tests/fuzz/fuzz_clouds.c $(REPLAY_FILES)
tests_fuzz_replay_clouds_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_clouds_LDADD = $(FUZZ_CLOUD_LIBS)

check_PROGRAMS += tests/fuzz/replay_cloudlist
tests_fuzz_replay_cloudlist_SOURCES = tests/fuzz/fuzz_cloudlist.c $(REPLAY_FILES)
tests_fuzz_replay_cloudlist_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_cloudlist_LDADD = $(FUZZ_CLOUD_LIBS)

check_PROGRAMS += tests/fuzz/replay_memory
tests_fuzz_replay_memory_SOURCES = tests/fuzz/fuzz_memory.c $(REPLAY_FILES)
tests_fuzz_replay_memory_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_memory_LDADD = $(FUZZ_CLOUD_LIBS)

check_PROGRAMS += tests/fuzz/replay_tape
tests_fuzz_replay_tape_SOURCES = tests/fuzz/fuzz_tape.c $(REPLAY_FILES)
tests_fuzz_replay_tape_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_tape_LDADD = librecord.a libcross.a libact.a libstate.a libnet.a libotc.a \
    $(FUZZ_LIBS) $(ZLIB_LIBS)

if WITH_SIM
# The world's side: what its servers and its controller are sent.
FUZZ_SIM_LIBS = libsim.a libwire.a libbase.a $(SIM_LIBS) \
    $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS)

check_PROGRAMS += tests/fuzz/replay_apiobject
tests_fuzz_replay_apiobject_SOURCES = tests/fuzz/fuzz_apiobject.c $(REPLAY_FILES)
tests_fuzz_replay_apiobject_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_apiobject_LDADD = $(FUZZ_SIM_LIBS)

check_PROGRAMS += tests/fuzz/replay_fabric
tests_fuzz_replay_fabric_SOURCES = tests/fuzz/fuzz_fabric.c $(REPLAY_FILES)
tests_fuzz_replay_fabric_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_fabric_LDADD = $(FUZZ_SIM_LIBS)

check_PROGRAMS += tests/fuzz/replay_fault
tests_fuzz_replay_fault_SOURCES = tests/fuzz/fuzz_fault.c $(REPLAY_FILES)
tests_fuzz_replay_fault_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_fault_LDADD = $(FUZZ_SIM_LIBS)

check_PROGRAMS += tests/fuzz/replay_selector
tests_fuzz_replay_selector_SOURCES = tests/fuzz/fuzz_selector.c $(REPLAY_FILES)
tests_fuzz_replay_selector_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_selector_LDADD = $(FUZZ_SIM_LIBS)

check_PROGRAMS += tests/fuzz/replay_signature
tests_fuzz_replay_signature_SOURCES = tests/fuzz/fuzz_signature.c $(REPLAY_FILES)
tests_fuzz_replay_signature_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_signature_LDADD = $(FUZZ_SIM_LIBS)

check_PROGRAMS += tests/fuzz/replay_socks
tests_fuzz_replay_socks_SOURCES = tests/fuzz/fuzz_socks.c $(REPLAY_FILES)
tests_fuzz_replay_socks_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_socks_LDADD = $(FUZZ_SIM_LIBS)

check_PROGRAMS += tests/fuzz/replay_step
tests_fuzz_replay_step_SOURCES = tests/fuzz/fuzz_step.c $(REPLAY_FILES)
tests_fuzz_replay_step_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_step_LDADD = $(FUZZ_SIM_LIBS)

check_PROGRAMS += tests/fuzz/replay_wish
tests_fuzz_replay_wish_SOURCES = tests/fuzz/fuzz_wish.c $(REPLAY_FILES)
tests_fuzz_replay_wish_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_wish_LDADD = $(FUZZ_SIM_LIBS)

check_PROGRAMS += tests/fuzz/replay_target
tests_fuzz_replay_target_SOURCES = tests/fuzz/fuzz_target.c $(REPLAY_FILES)
tests_fuzz_replay_target_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_target_LDADD = $(FUZZ_SIM_LIBS)

check_PROGRAMS += tests/fuzz/replay_cloudask
tests_fuzz_replay_cloudask_SOURCES = tests/fuzz/fuzz_cloudask.c $(REPLAY_FILES)
tests_fuzz_replay_cloudask_CPPFLAGS = $(FUZZ_CPPFLAGS)
tests_fuzz_replay_cloudask_LDADD = $(FUZZ_SIM_LIBS)
endif

FUZZ_SECONDS = 60
FUZZ_TARGETS =
FUZZED_FILES = $(filter %.c,$(libbase_a_SOURCES) $(libwire_a_SOURCES) $(libkube_a_SOURCES) \
    $(libotc_a_SOURCES) $(libnet_a_SOURCES) $(libsettings_a_SOURCES) $(libstate_a_SOURCES) \
    $(libact_a_SOURCES) $(libcross_a_SOURCES) $(librecord_a_SOURCES) \
    $(libsim_a_SOURCES) $(nodist_libsim_a_SOURCES))
.PHONY: fuzz
fuzz: $(nodist_libsim_a_SOURCES)
	$(SHELL) $(srcdir)/tests/fuzz/run.sh '$(abs_top_srcdir)' '$(FUZZ_SECONDS)' \
	    '-std=c17 -I. $(FUZZ_CPPFLAGS) $(CURL_CFLAGS) $(JANSSON_CFLAGS) $(CRYPTO_CFLAGS) $(YAML_CFLAGS)' \
	    '$(SIM_LIBS) $(CURL_LIBS) $(JANSSON_LIBS) $(YAML_LIBS) $(CRYPTO_LIBS) -lz -lpthread' \
	    '$(FUZZED_FILES)' $(FUZZ_TARGETS)

EXTRA_DIST += tests/fuzz/corpus tests/fuzz/run.sh tests/fuzz/targets
