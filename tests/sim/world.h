/*
 * world.h - an embedded world for a test, and the questions tests ask of it: over HTTP with
 * plain requests, as any client would, never from within.
 */
#ifndef ELBTOP_TESTS_SIM_WORLD_H
#define ELBTOP_TESTS_SIM_WORLD_H

#include <jansson.h>
#include <stdbool.h>

#include "base/buf.h"
#include "sim/sim.h"

enum { WORLD_PATIENCE_MS = 20000 }; /* real; at speed 100 that is half an hour */

struct world {
    struct sim *sim;
    struct http *http;
    struct http_peer *kube, *iam, *elb, *vpc, *control;
    char *kube_token;
    char *token; /* of the cloud */
    char *project;
};

/* speed 0 becomes 100. */
struct world *world_open(const struct sim_config *config);
struct world *world_open_story(const char *story);
void world_close(struct world *world);

/* ---- the api-server ---- */

/* Sends YAML or JSON (NULL: no body); returns the answer, the caller's, and its status. */
json_t *world_kube(struct world *world, const char *method, const char *path,
                   const char *body, int *ret_status);
json_t *world_get(struct world *world, const char *path); /* NULL when not there */

/* By server-side apply, as kubectl would; the manifest names what it is. */
int world_apply(struct world *world, const char *manifest);
int world_delete(struct world *world, const char *key); /* a Service */
int world_merge(struct world *world, const char *key, const char *patch);
json_t *world_service(struct world *world, const char *key); /* "namespace/name"; NULL */
bool world_has_service(struct world *world, const char *key);

/* A Service of pattern A in lb-demo, port 80, or of pattern B. */
int world_autocreate(struct world *world, const char *name);
int world_attach(struct world *world, const char *name, const char *elb_id, int port);

/* Annotation or "" when it is absent; copied into a ring of a few. */
const char *world_annotation(struct world *world, const char *key,
                             const char *annotation);
/* "138.124.232.123 10.0.0.9", in stored order; "" */
const char *world_ingress(struct world *world, const char *key);

/* Events about that Service: "Reason/component xCOUNT: message" a line, in order of age. */
char *world_events(struct world *world, const char *key);
bool world_has_event(struct world *world, const char *key, const char *reason,
                     const char *part);
int world_event_count(struct world *world, const char *key, const char *reason);

/* ---- the cloud ---- */

/* One list of ELB v3 ("loadbalancers", "listeners?loadbalancer_id=…"); the caller's. */
json_t *world_elb_list(struct world *world, const char *collection);
json_t *world_elb_named(struct world *world, const char *name); /* NULL; the caller's */
json_t *world_eip(struct world *world, const char *address);    /* of EIP v1; NULL */
size_t world_elb_count(struct world *world, const char *name);
size_t world_listener_count(struct world *world, const char *elb_id);
/* "3 ONLINE" of all members of all pools of that load balancer: how many are in that state. */
size_t world_member_count(struct world *world, const char *elb_id, const char *status);

/* ---- control and network ---- */
json_t *world_control(struct world *world, const char *method, const char *path,
                      const char *body, int *ret_status);

/* A GET through the address, from outside. 0: no answer; body into out (inited here). */
int world_fetch(struct world *world, const char *url_base, const char *path,
                const char *host, struct buf *ret_body);

#endif
