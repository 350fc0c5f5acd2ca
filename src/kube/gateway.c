#include <string.h>

#include "kube/decode.h"
#include "wire/value.h"

#include "base/banned.h"

enum err_code gateway_class_decode(const struct value *tree, struct keep *keep,
                                   struct gateway_class *ret_class, struct err *err)
{
    ret_class->controller =
        keep_text_or_empty(keep, value_text(tree, "spec.controllerName"));
    return decode_conditions(tree, "status.conditions", keep, &ret_class->conditions,
                             &ret_class->condition_count, err);
}

/* How many routes the status counts for the listener of that name; -1 when it does not. */
static int64_t routes_of(const struct value *item, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++) {
        const char *its = value_key_text(item, "name");
        if (its != NULL && strcmp(its, name) == 0)
            return value_int(item, "attachedRoutes", -1);
        item = value_next(item);
    }
    return -1;
}

static enum err_code decode_listener(const struct value *item, struct keep *keep,
                                     struct gateway_listener *ret_listener,
                                     struct err *err)
{
    const char *name;
    int64_t port;
    enum err_code code;

    if ((code = value_need_text(item, "name", &name, err)) != ERR_OK ||
        (code = value_need_int(item, "port", 1, UINT16_MAX, &port, err)) != ERR_OK)
        return code;
    ret_listener->name = keep_text(keep, name);
    ret_listener->protocol = keep_text_or_empty(keep, value_text(item, "protocol"));
    ret_listener->port = (uint16_t)port; /* in range, as just read */
    return ERR_OK;
}

static enum err_code decode_listeners(const struct value *tree, struct keep *keep,
                                      struct gateway *gateway, struct err *err)
{
    const struct value *item;
    const struct value *states;
    size_t count;
    size_t state_count;
    enum err_code code = decode_list(tree, "spec.listeners", &item, &count, err);
    if (code != ERR_OK)
        return code;
    code = decode_list(tree, "status.listeners", &states, &state_count, err);
    if (code != ERR_OK)
        return code;

    struct gateway_listener *listeners = keep_array(keep, count, sizeof *listeners);
    for (size_t i = 0; i < count; i++) {
        code = decode_listener(item, keep, &listeners[i], err);
        if (code != ERR_OK)
            return decode_item_misfit(err, code, "spec.listeners", i);
        listeners[i].attached_routes = routes_of(states, state_count, listeners[i].name);
        item = value_next(item);
    }
    gateway->listeners = listeners;
    gateway->listener_count = count;
    return ERR_OK;
}

static enum err_code decode_addresses(const struct value *tree, struct keep *keep,
                                      struct gateway *gateway, struct err *err)
{
    const struct value *item;
    size_t count;
    enum err_code code = decode_list(tree, "status.addresses", &item, &count, err);
    if (code != ERR_OK)
        return code;

    const char **addresses = keep_array(keep, count, sizeof *addresses);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const char *value = value_key_text(item, "value");
        if (value != NULL && value[0] != '\0')
            addresses[kept++] = keep_text(keep, value);
        item = value_next(item);
    }
    gateway->addresses = addresses;
    gateway->address_count = kept;
    return ERR_OK;
}

enum err_code gateway_decode(const struct value *tree, struct keep *keep,
                             struct gateway *ret_gateway, struct err *err)
{
    const char *class;
    enum err_code code = value_need_text(tree, "spec.gatewayClassName", &class, err);
    if (code != ERR_OK)
        return code;

    ret_gateway->class = keep_text(keep, class);
    if ((code = decode_listeners(tree, keep, ret_gateway, err)) != ERR_OK ||
        (code = decode_addresses(tree, keep, ret_gateway, err)) != ERR_OK)
        return code;
    return decode_conditions(tree, "status.conditions", keep, &ret_gateway->conditions,
                             &ret_gateway->condition_count, err);
}
