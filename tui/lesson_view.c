#include "tui/lesson_view.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/conversation.h"
#include "tui/facts.h"
#include "tui/looks.h"
#include "tui/sheet.h"

#include "base/banned.h"

enum {
    WIDE_COLS = 120,
    WIDE_ROWS = 30,
    SIDE_COLS = 52,
    CALL_ROWS = 4,
    THINK_ROWS = 5,
    FACT_ROWS = 11,
    LINE_BYTES = 600,
};

const struct row *lesson_view_row(const struct lesson_report *report,
                                  const struct scene *scene)
{
    const struct view *view = scene_view(scene);

    return view == NULL || report->name == NULL
               ? NULL
               : view_row(view, report->namespace, report->name);
}

/* ---- title ---- */

/* Time stands still in a lesson: nothing is stuck in it. */
static void print_state(const struct row *row, char *out, size_t out_bytes)
{
    if (row == NULL)
        snprintf(out, out_bytes, "not there");
    else if (row->state == ROW_STUCK && row->step == STEP_CLOUD)
        snprintf(out, out_bytes, "4 CLOUD %d/%d", row->parts_settled, PART_COUNT);
    else if (row->state == ROW_STUCK)
        snprintf(out, out_bytes, "%d %s", row->step, step_name(row->step));
    else
        row_state_word(row, out, out_bytes);
}

static void draw_title(struct canvas canvas, const struct lesson_view *view)
{
    const struct lesson_report *report = view->report;
    size_t at = (size_t)report->number - 1;
    char text[LINE_BYTES], state[64];

    print_state(lesson_view_row(report, view->scene), state, sizeof state);
    size_t bytes =
        (size_t)snprintf(text, sizeof text, "LESSON %d of %zu: %.200s   %s",
                         report->number, report->title_count,
                         at < report->title_count ? report->titles[at].title : "", state);
    if (view->asked > 0 && bytes < sizeof text)
        snprintf(text + bytes, sizeof text - bytes, "   score %d/%d", view->right,
                 view->asked);
    canvas_title(canvas, 0, text);
}

/* ---- the call about to be made ---- */

/* Ids of 32 and more letters tell nothing here: their start is enough. */
static void print_target(const char *target, char *out, size_t out_bytes)
{
    struct span rest = span_make(target, strcspn(target, "?"));
    struct span part;
    size_t at = 0;
    const char *slash = "";

    out[0] = '\0';
    while (at + 40 < out_bytes && span_cut(&rest, '/', &part)) {
        bool is_id = part.bytes >= 32 && memchr(part.at, ' ', part.bytes) == NULL;
        size_t bytes = is_id ? 4 : part.bytes;
        bytes = bytes < out_bytes - at - 4 ? bytes : out_bytes - at - 4;
        at += (size_t)snprintf(out + at, out_bytes - at, "%s%.*s%s", slash, (int)bytes,
                               part.at, is_id ? ".." : "");
        slash = "/";
    }
}

static void draw_call_line(struct sheet *sheet, const struct lesson_line *next)
{
    char target[LINE_BYTES];

    print_target(next->target, target, sizeof target);
    sheet_line(sheet, LOOK_STRONG, "%s->%s  %s %s", lesson_actor_name(next->from),
               lesson_actor_name(next->to), next->method, target);
}

/* The body as one line: its lines without what indents them. */
static const char *body_line(const struct lesson_report *report, char out[LINE_BYTES])
{
    struct span rest = span_of(report->pretty);
    struct span line;
    size_t at = 0;

    if (rest.bytes == 0)
        return "no body";
    while (at + 2 < LINE_BYTES && span_cut(&rest, '\n', &line)) {
        line = span_trim(line);
        size_t bytes =
            line.bytes < LINE_BYTES - at - 1 ? line.bytes : LINE_BYTES - at - 1;
        memcpy(out + at, line.at, bytes);
        at += bytes;
    }
    out[at] = '\0';
    return out;
}

