#include <string.h>

#include "kube/decode.h"
#include "wire/value.h"

#include "base/banned.h"

#define EXCLUDED_LABEL "node.kubernetes.io/exclude-from-external-load-balancers"

static bool text_is(const struct value *object, const char *key, const char *wanted)
{
    const char *text = value_key_text(object, key);
    return text != NULL && strcmp(text, wanted) == 0;
}

/* The first of these items whose "type" is `type`, or NULL. */
static const struct value *item_of_type(const struct value *item, size_t count,
                                        const char *type)
{
    for (size_t i = 0; i < count; i++) {
        if (text_is(item, "type", type))
            return item;
        item = value_next(item);
    }
    return NULL;
}

enum err_code node_decode(const struct value *tree, const struct meta *meta,
                          struct keep *keep, struct node *ret_node, struct err *err)
{
    const struct value *addresses;
    const struct value *conditions;
    size_t address_count;
    size_t condition_count;
    enum err_code code;

    code = decode_list(tree, "status.addresses", &addresses, &address_count, err);
    if (code != ERR_OK)
        return code;
    code = decode_list(tree, "status.conditions", &conditions, &condition_count, err);
    if (code != ERR_OK)
        return code;

    const struct value *internal = item_of_type(addresses, address_count, "InternalIP");
    const struct value *ready = item_of_type(conditions, condition_count, "Ready");
    ret_node->internal_ip = keep_text(keep, value_key_text(internal, "address"));
    ret_node->ready = text_is(ready, "status", "True");
    ret_node->excluded = meta_label(meta, EXCLUDED_LABEL) != NULL;
    return ERR_OK;
}
