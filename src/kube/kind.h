/*
 * kind.h - the table of what is listed and watched: where it lives and what it is for.
 */
#ifndef ELBTOP_KUBE_KIND_H
#define ELBTOP_KUBE_KIND_H

#include <stdbool.h>

#include "kube/object.h"

struct kube_resource {
    enum kube_kind kind;
    const char *name;          /* "services", as RBAC and messages say it */
    const char *group;         /* "" for core */
    const char *version;       /* "v1" */
    const char *older_version; /* tried when `version` answers 404; NULL */
    bool namespaced;
    const char *field_selector; /* "spec.type=LoadBalancer"; NULL */
    bool optional;              /* 404 means "not installed here", not an error */
    const char *list_label;     /* "list services", for the call log */
    const char *watch_label;    /* "watch services" */
};

const struct kube_resource *kube_resource_of(enum kube_kind kind);

/* Is it what the field selector asks for? Old servers do not know every selector. */
bool kube_resource_wants(const struct kube_resource *resource,
                         const struct kube_object *object);

/* "/api/v1/namespaces/shop/services", "/apis/discovery.k8s.io/v1/endpointslices".
 * namespace NULL or "": all of them. Writes into out, returns it. */
struct buf;
void kube_resource_path(const struct kube_resource *resource, bool older,
                        const char *namespace, struct buf *out);

#endif
