/*
 * recent.h - what changed or went a moment ago, so that the eye finds it.
 *
 * Compares each new snapshot with the one that was shown: cells with another text glow for
 * two seconds, rows that went stay struck for five. A first picture and a flood glow not at
 * all: what is everywhere tells nothing.
 */
#ifndef ELBTOP_TUI_RECENT_H
#define ELBTOP_TUI_RECENT_H

#include "tui/columns.h"
#include "tui/scene.h"

struct recent;

struct recent *recent_new(void);

/* How long a changed cell glows and a row that went is shown, other than usual. */
void recent_set_times(struct recent *recent, int64_t glow_ms, int64_t struck_ms);
void recent_free(struct recent *recent);

/* Both views must be alive; either may be NULL. */
void recent_compare(struct recent *recent, const struct scene *before,
                    const struct scene *after);

/* How many rows differ between the two: what waits behind a frozen picture. */
size_t recent_count_changes(const struct view *before, const struct view *after);

/* Bits 1 << enum column_id of the cells that glow in the row with that id. */
unsigned recent_columns(const struct recent *recent, const char *id);
size_t recent_gone_count(const struct recent *recent);
const struct gone *recent_gone_at(const struct recent *recent, size_t index);

/* Monotonic time at which something ends to be recent; INT64_MAX: nothing is. */
int64_t recent_due_ms(const struct recent *recent);

/* Forgets what has ended; true when something had. */
bool recent_expire(struct recent *recent, int64_t now_ms);

#endif
