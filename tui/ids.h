/*
 * ids.h - a small set of ids: what was marked, what was folded.
 *
 * Ids cross time, pointers do not: a set made by hand outlives any snapshot.
 */
#ifndef ELBTOP_TUI_IDS_H
#define ELBTOP_TUI_IDS_H

#include <stdbool.h>
#include <stddef.h>

struct ids {
    size_t count, capacity;
    char **items; /* in the order in which they came */
};

void ids_release(struct ids *ids); /* zero-filled sets are fine */
void ids_clear(struct ids *ids);
bool ids_has(const struct ids *ids, const char *id); /* NULL set: no */
void ids_add(struct ids *ids, const char *id);
void ids_drop(struct ids *ids, const char *id);
void ids_toggle(struct ids *ids, const char *id);

#endif
