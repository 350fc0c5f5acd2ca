#include "sim/genesis.h"

#include "base/when.h"
#include "sim/bulk.h"
#include "wire/tree.h"

#include "base/banned.h"

#define HOUR_MS INT64_C(3600000)

enum { NODE_HOURS = 90 * 24, OBJECT_HOURS = 80, READY_HOURS = 24 };

static enum err_code seed_nodes(const struct settled_place *place,
                                const char *region_name, struct err *err)
{
    const struct cloud_region *region = cloud_region_find(region_name);
    enum err_code code = ERR_OK;
    size_t zones = 0;

    while (region->az[zones] != NULL)
        zones++;
    for (size_t i = 0; code == ERR_OK && i < place->node_count; i++) {
        json_t *node = settled_node(place->nodes[i], region->az[i % zones], region_name,
                                    i, place->wall_ms - NODE_HOURS * HOUR_MS);
        code = kube_api_seed(place->kube, node, err);
        json_decref(node);
    }
    return code;
}

/* As old as the story says, or some days. */
static json_t *aged(const json_t *object, int64_t wall_ms)
{
    json_t *copy = json_deep_copy(object);
    json_t *meta = json_object_get(copy, "metadata");
    char when[WHEN_TEXT_BYTES];
    int64_t born = wall_ms - OBJECT_HOURS * HOUR_MS;

    if (json_object_get(meta, "creationTimestamp") == NULL)
        json_object_set_new(meta, "creationTimestamp",
                            json_string(when_print(born - born % 1000, when)));
    return copy;
}

static enum err_code seed_objects(const struct settled_place *place,
                                  const struct story *story, struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < json_array_size(story->objects); i++) {
        json_t *object = aged(json_array_get(story->objects, i), place->wall_ms);
        code = kube_api_seed(place->kube, object, err);
        if (code != ERR_OK)
            err_at(err, "story %s: objects[%zu]", story->name, i);
        json_decref(object);
    }
    return code;
}

static enum err_code seed_one(const struct settled_place *place, const json_t *ready,
                              struct err *err)
{
    const char *age = tree_text(ready, "age");
    int64_t age_ms = READY_HOURS * HOUR_MS;

    if (age != NULL && !duration_parse(span_of(age), &age_ms))
        return err_set(err, ERR_SHAPE, "age must be a duration");
    const struct settled_spec spec = {
        .service = tree_at(ready, "service"),
        .age_ms = age_ms,
        .eip = tree_text(ready, "eip"),
        .attach = tree_text(ready, "attach"),
        .own_id = tree_text(ready, "elb_id"),
    };
    return settled_add(place, &spec, err);
}

static enum err_code seed_ready(const struct settled_place *place,
                                const struct story *story, struct err *err)
{
    enum err_code code = ERR_OK;
    for (size_t i = 0; code == ERR_OK && i < json_array_size(story->ready); i++) {
        code = seed_one(place, json_array_get(story->ready, i), err);
        if (code != ERR_OK)
            err_at(err, "story %s: ready[%zu]", story->name, i);
    }
    return code;
}

/* Quotas of a real account would not hold ten thousand. */
static void widen_quotas(struct cloud_state *cloud)
{
    cloud_lock(cloud);
    cloud->quota = (struct cloud_quota){-1, -1, -1, -1, -1, -1, -1, -1};
    cloud_unlock(cloud);
}

enum err_code genesis_make(const struct settled_place *place, const struct story *story,
                           const char *region, size_t services, struct err *err)
{
    enum err_code code = seed_nodes(place, region, err);
    if (code == ERR_OK)
        code = seed_objects(place, story, err);
    if (code == ERR_OK)
        code = seed_ready(place, story, err);
    if (code == ERR_OK && services > 0) {
        widen_quotas(place->cloud);
        code = bulk_add(place, services, err);
    }
    return code;
}
