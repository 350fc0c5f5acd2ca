/*
 * timeline.h - the seven steps of a Service as lines: mark, number, name, actor, state,
 * how long it took, the proof. The detail, the pane beside the list and the Gateway path
 * draw them from here.
 */
#ifndef ELBTOP_TUI_TIMELINE_H
#define ELBTOP_TUI_TIMELINE_H

#include "state/row.h"
#include "tui/canvas.h"
#include "tui/scene.h"

enum { TIMELINE_LINES = STEP_COUNT + PART_COUNT, TIMELINE_TEXT_BYTES = 32 };

struct timeline_line {
    const struct step *step;
    const struct row *row; /* whose it is; NULL: no Service's */
    int number;            /* of the step; a part has that of its step */
    bool is_part;
    char label[TIMELINE_TEXT_BYTES]; /* "4 CLOUD", "4d listener" */
    const char *actor;
    char state[TIMELINE_TEXT_BYTES]; /* "done", "3/5" */
};

/* All lines in order; without the parts of step 4 when `brief`. Returns how many. */
int timeline_lines(const struct row *row, bool brief,
                   struct timeline_line ret_lines[TIMELINE_LINES]);

/* "SEEN" and "took" as text: "4s", "<40s" when only a bound is known, "-". */
const char *timeline_took(const struct step *step, int64_t wall_ms,
                          char out[TIMELINE_TEXT_BYTES]);

/* "12-16s", half and nearly all of those before; "-" without history, and for parts. */
const char *timeline_usual(const struct timeline_line *line, const struct view *view,
                           char out[TIMELINE_TEXT_BYTES]);

/*
 * One line at the places of the screen contract (counted from 1): mark 3, name 6 or 8,
 * actor 24, state 37, took 46, usual 51, evidence 58. `evidence_col` moves the evidence.
 */
void timeline_draw_line(struct canvas canvas, int row, const struct timeline_line *line,
                        const struct scene *scene, int evidence_col);
void timeline_draw_head(struct canvas canvas, int row, int evidence_col);
enum { TIMELINE_EVIDENCE_COL = 57 };

/* The same in a pane of 51 cells: mark, name, actor, and state or took. */
void timeline_draw_brief(struct canvas canvas, int row, const struct timeline_line *line,
                         const struct scene *scene);

/*
 * The axis of time between USUAL and EVIDENCE, for wide screens: bars from the first start
 * to the last end.
 */
struct timeline_axis {
    int64_t from_ms, mark_ms; /* wall; how long one cell lasts */
    int col, cells;
};
struct timeline_axis timeline_axis_of(const struct row *row, int64_t wall_ms, int col,
                                      int cells);
void timeline_draw_axis_head(struct canvas canvas, int row, struct timeline_axis axis);
void timeline_draw_legend(struct canvas canvas, int row, struct timeline_axis axis);
void timeline_draw_bar(struct canvas canvas, int row, struct timeline_axis axis,
                       const struct step *step, int64_t wall_ms);

#endif
