/*
 * One thread, one queue. The watches put keys into the queue; the thread takes the key
 * that is due and syncs it from the newest object; bytes of the watches flow while it
 * waits for answers. A sync is upstream's: events and finalizer around what the vendor's
 * part does.
 */
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/ccm_inside.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { SKIP_RESYNC_MS = 180 * 1000 }; /* the vendor's own, of Services it skips */

#define NO_BALANCERS_LABEL "node.kubernetes.io/exclude-from-external-load-balancers"
#define SUBNET_LABEL       "node.kubernetes.io/subnetid"
#define DOOMED_TAINT       "ToBeDeletedByClusterAutoscaler"

static int64_t now_of(const struct ccm *ccm)
{
    return pace_now_ms(ccm->config.pace);
}

/* ---- what the watches say ---- */

/* A first sight takes 0.2 to 1 s, an echo of the own write-back longer. */
static int64_t reaction_ms(const struct ccm *ccm, const char *key, const json_t *old)
{
    struct buf name;
    buf_init(&name, 1024);
    buf_print(&name, "%s/%s", old == NULL ? "seen" : "again", key);
    int64_t ms = old == NULL ? pace_between(ccm->config.pace, buf_text(&name), 200, 1000)
                             : pace_between(ccm->config.pace, buf_text(&name), 500, 2000);
    buf_release(&name);
    return ms;
}

static void service_changed(void *ctx, const char *key, const json_t *old,
                            const json_t *now)
{
    struct ccm *ccm = ctx;
    bool first_list = !informer_is_listed(ccm->services);

    if (now == NULL) {
        ccm_queue_forget_failures(ccm->queue, key);
        return;
    }
    if (!ccm_service_needs_sync(old, now))
        return;
    if (old == NULL && first_list && ccm_service_is_settled(now))
        return; /* made in an earlier life */
    ccm_queue_add(ccm->queue, key, now_of(ccm) + reaction_ms(ccm, key, old));
}

static void node_changed(void *ctx, const char *key, const json_t *old, const json_t *now)
{
    struct ccm *ccm = ctx;
    (void)key;
    (void)old;
    (void)now;
    ccm->nodes_moved = true;
}

/* ---- nodes ---- */

static bool node_is_ready(const json_t *node)
{
    const json_t *list = tree_at(node, "status.conditions");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *type = tree_text(one, "type");
        const char *status = tree_text(one, "status");
        if (type != NULL && strcmp(type, "Ready") == 0)
            return status != NULL && strcmp(status, "True") == 0;
    }
    return false;
}

static bool node_is_doomed(const json_t *node)
{
    const json_t *list = tree_at(node, "spec.taints");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *key = tree_text(json_array_get(list, i), "key");
        if (key != NULL && strcmp(key, DOOMED_TAINT) == 0)
            return true;
    }
    return false;
}

static const char *node_address(const json_t *node)
{
    const json_t *list = tree_at(node, "status.addresses");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *type = tree_text(one, "type");
        if (type != NULL && strcmp(type, "InternalIP") == 0)
            return tree_text(one, "address");
    }
    return NULL;
}

static void add_node(void *ctx, const char *key)
{
    struct ccm *ccm = ctx;
    json_t *node = informer_get(ccm->nodes, key);
    const json_t *labels = tree_at(node, "metadata.labels");
    const char *address = node_address(node);
    const char *subnet = tree_key_text(labels, SUBNET_LABEL);

    if (address != NULL && node_is_ready(node) && !node_is_doomed(node) &&
        tree_key(labels, NO_BALANCERS_LABEL) == NULL &&
        ccm->node_count < CCM_NODES_MOST) {
        struct ccm_node *to = &ccm->node[ccm->node_count++];
        *to = (struct ccm_node){0};
        snprintf(to->name, sizeof to->name, "%s", key);
        snprintf(to->address, sizeof to->address, "%s", address);
        snprintf(to->subnet_id, sizeof to->subnet_id, "%s", subnet != NULL ? subnet : "");
    }
    json_decref(node);
}

static int compare_nodes(const void *a, const void *b)
{
    const struct ccm_node *one = a;
    const struct ccm_node *other = b;
    return strcmp(one->name, other->name);
}

static void queue_hosts(void *ctx, const char *key)
{
    struct ccm *ccm = ctx;
    json_t *object = informer_get(ccm->services, key);
    if (ccm_service_is_settled(object))
        ccm_queue_add(ccm->hosts, key, now_of(ccm));
    json_decref(object);
}

/* Reads the nodes anew; if the set of backends is another one, all Services follow. */
static void look_at_nodes(struct ccm *ccm)
{
    struct ccm_node *old = mem_new(sizeof ccm->node);
    size_t old_count = ccm->node_count;
    bool first = old_count == 0;

    memcpy(old, ccm->node, sizeof ccm->node);
    ccm->nodes_moved = false;
    ccm->node_count = 0;
    informer_each(ccm->nodes, add_node, ccm);
    qsort(ccm->node, ccm->node_count, sizeof ccm->node[0], compare_nodes);
    bool same = old_count == ccm->node_count &&
                memcmp(old, ccm->node, old_count * sizeof ccm->node[0]) == 0;
    if (!same && !first)
        informer_each(ccm->services, queue_hosts, ccm);
    free(old);
}

