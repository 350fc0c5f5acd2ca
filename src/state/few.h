/*
 * few.h - objects of a kind of which there are few: nodes, Gateways, classes, routes. Found
 * by walking.
 */
#ifndef ELBTOP_STATE_FEW_H
#define ELBTOP_STATE_FEW_H

#include <stdbool.h>
#include <stddef.h>

#include "kube/object.h"

struct few {
    size_t count;
    size_t room;
    struct kube_object **objects;
    bool *marked; /* not seen in the list that arrives */
    size_t marked_room;
};

void few_release(struct few *few);
size_t few_find(const struct few *few, const char *namespace,
                const char *name);                         /* or count */
void few_put(struct few *few, struct kube_object *object); /* takes it */
void few_keep(struct few *few,
              struct kube_object *object); /* frees it, and keeps the old one */
void few_remove(struct few *few, size_t at);

/* A list arrives: what it does not hold goes when it is swept. true: something went. */
void few_mark(struct few *few);
bool few_sweep(struct few *few);

#endif
