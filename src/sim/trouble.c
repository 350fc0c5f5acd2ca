#include "sim/trouble.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "base/when.h"
#include "sim/cloud_account.h"
#include "sim/cloud_lb.h"
#include "sim/cloud_net.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { PORTS_MOST = 16 };

struct trouble {
    /* fixed after trouble_set_world */
    struct trouble_world world;
    struct cloud_quota usual_quota;

    /* under the cloud's lock: ports to occupy on the next load balancer */
    size_t port_count;
    uint16_t ports[PORTS_MOST];
};

/* A deed: what it needs of the world, and how it is done. value is what stood after
 * '='. */
struct deed {
    const char *target;
    const char *word;
    enum err_code (*make)(struct trouble *trouble, const struct fault *fault,
                          const char *value, struct err *err);
};

static enum err_code misfit(const struct fault *fault, struct err *err, const char *what)
{
    return err_set(err, ERR_SHAPE, "fault \"%s\": %s", fault->text, what);
}

static enum err_code nothing(const struct fault *fault, struct err *err, const char *what)
{
    return err_set(err, ERR_ABSENT, "fault \"%s\": no %s of that name", fault->text,
                   what);
}

/* ---- api-server ---- */

static enum err_code cut_watches(struct trouble *trouble, const struct fault *fault,
                                 const char *value, struct err *err)
{
    (void)value;
    if (trouble->world.kube == NULL)
        return misfit(fault, err, "the api-server is not the world's own");
    kube_api_cut_watches(trouble->world.kube);
    return ERR_OK;
}

static enum err_code forget_history(struct trouble *trouble, const struct fault *fault,
                                    const char *value, struct err *err)
{
    (void)value;
    if (trouble->world.kube == NULL)
        return misfit(fault, err, "the api-server is not the world's own");
    kube_api_forget_history(trouble->world.kube);
    kube_api_cut_watches(trouble->world.kube);
    return ERR_OK;
}

static enum err_code stop_server(struct trouble *trouble, const struct fault *fault,
                                 const char *value, struct err *err)
{
    (void)value;
    if (trouble->world.kube == NULL)
        return misfit(fault, err, "the api-server is not the world's own");
    kube_api_stop(trouble->world.kube);
    return ERR_OK;
}

static enum err_code start_server(struct trouble *trouble, const struct fault *fault,
                                  const char *value, struct err *err)
{
    (void)value;
    if (trouble->world.kube == NULL)
        return misfit(fault, err, "the api-server is not the world's own");
    return kube_api_start(trouble->world.kube, err);
}

static enum err_code restart_server(struct trouble *trouble, const struct fault *fault,
                                    const char *value, struct err *err)
{
    enum err_code code = stop_server(trouble, fault, value, err);
    return code == ERR_OK ? start_server(trouble, fault, value, err) : code;
}

/* ---- cloud: tokens and quotas ---- */

static enum err_code expire_tokens(struct trouble *trouble, const struct fault *fault,
                                   const char *value, struct err *err)
{
    (void)fault;
    (void)value;
    (void)err;
    cloud_lock(trouble->world.cloud);
    cloud_tokens_expire(trouble->world.cloud);
    cloud_unlock(trouble->world.cloud);
    return ERR_OK;
}

static enum err_code set_quota(struct trouble *trouble, const struct fault *fault,
                               const char *value, struct err *err)
{
    struct cloud_state *cloud = trouble->world.cloud;
    bool elb = strcmp(fault->target, "elb") == 0;
    int64_t quota = 0;

    cloud_lock(cloud);
    int used = elb ? (int)cloud->elbs.count : (int)cloud_eip_used(cloud);
    bool good =
        strcmp(value, "full") == 0 || span_to_range(span_of(value), -1, 100000, &quota);
    if (good && strcmp(value, "full") == 0)
        quota = used;
    if (good && elb)
        cloud->quota.loadbalancer = (int)quota;
    else if (good)
        cloud->quota.public_ip = (int)quota;
    cloud_unlock(cloud);
    return good ? ERR_OK : misfit(fault, err, "quota must be full or a number");
}

static enum err_code set_lag(struct trouble *trouble, const struct fault *fault,
                             const char *value, struct err *err)
{
    int64_t ms;
    if (!duration_parse(span_of(value), &ms))
        return misfit(fault, err, "lag must be a duration");
    cloud_lock(trouble->world.cloud);
    if (strcmp(fault->target, "elb") == 0)
        trouble->world.cloud->switches.child_lag_ms = ms;
    else
        trouble->world.cloud->switches.release_lag_ms = ms;
    cloud_unlock(trouble->world.cloud);
    return ERR_OK;
}

/* ---- cloud: what somebody does by hand ---- */

