/*
 * picker.h - a list of places to go to (contexts, namespaces), narrowed while one types.
 *
 * The line that is typed belongs to the dashboard; the picker shows what is left of its
 * list, and says what Enter would take.
 */
#ifndef ELBTOP_TUI_PICKER_H
#define ELBTOP_TUI_PICKER_H

#include "tui/panel.h"

struct place {
    const char *name;
    const char *note; /* "" */
    bool is_protected;
};

struct places {
    size_t count;
    const struct place *at;
    const char *here; /* the name of where one is; NULL */
};

/* The list is copied. */
struct panel *picker_contexts_new(const struct places *places);

/* The namespaces that Services are in, made anew with each snapshot. */
struct panel *picker_namespaces_new(void);

/* Only names that hold this text; the cursor goes to one that starts with it. */
void picker_narrow(struct panel *panel, const char *text);

/* The name under the cursor, "" for all namespaces; NULL: nothing is left. Valid until the
 * next call. */
const char *picker_chosen(const struct panel *panel);

#endif
