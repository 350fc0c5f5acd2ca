/*
 * origin.h - where a kind of value comes from: the call, the place in its answer, and the
 * rule that makes of it what is shown. What one such value is now: tui/traces.h.
 */
#ifndef ELBTOP_TUI_ORIGIN_H
#define ELBTOP_TUI_ORIGIN_H

#include <stdint.h>

#include "state/view.h"

struct origin {
    const char *title;       /* as its column is called */
    enum source_name source; /* SOURCE_COUNT: all witnesses together */
    const char *call;
    const char *path; /* in the answer */
    const char *rule;
    const char *nothing; /* what it means that there is none; NULL: no such field */
    /* Where it stands in the object's YAML: keys from the outermost on, parted by '|', for
     * they hold dots. NULL: it is in no object of the api-server. */
    const char *place;
};

enum { ORIGIN_RAW_BYTES = 600 };

/* Adds to a raw value, with a comma before it when it is not the first. NULL and
 * WHEN_UNKNOWN add nothing. */
void origin_put(char out[ORIGIN_RAW_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void origin_put_text(char out[ORIGIN_RAW_BYTES], const char *text);
/* "lastTimestamp 2025-11-22T12:04:31Z"; the word may be NULL. */
void origin_put_when(char out[ORIGIN_RAW_BYTES], const char *word, int64_t wall_ms);

#endif
