/*
 * kube_write.h - the one way by which objects come to be, change and go.
 */
#ifndef ELBTOP_SIM_KUBE_WRITE_H
#define ELBTOP_SIM_KUBE_WRITE_H

#include <jansson.h>
#include <stdbool.h>

#include "sim/kube_inside.h"

/* What a client (or a controller) wants of a write. */
struct kube_wish {
    const struct kube_kind *kind;  /* the stored one */
    const struct kube_kind *asked; /* the one the client speaks of; NULL: the same */
    const char *name_space;        /* "" for what has none */
    const char *name;              /* NULL: generateName */
    const char *subresource;       /* "" or "status", "finalize" */
    const char *manager;           /* NULL: managedFields are set already */
    const char *api_version;       /* of the manager's entry; NULL: the kind's */
    bool dry_run;
    bool internal; /* a controller: no admission, no validation */
};

/*
 * object is taken. ret_version: the state as stored (or as it would be), the caller's.
 * false: see problem.
 */
bool kube_write_create(struct kube_api *api, const struct kube_wish *wish, json_t *object,
                       struct kube_version **ret_version, struct kube_problem *problem);

/* before: the stored state that object was made from; held by the caller. */
bool kube_write_update(struct kube_api *api, const struct kube_wish *wish,
                       const struct kube_version *before, json_t *object,
                       struct kube_version **ret_version, struct kube_problem *problem);

struct kube_farewell {
    const char *uid;         /* preconditions; NULL: none */
    const char *rv;          /* the same */
    const char *propagation; /* "Background", "Foreground", "Orphan"; NULL: by kind */
    bool has_grace;          /* else as the Pod says */
    int64_t grace_s;         /* 0: at once */
};

/* ret_gone: the object is gone, not only on its way. */
bool kube_write_delete(struct kube_api *api, const struct kube_wish *wish,
                       const struct kube_farewell *farewell,
                       struct kube_version **ret_version, bool *ret_gone,
                       struct kube_problem *problem);

/* A whole object in the order of its type, out of what a client sent; NULL with the problem
 * set. unknown: told what fields the type lacks; NULL ignores them. */
json_t *kube_write_read(const struct kube_kind *kind, const json_t *object,
                        struct kube_reading *reading, struct kube_problem *problem);

/* Defaults that decoding fills in, for those kinds that have some. */
void kube_write_default(const struct kube_kind *kind, json_t *object);

#endif
