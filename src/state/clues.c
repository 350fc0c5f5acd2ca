#include "state/clues.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

/* How long after a Service was taken up its ELB may be made; how clocks differ. */
enum { UID_BYTES = 64, MADE_WITHIN_MS = 180000, CLOCKS_DIFFER_MS = 10000 };

#define NAME_OF_CCE "cce-lb-"

void clues_add(struct clues *clues, enum clue_from from, const char *text)
{
    if (clues->count == MOST_CLUES)
        return;
    clues->froms[clues->count] = from;
    clues->texts[clues->count++] = text;
}

/* What names somebody, in words and as a place. */
struct spoken {
    enum clue_from from;
    const char *where; /* "the description", "k8s_TCP_80" */
};

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

/* Proved to be ours, with the time its Service went. */
static void prove(struct clues *clues, int64_t gone_ms)
{
    clues->proof = true;
    if (clues->gone_ms == WHEN_UNKNOWN)
        clues->gone_ms = gone_ms;
}

static int64_t deleted_at(const struct store *store, const struct told *told)
{
    return told->deleted_api_ms == WHEN_UNKNOWN ? WHEN_UNKNOWN
                                                : told->deleted_api_ms - store->skew_ms;
}

/* A Service that is gone, known from the events that Kubernetes still has about it. */
static const struct stranger *stranger_of(const struct store *store, const char *uid)
{
    for (size_t i = 0; i < store->stranger_count; i++) {
        if (strcmp(store->strangers[i].uid, uid) == 0)
            return &store->strangers[i];
    }
    return NULL;
}

static void add_gone(struct store *store, struct clues *clues, struct spoken spoken,
                     const char *namespace, const char *name)
{
    clues_add(clues, spoken.from,
              scratch_print(&store->scratch, "for: %s points to %s/%s, which is gone",
                            spoken.where, namespace, name));
}

/* A uid that something on the ELB names. true: nothing that is known here has or had it. */
static bool weigh_uid(struct store *store, struct clues *clues, const char *uid,
                      struct spoken spoken)
{
    const struct known *known = known_by_uid(store, uid);
    const struct gone *gone = graveyard_by_uid(store->graveyard, uid);
    const struct stranger *stranger = stranger_of(store, uid);

    if (known != NULL) {
        prove(clues, WHEN_UNKNOWN);
        clues_add(clues, spoken.from,
                  scratch_print(&store->scratch, "for: %s points to %s/%s, which uses %s",
                                spoken.where, known->object->meta.namespace,
                                known->object->meta.name,
                                known->spot == NULL ? "none yet" : "another ELB"));
        return false;
    }
    if (gone != NULL) {
        prove(clues, gone->wall_ms);
        add_gone(store, clues, spoken, gone->namespace, gone->name);
        return false;
    }
    if (stranger != NULL) {
        prove(clues, deleted_at(store, stranger->told));
        add_gone(store, clues, spoken, stranger->namespace, stranger->name);
        return false;
    }
    clues_add(clues, spoken.from,
              scratch_print(&store->scratch,
                            "for: %s names uid %.8s.., which no Service here has",
                            spoken.where, uid));
    return true;
}

/*
 * A cluster's id. That it is ours proves something only with a Service's uid that is no
 * more: an Ingress leaves the id alone, and its ELB is in use.
 */
static void weigh_cluster(struct store *store, struct clues *clues, const char *cluster,
                          bool dead_uid, struct spoken spoken)
{
    struct scratch *scratch = &store->scratch;

    if (store->our_cluster == NULL) {
        clues_add(clues, spoken.from,
                  scratch_print(scratch, "for: %s is by CCE, cluster %.8s..",
                                spoken.where, cluster));
    } else if (strcmp(store->our_cluster, cluster) != 0) {
        clues->against = true;
        clues_add(clues, spoken.from,
                  scratch_print(scratch, "against: %s names another cluster, %.8s..",
                                spoken.where, cluster));
    } else if (dead_uid) {
        prove(clues, WHEN_UNKNOWN);
        clues_add(clues, spoken.from,
                  scratch_print(scratch, "for: %s names this cluster", spoken.where));
    }
}

