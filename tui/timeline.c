#include "tui/timeline.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/glyph.h"
#include "tui/looks.h"

#include "base/banned.h"

enum {
    MARK_COL = 1,
    NAME_COL = 5,
    PART_COL = 7,
    ACTOR_COL = 23,
    STATE_COL = 36,
    TOOK_COL = 45,
    USUAL_COL = 50,
    USUAL_CELLS = 6,
};

static void state_of_cloud(const struct row *row, char out[TIMELINE_TEXT_BYTES])
{
    const struct step *cloud = &row->steps[STEP_CLOUD - 1];

    if (cloud->state == STEP_RUNNING)
        snprintf(out, TIMELINE_TEXT_BYTES, "%d/%d", row->parts_settled, PART_COUNT);
    else
        snprintf(out, TIMELINE_TEXT_BYTES, "%s", step_state_name(cloud->state));
}

static void step_line(const struct row *row, int number, struct timeline_line *line)
{
    *line = (struct timeline_line){.step = &row->steps[number - 1],
                                   .row = row,
                                   .number = number,
                                   .actor = step_actor(number, row->gateway != NULL)};
    snprintf(line->label, sizeof line->label, "%d %s", number, step_name(number));
    if (number == STEP_CLOUD)
        state_of_cloud(row, line->state);
    else
        snprintf(line->state, sizeof line->state, "%s",
                 step_state_name(line->step->state));
}

static void part_line(const struct row *row, int part, struct timeline_line *line)
{
    *line = (struct timeline_line){.step = &row->parts[part],
                                   .row = row,
                                   .number = STEP_CLOUD,
                                   .is_part = true,
                                   .actor = "otc-api"};
    snprintf(line->label, sizeof line->label, "%s", part_label((enum step_part)part));
    snprintf(line->state, sizeof line->state, "%s", step_state_name(line->step->state));
}

int timeline_lines(const struct row *row, bool brief,
                   struct timeline_line ret_lines[TIMELINE_LINES])
{
    int count = 0;

    for (int number = 1; number <= STEP_COUNT; number++) {
        step_line(row, number, &ret_lines[count++]);
        for (int part = 0; number == STEP_CLOUD && !brief && part < PART_COUNT; part++)
            part_line(row, part, &ret_lines[count++]);
    }
    return count;
}

static bool has_took(const struct step *step)
{
    return step->started_ms != WHEN_UNKNOWN &&
           (step->state == STEP_DONE || step->state == STEP_RUNNING ||
            step->state == STEP_FAILED || step->state == STEP_STUCK);
}

static int64_t end_of(const struct step *step, int64_t wall_ms)
{
    return step->finished_ms == WHEN_UNKNOWN ? wall_ms : step->finished_ms;
}

/* At most four cells: there is one blank before the next column. */
const char *timeline_took(const struct step *step, int64_t wall_ms,
                          char out[TIMELINE_TEXT_BYTES])
{
    char text[WHEN_TEXT_BYTES];

    if (!has_took(step)) {
        snprintf(out, TIMELINE_TEXT_BYTES, "-");
        return out;
    }
    bool bound = step->finished_ms != WHEN_UNKNOWN && !step->exact;
    int64_t took_ms = end_of(step, wall_ms) - step->started_ms;
    if (bound) /* "less than 0s" says nothing */
        took_ms = took_ms < 1000 ? 1000 : took_ms + 999;
    duration_print_short(took_ms, text);
    if ((int)strlen(text) + bound > 4) {
        char *unit = strpbrk(text, "dhm");
        if (unit != NULL)
            unit[1] = '\0';
    }
    snprintf(out, TIMELINE_TEXT_BYTES, "%s%.8s", bound ? "<" : "", text);
    return out;
}

const char *timeline_usual(const struct timeline_line *line, const struct view *view,
                           char out[TIMELINE_TEXT_BYTES])
{
    const struct view_usual *usual = view == NULL || line->row == NULL || line->is_part
                                         ? NULL
                                         : view_usual(view, line->row, line->number);

    return usual_print(usual, out);
}