static void draw_call(struct canvas canvas, const struct lesson_view *view)
{
    const struct lesson_line *next = view->report->next;
    char body[LINE_BYTES];
    struct sheet sheet = sheet_on(canvas, 0, canvas.at.rows);

    sheet_title(&sheet, "the call about to be made");
    if (next == NULL) {
        sheet_line(&sheet, LOOK_DIM, "%s", "none: nobody has anything to say");
        return;
    }
    draw_call_line(&sheet, next);
    if (next->method[0] != '\0')
        sheet_line(&sheet, LOOK_PLAIN, "%s", body_line(view->report, body));
    if (next->twin[0] != '\0')
        sheet_line(&sheet, LOOK_DIM, "same as: %s", next->twin);
}

/* The same with the body as a tree, for a pane. */
static void draw_call_pane(struct canvas canvas, const struct lesson_view *view)
{
    const struct lesson_line *next = view->report->next;
    struct sheet sheet = sheet_on(canvas, 0, canvas.at.rows);
    struct span rest = span_of(view->report->pretty);
    struct span line;

    sheet_title(&sheet, "the call about to be made");
    if (next == NULL) {
        sheet_words(&sheet, LOOK_DIM, 2, "%s", "none: nobody has anything to say");
        return;
    }
    draw_call_line(&sheet, next);
    if (next->to == LESSON_CLOUD && next->from == LESSON_CCM)
        sheet_line(&sheet, LOOK_DIM, "%s", "X-Auth-Token: ***");
    while (sheet_left(&sheet) > 4 && span_cut(&rest, '\n', &line))
        sheet_line(&sheet, LOOK_PLAIN, "%.*s", (int)line.bytes, line.at);
    if (rest.bytes > 0)
        sheet_line(&sheet, LOOK_DIM, "%s", "  ..");
    if (next->twin[0] != '\0')
        sheet_words(&sheet, LOOK_DIM, 3, "same as: %s", next->twin);
}

/* ---- what is said and asked ---- */

static void draw_answers(struct sheet *sheet, const struct lesson_question *question,
                         bool in_rows)
{
    if (!in_rows) {
        sheet_words(sheet, LOOK_PLAIN, 2, "1 %s   2 %s   3 %s", question->answers[0],
                    question->answers[1], question->answers[2]);
        return;
    }
    for (int i = 0; i < LESSON_ANSWERS; i++)
        sheet_words(sheet, LOOK_PLAIN, 2, " %d  %s", i + 1, question->answers[i]);
}

static void draw_verdict(struct sheet *sheet, const struct lesson_question *question,
                         int answered)
{
    bool right = answered == question->right;

    sheet_words(sheet, right ? LOOK_STRONG : LOOK_WARN, 3, "%s %s",
                right ? "Right." : "No:", question->because);
}

/* What somebody said no to in the last call, in their own words; NULL. */
static const char *last_problem(const struct lesson_report *report)
{
    for (size_t i = report->line_count; i > report->fresh; i--) {
        if (report->lines[i - 1].problem != NULL)
            return report->lines[i - 1].problem;
    }
    return NULL;
}

static void draw_words(struct canvas canvas, const struct lesson_view *view)
{
    const struct lesson_report *report = view->report;
    const struct lesson_question *question = &report->question;
    struct sheet sheet = sheet_on(canvas, 0, canvas.at.rows);
    const char *no = last_problem(report);
    bool asks = question->id > 0;
    bool roomy = canvas.at.rows > THINK_ROWS + 2;

    sheet_title(&sheet, asks && view->answered == 0 ? "think first" : "what happens");
    if (no != NULL)
        sheet_words(&sheet, LOOK_BAD, roomy ? 4 : 1, "%s", no);
    sheet_words(&sheet, LOOK_PLAIN, asks && !roomy ? 2 : sheet_left(&sheet), "%s",
                report->say);
    if (!asks)
        return;
    if (roomy)
        sheet_line(&sheet, LOOK_PLAIN, "%s", "");
    if (view->answered != 0) {
        draw_verdict(&sheet, question, view->answered);
        return;
    }
    sheet_words(&sheet, LOOK_STRONG, roomy ? 3 : 1, "%s", question->ask);
    draw_answers(&sheet, question, roomy);
}

/* ---- what can be broken ---- */

