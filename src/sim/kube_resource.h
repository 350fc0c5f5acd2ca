/*
 * kube_resource.h - the kinds the api-server serves, each with its path, verbs, type and
 * habits. One table; who adds a row gets lists, watches, patches, tables and discovery.
 */
#ifndef ELBTOP_SIM_KUBE_RESOURCE_H
#define ELBTOP_SIM_KUBE_RESOURCE_H

#include <stdbool.h>
#include <stddef.h>

#include "sim/kube_schema.h"

enum kube_verb {
    KUBE_VERB_CREATE = 1 << 0,
    KUBE_VERB_DELETE = 1 << 1,
    KUBE_VERB_DELETE_ALL = 1 << 2, /* "deletecollection" */
    KUBE_VERB_GET = 1 << 3,
    KUBE_VERB_LIST = 1 << 4,
    KUBE_VERB_PATCH = 1 << 5,
    KUBE_VERB_UPDATE = 1 << 6,
    KUBE_VERB_WATCH = 1 << 7,

    KUBE_VERBS_ALL = 0xff,
    KUBE_VERBS_ITEM = KUBE_VERB_GET | KUBE_VERB_PATCH | KUBE_VERB_UPDATE,
};

enum { KUBE_SUBRESOURCES = 3, KUBE_NAMES = 3, KUBE_SELECTABLE = 10 };

struct kube_subresource {
    const char *name; /* "status"; NULL ends the list */
    unsigned verbs;
    const char *group, *version,
        *kind; /* of what it speaks when not of the resource itself */
};

/* Which names it may have. */
enum kube_naming { KUBE_NAME_SUBDOMAIN, KUBE_NAME_LABEL };

struct kube_column;

struct kube_kind {
    const char *group; /* "" for core */
    const char *version;
    const char *resource; /* "services" */
    const char *singular;
    const char *kind;
    const char *short_names[KUBE_NAMES];
    const char *category; /* "all"; NULL */
    bool namespaced;
    unsigned verbs;
    struct kube_subresource sub[KUBE_SUBRESOURCES];
    const struct kube_type *type;
    const char *selectable[KUBE_SELECTABLE]; /* fields for fieldSelector beside
                                                                 metadata.name and .namespace */
    const struct kube_column *columns;       /* of its Table; NULL: Name and Age */
    size_t stored_as; /* index of the kind that holds its objects + 1; 0: its own */
    enum kube_naming naming;
    bool custom;              /* defined by a CRD */
    bool generation;          /* spec changes are counted */
    bool returns_deleted;     /* DELETE answers with the object */
    bool review;              /* POST only, nothing is stored */
    const char *storage_hash; /* NULL: none */
};

extern const struct kube_kind kube_kinds[];
extern const size_t kube_kind_count;

/* Named rows, for those who need one kind. NULL is never returned for them. */
const struct kube_kind *kube_kind_find(const char *group, const char *version,
                                       const char *resource);
const struct kube_kind *kube_kind_named(const char *api_version, const char *kind);
const struct kube_kind *kube_kind_stored(const struct kube_kind *kind);
size_t kube_kind_index(const struct kube_kind *kind);

/* "v1", "apps/v1"; the text is static or in out. */
const char *kube_kind_api_version(const struct kube_kind *kind, char out[96]);

const struct kube_subresource *kube_kind_sub(const struct kube_kind *kind,
                                             const char *name);

#endif
