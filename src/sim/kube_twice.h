/*
 * kube_twice.h - fields that a JSON text says twice.
 *
 * A tree holds the last one only, so the text itself is read for them. fieldValidation
 * refuses them (Strict) or warns of them.
 *
 * Source: the strict decoder of sigs.k8s.io/json.
 */
#ifndef ELBTOP_SIM_KUBE_TWICE_H
#define ELBTOP_SIM_KUBE_TWICE_H

#include <stddef.h>

#include "base/arena.h"
#include "base/span.h"

enum { KUBE_TWICE_MOST = 100 };

struct kube_twice {
    size_t count;
    const char *paths[KUBE_TWICE_MOST]; /* "spec.ports[0].name", in the arena */
};

/* Any text is fine; behind what is no JSON nothing is found. */
void kube_twice_find(struct span text, struct arena *arena, struct kube_twice *ret_twice);

#endif
