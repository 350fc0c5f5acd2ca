/*
 * patch.h - RFC 7396 merge patches: made from two trees, applied to one.
 */
#ifndef ELBTOP_WIRE_PATCH_H
#define ELBTOP_WIRE_PATCH_H

#include <jansson.h>

/* A new tree: target with patch applied. Neither is changed. */
json_t *patch_merge(const json_t *target, const json_t *patch);

/*
 * The patch that turns `from` into `to`; an empty object when both are equal objects. A
 * null inside `to` cannot be said: in a patch it means "remove".
 */
json_t *patch_between(const json_t *from, const json_t *to);

#endif
