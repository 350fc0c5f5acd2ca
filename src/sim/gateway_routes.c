#include "sim/gateway_routes.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "base/span.h"
#include "wire/tree.h"

#include "base/banned.h"

struct proxy {
    char service[GATEWAY_NAME_BYTES];
    char gateway[GATEWAY_NAME_BYTES];
};

struct known_route {
    char key[GATEWAY_NAME_BYTES];
    json_t *gateways; /* array of "namespace/name" */
    json_t *spec;     /* of the HTTPRoute */
};

struct gateway_routes {
    pthread_mutex_t mu;
    size_t proxy_count, proxy_capacity;
    struct proxy *proxies;
    size_t route_count, route_capacity;
    struct known_route *routes; /* sorted by key */
};

static void copy(char *out, size_t bytes, const char *text)
{
    snprintf(out, bytes, "%s", text);
}

/* ---- keeping ---- */

struct gateway_routes *gateway_routes_new(void)
{
    struct gateway_routes *routes = mem_new(sizeof *routes);
    pthread_mutex_init(&routes->mu, NULL);
    return routes;
}

static void route_release(struct known_route *route)
{
    json_decref(route->gateways);
    json_decref(route->spec);
}

void gateway_routes_free(struct gateway_routes *routes)
{
    if (routes == NULL)
        return;
    for (size_t i = 0; i < routes->route_count; i++)
        route_release(&routes->routes[i]);
    free(routes->routes);
    free(routes->proxies);
    pthread_mutex_destroy(&routes->mu);
    free(routes);
}

static struct proxy *proxy_of(const struct gateway_routes *routes, const char *service)
{
    for (size_t i = 0; i < routes->proxy_count; i++) {
        if (strcmp(routes->proxies[i].service, service) == 0)
            return &routes->proxies[i];
    }
    return NULL;
}

void gateway_routes_set_proxy(struct gateway_routes *routes, const char *service,
                              const char *gateway)
{
    pthread_mutex_lock(&routes->mu);
    struct proxy *proxy = proxy_of(routes, service);
    if (gateway == NULL && proxy != NULL) {
        *proxy = routes->proxies[--routes->proxy_count];
    } else if (gateway != NULL) {
        if (proxy == NULL) {
            routes->proxies = mem_grow(routes->proxies, &routes->proxy_capacity,
                                       routes->proxy_count + 1, sizeof *routes->proxies);
            proxy = &routes->proxies[routes->proxy_count++];
        }
        copy(proxy->service, sizeof proxy->service, service);
        copy(proxy->gateway, sizeof proxy->gateway, gateway);
    }
    pthread_mutex_unlock(&routes->mu);
}

/* Where key is or would be. */
static size_t place_of(const struct gateway_routes *routes, const char *key)
{
    size_t place = 0;
    while (place < routes->route_count && strcmp(routes->routes[place].key, key) < 0)
        place++;
    return place;
}

static void drop(struct gateway_routes *routes, size_t place)
{
    route_release(&routes->routes[place]);
    routes->route_count--;
    memmove(&routes->routes[place], &routes->routes[place + 1],
            (routes->route_count - place) * sizeof routes->routes[0]);
}

static void insert(struct gateway_routes *routes, size_t place, const char *key,
                   json_t *gateways, const json_t *spec)
{
    routes->routes = mem_grow(routes->routes, &routes->route_capacity,
                              routes->route_count + 1, sizeof *routes->routes);
    memmove(&routes->routes[place + 1], &routes->routes[place],
            (routes->route_count - place) * sizeof routes->routes[0]);
    routes->route_count++;
    struct known_route *route = &routes->routes[place];
    copy(route->key, sizeof route->key, key);
    route->gateways = gateways;
    route->spec = json_deep_copy(spec);
}

void gateway_routes_set(struct gateway_routes *routes, const char *route_key,
                        const char *const *gateways, const json_t *route)
{
    const json_t *spec = tree_at(route, "spec");
    json_t *taken_by = json_array();

    for (; gateways != NULL && *gateways != NULL; gateways++)
        json_array_append_new(taken_by, json_string(*gateways));
    pthread_mutex_lock(&routes->mu);
    size_t place = place_of(routes, route_key);
    if (place < routes->route_count && strcmp(routes->routes[place].key, route_key) == 0)
        drop(routes, place);
    if (spec != NULL && json_array_size(taken_by) > 0) {
        insert(routes, place, route_key, taken_by, spec);
        taken_by = NULL;
    }
    pthread_mutex_unlock(&routes->mu);
    json_decref(taken_by);
}

/* ---- matching ---- */

/* How well a host name fits: exact 1000 + length, wildcard its length, none at all 1;
 * 0: not. */
static size_t host_fit(const char *pattern, const char *host)
{
    size_t bytes = strlen(pattern);
    size_t host_bytes = strlen(host);

    if (strncmp(pattern, "*.", 2) != 0)
        return strcasecmp(pattern, host) == 0 ? 1000 + bytes : 0;
    if (host_bytes < bytes ||
        strcasecmp(host + host_bytes - (bytes - 1), pattern + 1) != 0)
        return 0;
    return bytes;
}

static size_t route_host_fit(const json_t *spec, const char *host)
{
    const json_t *names = tree_at(spec, "hostnames");
    size_t best = json_array_size(names) == 0 ? 1 : 0;

    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        size_t fit = name != NULL ? host_fit(name, host) : 0;
        best = fit > best ? fit : best;
    }
    return best;
}

