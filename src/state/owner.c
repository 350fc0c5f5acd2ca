/*
 * Who owns an ELB and each of its listeners: the card that views show of it. Drafted in the
 * scratch, then packed into one block.
 */
#include "state/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "state/clues.h"
#include "state/pack.h"

#include "base/banned.h"

bool owner_may_judge(const struct store *store)
{
    return store->listed[KUBE_SERVICE] && !store->one_namespace &&
           HASH_COUNT(store->by_uid) > 0 &&
           (!store->source_told[SOURCE_KUBERNETES] ||
            store->sources[SOURCE_KUBERNETES].state == SOURCE_LIVE);
}

const char *owner_cluster(const struct store *store)
{
    const struct elb_set *set = store->cloud.elbs;

    for (size_t i = 0; set != NULL && i < set->listener_count; i++) {
        const struct listener *listener = &set->listeners[i];
        if (listener->cluster_id != NULL &&
            known_by_uid(store, listener->service_uid) != NULL)
            return listener->cluster_id;
    }
    return NULL;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* ---- listeners ---- */

static bool row_has_listener(const struct row *row, const char *id)
{
    for (size_t i = 0; i < row->listener_count; i++) {
        if (strcmp(row->listeners[i].id, id) == 0)
            return true;
    }
    return false;
}

static const struct row *owner_of(const struct store *store, const struct spot *spot,
                                  const struct listener *listener)
{
    const struct known *known = known_by_uid(store, listener->service_uid);

    if (known != NULL && known->row != NULL)
        return known->row;
    for (known = spot->first; known != NULL; known = known->next_on_spot) {
        if (row_has_listener(known->row, listener->id))
            return known->row;
    }
    return NULL;
}

static void put_owner(struct view_listener *out, const struct row *row)
{
    if (row == NULL)
        return;
    out->row = row;
    out->role = row->role == ROLE_CREATOR ? LISTENER_CREATOR : LISTENER_TENANT;
    out->service_namespace = row->namespace;
    out->service_name = row->name;
}

/* By address as a person counts: 10.0.3.9 before 10.0.3.21. The cloud keeps no order. */
static int compare_members(const void *a, const void *b)
{
    const struct view_member *left = a;
    const struct view_member *right = b;
    int order = strverscmp(left->address, right->address);

    return order != 0 ? order : left->port - right->port;
}

static void put_members(struct store *store, const struct pool *pool,
                        struct view_listener *out)
{
    const struct index *index = &store->cloud.members_by_pool;
    size_t count = 0;

    if (!store->cloud.elbs->members_known)
        return;
    for (size_t at = index_first(index, pool->id); at != INDEX_END;
         at = index_next(index, at))
        count++;
    struct view_member *members = scratch_array(&store->scratch, count, sizeof *members);

    out->members = members;
    out->members_online = 0;
    out->members_total = (int)count;
    for (size_t at = index_first(index, pool->id); at != INDEX_END;
         at = index_next(index, at)) {
        const struct member *member = index_item(index, at);
        out->members_online += member_is_online(member);
        members[out->member_count++] = (struct view_member){
            .id = member->id,
            .name = or_empty(member->name),
            .address = or_empty(member->address),
            .port = member->port,
            .status = member_status_text(member->status),
            .reason = member->reason,
            .node = index_one(&store->nodes_by_address, member->address),
        };
    }
    if (count > 1)
        qsort(members, count, sizeof *members, compare_members);
}

/*
 * When its Service went the controller may have taken the ELB down, too: only a look at the
 * cloud since then can tell that it was left.
 */
static bool was_seen_since(struct store *store, int64_t gone_ms)
{
    bool seen = gone_ms == WHEN_UNKNOWN || store->cloud.elbs->read_wall_ms >= gone_ms;

    store->judged_early = store->judged_early || !seen;
    return seen;
}

/* Its Service is gone under our eyes: the picture of it is older than that. */
static bool is_leaving(struct store *store, const struct listener *listener)
{
    const struct gone *gone = graveyard_by_uid(store->graveyard, listener->service_uid);

    return gone != NULL && known_by_uid(store, listener->service_uid) == NULL &&
           !was_seen_since(store, gone->wall_ms);
}

static void put_listener(struct store *store, const struct spot *spot,
                         const struct listener *listener, struct view_listener *out)
{
    const struct pool *pool = cloud_pool_of(&store->cloud, listener);

    *out = (struct view_listener){
        .id = listener->id,
        .name = or_empty(listener->name),
        .protocol = or_empty(listener->protocol),
        .port = listener->port,
        .pool_id = pool == NULL ? NULL : pool->id,
        .role = LISTENER_FOREIGN,
        .members_online = -1,
        .members_total = -1,
    };
    put_owner(out, owner_of(store, spot, listener));
    out->leaving = out->row == NULL && is_leaving(store, listener);
    if (pool != NULL)
        put_members(store, pool, out);
}

static bool port_is_served(const struct row *row, const struct row_port *port)
{
    for (size_t i = 0; i < row->listener_count; i++) {
        if (row->listeners[i].port == port->port &&
            listener_serves(row->listeners[i].protocol, port->protocol))
            return true;
    }
    return false;
}

/* Ports that a Service wants and the ELB does not have. */
static size_t put_wanted(const struct row *row, struct view_listener *out)
{
    size_t count = 0;

    if (row->deleted_ms != WHEN_UNKNOWN || row->state == ROW_SKIPPED)
        return 0;
    for (size_t i = 0; i < row->port_count; i++) {
        const struct row_port *port = &row->ports[i];
        if (strcmp(port->name, "cce-healthz") == 0 || port_is_served(row, port))
            continue;
        out[count] = (struct view_listener){
            .name = "",
            .protocol = port->protocol,
            .port = port->port,
            .wanted = true,
            .members_online = -1,
            .members_total = -1,
        };
        put_owner(&out[count++], row);
    }
    return count;
}

static int compare_listeners(const void *a, const void *b)
{
    const struct view_listener *one = a;
    const struct view_listener *two = b;

    if (one->port != two->port)
        return one->port < two->port ? -1 : 1;
    int order = strcmp(one->protocol, two->protocol);
    if (order == 0)
        order = (int)one->wanted - (int)two->wanted;
    if (order == 0 && one->id != NULL && two->id != NULL)
        order = strcmp(one->id, two->id);
    if (order == 0 && one->row != NULL && two->row != NULL)
        order = strcmp(one->row->namespace, two->row->namespace);
    if (order == 0 && one->row != NULL && two->row != NULL)
        order = strcmp(one->row->name, two->row->name);
    return order;
}

static void put_listeners(struct store *store, const struct spot *spot,
                          struct view_elb *out)
{
    const struct index *index = &store->cloud.listeners_by_elb;
    const struct known *known;
    size_t most = 0;
    size_t count = 0;

    for (size_t at = index_first(index, spot->id); at != INDEX_END;
         at = index_next(index, at))
        most++;
    for (known = spot->first; known != NULL; known = known->next_on_spot)
        most += known->row->port_count;

    struct view_listener *all = scratch_array(&store->scratch, most, sizeof *all);
    for (size_t at = index_first(index, spot->id); at != INDEX_END;
         at = index_next(index, at))
        put_listener(store, spot, index_item(index, at), &all[count++]);
    for (known = spot->first; known != NULL; known = known->next_on_spot)
        count += put_wanted(known->row, &all[count]);
    qsort(all, count, sizeof *all, compare_listeners);
    out->listener_count = count;
    out->listeners = all;
}

/* ---- Services ---- */

static size_t put_services_of(struct store *store, const struct spot *spot, bool creators,
                              const char **out)
{
    size_t count = 0;

    for (const struct known *known = spot->first; known != NULL;
         known = known->next_on_spot) {
        if ((known->row->role == ROLE_CREATOR) == creators)
            out[count++] =
                scratch_name(&store->scratch, known->row->namespace, known->row->name);
    }
    return count;
}

/* The creator first, then the others by name. */
static void put_services(struct store *store, const struct spot *spot,
                         struct view_elb *out)
{
    const char **names = scratch_array(&store->scratch, spot->known_count, sizeof *names);
    size_t creators = put_services_of(store, spot, true, names);

    put_services_of(store, spot, false, names + creators);
    out->services = names;
    out->service_count = spot->known_count;
    if (spot->known_count > 0)
        out->kind = creators > 0 ? ELB_AUTO : ELB_EXISTING;
}

static void put_clues(struct store *store, const struct clues *clues,
                      struct view_elb *out)
{
    const char **texts = scratch_array(&store->scratch, clues->count, sizeof *texts);
    enum clue_from *froms = scratch_array(&store->scratch, clues->count, sizeof *froms);

    memcpy(texts, clues->texts, clues->count * sizeof *texts);
    memcpy(froms, clues->froms, clues->count * sizeof *froms);
    out->clue_count = clues->count;
    out->clues = texts;
    out->clue_froms = froms;
}

static const char *tenants_remain(struct store *store, const struct view_elb *elb)
{
    if (elb->service_count == 1)
        return scratch_print(&store->scratch, "against: %s still uses it",
                             elb->services[0]);
    return scratch_print(&store->scratch, "against: %zu Services still use it, %s first",
                         elb->service_count, elb->services[0]);
}

/* Services use it, and the one it was made for is not among them. */
static void judge_tenants(struct store *store, const struct elb *elb,
                          struct view_elb *out)
{
    struct clues clues;

    clues_weigh_creator(store, elb, &clues);
    if (!clues.proof || !store->may_judge)
        return;
    out->creator_left = !was_seen_since(store, clues.gone_ms);
    if (out->creator_left)
        return;
    clues_add(&clues, CLUE_OF_SERVICES, tenants_remain(store, out));
    if (elb->eip_id != NULL)
        clues_add(&clues, CLUE_OF_EIP, "EIP still bound");
    out->kind = ELB_ORPHAN;
    out->orphan_since_ms = clues.gone_ms;
    put_clues(store, &clues, out);
}

static void judge_nobodys(struct store *store, const struct elb *elb,
                          struct view_elb *out)
{
    struct clues clues;

    clues_weigh(store, elb, &clues);
    bool ours = clues.proof && !clues.against;
    if (ours && !store->may_judge)
        clues_add(&clues, CLUE_OF_SERVICES,
                  "against: not every Service of the cluster is known now");
    bool since = was_seen_since(store, clues.gone_ms);
    if (ours && !since)
        clues_add(&clues, CLUE_OF_MEMORY,
                  "against: the cloud was not read since its Service went");
    out->kind = ours && since && store->may_judge ? ELB_ORPHAN : ELB_FOREIGN;
    out->of_this_cluster = ours;
    if (out->kind == ELB_ORPHAN)
        out->orphan_since_ms =
            clues.gone_ms != WHEN_UNKNOWN ? clues.gone_ms : elb->created_ms;
    put_clues(store, &clues, out);
}

/* ---- the card ---- */

static const char *const *pack_texts(struct pack *pack, const char *const *texts,
                                     size_t count)
{
    const char **copy = pack_array(pack, texts, count, sizeof *texts);
    for (size_t i = 0; i < count; i++)
        copy[i] = pack_text(pack, texts[i]);
    return copy;
}

static const struct view_member *pack_members(struct pack *pack,
                                              const struct view_member *members,
                                              size_t count)
{
    struct view_member *copy = pack_array(pack, members, count, sizeof *members);
    for (size_t i = 0; i < count; i++) {
        copy[i].id = pack_text(pack, members[i].id);
        copy[i].name = pack_text(pack, members[i].name);
        copy[i].address = pack_text(pack, members[i].address);
        copy[i].reason = pack_text(pack, members[i].reason);
        copy[i].node = pack_text(pack, members[i].node);
    }
    return copy;
}

/* The names of an owner are its row's, which the card holds. */
static const struct view_listener *pack_listeners(struct pack *pack,
                                                  const struct view_listener *listeners,
                                                  size_t count)
{
    struct view_listener *copy = pack_array(pack, listeners, count, sizeof *listeners);
    for (size_t i = 0; i < count; i++) {
        copy[i].id = pack_text(pack, listeners[i].id);
        copy[i].name = pack_text(pack, listeners[i].name);
        copy[i].protocol = pack_text(pack, listeners[i].protocol);
        copy[i].pool_id = pack_text(pack, listeners[i].pool_id);
        copy[i].members =
            pack_members(pack, listeners[i].members, listeners[i].member_count);
    }
    return copy;
}

static void pack_elb(struct pack *pack, struct view_elb *elb)
{
    elb->id = pack_text(pack, elb->id);
    elb->name = pack_text(pack, elb->name);
    elb->description = pack_text(pack, elb->description);
    elb->provisioning_status = pack_text(pack, elb->provisioning_status);
    elb->operating_status = pack_text(pack, elb->operating_status);
    elb->vip_address = pack_text(pack, elb->vip_address);
    elb->address = pack_text(pack, elb->address);
    elb->eip_id = pack_text(pack, elb->eip_id);
    elb->services = pack_texts(pack, elb->services, elb->service_count);
    elb->clue_froms =
        pack_array(pack, elb->clue_froms, elb->clue_count, sizeof *elb->clue_froms);
    elb->clues = pack_texts(pack, elb->clues, elb->clue_count);
    elb->listeners = pack_listeners(pack, elb->listeners, elb->listener_count);
}

static void card_end(struct part *part)
{
    struct card *card = (struct card *)part;

    for (size_t i = 0; i < card->elb.listener_count; i++)
        row_unref(card->elb.listeners[i].row);
    free(card);
}

static struct card *card_build(const struct view_elb *draft)
{
    struct pack pack;
    struct view_elb measured = *draft;

    pack_init(&pack, NULL);
    pack_elb(&pack, &measured);
    struct card *card = mem_new(sizeof *card + pack_bytes(&pack));
    part_start(&card->part, card_end);
    card->elb = *draft;
    pack_start(&pack, (char *)(card + 1));
    pack_elb(&pack, &card->elb);
    pack_release(&pack);
    for (size_t i = 0; i < card->elb.listener_count; i++)
        row_ref(card->elb.listeners[i].row);
    return card;
}

struct card *card_make(struct store *store, struct spot *spot)
{
    const struct elb *elb = cloud_elb(&store->cloud, spot->id);
    const struct eip *eip = cloud_eip_of(&store->cloud, elb);
    struct view_elb draft = {
        .id = elb->id,
        .name = elb->name,
        .class = !elb->guaranteed_known ? NULL
                 : elb->guaranteed      ? "performance"
                                        : "union",
        .description = elb->description,
        .provisioning_status = or_empty(elb->provisioning_status),
        .operating_status = or_empty(elb->operating_status),
        .vip_address = elb->vip_address,
        .eip_id = eip != NULL ? eip->id : elb->eip_id,
        .address = elb->vip_address,
        .created_ms = elb->created_ms,
        .of_this_cluster = spot->known_count > 0,
        .orphan_since_ms = WHEN_UNKNOWN,
    };

    scratch_clear(&store->scratch);
    if (eip != NULL && eip->address != NULL)
        draft.address = eip->address;
    if (elb->eip_address != NULL)
        draft.address = elb->eip_address;
    put_services(store, spot, &draft);
    put_listeners(store, spot, &draft);
    if (spot->known_count == 0)
        judge_nobodys(store, elb, &draft);
    else if (draft.kind == ELB_EXISTING)
        judge_tenants(store, elb, &draft);
    return card_build(&draft);
}

/* ---- all of them ---- */

static void elb_picture_end(struct part *part)
{
    struct elb_picture *picture = (struct elb_picture *)part;

    for (size_t i = 0; i < picture->count; i++)
        part_let_go(&picture->cards[i]->part);
    free(picture->cards);
    free(picture->elbs);
    free(picture);
}

struct elb_picture *elb_picture_make(struct store *store)
{
    struct elb_picture *picture = mem_new(sizeof *picture);

    part_start(&picture->part, elb_picture_end);
    picture->elbs = mem_new_array(store->spot_count, sizeof *picture->elbs);
    picture->cards = mem_new_array(store->spot_count, sizeof(struct card *));
    for (size_t i = 0; i < store->spot_count; i++) {
        struct card *card = store->ordered[i]->card;
        part_hold(&card->part);
        picture->cards[picture->count] = card;
        picture->elbs[picture->count++] = card->elb;
        picture->orphan_count += card->elb.kind == ELB_ORPHAN;
    }
    return picture;
}
