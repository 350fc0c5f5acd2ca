/*
 * The quotas of the project: of each kind how many there are, how many there may be, how many
 * are left, and which answer says so. Read again every minute while it is looked at.
 */
#include <stdio.h>
#include <stdlib.h>

#include "act/quota_sheet.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "tui/health.h"
#include "tui/panel.h"

#include "base/banned.h"

enum { KIND_COL = 2, USED_COL = 20, LIMIT_COL = 29, LEFT_COL = 38, NOTE_COL = 49 };

struct panel_quota {
    struct panel panel;
    size_t at;        /* enum quota_kind under the cursor */
    int64_t asked_ms; /* INT64_MIN: never */
};

static struct panel_quota *self_of(struct panel *panel)
{
    return (struct panel_quota *)panel;
}

static void quota_free(struct panel *panel)
{
    free(panel);
}

static void quota_settle(struct panel *panel, const struct scene *scene)
{
    (void)panel, (void)scene;
}

/* NULL: there is no cloud to have quotas, or nothing came yet. */
static const struct quota_sheet *sheet_of(const struct scene *scene)
{
    if (scene_view(scene) == NULL || scene->snapshot->project == NULL)
        return NULL;
    return &scene->snapshot->around.quotas;
}

/* ---- one kind ---- */

static bool is_of_each(enum quota_kind kind)
{
    return kind == QUOTA_LISTENERS_PER_ELB || kind == QUOTA_MEMBERS_PER_POOL;
}

static const char *number(int64_t value, char out[24])
{
    if (value < 0)
        return "?";
    snprintf(out, 24, "%lld", (long long)value);
    return out;
}

static const char *left_of(const struct quota_line *line, char out[24])
{
    if (line->most == QUOTA_UNLIMITED)
        return "-";
    if (line->used < 0 || line->most < 0)
        return "?";
    return number(line->most > line->used ? line->most - line->used : 0, out);
}

static const char *note_of(const struct quota_line *line, enum quota_kind kind)
{
    if (is_of_each(kind))
        return "of each";
    if (quota_is_full(line->used, line->most))
        return "none is left";
    if (line->most >= 0 && line->used + 1 == line->most)
        return "one more takes the last";
    return "";
}

static void draw_kind(const struct quota_sheet *sheet, enum quota_kind kind,
                      struct canvas canvas, int row)
{
    const struct quota_line *line = &sheet->lines[kind];
    bool full = !is_of_each(kind) && quota_is_full(line->used, line->most);
    enum look look = full ? LOOK_WARN : LOOK_PLAIN;
    char text[24];

    canvas_text(canvas, row, 1, LOOK_WARN, full ? "!" : "");
    canvas_text(canvas, row, KIND_COL, look, quota_kind_name(kind));
    canvas_print(canvas, row, USED_COL, look, "%7s",
                 is_of_each(kind) ? "-" : number(line->used, text));
    canvas_print(canvas, row, LIMIT_COL, look, "%8s",
                 line->most == QUOTA_UNLIMITED ? "no limit" : number(line->most, text));
    canvas_print(canvas, row, LEFT_COL, look, "%8s",
                 is_of_each(kind) ? "-" : left_of(line, text));
    canvas_fit(canvas, row, NOTE_COL, canvas.at.cols - NOTE_COL, look,
               note_of(line, kind));
}

/* ---- where it is from ---- */

static int draw_answer(const struct quota_sheet *sheet, enum quota_answer answer,
                       const struct scene *scene, struct canvas canvas, int row)
{
    const struct quota_reading *reading = &sheet->readings[answer];
    char age[WHEN_TEXT_BYTES];
    char line[400];

    canvas_text(canvas, row, 1, LOOK_PLAIN, quota_answer_call(answer));
    if (reading->read_wall_ms != 0)
        canvas_print(canvas, row, NOTE_COL, LOOK_PLAIN, "read %s ago",
                     duration_print(scene->wall_ms - reading->read_wall_ms, age));
    else
        canvas_text(canvas, row, NOTE_COL, LOOK_PLAIN,
                    reading->asked ? "not read" : "asked ..");
    row++;
    if (reading->err.code == ERR_OK)
        return row;
    row += canvas_wrap(canvas, row, 3, 3, LOOK_BAD,
                       err_line(&reading->err, line, (int)sizeof line));
    if (reading->err.http_status == 403) {
        snprintf(line, sizeof line, "missing: %s", quota_answer_right(answer));
        row += canvas_wrap(canvas, row, 3, 2, LOOK_PLAIN, line);
    }
    return row;
}

static void draw_answers(const struct quota_sheet *sheet, const struct scene *scene,
                         struct canvas canvas)
{
    int64_t age_ms = health_age_ms(scene, SOURCE_ELB);
    char age[WHEN_TEXT_BYTES];
    int row = 1;

