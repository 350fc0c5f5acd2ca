#include "otc/decode.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/when.h"

#include "base/banned.h"

enum { LONGEST_ID = DECODE_ID_BYTES - 1 };

/* ---- texts ------------------------------------------------------------------ */

const char *decode_text(const char *text, struct arena *arena)
{
    size_t bytes = strlen(text);

    if (bytes > LIMIT_CLOUD_TEXT_BYTES) {
        bytes = LIMIT_CLOUD_TEXT_BYTES;
        while (bytes > 0 && ((unsigned char)text[bytes] & 0xc0) == 0x80)
            bytes--; /* not in the middle of a character */
    }
    return utf8_clean(arena, arena_bytes(arena, text, bytes));
}

static const char *text_or_empty(const struct value *json, const char *key,
                                 struct arena *arena)
{
    const char *text = value_key_text(json, key);
    return text == NULL || text[0] == '\0' ? "" : decode_text(text, arena);
}

/* Absent, null and "" are the same: healthmonitor_id comes in all three. */
static const char *text_or_null(const struct value *json, const char *key,
                                struct arena *arena)
{
    const char *text = value_key_text(json, key);
    return text == NULL || text[0] == '\0' ? NULL : decode_text(text, arena);
}

static bool is_id(const char *text)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_.:";
    size_t bytes = strlen(text);
    return bytes > 0 && bytes <= LONGEST_ID && strspn(text, allowed) == bytes;
}

const char *decode_id(const struct value *json)
{
    const char *id = value_key_text(json, "id");
    return id != NULL && is_id(id) ? id : NULL;
}

/* ---- smaller pieces --------------------------------------------------------- */

static uint16_t port_of(const struct value *json)
{
    int64_t port = value_int(json, "protocol_port", 0);
    return port >= 1 && port <= UINT16_MAX ? (uint16_t)port : 0;
}

static int64_t created_of(const struct value *json)
{
    return when_from_text(value_key_text(json, "created_at"));
}

static bool is_yes_or_no(const struct value *json, const char *key)
{
    const struct value *found = value_key(json, key);
    return value_is(found, VALUE_TRUE) || value_is(found, VALUE_FALSE);
}

/* NULL when there is none. */
static const struct value *first_item(const struct value *json, const char *key)
{
    const struct value *first;

    value_items(value_key(json, key), &first);
    return first;
}

/* The id of the first of [{"id":…},…]; NULL when there is none. */
static const char *first_ref(const struct value *json, const char *key,
                             struct arena *arena)
{
    return text_or_null(first_item(json, key), "id", arena);
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* ---- ELB -------------------------------------------------------------------- */

/* The same address stands in eips[] and in publicips[], under other names. */
static void read_address(const struct value *json, struct arena *arena, struct elb *elb)
{
    const struct value *eip = first_item(json, "eips");
    const struct value *publicip = first_item(json, "publicips");

    elb->eip_id = text_or_null(eip, "eip_id", arena);
    elb->eip_address = text_or_null(eip, "eip_address", arena);
    if (elb->eip_id == NULL)
        elb->eip_id = text_or_null(publicip, "publicip_id", arena);
    if (elb->eip_address == NULL)
        elb->eip_address = text_or_null(publicip, "publicip_address", arena);
}

bool elb_decode(const struct value *json, struct arena *arena, struct elb *ret_elb)
{
    const char *id = decode_id(json);
    if (id == NULL)
        return false;

    *ret_elb = (struct elb){
        .id = arena_text(arena, id),
        .name = text_or_empty(json, "name", arena),
        .description = text_or_empty(json, "description", arena),
        .guaranteed = value_bool(json, "guaranteed", false),
        .guaranteed_known = is_yes_or_no(json, "guaranteed"),
        .provisioning_status = text_or_empty(json, "provisioning_status", arena),
        .operating_status = text_or_empty(json, "operating_status", arena),
        .vip_address = text_or_null(json, "vip_address", arena),
        .vip_port_id = text_or_null(json, "vip_port_id", arena),
        .vpc_id = text_or_null(json, "vpc_id", arena),
        .deletion_protected = value_bool(json, "deletion_protection_enable", false),
        .created_ms = created_of(json),
    };
    read_address(json, arena, ret_elb);
    return true;
}

/* ---- listener --------------------------------------------------------------- */

/* Behind `"key"` and a colon, the inside of a whole quoted text; else empty. */
static struct span quoted_value(const char *text, const char *key)
{
    struct span rest = span_of(text);
    struct span value;
    char name[64];

    size_t key_bytes = strlen(key);
    if (key_bytes + 2 >= sizeof name)
        return span_of("");
    name[0] = '"';
    memcpy(name + 1, key, key_bytes);
    name[key_bytes + 1] = '"';

    const char *found = memmem(rest.at, rest.bytes, name, key_bytes + 2);
    if (found == NULL)
        return span_of("");
    rest = span_trim(span_of(found + key_bytes + 2));
    if (!span_starts(rest, ":"))
        return span_of("");
    rest = span_trim(span_skip(rest, 1));
    if (!span_starts(rest, "\""))
        return span_of("");
    rest = span_skip(rest, 1);
    if (!span_cut(&rest, '"', &value) || rest.at == NULL)
        return span_of("");
    return value;
}

const char *decode_description(const char *description, const char *key,
                               struct arena *arena)
{
    struct span value;

