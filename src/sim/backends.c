/*
 * Three tables under one lock, each fed by its watch: Services by key and by node port,
 * slices by key and chained to their Service's key, nodes by name. A question walks from
 * the node port to the Service, from there to its slices, and counts ready endpoints.
 */
#include "sim/backends.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/mem.h"
#include "sim/informer.h"
#include "wire/value.h"

#include "base/banned.h"

enum { KEY_BYTES = 160 };

struct endpoint {
    char pod[80];
    char node[64];
    char address[48];
    bool ready;
};

struct slice {
    char key[KEY_BYTES];
    char service[KEY_BYTES]; /* key */
    size_t count;
    struct endpoint *endpoints;
    struct slice *next_of_service;
    UT_hash_handle hh;
};

/* The slices of one Service; there before the Service, or after it, or without. */
struct slices {
    char service[KEY_BYTES];
    struct slice *first;
    UT_hash_handle hh;
};

struct served_port {
    uint16_t port;
    bool udp;
    bool tls;
    uint16_t node_port;
    struct service *service;
    UT_hash_handle hh; /* by node_port; in the table only when that is not 0 */
};

struct service {
    char key[KEY_BYTES];
    char elb_id[40]; /* "" */
    bool local;
    size_t count;
    struct served_port *ports;
    UT_hash_handle hh;
};

struct node {
    char name[64];
    char address[48];
    UT_hash_handle hh;
};

struct backends {
    /* fixed after backends_new */
    struct agent_server kube;
    struct agent *agent;
    struct informer *services_seen, *slices_seen, *nodes_seen; /* the thread's own */

    /* under mu, a leaf lock */
    pthread_mutex_t mu;
    bool known;
    struct service *services;
    struct served_port *by_node_port;
    struct slice *slices;
    struct slices *by_service;
    struct node *nodes;
};

static void copy(char *out, size_t bytes, const char *text)
{
    snprintf(out, bytes, "%s", text != NULL ? text : "");
}

/* ---- Services ---- */

static void service_drop(struct backends *backends, struct service *service)
{
    for (size_t i = 0; i < service->count; i++) {
        struct served_port *found;
        HASH_FIND(hh, backends->by_node_port, &service->ports[i].node_port,
                  sizeof(uint16_t), found);
        if (found == &service->ports[i])
            HASH_DEL(backends->by_node_port, found);
    }
    HASH_DEL(backends->services, service);
    free(service->ports);
    free(service);
}

static void service_add_port(struct backends *backends, struct served_port *port)
{
    struct served_port *taken;
    if (port->node_port == 0)
        return;
    HASH_FIND(hh, backends->by_node_port, &port->node_port, sizeof(uint16_t), taken);
    if (taken == NULL)
        HASH_ADD(hh, backends->by_node_port, node_port, sizeof(uint16_t), port);
}

static bool is_tls(const struct value *port)
{
    const char *protocol = value_text(port, "appProtocol");
    const char *name = value_text(port, "name");

    if (protocol != NULL)
        return strcasecmp(protocol, "https") == 0;
    return name != NULL &&
           (strcmp(name, "https") == 0 || strncmp(name, "https-", 6) == 0);
}

static void service_add(struct backends *backends, const char *key,
                        const struct value *object)
{
    struct service *service = mem_new(sizeof *service);
    const struct value *from;
    const char *policy = value_text(object, "spec.externalTrafficPolicy");

    copy(service->key, sizeof service->key, key);
    copy(
        service->elb_id, sizeof service->elb_id,
        value_key_text(value_at(object, "metadata.annotations"), "kubernetes.io/elb.id"));
    service->local = policy != NULL && strcmp(policy, "Local") == 0;
    service->count = value_items(value_at(object, "spec.ports"), &from);
    service->ports = mem_new_array(service->count, sizeof *service->ports);
    HASH_ADD_STR(backends->services, key, service);
    for (size_t i = 0; i < service->count; i++, from = value_next(from)) {
        struct served_port *port = &service->ports[i];
        const char *protocol = value_text(from, "protocol");
        port->port = (uint16_t)value_int(from, "port", 0);
        port->udp = protocol != NULL && strcmp(protocol, "UDP") == 0;
        port->tls = is_tls(from);
        port->node_port = (uint16_t)value_int(from, "nodePort", 0);
        port->service = service;
        service_add_port(backends, port);
    }
}

