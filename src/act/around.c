#include "act/around.h"

#include <string.h>

#include "base/banned.h"

const char *around_host(const struct around *around, const char *service)
{
    for (size_t i = 0; around != NULL && i < around->name_count; i++) {
        if (strcmp(around->names[i].service, service) == 0)
            return around->names[i].host;
    }
    return NULL;
}

bool around_is_elsewhere(const struct around *around, const char *elb_id)
{
    for (size_t i = 0; around != NULL && i < around->elsewhere_count; i++) {
        if (strcmp(around->elsewhere[i], elb_id) == 0)
            return true;
    }
    return false;
}