    if (!span_starts(span_trim(span_of(description)), "{"))
        return NULL;
    value = quoted_value(description, key);
    if (value.bytes == 0 || value.bytes > LONGEST_ID)
        return NULL;
    const char *text = arena_bytes(arena, value.at, value.bytes);
    return is_id(text) ? text : NULL;
}

bool listener_decode(const struct value *json, struct arena *arena,
                     struct listener *ret_listener)
{
    const char *id = decode_id(json);
    if (id == NULL)
        return false;

    const char *description = text_or_empty(json, "description", arena);
    *ret_listener = (struct listener){
        .id = arena_text(arena, id),
        .name = text_or_empty(json, "name", arena),
        .description = description,
        .protocol = text_or_empty(json, "protocol", arena),
        .port = port_of(json),
        .elb_id = or_empty(first_ref(json, "loadbalancers", arena)),
        .pool_id = text_or_null(json, "default_pool_id", arena),
        .created_ms = created_of(json),
        .cluster_id = decode_description(description, "cluster_id", arena),
        .service_uid = decode_description(description, "service_id", arena),
    };
    return true;
}

/* ---- pool ------------------------------------------------------------------- */

bool pool_decode(const struct value *json, struct arena *arena, struct pool *ret_pool)
{
    const char *id = decode_id(json);
    if (id == NULL)
        return false;

    *ret_pool = (struct pool){
        .id = arena_text(arena, id),
        .name = text_or_empty(json, "name", arena),
        .protocol = text_or_empty(json, "protocol", arena),
        .elb_id = or_empty(first_ref(json, "loadbalancers", arena)),
        .listener_id = first_ref(json, "listeners", arena),
        .monitor_id = text_or_null(json, "healthmonitor_id", arena),
    };
    return true;
}

/* ---- member ----------------------------------------------------------------- */

static enum member_status status_of(const struct value *json)
{
    static const struct {
        const char *text;
        enum member_status status;
    } known[] = {{"ONLINE", MEMBER_ONLINE},
                 {"OFFLINE", MEMBER_OFFLINE},
                 {"NO_MONITOR", MEMBER_NO_MONITOR}};
    const char *text = value_key_text(json, "operating_status");

    for (size_t i = 0; text != NULL && i < ARRAY_COUNT(known); i++) {
        if (strcmp(text, known[i].text) == 0)
            return known[i].status;
    }
    return MEMBER_UNKNOWN;
}

/* A member has a status per listener; the first that names a reason speaks for all. */
static const char *reason_of(const struct value *json, struct arena *arena)
{
    const struct value *one;
    size_t count = value_items(value_key(json, "status"), &one);

    for (size_t i = 0; i < count; i++, one = value_next(one)) {
        const struct value *reason = value_key(one, "reason");
        const char *code = text_or_null(reason, "reason_code", arena);
        if (code != NULL)
            return code;
    }
    return NULL;
}

bool member_decode(const struct value *json, struct arena *arena,
                   struct member *ret_member)
{
    const char *id = decode_id(json);
    if (id == NULL)
        return false;

    enum member_status status = status_of(json);
    *ret_member = (struct member){
        .id = arena_text(arena, id),
        .name = text_or_empty(json, "name", arena),
        .pool_id = text_or_empty(json, "pool_id", arena),
        .address = text_or_empty(json, "address", arena),
        .port = port_of(json),
        .status = status,
        .reason = status == MEMBER_OFFLINE ? reason_of(json, arena) : NULL,
        .machine_gone = !value_bool(json, "admin_state_up", true),
        .created_ms = created_of(json),
    };
    return true;
}

/* ---- EIP -------------------------------------------------------------------- */

/* A fresh address is listed with a bandwidth of 0 until it has one: that is unknown. */
static int64_t bandwidth_of(const struct value *json)
{
    int64_t mbit = value_int(json, "bandwidth_size", -1);
    return mbit > 0 ? mbit : -1;
}

bool eip_decode(const struct value *json, struct arena *arena, struct eip *ret_eip)
{
    const char *id = decode_id(json);
    if (id == NULL)
        return false;

    *ret_eip = (struct eip){
        .id = arena_text(arena, id),
        .address = text_or_empty(json, "public_ip_address", arena),
        .status = text_or_empty(json, "status", arena),
        .port_id = text_or_null(json, "port_id", arena),
        .private_address = text_or_null(json, "private_ip_address", arena),
        .bandwidth_id = text_or_null(json, "bandwidth_id", arena),
        .bandwidth_name = text_or_null(json, "bandwidth_name", arena),
        .bandwidth_mbit = bandwidth_of(json),
        .alias = text_or_empty(json, "alias", arena),
        .created_ms = when_from_text(value_key_text(json, "create_time")),
    };
    return true;
}
