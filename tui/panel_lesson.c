/*
 * A lesson: single steps, run, back and speed; questions that are answered by a digit;
 * things that can be broken. What it shows is told by the teaching thread; the answers and
 * the score are its own.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "tui/lesson_view.h"
#include "tui/panel.h"

#include "base/banned.h"

enum { QUESTIONS_MOST = 64 };

struct panel_lesson {
    struct panel panel;
    int number; /* of the lesson that the answers belong to */
    int up, most_up;
    bool big, breaks;
    int answers[QUESTIONS_MOST]; /* by the question's id; 0: not answered */
    int right, asked;
};

static struct panel_lesson *self_of(struct panel *panel)
{
    return (struct panel_lesson *)panel;
}

static void lesson_free(struct panel *panel)
{
    free(panel);
}

/* Another lesson, or the same from its start: nothing was answered yet. */
static void lesson_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_lesson *self = self_of(panel);
    const struct lesson_report *report = scene->lesson;

    if (report == NULL || report->number == 0 || report->number == self->number)
        return;
    *self = (struct panel_lesson){
        .panel = self->panel, .number = report->number, .big = self->big};
}

static int *answer_to(struct panel_lesson *self, const struct lesson_report *report)
{
    int id = report == NULL ? 0 : report->question.id;

    return id > 0 && id < QUESTIONS_MOST ? &self->answers[id] : NULL;
}

static bool is_open(const struct lesson_report *report)
{
    return report != NULL && report->number > 0 && report->phase != LESSON_FAILED &&
           report->phase != LESSON_CLOSED;
}

static void lesson_draw(struct panel *panel, const struct scene *scene,
                        struct canvas canvas)
{
    struct panel_lesson *self = self_of(panel);
    const struct lesson_report *report = scene->lesson;

    if (!is_open(report)) {
        canvas_title(canvas, 0, "LESSON");
        if (report != NULL && report->phase == LESSON_FAILED)
            canvas_wrap(canvas, 2, 2, 6, LOOK_BAD, report->problem);
        else
            canvas_text(canvas, 2, 2, LOOK_PLAIN, "A world is being made for it ..");
        return;
    }
    const int *answer = answer_to(self, report);
    const struct lesson_view view = {.report = report,
                                     .scene = scene,
                                     .up = self->up,
                                     .big = self->big,
                                     .breaks = self->breaks,
                                     .answered = answer == NULL ? 0 : *answer,
                                     .right = self->right,
                                     .asked = self->asked};
    self->most_up = lesson_view_draw(canvas, &view);
    if (self->up > self->most_up)
        self->up = self->most_up;
}

/* ---- keys ---- */

static struct want want_teach(enum lesson_wish_kind kind, int argument)
{
    return (struct want){.kind = WANT_TEACH,
                         .wish = {.kind = kind, .argument = argument}};
}

static struct want answer(struct panel_lesson *self, const struct lesson_report *report,
                          int digit)
{
    int *given = answer_to(self, report);

    if (given == NULL)
        return want_say("nothing is asked here; Space goes on");
    if (*given != 0)
        return want_say("that was answered already; Space goes on");
    *given = digit;
    self->asked++;
    self->right += digit == report->question.right;
    return want_drawn();
}

static struct want digit(struct panel_lesson *self, const struct lesson_report *report,
                         int digit)
{
    if (self->breaks) {
        self->breaks = false;
        return want_teach(LESSON_BREAK, '0' + digit);
    }
    if (digit < 1 || digit > LESSON_ANSWERS)
        return want_say("answers are 1 2 3; f and a digit breaks something");
    return answer(self, report, digit);
}

static struct want scroll(struct panel_lesson *self, int by)
{
    int up = self->up + by;

    self->up = up < 0 ? 0 : up > self->most_up ? self->most_up : up;
    return want_drawn();
}

static struct want go_on(struct panel_lesson *self)
{
    self->up = 0;
    self->breaks = false;
    return want_teach(LESSON_NEXT, 0);
}

