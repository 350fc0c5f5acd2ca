/*
 * Brings what views show up to date, and only that which is out of date.
 *
 *   1  time        rows whose limit has passed become dirty
 *   2  the cloud   a new set is compared with the last one, ELB by ELB; rows on an ELB that
 *                  changed become dirty, and so do rows that now join another one
 *   3  joins       dirty rows are put on their ELB; who shares one becomes dirty with them
 *   4  rows        facts, lane, verdict, row; what changed goes into the timeline
 *   5  cards       of the ELBs that changed or hold a row that did
 */
#include "state/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "state/address.h"
#include "state/draft.h"
#include "state/gateway.h"

#include "base/banned.h"

/* A silent watch is proved once a minute; a polled source now and then. */
enum { FRESH_MS = INTERVAL_SILENCE_MS, FRESH_INTERVALS = 3 };

/* ---- 1: time ---- */

static void touch_due(struct store *store, int64_t now_ms)
{
    for (struct known *known = store->ticking; known != NULL;
         known = known->next_ticking) {
        if (known->due_ms <= now_ms)
            known_touch(store, known);
    }
}

static void set_due(struct store *store, struct known *known, int64_t due_ms)
{
    if (known->due_ms == INT64_MAX && due_ms != INT64_MAX) {
        known->prior_ticking = NULL;
        known->next_ticking = store->ticking;
        if (store->ticking != NULL)
            store->ticking->prior_ticking = known;
        store->ticking = known;
    }
    if (known->due_ms != INT64_MAX && due_ms == INT64_MAX) {
        if (known->prior_ticking != NULL)
            known->prior_ticking->next_ticking = known->next_ticking;
        else
            store->ticking = known->next_ticking;
        if (known->next_ticking != NULL)
            known->next_ticking->prior_ticking = known->prior_ticking;
    }
    known->due_ms = due_ms;
}

static void find_next_due(struct store *store)
{
    store->due_ms = INT64_MAX;
    for (const struct known *known = store->ticking; known != NULL;
         known = known->next_ticking) {
        if (known->due_ms < store->due_ms)
            store->due_ms = known->due_ms;
    }
}

/*
 * The clock by which a source's silence is judged: it stands still while the source is
 * lost, so that nothing is called stuck for want of news.
 */
static int64_t clock_of(const struct store *store, enum source_name name, int64_t wall_ms)
{
    const struct source *source = &store->sources[name];
    int64_t fresh_ms = FRESH_MS;

    if (!store->source_told[name] || source->read_wall_ms == WHEN_UNKNOWN)
        return wall_ms;
    if (source->interval_ms * FRESH_INTERVALS > fresh_ms)
        fresh_ms = source->interval_ms * FRESH_INTERVALS;
    bool fresh =
        source->state == SOURCE_LIVE && wall_ms - source->read_wall_ms < fresh_ms;
    return fresh || source->read_wall_ms > wall_ms ? wall_ms : source->read_wall_ms;
}

/* ---- 2: the cloud ---- */

static void touch_spot_rows(struct store *store, struct spot *spot)
{
    for (struct known *known = spot->first; known != NULL; known = known->next_on_spot)
        known_touch(store, known);
    spot_touch(store, spot);
}

static uint64_t digest_of(const struct store *store, const struct elb *elb)
{
    const struct eip *eip = cloud_eip_of(&store->cloud, elb);
    uint64_t digest = cloud_digest(&store->cloud, elb);

    return eip == NULL ? digest : digest * 31 + eip_digest(eip);
}

/* true: an ELB came or went. */
static bool compare_elbs(struct store *store)
{
    const struct elb_set *set = store->cloud.elbs;
    bool came_or_went = false;

    for (struct spot *spot = store->spots; spot != NULL; spot = spot->hh.next)
        spot->seen = false;
    for (size_t i = 0; i < set->elb_count; i++) {
        struct spot *spot = spot_get(store, set->elbs[i].id);
        uint64_t digest = digest_of(store, &set->elbs[i]);
        if (!spot->in_cloud || spot->digest != digest)
            touch_spot_rows(store, spot);
        came_or_went = came_or_went || !spot->in_cloud;
        spot->seen = true;
        spot->elb = &set->elbs[i];
        spot->in_cloud = true;
        spot->digest = digest;
    }
    for (struct spot *spot = store->spots; spot != NULL; spot = spot->hh.next) {
        if (spot->in_cloud && !spot->seen) {
            spot->in_cloud = false;
            spot->elb = NULL;
            came_or_went = true;
            touch_spot_rows(store, spot);
        }
    }
    return came_or_went;
}

static bool joins_elsewhere(const struct store *store, const struct known *known)
{
    struct join_target target =
        join_target(&store->cloud, known->object, &known->autocreate);

    if (target.how != known->how)
        return true;
    if (target.how == JOIN_NONE)
        return false;
    return known->spot == NULL || strcmp(known->spot->id, target.elb_id) != 0;
}

