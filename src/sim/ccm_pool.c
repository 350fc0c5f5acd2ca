/*
 * Below a listener: a pool, its health monitor, and a member per node of the cluster.
 *
 * Source: annotations of the CCE guide; order of removal: members, monitor, pool, as the
 *         ELB API wants it.
 */
#include <stdio.h>
#include <string.h>

#include "sim/ccm_inside.h"
#include "wire/digest.h"
#include "wire/tree.h"

#include "base/banned.h"

/* ---- removing ---- */

static bool end_members(struct ccm_sync *sync, const char *pool_id)
{
    char collection[80];
    json_t *members;

    snprintf(collection, sizeof collection, "pools/%s/members", pool_id);
    members = ccm_cloud_list(sync->ccm->cloud, collection, NULL, NULL, &sync->why);
    bool good = members != NULL;
    for (size_t i = 0; good && i < json_array_size(members); i++) {
        const char *id = tree_text(json_array_get(members, i), "id");
        good = ccm_cloud_end(sync->ccm->cloud, sync->elb.dedicated, collection,
                             id != NULL ? id : "", &sync->why);
    }
    json_decref(members);
    return good;
}

bool ccm_pool_end(struct ccm_sync *sync, const char *pool_id)
{
    struct ccm_cloud *cloud = sync->ccm->cloud;
    json_t *pools = ccm_cloud_list(cloud, "pools", "id", pool_id, &sync->why);
    const char *monitor = tree_text(json_array_get(pools, 0), "healthmonitor_id");
    bool good = pools != NULL && end_members(sync, pool_id);

    if (good && monitor != NULL && monitor[0] != '\0')
        good = ccm_cloud_end(cloud, sync->elb.dedicated, "healthmonitors", monitor,
                             &sync->why);
    json_decref(pools);
    return good &&
           ccm_cloud_end(cloud, sync->elb.dedicated, "pools", pool_id, &sync->why);
}

/* ---- the pool ---- */

static bool affinity_of(struct ccm_sync *sync, json_t **ret_affinity)
{
    const char *mode = sync->service.affinity;
    json_t *option = NULL;

    *ret_affinity = NULL;
    if (mode == NULL)
        return true;
    if (strcmp(mode, "SOURCE_IP") != 0) {
        buf_print(&sync->why, "session affinity type:%s not support", mode);
        return false;
    }
    *ret_affinity = json_pack("{s:s}", "type", "SOURCE_IP");
    if (sync->service.affinity_option != NULL)
        tree_from_json(span_of(sync->service.affinity_option), "option", &option, NULL);
    json_object_set_new(*ret_affinity, "persistence_timeout",
                        json_integer(tree_int(option, "persistence_timeout", 60)));
    json_decref(option);
    return true;
}

static json_t *make_pool(struct ccm_sync *sync, const struct ccm_port *port,
                         const char *listener_id)
{
    const char *algorithm = sync->service.algorithm;
    char name[64];
    json_t *affinity;
    struct buf why;

    if (!affinity_of(sync, &affinity))
        return NULL;
    ccm_port_name(port, name);
    /* behind TLS the pods speak HTTP */
    const char *protocol = strcmp(port->listener, "HTTPS") == 0 ? "HTTP" : port->listener;
    json_t *body = json_pack(
        "{s:s, s:s, s:s, s:s}", "name", name, "protocol", protocol, "lb_algorithm",
        algorithm != NULL ? algorithm : "ROUND_ROBIN", "listener_id", listener_id);
    if (affinity != NULL)
        json_object_set_new(body, "session_persistence", affinity);
    buf_init(&why, CCM_WHY_BYTES);
    json_t *made = ccm_cloud_make(sync->ccm->cloud, sync->elb.dedicated, "pools", "pool",
                                  body, &why);
    if (made == NULL)
        buf_print(&sync->why, "Create pool of listener(%s) error: %s", name,
                  buf_text(&why));
    buf_release(&why);
    return made;
}

/* ---- the health monitor ---- */

