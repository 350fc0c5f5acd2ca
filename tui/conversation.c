#include "tui/conversation.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "tui/glyph.h"
#include "tui/keymap.h"
#include "tui/looks.h"

#include "base/banned.h"

enum { EDGE_COL = 2, TO_COME_MOST = STEP_COUNT + PART_COUNT };

/* How much room there is behind each lane, before it is stretched to the screen. */
static const int room_behind[LESSON_ACTOR_COUNT] = {
    [LESSON_YOU] = 15, [LESSON_GATEWAY] = 15, [LESSON_API] = 12,
    [LESSON_CCM] = 19, [LESSON_CLOUD] = 20,   [LESSON_FABRIC] = 12,
};

/* Something that has not happened, and whose turn it is to make it happen. */
struct to_come {
    const char *code;
    enum lesson_actor actor;
};

struct lanes {
    int count;
    enum lesson_actor actors[LESSON_ACTOR_COUNT];
    int cols[LESSON_ACTOR_COUNT]; /* by actor; -1: has no lane */
};

/* ---- lanes ---- */

static struct lanes lanes_of(const struct lesson_report *report, int cells)
{
    struct lanes lanes = {.count = (int)report->actor_count};
    int sum = EDGE_COL;
    int at = 0;

    for (int i = 0; i < LESSON_ACTOR_COUNT; i++)
        lanes.cols[i] = -1;
    for (int i = 0; i < lanes.count; i++)
        sum += room_behind[report->actors[i]];
    for (int i = 0; i < lanes.count; i++) {
        lanes.actors[i] = report->actors[i];
        lanes.cols[report->actors[i]] = EDGE_COL + at * (cells - EDGE_COL) / sum;
        at += room_behind[report->actors[i]];
    }
    return lanes;
}

static void draw_heads(struct canvas canvas, const struct lanes *lanes)
{
    for (int i = 0; i < lanes->count; i++) {
        const char *name = lesson_actor_name(lanes->actors[i]);
        int half = (int)strlen(name) / 2;
        int col = lanes->cols[lanes->actors[i]] - (half < 4 ? half : 4);
        canvas_text(canvas, 0, col < 1 ? 1 : col, LOOK_HEAD, name);
    }
}

static void draw_lanes(struct canvas canvas, int row, const struct lanes *lanes)
{
    for (int i = 0; i < lanes->count; i++)
        canvas_text(canvas, row, lanes->cols[lanes->actors[i]], LOOK_DIM, "|");
}

/* An actor without a lane speaks from the one on its left. */
static int lane_col(const struct lanes *lanes, enum lesson_actor actor)
{
    int at = (int)actor;

    while (at > 0 && lanes->cols[at] < 0)
        at--;
    return lanes->cols[at] < 0 ? EDGE_COL : lanes->cols[at];
}

/* ---- marks ---- */

const char *conversation_step(const char *code, char out[CONVERSATION_STEP_BYTES])
{
    bool is_step = code[0] >= '1' && code[0] <= '7' && code[1] == '\0';
    bool is_part = code[0] == '4' && code[1] >= 'a' && code[1] <= 'e';

    if (is_step)
        snprintf(out, CONVERSATION_STEP_BYTES, "%s %s", code, step_name(code[0] - '0'));
    else if (is_part)
        snprintf(out, CONVERSATION_STEP_BYTES, "%s",
                 part_label((enum step_part)(code[1] - 'a')));
    else if (strcmp(code, "a") == 0)
        snprintf(out, CONVERSATION_STEP_BYTES, "a GATEWAY");
    else if (strcmp(code, "b") == 0)
        snprintf(out, CONVERSATION_STEP_BYTES, "b SERVICE");
    else if (strcmp(code, "c") == 0)
        snprintf(out, CONVERSATION_STEP_BYTES, "c PROGRAMMED");
    else if (strcmp(code, "d") == 0)
        snprintf(out, CONVERSATION_STEP_BYTES, "d ROUTES");
    else
        out[0] = '\0';
    return out;
}

static const struct step *step_of(const struct row *row, const char *code)
{
    if (row == NULL)
        return NULL;
    if (code[0] == '4' && code[1] >= 'a' && code[1] <= 'e')
        return &row->parts[code[1] - 'a'];
    if (code[0] >= '1' && code[0] <= '7' && code[1] == '\0')
        return &row->steps[code[0] - '1'];
    return NULL;
}

static const struct row *row_of(const struct scene *scene, const struct lesson_line *line)
{
    const struct view *view = scene_view(scene);

    return view == NULL || line->name == NULL
               ? NULL
               : view_row(view, line->namespace, line->name);
}

