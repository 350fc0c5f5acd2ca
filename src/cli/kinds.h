/*
 * kinds.h - the table of what `elbtop get` lists: how each kind is counted, named, printed
 * as cells and as JSON.
 */
#ifndef ELBTOP_CLI_KINDS_H
#define ELBTOP_CLI_KINDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "state/view.h"

enum { KIND_COLUMNS = 16 };

/* One line of a list: what it points to depends on the kind; valid as long as the view. */
struct kind_item {
    const void *at; /* row, view_elb, view_eip, view_event, view_gateway, source */
    const struct view_elb *elb;           /* of a listener, member or orphan */
    const struct view_listener *listener; /* of a member */
};

struct kind_list {
    size_t count;
    size_t capacity;
    struct kind_item *items; /* free() it */
};

struct kind {
    const char *name;      /* "services" */
    const char *list_name; /* "ServiceList" */
    bool namespaced;       /* NAME may be NS/NAME */
    size_t narrow;         /* columns of a table; the others are added by -o wide */
    const char *titles[KIND_COLUMNS]; /* ends with NULL */

    void (*collect)(const struct view *view, struct kind_list *list);
    /* What identifies it, and what NAME is compared with; in the arena or the view. */
    const char *(*name_of)(const struct view *view, const struct kind_item *item,
                           struct arena *arena);
    void (*cells)(const struct view *view, const struct kind_item *item,
                  struct arena *arena, const char *cells[KIND_COLUMNS]);
    json_t *(*json)(const struct view *view, const struct kind_item *item);
};

const struct kind *kind_find(const char *name); /* also the singular and "svc"; NULL */
const struct kind *kind_at(size_t i);           /* NULL at the end */

#endif
