/*
 * tree_draw.h - the lines of the tree of ELBs as cells.
 */
#ifndef ELBTOP_TUI_TREE_DRAW_H
#define ELBTOP_TUI_TREE_DRAW_H

#include "tui/canvas.h"
#include "tui/glyph.h"
#include "tui/scene.h"
#include "tui/tree.h"

/* From that width on there is room for members and longer names. */
enum { TREE_WIDE_COLS = 120 };

void tree_draw_line(const struct tree_line *line, const struct scene *scene,
                    struct canvas canvas, int row);

/* The first Service on the ELB; NULL. */
const struct row *tree_row_of(const struct view_elb *elb);

/* ---- the words, the same at every width ---- */

const char *tree_kind_word(enum elb_kind kind);
const char *tree_role_word(enum listener_role role);

/* "WANTED" where a Service wants it and the cloud has it not. */
const char *tree_listener_name(const struct view_listener *listener,
                               const struct scene *scene);

/* "ns/name", shortened to so many cells; "(no Service)". */
const char *tree_owner(const struct view_listener *listener, int cells,
                       char out[GLYPH_TEXT_BYTES]);

/* "SHARED by 2 Services", "by lb-demo/hello", "2d11h, EIP still bound". */
const char *tree_elb_note(const struct tree_line *line, const struct scene *scene,
                          char out[GLYPH_TEXT_BYTES]);

#endif
