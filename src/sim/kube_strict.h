/*
 * kube_strict.h - what a strict decoder has against a body that an ordinary one would take:
 * fields that its kind lacks, and fields that are said twice.
 *
 * ?fieldValidation says what follows: Strict refuses, Warn (the default) sends a Warning
 * for each, Ignore does not look. A body is refused with 400, a patch with 422 on the field
 * "patch", an apply with 400: three decoders, three habits.
 *
 * Source: captures 111, 112, 232; of patches: handlers/patch.go of the api-server and the
 * words its integration tests expect.
 */
#ifndef ELBTOP_SIM_KUBE_STRICT_H
#define ELBTOP_SIM_KUBE_STRICT_H

#include "sim/kube_inside.h"

enum { KUBE_STRICT_MOST = 128 };

struct kube_strict {
    struct arena *arena;
    size_t yaml_count; /* the first so many are lines of YAML's own complaint */
    size_t count;
    const char *said[KUBE_STRICT_MOST];
};

void kube_strict_init(struct kube_strict *strict, struct kube_call *call);

/* Does the request want to hear of it at all? */
bool kube_strict_is_asked(const struct kube_call *call);

/* Each adds what it finds. The JSON of a patch of operations is looked at as such. */
void kube_strict_add_json(struct kube_strict *strict, struct span text);
void kube_strict_add_operations(struct kube_strict *strict, struct span text,
                                const json_t *operations);
void kube_strict_add_yaml(struct kube_strict *strict, const json_t *again); /* tree.h */
void kube_strict_add_unknown(struct kube_strict *strict,
                             const struct kube_reading *reading);

/* True when nothing was found or warnings are enough; they are given then. Otherwise
 * *ret_text is all of it in one line, in the call's arena. */
bool kube_strict_passes(const struct kube_strict *strict, struct kube_call *call,
                        const char **ret_text);

/* 422 of a patch: what it was, and why it cannot be. Always false. */
bool kube_strict_refuse_patch(struct kube_call *call, struct span patch, const char *why);

/* A tree as Go prints a map: "map[spec:map[type:x]]"; how strategic patches are shown. */
void kube_strict_print_go(json_t *tree, struct buf *out);

#endif
