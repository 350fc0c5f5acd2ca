/*
 * world.h - a small world for tests of state/: Services, events, ELBs and all below them,
 * written down as short specs and given to a store as the witnesses would give them.
 *
 * A spec says only what matters to the test; the rest is made up from its name. Specs are
 * plain text where they can be, so that stories (story.h) fill the same ones. Lists are
 * separated by commas.
 */
#ifndef ELBTOP_TESTS_STATE_WORLD_H
#define ELBTOP_TESTS_STATE_WORLD_H

#include <stdbool.h>
#include <stdint.h>

#include "kube/object.h"
#include "otc/inventory.h"
#include "state/store.h"

enum { WORLD_MOST = 64, WORLD_TEXT = 400 };

/* 2025-11-22T12:04:24Z: second 0 of every story. */
#define WORLD_START_MS INT64_C(1763813064000)
#define WORLD_NEVER    INT64_MIN

struct service_spec {
    const char *namespace; /* "shop" */
    const char *name;
    const char *uid;        /* "uid-" and the name */
    const char *type;       /* "LoadBalancer" */
    int64_t created_ms;     /* since the start; 0 */
    int64_t deleted_ms;     /* WORLD_NEVER is 0 here: not deleted */
    const char *autocreate; /* "public", "inner", or JSON text */
    const char *elb_name;   /* name in autocreate */
    const char *class;
    const char *elb_id;
    const char *eip_id;
    const char *ingress; /* "1.2.3.4,10.0.0.7" */
    const char *ports;   /* "80/TCP"; "80/TCP/name" */
    const char *labels;  /* "k=v,k=v" */
    const char *load_balancer_ip;
    const char *load_balancer_class;
    bool finalizer;
    bool local;
    bool no_selector;
    int64_t finalizer_ms; /* managedFields say so; 0: they do not */
    int64_t ids_ms;
    int64_t ingress_ms;
};

struct event_spec {
    const char *namespace;
    const char *name; /* of the Service */
    const char *uid;  /* of the event; reason and message tell it apart when not said */
    const char *about_uid;
    const char *reason;
    const char *message; /* "" */
    const char *component;
    int64_t first_ms; /* since the start; the world's time when both are 0 */
    int64_t last_ms;
    int64_t count; /* 1 */
};

struct elb_spec {
    const char *id;
    const char *name;
    const char *description;
    const char *class;        /* "union"; "" unknown */
    const char *provisioning; /* "ACTIVE" */
    const char *operating;    /* "ONLINE" */
    const char *vip;
    const char *eip_id;
    const char *eip_address;
    int64_t created_ms;
    bool protected;
};

struct listener_spec {
    const char *id;
    const char *elb;
    const char *name; /* "k8s_TCP_80" */
    const char *port; /* "80/TCP" */
    const char *uid;  /* of the Service, in its description; "" says nothing */
    const char *cluster;
    int members; /* pool behind it: -1 none */
    int online;
    int64_t created_ms;
    int64_t members_ms; /* when the members were made; 0: as the listener */
};

struct eip_spec {
    const char *id;
    const char *address;
    const char *status; /* "ELB" */
    const char *port_id;
};

struct world {
    struct store *store;
    struct view *view; /* the last one that was asked for */
    int64_t at_ms;     /* since the start */
    bool lost[SOURCE_COUNT];
    struct arena arena; /* texts of specs */

    size_t elb_count, listener_count, eip_count;
    struct elb_spec elbs[WORLD_MOST];
    struct listener_spec listeners[WORLD_MOST];
    struct eip_spec eips[WORLD_MOST];
    bool members_unknown;
};

void world_init(
    struct world *world); /* an empty store, Kubernetes live, nothing listed */
void world_release(struct world *world);

int64_t world_now(const struct world *world);
int64_t world_wall(const struct world *world);
void world_wait(struct world *world, int64_t ms);

struct kube_object *world_service(const struct service_spec *spec);
struct kube_object *world_event(const struct world *world, const struct event_spec *spec);

void world_put(struct world *world, struct kube_object *object);
void world_put_service(struct world *world, const struct service_spec *spec);
void world_put_event(struct world *world, const struct event_spec *spec);
#define WORLD_SERVICE(world, ...)                                                        \
    world_put_service((world), &(struct service_spec){__VA_ARGS__})
#define WORLD_EVENT(world, ...)                                                          \
    world_put_event((world), &(struct event_spec){__VA_ARGS__})

/* Of other kinds, in short. */
void world_put_node(struct world *world, const char *name, const char *address);
void world_put_slice(struct world *world, const char *name, const char *service,
                     size_t ready);
void world_put_gateway(struct world *world, const char *name, const char *class,
                       const char *programmed);
void world_put_route(struct world *world, const char *name, const char *gateway,
                     const char *accepted, const char *reason);

/* The cloud is written down piece by piece; the store gets it with the next sweep. An id
 * that is there already is replaced. */
void world_put_elb(struct world *world, const struct elb_spec *spec);
void world_put_listener(struct world *world, const struct listener_spec *spec);
void world_put_eip(struct world *world, const struct eip_spec *spec);
void world_drop(struct world *world, const char *id); /* whatever it is */
#define WORLD_ELB(world, ...) world_put_elb((world), &(struct elb_spec){__VA_ARGS__})
#define WORLD_LISTENER(world, ...)                                                       \
    world_put_listener((world), &(struct listener_spec){__VA_ARGS__})
#define WORLD_EIP(world, ...) world_put_eip((world), &(struct eip_spec){__VA_ARGS__})

struct elb_set *world_elb_set(const struct world *world, int64_t read_wall_ms);
struct eip_set *world_eip_set(const struct world *world, int64_t read_wall_ms);
void world_sweep(struct world *world); /* both */
void world_sweep_elbs(struct world *world);
void world_listed(struct world *world); /* the lists of all kinds have ended */
void world_probe(struct world *world, const char *address, uint16_t port,
                 enum probe_state state, int tries);
void world_source(struct world *world, enum source_name name, enum source_state state);

/* A fresh view; the world's. */
const struct view *world_look(struct world *world);
const struct row *world_row(struct world *world, const char *namespace, const char *name);
const struct view_elb *world_elb(struct world *world, const char *id);

/* All that a view shows, as text. Owner: the caller. */
char *world_print(const struct view *view, bool with_times);

#endif
