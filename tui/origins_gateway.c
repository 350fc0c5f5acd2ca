/* What the view of a Gateway shows: its conditions, its Service and its routes. */
#include <stdio.h>
#include <string.h>

#include "tui/origins.h"

#include "base/banned.h"

static const char gateways_call[] =
    "GET /apis/gateway.networking.k8s.io/v1/gateways, then its watch";
static const char routes_call[] =
    "GET /apis/gateway.networking.k8s.io/v1/httproutes, then its watch";

enum {
    NAME_VALUE,
    CLASS_VALUE,
    ACCEPTED_VALUE,
    SERVICE_VALUE,
    PROGRAMMED_VALUE,
    ADDRESS_VALUE,
    ROUTES_VALUE,
    GATEWAY_VALUES
};

static const struct origin gateway_origins[GATEWAY_VALUES] = {
    [NAME_VALUE] = {"GATEWAY", SOURCE_KUBERNETES, gateways_call,
                    "metadata.namespace, metadata.name", "as it stands", NULL,
                    "metadata|name"},
    [CLASS_VALUE] = {"CLASS", SOURCE_KUBERNETES, gateways_call, "spec.gatewayClassName",
                     "as it stands", NULL, "spec|gatewayClassName"},
    [ACCEPTED_VALUE] = {"a GATEWAY", SOURCE_KUBERNETES, gateways_call,
                        "status.conditions[type=Accepted]", "done when True", NULL,
                        "status|conditions"},
    [SERVICE_VALUE] = {"b SERVICE", SOURCE_KUBERNETES,
                       "GET /api/v1/services, then its watch",
                       "metadata.labels: gateway.envoyproxy.io/owning-gateway-name",
                       "joined by label, never by a computed name",
                       "no Service has the label of this Gateway yet", NULL},
    [PROGRAMMED_VALUE] = {"c PROGRAMMED", SOURCE_KUBERNETES, gateways_call,
                          "status.conditions[type=Programmed]",
                          "done when True; the reason is the controller's",
                          "its controller has not said so yet", "status|conditions"},
    [ADDRESS_VALUE] = {"ADDRESS", SOURCE_KUBERNETES, gateways_call,
                       "status.addresses[].value", "the public one, else the first",
                       "its controller has written no address yet", "status|addresses"},
    [ROUTES_VALUE] = {"d ROUTES", SOURCE_KUBERNETES, routes_call,
                      "status.parents[].conditions[type=Accepted]",
                      "attached, of all that name this Gateway as their parent",
                      "no HTTPRoute names it", NULL},
};

enum { ROUTE_VALUE, HOST_VALUE, MATCH_VALUE, BACKEND_VALUE, STATE_VALUE, ROUTE_VALUES };

static const struct origin route_origins[ROUTE_VALUES] = {
    [ROUTE_VALUE] = {"ROUTE", SOURCE_KUBERNETES, routes_call,
                     "metadata.namespace, metadata.name",
                     "listed when spec.parentRefs names this Gateway", NULL, NULL},
    [HOST_VALUE] = {"HOST", SOURCE_KUBERNETES, routes_call, "spec.hostnames[]",
                    "the first; without one it takes those of the listener",
                    "it names no host: those of the listener are taken", NULL},
    [MATCH_VALUE] = {"MATCH", SOURCE_KUBERNETES, routes_call,
                     "spec.rules[].matches[].path", "the first; / without one",
                     "it matches every path", NULL},
    [BACKEND_VALUE] = {"BACKEND", SOURCE_KUBERNETES, routes_call,
                       "spec.rules[].backendRefs[]",
                       "name and port; in percent where there are several",
                       "it leads nowhere", NULL},
    [STATE_VALUE] = {"STATE", SOURCE_KUBERNETES, routes_call,
                     "status.parents[].conditions[type=Accepted]",
                     "attached when its parent is this Gateway and accepts it", NULL,
                     NULL},
};

enum { LISTENER_VALUE, PORT_VALUE, ATTACHED_VALUE, LISTENER_VALUES };

