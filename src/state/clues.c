#include "state/clues.h"

#include <string.h>

#include "base/banned.h"

enum { UID_BYTES = 64 };

#define NAME_OF_CCE "cce-lb-"

void clues_add(struct clues *clues, const char *text)
{
    if (clues->count < MOST_CLUES)
        clues->texts[clues->count++] = text;
}

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
    struct scratch *scratch = &store->scratch;
    const struct known *known = known_by_uid(store, uid);
    const struct gone *gone = graveyard_by_uid(store->graveyard, uid);

    if (known != NULL) {
        clues->proof = true;
        clues_add(clues,
                  scratch_print(scratch, "for: %s points to %s/%s, which uses %s", where,
                                known->object->meta.namespace, known->object->meta.name,
                                known->spot == NULL ? "none yet" : "another ELB"));
    } else if (gone != NULL) {
        clues->proof = true;
        clues->gone = gone;
        clues_add(clues, scratch_print(scratch, "for: %s points to %s/%s, which is gone",
                                       where, gone->namespace, gone->name));
    } else {
        clues_add(clues,
                  scratch_print(scratch,
                                "for: %s names uid %.8s.., which no Service here has",
                                where, uid));
    }
}

static void weigh_cluster(struct store *store, struct clues *clues, const char *cluster,
                          const char *where)
{
    struct scratch *scratch = &store->scratch;

    if (store->our_cluster == NULL) {
        clues_add(clues, scratch_print(scratch, "for: %s is by CCE, cluster %.8s..",
                                       where, cluster));
    } else if (strcmp(store->our_cluster, cluster) == 0) {
        clues->proof = true;
        clues_add(clues, scratch_print(scratch, "for: %s names this cluster", where));
    } else {
        clues->against = true;
        clues_add(clues,
                  scratch_print(scratch, "against: %s names another cluster, %.8s..",
                                where, cluster));
    }
}

static void weigh_description(struct store *store, struct clues *clues,
                              const char *description)
{
    char value[UID_BYTES];

    if (value_in(description, "service_id", value)[0] != '\0' ||
        value_in(description, "service_uid", value)[0] != '\0')
        weigh_uid(store, clues, value, "the description");
    if (value_in(description, "cluster_id", value)[0] != '\0')
        weigh_cluster(store, clues, value, "the description");
}

static void weigh_listeners(struct store *store, struct clues *clues,
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
            weigh_cluster(store, clues, listener->cluster_id, where);
        else if (listener->service_uid == NULL)
            clues_add(clues, scratch_print(&store->scratch,
                                           "against: %s was not made by CCE", where));
    }
    if (count == 0)
        clues_add(clues, "for: no listeners");
}

void clues_weigh(struct store *store, const struct elb *elb, struct clues *ret_clues)
{
    const struct gone *gone = graveyard_by_elb(store->graveyard, elb->id);

    *ret_clues = (struct clues){.gone = gone};
    if (gone != NULL) {
        ret_clues->proof = true;
        clues_add(ret_clues, scratch_print(&store->scratch,
                                           "for: was seen with %s/%s, which is gone",
                                           gone->namespace, gone->name));
    }
    if (strncmp(elb->name, NAME_OF_CCE, strlen(NAME_OF_CCE)) == 0)
        weigh_uid(store, ret_clues, elb->name + strlen(NAME_OF_CCE), "the name");
    weigh_description(store, ret_clues, elb->description);
    weigh_listeners(store, ret_clues, elb);
    if (elb->eip_id != NULL)
        clues_add(ret_clues, "EIP still bound");
    if (elb->deletion_protected)
        clues_add(ret_clues, "against: deletion protection is on");
}
