#include "state/store.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/address.h"
#include "state/known.h"

#include "base/banned.h"

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
    store->settled = store->patience = patience_usual();
    store->due_ms = INT64_MAX;
    for (enum source_name name = 0; name < SOURCE_COUNT; name++)
        store->sources[name] = (struct source){
            .read_wall_ms = WHEN_UNKNOWN, .interval_ms = -1, .err = ERR_INIT};
    return store;
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

/* ---- the cloud and the network in ---- */

void store_set_scope(struct store *store, const char *namespace)
{
    bool one = namespace != NULL && namespace[0] != '\0';

    if (one == store->one_namespace)
        return;
    store->one_namespace = one;
    touch_nobodys(store);
}

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

void store_set_patience(struct store *store, const struct patience_table *patience)
{
    store->settled = *patience;
    store_draw_limits(store);
}

void store_draw_limits(struct store *store)
{
    usual_limits(&store->usual, &store->settled, &store->patience);
    store->everything_stale = true;
    store->dirty = true;
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
        .from = FROM_ELBTOP,
        .exact = true,
        .read_ms = wall_ms,
        .first_ms = WHEN_UNKNOWN,
        .last_ms = WHEN_UNKNOWN,
        .rule = failure ? "it was refused, differs from the plan, or was not answered"
                        : "what elbtop does is no step by itself: its effects are",
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

/* Something of a Service that went may be left: the cloud was not read since. */
static bool awaits_cloud(const struct store *store)
{
    size_t count = graveyard_count(store->graveyard);
    int64_t gone_ms =
        count == 0 ? WHEN_UNKNOWN : graveyard_at(store->graveyard, count - 1)->wall_ms;

    return (store->cloud.elbs != NULL && store->cloud.elbs->read_wall_ms < gone_ms) ||
           (store->cloud.eips != NULL && store->cloud.eips->read_wall_ms < gone_ms);
}

bool store_is_moving(const struct store *store)
{
    return awaits_cloud(store) || store->count_by_state[ROW_MOVING] +
                                          store->count_by_state[ROW_DELETING] +
                                          store->count_by_state[ROW_STUCK] >
                                      0;
}

bool store_row_is_moving(const struct store *store, const char *namespace,
                         const char *name)
{
    const struct known *known = known_find(store, namespace, name);

    return known != NULL && known->row != NULL &&
           (known->row->state == ROW_MOVING || known->row->state == ROW_DELETING ||
            known->row->state == ROW_STUCK);
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

    if (store->targets_stale && store->probing) {
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
    usual_show(&store->usual, view);
    timeline_show(store->timeline, view);
    return view;
}
