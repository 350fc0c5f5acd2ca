/*
 * kube_api.h - a Kubernetes api-server: the one part of the embedded world that kubectl
 * and elbtop talk to about Services, events, nodes and their like.
 *
 * HTTPS with bearer tokens and client certificates; objects live in memory. Its answers
 * have the keys, types, reasons and status codes of a real api-server; the kinds it knows
 * are listed in kube_resource.c, their fields in kube_types_*.c.
 *
 * Beside the api-server proper it does the few works of kube-controller-manager without
 * which kubectl would wait for ever: EndpointSlices and Endpoints of Services, Pods of
 * Deployments, the end of namespaces and of foreground deletion.
 *
 * Source: exchanges recorded from kube-apiserver v1.36.2 (tests/data/sim/kube/captures);
 *         the Kubernetes API reference.
 * Thread: all calls, from any; one lock inside. Handlers run on the server's thread.
 */
#ifndef ELBTOP_SIM_KUBE_API_H
#define ELBTOP_SIM_KUBE_API_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "sim/cert.h"
#include "sim/pace.h"
#include "sim/server.h"

struct kube_api;

/* ---- who may come in ---- */

enum kube_role {
    KUBE_ROLE_NONE, /* nothing but discovery and self reviews */
    KUBE_ROLE_VIEW, /* the ClusterRole "view": reads, but no nodes and no secrets */
    KUBE_ROLE_ADMIN,
};

enum { KUBE_USER_GROUPS = 4 };

struct kube_user {
    const char *name;  /* CN of a client certificate, or whom the token stands for */
    const char *uid;   /* of a token user; NULL */
    const char *token; /* NULL: none */
    const char *groups[KUBE_USER_GROUPS]; /* beside system:authenticated */
    enum kube_role role;
    const char
        *binding; /* ClusterRoleBinding named as the reason; NULL: no reason given */
};

/* ---- admission ---- */

enum kube_operation { KUBE_CREATE, KUBE_UPDATE, KUBE_DELETE };

enum { KUBE_REASON_BYTES = 512 };

/*
 * Asked about every create, update (not of the status) and delete of a Service, dry runs
 * too, with all defaults filled in. The objects have kind and apiVersion; old is NULL for a create, new
 * for a delete. false refuses: the client is told 403 `admission webhook
 * "validate.crd.service" denied the request: REASON`.
 *
 * Runs on the server's thread under the api-server's lock: it must not call back.
 */
typedef bool (*kube_admit)(void *ctx, enum kube_operation operation,
                           const json_t *old_object, const json_t *new_object,
                           char reason[KUBE_REASON_BYTES]);

/* ---- life ---- */

struct kube_api_config {
    uint16_t port;                  /* 0: any */
    const struct cert_store *certs; /* borrowed for as long as the api-server lives */
    struct pace *pace;              /* borrowed; NULL: real time */
    uint64_t seed;                  /* of uids, addresses, ports, name suffixes */
    const char *version;            /* "v1.31.4-r0"; NULL: that */
    size_t history; /* watch events kept per kind; 0: LIMIT_KUBE_HISTORY */

    /* NULL, 0: "admin" (system:masters) and "viewer" (view) with tokens made up new */
    const struct kube_user *users;
    size_t user_count;

    server_before before; /* faults; NULL */
    server_heard heard;   /* NULL */
    void *around_ctx;
    kube_admit admit; /* NULL */
    void *admit_ctx;
    bool no_controllers; /* no endpoints, no pods of Deployments: a bare api-server */
};

/* Serves from its return on. The namespaces default, kube-system, kube-public and
 * kube-node-lease and the Service default/kubernetes exist. */
enum err_code kube_api_new(const struct kube_api_config *config,
                           struct kube_api **ret_api, struct err *err);
void kube_api_free(struct kube_api *api);

const char *kube_api_url(const struct kube_api *api);
const char *kube_api_token(const struct kube_api *api, const char *user); /* NULL: none */

/* A kubeconfig with a context per user that has a token, named for it, the first being the current
 * one, and a context "NAME-cert" with a client certificate beside each. */
enum err_code kube_api_kubeconfig(const struct kube_api *api, struct buf *out,
                                  struct err *err);

/* ---- from within the world, without HTTP ---- */

/*
 * Stores an object as if it had been there all along: kind, apiVersion and metadata.name
 * are needed; status, uid, creationTimestamp and managedFields are taken when given. Not
 * validated, not admitted; what a Service lacks (clusterIP, nodePort, ...) is filled in. The namespace is
 * made when it is absent.
 * Errors: ERR_SHAPE unknown kind or field types; ERR_CONFLICT it exists.
 */
enum err_code kube_api_seed(struct kube_api *api, const json_t *object, struct err *err);

/* The object as a GET would give it; NULL when absent. The caller owns it. */
json_t *kube_api_peek(struct kube_api *api, const char *resource, const char *name_space,
                      const char *name);

/* From now on Pods are only scheduled when they are made: somebody will start them. */
void kube_api_leave_pods(struct kube_api *api);

/* ---- trouble ---- */
void kube_api_forget_history(
    struct kube_api *api); /* old resourceVersions get 410 from now on */
void kube_api_cut_watches(struct kube_api *api); /* every watch connection is closed */

/*
 * Closes the port and all connections, and opens the same port again, with the same
 * certificates, users and objects. As behind a real one's restart the history is gone: who
 * comes back with an older number than the newest is told 410. Stopping what is stopped and
 * starting what runs do nothing. Not from a thread of the api-server's own. Errors:
 * ERR_LOCAL, the port was taken by another in between.
 */
void kube_api_stop(struct kube_api *api);
enum err_code kube_api_start(struct kube_api *api, struct err *err);

#endif
