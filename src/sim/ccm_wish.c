/*
 * The ancestor of the controller checked types only; today's refuses fields that are
 * missing or out of range, naming the first one. Unknown keys, and keys of the other
 * class, pass.
 */
#include <string.h>

#include "sim/ccm_inside.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { BANDWIDTH_MOST = 2000 };

static bool invalid(struct buf *why, const char *field)
{
    buf_print(why, "elb autoCreate field:[%s] is invalid", field);
    return false;
}

/* Go says it so when a number stands where its struct has a string, and the reverse. */
static bool wrong_type(struct buf *why, const char *field, const char *wanted,
                       const json_t *value)
{
    const char *is = json_is_string(value)   ? "string"
                     : json_is_number(value) ? "number"
                     : json_is_array(value)  ? "array"
                     : json_is_object(value) ? "object"
                                             : "bool";
    buf_print(why,
              "Unmarshal elbAutoCreate params failed: json: cannot unmarshal %s into Go "
              "struct field ElbAutoCreate.%s of type %s",
              is, field, wanted);
    return false;
}

static bool types_fit(const json_t *block, struct buf *why)
{
    static const char *const texts[] = {
        "name",           "type",           "bandwidth_name",     "bandwidth_chargemode",
        "eip_type",       "vip_address",    "vip_subnet_cidr_id", "bandwidth_sharetype",
        "l4_flavor_name", "l7_flavor_name",
    };
    static const char *const arrays[] = {"available_zone", "elb_virsubnet_ids"};

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const json_t *value = tree_key(block, texts[i]);
        if (value != NULL && !json_is_string(value))
            return wrong_type(why, texts[i], "string", value);
    }
    for (size_t i = 0; i < sizeof arrays / sizeof arrays[0]; i++) {
        const json_t *value = tree_key(block, arrays[i]);
        if (value != NULL && !json_is_array(value))
            return wrong_type(why, arrays[i], "[]string", value);
    }
    const json_t *size = tree_key(block, "bandwidth_size");
    if (size != NULL && !json_is_integer(size))
        return wrong_type(why, "bandwidth_size", "int", size);
    return true;
}

static const char *text_of(const json_t *block, const char *key)
{
    const char *text = tree_key_text(block, key);
    return text != NULL && text[0] != '\0' ? text : NULL;
}

static bool is_one_of(const char *text, const char *a, const char *b)
{
    return text != NULL && (strcmp(text, a) == 0 || strcmp(text, b) == 0);
}

static bool public_fields_fit(const json_t *block, struct buf *why)
{
    int64_t size = tree_int(block, "bandwidth_size", 0);
    const char *share = text_of(block, "bandwidth_sharetype");
    const char *charge = text_of(block, "bandwidth_chargemode");

    if (text_of(block, "bandwidth_name") == NULL)
        return invalid(why, "bandwidth_name");
    if (size < 1 || size > BANDWIDTH_MOST)
        return invalid(why, "bandwidth_size");
    if (!is_one_of(share, "PER", "WHOLE"))
        return invalid(why, "bandwidth_sharetype");
    if (charge != NULL && !is_one_of(charge, "traffic", "bandwidth"))
        return invalid(why, "bandwidth_chargemode");
    if (text_of(block, "eip_type") == NULL)
        return invalid(why, "eip_type");
    return true;
}

static bool dedicated_fields_fit(const json_t *block, struct buf *why)
{
    if (json_array_size(tree_key(block, "available_zone")) == 0)
        return invalid(why, "available_zone");
    if (text_of(block, "l4_flavor_name") == NULL &&
        text_of(block, "l7_flavor_name") == NULL)
        return invalid(why, "l4_flavor_name");
    return true;
}

static bool fields_fit(const json_t *block, bool dedicated, bool *ret_public,
                       struct buf *why)
{
    const char *type = tree_key_text(block, "type");

    if (!types_fit(block, why))
        return false;
    if (type != NULL && !is_one_of(type, "public", "inner"))
        return invalid(why, "type");
    *ret_public = type != NULL && strcmp(type, "public") == 0;
    if (*ret_public && !public_fields_fit(block, why))
        return false;
    return !dedicated || dedicated_fields_fit(block, why);
}

bool ccm_wish_read(const char *text, bool dedicated, const char *uid, struct arena *arena,
                   struct ccm_wish *ret_wish, struct buf *why)
{
    struct ccm_wish wish = {0};
    struct err err = ERR_INIT;

    if (tree_from_json(span_of(text), "elbAutoCreate", &wish.block, &err) != ERR_OK) {
        buf_print(why, "Unmarshal elbAutoCreate params failed: %s", err.text);
        return false;
    }
    if (!json_is_object(wish.block)) {
        json_decref(wish.block);
        buf_add_text(why, "Unmarshal elbAutoCreate params failed: json: cannot unmarshal "
                          "into Go value of type ElbAutoCreate");
        return false;
    }
    if (!fields_fit(wish.block, dedicated, &wish.is_public, why)) {
        json_decref(wish.block);
        return false;
    }

    const char *name = text_of(wish.block, "name");
    const char *charge = text_of(wish.block, "bandwidth_chargemode");
    wish.elb = (struct ccm_elb_wish){
        .name = name != NULL ? name : arena_print(arena, "cce-lb-%s", uid),
        .dedicated = dedicated,
        .subnet_id = text_of(wish.block, "vip_subnet_cidr_id"),
        .vip_address = text_of(wish.block, "vip_address"),
        .zones = tree_key(wish.block, "available_zone"),
        .l4_flavor = dedicated ? text_of(wish.block, "l4_flavor_name") : NULL,
        .l7_flavor = dedicated ? text_of(wish.block, "l7_flavor_name") : NULL,
        .network_ids = tree_key(wish.block, "elb_virsubnet_ids"),
    };
    wish.eip = (struct ccm_eip_wish){
        .type = text_of(wish.block, "eip_type"),
        .bandwidth_name = text_of(wish.block, "bandwidth_name"),
        .bandwidth_size = tree_int(wish.block, "bandwidth_size", 0),
        .share_type = text_of(wish.block, "bandwidth_sharetype"),
        .charge_mode = charge != NULL ? charge : "traffic",
    };
    *ret_wish = wish;
    return true;
}

void ccm_wish_release(struct ccm_wish *wish)
{
    json_decref(wish->block);
    *wish = (struct ccm_wish){0};
}

bool ccm_class_read(const char *elb_class, bool *ret_dedicated)
{
    *ret_dedicated = elb_class != NULL && strcmp(elb_class, "performance") == 0;
    return elb_class == NULL || *ret_dedicated || strcmp(elb_class, "union") == 0;
}