static struct cloud_elb *elb_named(struct cloud_state *cloud, const char *name)
{
    struct cloud_elb *elb = cloud_elb_by_name(cloud, name);
    return elb != NULL ? elb : cloud_elb_find(cloud, name);
}

static void occupy(struct cloud_state *cloud, struct cloud_elb *elb, uint16_t port)
{
    cloud_listener_add(
        cloud, elb,
        &(struct cloud_listener_spec){
            .name = "made-by-hand", .description = "", .protocol = "TCP", .port = port});
}

static enum err_code take_port(struct trouble *trouble, const struct fault *fault,
                               const char *value, struct err *err)
{
    struct cloud_state *cloud = trouble->world.cloud;
    const char *name = fault_word(fault, "elb");
    enum err_code code = ERR_OK;
    int64_t port;

    if (!span_to_range(span_of(value), 1, 65535, &port))
        return misfit(fault, err, "the port must be 1 to 65535");
    cloud_lock(cloud);
    struct cloud_elb *elb = name != NULL ? elb_named(cloud, name) : NULL;
    if (elb != NULL)
        occupy(cloud, elb, (uint16_t)port);
    else if (name != NULL)
        code = nothing(fault, err, "load balancer");
    else if (trouble->port_count < PORTS_MOST)
        trouble->ports[trouble->port_count++] = (uint16_t)port;
    cloud_unlock(cloud);
    return code;
}

/* A new load balancer: the ports that wait for one are occupied before its maker is
 * told. */
static void on_cloud_change(void *ctx, const struct cloud_note *note)
{
    struct trouble *trouble = ctx;
    struct cloud_state *cloud = trouble->world.cloud;

    if (note->kind != CLOUD_KIND_ELB || note->change != CLOUD_ADDED)
        return;
    cloud_lock(cloud);
    struct cloud_elb *elb = cloud_elb_find(cloud, note->id);
    for (size_t i = 0; elb != NULL && i < trouble->port_count; i++)
        occupy(cloud, elb, trouble->ports[i]);
    trouble->port_count = 0;
    cloud_unlock(cloud);
}

static enum err_code delete_elb(struct trouble *trouble, const struct fault *fault,
                                const char *value, struct err *err)
{
    struct cloud_state *cloud = trouble->world.cloud;

    cloud_lock(cloud);
    struct cloud_elb *elb = elb_named(cloud, value);
    if (elb != NULL)
        cloud_elb_remove(cloud, elb);
    cloud_unlock(cloud);
    return elb != NULL ? ERR_OK : nothing(fault, err, "load balancer");
}

static enum err_code unbind(struct trouble *trouble, const struct fault *fault,
                            const char *value, struct err *err)
{
    struct cloud_state *cloud = trouble->world.cloud;

    cloud_lock(cloud);
    struct cloud_eip *eip = cloud_eip_by_address(cloud, value);
    if (eip == NULL)
        eip = cloud_eip_find(cloud, value);
    if (eip != NULL && eip->elb != NULL)
        cloud_eip_unbind(cloud, eip);
    cloud_unlock(cloud);
    return eip != NULL ? ERR_OK : nothing(fault, err, "public address");
}

/* ---- cloud: members ---- */

struct force {
    enum cloud_force how;
    const char *elb;  /* NULL: all */
    const char *node; /* address; NULL: all */
    int64_t port;     /* of the listener; 0: all */
};

static bool pool_fits(const struct force *force, const struct cloud_elb *elb,
                      const struct cloud_pool *pool)
{
    if (force->elb != NULL && strcmp(force->elb, elb->thing.name) != 0 &&
        strcmp(force->elb, elb->thing.id) != 0)
        return false;
    return force->port == 0 ||
           (pool->listener != NULL && pool->listener->port == force->port);
}

static size_t force_members(struct cloud_state *cloud, const struct force *force,
                            const struct cloud_pool *pool)
{
    size_t count = 0;
    for (size_t i = 0; i < pool->members.count; i++) {
        struct cloud_member *member = cloud_member_at(&pool->members, i);
        if (force->node != NULL && strcmp(force->node, member->address) != 0)
            continue;
        member->force = force->how;
        cloud_member_check_now(cloud, member);
        count++;
    }
    return count;
}

static size_t force_all(struct cloud_state *cloud, const struct force *force)
{
    size_t count = 0;
    cloud_lock(cloud);
    for (size_t i = 0; i < cloud->elbs.count; i++) {
        const struct cloud_elb *elb = cloud_elb_at(&cloud->elbs, i);
        for (size_t j = 0; j < elb->pools.count; j++) {
            if (pool_fits(force, elb, cloud_pool_at(&elb->pools, j)))
                count += force_members(cloud, force, cloud_pool_at(&elb->pools, j));
        }
    }
    cloud_unlock(cloud);
    cloud_refresh_health(cloud);
    return count;
}