/*
 * Time stands still between two calls, so nothing in a lesson is slow or stuck: whoever
 * thinks for ten minutes sees the same picture.
 */
static char mark_of(const struct step *step, const struct lesson_line *line)
{
    if (line->problem != NULL)
        return '!';
    if (step == NULL)
        return '#';
    if (step->state == STEP_STUCK || step->state == STEP_WAITING ||
        step->state == STEP_UNKNOWN)
        return '>'; /* it was said, and the witnesses have not confirmed it yet */
    return step_mark(step);
}

static enum look look_of_mark(char mark)
{
    return mark == '!' ? LOOK_BAD : mark == '>' ? LOOK_STRONG : LOOK_PLAIN;
}

static int draw_mark(struct canvas canvas, int row, int col, char mark)
{
    col = canvas_text(canvas, row, col, LOOK_PLAIN, "[");
    col = canvas_point(canvas, row, col, look_of_mark(mark),
                       glyph_mark(mark, canvas.grid->ascii));
    return canvas_text(canvas, row, col, LOOK_PLAIN, "]");
}

/* ---- arrows ---- */

/* "|--POST eip------->|", or with '=' for what waits. */
static void draw_arrow(struct canvas canvas, int row, int from, int to, const char *verb,
                       char shaft, enum look look)
{
    int left = from < to ? from : to;
    int right = from < to ? to : from;
    char fill[2] = {shaft, '\0'};
    char short_verb[GLYPH_TEXT_BYTES];
    int room = right - left - 3;

    for (int col = left + 1; col < right; col++)
        canvas_text(canvas, row, col, look, fill);
    if (room > 0)
        canvas_text(canvas, row, left + 2, look,
                    glyph_shorten(verb, room, GLYPH_CUT_END, short_verb));
    if (from < to)
        canvas_text(canvas, row, right - 1, look, ">");
    else
        canvas_text(canvas, row, left + 1, look, "<");
}

/* What stands behind the arrow: mark, step and a name; it may run over free lanes. */
static int draw_result(struct canvas canvas, int row, int col, char mark,
                       const struct lesson_line *line)
{
    char step[CONVERSATION_STEP_BYTES];
    bool is_part = line->step[0] == '4' && line->step[1] != '\0';

    if (line->step[0] != '\0' || line->problem != NULL)
        col = draw_mark(canvas, row, col, mark);
    if (is_part)
        col = canvas_print(canvas, row, col, LOOK_PLAIN, "%.2s", line->step);
    else
        col = canvas_text(canvas, row, col, LOOK_PLAIN,
                          conversation_step(line->step, step));
    if (line->text[0] == '\0' || canvas.at.cols - col < 4)
        return col;
    bool close = line->step[0] == '\0' && line->problem == NULL;
    return canvas_text(canvas, row, close ? col : col + 1, LOOK_PLAIN, line->text);
}

struct drawing {
    struct canvas canvas;
    const struct conversation *conversation;
    struct lanes lanes;
};

static void draw_line(const struct drawing *drawing, int row,
                      const struct lesson_line *line)
{
    const struct lanes *lanes = &drawing->lanes;
    int from = lane_col(lanes, line->from);
    int to = lane_col(lanes, line->to);
    const struct row *service = row_of(drawing->conversation->scene, line);
    bool is_next = line == drawing->conversation->report->next;
    char mark = is_next ? '>' : mark_of(step_of(service, line->step), line);

    if (from != to)
        draw_arrow(drawing->canvas, row, from, to, line->verb, is_next ? '=' : '-',
                   is_next                 ? LOOK_STRONG
                   : line->problem != NULL ? LOOK_BAD
                                           : LOOK_PLAIN);
    int right = from > to ? from : to;
    int col = draw_result(drawing->canvas, row, right + 1, mark, line);
    if (is_next && drawing->canvas.at.cols - col >= 10)
        canvas_text(drawing->canvas, row, col + 1, LOOK_STRONG, " <- HERE");
}

/* ---- what is to come ---- */

/* In the order in which the ccm goes: the ids are written before the listeners are made. */
static const struct to_come order[TO_COME_MOST] = {
    {"2", LESSON_API},    {"3", LESSON_CCM},    {"4a", LESSON_CLOUD},
    {"4b", LESSON_CLOUD}, {"4c", LESSON_CLOUD}, {"5", LESSON_CCM},
    {"4d", LESSON_CLOUD}, {"4e", LESSON_CLOUD}, {"6", LESSON_CCM},
    {"7", LESSON_FABRIC},
};

