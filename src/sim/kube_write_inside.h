/*
 * kube_write_inside.h - steps that every write takes; for kube_write.c and kube_delete.c.
 */
#ifndef ELBTOP_SIM_KUBE_WRITE_INSIDE_H
#define ELBTOP_SIM_KUBE_WRITE_INSIDE_H

#include "sim/kube_write.h"

json_t *kube_write_metadata(json_t *object);
bool kube_write_is(const struct kube_wish *wish, const struct kube_type *type);

/* Fields were set in any order: back into the order of the type. Takes, gives. */
json_t *kube_write_in_order(const struct kube_kind *kind, json_t *object,
                            struct kube_problem *problem);

/* Quotas and the webhook. */
bool kube_write_admit(struct kube_api *api, const struct kube_wish *wish,
                      enum kube_operation operation, const json_t *before,
                      const json_t *after, struct kube_problem *problem);

/* A Service's addresses: those of before are free, those of after taken. */
void kube_write_note_addresses(struct kube_api *api, const struct kube_wish *wish,
                               const json_t *before, const json_t *after);

/* Puts it on its shelf, or acts as if in a dry run. Takes the object. */
struct kube_version *kube_write_store(struct kube_api *api, const struct kube_wish *wish,
                                      const json_t *before, json_t *object);

#endif
