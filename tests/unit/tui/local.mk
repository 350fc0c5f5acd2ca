include tests/screen/local.mk

check_PROGRAMS += \
    tests/unit/tui/test_bar \
    tests/unit/tui/test_canvas \
    tests/unit/tui/test_confirm \
    tests/unit/tui/test_create \
    tests/unit/tui/test_dashboard \
    tests/unit/tui/test_fate \
    tests/unit/tui/test_filter \
    tests/unit/tui/test_glyph \
    tests/unit/tui/test_health \
    tests/unit/tui/test_keymap \
    tests/unit/tui/test_layout \
    tests/unit/tui/test_link \
    tests/unit/tui/test_notice \
    tests/unit/tui/test_picture \
    tests/unit/tui/test_places \
    tests/unit/tui/test_prompt \
    tests/unit/tui/test_replay \
    tests/unit/tui/test_settings_view \
    tests/unit/tui/test_table \
    tests/unit/tui/test_tear \
    tests/unit/tui/test_timeline \
    tests/unit/tui/test_tree \
    tests/unit/tui/test_why

tests_unit_tui_test_bar_SOURCES = tests/unit/tui/test_bar.c \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_bar_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_bar_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_bar_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_canvas_SOURCES = tests/unit/tui/test_canvas.c
tests_unit_tui_test_canvas_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_canvas_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_canvas_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

check_PROGRAMS += tests/unit/tui/test_listed
tests_unit_tui_test_listed_SOURCES = tests/unit/tui/test_listed.c \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_listed_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_listed_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_listed_LDADD = $(TUI_TEST_LIBS)

tests_unit_tui_test_dashboard_SOURCES = tests/unit/tui/test_dashboard.c \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_dashboard_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_dashboard_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_dashboard_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_filter_SOURCES = tests/unit/tui/test_filter.c \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_filter_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_filter_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_filter_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_glyph_SOURCES = tests/unit/tui/test_glyph.c
tests_unit_tui_test_glyph_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_glyph_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_glyph_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_health_SOURCES = tests/unit/tui/test_health.c \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_health_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_health_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_health_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_keymap_SOURCES = tests/unit/tui/test_keymap.c
tests_unit_tui_test_keymap_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_keymap_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_keymap_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_layout_SOURCES = tests/unit/tui/test_layout.c
tests_unit_tui_test_layout_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_layout_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_layout_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_notice_SOURCES = tests/unit/tui/test_notice.c
tests_unit_tui_test_notice_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_notice_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_notice_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_picture_SOURCES = tests/unit/tui/test_picture.c
tests_unit_tui_test_picture_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_picture_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_picture_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_places_SOURCES = tests/unit/tui/test_places.c \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_places_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_places_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_places_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_prompt_SOURCES = tests/unit/tui/test_prompt.c
tests_unit_tui_test_prompt_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_prompt_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_prompt_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_replay_SOURCES = tests/unit/tui/test_replay.c \
    tests/screen/contract.c tests/screen/contract.h \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_replay_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_replay_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_replay_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_settings_view_SOURCES = tests/unit/tui/test_settings_view.c \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_settings_view_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_settings_view_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_settings_view_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_table_SOURCES = tests/unit/tui/test_table.c
tests_unit_tui_test_table_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_table_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_table_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_fate_SOURCES = tests/unit/tui/test_fate.c \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_fate_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_fate_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_fate_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_tree_SOURCES = tests/unit/tui/test_tree.c \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_tree_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_tree_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_tree_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_confirm_SOURCES = tests/unit/tui/test_confirm.c
tests_unit_tui_test_confirm_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_confirm_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_confirm_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_tear_SOURCES = tests/unit/tui/test_tear.c \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_tear_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_tear_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_tear_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_create_SOURCES = tests/unit/tui/test_create.c \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_create_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_create_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_create_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_link_SOURCES = tests/unit/tui/test_link.c \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_link_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_link_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_link_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_timeline_SOURCES = tests/unit/tui/test_timeline.c
tests_unit_tui_test_timeline_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_timeline_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_timeline_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)

tests_unit_tui_test_why_SOURCES = tests/unit/tui/test_why.c \
    tests/screen/desk.c tests/screen/desk.h \
    tests/screen/world.c tests/screen/world.h
tests_unit_tui_test_why_CPPFLAGS = $(TEST_CPPFLAGS)
tests_unit_tui_test_why_CFLAGS = $(TEST_CFLAGS)
tests_unit_tui_test_why_LDADD = $(TESTLIB) $(TUI_TEST_LIBS)
