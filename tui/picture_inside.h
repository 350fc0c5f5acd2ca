/*
 * picture_inside.h - what the files of picture.h share: colours on paper, and text in XML.
 */
#ifndef ELBTOP_TUI_PICTURE_INSIDE_H
#define ELBTOP_TUI_PICTURE_INSIDE_H

#include "tui/picture.h"

/* On paper nobody has colours of their own: "#rrggbb" each. */
struct palette {
    const char *ground, *text, *dim;
    const char *colours[COLOUR_CYAN + 1];
};

const struct palette *picture_palette(const struct theme *theme);
const char *palette_ink(const struct palette *palette, struct style style);

/* Escaped for XML and HTML, between tags. */
void picture_add_point(struct buf *out, uint32_t point);
void picture_add_text(struct buf *out, const char *text);

void picture_html(const struct grid *grid, const struct theme *theme, const char *title,
                  struct buf *out);

#endif
