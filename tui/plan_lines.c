#include "tui/plan_lines.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum { FATE_COL = 1, CURSOR_COL = 8, THING_COL = 9, NAME_COL = 21, WIDE_COLS = 110 };

enum look look_of_fate(enum plan_fate fate)
{
    switch (fate) {
    case FATE_GOES:
        return LOOK_BAD;
    case FATE_DANGLES:
        return LOOK_WARN;
    case FATE_ORPHAN:
        return LOOK_ORPHAN;
    case FATE_STAYS:
    case FATE_MAKES:
        break;
    }
    return LOOK_PLAIN;
}

/* "k8s-whoami 71f02bde..": an id says which one, where names may be alike. */
static void print_name(const struct plan_object *object, char *out, size_t out_bytes)
{
    bool is_cloud = object->thing == THING_ELB || object->thing == THING_EIP;

    if (is_cloud && object->id != NULL && strcmp(object->id, object->name) != 0)
        snprintf(out, out_bytes, "%s %.8s..", object->name, object->id);
    else
        snprintf(out, out_bytes, "%s", object->name);
}

static void draw_one(const struct plan *plan, const struct plan_object *object,
                     struct canvas canvas, int row)
{
    int detail_col = canvas.at.cols >= WIDE_COLS ? 62 : 45;
    char name[256];
    char thing[32];

    snprintf(thing, sizeof thing, "%s", plan_thing_word(object->thing));
    if (plan->service_count > 1)
        snprintf(thing, sizeof thing, "%zu %s", object->service + 1,
                 plan_thing_word(object->thing));
    print_name(object, name, sizeof name);
    canvas_text(canvas, row, FATE_COL, look_of_fate(object->fate),
                plan_fate_word(object->fate));
    canvas_fit(canvas, row, THING_COL, NAME_COL - THING_COL - 1, LOOK_PLAIN, thing);
    canvas_fit(canvas, row, NAME_COL, detail_col - NAME_COL - 1, LOOK_PLAIN, name);
    canvas_fit(canvas, row, detail_col, canvas.at.cols - detail_col - 1, LOOK_PLAIN,
               object->detail);
}

void plan_lines_draw(const struct plan *plan, struct table *table, struct canvas canvas,
                     bool active)
{
    table_settle(table, plan->object_count, table->at);
    table_fit(table, (size_t)canvas.at.rows);
    for (size_t line = 0; line < table->page; line++) {
        size_t index = table->top + line;
        if (index >= plan->object_count)
            break;
        draw_one(plan, &plan->objects[index], canvas, (int)line);
        if (!active || index != table->at)
            continue;
        canvas_text(canvas, (int)line, CURSOR_COL, LOOK_STRONG, ">");
        canvas_note(canvas, (int)line, 0, canvas.at.cols, CELL_SELECTED);
    }
}
