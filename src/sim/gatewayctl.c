/*
 * Level-triggered and small: whatever changed, everything is looked at again after a
 * short while, and only what differs from what should be is written. A cluster has a
 * handful of Gateways; the Services seen here are those in front of proxies alone.
 */
#include "sim/gatewayctl.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/when.h"
#include "sim/gateway_infra.h"
#include "sim/gateway_refs.h"
#include "sim/gateway_status.h"
#include "sim/informer.h"
#include "sim/object_path.h"
#include "wire/tree.h"

#include "base/banned.h"

enum {
    REACTION_LEAST_MS = 200,
    REACTION_MOST_MS = 700,
    RETRY_MS = 10000,
    LISTENERS_MOST = 64
};

#define GATEWAY_API "gateway.networking.k8s.io/v1"
#define MANAGER     "envoy-gateway"

/* What is watched; the order of the table in kinds[]. */
enum seen {
    SEEN_CLASS,
    SEEN_GATEWAY,
    SEEN_ROUTE,
    SEEN_SERVICE,
    SEEN_DEPLOYMENT,
    SEEN_NAMESPACE,
    SEEN_GRANT,
    SEEN_COUNT
};

struct gatewayctl {
    /* fixed after gatewayctl_new */
    struct pace *pace;
    struct agent_server kube;
    struct gateway_routes *routes;
    struct agent *agent;

    /* the thread's own */
    struct informer *seen[SEEN_COUNT];
    int64_t due_ms; /* simulated; INT64_MAX: nothing changed */
    bool failed;    /* something could not be written; it is tried again */
};

static const struct clock machine = CLOCK_REAL_INIT;

static void changed(void *ctx, const char *key, const json_t *old, const json_t *now)
{
    struct gatewayctl *ctl = ctx;
    int64_t due = pace_now_ms(ctl->pace) +
                  pace_between(ctl->pace, key, REACTION_LEAST_MS, REACTION_MOST_MS);
    (void)old;
    if (now == NULL && strchr(key, '/') != NULL)
        gateway_routes_set(ctl->routes, key, NULL, NULL); /* if it was a route */
    if (due < ctl->due_ms)
        ctl->due_ms = due;
}

/* ---- objects ---- */

struct keys {
    size_t count, capacity;
    char **at;
};

static void add_key(void *ctx, const char *key)
{
    struct keys *keys = ctx;
    keys->at = mem_grow(keys->at, &keys->capacity, keys->count + 1, sizeof *keys->at);
    keys->at[keys->count++] = mem_copy_text(key);
}

/* All objects of a kind as an array; the caller's. */
static json_t *all_of(const struct gatewayctl *ctl, enum seen what)
{
    struct keys keys = {0};
    json_t *list = json_array();

    informer_each(ctl->seen[what], add_key, &keys);
    for (size_t i = 0; i < keys.count; i++) {
        json_array_append_new(list, informer_get(ctl->seen[what], keys.at[i]));
        free(keys.at[i]);
    }
    free(keys.at);
    return list;
}

static json_t *one_of(const struct gatewayctl *ctl, enum seen what, const char *namespace,
                      const char *name)
{
    struct buf key;
    buf_init(&key, 512);
    if (namespace != NULL)
        buf_print(&key, "%s/", namespace);
    buf_add_text(&key, name);
    json_t *object = informer_get(ctl->seen[what], buf_text(&key));
    buf_release(&key);
    return object;
}

/* ---- writing ---- */

/* Takes body. */
static void send(struct gatewayctl *ctl, const char *method, struct url *url,
                 const char *content_type, json_t *body)
{
    struct http_request *request =
        agent_request(method, url_text(url), content_type, body);
    struct agent_answer answer = agent_ask(ctl->agent, &ctl->kube, request);
    if (!agent_answer_is_good(&answer) && answer.status != 404)
        ctl->failed = true;
    agent_answer_release(&answer);
    json_decref(body);
}

static void path_of(const json_t *object, const char *api_version, const char *kind,
                    struct url *url)
{
    object_path(api_version, kind, tree_text(object, "metadata.namespace"),
                tree_text(object, "metadata.name"), url);
}