static void service_changed(void *ctx, const char *key, const struct value *now)
{
    struct backends *backends = ctx;
    struct service *service;

    pthread_mutex_lock(&backends->mu);
    HASH_FIND_STR(backends->services, key, service);
    if (service != NULL)
        service_drop(backends, service);
    if (now != NULL)
        service_add(backends, key, now);
    pthread_mutex_unlock(&backends->mu);
}

/* ---- slices ---- */

static struct slices *slices_of(struct backends *backends, const char *service)
{
    struct slices *slices;
    HASH_FIND_STR(backends->by_service, service, slices);
    return slices;
}

static void slice_chain(struct backends *backends, struct slice *slice)
{
    struct slices *slices = slices_of(backends, slice->service);
    if (slices == NULL) {
        slices = mem_new(sizeof *slices);
        copy(slices->service, sizeof slices->service, slice->service);
        HASH_ADD_STR(backends->by_service, service, slices);
    }
    slice->next_of_service = slices->first;
    slices->first = slice;
}

static void slice_unchain(struct backends *backends, const struct slice *slice)
{
    struct slices *slices = slices_of(backends, slice->service);
    struct slice **at = &slices->first;
    while (*at != slice)
        at = &(*at)->next_of_service;
    *at = slice->next_of_service;
    if (slices->first == NULL) {
        HASH_DEL(backends->by_service, slices);
        free(slices);
    }
}

static void slice_drop(struct backends *backends, struct slice *slice)
{
    slice_unchain(backends, slice);
    HASH_DEL(backends->slices, slice);
    free(slice->endpoints);
    free(slice);
}

static void endpoint_read(const struct value *from, struct endpoint *ret_endpoint)
{
    const struct value *address;
    const char *pod = value_text(from, "targetRef.name");

    bool has_address = value_items(value_at(from, "addresses"), &address) > 0;
    copy(ret_endpoint->address, sizeof ret_endpoint->address,
         has_address && value_is(address, VALUE_TEXT) ? address->text : "");
    copy(ret_endpoint->pod, sizeof ret_endpoint->pod,
         pod != NULL ? pod : ret_endpoint->address);
    copy(ret_endpoint->node, sizeof ret_endpoint->node, value_text(from, "nodeName"));
    ret_endpoint->ready = value_bool(from, "conditions.ready", true);
}

static void slice_add(struct backends *backends, const char *key,
                      const struct value *object)
{
    struct slice *slice = mem_new(sizeof *slice);
    const char *namespace = value_text(object, "metadata.namespace");
    const char *service =
        value_key_text(value_at(object, "metadata.labels"), "kubernetes.io/service-name");
    const struct value *one;

    copy(slice->key, sizeof slice->key, key);
    snprintf(slice->service, sizeof slice->service, "%s/%s",
             namespace != NULL ? namespace : "", service != NULL ? service : "");
    slice->count = value_items(value_at(object, "endpoints"), &one);
    slice->endpoints = mem_new_array(slice->count, sizeof *slice->endpoints);
    for (size_t i = 0; i < slice->count; i++, one = value_next(one))
        endpoint_read(one, &slice->endpoints[i]);
    HASH_ADD_STR(backends->slices, key, slice);
    slice_chain(backends, slice);
}

static void slice_changed(void *ctx, const char *key, const struct value *now)
{
    struct backends *backends = ctx;
    struct slice *slice;

    pthread_mutex_lock(&backends->mu);
    HASH_FIND_STR(backends->slices, key, slice);
    if (slice != NULL)
        slice_drop(backends, slice);
    if (now != NULL)
        slice_add(backends, key, now);
    pthread_mutex_unlock(&backends->mu);
}

/* ---- nodes ---- */

static const char *internal_address(const struct value *object)
{
    const struct value *one;
    size_t count = value_items(value_at(object, "status.addresses"), &one);

    for (size_t i = 0; i < count; i++, one = value_next(one)) {
        const char *type = value_text(one, "type");
        if (type != NULL && strcmp(type, "InternalIP") == 0)
            return value_text(one, "address");
    }
    return NULL;
}

static void node_changed(void *ctx, const char *key, const struct value *now)
{
    struct backends *backends = ctx;
    struct node *node;

    pthread_mutex_lock(&backends->mu);
    HASH_FIND_STR(backends->nodes, key, node);
    if (node == NULL && now != NULL) {
        node = mem_new(sizeof *node);
        copy(node->name, sizeof node->name, key);
        HASH_ADD_STR(backends->nodes, name, node);
    }
    if (now != NULL) {
        copy(node->address, sizeof node->address, internal_address(now));
    } else if (node != NULL) {
        HASH_DEL(backends->nodes, node);
        free(node);
    }
    pthread_mutex_unlock(&backends->mu);
}