static void draw_mark(struct canvas canvas, int row, const struct step *step)
{
    canvas_text(canvas, row, MARK_COL, LOOK_PLAIN, "[ ]");
    looks_draw_mark(canvas, row, MARK_COL + 1, step);
}

/* What is not there yet and what is not needed stand back. */
static enum look look_of_line(const struct step *step)
{
    bool quiet = step->state == STEP_WAITING || step->state == STEP_SKIPPED;
    return quiet ? LOOK_DIM : LOOK_PLAIN;
}

void timeline_draw_head(struct canvas canvas, int row, int evidence_col)
{
    canvas_text(canvas, row, NAME_COL, LOOK_HEAD, "STEP");
    canvas_text(canvas, row, ACTOR_COL, LOOK_HEAD, "ACTOR");
    canvas_text(canvas, row, STATE_COL, LOOK_HEAD, "STATE");
    canvas_text(canvas, row, TOOK_COL, LOOK_HEAD, "TOOK");
    canvas_text(canvas, row, USUAL_COL, LOOK_HEAD, "USUAL");
    canvas_text(canvas, row, evidence_col, LOOK_HEAD, "EVIDENCE");
}

void timeline_draw_line(struct canvas canvas, int row, const struct timeline_line *line,
                        const struct scene *scene, int evidence_col)
{
    char took[TIMELINE_TEXT_BYTES];
    char usual[TIMELINE_TEXT_BYTES];
    enum look look = look_of_line(line->step);

    draw_mark(canvas, row, line->step);
    canvas_text(canvas, row, line->is_part ? PART_COL : NAME_COL, look, line->label);
    canvas_text(canvas, row, ACTOR_COL, look, line->actor);
    canvas_text(canvas, row, STATE_COL, look_of_step(line->step), line->state);
    canvas_text(canvas, row, TOOK_COL, look,
                timeline_took(line->step, scene->wall_ms, took));
    canvas_fit(canvas, row, USUAL_COL, USUAL_CELLS, LOOK_DIM,
               timeline_usual(line, scene_view(scene), usual));
    canvas_fit(canvas, row, evidence_col, canvas.at.cols - evidence_col, look,
               line->step->evidence);
}

void timeline_draw_brief(struct canvas canvas, int row, const struct timeline_line *line,
                         const struct scene *scene)
{
    enum { BRIEF_ACTOR_COL = 23, BRIEF_WITH_ACTOR = 48 };
    bool has_actor = canvas.at.cols >= BRIEF_WITH_ACTOR;
    int state_col = has_actor ? 37 : BRIEF_ACTOR_COL;
    char took[TIMELINE_TEXT_BYTES];
    enum look look = look_of_line(line->step);
    bool settled = line->step->state == STEP_DONE;

    draw_mark(canvas, row, line->step);
    canvas_text(canvas, row, line->is_part ? PART_COL : NAME_COL, look, line->label);
    if (has_actor)
        canvas_text(canvas, row, BRIEF_ACTOR_COL, look, line->actor);
    if (settled)
        canvas_text(canvas, row, state_col, look,
                    timeline_took(line->step, scene->wall_ms, took));
    else
        canvas_text(canvas, row, state_col, look_of_step(line->step), line->state);
}

/* ---- the axis ---- */

static void stretch(const struct step *step, int64_t wall_ms, int64_t *from_ms,
                    int64_t *to_ms)
{
    if (!has_took(step))
        return;
    if (*from_ms == WHEN_UNKNOWN || step->started_ms < *from_ms)
        *from_ms = step->started_ms;
    int64_t end_ms = end_of(step, wall_ms);
    if (*to_ms == WHEN_UNKNOWN || end_ms > *to_ms)
        *to_ms = end_ms;
}

