#include "state/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/address.h"
#include "state/known.h"

#include "base/banned.h"

#define CLEANUP_FINALIZER "service.kubernetes.io/load-balancer-cleanup"

/* Dates in HTTP are whole seconds: a smaller difference of clocks is none. */
enum { SKEW_NOISE_MS = 1000 };

/* ---- life ---- */

static int compare_known(const void *key, const void *item)
{
    const struct known_key *wanted = key;
    const struct known *known = item;
    int order = strcmp(wanted->namespace, known->object->meta.namespace);
    return order != 0 ? order : strcmp(wanted->name, known->object->meta.name);
}

static const void *row_of(const void *item)
{
    return ((const struct known *)item)->row;
}

static const void *hold_row(const void *row)
{
    return row_ref(row);
}

static void let_go_row(const void *row)
{
    row_unref(row);
}

struct store *store_new(void)
{
    static const struct shelf_rules rules = {compare_known, row_of, hold_row, let_go_row};
    struct store *store = mem_new(sizeof *store);

    store->shelf = shelf_new(&rules);
    store->pasts = pasts_new();
    store->tally = tally_new();
    store->graveyard = graveyard_new();
    store->reachmap = reachmap_new();
    store->timeline = timeline_new();
    store->probing = true;
    store->due_ms = INT64_MAX;
    for (enum source_name name = 0; name < SOURCE_COUNT; name++)
        store->sources[name] = (struct source){
            .read_wall_ms = WHEN_UNKNOWN, .interval_ms = -1, .err = ERR_INIT};
    return store;
}

static void few_release(struct few *few)
{
    for (size_t i = 0; i < few->count; i++)
        kube_object_free(few->objects[i]);
    free(few->objects);
    free(few->marked);
}

static void free_pictures(struct store *store)
{
    if (store->elb_picture != NULL)
        part_let_go(&store->elb_picture->part);
    if (store->eip_picture != NULL)
        part_let_go(&store->eip_picture->part);
    if (store->gateway_picture != NULL)
        part_let_go(&store->gateway_picture->part);
}

void store_free(struct store *store)
{
    struct known *known;
    struct known *next;

    if (store == NULL)
        return;
    HASH_ITER(hh, store->by_uid, known, next)
    {
        HASH_DEL(store->by_uid, known);
        known_free(store, known);
    }
    shelf_free(store->shelf);
    spots_free(store);
    free_pictures(store);
    pasts_free(store->pasts);
    tally_free(store->tally);
    graveyard_free(store->graveyard);
    reachmap_free(store->reachmap);
    timeline_free(store->timeline);
    for (enum kube_kind kind = 0; kind < KUBE_KIND_COUNT; kind++)
        few_release(&store->few[kind]);
    index_release(&store->nodes_by_address);
    free(store->our_cluster);
    cloud_release(&store->cloud);
    for (enum source_name name = 0; name < SOURCE_COUNT; name++)
        free(store->notes[name]);
    free(store->dirty_knowns);
    free(store->targets);
    scratch_release(&store->scratch);
    free(store);
}

/* ---- Services ---- */

/* One that is no longer of the type stays until its clean-up is done. */
static bool is_ours(const struct kube_object *object)
{
    return strcmp(object->service.type, "LoadBalancer") == 0 ||
           meta_has_finalizer(&object->meta, CLEANUP_FINALIZER);
}

/* While a list arrives, what it holds may have happened at any time since the last one. */
static bool is_live(const struct store *store, enum kube_kind kind)
{
    return store->listed[kind] && !store->listing[kind];
}

static bool has_target(const struct service *service, const char *address, uint16_t port)
{
    const char *public = address_public(service->ingress, service->ingress_count);

    if (public == NULL || strcmp(public, address) != 0)
        return false;
    for (size_t i = 0; i < service->port_count; i++) {
        if (service->ports[i].port == port)
            return true;
    }
    return false;
}

/* Gives up what is probed for a Service, but for what it will have again; next may be NULL. */
static void leave_targets(struct store *store, struct known *known,
                          const struct kube_object *next)
{
    const struct service *service = &known->object->service;
    const char *address = address_public(service->ingress, service->ingress_count);

    for (size_t i = 0; address != NULL && i < service->port_count; i++) {
        uint16_t port = service->ports[i].port;
        if (next == NULL || !has_target(&next->service, address, port))
            reachmap_leave(store->reachmap, address, port, known);
    }
    store->targets_stale = true;
}

