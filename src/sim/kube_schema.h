/*
 * kube_schema.h - what the fields of Kubernetes objects are: names, types, and how lists
 * merge. One table per type (kube_types_*.c), from which all is done that depends on it:
 * reading and ordering an object, strict field validation, strategic merge, server-side
 * apply, OpenAPI and kubectl explain.
 *
 * Source: Kubernetes API reference v1.31 and its OpenAPI document (order of fields as in
 *         the Go types, which is the order of the answers; x-kubernetes-list-type,
 *         -list-map-keys, -patch-merge-key); Gateway API v1.
 */
#ifndef ELBTOP_SIM_KUBE_SCHEMA_H
#define ELBTOP_SIM_KUBE_SCHEMA_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

enum kube_form {
    KUBE_TEXT,
    KUBE_INT32,
    KUBE_INT64,
    KUBE_BOOL,
    KUBE_TIME,     /* RFC 3339, to the second */
    KUBE_MICRO,    /* the same, to the microsecond */
    KUBE_QUANTITY, /* "500m"; a number is taken too */
    KUBE_INT_OR_TEXT,
    KUBE_BYTES,  /* base64 */
    KUBE_RAW,    /* any JSON, kept as it comes */
    KUBE_STRUCT, /* of `type` */
};

enum kube_many { KUBE_ONE, KUBE_LIST, KUBE_MAP /* of text keys */ };

/* What becomes of a value that is zero ("", 0, false, [], {}). */
enum kube_empty {
    KUBE_OMIT,    /* left out */
    KUBE_POINTER, /* kept when it was given, left out when not */
    KUBE_KEEP,    /* always there, as zero when it was not given */
    KUBE_NULL,    /* always there, as null when it was not given */
};

/* How two owners' lists or maps come together in server-side apply. */
enum kube_merge {
    KUBE_MERGE_USUAL, /* lists atomic; maps and structs field by field */
    KUBE_MERGE_ATOMIC,
    KUBE_MERGE_SET,
    KUBE_MERGE_BY_KEYS, /* list of structs, told apart by `keys` */
};

struct kube_type;

enum { KUBE_KEYS = 3 };

struct kube_field {
    const char *name;
    enum kube_form form;
    enum kube_many many;
    const struct kube_type *type; /* KUBE_STRUCT */
    enum kube_empty empty;
    enum kube_merge merge;
    const char *keys[KUBE_KEYS]; /* KUBE_MERGE_BY_KEYS */
    const char *patch_key;       /* strategic merge: NULL replaces, "" merges values */
    const char *fallback;        /* of a key field that is left out: "TCP" */
    bool required;
    const char *help;
};

struct kube_type {
    const char *name;    /* "io.k8s.api.core.v1.ServiceSpec" */
    const char *go_name; /* "ServiceSpec", for messages */
    const char *help;
    size_t field_count;
    const struct kube_field *fields;
    bool atomic; /* x-kubernetes-map-type: atomic */
    bool open;   /* unknown fields are kept */
};

#define KUBE_FIELDS(array)                                                               \
    .field_count = sizeof(array) / sizeof((array)[0]), .fields = (array)

extern const struct kube_type kube_type_object_meta;
extern const struct kube_type kube_type_owner_reference;
extern const struct kube_type kube_type_managed_fields;
extern const struct kube_type kube_type_condition; /* meta/v1 */
extern const struct kube_type kube_type_service;
extern const struct kube_type kube_type_event;        /* core/v1 */
extern const struct kube_type kube_type_event_events; /* events.k8s.io/v1 */
extern const struct kube_type kube_type_namespace;
extern const struct kube_type kube_type_node;
extern const struct kube_type kube_type_pod;
extern const struct kube_type kube_type_pod_template;
extern const struct kube_type kube_type_label_selector;
extern const struct kube_type kube_type_object_reference;
extern const struct kube_type kube_type_endpoints;
extern const struct kube_type kube_type_endpoint_slice;
extern const struct kube_type kube_type_config_map;
extern const struct kube_type kube_type_secret;
extern const struct kube_type kube_type_service_account;
extern const struct kube_type kube_type_resource_quota;
extern const struct kube_type kube_type_deployment;
extern const struct kube_type kube_type_replica_set;
extern const struct kube_type kube_type_scale;
extern const struct kube_type kube_type_ingress;
extern const struct kube_type kube_type_lease;
extern const struct kube_type kube_type_gateway_class;
extern const struct kube_type kube_type_gateway;
extern const struct kube_type kube_type_http_route;
extern const struct kube_type kube_type_reference_grant;
extern const struct kube_type kube_type_envoy_proxy;
extern const struct kube_type kube_type_access_review;
extern const struct kube_type kube_type_rules_review;
extern const struct kube_type kube_type_self_review;
extern const struct kube_type kube_type_delete_options;

/* NULL: no such field. */
const struct kube_field *kube_type_field(const struct kube_type *type, const char *name);

/* The field a dotted path leads to, through lists and structs: "spec.ports.port". */
const struct kube_field *kube_type_at(const struct kube_type *type, const char *path);

/* What reading an object found out. */
struct kube_reading {
    struct arena *arena;
    const char *misfit;   /* NULL, or what is wrong, in the words of Go's decoder */
    const char **unknown; /* paths of fields the type lacks, inner ones first */
    size_t unknown_count;
};

/*
 * The object as the api-server understands it: known fields only, in the order of the
 * type, maps sorted by key, nulls and omitted zeros gone, kept ones filled in. kind and
 * apiVersion are left out: they stand in the envelope, not in the object. The result is
 * new; NULL when reading->misfit is set.
 */
json_t *kube_read(const struct kube_type *type, const json_t *object,
                  struct kube_reading *reading);

#endif
