/*
 * watch.h - `get -w`: what has changed between one view and the next, a line each.
 *
 * Remembers the JSON of each item by its name; a change is a change of that JSON, but for
 * when it was last probed. In JSON each line is {"type":"ADDED|MODIFIED|DELETED","object"}.
 */
#ifndef ELBTOP_CLI_WATCH_H
#define ELBTOP_CLI_WATCH_H

#include "cli/kinds.h"
#include "cli/options.h"

struct watch;

struct watch *watch_new(const struct kind *kind, enum output output, size_t column_count);
void watch_free(struct watch *watch);

/* Prints what is new, other or gone since the last call; all of it at the first. */
void watch_show(struct watch *watch, const struct view *view,
                const struct kind_list *list);

#endif
