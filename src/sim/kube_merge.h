/*
 * kube_merge.h - the ways in which a patch becomes part of an object.
 *
 * Merge patches (RFC 7396) are wire/patch.h's; here are JSON patches (RFC 6902), strategic
 * merge patches, and the typed merge of server-side apply. All results are new.
 *
 * Source: RFC 6902; Kubernetes' strategic merge patch document (merge keys, $patch,
 *         $setElementOrder, $deleteFromPrimitiveList, $retainKeys); captures 200-232.
 */
#ifndef ELBTOP_SIM_KUBE_MERGE_H
#define ELBTOP_SIM_KUBE_MERGE_H

#include <jansson.h>
#include <stdbool.h>

#include "sim/kube_schema.h"

/* NULL: a test failed or a path is not there; *ret_why says what, static. */
json_t *kube_merge_json_patch(const json_t *object, const json_t *patch,
                              const char **ret_why);

/* NULL: the patch is not understood; *ret_why says why, static. */
json_t *kube_merge_strategic(const struct kube_type *type, const json_t *object,
                             const json_t *patch, const char **ret_why);

/* object with all of config in it; lists by their keys. */
json_t *kube_merge_typed(const struct kube_type *type, const json_t *object,
                         const json_t *config);

/* Takes the fields of the set (kube_fields.h, unpacked) out of the object. */
void kube_merge_drop(const struct kube_type *type, json_t *object, const json_t *set);

#endif