static const struct node *node_by_address(const struct backends *backends,
                                          const char *address)
{
    for (const struct node *at = backends->nodes; at != NULL; at = at->hh.next) {
        if (strcmp(at->address, address) == 0)
            return at;
    }
    return NULL;
}

/* ---- questions ---- */

/* The wanted-th ready endpoint, of that node (NULL: of all); counts them, too. */
static const struct endpoint *ready_endpoint(const struct backends *backends,
                                             const char *service, const char *node,
                                             size_t wanted, size_t *ret_count)
{
    struct slices *slices;
    const struct endpoint *found = NULL;

    *ret_count = 0;
    HASH_FIND_STR(backends->by_service, service, slices);
    for (const struct slice *at = slices != NULL ? slices->first : NULL; at != NULL;
         at = at->next_of_service) {
        for (size_t i = 0; i < at->count; i++) {
            const struct endpoint *one = &at->endpoints[i];
            if (!one->ready || (node != NULL && strcmp(one->node, node) != 0))
                continue;
            if ((*ret_count)++ == wanted)
                found = one;
        }
    }
    return found;
}

static void backend_fill(const char *service, uint16_t port,
                         const struct endpoint *endpoint, struct backend *ret_backend)
{
    const char *slash = strchr(service, '/');

    snprintf(ret_backend->namespace, sizeof ret_backend->namespace, "%.*s",
             (int)(slash - service), service);
    copy(ret_backend->service, sizeof ret_backend->service, slash + 1);
    copy(ret_backend->pod, sizeof ret_backend->pod, endpoint->pod);
    copy(ret_backend->node, sizeof ret_backend->node, endpoint->node);
    copy(ret_backend->address, sizeof ret_backend->address, endpoint->address);
    ret_backend->port = port;
}

static bool pick(const struct backends *backends, const struct service *service,
                 uint16_t port, const char *node, size_t turn,
                 struct backend *ret_backend)
{
    size_t count;
    ready_endpoint(backends, service->key, node, SIZE_MAX, &count);
    if (count == 0)
        return false;
    const struct endpoint *endpoint =
        ready_endpoint(backends, service->key, node, turn % count, &count);
    backend_fill(service->key, port, endpoint, ret_backend);
    return true;
}

bool backends_pick(struct backends *backends, const char *address, uint16_t node_port,
                   size_t turn, struct backend *ret_backend)
{
    struct served_port *port;
    bool found = false;

    pthread_mutex_lock(&backends->mu);
    const struct node *node = node_by_address(backends, address);
    HASH_FIND(hh, backends->by_node_port, &node_port, sizeof(uint16_t), port);
    if (node != NULL && port != NULL)
        found = pick(backends, port->service, port->port,
                     port->service->local ? node->name : NULL, turn, ret_backend);
    pthread_mutex_unlock(&backends->mu);
    return found;
}

bool backends_pick_service(struct backends *backends, const char *namespace,
                           const char *name, uint16_t port, size_t turn,
                           struct backend *ret_backend)
{
    char key[KEY_BYTES];
    struct service *service;
    bool found = false;

    snprintf(key, sizeof key, "%s/%s", namespace, name);
    pthread_mutex_lock(&backends->mu);
    HASH_FIND_STR(backends->services, key, service);
    for (size_t i = 0; service != NULL && !found && i < service->count; i++) {
        if (port == 0 || service->ports[i].port == port)
            found =
                pick(backends, service, service->ports[i].port, NULL, turn, ret_backend);
    }
    pthread_mutex_unlock(&backends->mu);
    return found;
}

/* Asked for every member at each round of health checks: who answers is not written out. */
bool backends_answer(void *ctx, const char *address, uint16_t node_port)
{
    struct backends *backends = ctx;
    struct served_port *port;
    size_t count = 0;

    pthread_mutex_lock(&backends->mu);
    const struct node *node = node_by_address(backends, address);
    HASH_FIND(hh, backends->by_node_port, &node_port, sizeof(uint16_t), port);
    if (node != NULL && port != NULL)
        ready_endpoint(backends, port->service->key,
                       port->service->local ? node->name : NULL, SIZE_MAX, &count);
    pthread_mutex_unlock(&backends->mu);
    return count > 0;
}

bool backends_speak_tls(void *ctx, const char *address, uint16_t node_port)
{
    struct backends *backends = ctx;
    struct served_port *port;

    (void)address; /* all nodes forward alike */
    pthread_mutex_lock(&backends->mu);
    HASH_FIND(hh, backends->by_node_port, &node_port, sizeof(uint16_t), port);
    bool tls = port != NULL && port->tls;
    pthread_mutex_unlock(&backends->mu);
    return tls;
}

