/* What Kubernetes says, taken in: Services, events, endpoints, and the kinds of which there
 * are few; one by one, and as lists that replace what was known. */
#include "state/known.h"

#include <string.h>

#include "base/mem.h"
#include "state/address.h"
#include "state/common.h"

#include "base/banned.h"

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

/* How long its tear-down took, when its end was seen as it came. */
static void learn_teardown(struct store *store, const struct known *known,
                           int64_t wall_ms)
{
    enum usual_pattern pattern;

    if (is_live(store, KUBE_SERVICE) && known->row != NULL &&
        known->row->state == ROW_DELETING && known->row->deleted_ms != WHEN_UNKNOWN &&
        usual_pattern_of(known->row, &pattern))
        usual_add(&store->usual, pattern, USUAL_TEARDOWN,
                  wall_ms - known->row->deleted_ms);
}

static void drop_known(struct store *store, struct known *known, int64_t wall_ms)
{
    struct known_key key = {known->object->meta.namespace, known->object->meta.name};

    store->dirty = true;
    touch_nobodys(store); /* what it leaves behind may be an orphan now */
    touch_listening(store, known->object->meta.uid);
    store->population_changed = true;
    store->eips_stale = true;
    store->gateways_stale = true;
    if (store->listed[KUBE_SERVICE])
        tell_gone(store, known, wall_ms);
    learn_teardown(store, known, wall_ms);
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
        store->failures_heard += event_meaning(event) == EVENT_FAILED;
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

    if (kind == KUBE_NODE && !node_is_news(few, object)) {
        few_keep(few, object); /* the index of nodes speaks of the one we have */
        return;
    }
    few_put(few, object);
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
        few_mark(&store->few[kind]);
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
    if (few_sweep(&store->few[kind]))
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
