noinst_LIBRARIES += librecord.a
librecord_a_SOURCES = \
    src/record/base.c src/record/base.h \
    src/record/deck.c src/record/deck.h \
    src/record/frame.c src/record/frame.h \
    src/record/line.c src/record/line.h \
    src/record/playback.c src/record/playback.h \
    src/record/recording.c src/record/recording.h \
    src/record/recording_fold.c src/record/recording_inside.h \
    src/record/recording_write.c \
    src/record/tape.c src/record/tape.h \
    src/record/zip.c src/record/zip.h
