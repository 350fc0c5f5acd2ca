/*
 * kube_selector.h - labelSelector and fieldSelector.
 *
 * Source: captures 152-155, 504, 610, 611; Kubernetes' labels and fields packages.
 */
#ifndef ELBTOP_SIM_KUBE_SELECTOR_H
#define ELBTOP_SIM_KUBE_SELECTOR_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/kube_inside.h"

enum { SELECTOR_TERMS = 32, SELECTOR_VALUES = 64 };

enum kube_selector_op {
    KUBE_SELECT_IN,
    KUBE_SELECT_NOT_IN,
    KUBE_SELECT_EXISTS,
    KUBE_SELECT_ABSENT,
    KUBE_SELECT_GREATER,
    KUBE_SELECT_LESS,
};

struct kube_selector_term {
    const char *key;
    enum kube_selector_op op;
    size_t value_count;
    const char **values;
    int field; /* of a field term: index of the kind's selectable; -1 name, -2
                                    namespace */
};

struct kube_selector {
    size_t label_count;
    struct kube_selector_term labels[SELECTOR_TERMS];
    size_t field_count;
    struct kube_selector_term fields[SELECTOR_TERMS];
};

/* Texts may be NULL; results live in the problem's arena. kind: the one asked for. */
bool kube_selector_parse(const struct kube_kind *kind, const char *labels,
                         const char *fields, struct kube_selector *ret_selector,
                         struct kube_problem *problem);

bool kube_selector_is_empty(const struct kube_selector *selector);
bool kube_selector_matches(const struct kube_selector *selector,
                           const struct kube_kind *kind,
                           const struct kube_version *version);

/* A copy with a life of its own, in that arena. */
void kube_selector_copy(struct arena *arena, const struct kube_selector *from,
                        struct kube_selector *to);

#endif
