noinst_LIBRARIES += librecord.a
librecord_a_SOURCES = \
    src/record/frame.c src/record/frame.h \
    src/record/line.c src/record/line.h \
    src/record/recording.c src/record/recording.h \
    src/record/recording_fold.c src/record/recording_inside.h \
    src/record/recording_write.c \
    src/record/zip.c src/record/zip.h