static bool is_prefix(const char *prefix, const char *path)
{
    size_t bytes = strlen(prefix);
    while (bytes > 0 && prefix[bytes - 1] == '/')
        bytes--;
    return strncmp(prefix, path, bytes) == 0 &&
           (path[bytes] == '\0' || path[bytes] == '/');
}

/* Exact 10000 + length, prefix 1 + length, 0: not. Only paths are looked at. */
static size_t path_fit(const json_t *match, const char *path)
{
    const char *type = tree_text(match, "path.type");
    const char *value = tree_text(match, "path.value");

    if (value == NULL)
        return 1;
    if (type != NULL && strcmp(type, "Exact") == 0)
        return strcmp(value, path) == 0 ? 10000 + strlen(value) : 0;
    return is_prefix(value, path) ? 1 + strlen(value) : 0;
}

static size_t rule_fit(const json_t *rule, const char *path)
{
    const json_t *matches = tree_at(rule, "matches");
    size_t best = json_array_size(matches) == 0 ? 1 : 0;

    for (size_t i = 0; i < json_array_size(matches); i++) {
        size_t fit = path_fit(json_array_get(matches, i), path);
        best = fit > best ? fit : best;
    }
    return best;
}

static bool is_taken_by(const struct known_route *route, const char *gateway)
{
    for (size_t i = 0; i < json_array_size(route->gateways); i++) {
        if (strcmp(json_string_value(json_array_get(route->gateways, i)), gateway) == 0)
            return true;
    }
    return false;
}

struct best {
    size_t fit; /* host first, then path */
    const struct known_route *route;
    const json_t *rule;
};

static void look_at(const struct known_route *route, const char *host, const char *path,
                    struct best *best)
{
    size_t by_host = route_host_fit(route->spec, host);
    const json_t *rules = tree_at(route->spec, "rules");

    for (size_t i = 0; by_host > 0 && i < json_array_size(rules); i++) {
        const json_t *rule = json_array_get(rules, i);
        size_t by_path = rule_fit(rule, path);
        size_t fit = by_path > 0 ? by_host * 100000 + by_path : 0;
        if (fit > best->fit)
            *best = (struct best){.fit = fit, .route = route, .rule = rule};
    }
}

/* ---- weights ---- */

static size_t weight_of(const json_t *backend)
{
    int64_t weight = tree_int(backend, "weight", 1);
    return weight > 0 ? (size_t)weight : 0;
}

/* Turn by turn, spread: with 90 and 10 every tenth goes to the second. */
static const json_t *backend_of(const json_t *rule, size_t turn)
{
    const json_t *backends = tree_at(rule, "backendRefs");
    size_t count = json_array_size(backends);
    size_t total = 0;

    for (size_t i = 0; i < count; i++)
        total += weight_of(json_array_get(backends, i));
    if (total == 0)
        return NULL;
    size_t at = turn * 7919 % total; /* a prime: neighbours do not follow each other */
    for (size_t i = 0; i < count; i++) {
        const json_t *backend = json_array_get(backends, i);
        size_t weight = weight_of(backend);
        if (at < weight)
            return backend;
        at -= weight;
    }
    return NULL;
}

static void fill_target(const struct proxy *proxy, const struct best *best, size_t turn,
                        struct gateway_target *ret_target)
{
    const json_t *backend = backend_of(best->rule, turn);
    const char *namespace = tree_text(backend, "namespace");
    const char *name = tree_text(backend, "name");
    const char *slash = strchr(best->route->key, '/');

    *ret_target = (struct gateway_target){0};
    copy(ret_target->gateway, sizeof ret_target->gateway, proxy->gateway);
    copy(ret_target->route, sizeof ret_target->route, best->route->key);
    if (namespace != NULL)
        copy(ret_target->namespace, sizeof ret_target->namespace, namespace);
    else
        snprintf(ret_target->namespace, sizeof ret_target->namespace, "%.*s",
                 (int)(slash - best->route->key), best->route->key);
    copy(ret_target->service, sizeof ret_target->service, name != NULL ? name : "");
    ret_target->port = (uint16_t)tree_int(backend, "port", 0);
}

enum gateway_way gateway_routes_find(struct gateway_routes *routes, const char *service,
                                     const char *host, const char *path, size_t turn,
                                     struct gateway_target *ret_target)
{
    enum gateway_way way = GATEWAY_NOT_A_PROXY;
    struct best best = {0};
    char plain[1024];

    snprintf(plain, sizeof plain, "%.*s", (int)strcspn(path, "?"), path);
    pthread_mutex_lock(&routes->mu);
    const struct proxy *proxy = proxy_of(routes, service);
    for (size_t i = 0; proxy != NULL && i < routes->route_count; i++) {
        if (is_taken_by(&routes->routes[i], proxy->gateway))
            look_at(&routes->routes[i], host, plain, &best);
    }
    if (proxy != NULL)
        way = best.route != NULL ? GATEWAY_TARGET : GATEWAY_NO_ROUTE;
    if (way == GATEWAY_TARGET)
        fill_target(proxy, &best, turn, ret_target);
    pthread_mutex_unlock(&routes->mu);
    return way;
}
