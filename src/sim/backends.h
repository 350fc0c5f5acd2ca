/*
 * backends.h - which pods stand behind a node's port: what kube-proxy knows, for the
 * health checks of the cloud and for the network.
 *
 * Watches Services, EndpointSlices and Nodes over HTTP on a thread of its own, so it
 * works with any cluster.
 */
#ifndef ELBTOP_SIM_BACKENDS_H
#define ELBTOP_SIM_BACKENDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "sim/agent.h"
#include "sim/pace.h"

struct backends;

enum err_code backends_new(struct pace *pace,
                           const struct agent_server *kube, /* copied */
                           struct backends **ret_backends, struct err *err);
enum err_code backends_start(struct backends *backends, struct err *err);
void backends_free(struct backends *backends); /* stops it first */

/* A pod a connection has been led to. */
struct backend {
    char namespace[64];
    char service[64];
    char pod[80]; /* the address when the endpoint names no pod */
    char node[64];
    char address[48];
    uint16_t port; /* of the Service */
};

/*
 * Whom does a connection to that node's address and port reach? turn counts up with each
 * connection, so that pods take turns. false: nobody answers there. Any thread.
 */
bool backends_pick(struct backends *backends, const char *address, uint16_t node_port,
                   size_t turn, struct backend *ret_backend);

/* The same, by Service: for routes of a gateway. port 0: its first. */
bool backends_pick_service(struct backends *backends, const char *namespace,
                           const char *service, uint16_t port, size_t turn,
                           struct backend *ret_backend);

/* Does anybody answer? Fits the cloud's oracle; ctx is the backends. */
bool backends_answer(void *ctx, const char *address, uint16_t node_port);

/* Do the pods behind it speak TLS? By the Service's port: appProtocol https, or the name
 * https or https-…, as people write it. Fits fabric_veiled; ctx is the backends. */
bool backends_speak_tls(void *ctx, const char *address, uint16_t node_port);

/* The address of some node; false: there is none with one. */
bool backends_node_address(struct backends *backends, char out[48]);

/* Does a Service other than key publish that port of that load balancer, by its
 * elb.id? Fits webhook_taken; ctx is the backends. */
bool backends_port_taken(void *ctx, const char *elb_id, uint16_t port,
                         const char *protocol, const char *key);

/* All lists were complete once. Any thread. */
bool backends_are_known(struct backends *backends);

#endif