struct check {
    const char *type;
    int64_t delay, timeout, max_retries;
    const char *path; /* NULL */
    json_t *option;
};

/* The option's values are texts; a bare number makes the controller's parser fail. */
static bool option_is_texts(json_t *option)
{
    const char *key;
    json_t *value;

    if (!json_is_object(option))
        return false;
    json_object_foreach(option, key, value)
    {
        if (!json_is_string(value))
            return false;
    }
    return true;
}

static bool check_read(struct ccm_sync *sync, const struct ccm_port *port,
                       struct check *ret)
{
    const char *text = sync->service.health_option;
    bool udp = strcmp(port->protocol, "UDP") == 0;

    *ret = (struct check){
        .type = udp ? "UDP_CONNECT" : "TCP", .delay = 5, .timeout = 10, .max_retries = 3};
    if (text == NULL)
        return true;
    if (tree_from_json(span_of(text), "option", &ret->option, NULL) != ERR_OK ||
        !option_is_texts(ret->option)) {
        json_decref(ret->option);
        ret->option = NULL;
        buf_print(&sync->why, "invalid health check option[%.200s],parse options failed",
                  text);
        return false;
    }
    const char *protocol = tree_text(ret->option, "protocol");
    if (protocol != NULL && strcmp(protocol, "HTTP") == 0) {
        const char *path = tree_text(ret->option, "path");
        ret->type = "HTTP";
        ret->path = path != NULL ? path : "/";
    }
    ret->delay = tree_int(ret->option, "delay", ret->delay);
    ret->timeout = tree_int(ret->option, "timeout", ret->timeout);
    ret->max_retries = tree_int(ret->option, "max_retries", ret->max_retries);
    return true;
}

static uint16_t health_port(const struct ccm_service *service)
{
    for (size_t i = 0; i < service->port_count; i++) {
        if (!ccm_port_is_published(&service->ports[i]))
            return service->ports[i].node_port;
    }
    return 0;
}

static bool make_monitor(struct ccm_sync *sync, const struct ccm_port *port,
                         const char *pool_id)
{
    const char *flag = sync->service.health_flag;
    uint16_t checked = health_port(&sync->service);
    struct check check;
    struct buf why;

    if (flag != NULL && strcmp(flag, "off") == 0)
        return true;
    if (!check_read(sync, port, &check))
        return false;
    json_t *body =
        json_pack("{s:s, s:s, s:I, s:I, s:I}", "pool_id", pool_id, "type", check.type,
                  "delay", (json_int_t)check.delay, "timeout", (json_int_t)check.timeout,
                  "max_retries", (json_int_t)check.max_retries);
    if (check.path != NULL)
        json_object_set_new(body, "url_path", json_string(check.path));
    if (checked != 0)
        json_object_set_new(body, "monitor_port", json_integer(checked));
    json_decref(check.option);
    buf_init(&why, CCM_WHY_BYTES);
    json_t *made = ccm_cloud_make(sync->ccm->cloud, sync->elb.dedicated, "healthmonitors",
                                  "healthmonitor", body, &why);
    if (made == NULL)
        buf_print(&sync->why, "Create health Monitor of pool(%s) error: %s", pool_id,
                  buf_text(&why));
    buf_release(&why);
    json_decref(made);
    return made != NULL;
}

/* ---- the members ---- */

static bool is_member(const json_t *members, const struct ccm_node *node, uint16_t port)
{
    for (size_t i = 0; i < json_array_size(members); i++) {
        const json_t *member = json_array_get(members, i);
        const char *address = tree_text(member, "address");
        if (address != NULL && strcmp(address, node->address) == 0 &&
            tree_int(member, "protocol_port", 0) == port)
            return true;
    }
    return false;
}

static bool is_wanted(const struct ccm_sync *sync, const json_t *member, uint16_t port)
{
    const char *address = tree_text(member, "address");
    for (size_t i = 0; i < sync->ccm->node_count; i++) {
        if (address != NULL && strcmp(address, sync->ccm->node[i].address) == 0)
            return tree_int(member, "protocol_port", 0) == port;
    }
    return false;
}

