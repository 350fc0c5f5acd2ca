#include "kube/decode.h"
#include "wire/value.h"

#include "base/banned.h"

enum err_code endpoint_slice_decode(const struct value *tree, const struct meta *meta,
                                    struct keep *keep, struct endpoint_slice *ret_slice,
                                    struct err *err)
{
    const char *service = meta_label(meta, "kubernetes.io/service-name");
    const struct value *endpoint;
    size_t count;
    enum err_code code = decode_list(tree, "endpoints", &endpoint, &count, err);
    if (code != ERR_OK)
        return code;

    ret_slice->service = service == NULL ? "" : service; /* the label's own text */
    ret_slice->address_type = keep_text_or_empty(keep, value_text(tree, "addressType"));
    for (size_t i = 0; i < count; i++) {
        const struct value *addresses;
        size_t address_count;
        code = decode_list(endpoint, "addresses", &addresses, &address_count, err);
        if (code != ERR_OK)
            return decode_item_misfit(err, code, "endpoints", i);

        ret_slice->total += address_count;
        if (value_bool(endpoint, "conditions.ready", true))
            ret_slice->ready += address_count;
        endpoint = value_next(endpoint);
    }
    return ERR_OK;
}