/* Takes status; sends it when it is not what stands there. */
static void write_status(struct gatewayctl *ctl, const json_t *object, const char *kind,
                         json_t *status)
{
    const json_t *now = tree_at(object, "status");
    struct url url;
    bool same = true;
    const char *key;
    json_t *value;

    json_object_foreach(status, key, value) same =
        same && json_equal(value, tree_key(now, key));
    if (same) {
        json_decref(status);
        return;
    }
    path_of(object, GATEWAY_API, kind, &url);
    url_segment(&url, "status");
    url_query(&url, "fieldManager", MANAGER);
    send(ctl, "PATCH", &url, "application/merge-patch+json",
         json_pack("{s:o}", "status", status));
    url_release(&url);
}

/* Does everything that is wanted stand in the object already? */
static bool covers(const json_t *object, const json_t *wanted)
{
    json_t *copy = json_deep_copy(wanted);
    const char *key;
    json_t *value;
    bool all = true;

    json_object_foreach(copy, key, value)
    {
        const json_t *has = tree_key(object, key);
        all =
            all && (json_is_object(value) ? covers(has, value) : json_equal(has, value));
    }
    json_decref(copy);
    return all;
}

/* Ports are compared without what the server adds to them. */
static bool ports_agree(const json_t *object, const json_t *wanted, const char *path)
{
    const json_t *has = tree_at(object, path);
    const json_t *want = tree_at(wanted, path);

    if (json_array_size(has) != json_array_size(want))
        return false;
    for (size_t i = 0; i < json_array_size(want); i++) {
        if (!covers(json_array_get(has, i), json_array_get(want, i)))
            return false;
    }
    return true;
}

static bool is_applied(const json_t *object, const json_t *wanted)
{
    const char *kind = tree_text(wanted, "kind");
    if (object == NULL ||
        !covers(tree_at(object, "metadata.labels"), tree_at(wanted, "metadata.labels")))
        return false;
    if (strcmp(kind, "Deployment") == 0)
        return tree_int(object, "spec.replicas", 1) ==
               tree_int(wanted, "spec.replicas", 1);
    return covers(tree_at(object, "metadata.annotations"),
                  tree_at(wanted, "metadata.annotations")) &&
           ports_agree(object, wanted, "spec.ports");
}

/* Takes wanted. */
static void apply(struct gatewayctl *ctl, const json_t *object, json_t *wanted)
{
    struct url url;

    if (is_applied(object, wanted)) {
        json_decref(wanted);
        return;
    }
    path_of(wanted, tree_text(wanted, "apiVersion"), tree_text(wanted, "kind"), &url);
    url_query(&url, "fieldManager", MANAGER);
    url_query(&url, "force", "true");
    send(ctl, "PATCH", &url, "application/apply-patch+yaml", wanted);
    url_release(&url);
}

static void delete_object(struct gatewayctl *ctl, const json_t *object,
                          const char *version, const char *kind)
{
    struct url url;
    if (tree_at(object, "metadata.deletionTimestamp") != NULL)
        return;
    path_of(object, version, kind, &url);
    send(ctl, "DELETE", &url, NULL, NULL);
    url_release(&url);
}

/* ---- classes ---- */

static bool is_ours(const json_t *gateway_class)
{
    const char *controller = tree_text(gateway_class, "spec.controllerName");
    return controller != NULL && strcmp(controller, GATEWAY_CONTROLLER) == 0;
}

static void look_at_classes(struct gatewayctl *ctl, const char *now)
{
    json_t *classes = all_of(ctl, SEEN_CLASS);
    for (size_t i = 0; i < json_array_size(classes); i++) {
        const json_t *one = json_array_get(classes, i);
        if (is_ours(one))
            write_status(ctl, one, "GatewayClass", gateway_class_status(one, now));
    }
    json_decref(classes);
}

static json_t *class_of(const struct gatewayctl *ctl, const json_t *gateway)
{
    const char *name = tree_text(gateway, "spec.gatewayClassName");
    json_t *one = name != NULL ? one_of(ctl, SEEN_CLASS, NULL, name) : NULL;
    if (one != NULL && is_ours(one))
        return one;
    json_decref(one);
    return NULL;
}