static struct want lesson_act(struct panel *panel, const struct scene *scene,
                              enum action action)
{
    enum { PAGE = 5 };
    struct panel_lesson *self = self_of(panel);
    const struct lesson_report *report = scene->lesson;

    if (!is_open(report))
        return want_nothing();
    if (action >= ACTION_DIGIT_0 && action <= ACTION_DIGIT_9)
        return digit(self, report, (int)(action - ACTION_DIGIT_0));
    switch (action) {
    case ACTION_NEXT_CALL:
        return go_on(self);
    case ACTION_RUN:
        self->up = 0;
        return want_teach(LESSON_RUN, 0);
    case ACTION_STEP_BACK:
        self->up = 0;
        return report->step == 0 ? want_say("this is the beginning")
                                 : want_teach(LESSON_BACK, 0);
    case ACTION_SLOWER:
    case ACTION_FASTER:
        return want_teach(LESSON_SPEED, action == ACTION_FASTER ? 1 : -1);
    case ACTION_BREAK:
        self->breaks = !self->breaks;
        return want_drawn();
    case ACTION_BIG:
        self->big = !self->big;
        return want_drawn();
    case ACTION_BACK:
        if (!self->breaks)
            return want_nothing();
        self->breaks = false;
        return want_drawn();
    case ACTION_UP:
        return scroll(self, 1);
    case ACTION_DOWN:
        return scroll(self, -1);
    case ACTION_HALF_UP:
    case ACTION_PAGE_UP:
        return scroll(self, PAGE);
    case ACTION_HALF_DOWN:
    case ACTION_PAGE_DOWN:
        return scroll(self, -PAGE);
    case ACTION_TOP:
        return scroll(self, self->most_up);
    case ACTION_BOTTOM:
        return scroll(self, -self->most_up);
    case ACTION_ENTER:
        return want_open(PANEL_STEPS, subject_of_row(lesson_view_row(report, scene)));
    default:
        return want_nothing();
    }
}

static struct subject lesson_subject(const struct panel *panel, const struct scene *scene)
{
    (void)panel;
    return scene->lesson == NULL ? (struct subject){0}
                                 : subject_of_row(lesson_view_row(scene->lesson, scene));
}

static bool lesson_note(const struct panel *panel, const struct scene *scene,
                        char out[PANEL_NOTE_BYTES])
{
    const struct panel_lesson *self = (const struct panel_lesson *)panel;
    const struct lesson_report *report = scene->lesson;

    if (!is_open(report))
        return false;
    int id = report->question.id;
    bool asks = id > 0 && id < QUESTIONS_MOST && self->answers[id] == 0;
    bool is_over = !asks && report->next == NULL;
    if (report->back)
        snprintf(out, PANEL_NOTE_BYTES,
                 "back: a new world of the same seed goes the same way, up to the call "
                 "before");
    else if (report->phase == LESSON_STARTING)
        snprintf(out, PANEL_NOTE_BYTES, "a world is being made for this lesson ..");
    else if (report->running)
        snprintf(out, PANEL_NOTE_BYTES,
                 "lesson, after call %d: running; . stops, - = speed", report->step);
    else if (self->breaks)
        snprintf(out, PANEL_NOTE_BYTES, "a digit breaks it, 0 mends, f or Esc closes");
    else
        snprintf(out, PANEL_NOTE_BYTES, "lesson, after call %d: %s%s%s", report->step,
                 is_over ? "nothing is left to happen; " : "",
                 is_over ? keymap_name(scene->keymap, PANEL_LESSON, ACTION_CLOSE) : "",
                 asks      ? "answer with 1 2 3, then Space shows what happens"
                 : is_over ? ", :lesson N, :again"
                           : "Space lets the next one go");
    return true;
}

static const struct panel_ops ops = {
    .kind = PANEL_LESSON,
    .free = lesson_free,
    .settle = lesson_settle,
    .draw = lesson_draw,
    .act = lesson_act,
    .subject = lesson_subject,
    .note = lesson_note,
};

struct panel *panel_lesson_new(void)
{
    struct panel_lesson *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    return &self->panel;
}