static bool can_be_changed_by_cloud(const struct known *known)
{
    return known->row == NULL || !known->with_cloud || known->awaits_cloud ||
           (known->spot == NULL && known->object->service.elb_eip_id != NULL);
}

static int compare_spots(const void *a, const void *b)
{
    const struct elb *one = (*(struct spot *const *)a)->elb;
    const struct elb *two = (*(struct spot *const *)b)->elb;
    int order = strcmp(one->name, two->name);
    return order != 0 ? order : strcmp(one->id, two->id);
}

static void order_spots(struct store *store)
{
    store->spot_count = 0;
    store->ordered = mem_grow(store->ordered, &store->ordered_room,
                              store->cloud.elbs->elb_count, sizeof(struct spot *));
    for (struct spot *spot = store->spots; spot != NULL; spot = spot->hh.next) {
        if (spot->in_cloud)
            store->ordered[store->spot_count++] = spot;
    }
    qsort(store->ordered, store->spot_count, sizeof(struct spot *), compare_spots);
}

static void see_cloud(struct store *store)
{
    if (!store->cloud_changed)
        return;
    store->cloud_changed = false;
    store->population_changed = true;
    store->eips_stale = true;
    if (store->cloud.elbs == NULL)
        return;
    bool came_or_went = compare_elbs(store);
    for (struct known *known = store->by_uid; known != NULL; known = known->hh.next) {
        if (!known->dirty &&
            (can_be_changed_by_cloud(known) || joins_elsewhere(store, known)))
            known_touch(store, known);
    }
    order_spots(store);
    bool again = store->judged_early;
    store->judged_early = false;
    if (came_or_went || again)
        touch_nobodys(store); /* what is told of one may depend on the others */
}

/* ---- 3: joins ---- */

static void join_dirty(struct store *store)
{
    /* The list grows while it is walked: neighbours become dirty. */
    for (size_t i = 0; i < store->dirty_count; i++) {
        struct known *known = store->dirty_knowns[i];
        struct join_target target =
            join_target(&store->cloud, known->object, &known->autocreate);
        bool stays = known->spot != NULL && target.elb_id != NULL &&
                     strcmp(known->spot->id, target.elb_id) == 0;

        known->how = target.how;
        if (stays || (known->spot == NULL && target.elb_id == NULL))
            continue;
        spot_leave(store, known);
        if (target.elb_id != NULL)
            spot_put(store, spot_get(store, target.elb_id), known);
    }
}

/* ---- 4: rows ---- */

static const struct probe_result *probes_of(struct store *store, struct known *known)
{
    const struct service *service = &known->object->service;
    const char *address = address_public(service->ingress, service->ingress_count);
    struct probe_result *probes =
        scratch_array(&store->scratch, service->port_count, sizeof *probes);

    for (size_t i = 0; i < service->port_count; i++) {
        const struct service_port *port = &service->ports[i];
        bool tcp = strcmp(port->protocol, "TCP") == 0 && port_is_published(port);
        if (address != NULL && tcp && store->probing) {
            probes[i] = reachmap_claim(store->reachmap, address, port->port, known);
            past_see_probe(&known->past, &probes[i], known->past.address.exact);
            continue;
        }
        probes[i] = (struct probe_result){.state = tcp && store->probing ? PROBE_UNKNOWN
                                                                         : PROBE_OFF,
                                          .at_wall_ms = WHEN_UNKNOWN,
                                          .rtt_ms = -1,
                                          .first_ok_wall_ms = WHEN_UNKNOWN};
    }
    return probes;
}

static void find_shared(struct store *store, const struct known *known,
                        struct draft_extras *extras)
{
    const struct spot *spot = known->spot;
    if (spot == NULL || spot->known_count < 2)
        return;

    size_t most =
        spot->known_count - 1 < LIMIT_SHARED ? spot->known_count - 1 : LIMIT_SHARED;
    const char **names = scratch_array(&store->scratch, most, sizeof *names);
    for (const struct known *other = spot->first;
         other != NULL && extras->shared_count < most; other = other->next_on_spot) {
        const struct meta *meta = &other->object->meta;
        if (other != known)
            names[extras->shared_count++] =
                scratch_name(&store->scratch, meta->namespace, meta->name);
    }
    extras->shared_with = names;
}

static void find_endpoints(const struct store *store, const struct known *known,
                           struct draft_extras *extras)
{
    const struct meta *meta = &known->object->meta;
    size_t ready = 0;
    size_t total = 0;