static void draw_breaks(struct canvas canvas, const struct lesson_view *view, int columns)
{
    const struct lesson_report *report = view->report;
    int rows = canvas.at.rows - 1;
    bool fits = (int)report->break_count <= rows;
    int cells = fits ? canvas.at.cols : canvas.at.cols / columns;
    char text[LINE_BYTES];

    canvas_title(canvas, 0, "f: break it (real failures with their real texts)");
    for (size_t i = 0; rows > 0 && i < report->break_count; i++) {
        const struct lesson_break *it = &report->breaks[i];
        int col = (int)i / rows * cells;
        if (col + cells > canvas.at.cols)
            break;
        snprintf(text, sizeof text, "%c %s%s", it->key, it->text, it->broken ? " *" : "");
        canvas_fit(canvas, 1 + (int)i % rows, col + 1, cells - 2,
                   it->broken ? LOOK_WARN : LOOK_PLAIN, text);
    }
}

/* ---- what exists, and other terminals ---- */

static void draw_facts(struct canvas canvas, const struct lesson_view *view)
{
    const struct row *row = lesson_view_row(view->report, view->scene);
    struct facts facts[2];
    int half = canvas.at.cols / 2;

    canvas_title(canvas, 0, "things that exist now");
    if (row == NULL) {
        canvas_print(canvas, 1, 1, LOOK_DIM, "no Service %s/%s", view->report->namespace,
                     view->report->name);
        return;
    }
    facts_of_kubernetes(row, view->scene, &facts[0]);
    facts_of_cloud(row, view->scene, &facts[1]);
    for (int i = 0; i < 2; i++) {
        struct canvas part = canvas_part(
            canvas, (struct rect){
                        .row = 1, .col = i * half, .rows = FACT_ROWS, .cols = half - 1});
        canvas_text(part, 0, 1, LOOK_HEAD, i == 0 ? "KUBERNETES" : "CLOUD");
        facts_draw(part, 1, &facts[i]);
    }
}

static void draw_kubectl(struct sheet *sheet, const struct lesson_report *report,
                         const struct row *row, const struct scene *scene)
{
    char age[WHEN_TEXT_BYTES];
    bool has_ip = row != NULL && row->ingress_count > 0;

    sheet_line(sheet, LOOK_STRONG, "$ kubectl -n %s get svc %s", report->namespace,
               report->name);
    if (row == NULL) {
        sheet_line(sheet, LOOK_PLAIN,
                   "Error from server (NotFound): services \"%s\" not found",
                   report->name);
        return;
    }
    sheet_line(sheet, LOOK_PLAIN, "%-20s %-14s %-18s %-16s %s", "NAME", "TYPE",
               "EXTERNAL-IP", "PORT(S)", "AGE");
    char ports[64] = "-";
    if (row->port_count > 0)
        snprintf(ports, sizeof ports, "%d:%d/%.8s", row->ports[0].port,
                 row->ports[0].node_port, row->ports[0].protocol);
    sheet_line(sheet, LOOK_PLAIN, "%-20.40s %-14s %-18s %-16s %s", row->name,
               "LoadBalancer", has_ip ? row->address : "<pending>", ports,
               duration_print(scene->wall_ms - row->created_ms, age));
}

static void draw_elbtop(struct sheet *sheet, const struct lesson_report *report,
                        const struct row *row)
{
    char marks[STEP_COUNT + 1], step[4];

    sheet_line(sheet, LOOK_STRONG, "$ elbtop get services %s/%s", report->namespace,
               report->name);
    if (row == NULL)
        return;
    sheet_line(sheet, LOOK_PLAIN, "%-24.60s %-8s %-9s %-5s %-18s %s", "SERVICE", "STEPS",
               "STATE", "STEP", "ELB", "ADDRESS");
    char name[LINE_BYTES];
    snprintf(name, sizeof name, "%.200s/%.200s", row->namespace, row->name);
    sheet_line(sheet, LOOK_PLAIN, "%-24.60s %-8s %-9s %-5s %-18s %s", name,
               row_marks(row, marks), row_state_name(row->state),
               row_step_word(row, step),
               row->elb != NULL && row->elb->name != NULL ? row->elb->name : "-",
               row->address != NULL ? row->address : "-");
}

static void draw_terminals(struct canvas canvas, const struct lesson_view *view)
{
    const struct row *row = lesson_view_row(view->report, view->scene);
    struct sheet sheet = sheet_on(canvas, 0, canvas.at.rows);

    sheet_title(&sheet, "the same moment in other terminals");
    draw_kubectl(&sheet, view->report, row, view->scene);
    draw_elbtop(&sheet, view->report, row);
}

