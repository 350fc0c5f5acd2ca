/*
 * glyph.h - from text to what a terminal cell can hold.
 *
 * Whatever comes in, what goes out is printable: control characters, bidirectional
 * controls and broken bytes become a replacement, marks that combine with the sign before
 * are left out (a cell holds one code point), and in ASCII everything foreign is '?'.
 */
#ifndef ELBTOP_TUI_GLYPH_H
#define ELBTOP_TUI_GLYPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum { GLYPH_TEXT_BYTES = 512 }; /* a screen line of text, shortened */

/*
 * Takes the next printable sign off *rest; *ret_cells is 1 or 2. false at the end.
 */
bool glyph_next(struct span *rest, bool ascii, uint32_t *ret_point, int *ret_cells);

/* How many cells the text takes when printed. */
int glyph_cells(struct span text, bool ascii);

enum glyph_cut {
    GLYPH_CUT_END,    /* "envoy-gateway.." */
    GLYPH_CUT_MIDDLE, /* "envoy-ga..a6cc6474": both ends tell things apart */
    GLYPH_CUT_START,  /* "..elb/listeners": the end says what it is */
};

/*
 * The text in at most `cells` cells, in out. What is too long is cut with "..", or bare
 * when even that has no room.
 */
const char *glyph_shorten(const char *text, int cells, enum glyph_cut cut,
                          char out[GLYPH_TEXT_BYTES]);

/*
 * Takes one line of at most `cells` cells off *rest, broken at a blank where there is one.
 * false when nothing but blanks is left.
 */
bool glyph_line(struct span *rest, int cells, struct span *ret_line);

/* A step mark ('#', '>', …) as it is shown. */
uint32_t glyph_mark(char mark, bool ascii);

#endif
