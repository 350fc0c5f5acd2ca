#include "sim/elb_ops.h"

#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

void elb_list(struct cloud_call *call, const struct cloud_listing *listing)
{
    struct cloud_listing finished = *listing;

    finished.finish = elb_make_strange;
    if (call_is_v2(call))
        cloud_list_v2(call, &finished);
    else
        cloud_list_v3(call, &finished);
}

void elb_answer(struct cloud_call *call, int status, const char *singular, json_t *object)
{
    elb_make_strange(call, object);
    call_answer(call, status, json_pack("{s:o}", singular, object));
}

bool elb_is_visible(const struct cloud_call *call, const struct cloud_elb *elb)
{
    return !call_is_v2(call) || !elb->dedicated;
}

struct cloud_elb *elb_wanted(struct cloud_call *call, const char *id)
{
    struct cloud_elb *elb = id == NULL ? NULL : cloud_elb_find(call->state, id);

    if (elb != NULL && elb_is_visible(call, elb))
        return elb;
    call_no(call, NO_ABSENT, "loadbalancer %s could not be found.", id == NULL ? "" : id);
    return NULL;
}

struct cloud_listener *elb_wanted_listener(struct cloud_call *call, const char *id)
{
    struct cloud_listener *listener =
        id == NULL ? NULL : cloud_listener_find(call->state, id);

    if (listener != NULL && elb_is_visible(call, listener->elb))
        return listener;
    call_no(call, NO_ABSENT, "listener %s could not be found.", id == NULL ? "" : id);
    return NULL;
}

struct cloud_pool *elb_wanted_pool(struct cloud_call *call, const char *id)
{
    struct cloud_pool *pool = id == NULL ? NULL : cloud_pool_find(call->state, id);

    if (pool != NULL && elb_is_visible(call, pool->elb))
        return pool;
    call_no(call, NO_ABSENT, "pool %s could not be found.", id == NULL ? "" : id);
    return NULL;
}

static bool type_fits(const json_t *value, char type)
{
    switch (json_typeof(value)) {
    case JSON_NULL:
        return true;
    case JSON_STRING:
        return type == 's';
    case JSON_INTEGER:
        return type == 'i';
    case JSON_TRUE:
    case JSON_FALSE:
        return type == 'b';
    case JSON_ARRAY:
        return type == 'a';
    case JSON_OBJECT:
        return type == 'o';
    default:
        return false;
    }
}

bool elb_remember(struct cloud_call *call, const json_t *sent,
                  const struct elb_attribute *attributes, size_t count, json_t *more)
{
    for (size_t i = 0; i < count; i++) {
        json_t *value = json_object_get(sent, attributes[i].key);
        if (value == NULL)
            continue;
        if (!type_fits(value, attributes[i].type)) {
            call_no(call, NO_INPUT, "Invalid input for %s.", attributes[i].key);
            return false;
        }
        json_object_set_new(more, attributes[i].key, json_deep_copy(value));
    }
    return true;
}

bool elb_read_names(struct cloud_call *call, const json_t *sent, const char **ret_name,
                    const char **ret_description)
{
    return call_text(call, sent, "name", 255, ret_name) &&
           call_text(call, sent, "description", 255, ret_description);
}

bool elb_change(struct cloud_call *call, const json_t *sent,
                const struct elb_attribute *attributes, size_t count,
                struct cloud_thing *thing)
{
    const char *name = NULL, *description = NULL;
    json_t *changed = json_object();

    if (!elb_read_names(call, sent, &name, &description) ||
        !elb_remember(call, sent, attributes, count, changed)) {
        json_decref(changed);
        return false;
    }
    json_object_update(thing->more, changed);
    json_decref(changed);
    if (name != NULL)
        cloud_text_set(&thing->name, name);
    if (json_object_get(sent, "description") != NULL)
        cloud_text_set(&thing->description, description);
    cloud_thing_touch(call->state, thing);
    return true;
}

bool elb_quota_allows(struct cloud_call *call, const char *what, size_t used, int most)
{
    if (most < 0 || used < (size_t)most)
        return true;
    call_no(call, NO_QUOTA, "Quota exceeded for resources: ['%s']", what);
    return false;
}

void elb_haunt(struct cloud_call *call, const struct cloud_thing *parent,
               const char *parent_type, const struct cloud_thing *child,
               const char *child_type)
{
    cloud_ghost_add(call->state, parent->id, call->state->switches.child_lag_ms,
                    "%s %s is using this %s", child_type, child->id, parent_type);
}

bool elb_is_haunted(struct cloud_call *call, const struct cloud_thing *parent)
{
    const char *text = cloud_ghost_of(call->state, parent->id);

    if (text == NULL)
        return false;
    call_no(call, NO_CONFLICT, "%s", text);
    return true;
}
