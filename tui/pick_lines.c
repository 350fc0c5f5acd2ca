#include "tui/pick_lines.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

enum { WIDE_COLS = 110, LISTENERS_BYTES = 32 };

struct pick_cols {
    int class, vpc, port, listeners, address, note;
};

static struct pick_cols cols_for(int cells)
{
    return cells >= WIDE_COLS ? (struct pick_cols){30, 43, 50, 61, 72, 90}
                              : (struct pick_cols){16, 22, 27, 36, 42, 59};
}

void pick_lines_head(struct canvas canvas, int row, const char *port)
{
    struct pick_cols cols = cols_for(canvas.at.cols);

    canvas_text(canvas, row, 3, LOOK_HEAD, "ELB");
    canvas_text(canvas, row, cols.class, LOOK_HEAD, "CLASS");
    canvas_text(canvas, row, cols.vpc, LOOK_HEAD, "VPC");
    canvas_fit(canvas, row, cols.port, cols.listeners - cols.port - 1, LOOK_HEAD, port);
    canvas_text(canvas, row, cols.listeners, LOOK_HEAD, "LSN");
    canvas_text(canvas, row, cols.address, LOOK_HEAD, "ADDRESS");
    canvas_text(canvas, row, cols.note, LOOK_HEAD, "OWNER / REASON");
}

static const char *class_word(const struct view_elb *elb, bool wide)
{
    if (elb->class == NULL)
        return "?";
    return !wide && strcmp(elb->class, "performance") == 0 ? "perf." : elb->class;
}

static const char *listeners_word(const struct pick *pick, char out[LISTENERS_BYTES])
{
    if (pick->listener_most >= 0)
        snprintf(out, LISTENERS_BYTES, "%zu/%lld", pick->listener_count,
                 (long long)pick->listener_most);
    else
        snprintf(out, LISTENERS_BYTES, "%zu", pick->listener_count);
    return out;
}

void pick_lines_draw(const struct pick *pick, struct canvas canvas, int row)
{
    static const char *const marks[] = {" ", "!", "x"};
    static const char *const vpcs[] = {"?", "same", "OTHR"};
    static const enum look looks[] = {LOOK_PLAIN, LOOK_PLAIN, LOOK_DIM};
    struct pick_cols cols = cols_for(canvas.at.cols);
    bool wide = canvas.at.cols >= WIDE_COLS;
    enum look look = looks[pick->verdict];
    char listeners[LISTENERS_BYTES];

    canvas_text(canvas, row, 1, LOOK_STRONG, marks[pick->verdict]);
    canvas_fit(canvas, row, 3, cols.class - 4, look, pick->elb->name);
    canvas_fit(canvas, row, cols.class, cols.vpc - cols.class - 1, look,
               class_word(pick->elb, wide));
    canvas_fit(canvas, row, cols.vpc, cols.port - cols.vpc - 1, look, vpcs[pick->vpc]);
    canvas_text(canvas, row, cols.port, pick->port_free ? look : LOOK_WARN,
                pick->port_free ? "free" : "TAKEN");
    canvas_fit(canvas, row, cols.listeners, cols.address - cols.listeners - 1, look,
               listeners_word(pick, listeners));
    canvas_fit(canvas, row, cols.address, cols.note - cols.address - 1, look,
               pick->elb->address == NULL ? "-" : pick->elb->address);
    canvas_fit(canvas, row, cols.note, canvas.at.cols - cols.note - 1, look, pick->note);
}
