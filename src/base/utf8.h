/*
 * utf8.h - text from elsewhere, made harmless and measured in terminal cells.
 *
 * The one place that decides what of a server's text may reach a screen, a table or a
 * log: control characters, escape sequences, bidirectional controls and broken UTF-8
 * become U+FFFD (or '?' in ASCII); line breaks become blanks.
 *
 * Source: Unicode 14 east-asian-width (ambiguous counts as one cell), general categories
 *         Mn Me Cf count as none.
 */
#ifndef ELBTOP_BASE_UTF8_H
#define ELBTOP_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/span.h"

/*
 * Takes one code point off the front of *rest. false when nothing is left. Broken bytes
 * are taken one at a time as U+FFFD.
 */
bool utf8_next(struct span *rest, uint32_t *ret_point);

/* Bytes written to out (1..4). */
size_t utf8_put(uint32_t point, char out[4]);

/* 0 for combining marks, 2 for wide, 1 for the rest. Own table: no locale is asked. */
int utf8_cells(uint32_t point);

/* May this be sent to a terminal as it is? */
bool utf8_is_harmless(uint32_t point);

/* How many bytes of a text that was cut somewhere end with a whole character. */
size_t utf8_whole_bytes(struct span text);

size_t utf8_text_cells(struct span text);

/* The text as it may be shown. A clean text is returned as it came, without a copy. */
const char *utf8_clean(struct arena *arena, const char *text);
void utf8_add_clean(struct buf *out, struct span text);

/*
 * The same in place, for lines of fixed size, so it never gets longer: control characters and
 * line breaks become blanks, what else must not be shown a '?'. Returns the bytes left.
 */
size_t utf8_make_harmless(char *text);

#endif
