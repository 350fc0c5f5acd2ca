#include "unit/state/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/span.h"
#include "base/when.h"

#define CLEANUP_FINALIZER "service.kubernetes.io/load-balancer-cleanup"

/* ---- the world ---- */

void world_init(struct world *world)
{
    *world = (struct world){.store = store_new()};
    world_source(world, SOURCE_KUBERNETES, SOURCE_LIVE);
    world_source(world, SOURCE_ELB, SOURCE_LIVE);
    world_source(world, SOURCE_EIP, SOURCE_LIVE);
    world_source(world, SOURCE_PROBE, SOURCE_LIVE);
}

void world_release(struct world *world)
{
    store_free(world->store);
    view_free(world->view);
    arena_release(&world->arena);
}

int64_t world_now(const struct world *world)
{
    return 1000000 + world->at_ms;
}

int64_t world_wall(const struct world *world)
{
    return WORLD_START_MS + world->at_ms;
}

void world_wait(struct world *world, int64_t ms)
{
    world->at_ms += ms;
}

static int64_t wall_of(int64_t since_start_ms)
{
    return WORLD_START_MS + since_start_ms;
}

static int64_t wall_or_unknown(int64_t since_start_ms)
{
    return since_start_ms == 0 ? WHEN_UNKNOWN : wall_of(since_start_ms);
}

static const char *or_else(const char *text, const char *usual)
{
    return text != NULL ? text : usual;
}

/* ---- lists in texts ---- */

static size_t parts_of(const char *text)
{
    size_t count = 1;

    if (text == NULL || text[0] == '\0')
        return 0;
    for (; *text != '\0'; text++)
        count += *text == ',';
    return count;
}

static const char *part_text(struct arena *arena, struct span part)
{
    return arena_bytes(arena, part.at, part.bytes);
}

static const char *const *split_texts(struct arena *arena, const char *text,
                                      size_t *ret_count)
{
    const char **out = arena_new_array(arena, parts_of(text), sizeof *out);
    struct span rest = span_of(text);
    struct span part;

    *ret_count = 0;
    while (parts_of(text) > *ret_count && span_cut(&rest, ',', &part))
        out[(*ret_count)++] = part_text(arena, part);
    return out;
}

static int compare_pairs(const void *a, const void *b)
{
    return strcmp(((const struct pair *)a)->key, ((const struct pair *)b)->key);
}

static const struct pair *split_pairs(struct arena *arena, const char *text,
                                      size_t *ret_count)
{
    struct pair *out = arena_new_array(arena, parts_of(text), sizeof *out);
    struct span rest = span_of(text);
    struct span part;

    *ret_count = 0;
    while (parts_of(text) > *ret_count && span_cut(&rest, ',', &part)) {
        struct span key;
        span_cut(&part, '=', &key);
        out[*ret_count].key = part_text(arena, key);
        out[(*ret_count)++].value = part_text(arena, part);
    }
    qsort(out, *ret_count, sizeof *out, compare_pairs);
    return out;
}

static uint16_t port_number(struct span text)
{
    int64_t number = 0;
    span_to_range(text, 1, 65535, &number);
    return (uint16_t)number;
}

static struct service_port port_of(struct arena *arena, struct span part)
{
    struct service_port port = {.name = "", .protocol = "TCP"};
    struct span field = {"", 0};

    span_cut(&part, '/', &field);
    port.port = port_number(field);
    port.node_port = (uint16_t)(30000 + port.port % 2768);
    port.target_port = part_text(arena, field);
    if (span_cut(&part, '/', &field))
        port.protocol = part_text(arena, field);
    if (span_cut(&part, '/', &field))
        port.name = part_text(arena, field);
    return port;
}

/* ---- Services and events ---- */