    extras->endpoints_ready = -1;
    extras->endpoints_total = -1;
    if (!tally_sum(store->tally, meta->namespace, meta->name, &ready, &total) &&
        !store->listed[KUBE_ENDPOINT_SLICE])
        return;
    extras->endpoints_ready = (int64_t)ready;
    extras->endpoints_total = (int64_t)total;
}

/*
 * The state of a row lasts since its evidence says; but a state that came after another
 * one cannot be older than that one.
 */
static void keep_since(struct past *past, struct lane *lane, int64_t wall_ms)
{
    if (past->judged && past->state == lane->state && lane->state != ROW_FAILED) {
        lane->since = past->since;
        return;
    }
    if (lane->since.ms == WHEN_UNKNOWN ||
        (past->judged && past->state != lane->state && lane->since.ms < past->since.ms))
        lane->since = (struct moment){wall_ms, past->judged};
    /* Clocks differ, and a limit counts from what another one told: now is the latest. */
    if (lane->since.ms > wall_ms)
        lane->since = (struct moment){wall_ms, false};
    past->judged = true;
    past->state = lane->state;
    past->since = lane->since;
}

static uint8_t shown_by_cloud(const struct facts *facts)
{
    unsigned shown = 0;

    for (int part = 0; part < PART_COUNT; part++)
        shown |= facts->parts[part] == PART_SHOWN ? 1u << part : 0;
    return (uint8_t)shown;
}

static bool row_awaits_cloud(const struct facts *facts, const struct lane *lane)
{
    if (lane->state != ROW_READY && lane->state != ROW_SKIPPED)
        return true;
    for (int part = 0; part < PART_COUNT; part++) {
        if (facts->parts[part] == PART_IMPLIED || facts->parts[part] == PART_GONE)
            return true;
    }
    return false;
}

static int64_t due_on(int64_t due_wall_ms, int64_t now_ms, int64_t wall_ms)
{
    return due_wall_ms == INT64_MAX ? INT64_MAX : now_ms + (due_wall_ms - wall_ms);
}

static void take_row(struct store *store, struct known *known, const struct row *row)
{
    if (known->row != NULL)
        store->count_by_state[known->row->state]--;
    store->count_by_state[row->state]++;
    row_unref(known->row);
    known->row = row;

    struct known_key key = {known->object->meta.namespace, known->object->meta.name};
    if (!store->shelf_touched)
        shelf_touch(store->shelf, &key);
    if (known->spot != NULL)
        spot_touch(store, known->spot);
    touch_listening(store, known->object->meta.uid);
    if (row->pattern == PATTERN_GATEWAY)
        store->gateways_stale = true;
}

/* It came and became READY under our eyes, and nobody said no on the way. */
static void learn_times(struct store *store, struct known *known,
                        const struct row *before)
{
    if (known->timed || !known->came_live || before == NULL ||
        before->state != ROW_MOVING || known->row->state != ROW_READY ||
        past_told(&known->past)->heard_count > 0)
        return;
    known->timed = true;
    usual_add_row(&store->usual, known->row);
}

static void judge_known(struct store *store, struct known *known,
                        struct surroundings *around, int64_t now_ms)
{
    struct scratch *scratch = &store->scratch;
    struct facts facts;
    struct lane lane;
    struct join join;
    struct draft_extras extras = {0};
    struct join_target target = {known->how,
                                 known->spot == NULL ? NULL : known->spot->id};

    scratch_clear(scratch);
    join_make(&store->cloud, known->object, target, scratch, &join);
    past_see_cloud(&known->past, &store->cloud, &join);
    extras.probes = probes_of(store, known);
    around->gateway_waits =
        gateway_owns(&known->object->meta) && gate_waits(store, &known->object->meta);
    facts_find(around, known->object, &known->autocreate, &known->past, &join,
               extras.probes, &facts);
    if (facts.deleting || facts.leaving)
        lane_undo(&facts, &lane);
    else
        lane_judge(&facts, &lane);
    lane_explain(&facts, scratch, &lane);
    keep_since(&known->past, &lane, around->wall_ms);

    find_shared(store, known, &extras);
    find_endpoints(store, known, &extras);
    if (facts.by_gateway)
        extras.gateway = gate_of(store, &known->object->meta);
    const struct row *before = row_ref(known->row);
    take_row(store, known, draft_row(&facts, &lane, &extras, scratch));
    /* Read for the first time, the cloud has no news, only things learnt. */
    uint8_t shown_before = known->with_cloud ? known->shown : UINT8_MAX;
    known->shown = shown_by_cloud(&facts);
    tell_row(store, known, before, shown_before, around->wall_ms);
    learn_times(store, known, before);
    row_unref(before);
    known->with_cloud = facts.cloud;
    known->awaits_cloud = row_awaits_cloud(&facts, &lane);
    set_due(store, known, due_on(facts.due_ms, now_ms, around->wall_ms));
}

