/*
 * place.h - in which line of a YAML text a field stands. Trees do not keep places, so the text
 * is read once more when there is something to say about it.
 */
#ifndef ELBTOP_SETTINGS_PLACE_H
#define ELBTOP_SETTINGS_PLACE_H

#include <stddef.h>

#include "base/span.h"

/*
 * path: keys with dots between, list items as "[2]": "columns[2]". As much of it is followed
 * as is there. Lines count from 1.
 */
size_t place_line(struct span text, const char *path);

#endif
