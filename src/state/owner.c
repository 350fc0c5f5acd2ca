/*
 * Who owns an ELB, and whether anybody does: the card that views show of it.
 *
 * An ELB without a Service is called an orphan only on proof that it is this cluster's:
 * its Service went away under our eyes, or what it carries names a uid that this cluster
 * knows or knew. A name alone proves nothing, an incomplete list of Services even less.
 */
#include "state/known.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { MOST_CLUES = 12, UID_BYTES = 64 };

#define NAME_OF_CCE "cce-lb-"

/* Clues for and against, gathered before the card takes them. */
struct clues {
    struct arena *arena;
    size_t count;
    const char *texts[MOST_CLUES];
    bool proof;   /* it is, or was, this cluster's */
    bool against; /* it is another's */
    const struct gone *gone;
};

static void add_clue(struct clues *clues, const char *text)
{
    if (clues->count < MOST_CLUES)
        clues->texts[clues->count++] = text;
}

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

/* ---- clues ---- */

/* The value of "key" in a JSON text that may be cut off; "" when it is not there. */
static const char *value_in(const char *text, const char *key, char out[UID_BYTES])
{
    out[0] = '\0';
    const char *at = strstr(text, key);
    if (at == NULL)
        return out;
    at += strlen(key);
    at += strspn(at, "\"': ");
    size_t bytes = strcspn(at, "\"', })");
    if (bytes >= UID_BYTES)
        return out;
    memcpy(out, at, bytes);
    out[bytes] = '\0';
    return out;
}

/* A uid that something on the ELB names. */
static void weigh_uid(struct store *store, struct clues *clues, const char *uid,
                      const char *where)
{
    const struct known *known = known_by_uid(store, uid);
    const struct gone *gone = graveyard_by_uid(store->graveyard, uid);

    if (known != NULL) {
        clues->proof = true;
        add_clue(clues, arena_print(
                            clues->arena, "for: %s points to %s/%s, which uses %s", where,
                            known->object->meta.namespace, known->object->meta.name,
                            known->spot == NULL ? "none yet" : "another ELB"));
    } else if (gone != NULL) {
        clues->proof = true;
        clues->gone = gone;
        add_clue(clues,
                 arena_print(clues->arena, "for: %s points to %s/%s, which is gone",
                             where, gone->namespace, gone->name));
    } else {
        add_clue(clues, arena_print(clues->arena,
                                    "for: %s names uid %.8s.., which no Service here has",
                                    where, uid));
    }
}

static void weigh_cluster(struct clues *clues, const char *ours, const char *theirs,
                          const char *where)
{
    if (ours == NULL) {
        add_clue(clues, arena_print(clues->arena, "for: %s is by CCE, cluster %.8s..",
                                    where, theirs));
    } else if (strcmp(ours, theirs) == 0) {
        clues->proof = true;
        add_clue(clues, arena_print(clues->arena, "for: %s names this cluster", where));
    } else {
        clues->against = true;
        add_clue(clues,
                 arena_print(clues->arena, "against: %s names another cluster, %.8s..",
                             where, theirs));
    }
}

/* "namespace/name" of a Service that was here, written out in a description. */
static void weigh_description(struct store *store, struct clues *clues, const char *ours,
                              const char *description)
{
    char value[UID_BYTES];

    if (value_in(description, "service_id", value)[0] != '\0' ||
        value_in(description, "service_uid", value)[0] != '\0')
        weigh_uid(store, clues, value, "the description");
    if (value_in(description, "cluster_id", value)[0] != '\0')
        weigh_cluster(clues, ours, value, "the description");
}

static void weigh_listeners(struct store *store, struct clues *clues, const char *ours,
                            const struct elb *elb)
{
    const struct index *index = &store->cloud.listeners_by_elb;
    size_t count = 0;

    for (size_t at = index_first(index, elb->id); at != INDEX_END;
         at = index_next(index, at)) {
        const struct listener *listener = index_item(index, at);
        const char *where = listener->name[0] != '\0' ? listener->name : "a listener";
        count++;
        if (listener->service_uid != NULL)
            weigh_uid(store, clues, listener->service_uid, where);
        if (listener->cluster_id != NULL)
            weigh_cluster(clues, ours, listener->cluster_id, where);
        else if (listener->service_uid == NULL)
            add_clue(clues,
                     arena_print(clues->arena, "against: %s was not made by CCE", where));
    }
    if (count == 0)
        add_clue(clues, "for: no listeners");
}