/* Made by CCE in this cluster, for nothing that names a Service: an Ingress, most likely. */
static void weigh_ingress(struct store *store, struct clues *clues, const char *cluster,
                          struct spoken spoken)
{
    if (store->our_cluster == NULL || strcmp(store->our_cluster, cluster) != 0) {
        weigh_cluster(store, clues, cluster, false, spoken);
        return;
    }
    clues->against = true;
    clues_add(clues, spoken.from,
              scratch_print(&store->scratch,
                            "against: %s is this cluster's, but of no Service; of an "
                            "Ingress?",
                            spoken.where));
}

static void weigh_description(struct store *store, struct clues *clues,
                              const char *description)
{
    const struct spoken spoken = {CLUE_OF_DESCRIPTION, "the description"};
    char value[UID_BYTES];
    bool dead = false;

    if (value_in(description, "service_id", value)[0] != '\0' ||
        value_in(description, "service_uid", value)[0] != '\0')
        dead = weigh_uid(store, clues, value, spoken);
    if (value_in(description, "cluster_id", value)[0] != '\0')
        weigh_cluster(store, clues, value, dead, spoken);
}

static void weigh_listener(struct store *store, struct clues *clues,
                           const struct listener *listener)
{
    const struct spoken spoken = {
        CLUE_OF_LISTENERS, listener->name[0] != '\0' ? listener->name : "a listener"};

    if (listener->service_uid != NULL) {
        bool dead = weigh_uid(store, clues, listener->service_uid, spoken);
        if (listener->cluster_id != NULL)
            weigh_cluster(store, clues, listener->cluster_id, dead, spoken);
    } else if (listener->cluster_id != NULL) {
        weigh_ingress(store, clues, listener->cluster_id, spoken);
    } else {
        clues_add(clues, spoken.from,
                  scratch_print(&store->scratch, "against: %s was not made by CCE",
                                spoken.where));
    }
}

static void weigh_listeners(struct store *store, struct clues *clues,
                            const struct elb *elb)
{
    const struct index *index = &store->cloud.listeners_by_elb;
    size_t at = index_first(index, elb->id);

    if (at == INDEX_END)
        clues_add(clues, CLUE_OF_LISTENERS, "for: no listeners");
    for (; at != INDEX_END; at = index_next(index, at))
        weigh_listener(store, clues, index_item(index, at));
}

/* Did the ccm speak of this ELB as of one it made for that Service? */
static bool is_named_in(const struct told *told, const char *elb_id)
{
    char deleting[UID_BYTES + 32];
    char making[UID_BYTES + 32];

    if (strlen(elb_id) >= UID_BYTES)
        return false;
    snprintf(deleting, sizeof deleting, "Delete loadbalancer(%s)", elb_id);
    snprintf(making, sizeof making, "Create EIP for loadbalancer(%s)", elb_id);
    for (size_t i = 0; i < told->heard_count; i++) {
        const char *message = told->heard[i].message;
        if (strstr(message, elb_id) != NULL &&
            (failure_says(message, deleting) || failure_says(message, making)))
            return true;
    }
    return false;
}

static bool has_listeners(const struct store *store, const struct elb *elb)
{
    return index_one(&store->cloud.listeners_by_elb, elb->id) != NULL;
}

/* Nobody's, empty, and made when the ccm took up a Service that went without a clean-up. */
static bool fits_in_time(const struct store *store, const struct told *told,
                         const struct elb *elb)
{
    int64_t began_ms = told->ensuring_first_api_ms;

    if (began_ms == WHEN_UNKNOWN || elb->created_ms == WHEN_UNKNOWN ||
        has_listeners(store, elb))
        return false;
    int64_t after_ms = elb->created_ms - (began_ms - store->skew_ms);
    return after_ms >= -CLOCKS_DIFFER_MS && after_ms <= MADE_WITHIN_MS;
}

/* When two could be meant, neither is proved to be. */
static bool alone_fits_in_time(const struct store *store, const struct told *told,
                               const struct elb *elb)
{
    size_t count = 0;

    if (told->deleted_api_ms == WHEN_UNKNOWN || told->deleting_api_ms != WHEN_UNKNOWN ||
        !fits_in_time(store, told, elb))
        return false;
    for (size_t i = 0; i < store->spot_count; i++) {
        const struct spot *spot = store->ordered[i];
        count += spot->known_count == 0 &&
                 fits_in_time(store, told, cloud_elb(&store->cloud, spot->id));
    }
    return count == 1;
}

