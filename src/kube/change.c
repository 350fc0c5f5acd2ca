#include "kube/change.h"

#include "base/mem.h"
#include "wire/members.h"

#include "base/banned.h"

static const struct {
    const char *name;
    enum change_type type;
} types[] = {
    {"ADDED", CHANGE_ADDED},     {"MODIFIED", CHANGE_MODIFIED},
    {"DELETED", CHANGE_DELETED}, {"BOOKMARK", CHANGE_BOOKMARK},
    {"ERROR", CHANGE_ERROR},
};

static enum change_type type_of(struct span name)
{
    for (size_t i = 0; i < ARRAY_COUNT(types); i++) {
        if (span_is(name, types[i].name))
            return types[i].type;
    }
    return CHANGE_UNKNOWN;
}

bool change_split(struct span line, struct change *ret_change)
{
    struct members members;
    struct span type = {NULL, 0};
    struct span object = {NULL, 0};
    struct span key;
    struct span value;

    members_begin(&members, line);
    while (members_next(&members, &key, &value)) {
        if (span_is(key, "type") && !members_string(value, &type))
            return false;
        if (span_is(key, "object") && value.at[0] == '{')
            object = value;
    }
    if (!members_is_whole(&members) || type.at == NULL || object.at == NULL)
        return false;
    *ret_change = (struct change){.type = type_of(type), .object = object};
    return true;
}