static const char *autocreate_text(struct arena *arena, const struct service_spec *spec)
{
    if (spec->autocreate == NULL || spec->autocreate[0] == '{')
        return spec->autocreate;
    if (spec->elb_name == NULL)
        return arena_print(arena, "{\"type\":\"%s\"}", spec->autocreate);
    return arena_print(arena, "{\"type\":\"%s\",\"name\":\"%s\"}", spec->autocreate,
                       spec->elb_name);
}

static void fill_meta(struct kube_object *object, const char *namespace, const char *name,
                      const char *uid)
{
    struct arena *arena = &object->arena;

    object->meta = (struct meta){
        .namespace = arena_text(arena, or_else(namespace, "shop")),
        .name = arena_text(arena, name),
        .uid = uid != NULL ? arena_text(arena, uid) : arena_print(arena, "uid-%s", name),
        .resource_version = "1",
        .created_ms = WHEN_UNKNOWN,
        .deleted_ms = WHEN_UNKNOWN,
    };
}

static void fill_service(struct kube_object *object, const struct service_spec *spec)
{
    struct arena *arena = &object->arena;
    struct service *service = &object->service;
    struct span rest = span_of(or_else(spec->ports, "80/TCP"));
    struct span part;

    *service = (struct service){
        .type = arena_text(arena, or_else(spec->type, "LoadBalancer")),
        .cluster_ip = "10.247.0.9",
        .load_balancer_ip = arena_text(arena, spec->load_balancer_ip),
        .load_balancer_class = arena_text(arena, spec->load_balancer_class),
        .local = spec->local,
        .elb_class = arena_text(arena, spec->class),
        .elb_id = arena_text(arena, spec->elb_id),
        .elb_eip_id = arena_text(arena, spec->eip_id),
        .elb_autocreate = arena_text(arena, autocreate_text(arena, spec)),
        .times = {.finalizer_ms = wall_or_unknown(spec->finalizer_ms),
                  .ids_ms = wall_or_unknown(spec->ids_ms),
                  .ingress_ms = wall_or_unknown(spec->ingress_ms)},
    };
    struct service_port *ports = arena_new_array(arena, 16, sizeof *ports);
    while (service->port_count < 16 && span_cut(&rest, ',', &part))
        ports[service->port_count++] = port_of(arena, part);
    service->ports = ports;
    service->ingress = split_texts(arena, spec->ingress, &service->ingress_count);
    service->selector =
        split_pairs(arena, spec->no_selector ? "" : "app=x", &service->selector_count);
}

struct kube_object *world_service(const struct service_spec *spec)
{
    struct kube_object *object = mem_new(sizeof *object);

    object->kind = KUBE_SERVICE;
    fill_meta(object, spec->namespace, spec->name, spec->uid);
    object->meta.created_ms = wall_of(spec->created_ms);
    object->meta.deleted_ms = wall_or_unknown(spec->deleted_ms);
    object->meta.labels =
        split_pairs(&object->arena, spec->labels, &object->meta.label_count);
    object->meta.finalizers =
        split_texts(&object->arena, spec->finalizer ? CLEANUP_FINALIZER : "",
                    &object->meta.finalizer_count);
    fill_service(object, spec);
    return object;
}

struct kube_object *world_event(const struct world *world, const struct event_spec *spec)
{
    struct kube_object *object = mem_new(sizeof *object);
    struct arena *arena = &object->arena;
    bool timed = spec->first_ms != 0 || spec->last_ms != 0;
    int64_t last_ms = spec->last_ms != 0 ? spec->last_ms : spec->first_ms;
    const char *message = or_else(spec->message, "");