static void weigh_strangers(struct store *store, struct clues *clues,
                            const struct elb *elb)
{
    for (size_t i = 0; i < store->stranger_count; i++) {
        const struct stranger *stranger = &store->strangers[i];
        if (is_named_in(stranger->told, elb->id)) {
            prove(clues, deleted_at(store, stranger->told));
            add_gone(store, clues, (struct spoken){CLUE_OF_EVENTS, "an event of the ccm"},
                     stranger->namespace, stranger->name);
        } else if (alone_fits_in_time(store, stranger->told, elb)) {
            prove(clues, deleted_at(store, stranger->told));
            clues_add(
                clues, CLUE_OF_EVENTS,
                scratch_print(&store->scratch,
                              "for: made just when the ccm took up %s/%s, which went "
                              "without a clean-up",
                              stranger->namespace, stranger->name));
        }
    }
}

void clues_weigh(struct store *store, const struct elb *elb, struct clues *ret_clues)
{
    const struct gone *gone = graveyard_by_elb(store->graveyard, elb->id);

    *ret_clues = (struct clues){.gone_ms = WHEN_UNKNOWN};
    if (gone != NULL) {
        prove(ret_clues, gone->wall_ms);
        clues_add(ret_clues, CLUE_OF_MEMORY,
                  scratch_print(&store->scratch,
                                "for: was seen with %s/%s, which is gone",
                                gone->namespace, gone->name));
    }
    if (strncmp(elb->name, NAME_OF_CCE, strlen(NAME_OF_CCE)) == 0)
        weigh_uid(store, ret_clues, elb->name + strlen(NAME_OF_CCE),
                  (struct spoken){CLUE_OF_NAME, "the name"});
    weigh_description(store, ret_clues, elb->description);
    weigh_listeners(store, ret_clues, elb);
    weigh_strangers(store, ret_clues, elb);
    if (elb->eip_id != NULL)
        clues_add(ret_clues, CLUE_OF_EIP, "EIP still bound");
    if (elb->deletion_protected)
        clues_add(ret_clues, CLUE_OF_PROTECTION, "against: deletion protection is on");
}

/* ---- whose creator is gone ---- */

static void add_creator(struct store *store, struct clues *clues, enum clue_from from,
                        const char *namespace, const char *name, int64_t gone_ms)
{
    prove(clues, gone_ms);
    clues_add(clues, from,
              scratch_print(&store->scratch, "for: it was made for %s/%s, which is gone",
                            namespace, name));
}

/* The uid that the controller gave as a name to an ELB that was to get none. */
static void weigh_creator_uid(struct store *store, struct clues *clues, const char *uid)
{
    const struct gone *gone = graveyard_by_uid(store->graveyard, uid);
    const struct stranger *stranger = stranger_of(store, uid);

    if (known_by_uid(store, uid) != NULL)
        return;
    if (gone != NULL)
        add_creator(store, clues, CLUE_OF_NAME, gone->namespace, gone->name,
                    gone->wall_ms);
    else if (stranger != NULL)
        add_creator(store, clues, CLUE_OF_NAME, stranger->namespace, stranger->name,
                    deleted_at(store, stranger->told));
}

void clues_weigh_creator(struct store *store, const struct elb *elb,
                         struct clues *ret_clues)
{
    const struct gone *gone = graveyard_by_elb(store->graveyard, elb->id);

    *ret_clues = (struct clues){.gone_ms = WHEN_UNKNOWN};
    if (gone != NULL)
        add_creator(store, ret_clues, CLUE_OF_MEMORY, gone->namespace, gone->name,
                    gone->wall_ms);
    else if (strncmp(elb->name, NAME_OF_CCE, strlen(NAME_OF_CCE)) == 0)
        weigh_creator_uid(store, ret_clues, elb->name + strlen(NAME_OF_CCE));
    for (size_t i = 0; !ret_clues->proof && i < store->stranger_count; i++) {
        const struct stranger *stranger = &store->strangers[i];
        if (is_named_in(stranger->told, elb->id))
            add_creator(store, ret_clues, CLUE_OF_EVENTS, stranger->namespace,
                        stranger->name, deleted_at(store, stranger->told));
    }
}
