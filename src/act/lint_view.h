/*
 * lint_view.h - what a view knows, as the lint wants it: the same rules behind the forms, a
 * plan and `elbtop validate` see the same world.
 */
#ifndef ELBTOP_ACT_LINT_VIEW_H
#define ELBTOP_ACT_LINT_VIEW_H

#include "act/around.h"
#include "act/lint.h"
#include "base/arena.h"
#include "state/view.h"

/* For the Service "ns/name"; around may be NULL. Borrows from the view and the arena. */
void lint_world_of_view(const struct view *view, const struct around *around,
                        const char *namespace, const char *name, struct arena *arena,
                        struct lint_world *ret_world);

#endif