static enum err_code force_some(struct trouble *trouble, const struct fault *fault,
                                const char *value, struct err *err)
{
    static const char *const words[] = {"checked", "offline", "online"};
    struct force force = {.elb = fault_word(fault, "elb"),
                          .node = fault_word(fault, "node")};
    const char *port = fault_word(fault, "port");
    size_t how = 0;

    while (how < ARRAY_COUNT(words) && strcmp(words[how], value) != 0)
        how++;
    if (how == ARRAY_COUNT(words))
        return misfit(fault, err, "member must be offline, online or checked");
    force.how = how == 1   ? CLOUD_FORCED_OFFLINE
                : how == 2 ? CLOUD_FORCED_ONLINE
                           : CLOUD_AS_CHECKED;
    if (port != NULL && !span_to_range(span_of(port), 1, 65535, &force.port))
        return misfit(fault, err, "the port must be 1 to 65535");
    return force_all(trouble->world.cloud, &force) > 0 ? ERR_OK
                                                       : nothing(fault, err, "member");
}

/* ---- the controller ---- */

static enum err_code need_ccm(const struct trouble *trouble, const struct fault *fault,
                              struct err *err)
{
    return trouble->world.ccm != NULL ? ERR_OK
                                      : misfit(fault, err, "this world has no ccm");
}

static enum err_code stop_ccm(struct trouble *trouble, const struct fault *fault,
                              const char *value, struct err *err)
{
    (void)value;
    enum err_code code = need_ccm(trouble, fault, err);
    if (code == ERR_OK)
        ccm_hold(trouble->world.ccm, true);
    return code;
}

static enum err_code run_ccm(struct trouble *trouble, const struct fault *fault,
                             const char *value, struct err *err)
{
    (void)value;
    enum err_code code = need_ccm(trouble, fault, err);
    if (code == ERR_OK)
        ccm_hold(trouble->world.ccm, false);
    return code;
}

static enum err_code skip_silently(struct trouble *trouble, const struct fault *fault,
                                   const char *value, struct err *err)
{
    (void)value;
    enum err_code code = need_ccm(trouble, fault, err);
    if (code == ERR_OK)
        ccm_set_silent_skip(trouble->world.ccm, true);
    return code;
}

static enum err_code require_pods(struct trouble *trouble, const struct fault *fault,
                                  const char *value, struct err *err)
{
    (void)value;
    enum err_code code = need_ccm(trouble, fault, err);
    if (code == ERR_OK)
        ccm_set_pods_required(trouble->world.ccm, true);
    return code;
}

static enum err_code be_strict(struct trouble *trouble, const struct fault *fault,
                               const char *value, struct err *err)
{
    (void)value;
    if (trouble->world.webhook == NULL)
        return misfit(fault, err, "the api-server is not the world's own");
    webhook_set_strict(trouble->world.webhook, true);
    return ERR_OK;
}

/* ---- nodes ---- */

/* The list of conditions is replaced as a whole by a merge patch, so it is read first. */
static json_t *node_conditions(struct trouble *trouble, const char *name, bool ready)
{
    json_t *node = kube_api_peek(trouble->world.kube, "nodes", NULL, name);
    json_t *list = json_deep_copy(tree_at(node, "status.conditions"));

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        const char *type = tree_text(one, "type");
        if (type == NULL || strcmp(type, "Ready") != 0)
            continue;
        json_object_set_new(one, "status", json_string(ready ? "True" : "Unknown"));
        json_object_set_new(one, "reason",
                            json_string(ready ? "KubeletReady" : "NodeStatusUnknown"));
        json_object_set_new(one, "message",
                            json_string(ready ? "kubelet is posting ready status"
                                              : "Kubelet stopped posting node status."));
    }
    json_decref(node);
    return list;
}

static enum err_code set_node(struct trouble *trouble, const struct fault *fault,
                              const char *name, bool ready, struct err *err)
{
    if (trouble->world.kube == NULL || trouble->world.player == NULL)
        return misfit(fault, err, "the api-server is not the world's own");
    json_t *list = node_conditions(trouble, name, ready);
    if (list == NULL)
        return nothing(fault, err, "node");
    player_patch(trouble->world.player,
                 json_pack("{s:s, s:s, s:s, s:{s:{s:o}}}", "kind", "Node", "name", name,
                           "subresource", "status", "merge", "status", "conditions",
                           list));
    return ERR_OK;
}

static enum err_code node_down(struct trouble *trouble, const struct fault *fault,
                               const char *value, struct err *err)
{
    return set_node(trouble, fault, value, false, err);
}

static enum err_code node_up(struct trouble *trouble, const struct fault *fault,
                             const char *value, struct err *err)
{
    return set_node(trouble, fault, value, true, err);
}