static void drop_known(struct store *store, struct known *known, int64_t wall_ms)
{
    struct known_key key = {known->object->meta.namespace, known->object->meta.name};

    store->dirty = true;
    touch_nobodys(store); /* what it leaves behind may be an orphan now */
    store->population_changed = true;
    store->eips_stale = true;
    store->gateways_stale = true;
    if (store->listed[KUBE_SERVICE])
        tell_gone(store, known, wall_ms);
    if (known->row != NULL) {
        graveyard_add(store->graveyard, known->row, wall_ms);
        store->count_by_state[known->row->state]--;
    }
    leave_targets(store, known, NULL);
    shelf_remove(store->shelf, &key);
    HASH_DEL(store->by_uid, known);
    known_free(store, known);
}

static struct known *add_known(struct store *store, struct kube_object *object)
{
    struct known *known = mem_new(sizeof *known);
    struct known_key key = {object->meta.namespace, object->meta.name};

    store->population_changed = true;
    known->object = object;
    known->due_ms = INT64_MAX;
    past_init(&known->past);
    pasts_take(store->pasts, object->meta.uid, &known->past);
    HASH_ADD_KEYPTR(hh, store->by_uid, object->meta.uid, strlen(object->meta.uid), known);
    shelf_add(store->shelf, &key, known);
    return known;
}

/* The tables' keys are in the object: its place in them is taken by the new one. */
static void renew_object(struct store *store, struct known *known,
                         struct kube_object *object)
{
    leave_targets(store, known, object);
    HASH_DEL(store->by_uid, known);
    kube_object_free(known->object);
    known->object = object;
    HASH_ADD_KEYPTR(hh, store->by_uid, object->meta.uid, strlen(object->meta.uid), known);
}

static void put_service(struct store *store, struct kube_object *object, int64_t wall_ms)
{
    struct known *known = known_find(store, object->meta.namespace, object->meta.name);
    bool live = is_live(store, KUBE_SERVICE);

    if (known != NULL && strcmp(known->object->meta.uid, object->meta.uid) != 0) {
        drop_known(store, known, wall_ms); /* another one of the same name */
        known = NULL;
    }
    if (!is_ours(object)) {
        if (known != NULL)
            drop_known(store, known, wall_ms);
        kube_object_free(object);
        return;
    }
    if (known == NULL) {
        known = add_known(store, object);
        known->came_live = live;
        past_see_service(&known->past, NULL, object, live, wall_ms);
    } else {
        past_see_service(&known->past, known->object, object, live, wall_ms);
        renew_object(store, known, object);
    }
    known->marked = false;
    known->autocreate = autocreate_read(object->service.elb_autocreate);
    store->targets_stale = true;
    known_touch(store, known);
}

/* ---- events ---- */

static bool concerns_us(const struct event *event)
{
    return strcmp(event->about_kind, "Service") == 0 ||
           strcmp(event->about_kind, "Gateway") == 0;
}

/* The Service an event is about, if it is that one and not an older one of its name. */
static struct known *known_about(const struct store *store, const struct event *event)
{
    if (event->about_uid[0] != '\0')
        return known_by_uid(store, event->about_uid);
    return known_find(store, event->about_namespace, event->about_name);
}

static void put_event(struct store *store, struct kube_object *object)
{
    const struct event *event = &object->event;

    if (!concerns_us(event)) {
        kube_object_free(object);
        return;
    }
    if (strcmp(event->about_kind, "Service") == 0) {
        struct known *known = known_about(store, event);
        if (known != NULL) {
            past_hear_event(&known->past, object);
            known_touch(store, known);
        } else if (event->about_uid[0] != '\0' && event_meaning(event) != EVENT_OTHER) {
            past_hear_event(pasts_get(store->pasts, event->about_uid,
                                      event->about_namespace, event->about_name),
                            object);
            touch_nobodys(store); /* one that is gone may have left something */
        }
    }
    timeline_hear(store->timeline, object, store->skew_ms, is_live(store, KUBE_EVENT));
    store->dirty = true;
    kube_object_free(object);
}

/* ---- the kinds of which there are few ---- */

static bool is_same(const struct kube_object *object, const char *namespace,
                    const char *name)
{
    return strcmp(object->meta.namespace, namespace) == 0 &&
           strcmp(object->meta.name, name) == 0;
}

