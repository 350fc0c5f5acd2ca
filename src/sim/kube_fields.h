/*
 * kube_fields.h - sets of fields, as managedFields holds them ("fieldsV1").
 *
 * A set is a JSON object that mirrors the fields of an object: "f:NAME" a field,
 * "k:{…}" an item of a list told apart by keys, "v:VALUE" an item of a set. Inside these
 * files each member is marked with an own "." entry; packed, as clients see it, an entry
 * without children is {}.
 *
 * Source: captures 100-231; structured-merge-diff's documentation of fieldsV1.
 */
#ifndef ELBTOP_SIM_KUBE_FIELDS_H
#define ELBTOP_SIM_KUBE_FIELDS_H

#include <jansson.h>
#include <stdbool.h>

#include "base/arena.h"
#include "sim/kube_schema.h"

/* All sets returned are new. */
json_t *kube_fields_pack(const json_t *set);
json_t *kube_fields_unpack(const json_t *packed);
json_t *kube_fields_union(const json_t *a, const json_t *b);
json_t *kube_fields_common(const json_t *a, const json_t *b);
void kube_fields_remove(json_t *set, const json_t *what);
bool kube_fields_is_empty(const json_t *set);

/* What an object says: the set of an apply. */
json_t *kube_fields_said(const struct kube_type *type, const json_t *object);

/* What differs. Either may be NULL when it is not of interest. */
void kube_fields_differ(const struct kube_type *type, const json_t *before,
                        const json_t *after, json_t **ret_changed, json_t **ret_removed);

/* Calls for each member with its path as messages write it: ".spec.ports[port=80,…].name". */
void kube_fields_each(const json_t *set, void (*fn)(void *ctx, const char *path),
                      void *ctx);

/* "k:{"port":80,"protocol":"TCP"}" of an item; owner: the arena-free caller, with free(). */
char *kube_fields_item_key(const struct kube_field *field, const json_t *item);

/* Item of a list with that key; NULL. */
json_t *kube_fields_item(const struct kube_field *field, const json_t *list,
                         const char *key);

/* How a value of the field merges: never KUBE_MERGE_USUAL for lists. */
bool kube_field_is_atomic(const struct kube_field *field);

#endif
