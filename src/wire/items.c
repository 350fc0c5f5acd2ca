/*
 * Three places where a byte can be:
 *
 *   around    in the envelope, which is copied; a '[' that is the value of the outer key
 *             asked for leads to `between`
 *   between   in the array, where only commas, '{' and ']' are at home
 *   inside    in an item: wire/managed finds its end and its managedFields
 *
 * An item that lies whole in the bytes just fed is handed on from there; only one that is
 * torn is put together in `torn`.
 */
#include "wire/items.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "wire/managed.h"

#include "base/banned.h"

enum place { PLACE_BEFORE, PLACE_AROUND, PLACE_BETWEEN, PLACE_INSIDE, PLACE_BEHIND };

struct items {
    const char *key;
    size_t item_limit;
    enum place place;

    /* around */
    struct buf envelope;
    char nesting[LIMIT_JSON_DEPTH]; /* what would close each level */
    int depth;
    bool in_text;
    bool is_escaped;
    bool key_is_next;
    bool items_is_next; /* the last outer key was `key` */
    size_t text_from;   /* in the envelope: behind the newest opening quote */

    /* between */
    bool comma_is_next; /* else an item */
    bool has_comma;     /* just had one: the array cannot end here */

    /* inside */
    struct managed_scan scan;
    struct buf torn;
    struct buf apart; /* the item without its managedFields */
};

struct items *items_new(const char *key, size_t item_limit_bytes)
{
    struct items *items = mem_new(sizeof *items);

    items->key = key;
    items->item_limit = item_limit_bytes;
    buf_init(&items->envelope, LIMIT_OBJECT_BYTES);
    buf_init(&items->torn, item_limit_bytes);
    buf_init(&items->apart, item_limit_bytes);
    return items;
}

void items_free(struct items *items)
{
    if (items == NULL)
        return;
    buf_release(&items->envelope);
    buf_release(&items->torn);
    buf_release(&items->apart);
    free(items);
}

