#include "state/memory.h"

#include <stddef.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "state/known.h"
#include "wire/tree.h"

#include "base/banned.h"

#define DAYS(n) ((int64_t)(n)*24 * 3600 * 1000)

static const char *const patterns[] = {
    [USUAL_AUTOCREATE] = "autocreate", [USUAL_ATTACH] = "attach"};

/* Of struct told: what is said of a Service beside its failures. */
static const struct {
    const char *key;
    size_t offset;
} told_times[] = {
    {"ensuring_first", offsetof(struct told, ensuring_first_api_ms)},
    {"ensuring_last", offsetof(struct told, ensuring_last_api_ms)},
    {"ensured_first", offsetof(struct told, ensured_first_api_ms)},
    {"ensured_last", offsetof(struct told, ensured_last_api_ms)},
    {"updated_last", offsetof(struct told, updated_last_api_ms)},
    {"deleting", offsetof(struct told, deleting_api_ms)},
    {"deleted", offsetof(struct told, deleted_api_ms)},
    {"ccm_first", offsetof(struct told, ccm_first_api_ms)},
};

static bool is_too_old(int64_t ms, int64_t wall_ms)
{
    return ms == WHEN_UNKNOWN || wall_ms - ms > DAYS(30);
}

/* ---- out ------------------------------------------------------------------------------ */

static json_t *ms_or_null(int64_t ms)
{
    return ms == WHEN_UNKNOWN ? json_null() : json_integer(ms);
}

static json_t *text_or_null(const char *text)
{
    return text == NULL ? json_null() : json_string(text);
}

static json_t *durations_json(const struct usual *usual)
{
    json_t *list = json_array();
    int64_t ms[USUAL_SAMPLES];

    for (int pattern = 0; pattern < USUAL_PATTERNS; pattern++) {
        for (int what = 0; what < USUAL_WHATS; what++) {
            size_t count = usual_samples(usual, (enum usual_pattern)pattern, what, ms);
            json_t *all = json_array();
            for (size_t i = 0; i < count; i++)
                json_array_append_new(all, json_integer(ms[i]));
            if (count > 0)
                json_array_append_new(list, json_pack("{s:s, s:i, s:O}", "pattern",
                                                      patterns[pattern], "of", what, "ms",
                                                      all));
            json_decref(all);
        }
    }
    return list;
}

static json_t *gone_json(const struct graveyard *graveyard, int64_t wall_ms)
{
    json_t *list = json_array();

    for (size_t i = 0; i < graveyard_count(graveyard); i++) {
        const struct gone *gone = graveyard_at(graveyard, i);
        if (!is_too_old(gone->wall_ms, wall_ms))
            json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:o, s:o, s:I}", "uid",
                                                  gone->uid, "namespace", gone->namespace,
                                                  "name", gone->name, "elb_id",
                                                  text_or_null(gone->elb_id), "eip_id",
                                                  text_or_null(gone->eip_id), "at",
                                                  (json_int_t)gone->wall_ms));
    }
    return list;
}

static json_t *failures_json(const struct told *told, int64_t wall_ms)
{
    json_t *list = json_array();

    for (size_t i = 0; i < told->heard_count; i++) {
        const struct heard *heard = &told->heard[i];
        if (is_too_old(heard->last_api_ms, wall_ms))
            continue;
        /* A message that was cut off in a character is no text: it is left out. */
        json_t *one =
            json_pack("{s:s, s:s, s:s, s:o, s:I, s:I}", "event", heard->event_uid,
                      "reason", heard->reason, "message", heard->message, "first",
                      ms_or_null(heard->first_api_ms), "last",
                      (json_int_t)heard->last_api_ms, "count", (json_int_t)heard->count);
        if (one != NULL)
            json_array_append_new(list, one);
    }
    return list;
}

static json_t *times_json(const struct told *told)
{
    json_t *times = json_object();

    for (size_t i = 0; i < ARRAY_COUNT(told_times); i++) {
        int64_t ms =
            *(const int64_t *)(const void *)((const char *)told + told_times[i].offset);
        if (ms != WHEN_UNKNOWN)
            json_object_set_new(times, told_times[i].key, json_integer(ms));
    }
    return times;
}

static json_t *services_json(const struct store *store, int64_t wall_ms)
{
    json_t *list = json_array();

    for (const struct known *known = store->by_uid; known != NULL;
         known = known->hh.next) {
        const struct told *told = past_told(&known->past);
        const struct meta *meta = &known->object->meta;
        if (told->heard_count == 0 || json_array_size(list) >= LIMIT_REMEMBERED)
            continue;
        json_t *failures = failures_json(told, wall_ms);
        if (json_array_size(failures) > 0)
            json_array_append_new(
                list, json_pack("{s:s, s:s, s:s, s:o, s:O}", "uid", meta->uid,
                                "namespace", meta->namespace, "name", meta->name, "times",
                                times_json(told), "failures", failures));
        json_decref(failures);
    }
    return list;
}

json_t *memory_write(const struct store *store, int64_t wall_ms)
{
    return json_pack("{s:s, s:i, s:o, s:o, s:o}", "kind", "History", "version",
                     MEMORY_VERSION, "durations", durations_json(&store->usual), "gone",
                     gone_json(store->graveyard, wall_ms), "services",
                     services_json(store, wall_ms));
}