/* ---- layouts ---- */

static int draw_talk(struct canvas canvas, const struct lesson_view *view)
{
    const struct conversation conversation = {
        .report = view->report, .scene = view->scene, .up = view->up, .big = view->big};
    return conversation_draw(canvas, &conversation);
}

/* The steps of the lesson's Service in one line. */
static void draw_marks(struct canvas canvas, int row, const struct lesson_view *view)
{
    const struct row *service = lesson_view_row(view->report, view->scene);
    int col = 1;

    for (int i = 0; i < STEP_COUNT; i++) {
        col = canvas_text(canvas, row, col, LOOK_PLAIN, "[");
        if (service == NULL)
            canvas_text(canvas, row, col, LOOK_DIM, ".");
        else
            looks_draw_mark(canvas, row, col, &service->steps[i]);
        col = canvas_print(canvas, row, col + 1, LOOK_PLAIN, "] %d %s   ", i + 1,
                           step_name(i + 1));
    }
}

static int draw_wide(struct canvas canvas, const struct lesson_view *view)
{
    enum { BREAK_ROWS = 5, TERMINAL_ROWS = 7, TOP_ROWS = 3 };
    int cols = canvas.at.cols - SIDE_COLS;
    int rows = canvas.at.rows - TOP_ROWS - BREAK_ROWS - TERMINAL_ROWS;
    bool has_facts = rows >= FACT_ROWS * 2 + 2;
    int talk = has_facts ? rows - FACT_ROWS - 2 : rows;
    int call = rows / 2 + 2;
    struct canvas left = canvas_part(
        canvas, (struct rect){.row = TOP_ROWS, .rows = rows, .cols = cols - 1});
    struct canvas right = canvas_part(canvas, (struct rect){.row = TOP_ROWS,
                                                            .col = cols + 1,
                                                            .rows = rows,
                                                            .cols = SIDE_COLS - 1});

    draw_marks(canvas, 1, view);
    int up = draw_talk(canvas_rows(left, 0, talk), view);
    if (has_facts)
        draw_facts(canvas_rows(left, talk, rows - talk), view);
    canvas_column(
        canvas_part(canvas,
                    (struct rect){.row = TOP_ROWS, .col = cols, .rows = rows, .cols = 1}),
        0, '|');
    draw_call_pane(canvas_rows(right, 0, call), view);
    draw_words(canvas_rows(right, call, rows - call), view);
    draw_breaks(canvas_rows(canvas, TOP_ROWS + rows, BREAK_ROWS), view, 3);
    draw_terminals(canvas_rows(canvas, TOP_ROWS + rows + BREAK_ROWS, TERMINAL_ROWS),
                   view);
    return up;
}

static int draw_big(struct canvas canvas, const struct lesson_view *view)
{
    int words = canvas.at.rows >= 24 ? 9 : THINK_ROWS;
    int up = draw_talk(canvas_rows(canvas, 1, canvas.at.rows - 1 - words), view);

    draw_words(canvas_rows(canvas, canvas.at.rows - words, words), view);
    return up;
}

static int draw_narrow(struct canvas canvas, const struct lesson_view *view)
{
    int call = canvas.at.rows >= 18 ? CALL_ROWS : canvas.at.rows >= 14 ? 2 : 0;
    int think = canvas.at.rows >= 18 ? THINK_ROWS : 3;
    int talk = canvas.at.rows - 1 - call - think;
    int up = draw_talk(canvas_rows(canvas, 1, talk), view);

    if (view->breaks) {
        draw_breaks(canvas_rows(canvas, 1 + talk, call + think), view, 2);
        return up;
    }
    if (call > 0)
        draw_call(canvas_rows(canvas, 1 + talk, call), view);
    draw_words(canvas_rows(canvas, 1 + talk + call, think), view);
    return up;
}

int lesson_view_draw(struct canvas canvas, const struct lesson_view *view)
{
    draw_title(canvas, view);
    if (view->big)
        return draw_big(canvas, view);
    if (canvas.at.cols >= WIDE_COLS && canvas.at.rows >= WIDE_ROWS)
        return draw_wide(canvas, view);
    return draw_narrow(canvas, view);
}
