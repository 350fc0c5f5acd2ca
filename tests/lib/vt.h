/*
 * vt.h - a terminal in memory: bytes in, a screen of text out. For tests of whole programs.
 */
#ifndef ELBTOP_TESTS_LIB_VT_H
#define ELBTOP_TESTS_LIB_VT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

struct vt;

struct vt *vt_new(int rows, int cols);
void vt_free(struct vt *vt);
void vt_feed(struct vt *vt, const char *at, size_t bytes);
void vt_resize(struct vt *vt, int rows, int cols);

/* The whole screen, a line per row, trailing blanks cut. */
void vt_text(struct vt *vt, struct buf *out);

bool vt_cursor_is_shown(const struct vt *vt);
bool vt_is_alternate(
    const struct vt *vt); /* the screen of full-screen programs is shown */
int vt_bells(const struct vt *vt);

#endif
