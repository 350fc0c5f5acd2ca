noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
    tui/bar.c tui/bar.h \
    tui/box.c tui/box.h \
    tui/canvas.c tui/canvas.h \
    tui/columns.c tui/columns.h \
    tui/colon.c tui/colon.h \
    tui/conversation.c tui/conversation.h \
    tui/dashboard.c tui/dashboard.h tui/dashboard_inside.h \
    tui/confirm.c tui/confirm.h \
    tui/create_form.c tui/create_form.h \
    tui/dashboard_acts.c \
    tui/dashboard_jobs.c \
    tui/dashboard_lesson.c \
    tui/dashboard_object.c \
    tui/dashboard_places.c \
    tui/dashboard_record.c \
    tui/dashboard_settings.c \
    tui/dashboard_typing.c \
    tui/describe.c tui/describe.h \
    tui/event_line.c tui/event_line.h \
    tui/facts.c tui/facts.h \
    tui/fate.c tui/fate.h \
    tui/filter.c tui/filter.h \
    tui/form.c tui/form.h \
    tui/gate.c tui/gate.h \
    tui/gateway_wide.c tui/gateway_wide.h \
    tui/glyph.c tui/glyph.h \
    tui/happening.c tui/happening.h \
    tui/health.c tui/health.h \
    tui/history.c tui/history.h \
    tui/ids.c tui/ids.h \
    tui/item.c tui/item.h \
    tui/jobs.c tui/jobs.h \
    tui/kept.c tui/kept.h \
    tui/key.c tui/key.h \
    tui/keymap.c tui/keymap.h \
    tui/layout.c tui/layout.h \
    tui/lesson_view.c tui/lesson_view.h \
    tui/listed.c tui/listed.h \
    tui/listing.c tui/listing.h \
    tui/looks.c tui/looks.h \
    tui/notice.c tui/notice.h \
    tui/origin.c tui/origin.h \
    tui/origins.c tui/origins.h \
    tui/origins_call.c \
    tui/origins_eip.c \
    tui/origins_elb.c \
    tui/origins_event.c \
    tui/origins_gateway.c \
    tui/origins_job.c \
    tui/origins_listener.c \
    tui/origins_quota.c \
    tui/origins_service.c \
    tui/origins_source.c \
    tui/origins_steps.c \
    tui/page.c tui/page.h \
    tui/panel.c tui/panel.h \
    tui/panel_calls.c \
    tui/panel_create.c \
    tui/panel_elbs.c \
    tui/panel_events.c \
    tui/panel_gateway.c \
    tui/panel_help.c \
    tui/panel_info.c \
    tui/panel_job.c \
    tui/panel_link.c \
    tui/panel_jobs.c \
    tui/panel_lesson.c \
    tui/panel_lessons.c \
    tui/panel_menu.c \
    tui/panel_orphans.c \
    tui/panel_page.c \
    tui/panel_quota.c \
    tui/panel_race.c \
    tui/panel_services.c \
    tui/panel_settings.c \
    tui/panel_sources.c \
    tui/panel_steps.c \
    tui/panel_tear.c \
    tui/panel_why.c \
    tui/plan_lines.c tui/plan_lines.h \
    tui/panel_yaml.c \
    tui/panes.c tui/panes.h \
    tui/picture.c tui/picture.h tui/picture_inside.h \
    tui/picture_html.c \
    tui/pick_lines.c tui/pick_lines.h \
    tui/picker.c tui/picker.h \
    tui/prompt.c tui/prompt.h \
    tui/proposal.c tui/proposal.h \
    tui/save.c tui/save.h \
    tui/reader.c tui/reader.h \
    tui/rebind.c tui/rebind.h \
    tui/recent.c tui/recent.h \
    tui/rescue.c tui/rescue.h \
    tui/scene.h \
    tui/sections.c tui/sections.h \
    tui/sheet.c tui/sheet.h \
    tui/side.c tui/side.h \
    tui/steps_below.c tui/steps_below.h \
    tui/table.c tui/table.h \
    tui/term.c tui/term.h \
    tui/theme.c tui/theme.h \
    tui/timeline.c tui/timeline.h \
    tui/tree.c tui/tree.h \
    tui/tree_draw.c tui/tree_draw.h \
    tui/tree_wide.c tui/tree_wide.h \
    tui/ui.c tui/ui.h \
    tui/traces.c tui/traces.h \
    tui/why.c tui/why.h \
    tui/wish_form.c tui/wish_form.h \
    tui/wish_more.c tui/wish_more.h