    if (canvas.at.rows < 2)
        return;
    canvas_title(canvas, 0, "where this is from");
    for (int i = 0; i < QUOTA_ANSWER_COUNT; i++)
        row = draw_answer(sheet, (enum quota_answer)i, scene, canvas, row);
    canvas_text(canvas, row, 1, LOOK_PLAIN, "USED of ELBs and below: counted");
    if (age_ms >= 0)
        canvas_print(canvas, row, NOTE_COL, LOOK_PLAIN, "read %s ago",
                     duration_print(age_ms, age));
    else
        canvas_text(canvas, row, NOTE_COL, LOOK_PLAIN, "not read");
}

/* ---- all of it ---- */

static void draw_title(const struct quota_sheet *sheet, struct canvas canvas)
{
    enum quota_kind short_of =
        sheet == NULL ? QUOTA_KIND_COUNT : quota_sheet_shortage(sheet);
    char title[120] = "quota";

    if (short_of != QUOTA_KIND_COUNT)
        snprintf(title, sizeof title,
                 "quota   ! one more Service does not fit: no %s left",
                 quota_kind_name(short_of));
    canvas_title(canvas, 0, title);
}

static void quota_draw(struct panel *panel, const struct scene *scene,
                       struct canvas canvas)
{
    const struct panel_quota *self = self_of(panel);
    const struct quota_sheet *sheet = sheet_of(scene);
    int row = 2;

    draw_title(sheet, canvas);
    if (sheet == NULL) {
        canvas_text(canvas, 2, 2, LOOK_PLAIN,
                    scene_view(scene) == NULL ? "Not read yet .."
                                              : "No cloud is read here: there are no "
                                                "quotas to show.");
        return;
    }
    canvas_text(canvas, 1, KIND_COL, LOOK_HEAD, "KIND");
    canvas_print(canvas, 1, USED_COL, LOOK_HEAD, "%7s", "USED");
    canvas_print(canvas, 1, LIMIT_COL, LOOK_HEAD, "%8s", "LIMIT");
    canvas_print(canvas, 1, LEFT_COL, LOOK_HEAD, "%8s", "LEFT");
    canvas_text(canvas, 1, NOTE_COL, LOOK_HEAD, "NOTE");
    for (size_t i = 0; i < QUOTA_KIND_COUNT; i++, row++) {
        draw_kind(sheet, (enum quota_kind)i, canvas, row);
        if (i != self->at)
            continue;
        canvas_text(canvas, row, 0, LOOK_STRONG, ">");
        canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
    }
    row++;
    draw_answers(sheet, scene, canvas_rows(canvas, row, canvas.at.rows - row));
}

static struct want quota_act(struct panel *panel, const struct scene *scene,
                             enum action action)
{
    struct panel_quota *self = self_of(panel);

    (void)scene;
    switch (action) {
    case ACTION_UP:
        self->at -= self->at > 0;
        return want_drawn();
    case ACTION_DOWN:
        self->at += self->at + 1 < QUOTA_KIND_COUNT;
        return want_drawn();
    case ACTION_TOP:
    case ACTION_HALF_UP:
    case ACTION_PAGE_UP:
        self->at = 0;
        return want_drawn();
    case ACTION_BOTTOM:
    case ACTION_HALF_DOWN:
    case ACTION_PAGE_DOWN:
        self->at = QUOTA_KIND_COUNT - 1;
        return want_drawn();
    default:
        return want_nothing();
    }
}

static struct subject quota_subject(const struct panel *panel, const struct scene *scene)
{
    const struct panel_quota *self = (const struct panel_quota *)panel;

    if (sheet_of(scene) == NULL)
        return (struct subject){0};
    return (struct subject){.about = ABOUT_QUOTA,
                            .about_id = quota_kind_name((enum quota_kind)self->at)};
}

/* The worker asks no oftener than that, however often it is told to. */
static int64_t quota_due_ms(const struct panel *panel)
{
    const struct panel_quota *self = (const struct panel_quota *)panel;

    return self->asked_ms == INT64_MIN ? 0 : self->asked_ms + INTERVAL_QUOTA_MS;
}

static struct want quota_tick(struct panel *panel, const struct scene *scene)
{
    struct panel_quota *self = self_of(panel);

    if (scene->now_ms < quota_due_ms(panel) || scene->snapshot == NULL)
        return want_nothing();
    self->asked_ms = scene->now_ms;
    struct want want = want_drawn();
    want.order = order_new(ORDER_QUOTAS, NULL, NULL);
    return want;
}

static const struct panel_ops ops = {
    .kind = PANEL_QUOTA,
    .free = quota_free,
    .settle = quota_settle,
    .draw = quota_draw,
    .act = quota_act,
    .subject = quota_subject,
    .due_ms = quota_due_ms,
    .tick = quota_tick,
};

struct panel *panel_quota_new(void)
{
    struct panel_quota *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    self->asked_ms = INT64_MIN;
    return &self->panel;
}
