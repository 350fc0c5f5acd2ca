/*
 * picture.h - a screen as something that can be kept and shown elsewhere: plain text, text
 * with the escape sequences of a terminal, an SVG drawing, or a page of HTML.
 *
 * The same cells and the same theme as on the terminal, so a picture says what the eye saw.
 */
#ifndef ELBTOP_TUI_PICTURE_H
#define ELBTOP_TUI_PICTURE_H

#include "base/buf.h"
#include "tui/canvas.h"
#include "tui/theme.h"

enum picture_kind {
    PICTURE_TEXT,
    PICTURE_ANSI,
    PICTURE_SVG,
    PICTURE_HTML,
    PICTURE_KIND_COUNT
};

/* "txt", "ans", "svg", "html": how the names of such files end. */
const char *picture_ending(enum picture_kind kind);

/* By the ending of a file's name, or by the ending alone; PICTURE_KIND_COUNT: none of them. */
enum picture_kind picture_kind_of(const char *path);

/*
 * ANSI: a line per row, SGR sequences where the style changes, reset at each line's end.
 * SVG: valid XML, every run of cells placed on the grid by its coordinates, so that neither
 * the viewer's font nor a wide sign moves what stands behind it. `title` is what a screen
 * reader says of the drawing.
 * HTML: one page that needs nothing else and fetches nothing; text stays text, and a class
 * says what it means ("bad", "warn", "bad old"), so that a style of one's own can be laid
 * over it.
 */
void picture_draw(enum picture_kind kind, const struct grid *grid,
                  const struct theme *theme, const char *title, struct buf *out);

#endif