static bool add_member(struct ccm_sync *sync, const char *collection,
                       const struct ccm_node *node, uint16_t port)
{
    const struct ccm_config *config = &sync->ccm->config;
    bool v3 = ccm_cloud_uses_v3(sync->ccm->cloud, sync->elb.dedicated);
    const char *subnet = node->subnet_id[0] != '\0'       ? node->subnet_id
                         : config->node_subnet_id != NULL ? config->node_subnet_id
                                                          : config->subnet_id;
    char hex[SHA256_HEX_BYTES];

    digest_sha256_hex(span_of(node->name), hex);
    hex[32] = '\0'; /* names of members are 32 hex digits */
    json_t *body = json_pack("{s:s, s:s, s:i, s:s, s:i}", "name", hex, "address",
                             node->address, "protocol_port", (int)port,
                             v3 ? "subnet_cidr_id" : "subnet_id", subnet, "weight", 1);
    json_t *made = ccm_cloud_make(sync->ccm->cloud, sync->elb.dedicated, collection,
                                  "member", body, &sync->why);
    json_decref(made);
    return made != NULL;
}

static bool follow_nodes(struct ccm_sync *sync, uint16_t port, const json_t *members,
                         const char *collection)
{
    for (size_t i = 0; i < sync->ccm->node_count; i++) {
        const struct ccm_node *node = &sync->ccm->node[i];
        if (!is_member(members, node, port) && !add_member(sync, collection, node, port))
            return false;
    }
    for (size_t i = 0; i < json_array_size(members); i++) {
        const json_t *member = json_array_get(members, i);
        const char *id = tree_text(member, "id");
        if (!is_wanted(sync, member, port) && id != NULL &&
            !ccm_cloud_end(sync->ccm->cloud, sync->elb.dedicated, collection, id,
                           &sync->why))
            return false;
    }
    return true;
}

bool ccm_members_ensure(struct ccm_sync *sync, const struct ccm_port *port,
                        const char *pool_id)
{
    char collection[80];
    struct buf why = sync->why; /* the stem is put before what went wrong below */

    snprintf(collection, sizeof collection, "pools/%s/members", pool_id);
    buf_init(&sync->why, CCM_WHY_BYTES);
    json_t *members =
        ccm_cloud_list(sync->ccm->cloud, collection, NULL, NULL, &sync->why);
    bool good =
        members != NULL && follow_nodes(sync, port->node_port, members, collection);
    if (!good)
        buf_print(&why, "Create members of listener(k8s_%s_%u) error: %s", port->listener,
                  (unsigned)port->port, buf_text(&sync->why));
    buf_release(&sync->why);
    sync->why = why;
    json_decref(members);
    return good;
}

/* ---- the whole ---- */

/* Of a pool that is there; it may lack a monitor if an earlier try ended between the
 * two. */
static bool has_monitor(struct ccm_sync *sync, const char *pool_id, bool *ret_has)
{
    json_t *pools = ccm_cloud_list(sync->ccm->cloud, "pools", "id", pool_id, &sync->why);
    const char *monitor = tree_text(json_array_get(pools, 0), "healthmonitor_id");

    *ret_has = monitor != NULL && monitor[0] != '\0';
    bool good = pools != NULL;
    json_decref(pools);
    return good;
}

bool ccm_pool_ensure(struct ccm_sync *sync, const struct ccm_port *port,
                     const json_t *listener)
{
    const char *pool_id = tree_text(listener, "default_pool_id");
    json_t *made = NULL;
    bool monitored = false;
    bool good = true;

    if (pool_id == NULL || pool_id[0] == '\0') {
        made = make_pool(sync, port, tree_text(listener, "id"));
        pool_id = tree_text(made, "id");
        good = pool_id != NULL;
    } else {
        good = has_monitor(sync, pool_id, &monitored);
    }
    good = good && (monitored || make_monitor(sync, port, pool_id)) &&
           ccm_members_ensure(sync, port, pool_id);
    json_decref(made);
    return good;
}