static bool is_settled(const struct step *step)
{
    return step != NULL && (step_is_settled(step->state) || step->state == STEP_FAILED);
}

/* Only where somebody is on the way: all that the witnesses do not show as settled. */
static int list_to_come(const struct conversation *conversation,
                        struct to_come out[TO_COME_MOST])
{
    const struct lesson_line *next = conversation->report->next;
    int count = 0;

    if (next == NULL || strcmp(next->verb, "delete") == 0)
        return 0;
    const struct row *row = row_of(conversation->scene, next);
    if (row != NULL && row->state == ROW_DELETING)
        return 0;
    for (int i = 0; i < TO_COME_MOST && order[i].code != NULL; i++) {
        bool fresh = row == NULL && strcmp(next->step, "1") == 0;
        bool open = fresh || (row != NULL && !is_settled(step_of(row, order[i].code)));
        if (open && strcmp(order[i].code, next->step) != 0)
            out[count++] = order[i];
    }
    return count;
}

static void draw_to_come(const struct drawing *drawing, int row,
                         const struct to_come *to_come)
{
    char step[CONVERSATION_STEP_BYTES];
    int col = lane_col(&drawing->lanes, to_come->actor) + 1;

    col = canvas_text(drawing->canvas, row, col, LOOK_DIM, "[.]");
    canvas_text(drawing->canvas, row, col, LOOK_DIM,
                conversation_step(to_come->code, step));
}

/* ---- the whole ---- */

/* A sentence under the arrow, for those in the last row. */
static void draw_sentence(const struct drawing *drawing, int row,
                          const struct lesson_line *line)
{
    char text[400], step[CONVERSATION_STEP_BYTES];
    bool made = line->to == LESSON_CLOUD || line->from == LESSON_YOU;

    snprintf(text, sizeof text, "%s %s %s: %s %.200s  %s", lesson_actor_name(line->from),
             line->to == LESSON_CLOUD ? "asks" : "tells", lesson_actor_name(line->to),
             line->verb,
             line->problem != NULL ? line->problem
             : made                ? line->text
                                   : "",
             conversation_step(line->step, step));
    canvas_fit(drawing->canvas, row, EDGE_COL + 2, drawing->canvas.at.cols - EDGE_COL - 2,
               LOOK_STRONG, text);
}

static void draw_one(const struct drawing *drawing, int row,
                     const struct lesson_line *line)
{
    draw_line(drawing, row, line);
    if (drawing->conversation->big && row + 1 < drawing->canvas.at.rows &&
        line->from != line->to)
        draw_sentence(drawing, row + 1, line);
}

int conversation_draw(struct canvas canvas, const struct conversation *conversation)
{
    const struct lesson_report *report = conversation->report;
    struct drawing drawing = {.canvas = canvas_rows(canvas, 1, canvas.at.rows - 1),
                              .conversation = conversation,
                              .lanes = lanes_of(report, canvas.at.cols)};
    struct to_come to_come[TO_COME_MOST];
    int each = conversation->big ? 2 : 1;
    int rows = drawing.canvas.at.rows / each;
    int said = (int)report->line_count + (report->next != NULL);
    int coming = conversation->big ? 0 : list_to_come(conversation, to_come);

    draw_heads(canvas, &drawing.lanes);
    /* What was said has the most of the room, what comes has the rest of it. */
    int spare = rows - said > rows / 3 ? rows - said : rows / 3;
    coming = spare < coming ? spare : coming;
    int most_up = said + coming - rows > 0 ? said + coming - rows : 0;
    int first = most_up - (conversation->up < most_up ? conversation->up : most_up);
    for (int i = 0; i < rows; i++) {
        int at = first + i;
        int row = i * each;
        draw_lanes(drawing.canvas, row, &drawing.lanes);
        if (each == 2)
            draw_lanes(drawing.canvas, row + 1, &drawing.lanes);
        if (i == 0 && first > 0)
            canvas_print(
                drawing.canvas, row, EDGE_COL + 2, LOOK_DIM,
                ".. %d before, %s goes there", first + 1,
                keymap_name(conversation->scene->keymap, PANEL_LESSON, ACTION_UP));
        else if (at < (int)report->line_count)
            draw_one(&drawing, row, &report->lines[at]);
        else if (at < said)
            draw_one(&drawing, row, report->next);
        else if (at - said < coming)
            draw_to_come(&drawing, row, &to_come[at - said]);
    }
    return most_up;
}
