/*
 * ccm_inside.h - one sync, as the files of the controller share it. For ccm*.c only.
 */
#ifndef ELBTOP_SIM_CCM_INSIDE_H
#define ELBTOP_SIM_CCM_INSIDE_H

#include <stdatomic.h>

#include "base/arena.h"
#include "base/buf.h"
#include "sim/ccm.h"
#include "sim/ccm_queue.h"
#include "sim/ccm_service.h"
#include "sim/informer.h"
#include "sim/recorder.h"

#define CCM_UPSTREAM "service-controller"
#define CCM_VENDOR   "hws-cloudprovider"

enum { CCM_NODES_MOST = 200, CCM_WHY_BYTES = 2048 };

/* A node that may be a backend. */
struct ccm_node {
    char name[64];
    char address[CCM_ADDRESS_BYTES];
    char subnet_id[CCM_ID_BYTES]; /* "" when the node does not say */
};

struct ccm {
    /* fixed after ccm_new */
    struct ccm_config config;
    struct agent *agent;
    atomic_bool pods_required;
    atomic_bool silent_skip;

    /* the thread's own */
    struct ccm_cloud *cloud;
    struct recorder *recorder;
    struct informer *services;
    struct informer *nodes;
    struct ccm_queue *queue;
    struct ccm_queue *hosts; /* Services whose members are to follow the nodes */
    bool nodes_moved;        /* something about a node changed since the last look */
    size_t node_count;
    struct ccm_node node[CCM_NODES_MOST];
};

/* One Service being synced. */
struct ccm_sync {
    struct ccm *ccm;
    struct arena arena;
    struct ccm_service service;
    struct ccm_elb elb;
    size_t ingress_count; /* what the status is to say */
    const char *ingress[2];
    bool skipped;
    struct buf why; /* of a failure: the text after "Details: " */
};

/* ---- ccm_write.c: what it writes to the Service, and says about it ---- */

void ccm_tell(struct ccm_sync *sync, const char *component, const char *type,
              const char *reason, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* The newest object; NULL: gone, or *ret_failed. Owner: the caller. */
json_t *ccm_read_service(struct ccm *ccm, const char *key, bool *ret_failed);

bool ccm_add_finalizer(struct ccm_sync *sync);
bool ccm_remove_finalizer(struct ccm_sync *sync);
bool ccm_patch_ingress(struct ccm_sync *sync);

/* Not a load balancer any more: takes all kubernetes.io/elb.* annotations off. */
bool ccm_strip(struct ccm_sync *sync);

/* Sets annotations (values: text, null removes) and spec.loadBalancerIP (NULL: as it is)
 * in one update of the main resource. Takes annotations. */
bool ccm_write_back(struct ccm_sync *sync, json_t *annotations, const char *balancer_ip);

/* ---- ccm_wish.c: the autocreate block ---- */

struct ccm_wish {
    struct ccm_elb_wish elb;
    struct ccm_eip_wish eip;
    bool is_public;
    json_t *block; /* what the texts above point into */
};

/*
 * false: `why` says what is wrong ("Unmarshal elbAutoCreate params failed: …", "elb
 * autoCreate field:[bandwidth_name] is invalid"). Pure; also what the webhook asks.
 */
bool ccm_wish_read(const char *text, bool dedicated, const char *uid, struct arena *arena,
                   struct ccm_wish *ret_wish, struct buf *why);
void ccm_wish_release(struct ccm_wish *wish);

/* "union" and "" are shared, "performance" is dedicated; false for anything else. */
bool ccm_class_read(const char *elb_class, bool *ret_dedicated);

/* ---- ccm_listener.c: listeners ---- */

bool ccm_listeners_ensure(struct ccm_sync *sync);
bool ccm_listeners_delete(struct ccm_sync *sync);
bool ccm_update_hosts(struct ccm_sync *sync); /* members alone */
void ccm_port_name(const struct ccm_port *port, char out[64]);
bool ccm_port_is_published(const struct ccm_port *port);
bool ccm_listeners_count(struct ccm_sync *sync, size_t *ret_own, size_t *ret_all);

/* ---- ccm_pool.c: what hangs below a listener ---- */

bool ccm_pool_ensure(struct ccm_sync *sync, const struct ccm_port *port,
                     const json_t *listener);
bool ccm_pool_end(struct ccm_sync *sync, const char *pool_id);
bool ccm_members_ensure(struct ccm_sync *sync, const struct ccm_port *port,
                        const char *pool_id);

/* ---- ccm_ensure.c, ccm_delete.c; false: sync->why ---- */

bool ccm_ensure(struct ccm_sync *sync);
bool ccm_exists(struct ccm_sync *sync, bool *ret_exists);
bool ccm_delete(struct ccm_sync *sync);

#endif