static const struct origin listener_origins[LISTENER_VALUES] = {
    [LISTENER_VALUE] = {"LISTENER", SOURCE_KUBERNETES, gateways_call,
                        "spec.listeners[].name", "as it stands", NULL, "spec|listeners"},
    [PORT_VALUE] = {"PORT", SOURCE_KUBERNETES, gateways_call,
                    "spec.listeners[].port, .protocol", "as it stands", NULL,
                    "spec|listeners"},
    [ATTACHED_VALUE] = {"ROUTES", SOURCE_KUBERNETES, gateways_call,
                        "status.listeners[].attachedRoutes", "as its controller counts",
                        "its status does not say", "status|listeners"},
};

static void add(struct traces *traces, const struct scene *scene,
                const struct origin *origin, const char *shown, const char *raw,
                const char *more)
{
    char text[ORIGIN_RAW_BYTES] = "";

    origin_put_text(text, raw);
    origin_put_text(text, more);
    traces_add(traces, scene, origin, shown, text);
}

static void add_listener(struct traces *traces, const struct scene *scene,
                         const struct view_gateway_listener *listener)
{
    char port[64];
    char routes[32] = "";

    traces_head(traces, "listener %s", listener->name);
    snprintf(port, sizeof port, "%d/%.20s", listener->port, listener->protocol);
    if (listener->attached_routes >= 0)
        snprintf(routes, sizeof routes, "%lld", (long long)listener->attached_routes);
    add(traces, scene, &listener_origins[LISTENER_VALUE], listener->name, listener->name,
        NULL);
    add(traces, scene, &listener_origins[PORT_VALUE], port, port, NULL);
    traces_add(traces, scene, &listener_origins[ATTACHED_VALUE], routes, routes);
}

static void add_route(struct traces *traces, const struct scene *scene,
                      const struct view_route *route)
{
    traces_head(traces, "route %s", route->name);
    add(traces, scene, &route_origins[ROUTE_VALUE], route->name, route->name, NULL);
    add(traces, scene, &route_origins[HOST_VALUE], route->host, route->host, NULL);
    add(traces, scene, &route_origins[MATCH_VALUE], route->match, route->match, NULL);
    add(traces, scene, &route_origins[BACKEND_VALUE], route->backend, route->backend,
        NULL);
    add(traces, scene, &route_origins[STATE_VALUE],
        route->attached ? "attached" : "REFUSED", route->attached ? "True" : "not True",
        route->reason);
}

static void add_service(struct traces *traces, const struct scene *scene,
                        const struct view_gateway *gateway)
{
    const struct row *row = gateway->row;

    add(traces, scene, &gateway_origins[SERVICE_VALUE], row == NULL ? NULL : row->name,
        row == NULL ? NULL : row->namespace, row == NULL ? NULL : row->name);
}

void origins_of_gateway(const struct view_gateway *gateway, const struct scene *scene,
                        struct traces *traces)
{
    char routes[64];

    snprintf(routes, sizeof routes, "%zu of %zu", gateway->attached_count,
             gateway->route_count);
    add(traces, scene, &gateway_origins[NAME_VALUE], gateway->name, gateway->namespace,
        gateway->name);
    add(traces, scene, &gateway_origins[CLASS_VALUE], gateway->class, gateway->class,
        NULL);
    add(traces, scene, &gateway_origins[ACCEPTED_VALUE],
        gateway->accepted ? "done" : "waiting", gateway->accepted ? "True" : "not True",
        NULL);
    add_service(traces, scene, gateway);
    add(traces, scene, &gateway_origins[PROGRAMMED_VALUE], gateway->programmed,
        gateway->programmed_reason, gateway->programmed_text);
    add(traces, scene, &gateway_origins[ADDRESS_VALUE], gateway->address,
        gateway->address, NULL);
    add(traces, scene, &gateway_origins[ROUTES_VALUE],
        gateway->route_count == 0 ? NULL : routes,
        gateway->route_count == 0 ? NULL : routes, NULL);
    if (gateway->row != NULL)
        origins_of_steps(gateway->row, scene, traces);
    for (size_t i = 0; i < gateway->listener_count; i++)
        add_listener(traces, scene, &gateway->listeners[i]);
    for (size_t i = 0; i < gateway->route_count; i++)
        add_route(traces, scene, &gateway->routes[i]);
}
