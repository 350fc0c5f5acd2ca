/*
 * What this program is, where everything of it lies, whom it speaks to, and how much it
 * remembers of how much it may.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "settings/settings.h"
#include "tui/page.h"
#include "tui/panel.h"
#include "tui/reader.h"

#include "base/banned.h"

enum { LABEL_CELLS = 17 };

struct panel_info {
    struct panel panel;
    struct reader reader;
};

static struct panel_info *self_of(struct panel *panel)
{
    return (struct panel_info *)panel;
}

static void info_free(struct panel *panel)
{
    reader_release(&self_of(panel)->reader);
    free(panel);
}

static void info_settle(struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
}

/* ---- what is told ---- */

static const char *or_none(const char *text)
{
    return text != NULL && text[0] != '\0' ? text : "none";
}

static void add_program(struct page *page, const struct snapshot *snapshot)
{
    page_head(page, "PROGRAM");
    page_add(page, "version", "%s", PACKAGE_STRING);
    if (snapshot != NULL)
        page_add(page, "libraries", "%s", or_none(snapshot->about.libraries));
    page_add(page, "terminal", "TERM=%s, %s", or_none(getenv("TERM")),
             getenv("TMUX") != NULL ? "in tmux" : "not in tmux");
}

static void add_state(struct page *page)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");

    if (state != NULL && state[0] == '/')
        page_add(page, "state", "%s/elbtop (receipts, history, screens, scopes)", state);
    else
        page_add(page, "state",
                 "%s/.local/state/elbtop (receipts, history, screens, scopes)",
                 home == NULL ? "" : home);
}

static void add_paths(struct page *page, const struct scene *scene)
{
    const struct settings *settings = scene->settings;

    page_head(page, "PATHS");
    if (settings != NULL)
        page_add(page, "settings", "%s%s", or_none(settings->path),
                 settings->found ? "" : " (not there: everything is as usual)");
    add_state(page);
    if (scene->snapshot == NULL)
        return;
    page_add(page, "kubeconfig", "%s", or_none(scene->snapshot->about.kubeconfig));
    page_add(page, "log file", "%s", or_none(scene->snapshot->about.log_file));
}

static void add_login_end(struct page *page, const struct snapshot *snapshot,
                          int64_t wall_ms)
{
    int64_t ends_ms = snapshot->login.expires_wall_ms;
    int64_t left_ms = ends_ms == WHEN_UNKNOWN ? 0 : ends_ms - wall_ms;
    char text[WHEN_TEXT_BYTES];

    if (ends_ms == WHEN_UNKNOWN)
        page_add(page, "login ends", "the credentials do not say when");
    else if (left_ms <= 0)
        page_add(page, "login ends", "it has ended %s ago",
                 duration_print(-left_ms, text));
    else
        page_add(page, "login ends", "in %s", duration_print(left_ms, text));
}

static void add_peers(struct page *page, const struct snapshot *snapshot, int64_t wall_ms)
{
    page_head(page, "WHOM IT SPEAKS TO");
    page_add(page, "context", "%s, user %s", or_none(snapshot->context),
             or_none(snapshot->about.user));
    page_add(page, "api-server", "%s", or_none(snapshot->about.server));
    page_add(page, "login command", "%s", or_none(snapshot->login.command));
    add_login_end(page, snapshot, wall_ms);
    page_add(page, "cloud", "%s", or_none(snapshot->about.cloud));
    page_add(page, "project", "%s", or_none(snapshot->project));
    page_add(page, "probe proxy", "%s", or_none(snapshot->about.probe_proxy));
}

static void add_ring(struct page *page, const char *label, size_t fill, size_t cap,
                     const char *what)
{
    page_add(page, label, "%zu of %zu %s", fill, cap, what);
}

/* What of the last minutes :rec would save. */
static void add_recorder(struct page *page, const struct recorder_report *recorder)
{
    char clock[WHEN_TEXT_BYTES];

    if (!recorder->on)
        page_add(page, "recorder", "off: nothing is recorded here");
    else if (recorder->overfull)
        page_add(page, "recorder", "off: what is known does not fit into %zu MiB",
                 recorder->cap_bytes / LIMIT_MIB);
    else
        page_add(page, "recorder", "%zu of %zu KiB, since %s; :rec saves it",
                 recorder->bytes / LIMIT_KIB, recorder->cap_bytes / LIMIT_KIB,
                 when_print_clock(recorder->from_wall_ms, clock));
    if (recorder->raw_bytes > LIMIT_MIB)
        page_add(page, "", "%zu KiB more are not deflated yet",
                 recorder->raw_bytes / LIMIT_KIB);
}

