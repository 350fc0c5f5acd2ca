/*
 * object.h - one thing as the api-server states it: a Service, an Event, a Node …
 *
 * Decoded once, then never changed. All text a record points to lives in the object's
 * own arena, so a record is valid exactly as long as its object. Objects have one owner:
 * the decoder gives them away, the store ends them.
 *
 * Source: Kubernetes API v1 (core), discovery.k8s.io/v1, gateway.networking.k8s.io/v1;
 *         shapes as recorded from an api-server 1.36. Which line says what: doc/sources.md
 */
#ifndef ELBTOP_KUBE_OBJECT_H
#define ELBTOP_KUBE_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

enum kube_kind {
    KUBE_SERVICE,
    KUBE_EVENT,
    KUBE_ENDPOINT_SLICE,
    KUBE_NODE,
    KUBE_GATEWAY_CLASS,
    KUBE_GATEWAY,
    KUBE_HTTP_ROUTE,
    KUBE_KIND_COUNT
};

struct pair {
    const char *key;
    const char *value;
};

struct meta {
    const char *namespace; /* "" for what has none */
    const char *name;
    const char *uid;
    const char *resource_version;
    int64_t created_ms; /* wall; WHEN_UNKNOWN when absent */
    int64_t deleted_ms; /* deletionTimestamp; WHEN_UNKNOWN: not being deleted */
    size_t label_count;
    const struct pair *labels; /* sorted by key */
    size_t annotation_count;
    const struct pair *annotations; /* only keys with "kubernetes.io/" in them, but not */
                                    /* kubectl's last-applied-configuration; sorted */
    size_t finalizer_count;
    const char *const *finalizers;
};

const char *pair_find(const struct pair *pairs, size_t count, const char *key); /* NULL */
const char *meta_label(const struct meta *meta, const char *key);
const char *meta_annotation(const struct meta *meta, const char *key);
bool meta_has_finalizer(const struct meta *meta, const char *finalizer);

/* ---- Service of type LoadBalancer ---- */

struct service_port {
    const char *name;        /* "" when unnamed (allowed for a single port) */
    const char *protocol;    /* "TCP", "UDP", "SCTP" */
    uint16_t port;           /* 1..65535, what clients connect to */
    uint16_t node_port;      /* 0 when none was allocated */
    const char *target_port; /* number or name, as text */
};

/*
 * When fields came to be, from managedFields; each has a resolution of one second and
 * says when the entry was last changed. WHEN_UNKNOWN when no entry says it.
 */
struct service_times {
    int64_t finalizer_ms; /* status entry that owns the finalizer and no ingress */
    int64_t ids_ms;       /* main-resource entry that owns elb.id */
    int64_t ingress_ms;   /* status entry that owns the ingress */
};

struct service {
    const char *type;                /* "LoadBalancer", "ClusterIP", … */
    const char *cluster_ip;          /* "" when none */
    const char *load_balancer_ip;    /* spec.loadBalancerIP; NULL */
    const char *load_balancer_class; /* NULL */
    bool local;                      /* externalTrafficPolicy: Local */
    size_t port_count;
    const struct service_port *ports; /* in spec order */
    size_t selector_count;
    const struct pair *selector; /* sorted */
    size_t ingress_count;
    const char *const *ingress; /* IPs or host names, stored order */

    /* kubernetes.io/elb.* as they stand; NULL when absent */
    const char *elb_class;
    const char *elb_id;
    const char *elb_eip_id; /* may be "" (class mismatch) */
    const char *elb_autocreate;

    struct service_times times;
};

/* ---- Event about a Service ---- */

struct event {
    const char *type;      /* "Normal", "Warning": not to be trusted */
    const char *reason;    /* "EnsuringLoadBalancer" */
    const char *message;   /* "(combined from similar events): " already taken off */
    const char *component; /* "service-controller", "hws-cloudprovider"; "" */
    const char *about_kind;
    const char *about_namespace;
    const char *about_name;
    const char *about_uid; /* "" when not said */
    int64_t first_ms;      /* wall */
    int64_t last_ms;
    const char *last_path; /* the field that it is from */
    int64_t count;         /* 1 when not said */
    bool combined;
};

/* ---- EndpointSlice ---- */

struct endpoint_slice {
    const char *service; /* label kubernetes.io/service-name; "" when none */
    const char
        *address_type; /* "IPv4", "IPv6", "FQDN": with two families a pod is in both */
    size_t ready;      /* addresses that are ready (absent counts as ready) */
    size_t total;
};

/* ---- Node ---- */

struct node {
    const char *internal_ip; /* NULL */
    bool ready;
    bool excluded; /* label node.kubernetes.io/exclude-from-external-load-balancers */
};

/* ---- Gateway API ---- */

struct condition {
    const char *type;   /* "Accepted", "Programmed" */
    const char *status; /* "True", "False", "Unknown" */
    const char *reason;
    const char *message;
    int64_t since_ms; /* lastTransitionTime */
};

struct gateway_class {
    const char *controller;
    size_t condition_count;
    const struct condition *conditions;
};

struct gateway_listener {
    const char *name;
    const char *protocol;
    uint16_t port;
    int64_t attached_routes; /* -1 when status does not say */
};

struct gateway {
    const char *class;
    size_t listener_count;
    const struct gateway_listener *listeners;
    size_t address_count;
    const char *const *addresses; /* status.addresses[].value */
    size_t condition_count;
    const struct condition *conditions;
};

struct route_parent {
    const char *gateway_namespace; /* the route's own when absent */
    const char *gateway_name;
    const char *section;    /* sectionName; "" */
    size_t condition_count; /* of status.parents for this parent */
    const struct condition *conditions;
};

struct http_route {
    size_t host_count;
    const char *const *hosts;
    size_t parent_count;
    const struct route_parent *parents;
    const char *match;   /* first rule's path, "/" when none */
    const char *backend; /* "web:8080", "web 90% beta 10%"; "" */
};

struct kube_object {
    enum kube_kind kind;
    struct meta meta;
    union {
        struct service service;
        struct event event;
        struct endpoint_slice endpoint_slice;
        struct node node;
        struct gateway_class gateway_class;
        struct gateway gateway;
        struct http_route http_route;
    };
    struct arena arena; /* all text above; last, so that the record reads first */
};

/*
 * Reads one object.
 *
 *   text     JSON of an item of a list, or of "object" in a watch event
 *   managed  its managedFields, when they were set apart (wire/items.h); or empty. Times
 *            are read from it only while the Service is on its way: no ingress yet,
 *            deleting, or made after the wall moment `fresh_after_ms`
 *
 * Shapes: unknown fields are ignored; absent optional fields become NULL, "" or 0.
 * Errors: ERR_SHAPE, err->where = path of the first misfit ("spec.ports[2].port"); the
 *         object's namespace/name stands in err->text where it could be read.
 * Owner: the caller, with kube_object_free.
 */
enum err_code kube_object_decode(enum kube_kind kind, struct span text,
                                 struct span managed, int64_t fresh_after_ms,
                                 struct kube_object **ret_object, struct err *err);
void kube_object_free(struct kube_object *object);

#endif
