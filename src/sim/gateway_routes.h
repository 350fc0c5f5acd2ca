/*
 * gateway_routes.h - where a proxy of a Gateway leads a request: host and path of
 * HTTPRoutes to Services.
 *
 * Kept by the gateway controller, asked by the network. Precedence as Gateway API has it:
 * exact host before wildcard before none; exact path before the longer prefix; then the
 * route that is named first.
 *
 * Thread: all calls, from any; one leaf lock inside.
 */
#ifndef ELBTOP_SIM_GATEWAY_ROUTES_H
#define ELBTOP_SIM_GATEWAY_ROUTES_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gateway_routes;

struct gateway_routes *gateway_routes_new(void);
void gateway_routes_free(struct gateway_routes *routes);

/* A Service in front of proxies: "namespace/name" of it and of its Gateway; gateway
 * NULL: no more. */
void gateway_routes_set_proxy(struct gateway_routes *routes, const char *service,
                              const char *gateway);

/*
 * All rules of one HTTPRoute, replacing what was known of it; rules [] or NULL: none.
 *   gateways   those that took it: "namespace/name", NULL at the end
 *   route      borrowed; spec.hostnames and spec.rules are read
 */
void gateway_routes_set(struct gateway_routes *routes, const char *route_key,
                        const char *const *gateways, const json_t *route);

enum { GATEWAY_NAME_BYTES = 128 };

/* Where to; service "" when the rule has no backend. */
struct gateway_target {
    char gateway[GATEWAY_NAME_BYTES];
    char route[GATEWAY_NAME_BYTES];
    char namespace[GATEWAY_NAME_BYTES];
    char service[GATEWAY_NAME_BYTES];
    uint16_t port;
};

enum gateway_way {
    GATEWAY_NOT_A_PROXY, /* that Service is none of a Gateway's */
    GATEWAY_NO_ROUTE,    /* 404, as Envoy says it */
    GATEWAY_TARGET,
};

/* turn counts up with each request, so that weights show. */
enum gateway_way gateway_routes_find(struct gateway_routes *routes, const char *service,
                                     const char *host, const char *path, size_t turn,
                                     struct gateway_target *ret_target);

#endif
