#include "tui/looks.h"

#include "tui/glyph.h"

#include "base/banned.h"

enum look look_of_state(enum row_state state)
{
    switch (state) {
    case ROW_FAILED:
        return LOOK_BAD;
    case ROW_STUCK:
    case ROW_SKIPPED:
        return LOOK_ALARM;
    case ROW_DEGRADED:
        return LOOK_WARN;
    case ROW_DELETING:
    case ROW_UNKNOWN:
        return LOOK_DIM;
    case ROW_MOVING:
    case ROW_READY:
        break;
    }
    return LOOK_PLAIN;
}

enum look look_of_step(const struct step *step)
{
    if (step->shade == SHADE_WORSE)
        return LOOK_WARN;
    if (step->shade == SHADE_UNDOING)
        return LOOK_DIM;
    switch (step->state) {
    case STEP_FAILED:
        return LOOK_BAD;
    case STEP_STUCK:
        return LOOK_ALARM;
    case STEP_RUNNING:
        return step->slow ? LOOK_ALARM : LOOK_PLAIN;
    case STEP_WAITING:
    case STEP_SKIPPED:
    case STEP_UNKNOWN:
        return LOOK_DIM;
    case STEP_DONE:
    case STEP_GIVEN:
        break;
    }
    return LOOK_PLAIN;
}

static void draw(struct canvas canvas, int row, int col, enum look look, char mark)
{
    canvas_point(canvas, row, col, look, glyph_mark(mark, canvas.grid->ascii));
}

void looks_draw_marks(struct canvas canvas, int row, int col, const struct row *service)
{
    char marks[STEP_COUNT + 1];

    row_marks(service, marks);
    for (int i = 0; i < STEP_COUNT; i++)
        draw(canvas, row, col + i, look_of_step(&service->steps[i]), marks[i]);
}

void looks_draw_mark(struct canvas canvas, int row, int col, const struct step *step)
{
    draw(canvas, row, col, look_of_step(step), step_mark(step));
}
