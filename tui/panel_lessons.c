/* The lessons there are, to choose from. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "cross/lesson.h"
#include "tui/panel.h"
#include "tui/table.h"

#include "base/banned.h"

struct panel_lessons {
    struct panel panel;
    struct table table;
};

static void lessons_free(struct panel *panel)
{
    table_release(&((struct panel_lessons *)panel)->table);
    free(panel);
}

static void lessons_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_lessons *self = (struct panel_lessons *)panel;
    size_t count = scene->lesson == NULL ? 0 : scene->lesson->title_count;

    table_settle(&self->table, count, self->table.at);
}

static void draw_title_of(const struct lesson_title *title, size_t index,
                          struct canvas canvas, int row)
{
    canvas_print(canvas, row, 2, LOOK_KEY, "%zu", index + 1);
    canvas_text(canvas, row, 5, LOOK_STRONG, title->title);
    canvas_fit(canvas, row + 1, 5, canvas.at.cols - 6, LOOK_PLAIN, title->about);
}

static void lessons_draw(struct panel *panel, const struct scene *scene,
                         struct canvas canvas)
{
    struct panel_lessons *self = (struct panel_lessons *)panel;
    char text[80];

    snprintf(text, sizeof text, "lessons %zu   a world of its own for each, call by call",
             self->table.count);
    canvas_title(canvas, 0, text);
    if (scene->lesson == NULL) {
        canvas_text(canvas, 2, 2, LOOK_PLAIN,
                    "There are none: this elbtop was built without the embedded world.");
        return;
    }
    table_fit(&self->table, (size_t)((canvas.at.rows - 1) / 2));
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        if (index >= self->table.count)
            break;
        int row = 1 + (int)line * 2;
        draw_title_of(&scene->lesson->titles[index], index, canvas, row);
        if (index == self->table.at) {
            canvas_text(canvas, row, 0, LOOK_STRONG, ">");
            canvas_note(canvas, row, 0, canvas.at.cols, CELL_SELECTED);
        }
    }
}

static struct want open_lesson(size_t number)
{
    return (struct want){.kind = WANT_TEACH,
                         .wish = {.kind = LESSON_OPEN, .argument = (int)number}};
}

static struct want lessons_act(struct panel *panel, const struct scene *scene,
                               enum action action)
{
    struct panel_lessons *self = (struct panel_lessons *)panel;

    (void)scene;
    if (table_act(&self->table, action))
        return want_drawn();
    if (action == ACTION_ENTER && self->table.count > 0)
        return open_lesson(self->table.at + 1);
    if (action > ACTION_DIGIT_0 && action <= ACTION_DIGIT_9 &&
        (size_t)(action - ACTION_DIGIT_0) <= self->table.count)
        return open_lesson((size_t)(action - ACTION_DIGIT_0));
    return want_nothing();
}

static struct subject lessons_subject(const struct panel *panel,
                                      const struct scene *scene)
{
    (void)panel, (void)scene;
    return (struct subject){0};
}

static const struct panel_ops ops = {
    .kind = PANEL_LESSONS,
    .free = lessons_free,
    .settle = lessons_settle,
    .draw = lessons_draw,
    .act = lessons_act,
    .subject = lessons_subject,
};

struct panel *panel_lessons_new(void)
{
    struct panel_lessons *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    return &self->panel;
}