/* ---- the table ---- */

static const struct deed deeds[] = {
    {"api-server", "watch-cut", cut_watches},
    {"api-server", "gone", forget_history},
    {"api-server", "410", forget_history},
    {"api-server", "stopped", stop_server},
    {"api-server", "running", start_server},
    {"api-server", "restart", restart_server},
    {"iam", "token-expired", expire_tokens},
    {"elb", "quota", set_quota},
    {"vpc", "quota", set_quota},
    {"elb", "lag", set_lag},
    {"vpc", "lag", set_lag},
    {"elb", "port-taken", take_port},
    {"elb", "listener", take_port},
    {"elb", "deleted", delete_elb},
    {"elb", "member", force_some},
    {"vpc", "unbound", unbind},
    {"ccm", "stopped", stop_ccm},
    {"ccm", "running", run_ccm},
    {"ccm", "silent-skip", skip_silently},
    {"ccm", "pods-required", require_pods},
    {"ccm", "strict-admission", be_strict},
    {"node", "down", node_down},
    {"node", "up", node_up},
};

static enum err_code unknown_deed(const struct fault *fault, struct err *err)
{
    struct buf known;

    buf_init(&known, 512);
    for (size_t i = 0; i < ARRAY_COUNT(deeds); i++) {
        if (strcmp(deeds[i].target, fault->target) == 0)
            buf_print(&known, " %s", deeds[i].word);
    }
    enum err_code code = err_set(
        err, ERR_SHAPE, "fault \"%s\": known for %s:%s%s", fault->text, fault->target,
        fault_is_of_server(fault) ? " status delay cut" : "", buf_text(&known));
    buf_release(&known);
    return code;
}

/* A word that no deed looks at is a mistake of whoever wrote it. */
static bool are_words_known(const struct fault *fault, const char *deed)
{
    static const char *const more[] = {"elb", "port", "node"};

    for (size_t i = 0; i < fault->count; i++) {
        bool known = strcmp(fault->words[i].name, deed) == 0;
        for (size_t j = 0; j < ARRAY_COUNT(more); j++)
            known = known || strcmp(fault->words[i].name, more[j]) == 0;
        if (!known)
            return false;
    }
    return true;
}

static enum err_code do_deed(struct trouble *trouble, const struct fault *fault,
                             struct err *err)
{
    for (size_t i = 0; i < ARRAY_COUNT(deeds); i++) {
        const char *value = fault_word(fault, deeds[i].word);
        if (strcmp(deeds[i].target, fault->target) == 0 && value != NULL &&
            are_words_known(fault, deeds[i].word))
            return deeds[i].make(trouble, fault, value, err);
    }
    return unknown_deed(fault, err);
}

struct trouble *trouble_new(struct fault_box *box, struct cloud_state *cloud)
{
    struct trouble *trouble = mem_new(sizeof *trouble);
    trouble->world.box = box;
    trouble->world.cloud = cloud;
    trouble->usual_quota = cloud->quota;
    cloud_on_change(cloud, on_cloud_change, trouble);
    return trouble;
}

void trouble_free(struct trouble *trouble)
{
    free(trouble);
}

void trouble_set_world(struct trouble *trouble, const struct trouble_world *world)
{
    trouble->world = *world;
}

enum err_code trouble_make(struct trouble *trouble, const char *spec, struct err *err)
{
    struct arena arena;
    struct fault fault;
    enum err_code code;

    arena_init(&arena, 0);
    code = fault_parse(spec, &arena, &fault, err);
    if (code == ERR_OK)
        code = fault_is_rule(&fault) ? fault_box_add(trouble->world.box, &fault, err)
                                     : do_deed(trouble, &fault, err);
    if (code == ERR_OK && trouble->world.heard != NULL)
        heard_line(trouble->world.heard, "fault", spec);
    arena_release(&arena);
    return code;
}

void trouble_mend(struct trouble *trouble)
{
    const struct trouble_world *world = &trouble->world;

    fault_box_clear(world->box);
    cloud_lock(world->cloud);
    world->cloud->quota = trouble->usual_quota;
    world->cloud->switches.child_lag_ms = 0;
    world->cloud->switches.release_lag_ms = 0;
    trouble->port_count = 0;
    cloud_unlock(world->cloud);
    force_all(world->cloud, &(struct force){.how = CLOUD_AS_CHECKED});
    if (world->kube != NULL)
        kube_api_start(world->kube, NULL);
    if (world->ccm != NULL) {
        ccm_hold(world->ccm, false);
        ccm_set_silent_skip(world->ccm, false);
        ccm_set_pods_required(world->ccm, false);
    }
    if (world->webhook != NULL)
        webhook_set_strict(world->webhook, false);
    if (world->heard != NULL)
        heard_line(world->heard, "fault", "mended");
}
