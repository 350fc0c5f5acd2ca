#include "unit/kube/print.h"

#include <stdlib.h>
#include <string.h>

#include "base/when.h"

#include "base/banned.h"

static const char *const kind_names[KUBE_KIND_COUNT] = {
    [KUBE_SERVICE] = "service",
    [KUBE_EVENT] = "event",
    [KUBE_ENDPOINT_SLICE] = "endpoint_slice",
    [KUBE_NODE] = "node",
    [KUBE_GATEWAY_CLASS] = "gateway_class",
    [KUBE_GATEWAY] = "gateway",
    [KUBE_HTTP_ROUTE] = "http_route",
};

enum kube_kind kind_of_case(const char *name)
{
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        size_t bytes = strlen(kind_names[i]);
        if (strncmp(name, kind_names[i], bytes) == 0 && name[bytes] == '-')
            return (enum kube_kind)i;
    }
    abort();
}

static void text(struct buf *out, const char *name, const char *value)
{
    if (value == NULL)
        buf_print(out, "%s = NULL\n", name);
    else
        buf_print(out, "%s = \"%s\"\n", name, value);
}

static void number(struct buf *out, const char *name, int64_t value)
{
    buf_print(out, "%s = %lld\n", name, (long long)value);
}

static void yes_no(struct buf *out, const char *name, bool value)
{
    buf_print(out, "%s = %s\n", name, value ? "true" : "false");
}

static void when(struct buf *out, const char *name, int64_t ms)
{
    char printed[WHEN_TEXT_BYTES];
    buf_print(out, "%s = %s\n", name,
              ms == WHEN_UNKNOWN ? "unknown" : when_print(ms, printed));
}

static void pairs(struct buf *out, const char *name, const struct pair *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_print(out, "%s[%s] = \"%s\"\n", name, at[i].key, at[i].value);
}

static void texts(struct buf *out, const char *name, const char *const *at, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_print(out, "%s[%zu] = \"%s\"\n", name, i, at[i]);
}

static void print_meta(struct buf *out, const struct meta *meta)
{
    text(out, "namespace", meta->namespace);
    text(out, "name", meta->name);
    text(out, "uid", meta->uid);
    text(out, "resource_version", meta->resource_version);
    when(out, "created", meta->created_ms);
    when(out, "deleted", meta->deleted_ms);
    pairs(out, "label", meta->labels, meta->label_count);
    pairs(out, "annotation", meta->annotations, meta->annotation_count);
    texts(out, "finalizer", meta->finalizers, meta->finalizer_count);
}

static void print_service(struct buf *out, const struct service *service)
{
    text(out, "type", service->type);
    text(out, "cluster_ip", service->cluster_ip);
    text(out, "load_balancer_ip", service->load_balancer_ip);
    text(out, "load_balancer_class", service->load_balancer_class);
    yes_no(out, "local", service->local);
    for (size_t i = 0; i < service->port_count; i++) {
        const struct service_port *port = &service->ports[i];
        buf_print(out, "port[%zu] = \"%s\" %s %d -> %s, node %d\n", i, port->name,
                  port->protocol, port->port, port->target_port, port->node_port);
    }
    pairs(out, "selector", service->selector, service->selector_count);
    texts(out, "ingress", service->ingress, service->ingress_count);
    text(out, "elb_class", service->elb_class);
    text(out, "elb_id", service->elb_id);
    text(out, "elb_eip_id", service->elb_eip_id);
    text(out, "elb_autocreate", service->elb_autocreate);
    when(out, "times.finalizer", service->times.finalizer_ms);
    when(out, "times.ids", service->times.ids_ms);
    when(out, "times.ingress", service->times.ingress_ms);
}

static void print_event(struct buf *out, const struct event *event)
{
    text(out, "type", event->type);
    text(out, "reason", event->reason);
    text(out, "message", event->message);
    text(out, "component", event->component);
    text(out, "about_kind", event->about_kind);
    text(out, "about_namespace", event->about_namespace);
    text(out, "about_name", event->about_name);
    text(out, "about_uid", event->about_uid);
    when(out, "first", event->first_ms);
    when(out, "last", event->last_ms);
    number(out, "count", event->count);
    yes_no(out, "combined", event->combined);
}

static void print_conditions(struct buf *out, const char *name,
                             const struct condition *at, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_print(out, "%s[%zu] = %s %s %s \"%s\" ", name, i, at[i].type, at[i].status,
                  at[i].reason, at[i].message);
        when(out, "since", at[i].since_ms);
    }
}

static void print_gateway(struct buf *out, const struct gateway *gateway)
{
    text(out, "class", gateway->class);
    for (size_t i = 0; i < gateway->listener_count; i++) {
        const struct gateway_listener *listener = &gateway->listeners[i];
        buf_print(out, "listener[%zu] = \"%s\" %s %d, routes %lld\n", i, listener->name,
                  listener->protocol, listener->port,
                  (long long)listener->attached_routes);
    }
    texts(out, "address", gateway->addresses, gateway->address_count);
    print_conditions(out, "condition", gateway->conditions, gateway->condition_count);
}

static void print_route(struct buf *out, const struct http_route *route)
{
    texts(out, "host", route->hosts, route->host_count);
    for (size_t i = 0; i < route->parent_count; i++) {
        const struct route_parent *parent = &route->parents[i];
        buf_print(out, "parent[%zu] = %s/%s section \"%s\"\n", i,
                  parent->gateway_namespace, parent->gateway_name, parent->section);
        print_conditions(out, "  condition", parent->conditions, parent->condition_count);
    }
    text(out, "match", route->match);
    text(out, "backend", route->backend);
}

void print_object(struct buf *out, const struct kube_object *object)
{
    print_meta(out, &object->meta);
    switch (object->kind) {
    case KUBE_SERVICE:
        print_service(out, &object->service);
        break;
    case KUBE_EVENT:
        print_event(out, &object->event);
        break;
    case KUBE_ENDPOINT_SLICE:
        text(out, "service", object->endpoint_slice.service);
        text(out, "address_type", object->endpoint_slice.address_type);
        number(out, "ready", (int64_t)object->endpoint_slice.ready);
        number(out, "total", (int64_t)object->endpoint_slice.total);
        break;
    case KUBE_NODE:
        text(out, "internal_ip", object->node.internal_ip);
        yes_no(out, "ready", object->node.ready);
        yes_no(out, "excluded", object->node.excluded);
        break;
    case KUBE_GATEWAY_CLASS:
        text(out, "controller", object->gateway_class.controller);
        print_conditions(out, "condition", object->gateway_class.conditions,
                         object->gateway_class.condition_count);
        break;
    case KUBE_GATEWAY:
        print_gateway(out, &object->gateway);
        break;
    case KUBE_HTTP_ROUTE:
        print_route(out, &object->http_route);
        break;
    case KUBE_KIND_COUNT:
        break;
    }
}