static void judge_dirty(struct store *store, int64_t now_ms, int64_t wall_ms)
{
    struct surroundings around = {
        .cloud = &store->cloud,
        .wall_ms = wall_ms,
        .kube_ms = clock_of(store, SOURCE_KUBERNETES, wall_ms),
        .cloud_ms = clock_of(store, SOURCE_ELB, wall_ms),
        .skew_ms = store->skew_ms,
        .probing = store->probing,
        .patience = &store->patience,
        .failing_count = store->count_by_state[ROW_FAILED],
    };

    if (around.kube_ms < around.cloud_ms)
        around.cloud_ms = around.kube_ms;
    /* Looking for the leaf of each costs more than making all anew. */
    store->shelf_touched = store->dirty_count > shelf_count(store->shelf) / 8;
    if (store->shelf_touched)
        shelf_touch_all(store->shelf);
    for (size_t i = 0; i < store->dirty_count; i++) {
        struct known *known = store->dirty_knowns[i];
        known->dirty = false;
        judge_known(store, known, &around, now_ms);
    }
    store->dirty_count = 0;
}

/* ---- 5: cards ---- */

static void make_card(struct store *store, struct spot *spot)
{
    if (spot->card != NULL)
        part_let_go(&spot->card->part);
    spot->card = spot->in_cloud ? card_make(store, spot) : NULL;
    spot->stale = false;
}

/* An id that neither the cloud nor a Service names is forgotten. */
static void drop_if_nobodys(struct store *store, struct spot *spot)
{
    if (spot->in_cloud || spot->known_count > 0)
        return;
    HASH_DEL(store->spots, spot);
    free(spot);
}

/* Cards of ELBs that nobody names depend on what is known of the whole cluster. */
static void see_population(struct store *store)
{
    bool may_judge = owner_may_judge(store);

    if (may_judge != store->may_judge)
        touch_nobodys(store);
    store->may_judge = may_judge;
    if (!store->population_changed)
        return;
    store->population_changed = false;
    const char *cluster = owner_cluster(store);
    bool same = cluster == NULL || store->our_cluster == NULL
                    ? cluster == store->our_cluster
                    : strcmp(cluster, store->our_cluster) == 0;
    if (same)
        return;
    free(store->our_cluster);
    store->our_cluster = mem_copy_text(cluster);
    touch_nobodys(store);
}

static void make_cards(struct store *store)
{
    bool changed = store->stale_count > 0 || store->cards_stale;

    if (store->cards_stale) {
        for (size_t i = 0; i < store->spot_count; i++)
            spot_touch(store, store->ordered[i]);
    }
    store->cards_stale = false;
    store->stranger_count = pasts_strangers(store->pasts, store->strangers, STRANGERS);
    for (size_t i = 0; i < store->stale_count; i++)
        make_card(store, store->stale_spots[i]);
    for (size_t i = 0; i < store->stale_count; i++)
        drop_if_nobodys(store, store->stale_spots[i]);
    store->stale_count = 0;

    if (changed && store->elb_picture != NULL) {
        part_let_go(&store->elb_picture->part);
        store->elb_picture = NULL;
    }
    if (store->elb_picture == NULL)
        store->elb_picture = elb_picture_make(store);
}

static void make_eips(struct store *store)
{
    if (store->eip_picture != NULL && !store->eips_stale)
        return;
    if (store->eip_picture != NULL)
        part_let_go(&store->eip_picture->part);
    store->eip_picture = eip_picture_make(store);
    store->eips_stale = false;
}

static void make_gateways(struct store *store)
{
    if (store->gateway_picture != NULL && !store->gateways_stale)
        return;
    if (store->gateway_picture != NULL)
        part_let_go(&store->gateway_picture->part);
    store->gateway_picture = gateway_picture_make(store);
    store->gateways_stale = false;
}

static void index_nodes(struct store *store)
{
    const struct few *nodes = &store->few[KUBE_NODE];

    if (!store->nodes_stale)
        return;
    index_clear(&store->nodes_by_address, nodes->count);
    for (size_t i = 0; i < nodes->count; i++)
        index_add(&store->nodes_by_address, nodes->objects[i]->node.internal_ip,
                  nodes->objects[i]->meta.name);
    index_close(&store->nodes_by_address);
    store->nodes_stale = false;
    store->cards_stale = true;
}

void store_refresh(struct store *store, int64_t now_ms, int64_t wall_ms)
{
    store->newest_wall_ms = wall_ms;
    if (store->everything_stale)
        known_touch_all(store);
    store->everything_stale = false;
    touch_due(store, now_ms);
    see_cloud(store);
    join_dirty(store);
    judge_dirty(store, now_ms, wall_ms);
    find_next_due(store);
    index_nodes(store);
    see_population(store);
    make_cards(store);
    make_eips(store);
    make_gateways(store);
    store->dirty = false;
}