    object->kind = KUBE_EVENT;
    fill_meta(object, spec->namespace, spec->name,
              spec->uid != NULL
                  ? spec->uid
                  : arena_print(arena, "%s.%s.%.60s", spec->name, spec->reason, message));
    object->event = (struct event){
        .type = "Normal",
        .reason = arena_text(arena, spec->reason),
        .message = arena_text(arena, message),
        .component = arena_text(arena, or_else(spec->component, "service-controller")),
        .about_kind = "Service",
        .about_namespace = object->meta.namespace,
        .about_name = object->meta.name,
        .about_uid = spec->about_uid != NULL ? arena_text(arena, spec->about_uid)
                                             : arena_print(arena, "uid-%s", spec->name),
        .first_ms = timed ? wall_of(spec->first_ms != 0 ? spec->first_ms : last_ms)
                          : world_wall(world),
        .last_ms = timed ? wall_of(last_ms) : world_wall(world),
        .count = spec->count == 0 ? 1 : spec->count,
    };
    return object;
}

void world_put(struct world *world, struct kube_object *object)
{
    store_put(world->store, object, world_now(world), world_wall(world));
}

void world_put_service(struct world *world, const struct service_spec *spec)
{
    world_put(world, world_service(spec));
}

void world_put_event(struct world *world, const struct event_spec *spec)
{
    world_put(world, world_event(world, spec));
}

/* ---- other kinds ---- */

static struct kube_object *plain_object(enum kube_kind kind, const char *namespace,
                                        const char *name)
{
    struct kube_object *object = mem_new(sizeof *object);

    object->kind = kind;
    object->meta = (struct meta){.namespace = arena_text(&object->arena, namespace),
                                 .name = arena_text(&object->arena, name),
                                 .uid = "",
                                 .resource_version = "1",
                                 .created_ms = WHEN_UNKNOWN,
                                 .deleted_ms = WHEN_UNKNOWN};
    return object;
}

void world_put_node(struct world *world, const char *name, const char *address)
{
    struct kube_object *object = plain_object(KUBE_NODE, "", name);

    object->node.internal_ip = arena_text(&object->arena, address);
    object->node.ready = true;
    world_put(world, object);
}

void world_put_slice(struct world *world, const char *name, const char *service,
                     size_t ready)
{
    struct kube_object *object = plain_object(KUBE_ENDPOINT_SLICE, "shop", name);

    object->endpoint_slice =
        (struct endpoint_slice){arena_text(&object->arena, service), "IPv4", ready, 3};
    world_put(world, object);
}

static const struct condition *condition_of(struct arena *arena, const char *type,
                                            const char *status, const char *reason)
{
    struct condition *condition = arena_new(arena, sizeof *condition);

    *condition = (struct condition){.type = type,
                                    .status = arena_text(arena, status),
                                    .reason = arena_text(arena, reason),
                                    .message = "",
                                    .since_ms = WHEN_UNKNOWN};
    return condition;
}

void world_put_gateway(struct world *world, const char *name, const char *class,
                       const char *programmed)
{
    struct kube_object *object = plain_object(KUBE_GATEWAY, "edge", name);
    struct condition *conditions = arena_new_array(&object->arena, 2, sizeof *conditions);
    const char **addresses = arena_new_array(&object->arena, 2, sizeof *addresses);
    struct gateway_listener *listeners = arena_new(&object->arena, sizeof *listeners);

    conditions[0] = *condition_of(&object->arena, "Accepted", "True", "Accepted");
    conditions[1] = *condition_of(&object->arena, "Programmed", programmed,
                                  strcmp(programmed, "True") == 0 ? "Programmed"
                                                                  : "AddressNotAssigned");
    addresses[0] = "10.0.3.44";
    addresses[1] = "138.124.232.44";
    listeners[0] = (struct gateway_listener){
        .name = "https", .protocol = "HTTPS", .port = 443, .attached_routes = -1};
    object->gateway = (struct gateway){.class = arena_text(&object->arena, class),
                                       .listener_count = 1,
                                       .listeners = listeners,
                                       .address_count = 2,
                                       .addresses = addresses,
                                       .condition_count = 2,
                                       .conditions = conditions};
    world_put(world, object);
}

