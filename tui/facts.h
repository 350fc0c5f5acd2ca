/*
 * facts.h - what one witness says of a Service, as labels and values, for screens with room.
 */
#ifndef ELBTOP_TUI_FACTS_H
#define ELBTOP_TUI_FACTS_H

#include "state/row.h"
#include "tui/canvas.h"
#include "tui/scene.h"

enum { FACTS_MOST = 12, FACT_BYTES = 160 };

struct fact {
    const char *label;
    char value[FACT_BYTES];
};

struct facts {
    int count;
    struct fact items[FACTS_MOST];
};

void facts_of_kubernetes(const struct row *row, const struct scene *scene,
                         struct facts *ret_facts);
void facts_of_cloud(const struct row *row, const struct scene *scene,
                    struct facts *ret_facts);
void facts_draw(struct canvas canvas, int row, const struct facts *facts);

#endif