void items_clear(struct items *items)
{
    struct buf envelope = items->envelope;
    struct buf torn = items->torn;
    struct buf apart = items->apart;

    buf_clear(&envelope);
    buf_clear(&torn);
    *items = (struct items){.key = items->key,
                            .item_limit = items->item_limit,
                            .envelope = envelope,
                            .torn = torn,
                            .apart = apart};
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/* ---- around ----------------------------------------------------------------- */

static void end_text(struct items *items)
{
    struct span text = span_skip(buf_span(&items->envelope), items->text_from);

    items->in_text = false;
    if (items->depth == 1 && items->key_is_next)
        items->items_is_next = span_is(text, items->key);
    items->key_is_next = false;
}

static void take_in_text(struct items *items, char byte)
{
    if (items->is_escaped)
        items->is_escaped = false;
    else if (byte == '\\')
        items->is_escaped = true;
    else if (byte == '"')
        end_text(items);
}

static enum err_code open_level(struct items *items, char byte, struct err *err)
{
    if (items->depth == LIMIT_JSON_DEPTH)
        return err_set(err, ERR_LIMIT, "nested deeper than %d", LIMIT_JSON_DEPTH);
    if (byte == '[' && items->depth == 1 && items->items_is_next) {
        items->place = PLACE_BETWEEN;
        items->comma_is_next = false;
        items->has_comma = false;
    }
    items->nesting[items->depth++] = byte == '{' ? '}' : ']';
    items->key_is_next = byte == '{';
    items->items_is_next = false;
    return ERR_OK;
}

static enum err_code close_level(struct items *items, char byte, struct err *err)
{
    if (items->nesting[--items->depth] != byte)
        return err_set(err, ERR_SHAPE, "not JSON: '%c' closes what it did not open",
                       byte);
    items->key_is_next = false;
    if (items->depth == 0)
        items->place = PLACE_BEHIND;
    return ERR_OK;
}

/* Outside of texts. Numbers, colons and words are left to who parses the envelope. */
static enum err_code take_mark(struct items *items, char byte, struct err *err)
{
    switch (byte) {
    case '"':
        items->in_text = true;
        items->text_from = items->envelope.bytes + 1;
        return ERR_OK;
    case '{':
    case '[':
        return open_level(items, byte, err);
    case '}':
    case ']':
        return close_level(items, byte, err);
    case ',':
        items->key_is_next = items->nesting[items->depth - 1] == '}';
        items->items_is_next = false;
        return ERR_OK;
    default:
        return ERR_OK;
    }
}

static enum err_code feed_around(struct items *items, struct span *rest, struct err *err)
{
    char byte = rest->at[0];
    enum err_code code = ERR_OK;

    if (items->in_text)
        take_in_text(items, byte);
    else
        code = take_mark(items, byte, err);
    if (code == ERR_OK && !buf_add_byte(&items->envelope, byte))
        code = err_set(err, ERR_LIMIT, "a list with more than %zu bytes around its items",
                       items->envelope.limit);
    *rest = span_skip(*rest, 1);
    return code;
}

/* ---- between ---------------------------------------------------------------- */

static enum err_code feed_between(struct items *items, struct span *rest, struct err *err)
{
    char byte = rest->at[0];

    if (byte == '{' && !items->comma_is_next) {
        items->place = PLACE_INSIDE;
        items->scan = (struct managed_scan){0};
        return ERR_OK; /* the item has the '{' itself */
    }
    if (byte == ']' && !items->has_comma) {
        items->place = PLACE_AROUND;
        return ERR_OK; /* the envelope has the ']' itself */
    }
    if (byte == ',' && items->comma_is_next) {
        items->comma_is_next = false;
        items->has_comma = true;
    } else if (!is_blank(byte)) {
        return err_set(err, ERR_SHAPE, "not a list of objects: '%c' between its items",
                       byte > ' ' && byte < 0x7f ? byte : '?');
    }
    *rest = span_skip(*rest, 1);
    return ERR_OK;
}

/* ---- inside ----------------------------------------------------------------- */

static enum err_code feed_inside(struct items *items, struct span *rest, items_take take,
                                 void *ctx, struct err *err)
{
    size_t used;
    bool is_whole = managed_scan_feed(&items->scan, rest->at, rest->bytes, &used);
    struct span item = span_make(rest->at, used);

    *rest = span_skip(*rest, used);
    if (items->scan.seen > items->item_limit)
        return err_set(err, ERR_LIMIT, "an item longer than %zu bytes",
                       items->item_limit);
    if (!is_whole || items->torn.bytes > 0) {
        buf_add(&items->torn, item.at, item.bytes);
        item = buf_span(&items->torn);
    }
    if (!is_whole)
        return ERR_OK;

    bool goes_on = take(ctx, managed_scan_object(&items->scan, item, &items->apart),
                        managed_scan_array(&items->scan, item));
    buf_clear(&items->torn);
    items->place = PLACE_BETWEEN;
    items->comma_is_next = true;
    items->has_comma = false;
    return goes_on ? ERR_OK : err_set(err, ERR_SHAPE, "ended by the reader");
}

/* ---- all together ----------------------------------------------------------- */

static enum err_code feed_outside(struct items *items, struct span *rest, struct err *err)
{
    if (items->place == PLACE_BEFORE && rest->at[0] == '{') {
        items->place = PLACE_AROUND;
        return ERR_OK;
    }
    if (!is_blank(rest->at[0]))
        return err_set(err, ERR_SHAPE,
                       items->place == PLACE_BEFORE ? "not a JSON object"
                                                    : "bytes behind the JSON object");
    *rest = span_skip(*rest, 1);
    return ERR_OK;
}

enum err_code items_feed(struct items *items, const char *at, size_t bytes,
                         items_take take, void *ctx, struct err *err)
{
    struct span rest = span_make(at, bytes);
    enum err_code code = ERR_OK;

    while (rest.bytes > 0 && code == ERR_OK) {
        switch (items->place) {
        case PLACE_AROUND:
            code = feed_around(items, &rest, err);
            break;
        case PLACE_BETWEEN:
            code = feed_between(items, &rest, err);
            break;
        case PLACE_INSIDE:
            code = feed_inside(items, &rest, take, ctx, err);
            break;
        case PLACE_BEFORE:
        case PLACE_BEHIND:
            code = feed_outside(items, &rest, err);
            break;
        }
    }
    return code;
}

bool items_is_whole(const struct items *items)
{
    return items->place == PLACE_BEHIND;
}

struct span items_envelope(const struct items *items)
{
    return buf_span(&items->envelope);
}

void items_set_managed_apart(struct span object, struct buf *scratch,
                             struct span *ret_object, struct span *ret_managed)
{
    struct managed_scan scan = {0};
    size_t used;

    *ret_object = object;
    *ret_managed = span_make("", 0);
    /* What is not one whole object stays as it is, for its parser to complain about. */
    if (!span_starts(object, "{") ||
        !managed_scan_feed(&scan, object.at, object.bytes, &used) || used != object.bytes)
        return;
    *ret_object = managed_scan_object(&scan, object, scratch);
    *ret_managed = managed_scan_array(&scan, object);
    if (scratch->over) {
        *ret_object = object;
        *ret_managed = span_make("", 0);
    }
}
