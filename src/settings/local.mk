noinst_LIBRARIES += libsettings.a
libsettings_a_SOURCES = \
    src/settings/nearest.c src/settings/nearest.h \
    src/settings/place.c src/settings/place.h \
    src/settings/settings.c src/settings/settings.h src/settings/settings_inside.h \
    src/settings/settings_read.c