static size_t few_find(const struct few *few, const char *namespace, const char *name)
{
    size_t at = 0;
    while (at < few->count && !is_same(few->objects[at], namespace, name))
        at++;
    return at;
}

static void few_put(struct few *few, struct kube_object *object)
{
    size_t at = few_find(few, object->meta.namespace, object->meta.name);

    if (at < few->count) {
        kube_object_free(few->objects[at]);
    } else {
        few->objects = mem_grow(few->objects, &few->room, few->count + 1,
                                sizeof(struct kube_object *));
        few->marked =
            mem_grow(few->marked, &few->marked_room, few->count + 1, sizeof(bool));
        few->count++;
    }
    few->objects[at] = object;
    few->marked[at] = false;
}

static void few_remove(struct few *few, size_t at)
{
    kube_object_free(few->objects[at]);
    few->count--;
    few->objects[at] = few->objects[few->count];
    few->marked[at] = few->marked[few->count];
}

static bool texts_differ(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) != 0;
}

/* A node's heartbeat is no news. */
static bool node_is_news(const struct few *nodes, const struct kube_object *node)
{
    size_t at = few_find(nodes, node->meta.namespace, node->meta.name);
    return at == nodes->count ||
           texts_differ(nodes->objects[at]->node.internal_ip, node->node.internal_ip);
}

static void touch_gateway_rows(struct store *store)
{
    store->gateways_stale = true;
    for (struct known *known = store->by_uid; known != NULL; known = known->hh.next) {
        if (known->row == NULL || known->row->pattern == PATTERN_GATEWAY)
            known_touch(store, known);
    }
    store->dirty = true;
}

static void touch_kind(struct store *store, enum kube_kind kind)
{
    if (kind == KUBE_NODE) {
        store->nodes_stale = true;
        store->dirty = true;
    } else {
        touch_gateway_rows(store);
    }
}

static void put_few(struct store *store, struct kube_object *object)
{
    enum kube_kind kind = object->kind;
    struct few *few = &store->few[kind];
    bool news = kind != KUBE_NODE || node_is_news(few, object);

    few_put(few, object);
    if (news)
        touch_kind(store, kind);
}

/* ---- endpoints ---- */

static void endpoints_changed(void *ctx, const char *namespace, const char *name)
{
    struct store *store = ctx;
    struct known *known = known_find(store, namespace, name);

    if (known != NULL)
        known_touch(store, known);
}

static void put_slice(struct store *store, struct kube_object *object)
{
    if (tally_put(store->tally, object))
        endpoints_changed(store, object->meta.namespace, object->endpoint_slice.service);
    kube_object_free(object);
}

/* ---- Kubernetes in ---- */

void store_put(struct store *store, struct kube_object *object, int64_t now_ms,
               int64_t wall_ms)
{
    (void)now_ms;
    switch (object->kind) {
    case KUBE_SERVICE:
        put_service(store, object, wall_ms);
        break;
    case KUBE_EVENT:
        put_event(store, object);
        break;
    case KUBE_ENDPOINT_SLICE:
        put_slice(store, object);
        break;
    default:
        put_few(store, object);
        break;
    }
}

static struct known *find_gone(const struct store *store, const char *namespace,
                               const char *name, const char *uid)
{
    struct known *known = uid != NULL && uid[0] != '\0' ? known_by_uid(store, uid) : NULL;

    if (known == NULL && namespace != NULL && name != NULL)
        known = known_find(store, namespace, name);
    /* Late news of an older one of the same name. */
    if (known != NULL && uid != NULL && uid[0] != '\0' &&
        strcmp(known->object->meta.uid, uid) != 0)
        return NULL;
    return known;
}

void store_gone(struct store *store, enum kube_kind kind, const char *namespace,
                const char *name, const char *uid, int64_t now_ms, int64_t wall_ms)
{
    (void)now_ms;
    if (kind == KUBE_SERVICE) {
        struct known *known = find_gone(store, namespace, name, uid);
        if (known != NULL)
            drop_known(store, known, wall_ms);
        return;
    }
    if (kind == KUBE_EVENT || name == NULL)
        return; /* what it said is remembered */
    if (namespace == NULL)
    namespace = "";
    if (kind == KUBE_ENDPOINT_SLICE) {
        const char *service = tally_gone(store->tally, namespace, name);
        if (service != NULL)
            endpoints_changed(store, namespace, service);
        return;
    }
    size_t at = few_find(&store->few[kind], namespace, name);
    if (at == store->few[kind].count)
        return;
    few_remove(&store->few[kind], at);
    touch_kind(store, kind);
}