/* ---- one sync ---- */

static void sync_init(struct ccm_sync *sync, struct ccm *ccm, const json_t *object)
{
    *sync = (struct ccm_sync){.ccm = ccm};
    arena_init(&sync->arena, 0);
    buf_init(&sync->why, CCM_WHY_BYTES);
    ccm_service_read(object, &sync->arena, &sync->service);
}

static void sync_release(struct ccm_sync *sync)
{
    buf_release(&sync->why);
    arena_release(&sync->arena);
}

/* "failed to ensure load balancer: " before what the vendor's part said. */
static bool failed_to(struct ccm_sync *sync, const char *what)
{
    struct buf text;
    buf_init(&text, CCM_WHY_BYTES);
    buf_print(&text, "failed to %s: %s", what, buf_text(&sync->why));
    buf_release(&sync->why);
    sync->why = text;
    return false;
}

static bool sync_gone(struct ccm_sync *sync)
{
    bool exists;

    if (!ccm_exists(sync, &exists))
        return failed_to(sync, "check if load balancer exists before cleanup");
    if (exists) {
        ccm_tell(sync, CCM_UPSTREAM, "Normal", "DeletingLoadBalancer",
                 "Deleting load balancer");
        if (!ccm_delete(sync))
            return failed_to(sync, "delete load balancer");
    }
    if (!sync->service.deleting && !ccm_strip(sync))
        return failed_to(sync, "delete load balancer");
    if (!ccm_remove_finalizer(sync))
        return failed_to(sync, "remove load balancer cleanup finalizer");
    ccm_tell(sync, CCM_UPSTREAM, "Normal", "DeletedLoadBalancer",
             "Deleted load balancer");
    return true;
}

static bool vendor_ensure(struct ccm_sync *sync)
{
    if (ccm_ensure(sync))
        return true;
    ccm_tell(sync, CCM_VENDOR, "Warning", "CreatingLoadBalancerFailed", "Details: %s",
             buf_text(&sync->why));
    return failed_to(sync, "ensure load balancer");
}

static bool sync_wanted(struct ccm_sync *sync)
{
    struct ccm *ccm = sync->ccm;

    ccm_tell(sync, CCM_UPSTREAM, "Normal", "EnsuringLoadBalancer",
             "Ensuring load balancer");
    if (!ccm_add_finalizer(sync))
        return failed_to(sync, "add load balancer cleanup finalizer");
    sync->service.has_finalizer = true;
    if (ccm->node_count == 0)
        ccm_tell(sync, CCM_UPSTREAM, "Warning", "UnAvailableLoadBalancer",
                 "There are no available nodes for LoadBalancer");
    if (!vendor_ensure(sync))
        return false;
    ccm_tell(sync, CCM_UPSTREAM, "Normal", "EnsuredLoadBalancer",
             "Ensured load balancer");
    agent_wait(ccm->agent, pace_between(ccm->config.pace, sync->service.uid, 50, 300));
    if (!ccm_patch_ingress(sync))
        return failed_to(sync, "update load balancer status");
    return true;
}

static bool needs_cleanup(const struct ccm_service *service)
{
    return service->has_finalizer && (service->deleting || !service->is_balancer);
}

static void count_result(struct ccm *ccm, struct ccm_sync *sync, bool good)
{
    const char *key = sync->service.key;

    if (good) {
        ccm_queue_forget_failures(ccm->queue, key);
        if (sync->skipped)
            ccm_queue_add(ccm->queue, key, now_of(ccm) + SKIP_RESYNC_MS);
        return;
    }
    ccm_tell(sync, CCM_UPSTREAM, "Warning", "SyncLoadBalancerFailed",
             "Error syncing load balancer: %s", buf_text(&sync->why));
    ccm_queue_add_failed(ccm->queue, key, now_of(ccm));
}

/* NULL: it is gone, or could not be read and comes again. */
static json_t *read_or_retry(struct ccm *ccm, struct ccm_queue *queue, const char *key)
{
    bool failed;
    json_t *object = ccm_read_service(ccm, key, &failed);
    if (failed)
        ccm_queue_add_failed(queue, key, now_of(ccm));
    else if (object == NULL)
        ccm_queue_forget_failures(queue, key);
    return object;
}

static void sync_service(struct ccm *ccm, const char *key)
{
    json_t *object = read_or_retry(ccm, ccm->queue, key);
    if (object == NULL)
        return;

    struct ccm_sync sync;
    sync_init(&sync, ccm, object);
    json_decref(object);
    if (needs_cleanup(&sync.service)) {
        bool good = sync_gone(&sync);
        if (!agent_ends(ccm->agent))
            count_result(ccm, &sync, good);
    } else if (sync.service.is_balancer && !sync.service.deleting) {
        bool good = sync_wanted(&sync);
        if (!agent_ends(ccm->agent))
            count_result(ccm, &sync, good);
    }
    sync_release(&sync);
}

