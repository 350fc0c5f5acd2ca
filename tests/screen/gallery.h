/*
 * gallery.h - the pictures of the manual: a story is played to its end, as the store tells
 * it, and some views of it are drawn as SVG. The clock is the story's, the zone is UTC and the
 * canvas is ours, so the same sources give the same bytes on every machine.
 */
#ifndef ELBTOP_TESTS_SCREEN_GALLERY_H
#define ELBTOP_TESTS_SCREEN_GALLERY_H

#include <stddef.h>

#include "base/buf.h"

struct gallery;

/* NULL when the story cannot be played; then stderr says why. Sets TZ. */
struct gallery *gallery_new(void);
void gallery_free(struct gallery *gallery);

size_t gallery_count(void);
const char *gallery_name(size_t index); /* "services": of the file, without its ending */

/* Adds the bytes of doc/pictures/NAME.svg to an inited buf. */
void gallery_draw(const struct gallery *gallery, size_t index, struct buf *out);

#endif