/* The EnvoyProxy a class points to, read when it is needed; NULL. */
static json_t *proxy_of(struct gatewayctl *ctl, const json_t *gateway_class)
{
    const char *name = tree_text(gateway_class, "spec.parametersRef.name");
    const char *namespace = tree_text(gateway_class, "spec.parametersRef.namespace");
    struct url url;
    json_t *proxy = NULL;

    if (name == NULL)
        return NULL;
    object_path("gateway.envoyproxy.io/v1alpha1", "EnvoyProxy", namespace, name, &url);
    struct agent_answer answer = agent_ask(
        ctl->agent, &ctl->kube, agent_request("GET", url_text(&url), NULL, NULL));
    if (agent_answer_is_good(&answer))
        proxy = json_incref(answer.json);
    agent_answer_release(&answer);
    url_release(&url);
    return proxy;
}

/* ---- routes ---- */

/* A Gateway while its routes are counted. */
struct counted {
    json_t *gateway;
    int attached[LISTENERS_MOST];
};

/* Statuses that other controllers wrote stay. */
static json_t *foreign_parents(const json_t *route)
{
    const json_t *list = tree_at(route, "status.parents");
    json_t *others = json_array();
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *controller = tree_text(json_array_get(list, i), "controllerName");
        if (controller == NULL || strcmp(controller, GATEWAY_CONTROLLER) != 0)
            json_array_append(others, json_array_get(list, i));
    }
    return others;
}

struct route_look {
    struct gatewayctl *ctl;
    const json_t *route;
    const json_t *labels; /* of its namespace */
    struct buf missing, forbidden;
    json_t *parents;  /* statuses */
    json_t *taken_by; /* names of Gateways */
    const char *now;
};

static void look_at_parent(struct route_look *look, const json_t *parent_ref,
                           struct counted *counted)
{
    bool taken[LISTENERS_MOST] = {false};
    enum gateway_attach attach =
        gateway_attach(counted->gateway, look->route, parent_ref, look->labels, taken);
    char name[GATEWAY_NAME_BYTES];

    for (size_t i = 0; i < LISTENERS_MOST; i++)
        counted->attached[i] += taken[i];
    json_array_append_new(look->parents,
                          gateway_parent_status(look->route, parent_ref, attach,
                                                buf_text(&look->missing),
                                                buf_text(&look->forbidden), look->now));
    if (attach != GATEWAY_ATTACHED)
        return;
    snprintf(name, sizeof name, "%s/%s",
             tree_text(counted->gateway, "metadata.namespace"),
             tree_text(counted->gateway, "metadata.name"));
    json_array_append_new(look->taken_by, json_string(name));
}

static void publish_route(const struct route_look *look)
{
    const char *gateways[LISTENERS_MOST + 1] = {NULL};
    char key[GATEWAY_NAME_BYTES];

    for (size_t i = 0; i < json_array_size(look->taken_by) && i < LISTENERS_MOST; i++)
        gateways[i] = json_string_value(json_array_get(look->taken_by, i));
    snprintf(key, sizeof key, "%s/%s", tree_text(look->route, "metadata.namespace"),
             tree_text(look->route, "metadata.name"));
    gateway_routes_set(look->ctl->routes, key, gateways, look->route);
}

static void look_at_route(struct gatewayctl *ctl, const json_t *route,
                          struct counted *gateways, size_t count, const char *now)
{
    const json_t *refs = tree_at(route, "spec.parentRefs");
    const char *namespace = tree_text(route, "metadata.namespace");
    json_t *home = one_of(ctl, SEEN_NAMESPACE, NULL, namespace != NULL ? namespace : "");
    struct route_look look = {.ctl = ctl,
                              .route = route,
                              .labels = tree_at(home, "metadata.labels"),
                              .parents = foreign_parents(route),
                              .taken_by = json_array(),
                              .now = now};

    buf_init(&look.missing, 512);
    buf_init(&look.forbidden, 512);
    gateway_refs_check(ctl->agent, &ctl->kube, route, &look.missing, &look.forbidden);
    for (size_t i = 0; i < json_array_size(refs); i++) {
        for (size_t j = 0; j < count; j++) {
            if (gateway_is_parent(gateways[j].gateway, route, json_array_get(refs, i)))
                look_at_parent(&look, json_array_get(refs, i), &gateways[j]);
        }
    }
    publish_route(&look);
    write_status(ctl, route, "HTTPRoute", json_pack("{s:o}", "parents", look.parents));
    buf_release(&look.missing);
    buf_release(&look.forbidden);
    json_decref(look.taken_by);
    json_decref(home);
}

