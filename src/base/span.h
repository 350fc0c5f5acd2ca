/*
 * span.h - someone else's bytes: where they are and how many.
 *
 * A span never owns and never writes; it is valid as long as what it looks at.
 * It need not end in NUL. Passed and returned by value.
 */
#ifndef ELBTOP_BASE_SPAN_H
#define ELBTOP_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
    const char *at;
    size_t bytes;
};

struct span span_of(const char *text); /* NULL becomes the empty span */
struct span span_make(const char *at, size_t bytes);

bool span_is(struct span span, const char *text);
bool span_is_nocase(struct span span, const char *text); /* ASCII */
bool span_starts(struct span span, const char *prefix);
bool span_ends(struct span span, const char *suffix);
bool span_has(struct span span, const char *part);
int span_compare(struct span a, struct span b);

struct span span_trim(struct span span); /* blanks, tabs, CR, LF at both ends */
struct span span_skip(struct span span, size_t bytes); /* at most all of it */

/*
 * Cuts the part before `separator` off the front of *rest, which then starts behind it.
 * false when *rest was exhausted: `while (span_cut(&rest, ',', &part))`.
 */
bool span_cut(struct span *rest, char separator, struct span *ret_part);

/* Whole span must be a decimal number in range; else false and *ret untouched. */
bool span_to_i64(struct span span, int64_t *ret);
bool span_to_range(struct span span, int64_t least, int64_t most, int64_t *ret);

#endif
