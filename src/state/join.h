/*
 * join.h - what of the cloud belongs to a Service, and how that is known.
 *
 * By the annotation elb.id; else by a listener that names the Service's uid; else by the
 * name the ELB was to get; else by address. Ownership of a listener: its description names
 * the Service, or it has the controller's name for that port and names nobody else.
 */
#ifndef ELBTOP_STATE_JOIN_H
#define ELBTOP_STATE_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kube/object.h"
#include "state/autocreate.h"
#include "state/cloud.h"
#include "state/row.h"
#include "state/scratch.h"

/* Which ELB, and how that is known; id is borrowed from the Service or the set. */
struct join_target {
    enum join_how how;
    const char *elb_id; /* NULL when how is JOIN_NONE */
};

struct join_port {
    const struct service_port *port;
    const struct listener *listener; /* ours; NULL */
    const struct listener *taken_by; /* somebody else's on that port; NULL */
    const struct pool *pool;         /* NULL */
    int online;                      /* members; -1 unknown */
    int total;
    int64_t newest_member_ms; /* WHEN_UNKNOWN */
};

struct join {
    struct join_target target;
    const struct elb *elb; /* NULL: the cloud does not know it, or was not read */
    const struct eip *eip; /* NULL: not found in the EIP set */
    bool has_eip;          /* the ELB lists one, or one was found */
    bool bound;            /* and it hangs on this ELB */
    bool eip_known;        /* the cloud could tell if there were none */
    size_t port_count;     /* ports that want a listener */
    struct join_port *ports;
    size_t own_listener_count; /* also those of ports no longer wanted */
    int online;                /* members over all ports; -1 unknown */
    int total;
    const struct join_port
        *dead; /* the first port with members of which none is online; NULL */
};

struct join_target join_target(const struct cloud *cloud,
                               const struct kube_object *object,
                               const struct autocreate *autocreate);

/* Arrays live in the scratch. */
void join_make(const struct cloud *cloud, const struct kube_object *object,
               struct join_target target, struct scratch *scratch, struct join *ret_join);

/* Does the listener belong to that Service, as far as it tells? */
bool listener_is_of(const struct listener *listener, const struct kube_object *object);

/* Can a listener of this protocol serve a Service port of that one? */
bool listener_serves(const char *listener_protocol, const char *port_protocol);

/* A port of this name is no entrance, it is what the health check asks. */
bool port_is_published(const struct service_port *port);

#endif