bool backends_node_address(struct backends *backends, char out[48])
{
    bool found = false;
    pthread_mutex_lock(&backends->mu);
    for (const struct node *at = backends->nodes; at != NULL && !found;
         at = at->hh.next) {
        found = at->address[0] != '\0';
        copy(out, 48, at->address);
    }
    pthread_mutex_unlock(&backends->mu);
    return found;
}

static bool publishes(const struct service *service, uint16_t port, bool udp)
{
    for (size_t i = 0; i < service->count; i++) {
        if (service->ports[i].port == port && service->ports[i].udp == udp)
            return true;
    }
    return false;
}

bool backends_port_taken(void *ctx, const char *elb_id, uint16_t port,
                         const char *protocol, const char *key)
{
    struct backends *backends = ctx;
    bool taken = false;

    pthread_mutex_lock(&backends->mu);
    for (const struct service *at = backends->services; at != NULL && !taken;
         at = at->hh.next)
        taken = strcmp(at->elb_id, elb_id) == 0 && strcmp(at->key, key) != 0 &&
                publishes(at, port, strcmp(protocol, "UDP") == 0);
    pthread_mutex_unlock(&backends->mu);
    return taken;
}

bool backends_are_known(struct backends *backends)
{
    pthread_mutex_lock(&backends->mu);
    bool known = backends->known;
    pthread_mutex_unlock(&backends->mu);
    return known;
}

/* ---- the thread ---- */

static void note_if_known(struct backends *backends)
{
    bool known = informer_is_listed(backends->nodes_seen) &&
                 informer_is_listed(backends->services_seen) &&
                 informer_is_listed(backends->slices_seen);
    pthread_mutex_lock(&backends->mu);
    backends->known = known;
    pthread_mutex_unlock(&backends->mu);
}

static void run(void *ctx)
{
    struct backends *backends = ctx;
    struct informer *all[] = {backends->nodes_seen, backends->slices_seen,
                              backends->services_seen};

    while (!agent_ends(backends->agent)) {
        int64_t due = INT64_MAX;
        for (size_t i = 0; i < ARRAY_COUNT(all); i++) {
            int64_t one = informer_work(all[i]);
            due = one < due ? one : due;
        }
        note_if_known(backends);
        agent_turn(backends->agent, INT64_MAX, due);
    }
}

static struct informer *watch(struct backends *backends, const char *path,
                              const char *older_path, informer_seen seen)
{
    return informer_new(&(struct informer_config){.agent = backends->agent,
                                                  .server = &backends->kube,
                                                  .path = path,
                                                  .older_path = older_path,
                                                  .seen = seen,
                                                  .ctx = backends});
}

enum err_code backends_new(struct pace *pace, const struct agent_server *kube,
                           struct backends **ret_backends, struct err *err)
{
    struct backends *backends = mem_new(sizeof *backends);
    enum err_code code = agent_new(pace, &backends->agent, err);

    if (code != ERR_OK) {
        free(backends);
        return code;
    }
    backends->kube = *kube;
    pthread_mutex_init(&backends->mu, NULL);
    backends->nodes_seen = watch(backends, "/api/v1/nodes", NULL, node_changed);
    backends->services_seen = watch(backends, "/api/v1/services", NULL, service_changed);
    /* Before Kubernetes 1.21 the same kind was v1beta1. */
    backends->slices_seen =
        watch(backends, "/apis/discovery.k8s.io/v1/endpointslices",
              "/apis/discovery.k8s.io/v1beta1/endpointslices", slice_changed);
    *ret_backends = backends;
    return ERR_OK;
}

enum err_code backends_start(struct backends *backends, struct err *err)
{
    return agent_start(backends->agent, run, backends, err);
}

void backends_free(struct backends *backends)
{
    if (backends == NULL)
        return;
    agent_stop(backends->agent);
    informer_free(backends->nodes_seen);
    informer_free(backends->services_seen);
    informer_free(backends->slices_seen);
    agent_free(backends->agent);
    while (backends->slices != NULL)
        slice_drop(backends, backends->slices);
    while (backends->services != NULL)
        service_drop(backends, backends->services);
    struct node *node, *next;
    HASH_ITER(hh, backends->nodes, node, next)
    {
        HASH_DEL(backends->nodes, node);
        free(node);
    }
    pthread_mutex_destroy(&backends->mu);
    free(backends);
}
