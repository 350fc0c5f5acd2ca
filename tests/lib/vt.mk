# A terminal in memory, for tests of whole programs.
if HAVE_VTERM
check_LIBRARIES += tests/lib/libvt.a
tests_lib_libvt_a_SOURCES = \
    tests/lib/pty.c tests/lib/pty.h \
    tests/lib/vt.c tests/lib/vt.h
tests_lib_libvt_a_CPPFLAGS = $(TEST_CPPFLAGS)
tests_lib_libvt_a_CFLAGS = $(TEST_CFLAGS) $(VTERM_CFLAGS)
endif