void world_put_route(struct world *world, const char *name, const char *gateway,
                     const char *accepted, const char *reason)
{
    struct kube_object *object = plain_object(KUBE_HTTP_ROUTE, "shop", name);
    struct route_parent *parent = arena_new(&object->arena, sizeof *parent);
    const char **hosts = arena_new(&object->arena, sizeof *hosts);

    *parent = (struct route_parent){
        .gateway_namespace = "edge",
        .gateway_name = arena_text(&object->arena, gateway),
        .section = "",
        .condition_count = 1,
        .conditions = condition_of(&object->arena, "Accepted", accepted, reason)};
    hosts[0] = "shop.example.org";
    object->http_route = (struct http_route){.host_count = 1,
                                             .hosts = hosts,
                                             .parent_count = 1,
                                             .parents = parent,
                                             .match = "/",
                                             .backend = "web:8080"};
    world_put(world, object);
}

/* ---- the cloud ---- */

void world_put_elb(struct world *world, const struct elb_spec *spec)
{
    size_t at = 0;
    while (at < world->elb_count && strcmp(world->elbs[at].id, spec->id) != 0)
        at++;
    if (at == world->elb_count && at < WORLD_MOST)
        world->elb_count++;
    world->elbs[at % WORLD_MOST] = *spec;
}

void world_put_listener(struct world *world, const struct listener_spec *spec)
{
    size_t at = 0;
    while (at < world->listener_count && strcmp(world->listeners[at].id, spec->id) != 0)
        at++;
    if (at == world->listener_count && at < WORLD_MOST)
        world->listener_count++;
    world->listeners[at % WORLD_MOST] = *spec;
}

void world_put_eip(struct world *world, const struct eip_spec *spec)
{
    size_t at = 0;
    while (at < world->eip_count && strcmp(world->eips[at].id, spec->id) != 0)
        at++;
    if (at == world->eip_count && at < WORLD_MOST)
        world->eip_count++;
    world->eips[at % WORLD_MOST] = *spec;
}

void world_drop(struct world *world, const char *id)
{
    for (size_t i = 0; i < world->elb_count; i++) {
        if (strcmp(world->elbs[i].id, id) == 0)
            world->elbs[i--] = world->elbs[--world->elb_count];
    }
    for (size_t i = 0; i < world->listener_count; i++) {
        if (strcmp(world->listeners[i].id, id) == 0)
            world->listeners[i--] = world->listeners[--world->listener_count];
    }
    for (size_t i = 0; i < world->eip_count; i++) {
        if (strcmp(world->eips[i].id, id) == 0)
            world->eips[i--] = world->eips[--world->eip_count];
    }
}

