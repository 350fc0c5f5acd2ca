#include "kube/decode.h"
#include "wire/tree.h"

#include "base/banned.h"

enum err_code endpoint_slice_decode(const json_t *tree, const struct meta *meta,
                                    struct keep *keep, struct endpoint_slice *ret_slice,
                                    struct err *err)
{
    const char *service = meta_label(meta, "kubernetes.io/service-name");
    const json_t *list;
    size_t count;
    enum err_code code = decode_list(tree, "endpoints", &list, &count, err);
    if (code != ERR_OK)
        return code;

    ret_slice->service = service == NULL ? "" : service; /* the label's own text */
    ret_slice->address_type = keep_text_or_empty(keep, tree_text(tree, "addressType"));
    for (size_t i = 0; i < count; i++) {
        const json_t *endpoint = json_array_get(list, i);
        const json_t *addresses;
        size_t address_count;
        code = decode_list(endpoint, "addresses", &addresses, &address_count, err);
        if (code != ERR_OK)
            return decode_item_misfit(err, code, "endpoints", i);

        ret_slice->total += address_count;
        if (tree_bool(endpoint, "conditions.ready", true))
            ret_slice->ready += address_count;
    }
    return ERR_OK;
}
