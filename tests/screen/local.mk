TUI_LIBS = libtui.a libsettings.a libcross.a libact.a libstate.a libnet.a libotc.a libkube.a libwire.a libbase.a \
    $(CURL_LIBS) $(JANSSON_LIBS) $(CRYPTO_LIBS) $(YAML_LIBS)
TUI_TEST_LIBS = $(TUI_LIBS) $(CMOCKA_LIBS)

check_PROGRAMS += tests/screen/test_screens
tests_screen_test_screens_SOURCES = \
    tests/screen/contract.c tests/screen/contract.h \
    tests/screen/test_screens.c \
    tests/screen/world.c tests/screen/world.h
tests_screen_test_screens_CPPFLAGS = $(TEST_CPPFLAGS)
tests_screen_test_screens_CFLAGS = $(TEST_CFLAGS)
tests_screen_test_screens_LDADD = $(TUI_TEST_LIBS)
EXTRA_DIST += tests/screen/frames

# Every panel at every size.
check_PROGRAMS += tests/screen/test_panels
tests_screen_test_panels_SOURCES = \
    tests/screen/contract.c tests/screen/contract.h \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/rules.c tests/screen/rules.h \
    tests/screen/test_panels.c \
    tests/screen/world.c tests/screen/world.h
tests_screen_test_panels_CPPFLAGS = $(TEST_CPPFLAGS)
tests_screen_test_panels_CFLAGS = $(TEST_CFLAGS)
tests_screen_test_panels_LDADD = $(TUI_TEST_LIBS)

# Every key in every panel.
check_PROGRAMS += tests/screen/test_keys
tests_screen_test_keys_SOURCES = \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/test_keys.c \
    tests/screen/world.c tests/screen/world.h
tests_screen_test_keys_CPPFLAGS = $(TEST_CPPFLAGS)
tests_screen_test_keys_CFLAGS = $(TEST_CFLAGS)
tests_screen_test_keys_LDADD = $(TUI_TEST_LIBS)

# Other keys, and what is then written.
check_PROGRAMS += tests/screen/test_rebound
tests_screen_test_rebound_SOURCES = \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/rules.c tests/screen/rules.h \
    tests/screen/test_rebound.c \
    tests/screen/world.c tests/screen/world.h
tests_screen_test_rebound_CPPFLAGS = $(TEST_CPPFLAGS)
tests_screen_test_rebound_CFLAGS = $(TEST_CFLAGS)
tests_screen_test_rebound_LDADD = $(TUI_TEST_LIBS)

# Real timelines, as the store tells them.
check_PROGRAMS += tests/screen/test_stories
tests_screen_test_stories_SOURCES = \
    tests/screen/contract.c tests/screen/contract.h \
    tests/screen/test_stories.c \
    tests/unit/state/story.c tests/unit/state/story.h \
    tests/unit/state/world.c tests/unit/state/world.h
tests_screen_test_stories_CPPFLAGS = $(TEST_CPPFLAGS)
tests_screen_test_stories_CFLAGS = $(TEST_CFLAGS)
tests_screen_test_stories_LDADD = libtui.a libcross.a libact.a libsettings.a $(STATE_TEST_LIBS)

# Draws doc/pictures: make pictures.
GALLERY_FILES = \
    tests/screen/gallery.c tests/screen/gallery.h \
    tests/unit/state/story.c tests/unit/state/story.h \
    tests/unit/state/world.c tests/unit/state/world.h
EXTRA_PROGRAMS += tests/screen/pictures
CLEANFILES += tests/screen/pictures
tests_screen_pictures_SOURCES = tests/screen/pictures.c $(GALLERY_FILES)
tests_screen_pictures_CPPFLAGS = $(TEST_CPPFLAGS)
tests_screen_pictures_CFLAGS = $(TEST_CFLAGS)
tests_screen_pictures_LDADD = libtui.a libcross.a libact.a libsettings.a $(STATE_TEST_LIBS)

# The committed ones are those.
check_PROGRAMS += tests/screen/test_pictures
tests_screen_test_pictures_SOURCES = tests/screen/test_pictures.c $(GALLERY_FILES)
tests_screen_test_pictures_CPPFLAGS = $(TEST_CPPFLAGS)
tests_screen_test_pictures_CFLAGS = $(TEST_CFLAGS)
tests_screen_test_pictures_LDADD = libtui.a libcross.a libact.a libsettings.a $(STATE_TEST_LIBS)