static int compare_ids(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void fill_elb(struct arena *arena, const struct elb_spec *spec, struct elb *elb)
{
    const char *class = or_else(spec->class, "union");

    *elb = (struct elb){
        .id = arena_text(arena, spec->id),
        .name = arena_text(arena, or_else(spec->name, "")),
        .description = arena_text(arena, or_else(spec->description, "")),
        .guaranteed = strcmp(class, "performance") == 0,
        .guaranteed_known = class[0] != '\0',
        .provisioning_status = arena_text(arena, or_else(spec->provisioning, "ACTIVE")),
        .operating_status = arena_text(arena, or_else(spec->operating, "ONLINE")),
        .vip_address = arena_text(arena, spec->vip),
        .vip_port_id = arena_print(arena, "port-%s", spec->id),
        .eip_id = arena_text(arena, spec->eip_id),
        .eip_address = arena_text(arena, spec->eip_address),
        .deletion_protected = spec->protected,
        .created_ms = wall_of(spec->created_ms),
    };
}

static void fill_listener(struct arena *arena, const struct listener_spec *spec,
                          struct elb_set *set, struct listener *listener,
                          struct pool *pools, struct member *members)
{
    struct service_port port = port_of(arena, span_of(or_else(spec->port, "80/TCP")));
    bool says = spec->uid != NULL && spec->uid[0] != '\0';
    int64_t made_ms = spec->members_ms != 0 ? spec->members_ms : spec->created_ms;

    *listener = (struct listener){
        .id = arena_text(arena, spec->id),
        .name = spec->name != NULL
                    ? arena_text(arena, spec->name)
                    : arena_print(arena, "k8s_%s_%u", port.protocol, port.port),
        .description = "",
        .protocol = port.protocol,
        .port = port.port,
        .elb_id = arena_text(arena, spec->elb),
        .created_ms = wall_of(spec->created_ms),
        .service_uid = says ? arena_text(arena, spec->uid) : NULL,
        .cluster_id = arena_text(arena, spec->cluster),
    };
    if (spec->members < 0)
        return;
    struct pool *pool = &pools[set->pool_count++];
    *pool = (struct pool){.id = arena_print(arena, "pool-%s", spec->id),
                          .name = "",
                          .protocol = port.protocol,
                          .elb_id = listener->elb_id,
                          .listener_id = listener->id};
    listener->pool_id = pool->id;
    for (int i = 0; i < spec->members; i++)
        members[set->member_count++] =
            (struct member){.id = arena_print(arena, "member-%s-%d", spec->id, i),
                            .name = "",
                            .pool_id = pool->id,
                            .address = arena_print(arena, "10.0.3.%d", 20 + i),
                            .port = port.node_port,
                            .status = i < spec->online ? MEMBER_ONLINE : MEMBER_OFFLINE,
                            .reason = i < spec->online ? NULL : "CONNECT_TIMEOUT",
                            .created_ms = wall_of(made_ms)};
}

struct elb_set *world_elb_set(const struct world *world, int64_t read_wall_ms)
{
    struct elb_set *set = mem_new(sizeof *set);
    struct arena *arena = &set->arena;
    struct elb *elbs = arena_new_array(arena, WORLD_MOST, sizeof *elbs);
    struct pool *pools = arena_new_array(arena, WORLD_MOST, sizeof *pools);
    struct member *members = arena_new_array(arena, WORLD_MOST * 16, sizeof *members);
    struct listener *listeners = arena_new_array(arena, WORLD_MOST, sizeof *listeners);

    set->elbs = elbs;
    set->listeners = listeners;
    set->pools = pools;
    set->members = members;
    for (size_t i = 0; i < world->elb_count; i++)
        fill_elb(arena, &world->elbs[i], &elbs[set->elb_count++]);
    for (size_t i = 0; i < world->listener_count; i++)
        fill_listener(arena, &world->listeners[i], set, &listeners[set->listener_count++],
                      pools, members);
    qsort(elbs, set->elb_count, sizeof *elbs, compare_ids);
    qsort(listeners, set->listener_count, sizeof *listeners, compare_ids);
    qsort(pools, set->pool_count, sizeof *pools, compare_ids);
    qsort(members, set->member_count, sizeof *members, compare_ids);
    set->members_known = !world->members_unknown;
    set->read_wall_ms = read_wall_ms;
    set->read_now_ms = world_now(world);
    return set;
}

struct eip_set *world_eip_set(const struct world *world, int64_t read_wall_ms)
{
    struct eip_set *set = mem_new(sizeof *set);
    struct eip *eips = arena_new_array(&set->arena, WORLD_MOST, sizeof *eips);

    for (size_t i = 0; i < world->eip_count; i++)
        eips[set->eip_count++] = (struct eip){
            .id = arena_text(&set->arena, world->eips[i].id),
            .address = arena_text(&set->arena, world->eips[i].address),
            .status = arena_text(&set->arena, or_else(world->eips[i].status, "ELB")),
            .port_id = arena_text(&set->arena, world->eips[i].port_id),
            .bandwidth_mbit = 5,
            .created_ms = WHEN_UNKNOWN};
    qsort(eips, set->eip_count, sizeof *eips, compare_ids);
    set->eips = eips;
    set->read_wall_ms = read_wall_ms;
    set->read_now_ms = world_now(world);
    return set;
}

void world_sweep_elbs(struct world *world)
{
    store_set_elbs(world->store, world_elb_set(world, world_wall(world)));
}

void world_sweep(struct world *world)
{
    store_set_eips(world->store, world_eip_set(world, world_wall(world)));
    world_sweep_elbs(world);
}

void world_listed(struct world *world)
{
    for (enum kube_kind kind = 0; kind < KUBE_KIND_COUNT; kind++)
        store_list_ended(world->store, kind, world_now(world), world_wall(world));
}

void world_probe(struct world *world, const char *address, uint16_t port,
                 enum probe_state state, int tries)
{
    bool ok = state == PROBE_OK;
    struct probe_result result = {
        .state = state,
        .at_wall_ms = world_wall(world),
        .rtt_ms = ok ? 14 : -1,
        .http_status = ok ? 200 : 0,
        .first_ok_wall_ms = ok ? world_wall(world) : WHEN_UNKNOWN,
        .tries = ok ? 0 : tries,
    };
    store_set_probe(world->store, address, port, &result);
}

void world_source(struct world *world, enum source_name name, enum source_state state)
{
    bool live = state == SOURCE_LIVE;
    struct source source = {
        .state = state,
        .ever = live,
        .read_ms = world_now(world),
        .read_wall_ms = world_wall(world),
        .interval_ms = -1,
        .err = ERR_INIT,
    };
    world->lost[name] = !live;
    store_set_source(world->store, name, &source);
}

/* ---- looking ---- */

const struct view *world_look(struct world *world)
{
    for (enum source_name name = 0; name < SOURCE_COUNT; name++) {
        if (!world->lost[name])
            world_source(world, name, SOURCE_LIVE);
    }
    view_free(world->view);
    world->view = store_view(world->store, world_now(world), world_wall(world));
    return world->view;
}

const struct row *world_row(struct world *world, const char *namespace, const char *name)
{
    return view_row(world_look(world), namespace, name);
}

const struct view_elb *world_elb(struct world *world, const char *id)
{
    const struct view *view = world_look(world);

    for (size_t i = 0; i < view->elb_count; i++) {
        if (strcmp(view->elbs[i].id, id) == 0)
            return &view->elbs[i];
    }
    return NULL;
}

/* ---- printing ---- */

static const char *plain(const char *text)
{
    return text == NULL ? "-" : text;
}

static long long since_start(int64_t wall_ms)
{
    return wall_ms == WHEN_UNKNOWN ? -1 : (long long)(wall_ms - WORLD_START_MS);
}

static void print_step(struct buf *out, const char *label, const struct step *step,
                       bool times)
{
    buf_print(out, "    %s %s %c%s", label, step_state_name(step->state), step_mark(step),
              step->slow ? " slow" : "");
    if (times)
        buf_print(out, " %lld..%lld%s", since_start(step->started_ms),
                  since_start(step->finished_ms), step->exact ? "" : " <=");
    buf_print(out, " (%s)\n", step->evidence);
}

static void print_row(struct buf *out, const struct row *row, bool times)
{
    char marks[STEP_COUNT + 1];
    char word[40];
    char step[4];

    buf_print(out, "%s/%s %s %s %s\n", row->namespace, row->name, row_marks(row, marks),
              row_state_word(row, word, sizeof word), row_step_word(row, step));
    buf_print(out, "  %s class %s role %s how %d uid %s rv %s\n",
              row_pattern_name(row->pattern), plain(row->class), row_role_name(row->role),
              (int)row->how, row->uid, row->resource_version);
    if (times)
        buf_print(out, "  since %lld%s\n", since_start(row->since_ms),
                  row->since_exact ? "" : " <=");
    for (int i = 0; i < STEP_COUNT; i++)
        print_step(out, step_name(i + 1), &row->steps[i], times);
    for (int i = 0; i < PART_COUNT; i++)
        print_step(out, part_label((enum step_part)i), &row->parts[i], times);
    buf_print(out, "  address %s public %d members %d/%d endpoints %lld/%lld\n",
              plain(row->address), row->wants_public, row->members_online,
              row->members_total, (long long)row->endpoints_ready,
              (long long)row->endpoints_total);
    if (row->elb != NULL)
        buf_print(out, "  elb %s %s found %d\n", row->elb->id, plain(row->elb->name),
                  row->elb->found);
    if (row->eip != NULL)
        buf_print(out, "  eip %s %s %s\n", row->eip->id, plain(row->eip->address),
                  plain(row->eip->status));
    for (size_t i = 0; i < row->listener_count; i++)
        buf_print(out, "  listener %s %u/%s pool %s\n", row->listeners[i].name,
                  row->listeners[i].port, row->listeners[i].protocol,
                  plain(row->listeners[i].pool_id));
    for (size_t i = 0; i < row->shared_count; i++)
        buf_print(out, "  shares with %s\n", row->shared_with[i]);
    buf_print(out, "  why: %s\n  who: %s\n  todo: %s\n  code: %s\n", row->why, row->who,
              row->todo, plain(row->api_code));
    for (size_t i = 0; i < row->advice_count; i++)
        buf_print(out, "  %s: %s\n", row->advice[i].rule, row->advice[i].text);
}

static void print_elb(struct buf *out, const struct view_elb *elb)
{
    static const char *const kinds[] = {"FOREIGN", "EXISTING", "AUTO", "ORPHAN"};
    static const char *const roles[] = {"FOREIGN", "CREATOR", "TENANT"};

    buf_print(out, "elb %s %s %s %s\n", elb->id, elb->name, kinds[elb->kind],
              plain(elb->address));
    for (size_t i = 0; i < elb->service_count; i++)
        buf_print(out, "  by %s\n", elb->services[i]);
    for (size_t i = 0; i < elb->clue_count; i++)
        buf_print(out, "  %s\n", elb->clues[i]);
    for (size_t i = 0; i < elb->listener_count; i++) {
        const struct view_listener *listener = &elb->listeners[i];
        buf_print(out, "  %u/%s %s %s %s/%s %d/%d%s\n", listener->port,
                  listener->protocol, plain(listener->name), roles[listener->role],
                  plain(listener->service_namespace), plain(listener->service_name),
                  listener->members_online, listener->members_total,
                  listener->wanted ? " WANTED" : "");
    }
}

char *world_print(const struct view *view, bool with_times)
{
    struct buf out;

    buf_init(&out, 16 * 1024 * 1024);
    for (size_t i = 0; i < view->row_count; i++)
        print_row(&out, view->rows[i], with_times);
    for (size_t i = 0; i < view->elb_count; i++)
        print_elb(&out, &view->elbs[i]);
    for (size_t i = 0; i < view->eip_count; i++)
        buf_print(&out, "eip %s %s %s elb %s service %s%s\n", view->eips[i].id,
                  plain(view->eips[i].address), plain(view->eips[i].status),
                  plain(view->eips[i].elb_name), plain(view->eips[i].service),
                  view->eips[i].orphan ? " ORPHAN" : "");
    for (size_t i = 0; i < view->gateway_count; i++)
        buf_print(&out, "gateway %s/%s %s routes %zu/%zu\n", view->gateways[i].namespace,
                  view->gateways[i].name, view->gateways[i].programmed,
                  view->gateways[i].attached_count, view->gateways[i].route_count);
    for (size_t i = 0; i < view->event_count; i++)
        buf_print(&out, "event %s %s %d%c %s\n", view->events[i].service,
                  view->events[i].who, view->events[i].step,
                  view->events[i].part == 0 ? '-' : view->events[i].part,
                  view->events[i].what);
    return buf_take(&out);
}
