/*
 * filter.h - what the one filter box understands, and whether a row passes.
 *
 *   web          somewhere in the row stands "web" (upper and lower case are one)
 *   !web         nowhere does
 *   state:fail   the column holds it; !state:ready does not. ns name state step elb
 *                address mem pattern class role port eip
 *   step:4       is at step 4 (4d for a part of it)
 *   -l app=web   labels, with = == != , and bare keys, as kubectl has them
 *   ~^pay/       an extended regular expression, only so
 *   !            problems only
 *
 * Words are parted by blanks and all must hold.
 */
#ifndef ELBTOP_TUI_FILTER_H
#define ELBTOP_TUI_FILTER_H

#include <stdbool.h>

#include "base/err.h"
#include "tui/item.h"

struct filter;

/*
 * Reads the text. An unfinished or wrong one is an error (ERR_LOCAL, text says which word)
 * and the old filter stays in force while it is typed.
 */
enum err_code filter_new(const char *text, struct filter **ret_filter, struct err *err);
void filter_free(struct filter *filter);

/* NULL passes all. */
bool filter_passes(const struct filter *filter, const struct item *item);
bool filter_passes_event(const struct filter *filter, const struct view_event *event);

/* What was typed; "" for NULL. */
const char *filter_text(const struct filter *filter);

#endif