/* One cell lasts a round time, so that the numbers above it are round. */
static int64_t round_mark_ms(int64_t least_ms)
{
    static const int64_t steps[] = {1, 2, 5, 10, 25, 50, 100, 250};
    static const int64_t longer[] = {500,   1000,  2000,   5000,   10000,
                                     30000, 60000, 300000, 600000, 3600000};

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        if (steps[i] >= least_ms)
            return steps[i];
    }
    for (size_t i = 0; i < sizeof longer / sizeof longer[0]; i++) {
        if (longer[i] >= least_ms)
            return longer[i];
    }
    return least_ms;
}

struct timeline_axis timeline_axis_of(const struct row *row, int64_t wall_ms, int col,
                                      int cells)
{
    int64_t from_ms = WHEN_UNKNOWN;
    int64_t to_ms = WHEN_UNKNOWN;

    for (int i = 0; i < STEP_COUNT; i++)
        stretch(&row->steps[i], wall_ms, &from_ms, &to_ms);
    for (int i = 0; i < PART_COUNT; i++)
        stretch(&row->parts[i], wall_ms, &from_ms, &to_ms);
    if (from_ms == WHEN_UNKNOWN || cells < 8)
        return (struct timeline_axis){.from_ms = WHEN_UNKNOWN};

    int64_t long_ms = to_ms > from_ms ? to_ms - from_ms : 1;
    int64_t mark_ms = round_mark_ms((long_ms + cells - 2) / (cells - 1));
    return (struct timeline_axis){
        .from_ms = from_ms, .mark_ms = mark_ms, .col = col, .cells = cells};
}

static void print_moment(int64_t ms, char out[WHEN_TEXT_BYTES])
{
    if (ms > 0 && ms < 1000)
        snprintf(out, WHEN_TEXT_BYTES, "%lldms", (long long)ms);
    else
        duration_print(ms, out);
}

void timeline_draw_axis_head(struct canvas canvas, int row, struct timeline_axis axis)
{
    enum { EVERY = 8 };
    char text[WHEN_TEXT_BYTES];

    if (axis.from_ms == WHEN_UNKNOWN)
        return;
    for (int at = 0; at + EVERY <= axis.cells; at += EVERY) {
        print_moment(at * axis.mark_ms, text);
        canvas_fit(canvas, row, axis.col + at, EVERY, LOOK_HEAD, text);
    }
}

/* What the marks of the bars mean, and how long one of them lasts. */
void timeline_draw_legend(struct canvas canvas, int row, struct timeline_axis axis)
{
    static const struct {
        char mark;
        const char *means;
    } legend[] = {{'#', "done"},
                  {'>', "running"},
                  {'+', "over the usual time"},
                  {'*', "over the limit"},
                  {'!', "failed"}};
    char mark_lasts[WHEN_TEXT_BYTES];
    int col = PART_COL;

    if (axis.from_ms == WHEN_UNKNOWN)
        return;
    for (size_t i = 0; i < ARRAY_COUNT(legend); i++) {
        col = canvas_point(canvas, row, col, LOOK_DIM,
                           glyph_mark(legend[i].mark, canvas.grid->ascii));
        col = canvas_text(canvas, row, col + 1, LOOK_DIM, legend[i].means) + 3;
    }
    print_moment(axis.mark_ms, mark_lasts);
    canvas_print(canvas, row, col, LOOK_DIM,
                 "a mark is %s; <= in TOOK: only a bound is known", mark_lasts);
}

void timeline_draw_bar(struct canvas canvas, int row, struct timeline_axis axis,
                       const struct step *step, int64_t wall_ms)
{
    if (axis.from_ms == WHEN_UNKNOWN || !has_took(step))
        return;
    int64_t first = (step->started_ms - axis.from_ms) / axis.mark_ms;
    int64_t last = (end_of(step, wall_ms) - axis.from_ms) / axis.mark_ms;
    char mark = step_mark(step);

    if (step->state == STEP_RUNNING && step->slow)
        mark = '+';
    for (int64_t at = first; at <= last && at < axis.cells; at++)
        canvas_point(canvas, row, axis.col + (int)at, look_of_step(step),
                     glyph_mark(mark, canvas.grid->ascii));
}
