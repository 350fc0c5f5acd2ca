/*
 * Where the facts come from and how each source is doing, with its last error in full; and
 * the newest lines of the log.
 */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/health.h"
#include "tui/panel.h"

#include "base/banned.h"

struct panel_sources {
    struct panel panel;
    size_t scrolled; /* log lines, counted from the newest */
};

static void sources_free(struct panel *panel)
{
    free(panel);
}

static void sources_settle(struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
}

static const char *state_word(const struct source *source)
{
    return source->state == SOURCE_CONNECTING ? "connecting"
                                              : source_state_text(source->state);
}

static int draw_trouble(const struct source *source, struct canvas canvas, int row)
{
    char line[400];

    if (source->err.code != ERR_OK)
        row += canvas_wrap(canvas, row, 14, 3, LOOK_PLAIN,
                           err_line(&source->err, line, (int)sizeof line));
    if (source->note != NULL && source->note[0] != '\0')
        row += canvas_wrap(canvas, row, 14, 2, LOOK_PLAIN, source->note);
    if (source->unreadable > 0) {
        canvas_print(canvas, row, 14, LOOK_WARN,
                     "%zu objects make no sense and are left out", source->unreadable);
        row++;
    }
    return row;
}

static int draw_source(const struct scene *scene, enum source_name name,
                       struct canvas canvas, int row)
{
    const struct source *source = &scene_view(scene)->sources[name];
    char text[WHEN_TEXT_BYTES];
    int64_t age_ms = health_age_ms(scene, name);
    bool lost = health_is_lost(scene, name);

    canvas_text(canvas, row, 2, LOOK_PLAIN, source_name_text(name));
    canvas_text(canvas, row, 14, lost ? LOOK_LOST : LOOK_PLAIN, state_word(source));
    canvas_text(canvas, row, 26, LOOK_PLAIN,
                age_ms < 0 ? "-" : duration_print(age_ms, text));
    if (source->state == SOURCE_OFF)
        canvas_text(canvas, row, 34, LOOK_PLAIN, "-");
    else if (source->interval_ms < 0)
        canvas_text(canvas, row, 34, LOOK_PLAIN, "as it happens");
    else
        canvas_text(canvas, row, 34, LOOK_PLAIN,
                    duration_print(source->interval_ms, text));
    canvas_print(canvas, row, 49, LOOK_PLAIN, "%d", source->failures);
    if (source->retry_ms > scene->now_ms)
        canvas_print(canvas, row, 59, LOOK_PLAIN, "in %s",
                     duration_print(source->retry_ms - scene->now_ms + 999, text));
    return draw_trouble(source, canvas, row + 1);
}

static void draw_log(const struct panel_sources *self, const struct snapshot *snapshot,
                     struct canvas canvas)
{
    size_t room = canvas.at.rows > 1 ? (size_t)canvas.at.rows - 1 : 0;
    size_t end =
        snapshot->log_count > self->scrolled ? snapshot->log_count - self->scrolled : 0;
    size_t from = end > room ? end - room : 0;

    if (canvas.at.rows < 2)
        return;
    canvas_title(canvas, 0, "log, newest last");
    for (size_t i = from; i < end; i++)
        canvas_fit(canvas, (int)(i - from) + 1, 1, canvas.at.cols - 1, LOOK_PLAIN,
                   snapshot->log[i]);
}

static void sources_draw(struct panel *panel, const struct scene *scene,
                         struct canvas canvas)
{
    int row = 2;

    canvas_title(canvas, 0, "sources");
    canvas_text(canvas, 1, 2, LOOK_HEAD, "SOURCE");
    canvas_text(canvas, 1, 14, LOOK_HEAD, "STATE");
    canvas_text(canvas, 1, 26, LOOK_HEAD, "AGE");
    canvas_text(canvas, 1, 34, LOOK_HEAD, "READ EVERY");
    canvas_text(canvas, 1, 49, LOOK_HEAD, "FAILURES");
    canvas_text(canvas, 1, 59, LOOK_HEAD, "NEXT TRY");
    if (scene_view(scene) == NULL) {
        canvas_text(canvas, 3, 2, LOOK_PLAIN, "Not read yet ..");
        return;
    }
    for (int name = 0; name < SOURCE_COUNT && row < canvas.at.rows; name++)
        row = draw_source(scene, (enum source_name)name, canvas, row);
    const struct panel_sources *self = (const struct panel_sources *)panel;
    draw_log(self, scene->snapshot, canvas_rows(canvas, row, canvas.at.rows - row));
}

/* Back in the log, which ends with the newest line. */
static struct want scroll(struct panel_sources *self, int by, size_t most)
{
    int64_t scrolled = (int64_t)self->scrolled + by;
    int64_t last = most > 0 ? (int64_t)most - 1 : 0;

    self->scrolled = scrolled < 0 ? 0 : (size_t)(scrolled > last ? last : scrolled);
    return want_drawn();
}

static struct want sources_act(struct panel *panel, const struct scene *scene,
                               enum action action)
{
    enum { PAGE = 5 };
    struct panel_sources *self = (struct panel_sources *)panel;
    size_t most = scene->snapshot == NULL ? 0 : scene->snapshot->log_count;

    switch (action) {
    case ACTION_UP:
        return scroll(self, 1, most);
    case ACTION_DOWN:
        return scroll(self, -1, most);
    case ACTION_HALF_UP:
    case ACTION_PAGE_UP:
        return scroll(self, PAGE, most);
    case ACTION_HALF_DOWN:
    case ACTION_PAGE_DOWN:
        return scroll(self, -PAGE, most);
    case ACTION_TOP:
        return scroll(self, INT_MAX, most);
    case ACTION_BOTTOM:
        return scroll(self, INT_MIN, most);
    default:
        return want_nothing();
    }
}

static struct subject sources_subject(const struct panel *panel,
                                      const struct scene *scene)
{
    (void)panel, (void)scene;
    return (struct subject){.about = ABOUT_SOURCES};
}

static void sources_list(const struct panel *panel, const struct scene *scene,
                         struct listed *ret_listed)
{
    const struct view *view = scene_view(scene);

    (void)panel;
    ret_listed->kind = "sources";
    for (int i = 0; view != NULL && i < SOURCE_COUNT; i++)
        listed_add(ret_listed, &view->sources[i]);
}

static const struct panel_ops ops = {
    .kind = PANEL_SOURCES,
    .free = sources_free,
    .settle = sources_settle,
    .draw = sources_draw,
    .act = sources_act,
    .subject = sources_subject,
    .list = sources_list,
};

struct panel *panel_sources_new(void)
{
    struct panel_sources *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    return &self->panel;
}
