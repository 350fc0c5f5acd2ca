/*
 * One listener, pool and health monitor per port of the Service, and a member per node. Own
 * listeners are known by the uid in their description, so two Services can share a load
 * balancer, and what others made is not touched.
 *
 * Source: listeners of CCE as users saw them (k8s_TCP_80, description as JSON); order of
 *         removal: members, monitor, pool, listener, as the ELB API wants it.
 */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "sim/ccm_inside.h"
#include "wire/digest.h"
#include "wire/tree.h"
#include "wire/url.h"

#include "base/banned.h"

#define HEALTH_PORT_NAME                                                                 \
    "cce-healthz" /* not published: its nodePort is what is checked */

/* ---- whose listener ---- */

static bool is_own(const struct ccm_sync *sync, const json_t *listener)
{
    const char *description = tree_text(listener, "description");
    const char *name = tree_text(listener, "name");
    json_t *said = NULL;
    bool own = name != NULL && strcmp(name, sync->service.uid) == 0;

    if (description != NULL &&
        tree_from_json(span_of(description), "description", &said, NULL) == ERR_OK) {
        const char *uid = tree_text(said, "service_id");
        own = own || (uid != NULL && strcmp(uid, sync->service.uid) == 0);
    }
    json_decref(said);
    return own;
}

static json_t *all_listeners(struct ccm_sync *sync)
{
    return ccm_cloud_list(sync->ccm->cloud, "listeners", "loadbalancer_id", sync->elb.id,
                          &sync->why);
}

/* HTTPS is spelt TERMINATED_HTTPS on shared load balancers. */
static bool serves(const json_t *listener, const struct ccm_port *port)
{
    const char *protocol = tree_text(listener, "protocol");
    if (tree_int(listener, "protocol_port", 0) != port->port || protocol == NULL)
        return false;
    return strcmp(protocol, port->listener) == 0 ||
           (strcmp(port->listener, "HTTPS") == 0 &&
            strcmp(protocol, "TERMINATED_HTTPS") == 0);
}

static bool is_published(const struct ccm_port *port)
{
    return strcmp(port->name, HEALTH_PORT_NAME) != 0;
}

static const struct ccm_port *port_of(const struct ccm_sync *sync, const json_t *listener)
{
    for (size_t i = 0; i < sync->service.port_count; i++) {
        const struct ccm_port *port = &sync->service.ports[i];
        if (is_published(port) && serves(listener, port))
            return port;
    }
    return NULL;
}

static json_t *own_listener(const struct ccm_sync *sync, const json_t *listeners,
                            const struct ccm_port *port)
{
    for (size_t i = 0; i < json_array_size(listeners); i++) {
        json_t *listener = json_array_get(listeners, i);
        if (serves(listener, port) && is_own(sync, listener))
            return listener;
    }
    return NULL;
}

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

static bool end_pool(struct ccm_sync *sync, const char *pool_id)
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

static bool end_listener(struct ccm_sync *sync, const json_t *listener)
{
    const char *id = tree_text(listener, "id");
    const char *pool = tree_text(listener, "default_pool_id");

    if (pool != NULL && pool[0] != '\0' && !end_pool(sync, pool))
        return false;
    return ccm_cloud_end(sync->ccm->cloud, sync->elb.dedicated, "listeners", id,
                         &sync->why);
}

bool ccm_listeners_delete(struct ccm_sync *sync)
{
    json_t *listeners = all_listeners(sync);
    bool good = listeners != NULL;

    for (size_t i = 0; good && i < json_array_size(listeners); i++) {
        const json_t *listener = json_array_get(listeners, i);
        if (is_own(sync, listener))
            good = end_listener(sync, listener);
        if (!good)
            ccm_tell(sync, CCM_VENDOR, "Warning", "DeleteListenerFailed",
                     "Details: Delete listener(%s) error: %s", tree_text(listener, "id"),
                     buf_text(&sync->why));
    }
    json_decref(listeners);
    return good;
}

bool ccm_listeners_count(struct ccm_sync *sync, size_t *ret_own, size_t *ret_all)
{
    json_t *listeners = all_listeners(sync);
    *ret_own = 0;
    *ret_all = json_array_size(listeners);
    for (size_t i = 0; i < *ret_all; i++)
        *ret_own += is_own(sync, json_array_get(listeners, i));
    bool good = listeners != NULL;
    json_decref(listeners);
    return good;
}

/* ---- making: the listener ---- */

static void name_of(const struct ccm_port *port, char out[64])
{
    snprintf(out, 64, "k8s_%s_%u", port->listener, (unsigned)port->port);
}

static json_t *description_of(const struct ccm_sync *sync, const struct ccm_port *port)
{
    struct buf text;
    json_t *tree =
        json_pack("{s:s, s:s, s:i, s:s}", "cluster_id", sync->ccm->config.cluster_id,
                  "service_id", sync->service.uid, "port", (int)port->port, "attention",
                  "Attention! It is auto-generated by CCE service, do not modify!");
    buf_init(&text, CCM_WHY_BYTES);
    tree_to_json(tree, 0, &text);
    json_decref(tree);
    json_t *description = json_string(buf_text(&text));
    buf_release(&text);
    return description;
}