void store_list_began(struct store *store, enum kube_kind kind)
{
    store->listing[kind] = true;
    if (kind == KUBE_SERVICE) {
        for (struct known *known = store->by_uid; known != NULL; known = known->hh.next)
            known->marked = true;
    } else if (kind == KUBE_ENDPOINT_SLICE) {
        tally_list_began(store->tally);
    } else {
        for (size_t i = 0; i < store->few[kind].count; i++)
            store->few[kind].marked[i] = true;
    }
}

static void sweep_services(struct store *store, int64_t wall_ms)
{
    struct known *known;
    struct known *next;

    HASH_ITER(hh, store->by_uid, known, next)
    {
        if (known->marked)
            drop_known(store, known, wall_ms);
    }
}

static void sweep_few(struct store *store, enum kube_kind kind)
{
    struct few *few = &store->few[kind];
    size_t before = few->count;

    for (size_t i = few->count; i-- > 0;) {
        if (few->marked[i])
            few_remove(few, i);
    }
    if (few->count != before)
        touch_kind(store, kind);
}

void store_list_ended(struct store *store, enum kube_kind kind, int64_t now_ms,
                      int64_t wall_ms)
{
    bool first = !store->listed[kind];

    (void)now_ms;
    if (kind == KUBE_SERVICE)
        sweep_services(store, wall_ms);
    else if (kind == KUBE_ENDPOINT_SLICE)
        tally_list_ended(store->tally, endpoints_changed, store);
    else
        sweep_few(store, kind);
    store->listed[kind] = true;
    store->listing[kind] = false;
    store->dirty = true;
    if (first && kind == KUBE_SERVICE)
        touch_nobodys(store); /* orphans can be told now */
    if (first && kind == KUBE_ENDPOINT_SLICE)
        store->everything_stale = true; /* none is no longer unknown */
    if (first && kind == KUBE_GATEWAY)
        store->gateways_stale = true;
}

void store_set_scope(struct store *store, const char *namespace)
{
    bool one = namespace != NULL && namespace[0] != '\0';

    if (one == store->one_namespace)
        return;
    store->one_namespace = one;
    touch_nobodys(store);
}

/* ---- the cloud and the network in ---- */

void store_set_elbs(struct store *store, struct elb_set *set)
{
    cloud_set_elbs(&store->cloud, set);
    store->cloud_changed = true;
    store->dirty = true;
}

void store_set_eips(struct store *store, struct eip_set *set)
{
    cloud_set_eips(&store->cloud, set);
    store->cloud_changed = true;
    store->dirty = true;
}

void store_set_probe(struct store *store, const char *address, uint16_t port,
                     const struct probe_result *result)
{
    void *owner;
    bool changed = reachmap_put(store->reachmap, address, port, result, &owner);

    if (!changed || owner == NULL)
        return;
    known_touch(store, owner);
    store->targets_stale = true;
}

void store_set_probing(struct store *store, bool probing)
{
    if (store->probing == probing)
        return;
    store->probing = probing;
    store->everything_stale = true;
    store->targets_stale = true;
    store->dirty = true;
}

/* ---- sources ---- */

static bool is_moving(const struct row *row)
{
    return row == NULL || row->state == ROW_MOVING || row->state == ROW_STUCK ||
           row->state == ROW_DELETING;
}

/* Time stands still for what a lost source says, and goes on when it is back. */
static void touch_moving(struct store *store)
{
    for (struct known *known = store->by_uid; known != NULL; known = known->hh.next) {
        if (is_moving(known->row))
            known_touch(store, known);
    }
    touch_nobodys(store);
}

void store_set_source(struct store *store, enum source_name name,
                      const struct source *source)
{
    bool turned = !store->source_told[name] ||
                  store->sources[name].state != source->state ||
                  store->sources[name].ever != source->ever;

    free(store->notes[name]);
    store->notes[name] = mem_copy_text(source->note);
    store->sources[name] = *source;
    store->sources[name].note = store->notes[name];
    store->source_told[name] = true;
    store->dirty = true;
    if (turned && (name == SOURCE_KUBERNETES || name == SOURCE_ELB))
        touch_moving(store);
}

