/* Gateways with their Services and routes. */
#include "state/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"
#include "state/address.h"
#include "state/gateway.h"

#include "base/banned.h"

static const struct condition *condition_of(const struct condition *conditions,
                                            size_t count, const char *type)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(conditions[i].type, type) == 0)
            return &conditions[i];
    }
    return NULL;
}

static bool is_true(const struct condition *condition)
{
    return condition != NULL && strcmp(condition->status, "True") == 0;
}

static const struct kube_object *gateway_for(const struct store *store,
                                             const struct meta *service)
{
    const struct few *gateways = &store->few[KUBE_GATEWAY];
    const struct kube_object *found = NULL;

    /* With one Service for a whole class, the first by name stands for all. */
    for (size_t i = 0; i < gateways->count; i++) {
        const struct kube_object *gateway = gateways->objects[i];
        if (!gateway_has_service(gateway, service))
            continue;
        if (found == NULL || strcmp(gateway->meta.namespace, found->meta.namespace) < 0 ||
            (strcmp(gateway->meta.namespace, found->meta.namespace) == 0 &&
             strcmp(gateway->meta.name, found->meta.name) < 0))
            found = gateway;
    }
    return found;
}

static const struct route_parent *parent_of(const struct kube_object *route,
                                            const struct kube_object *gateway)
{
    for (size_t i = 0; i < route->http_route.parent_count; i++) {
        const struct route_parent *parent = &route->http_route.parents[i];
        if (strcmp(parent->gateway_name, gateway->meta.name) == 0 &&
            strcmp(parent->gateway_namespace, gateway->meta.namespace) == 0)
            return parent;
    }
    return NULL;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

const struct row_gateway *gate_of(struct store *store, const struct meta *service)
{
    const struct kube_object *gateway = gateway_for(store, service);
    const struct few *routes = &store->few[KUBE_HTTP_ROUTE];
    struct scratch *scratch = &store->scratch;

    if (gateway == NULL)
        return NULL;
    const char **names = scratch_array(scratch, routes->count, sizeof *names);
    struct row_gateway *out = scratch_array(scratch, 1, sizeof *out);
    *out = (struct row_gateway){.namespace = gateway->meta.namespace,
                                .name = gateway->meta.name,
                                .class = gateway->gateway.class,
                                .routes = names};
    for (size_t i = 0; i < routes->count; i++) {
        const struct meta *meta = &routes->objects[i]->meta;
        if (parent_of(routes->objects[i], gateway) != NULL)
            names[out->route_count++] =
                SCRATCH_JOIN(scratch, meta->namespace, "/", meta->name);
    }
    qsort(names, out->route_count, sizeof *names, compare_names);
    return out;
}

bool gate_waits(const struct store *store, const struct meta *service)
{
    const struct kube_object *gateway = gateway_for(store, service);
    if (gateway == NULL)
        return false;

    const struct condition *programmed = condition_of(
        gateway->gateway.conditions, gateway->gateway.condition_count, "Programmed");
    return programmed != NULL && !is_true(programmed) &&
           strcmp(programmed->reason, "AddressNotAssigned") == 0;
}

/* ---- the picture ---- */

static const char *clean(struct gateway_picture *picture, const char *text)
{
    return text == NULL ? NULL
                        : utf8_clean(&picture->arena, arena_text(&picture->arena, text));
}

/* Accepted, and its references resolve; else the reason of what is not. */
static void judge_route(struct gateway_picture *picture,
                        const struct route_parent *parent, struct view_route *out)
{
    const struct condition *accepted =
        condition_of(parent->conditions, parent->condition_count, "Accepted");
    const struct condition *resolved =
        condition_of(parent->conditions, parent->condition_count, "ResolvedRefs");

    out->attached = is_true(accepted) && (resolved == NULL || is_true(resolved));
    if (out->attached)
        return;
    const struct condition *cause = is_true(accepted) ? resolved : accepted;
    out->reason =
        cause == NULL ? "nobody has looked at it yet" : clean(picture, cause->reason);
}

static int compare_routes(const void *a, const void *b)
{
    return strcmp(((const struct view_route *)a)->name,
                  ((const struct view_route *)b)->name);
}

static void put_routes(struct store *store, struct gateway_picture *picture,
                       const struct kube_object *gateway, struct view_gateway *out)
{
    const struct few *routes = &store->few[KUBE_HTTP_ROUTE];
    struct view_route *all = arena_new_array(&picture->arena, routes->count, sizeof *all);

    for (size_t i = 0; i < routes->count; i++) {
        const struct kube_object *route = routes->objects[i];
        const struct route_parent *parent = parent_of(route, gateway);
        if (parent == NULL)
            continue;
        struct view_route *one = &all[out->route_count++];
        const struct http_route *http = &route->http_route;
        one->name = clean(picture, arena_print(&picture->arena, "%s/%s",
                                               route->meta.namespace, route->meta.name));
        one->host = clean(picture, http->host_count > 0 ? http->hosts[0] : "*");
        one->match = clean(picture, http->match);
        one->backend = clean(picture, http->backend);
        judge_route(picture, parent, one);
        out->attached_count += one->attached;
    }
    qsort(all, out->route_count, sizeof *all, compare_routes);
    out->routes = all;
}

static bool has_address(const struct service *service, const struct gateway *gateway)
{
    for (size_t i = 0; i < gateway->address_count; i++) {
        for (size_t k = 0; k < service->ingress_count; k++) {
            if (strcmp(gateway->addresses[i], service->ingress[k]) == 0)
                return true;
        }
    }
    return false;
}

/* By label; where no label says it, by an address that both have. */
static const struct row *row_of_gateway(struct store *store,
                                        const struct kube_object *gateway)
{
    const struct row *by_address = NULL;
    struct shelf_place place;

    for (struct known *known = shelf_first(store->shelf, &place); known != NULL;
         known = shelf_next(store->shelf, &place)) {
        if (gateway_owns(&known->object->meta)) {
            if (gateway_has_service(gateway, &known->object->meta))
                return known->row;
        } else if (by_address == NULL &&
                   has_address(&known->object->service, &gateway->gateway)) {
            by_address = known->row;
        }
    }
    return by_address;
}

static void put_gates(struct gateway_picture *picture, const struct gateway *gateway,
                      struct view_gateway *out)
{
    struct view_gateway_listener *all =
        arena_new_array(&picture->arena, gateway->listener_count, sizeof *all);

    for (size_t i = 0; i < gateway->listener_count; i++) {
        const struct gateway_listener *listener = &gateway->listeners[i];
        all[i] = (struct view_gateway_listener){
            .name = clean(picture, listener->name),
            .protocol = clean(picture, listener->protocol),
            .port = listener->port,
            .attached_routes = listener->attached_routes,
        };
    }
    out->listeners = all;
    out->listener_count = gateway->listener_count;
}

static void put_gateway(struct store *store, struct gateway_picture *picture,
                        const struct kube_object *object, struct view_gateway *out)
{
    const struct gateway *gateway = &object->gateway;
    const struct condition *programmed =
        condition_of(gateway->conditions, gateway->condition_count, "Programmed");

    *out = (struct view_gateway){
        .namespace = clean(picture, object->meta.namespace),
        .name = clean(picture, object->meta.name),
        .class = clean(picture, gateway->class),
        .programmed = programmed == NULL ? "Unknown" : clean(picture, programmed->status),
        .programmed_reason = programmed == NULL ? "" : clean(picture, programmed->reason),
        .programmed_text = programmed == NULL ? "" : clean(picture, programmed->message),
        .accepted = is_true(
            condition_of(gateway->conditions, gateway->condition_count, "Accepted")),
        .row = row_of_gateway(store, object),
        .address =
            clean(picture, address_best(gateway->addresses, gateway->address_count)),
    };
    if (out->row != NULL) {
        picture->rows[picture->row_count++] = row_ref(out->row);
        if (out->address == NULL)
            out->address = clean(picture, out->row->address);
    }
    put_gates(picture, gateway, out);
    put_routes(store, picture, object, out);
}

static void gateway_picture_end(struct part *part)
{
    struct gateway_picture *picture = (struct gateway_picture *)part;

    for (size_t i = 0; i < picture->row_count; i++)
        row_unref(picture->rows[i]);
    free(picture->rows);
    free(picture->gateways);
    arena_release(&picture->arena);
    free(picture);
}

static int compare_gateways(const void *a, const void *b)
{
    const struct view_gateway *one = a;
    const struct view_gateway *two = b;
    int order = strcmp(one->namespace, two->namespace);
    return order != 0 ? order : strcmp(one->name, two->name);
}

struct gateway_picture *gateway_picture_make(struct store *store)
{
    const struct few *gateways = &store->few[KUBE_GATEWAY];
    struct gateway_picture *picture = mem_new(sizeof *picture);

    part_start(&picture->part, gateway_picture_end);
    arena_init(&picture->arena, 0);
    picture->rows = mem_new_array(gateways->count, sizeof *picture->rows);
    picture->gateways = mem_new_array(gateways->count, sizeof *picture->gateways);
    for (size_t i = 0; i < gateways->count; i++)
        put_gateway(store, picture, gateways->objects[i], &picture->gateways[i]);
    picture->count = gateways->count;
    qsort(picture->gateways, picture->count, sizeof *picture->gateways, compare_gateways);
    return picture;
}
