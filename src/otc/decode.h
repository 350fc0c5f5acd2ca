/*
 * decode.h - the records of the inventory, read from the JSON of ELB v3 and v2.0, EIP v1.
 *
 * One reader per kind serves all versions: they differ in what is absent, and everything
 * but the id may be absent, null or of a value that nobody documented. Texts are cleaned
 * for display, cut at LIMIT_CLOUD_TEXT_BYTES and copied into the arena.
 *
 * false: there is no usable id, the record cannot be told from others.
 *
 * Source: OTC ELB API v3 and v2.0, EIP API v1, the pages "querying …".
 */
#ifndef ELBTOP_OTC_DECODE_H
#define ELBTOP_OTC_DECODE_H

#include <stdbool.h>

#include "base/arena.h"
#include "otc/inventory.h"
#include "wire/value.h"

bool elb_decode(const struct value *json, struct arena *arena, struct elb *ret_elb);
bool listener_decode(const struct value *json, struct arena *arena,
                     struct listener *ret_listener);
bool pool_decode(const struct value *json, struct arena *arena, struct pool *ret_pool);
bool member_decode(const struct value *json, struct arena *arena,
                   struct member *ret_member);
bool eip_decode(const struct value *json, struct arena *arena, struct eip *ret_eip);

enum { DECODE_ID_BYTES = 129 }; /* the longest id that is usable, and a NUL */

/* The id of any of them, borrowed from the table; NULL when there is no usable one. */
const char *decode_id(const struct value *json);

/* A text cleaned, bounded and copied, as they are. */
const char *decode_text(const char *text, struct arena *arena);

/*
 * What a listener's description says of its maker: the text of `key`, NULL when it does
 * not say. The description is JSON in a text and may be cut at its end, so that it is
 * searched and not parsed; a value that is cut itself is not taken.
 */
const char *decode_description(const char *description, const char *key,
                               struct arena *arena);

#endif