/* ---- Gateways ---- */

static void look_at_gateway(struct gatewayctl *ctl, const struct counted *counted,
                            const char *now)
{
    const json_t *gateway = counted->gateway;
    const char *namespace = tree_text(gateway, "metadata.namespace");
    const char *name = tree_text(gateway, "metadata.name");
    json_t *gateway_class = class_of(ctl, gateway);
    json_t *proxy = proxy_of(ctl, gateway_class);
    char infra[GATEWAY_INFRA_NAME_BYTES], service_key[160], gateway_key[160];

    gateway_infra_name(namespace, name, infra);
    json_t *service = one_of(ctl, SEEN_SERVICE, GATEWAY_NAMESPACE, infra);
    json_t *deployment = one_of(ctl, SEEN_DEPLOYMENT, GATEWAY_NAMESPACE, infra);
    apply(ctl, deployment, gateway_infra_deployment(gateway, proxy));
    apply(ctl, service, gateway_infra_service(gateway, proxy));

    snprintf(service_key, sizeof service_key, "%s/%s", GATEWAY_NAMESPACE, infra);
    snprintf(gateway_key, sizeof gateway_key, "%s/%s", namespace, name);
    gateway_routes_set_proxy(ctl->routes, service_key, gateway_key);
    const struct gateway_facts facts = {
        .service = service,
        .replicas_ready = (int)tree_int(deployment, "status.readyReplicas", 0),
        .replicas_total = (int)tree_int(deployment, "spec.replicas", 0),
        .attached = counted->attached,
    };
    write_status(ctl, gateway, "Gateway", gateway_status(gateway, &facts, now));
    json_decref(service);
    json_decref(deployment);
    json_decref(proxy);
    json_decref(gateway_class);
}

/* What stands for a Gateway that is gone, goes. */
static void clean_up(struct gatewayctl *ctl, enum seen what, const char *version,
                     const char *kind)
{
    json_t *list = all_of(ctl, what);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const json_t *labels = tree_at(one, "metadata.labels");
        const char *name = tree_key_text(labels, GATEWAY_LABEL_NAME);
        const char *namespace = tree_key_text(labels, GATEWAY_LABEL_NAMESPACE);
        json_t *gateway = name != NULL && namespace != NULL
                              ? one_of(ctl, SEEN_GATEWAY, namespace, name)
                              : NULL;
        if (gateway == NULL) {
            char key[320];
            snprintf(key, sizeof key, "%s/%s", tree_text(one, "metadata.namespace"),
                     tree_text(one, "metadata.name"));
            gateway_routes_set_proxy(ctl->routes, key, NULL);
            delete_object(ctl, one, version, kind);
        }
        json_decref(gateway);
    }
    json_decref(list);
}

static size_t our_gateways(struct gatewayctl *ctl, const json_t *all,
                           struct counted *counted)
{
    size_t count = 0;
    for (size_t i = 0; i < json_array_size(all); i++) {
        json_t *gateway = json_array_get(all, i);
        json_t *gateway_class = class_of(ctl, gateway);
        if (gateway_class != NULL &&
            tree_at(gateway, "metadata.deletionTimestamp") == NULL &&
            json_array_size(tree_at(gateway, "spec.listeners")) <= LISTENERS_MOST)
            counted[count++].gateway = gateway;
        json_decref(gateway_class);
    }
    return count;
}