/* The nodes are other ones: only the members follow. */
static void sync_hosts(struct ccm *ccm, const char *key)
{
    json_t *object = read_or_retry(ccm, ccm->hosts, key);
    if (object == NULL)
        return;

    struct ccm_sync sync;
    sync_init(&sync, ccm, object);
    json_decref(object);
    if (sync.service.is_balancer && !sync.service.deleting &&
        sync.service.elb_id != NULL) {
        if (ccm_update_hosts(&sync)) {
            ccm_queue_forget_failures(ccm->hosts, key);
            ccm_tell(&sync, CCM_UPSTREAM, "Normal", "UpdatedLoadBalancer",
                     "Updated load balancer with new hosts");
        } else if (!agent_ends(ccm->agent)) {
            ccm_tell(&sync, CCM_UPSTREAM, "Warning", "UpdateLoadBalancerFailed",
                     "Error updating load balancer with new hosts: %s",
                     buf_text(&sync.why));
            ccm_queue_add_failed(ccm->hosts, key, now_of(ccm));
        }
    }
    sync_release(&sync);
}

/* ---- the thread ---- */

/* One key of either queue; false: none is due. */
static bool work_once(struct ccm *ccm)
{
    int64_t now = now_of(ccm);
    char *key = ccm_queue_take(ccm->queue, now);
    char *host = key == NULL ? ccm_queue_take(ccm->hosts, now) : NULL;

    if (key != NULL)
        sync_service(ccm, key);
    if (host != NULL)
        sync_hosts(ccm, host);
    bool any = key != NULL || host != NULL;
    free(key);
    free(host);
    return any;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void run(void *ctx)
{
    struct ccm *ccm = ctx;

    while (!agent_ends(ccm->agent)) {
        int64_t real = earlier(informer_work(ccm->nodes), informer_work(ccm->services));
        bool ready = informer_is_listed(ccm->nodes) && informer_is_listed(ccm->services);
        if (ready && ccm->nodes_moved)
            look_at_nodes(ccm);
        if (ready && work_once(ccm))
            continue;
        int64_t due =
            ready ? earlier(ccm_queue_due_ms(ccm->queue), ccm_queue_due_ms(ccm->hosts))
                  : INT64_MAX;
        agent_turn(ccm->agent, due, real);
    }
}

enum err_code ccm_new(const struct ccm_config *config, struct ccm **ret_ccm,
                      struct err *err)
{
    struct ccm *ccm = mem_new(sizeof *ccm);
    enum err_code code;

    ccm->config = *config;
    code = agent_new(config->pace, &ccm->agent, err);
    if (code != ERR_OK) {
        free(ccm);
        return code;
    }
    agent_introduce(ccm->agent, "cloud-controller-manager", config->gate);
    atomic_init(&ccm->pods_required, config->pods_required);
    atomic_init(&ccm->silent_skip, config->silent_skip);
    ccm->cloud = ccm_cloud_new(ccm->agent, &ccm->config.cloud);
    ccm->recorder = recorder_new(ccm->agent, &ccm->config.kube);
    ccm->queue = ccm_queue_new();
    ccm->hosts = ccm_queue_new();
    ccm->services = informer_new(&(struct informer_config){.agent = ccm->agent,
                                                           .server = &ccm->config.kube,
                                                           .path = "/api/v1/services",
                                                           .changed = service_changed,
                                                           .ctx = ccm});
    ccm->nodes = informer_new(&(struct informer_config){.agent = ccm->agent,
                                                        .server = &ccm->config.kube,
                                                        .path = "/api/v1/nodes",
                                                        .changed = node_changed,
                                                        .ctx = ccm});
    *ret_ccm = ccm;
    return ERR_OK;
}

enum err_code ccm_start(struct ccm *ccm, struct err *err)
{
    return agent_start(ccm->agent, run, ccm, err);
}

void ccm_free(struct ccm *ccm)
{
    if (ccm == NULL)
        return;
    agent_stop(ccm->agent);
    informer_free(ccm->services);
    informer_free(ccm->nodes);
    ccm_queue_free(ccm->queue);
    ccm_queue_free(ccm->hosts);
    recorder_free(ccm->recorder);
    ccm_cloud_free(ccm->cloud);
    agent_free(ccm->agent);
    free(ccm);
}

void ccm_hold(struct ccm *ccm, bool held)
{
    agent_hold(ccm->agent, held);
}

bool ccm_is_held(const struct ccm *ccm)
{
    return agent_is_held(ccm->agent);
}

void ccm_set_pods_required(struct ccm *ccm, bool required)
{
    atomic_store(&ccm->pods_required, required);
}

void ccm_set_silent_skip(struct ccm *ccm, bool silent)
{
    atomic_store(&ccm->silent_skip, silent);
}