static void add_memory(struct page *page, const struct snapshot *snapshot)
{
    const struct view *view = snapshot->view;

    page_head(page, "WHAT IT REMEMBERS");
    page_add(page, "Services", "%zu", view->row_count);
    page_add(page, "ELBs", "%zu", view->elb_count);
    page_add(page, "EIPs", "%zu", view->eip_count);
    add_ring(page, "events", view->event_count, LIMIT_EVENTS, "of all Services");
    add_ring(page, "changes", view->change_count, LIMIT_CHANGES, "lines");
    add_ring(page, "calls", snapshot->about.call_count, LIMIT_CALLS, "requests");
    add_ring(page, "log", snapshot->log_count, LIMIT_LOG_LINES, "lines");
    add_ring(page, "plans", snapshot->job_count, LIMIT_JOBS, "waiting or reported");
    add_recorder(page, &snapshot->recorder);
    page_add(page, "failures", "up to %d, after Kubernetes forgot them", LIMIT_FAILURES);
    page_add(page, "gone", "up to %d Services, as clues to orphans", LIMIT_GONE);
}

static void add_limits(struct page *page, const struct keymap *keymap)
{
    char keys[64];

    page_head(page, "LIMITS");
    page_add(page, "one answer", "%zu MiB", LIMIT_RESPONSE_BYTES / LIMIT_MIB);
    page_add(page, "one object", "%zu MiB", LIMIT_OBJECT_BYTES / LIMIT_MIB);
    page_add(page, "one file", "%zu MiB", LIMIT_FILE_BYTES / LIMIT_MIB);
    page_add(page, "nesting", "%d", LIMIT_JSON_DEPTH);
    page_add(page, "connect", "%d s", INTERVAL_CONNECT_MS / 1000);
    page_add(page, "an answer", "%d s", INTERVAL_ANSWER_MS / 1000);
    snprintf(keys, sizeof keys, "%s %s %s",
             keymap_name(keymap, PANEL_SERVICES, ACTION_NEW),
             keymap_name(keymap, PANEL_SERVICES, ACTION_LINK),
             keymap_name(keymap, PANEL_SERVICES, ACTION_TEAR));
    page_add(page, keys, "need an answer younger than %d s", INTERVAL_ACT_MS / 1000);
    page_add(page, "clipboard", "%d bytes", LIMIT_CLIPBOARD_BYTES);
}

static void write_page(struct page *page, const struct scene *scene)
{
    add_program(page, scene->snapshot);
    add_paths(page, scene);
    if (scene->snapshot != NULL)
        add_peers(page, scene->snapshot, scene->wall_ms);
    if (scene_view(scene) != NULL)
        add_memory(page, scene->snapshot);
    add_limits(page, scene->keymap);
}

static void info_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_info *self = self_of(panel);
    struct page page = {0};

    write_page(&page, scene);
    int rows = page_rows(&page, canvas.at.cols, LABEL_CELLS);
    page_draw(
        &page,
        reader_begin(&self->reader, rows > 0 ? rows : 1, canvas.at.cols, scene->ascii), 0,
        LABEL_CELLS);
    reader_show(&self->reader, rows, canvas_rows(canvas, 1, canvas.at.rows - 1));
    canvas_title(canvas, 0, "info   paths, peers, memory, limits");
    page_release(&page);
}

/* ---- keys ---- */

static struct want info_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    (void)scene;
    return reader_act(&self_of(panel)->reader, action) ? want_drawn() : want_nothing();
}

static struct subject info_subject(const struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
    return (struct subject){0};
}

static bool info_note(const struct panel *panel, const struct scene *scene,
                      char out[PANEL_NOTE_BYTES])
{
    (void)scene;
    return reader_note(&((const struct panel_info *)panel)->reader, scene->keymap,
                       PANEL_INFO, out, PANEL_NOTE_BYTES);
}

static void info_search(struct panel *panel, const char *text)
{
    reader_search(&self_of(panel)->reader, text);
}

static const struct panel_ops ops = {
    .kind = PANEL_INFO,
    .free = info_free,
    .settle = info_settle,
    .draw = info_draw,
    .act = info_act,
    .subject = info_subject,
    .note = info_note,
    .search = info_search,
};

struct panel *panel_info_new(void)
{
    struct panel_info *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    return &self->panel;
}