static void look_at_all(struct gatewayctl *ctl)
{
    json_t *gateways = all_of(ctl, SEEN_GATEWAY);
    json_t *routes = all_of(ctl, SEEN_ROUTE);
    struct counted *counted =
        mem_new_array(json_array_size(gateways) + 1, sizeof *counted);
    char now[WHEN_TEXT_BYTES];
    int64_t wall = clock_wall_ms(&machine);

    when_print(wall - wall % 1000, now);
    look_at_classes(ctl, now);
    size_t count = our_gateways(ctl, gateways, counted);
    for (size_t i = 0; i < json_array_size(routes); i++)
        look_at_route(ctl, json_array_get(routes, i), counted, count, now);
    for (size_t i = 0; i < count; i++)
        look_at_gateway(ctl, &counted[i], now);
    clean_up(ctl, SEEN_SERVICE, "v1", "Service");
    clean_up(ctl, SEEN_DEPLOYMENT, "apps/v1", "Deployment");
    free(counted);
    json_decref(routes);
    json_decref(gateways);
}

/* ---- the thread ---- */

static bool all_listed(const struct gatewayctl *ctl)
{
    for (size_t i = 0; i < SEEN_COUNT; i++) {
        if (!informer_is_listed(ctl->seen[i]))
            return false;
    }
    return true;
}

static void run(void *ctx)
{
    struct gatewayctl *ctl = ctx;

    while (!agent_ends(ctl->agent)) {
        int64_t real = INT64_MAX;
        for (size_t i = 0; i < SEEN_COUNT; i++) {
            int64_t due = informer_work(ctl->seen[i]);
            real = due < real ? due : real;
        }
        if (all_listed(ctl) && pace_now_ms(ctl->pace) >= ctl->due_ms) {
            ctl->due_ms = INT64_MAX;
            ctl->failed = false;
            look_at_all(ctl);
            int64_t again = pace_now_ms(ctl->pace) + RETRY_MS;
            if (ctl->failed && again < ctl->due_ms)
                ctl->due_ms = again;
            continue;
        }
        agent_turn(ctl->agent, all_listed(ctl) ? ctl->due_ms : INT64_MAX, real);
    }
}

enum err_code gatewayctl_new(struct pace *pace, const struct agent_server *kube,
                             struct gateway_routes *routes, struct gatewayctl **ret_ctl,
                             struct err *err)
{
    static const struct {
        const char *path, *selector;
    } kinds[SEEN_COUNT] = {
        [SEEN_CLASS] = {"/apis/" GATEWAY_API "/gatewayclasses", NULL},
        [SEEN_GATEWAY] = {"/apis/" GATEWAY_API "/gateways", NULL},
        [SEEN_ROUTE] = {"/apis/" GATEWAY_API "/httproutes", NULL},
        [SEEN_SERVICE] = {"/api/v1/services", GATEWAY_LABEL_NAME},
        [SEEN_DEPLOYMENT] = {"/apis/apps/v1/deployments", GATEWAY_LABEL_NAME},
        [SEEN_NAMESPACE] = {"/api/v1/namespaces", NULL},
        [SEEN_GRANT] = {"/apis/gateway.networking.k8s.io/v1beta1/referencegrants", NULL},
    };
    struct gatewayctl *ctl = mem_new(sizeof *ctl);
    enum err_code code = agent_new(pace, &ctl->agent, err);

    if (code != ERR_OK) {
        free(ctl);
        return code;
    }
    ctl->pace = pace;
    ctl->kube = *kube;
    ctl->routes = routes;
    ctl->due_ms = INT64_MAX;
    for (size_t i = 0; i < SEEN_COUNT; i++)
        ctl->seen[i] =
            informer_new(&(struct informer_config){.agent = ctl->agent,
                                                   .server = &ctl->kube,
                                                   .path = kinds[i].path,
                                                   .label_selector = kinds[i].selector,
                                                   .changed = changed,
                                                   .ctx = ctl});
    *ret_ctl = ctl;
    return ERR_OK;
}

void gatewayctl_set_gate(struct gatewayctl *ctl, struct gate *gate)
{
    agent_introduce(ctl->agent, "envoy-gateway", gate);
}

enum err_code gatewayctl_start(struct gatewayctl *ctl, struct err *err)
{
    return agent_start(ctl->agent, run, ctl, err);
}

void gatewayctl_free(struct gatewayctl *ctl)
{
    if (ctl == NULL)
        return;
    agent_stop(ctl->agent);
    for (size_t i = 0; i < SEEN_COUNT; i++)
        informer_free(ctl->seen[i]);
    agent_free(ctl->agent);
    free(ctl);
}