void store_set_skew(struct store *store, int64_t skew_ms)
{
    int64_t difference = skew_ms - store->skew_ms;

    if (difference > -SKEW_NOISE_MS && difference < SKEW_NOISE_MS)
        return;
    store->skew_ms = skew_ms;
    store->everything_stale = true;
    store->dirty = true;
}

void store_note(struct store *store, int64_t wall_ms, const char *subject,
                const char *who, const char *what, bool failure)
{
    struct view_event line = {
        .wall_ms = wall_ms,
        .service = subject == NULL ? "" : subject,
        .who = who,
        .what = what,
        .count = 1,
        .failure = failure,
    };
    timeline_add(store->timeline, &line, true);
    store->dirty = true;
}

/* ---- questions ---- */

int64_t store_due_ms(const struct store *store, int64_t now_ms)
{
    (void)now_ms;
    return store->due_ms;
}

bool store_is_dirty(const struct store *store)
{
    return store->dirty;
}

bool store_is_moving(const struct store *store)
{
    return store->count_by_state[ROW_MOVING] + store->count_by_state[ROW_DELETING] +
               store->count_by_state[ROW_STUCK] >
           0;
}

static void add_targets(struct store *store, const struct known *known)
{
    const struct service *service = &known->object->service;
    const char *address = address_public(service->ingress, service->ingress_count);

    for (size_t i = 0; address != NULL && i < service->port_count; i++) {
        const struct service_port *port = &service->ports[i];
        if (strcmp(port->protocol, "TCP") != 0 || !port_is_published(port))
            continue;
        store->targets = mem_grow(store->targets, &store->target_room,
                                  store->target_count + 1, sizeof *store->targets);
        store->targets[store->target_count++] =
            (struct probe_target){.address = address,
                                  .port = port->port,
                                  .urgent = known->past.routed.ms == WHEN_UNKNOWN ||
                                            known->past.silent_ms != WHEN_UNKNOWN};
    }
}

size_t store_probe_targets(struct store *store, const struct probe_target **ret_targets)
{
    struct shelf_place place;

    if (store->targets_stale) {
        store->target_count = 0;
        for (const struct known *known = shelf_first(store->shelf, &place); known != NULL;
             known = shelf_next(store->shelf, &place))
            add_targets(store, known);
        store->targets_stale = false;
    }
    *ret_targets = store->targets;
    return store->probing ? store->target_count : 0;
}

/* ---- the view ---- */

static void show_rows(struct store *store, struct view *view)
{
    view->rows = arena_new_array(&view->arena, shelf_count(store->shelf), sizeof(void *));
    view->row_count = shelf_show(store->shelf, view->parts, (const void **)view->rows);
    memcpy(view->count_by_state, store->count_by_state, sizeof view->count_by_state);
}

static void show_cloud(struct store *store, struct view *view)
{
    parts_hold(view->parts, &store->elb_picture->part);
    view->elb_count = store->elb_picture->count;
    view->elbs = store->elb_picture->elbs;
    view->orphan_elb_count = store->elb_picture->orphan_count;
    parts_hold(view->parts, &store->eip_picture->part);
    view->eip_count = store->eip_picture->count;
    view->eips = store->eip_picture->eips;
    view->orphan_eip_count = store->eip_picture->orphan_count;
}

static void show_gateways(struct store *store, struct view *view)
{
    parts_hold(view->parts, &store->gateway_picture->part);
    view->gateway_count = store->gateway_picture->count;
    view->gateways = store->gateway_picture->gateways;
    view->gateways_known = store->listed[KUBE_GATEWAY];
}

static void show_sources(const struct store *store, struct view *view)
{
    memcpy(view->sources, store->sources, sizeof view->sources);
    for (enum source_name name = 0; name < SOURCE_COUNT; name++)
        view->sources[name].note = arena_text(&view->arena, store->sources[name].note);
}

struct view *store_view(struct store *store, int64_t now_ms, int64_t wall_ms)
{
    struct view *view = mem_new(sizeof *view);

    store_refresh(store, now_ms, wall_ms);
    arena_init(&view->arena, 0);
    view->now_ms = now_ms;
    view->wall_ms = wall_ms;
    view->parts = parts_new(shelf_count(store->shelf) / SHELF_LEAF + 8);
    show_rows(store, view);
    show_cloud(store, view);
    show_gateways(store, view);
    show_sources(store, view);
    timeline_show(store->timeline, view);
    return view;
}