static void weigh_elb(struct store *store, struct clues *clues, const struct elb *elb)
{
    const struct gone *gone = graveyard_by_elb(store->graveyard, elb->id);
    const char *ours = store->our_cluster;

    if (gone != NULL) {
        clues->proof = true;
        clues->gone = gone;
        add_clue(clues,
                 arena_print(clues->arena, "for: was seen with %s/%s, which is gone",
                             gone->namespace, gone->name));
    }
    if (strncmp(elb->name, NAME_OF_CCE, strlen(NAME_OF_CCE)) == 0)
        weigh_uid(store, clues, elb->name + strlen(NAME_OF_CCE), "the name");
    weigh_description(store, clues, ours, elb->description);
    weigh_listeners(store, clues, ours, elb);
    if (elb->eip_id != NULL)
        add_clue(clues, "EIP still bound");
    if (elb->deletion_protected)
        add_clue(clues, "against: deletion protection is on");
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

static const struct row *owner_of(struct store *store, const struct spot *spot,
                                  const struct listener *listener)
{
    const struct known *known = known_by_uid(store, listener->service_uid);

    if (known != NULL && known->row != NULL)
        return known->row;
    for (size_t i = 0; i < spot->known_count; i++) {
        if (row_has_listener(spot->knowns[i]->row, listener->id))
            return spot->knowns[i]->row;
    }
    return NULL;
}

static void card_hold(struct card *card, const struct row *row)
{
    card->rows[card->row_count++] = row_ref(row);
}

static enum listener_role role_of(const struct row *row)
{
    return row->role == ROLE_CREATOR ? LISTENER_CREATOR : LISTENER_TENANT;
}

static void put_owner(struct card *card, struct view_listener *out, const struct row *row)
{
    if (row == NULL)
        return;
    card_hold(card, row);
    out->row = row;
    out->role = role_of(row);
    out->service_namespace = row->namespace;
    out->service_name = row->name;
}

static const char *clean(struct card *card, const char *text)
{
    return text == NULL ? NULL : utf8_clean(&card->arena, arena_text(&card->arena, text));
}

static void put_members(struct store *store, struct card *card, const struct pool *pool,
                        struct view_listener *out)
{
    const struct index *index = &store->cloud.members_by_pool;
    size_t count = 0;

    if (!store->cloud.elbs->members_known)
        return;
    for (size_t at = index_first(index, pool->id); at != INDEX_END;
         at = index_next(index, at))
        count++;
    struct view_member *members = arena_new_array(&card->arena, count, sizeof *members);

    out->members = members;
    out->members_online = 0;
    out->members_total = (int)count;
    for (size_t at = index_first(index, pool->id); at != INDEX_END;
         at = index_next(index, at)) {
        const struct member *member = index_item(index, at);
        out->members_online += member_is_online(member);
        members[out->member_count++] = (struct view_member){
            .id = clean(card, member->id),
            .name = clean(card, member->name),
            .address = clean(card, member->address),
            .port = member->port,
            .status = member_status_text(member->status),
            .reason = clean(card, member->reason),
            .node = clean(card, index_one(&store->nodes_by_address, member->address)),
        };
    }
}

static void put_listener(struct store *store, struct card *card, const struct spot *spot,
                         const struct listener *listener, struct view_listener *out)
{
    const struct pool *pool = cloud_pool_of(&store->cloud, listener);

    *out = (struct view_listener){
        .id = clean(card, listener->id),
        .name = clean(card, listener->name),
        .protocol = clean(card, listener->protocol),
        .port = listener->port,
        .pool_id = pool == NULL ? NULL : clean(card, pool->id),
        .role = LISTENER_FOREIGN,
        .members_online = -1,
        .members_total = -1,
    };
    put_owner(card, out, owner_of(store, spot, listener));
    if (pool != NULL)
        put_members(store, card, pool, out);
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

static bool wants_more(const struct row *row)
{
    return row->deleted_ms == WHEN_UNKNOWN && row->state != ROW_SKIPPED;
}

/* Ports that a Service wants and the ELB does not have. */
static size_t put_wanted(struct card *card, const struct row *row,
                         struct view_listener *out)
{
    size_t count = 0;

    for (size_t i = 0; wants_more(row) && i < row->port_count; i++) {
        const struct row_port *port = &row->ports[i];
        if (strcmp(port->name, "cce-healthz") == 0 || port_is_served(row, port))
            continue;
        out[count] = (struct view_listener){
            .name = "",
            .protocol = clean(card, port->protocol),
            .port = port->port,
            .wanted = true,
            .members_online = -1,
            .members_total = -1,
        };
        put_owner(card, &out[count], row);
        count++;
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
        order = strcmp(one->row->name, two->row->name);
    return order;
}

static void put_listeners(struct store *store, struct card *card, const struct spot *spot)
{
    const struct index *index = &store->cloud.listeners_by_elb;
    size_t most = 0;

    for (size_t at = index_first(index, spot->id); at != INDEX_END;
         at = index_next(index, at))
        most++;
    for (size_t i = 0; i < spot->known_count; i++)
        most += spot->knowns[i]->row->port_count;

    struct view_listener *out = arena_new_array(&card->arena, most, sizeof *out);
    size_t count = 0;
    card->rows = mem_new_array(most + spot->known_count, sizeof *card->rows);
    for (size_t at = index_first(index, spot->id); at != INDEX_END;
         at = index_next(index, at))
        put_listener(store, card, spot, index_item(index, at), &out[count++]);
    for (size_t i = 0; i < spot->known_count; i++)
        count += put_wanted(card, spot->knowns[i]->row, &out[count]);
    qsort(out, count, sizeof *out, compare_listeners);
    card->elb.listener_count = count;
    card->elb.listeners = out;
}

/* ---- the card ---- */

static void put_services(struct card *card, const struct spot *spot)
{
    const char **names = arena_new_array(&card->arena, spot->known_count, sizeof *names);
    size_t count = 0;

    for (int creators = 1; creators >= 0; creators--) {
        for (size_t i = 0; i < spot->known_count; i++) {
            const struct row *row = spot->knowns[i]->row;
            if ((row->role == ROLE_CREATOR) == (creators == 1))
                names[count++] =
                    arena_print(&card->arena, "%s/%s", row->namespace, row->name);
        }
    }
    card->elb.services = names;
    card->elb.service_count = count;
}

static bool has_creator(const struct spot *spot)
{
    for (size_t i = 0; i < spot->known_count; i++) {
        if (spot->knowns[i]->row->role == ROLE_CREATOR)
            return true;
    }
    return false;
}

static void judge_owner(struct store *store, struct card *card, struct spot *spot,
                        const struct elb *elb)
{
    struct clues clues = {.arena = &card->arena};

    card->elb.orphan_since_ms = WHEN_UNKNOWN;
    card->elb.of_this_cluster = spot->known_count > 0;
    if (spot->known_count > 0) {
        card->elb.kind = has_creator(spot) ? ELB_AUTO : ELB_EXISTING;
        return;
    }
    weigh_elb(store, &clues, elb);
    bool ours = clues.proof && !clues.against;
    if (ours && !owner_may_judge(store))
        add_clue(&clues, "against: not every Service of the cluster is known now");
    card->elb.kind = ours && owner_may_judge(store) ? ELB_ORPHAN : ELB_FOREIGN;
    card->elb.of_this_cluster = ours;
    card->elb.clue_count = clues.count;
    const char **texts = arena_new_array(&card->arena, clues.count, sizeof *texts);
    for (size_t i = 0; i < clues.count; i++)
        texts[i] = clean(card, clues.texts[i]);
    card->elb.clues = texts;
    if (card->elb.kind == ELB_ORPHAN)
        card->elb.orphan_since_ms =
            clues.gone != NULL ? clues.gone->wall_ms : elb->created_ms;
}

static void card_end(struct part *part)
{
    struct card *card = (struct card *)part;

    for (size_t i = 0; i < card->row_count; i++)
        row_unref(card->rows[i]);
    free(card->rows);
    arena_release(&card->arena);
    free(card);
}

struct card *card_make(struct store *store, struct spot *spot)
{
    const struct elb *elb = cloud_elb(&store->cloud, spot->id);
    const struct eip *eip = cloud_eip_of(&store->cloud, elb);
    struct card *card = mem_new(sizeof *card);

    part_start(&card->part, card_end);
    arena_init(&card->arena, 0);
    card->elb.id = clean(card, elb->id);
    card->elb.name = clean(card, elb->name);
    card->elb.class = !elb->guaranteed_known ? NULL
                      : elb->guaranteed      ? "performance"
                                             : "union";
    card->elb.description = clean(card, elb->description);
    card->elb.provisioning_status = clean(card, elb->provisioning_status);
    card->elb.operating_status = clean(card, elb->operating_status);
    card->elb.vip_address = clean(card, elb->vip_address);
    card->elb.eip_id = clean(card, eip != NULL ? eip->id : elb->eip_id);
    card->elb.address = clean(card, elb->eip_address != NULL ? elb->eip_address
                                    : eip != NULL            ? eip->address
                                                             : elb->vip_address);
    card->elb.created_ms = elb->created_ms;
    put_services(card, spot);
    put_listeners(store, card, spot);
    judge_owner(store, card, spot, elb);
    return card;
}

/* ---- pictures ---- */

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

/* ---- EIPs ---- */

/* Whose each EIP is, in the order of the set; NULL where it is nobody's. */
static const struct elb **elbs_of_eips(const struct store *store)
{
    const struct elb_set *elbs = store->cloud.elbs;
    const struct eip_set *eips = store->cloud.eips;
    const struct elb **out = mem_new_array(eips->eip_count, sizeof *out);

    for (size_t i = 0; elbs != NULL && i < elbs->elb_count; i++) {
        const struct eip *eip = cloud_eip_of(&store->cloud, &elbs->elbs[i]);
        if (eip != NULL)
            out[eip - eips->eips] = &elbs->elbs[i];
    }
    return out;
}

static const struct spot *spot_of(const struct store *store, const struct elb *elb)
{
    struct spot *spot = NULL;

    if (elb != NULL)
        HASH_FIND_STR(store->spots, elb->id, spot);
    return spot;
}

static const char *eip_clean(struct eip_picture *picture, const char *text)
{
    return text == NULL ? NULL
                        : utf8_clean(&picture->arena, arena_text(&picture->arena, text));
}

static void put_eip_clue(struct eip_picture *picture, struct view_eip *out,
                         const char *text)
{
    const char **clues = arena_new_array(&picture->arena, 1, sizeof *clues);
    clues[0] = text;
    out->clues = clues;
    out->clue_count = 1;
}

static void judge_eip(struct store *store, struct eip_picture *picture,
                      struct view_eip *out, const struct spot *spot)
{
    const struct gone *gone = graveyard_by_eip(store->graveyard, out->id);

    if (spot != NULL && spot->card != NULL && spot->card->elb.kind == ELB_ORPHAN) {
        out->orphan = true;
        put_eip_clue(picture, out, "for: it hangs on an orphaned ELB");
    } else if (out->elb_id == NULL && gone != NULL && owner_may_judge(store)) {
        out->orphan = true;
        put_eip_clue(picture, out,
                     arena_print(&picture->arena,
                                 "for: was seen with %s/%s, which is gone",
                                 gone->namespace, gone->name));
    }
}

static void put_eip(struct store *store, struct eip_picture *picture,
                    const struct eip *eip, const struct elb *elb, struct view_eip *out)
{
    const struct spot *spot = spot_of(store, elb);

    *out = (struct view_eip){
        .id = eip_clean(picture, eip->id),
        .address = eip_clean(picture, eip->address),
        .status = eip_clean(picture, eip->status),
        .elb_id = elb == NULL ? NULL : eip_clean(picture, elb->id),
        .elb_name = elb == NULL ? NULL : eip_clean(picture, elb->name),
        .bandwidth_mbit = eip->bandwidth_mbit,
        .charge_mode = eip_clean(picture, eip->charge_mode),
        .created_ms = eip->created_ms,
    };
    if (spot != NULL && spot->card != NULL && spot->card->elb.service_count > 0)
        out->service = eip_clean(picture, spot->card->elb.services[0]);
    judge_eip(store, picture, out, spot);
    picture->orphan_count += out->orphan;
}

static void eip_picture_end(struct part *part)
{
    struct eip_picture *picture = (struct eip_picture *)part;

    arena_release(&picture->arena);
    free(picture->eips);
    free(picture);
}

static int compare_eips(const void *a, const void *b)
{
    const struct view_eip *one = a;
    const struct view_eip *two = b;
    int order = strcmp(one->address, two->address);
    return order != 0 ? order : strcmp(one->id, two->id);
}

struct eip_picture *eip_picture_make(struct store *store)
{
    const struct eip_set *set = store->cloud.eips;
    struct eip_picture *picture = mem_new(sizeof *picture);

    part_start(&picture->part, eip_picture_end);
    arena_init(&picture->arena, 0);
    if (set == NULL)
        return picture;
    const struct elb **elbs = elbs_of_eips(store);
    picture->eips = mem_new_array(set->eip_count, sizeof *picture->eips);
    for (size_t i = 0; i < set->eip_count; i++)
        put_eip(store, picture, &set->eips[i], elbs[i], &picture->eips[picture->count++]);
    free(elbs);
    qsort(picture->eips, picture->count, sizeof *picture->eips, compare_eips);
    return picture;
}
