#include <string.h>

#include "kube/decode.h"
#include "wire/tree.h"

#include "base/banned.h"

#define EXCLUDED_LABEL "node.kubernetes.io/exclude-from-external-load-balancers"

static bool text_is(const json_t *object, const char *key, const char *wanted)
{
    const char *text = tree_key_text(object, key);
    return text != NULL && strcmp(text, wanted) == 0;
}

/* The first item of the list whose "type" is `type`, or NULL. */
static const json_t *item_of_type(const json_t *list, size_t count, const char *type)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        if (text_is(item, "type", type))
            return item;
    }
    return NULL;
}

enum err_code node_decode(const json_t *tree, const struct meta *meta, struct keep *keep,
                          struct node *ret_node, struct err *err)
{
    const json_t *addresses;
    const json_t *conditions;
    size_t address_count;
    size_t condition_count;
    enum err_code code;

    code = decode_list(tree, "status.addresses", &addresses, &address_count, err);
    if (code != ERR_OK)
        return code;
    code = decode_list(tree, "status.conditions", &conditions, &condition_count, err);
    if (code != ERR_OK)
        return code;

    const json_t *internal = item_of_type(addresses, address_count, "InternalIP");
    const json_t *ready = item_of_type(conditions, condition_count, "Ready");
    ret_node->internal_ip = keep_text(keep, tree_key_text(internal, "address"));
    ret_node->ready = text_is(ready, "status", "True");
    ret_node->excluded = meta_label(meta, EXCLUDED_LABEL) != NULL;
    return ERR_OK;
}
