#include "wire/patch.h"

#include <stdint.h>

#include "base/banned.h"

/* jansson's iterator asks for a json_t it could change, and changes nothing. */
static json_t *unlocked(const json_t *node)
{
    return (json_t *)(uintptr_t)node;
}

static void apply(json_t *target, const json_t *patch)
{
    const char *key;
    json_t *value;

    json_object_foreach(unlocked(patch), key, value)
    {
        if (json_is_null(value)) {
            json_object_del(target, key);
        } else if (!json_is_object(value)) {
            json_object_set_new(target, key, json_deep_copy(value));
        } else {
            if (!json_is_object(json_object_get(target, key)))
                json_object_set_new(target, key, json_object());
            apply(json_object_get(target, key), value);
        }
    }
}

json_t *patch_merge(const json_t *target, const json_t *patch)
{
    if (!json_is_object(patch))
        return json_deep_copy(patch);

    json_t *merged = json_is_object(target) ? json_deep_copy(target) : json_object();
    apply(merged, patch);
    return merged;
}

json_t *patch_between(const json_t *from, const json_t *to)
{
    const char *key;
    json_t *value;

    if (!json_is_object(from) || !json_is_object(to))
        return json_deep_copy(to);

    json_t *patch = json_object();
    json_object_foreach(unlocked(from), key, value)
    {
        if (json_object_get(to, key) == NULL)
            json_object_set_new(patch, key, json_null());
    }
    json_object_foreach(unlocked(to), key, value)
    {
        const json_t *old = json_object_get(from, key);
        if (old == NULL || !json_equal(old, value))
            json_object_set_new(patch, key, patch_between(old, value));
    }
    return patch;
}
