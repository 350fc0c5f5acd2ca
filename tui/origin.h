/*
 * origin.h - one value as `w` explains it: how it is shown, what it was before, and the
 * call, the place in its answer, the age and the rule.
 */
#ifndef ELBTOP_TUI_ORIGIN_H
#define ELBTOP_TUI_ORIGIN_H

#include "tui/page.h"
#include "tui/scene.h"

struct origin {
    const char *title;
    enum source_name source;
    const char *call;
    const char *path; /* in the answer */
    const char *rule;
};

enum { ORIGIN_RAW_BYTES = 600 };

/* Adds to a raw value, with a comma before it when it is not the first. NULL and
 * WHEN_UNKNOWN add nothing. */
void origin_put(char out[ORIGIN_RAW_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void origin_put_text(char out[ORIGIN_RAW_BYTES], const char *text);
void origin_put_when(char out[ORIGIN_RAW_BYTES], int64_t wall_ms);

/* Six lines of the page. shown may be NULL. */
void origin_add(struct page *page, const struct scene *scene, const struct origin *origin,
                const char *shown, const char *raw);

#endif