uint64_t memory_generation(const struct store *store)
{
    return store->usual.generation + graveyard_generation(store->graveyard) +
           store->failures_heard;
}

/* ---- in, first looked through, then taken ------------------------------------------------ */

static enum err_code check(const json_t *memory, struct err *err)
{
    static const char *const lists[] = {"durations", "gone", "services"};
    const json_t *list;
    int64_t version;
    enum err_code code = tree_need_int(memory, "version", 1, INT32_MAX, &version, err);

    if (code != ERR_OK)
        return code;
    if (version != MEMORY_VERSION)
        return err_set(err, ERR_LIMIT, "version %lld is not known here",
                       (long long)version);
    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        code = tree_need_array(memory, lists[i], &list, err);
        if (code != ERR_OK)
            return code;
    }
    return ERR_OK;
}

static void take_durations(struct usual *usual, const json_t *one)
{
    const char *name = tree_text(one, "pattern");
    int64_t what = tree_int(one, "of", -1);
    size_t i;
    json_t *ms;

    for (int pattern = 0; name != NULL && pattern < USUAL_PATTERNS; pattern++) {
        if (strcmp(patterns[pattern], name) != 0 || what < 0 || what >= USUAL_WHATS)
            continue;
        json_array_foreach(tree_at(one, "ms"), i, ms)
        {
            usual_add(usual, (enum usual_pattern)pattern, (int)what,
                      json_integer_value(ms));
        }
    }
}

static void take_gone(struct graveyard *graveyard, const json_t *one, int64_t wall_ms)
{
    const struct gone gone = {
        .uid = tree_text(one, "uid"),
        .namespace = tree_text(one, "namespace"),
        .name = tree_text(one, "name"),
        .elb_id = tree_text(one, "elb_id"),
        .eip_id = tree_text(one, "eip_id"),
        .wall_ms = tree_int(one, "at", WHEN_UNKNOWN),
    };

    if (gone.uid != NULL && gone.namespace != NULL && gone.name != NULL &&
        !is_too_old(gone.wall_ms, wall_ms))
        graveyard_put(graveyard, &gone);
}

/* A failure comes back the way it came: as an event about that Service. */
static struct kube_object *event_of(const json_t *service, const json_t *failure)
{
    struct kube_object *object = mem_new(sizeof *object);
    struct arena *arena = &object->arena;
    const char *uid = tree_text(failure, "event");
    const char *reason = tree_text(failure, "reason");
    const char *message = tree_text(failure, "message");

    arena_init(arena, 0);
    object->kind = KUBE_EVENT;
    object->meta = (struct meta){
        .namespace = arena_text(arena, tree_text(service, "namespace")),
        .name = arena_text(arena, uid != NULL ? uid : ""),
        .uid = arena_text(arena, uid != NULL ? uid : ""),
        .created_ms = WHEN_UNKNOWN,
        .deleted_ms = WHEN_UNKNOWN,
    };
    object->event = (struct event){
        .type = "Warning",
        .reason = arena_text(arena, reason != NULL ? reason : ""),
        .message = arena_text(arena, message != NULL ? message : ""),
        .component = "service-controller",
        .about_kind = "Service",
        .about_namespace = object->meta.namespace,
        .about_name = arena_text(arena, tree_text(service, "name")),
        .about_uid = arena_text(arena, tree_text(service, "uid")),
        .first_ms = tree_int(failure, "first", WHEN_UNKNOWN),
        .last_ms = tree_int(failure, "last", WHEN_UNKNOWN),
        .count = tree_int(failure, "count", 1),
    };
    return object;
}

static void take_times(struct told *told, const json_t *times)
{
    for (size_t i = 0; i < ARRAY_COUNT(told_times); i++) {
        int64_t ms = tree_int(times, told_times[i].key, WHEN_UNKNOWN);
        if (ms != WHEN_UNKNOWN)
            *(int64_t *)(void *)((char *)told + told_times[i].offset) = ms;
    }
}

static void take_service(struct store *store, const json_t *one, int64_t wall_ms)
{
    const char *uid = tree_text(one, "uid");
    const char *namespace = tree_text(one, "namespace");
    const char *name = tree_text(one, "name");
    size_t i;
    json_t *failure;

    if (uid == NULL || uid[0] == '\0' || namespace == NULL || name == NULL)
        return;
    json_array_foreach(tree_at(one, "failures"), i, failure)
    {
        if (!is_too_old(tree_int(failure, "last", WHEN_UNKNOWN), wall_ms))
            store_put(store, event_of(one, failure), 0, wall_ms);
    }
    take_times(past_tell(pasts_get(store->pasts, uid, namespace, name)),
               tree_at(one, "times"));
}

enum err_code memory_read(struct store *store, const json_t *memory, int64_t wall_ms,
                          struct err *err)
{
    enum err_code code = check(memory, err);
    size_t i;
    json_t *one;

    if (code != ERR_OK)
        return code;
    json_array_foreach(tree_at(memory, "durations"), i, one)
    {
        take_durations(&store->usual, one);
    }
    json_array_foreach(tree_at(memory, "gone"), i, one)
    {
        take_gone(store->graveyard, one, wall_ms);
    }
    json_array_foreach(tree_at(memory, "services"), i, one)
    {
        if (i < LIMIT_REMEMBERED)
            take_service(store, one, wall_ms);
    }
    store_draw_limits(store);
    return ERR_OK;
}