static json_t *make_listener(struct ccm_sync *sync, const struct ccm_port *port)
{
    bool v3 = ccm_cloud_uses_v3(sync->ccm->cloud, sync->elb.dedicated);
    bool https = strcmp(port->listener, "HTTPS") == 0;
    char name[64];
    struct buf why;
    const char *protocol = https && !v3 ? "TERMINATED_HTTPS" : port->listener;

    name_of(port, name);
    json_t *body =
        json_pack("{s:s, s:o, s:s, s:i, s:s, s:b}", "name", name, "description",
                  description_of(sync, port), "protocol", protocol, "protocol_port",
                  (int)port->port, "loadbalancer_id", sync->elb.id, "admin_state_up", 1);
    if (https && sync->service.cert_id != NULL)
        json_object_set_new(body, "default_tls_container_ref",
                            json_string(sync->service.cert_id));
    buf_init(&why, CCM_WHY_BYTES);
    json_t *made = ccm_cloud_make(sync->ccm->cloud, sync->elb.dedicated, "listeners",
                                  "listener", body, &why);
    if (made == NULL)
        buf_print(&sync->why, "Create listener(%s) error: %s", name, buf_text(&why));
    buf_release(&why);
    return made;
}

/* ---- making: the pool ---- */

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
    name_of(port, name);
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

/* ---- making: the health monitor ---- */

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
        if (!is_published(&service->ports[i]))
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

/* ---- making: the members ---- */

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

static bool ensure_members(struct ccm_sync *sync, const struct ccm_port *port,
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

static bool ensure_pool(struct ccm_sync *sync, const struct ccm_port *port,
                        const json_t *listener)
{
    const char *pool_id = tree_text(listener, "default_pool_id");
    json_t *made = NULL;
    bool good = true;

    if (pool_id == NULL || pool_id[0] == '\0') {
        made = make_pool(sync, port, tree_text(listener, "id"));
        pool_id = tree_text(made, "id");
        good = made != NULL && pool_id != NULL && make_monitor(sync, port, pool_id);
    }
    good = good && ensure_members(sync, port, pool_id);
    json_decref(made);
    return good;
}

static bool ensure_port(struct ccm_sync *sync, const struct ccm_port *port,
                        const json_t *listeners)
{
    json_t *listener = json_incref(own_listener(sync, listeners, port));
    if (listener == NULL)
        listener = make_listener(sync, port);
    bool good = listener != NULL && ensure_pool(sync, port, listener);
    json_decref(listener);
    return good;
}

/* Ports that were taken out of the Service. */
static bool end_unasked(struct ccm_sync *sync, const json_t *listeners)
{
    bool good = true;
    for (size_t i = 0; good && i < json_array_size(listeners); i++) {
        const json_t *listener = json_array_get(listeners, i);
        if (is_own(sync, listener) && port_of(sync, listener) == NULL)
            good = end_listener(sync, listener);
    }
    return good;
}

bool ccm_update_hosts(struct ccm_sync *sync)
{
    bool found = false;
    bool good = ccm_cloud_elb_get(sync->ccm->cloud, sync->service.elb_id, &sync->elb,
                                  &found, &sync->why) &&
                found;
    json_t *listeners = good ? all_listeners(sync) : NULL;

    good = listeners != NULL;
    for (size_t i = 0; good && i < sync->service.port_count; i++) {
        const struct ccm_port *port = &sync->service.ports[i];
        const json_t *listener = own_listener(sync, listeners, port);
        const char *pool = tree_text(listener, "default_pool_id");
        if (pool != NULL && pool[0] != '\0')
            good = ensure_members(sync, port, pool);
    }
    json_decref(listeners);
    return good;
}

/* Does a pod stand ready behind the Service? Asked only where the controller insists. */
static bool has_backend(struct ccm_sync *sync)
{
    struct url url;
    bool ready = false;

    url_init(&url, "/apis/discovery.k8s.io/v1/namespaces");
    url_segment(&url, sync->service.namespace);
    url_segment(&url, "endpointslices");
    struct buf selector;
    buf_init(&selector, 512);
    buf_print(&selector, "kubernetes.io/service-name=%s", sync->service.name);
    url_query(&url, "labelSelector", buf_text(&selector));
    struct agent_answer answer =
        agent_ask(sync->ccm->agent, &sync->ccm->config.kube,
                  agent_request("GET", url_text(&url), NULL, NULL));
    const json_t *slices = tree_at(answer.json, "items");
    for (size_t i = 0; i < json_array_size(slices); i++) {
        const json_t *ends = tree_at(json_array_get(slices, i), "endpoints");
        for (size_t j = 0; j < json_array_size(ends); j++)
            ready = ready || tree_bool(json_array_get(ends, j), "conditions.ready", true);
    }
    agent_answer_release(&answer);
    buf_release(&selector);
    url_release(&url);
    return ready;
}

static bool may_have_backends(struct ccm_sync *sync)
{
    if (!atomic_load(&sync->ccm->pods_required))
        return true;
    if (!sync->service.has_selector) {
        buf_print(&sync->why, "Service(%s/%s) has no selector to associate the pods",
                  sync->service.namespace, sync->service.name);
        return false;
    }
    if (!has_backend(sync)) {
        buf_print(&sync->why, "Service(%s/%s) have no node to bind",
                  sync->service.namespace, sync->service.name);
        return false;
    }
    return true;
}

bool ccm_listeners_ensure(struct ccm_sync *sync)
{
    if (!may_have_backends(sync))
        return false;
    json_t *listeners = all_listeners(sync);
    bool good = listeners != NULL && end_unasked(sync, listeners);

    for (size_t i = 0; good && i < sync->service.port_count; i++) {
        const struct ccm_port *port = &sync->service.ports[i];
        good = !is_published(port) || ensure_port(sync, port, listeners);
    }
    json_decref(listeners);
    return good;
}
