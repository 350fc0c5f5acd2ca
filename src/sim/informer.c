#include "sim/informer.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "wire/items.h"
#include "wire/lines.h"
#include "wire/members.h"
#include "wire/tree.h"
#include "wire/url.h"

#include "base/banned.h"

enum { RETRY_FIRST_MS = 250, RETRY_MOST_MS = 5000, WATCH_SECONDS = 600 };

enum phase { PHASE_WAITING, PHASE_LISTING, PHASE_WATCHING };

struct known {
    char *key;
    char *version;       /* resourceVersion */
    char *text;          /* without managedFields; NULL when only `seen` is told */
    unsigned generation; /* of the last list that named it */
    UT_hash_handle hh;
};

struct informer {
    struct informer_config config;
    struct agent_errand errand;

    enum phase phase;
    struct http_exchange *exchange; /* NULL while waiting */
    int64_t due_real_ms;
    int failures;
    bool listed;
    bool expired; /* the watch said 410 */
    unsigned generation;
    char *version; /* to watch from; NULL: list first */
    char *next_page;
    struct items *items;
    struct lines lines;
    struct known *known;
};

static const struct clock machine = CLOCK_REAL_INIT;

static void text_set(char **text, const char *value)
{
    char *copy = value != NULL && value[0] != '\0' ? mem_copy_text(value) : NULL;
    free(*text);
    *text = copy;
}

/* ---- what is known ---- */

static void key_of(const struct value *object, struct buf *out)
{
    const char *namespace = value_text(object, "metadata.namespace");
    const char *name = value_text(object, "metadata.name");
    if (namespace != NULL)
        buf_print(out, "%s/", namespace);
    buf_add_text(out, name != NULL ? name : "");
}

static json_t *tree_of(const struct known *known)
{
    json_t *tree = NULL;
    if (known != NULL && known->text != NULL)
        tree_from_json(span_of(known->text), known->key, &tree, NULL);
    return tree;
}

static struct known *known_add(struct informer *informer, const char *key)
{
    struct known *known = mem_new(sizeof *known);
    known->key = mem_copy_text(key);
    HASH_ADD_KEYPTR(hh, informer->known, known->key, strlen(known->key), known);
    return known;
}

static void known_drop(struct informer *informer, struct known *known)
{
    HASH_DEL(informer->known, known);
    free(known->key);
    free(known->version);
    free(known->text);
    free(known);
}

static void tell_changed(struct informer *informer, struct known *known, struct span text)
{
    json_t *old = tree_of(known);

    free(known->text);
    known->text = mem_copy_bytes(text.at, text.bytes);
    json_t *now = tree_of(known);
    if (now != NULL)
        informer->config.changed(informer->config.ctx, known->key, old, now);
    json_decref(old);
    json_decref(now);
}

/* text: the object's, of which `now` is the table. */
static void put(struct informer *informer, const struct value *now, struct span text)
{
    struct buf key;
    struct known *known;

    buf_init(&key, 1024);
    key_of(now, &key);
    HASH_FIND_STR(informer->known, buf_text(&key), known);
    const char *version = value_text(now, "metadata.resourceVersion");
    bool same = known != NULL && known->version != NULL && version != NULL &&
                strcmp(known->version, version) == 0;
    if (known == NULL)
        known = known_add(informer, buf_text(&key));
    known->generation = informer->generation;
    if (!same) {
        text_set(&known->version, version);
        if (informer->config.seen != NULL)
            informer->config.seen(informer->config.ctx, known->key, now);
        else
            tell_changed(informer, known, text);
    }
    buf_release(&key);
}

static void gone(struct informer *informer, struct known *known)
{
    json_t *old = tree_of(known);
    char *key = mem_copy_text(known->key);
    known_drop(informer, known);
    if (informer->config.seen != NULL)
        informer->config.seen(informer->config.ctx, key, NULL);
    else
        informer->config.changed(informer->config.ctx, key, old, NULL);
    json_decref(old);
    free(key);
}

static void gone_by_object(struct informer *informer, const struct value *object)
{
    struct buf key;
    struct known *known;

    buf_init(&key, 1024);
    key_of(object, &key);
    HASH_FIND_STR(informer->known, buf_text(&key), known);
    if (known != NULL)
        gone(informer, known);
    buf_release(&key);
}

static void gone_if_not_listed(struct informer *informer)
{
    struct known *known, *next;
    HASH_ITER(hh, informer->known, known, next)
    {
        if (known->generation != informer->generation)
            gone(informer, known);
    }
}

/* ---- the list ---- */

static bool take_item(void *ctx, struct span object, struct span managed)
{
    struct informer *informer = ctx;
    struct values values;

    (void)managed;
    if (values_read(object, "item", &values, NULL) != ERR_OK)
        return true;
    put(informer, values.at, object);
    values_release(&values);
    return true;
}

static bool take_list_bytes(void *ctx, const char *at, size_t bytes)
{
    struct informer *informer = ctx;
    return items_feed(informer->items, at, bytes, take_item, informer, NULL) == ERR_OK;
}

static bool page_ended(struct informer *informer)
{
    json_t *envelope = NULL;
    if (!items_is_whole(informer->items) ||
        tree_from_json(items_envelope(informer->items), "list", &envelope, NULL) !=
            ERR_OK)
        return false;

    text_set(&informer->next_page, tree_text(envelope, "metadata.continue"));
    if (informer->next_page == NULL) {
        text_set(&informer->version, tree_text(envelope, "metadata.resourceVersion"));
        gone_if_not_listed(informer);
        informer->listed = true;
    }
    json_decref(envelope);
    return true;
}

/* ---- the watch ---- */

/* {"type":…,"object":…}; what stands beside them is passed over. */
static bool split_line(struct span line, struct span *ret_type, struct span *ret_object)
{
    struct members members;
    struct span key;
    struct span value;

    *ret_type = *ret_object = span_make("", 0);
    members_begin(&members, line);
    while (members_next(&members, &key, &value)) {
        if (span_is(key, "type") && !members_string(value, ret_type))
            return false;
        if (span_is(key, "object"))
            *ret_object = value;
    }
    return members_is_whole(&members);
}

static void take_event(struct informer *informer, struct span type,
                       const struct value *object, struct span text)
{
    if (span_is(type, "ERROR")) {
        informer->expired = true; /* 410 or not: a new list mends it */
        return;
    }
    if (span_is(type, "DELETED"))
        gone_by_object(informer, object);
    else if (!span_is(type, "BOOKMARK"))
        put(informer, object, text);
    text_set(&informer->version, value_text(object, "metadata.resourceVersion"));
}

static bool take_line(void *ctx, struct span line)
{
    struct informer *informer = ctx;
    struct span type, whole, object, managed;
    struct values values;
    struct buf scratch;

    if (line.bytes == 0)
        return true;
    if (!split_line(line, &type, &whole))
        return false;
    if (type.bytes == 0 || whole.bytes == 0)
        return true;

    buf_init(&scratch, LIMIT_OBJECT_BYTES);
    items_set_managed_apart(whole, &scratch, &object, &managed);
    bool is_read = values_read(object, "watch", &values, NULL) == ERR_OK;
    if (is_read) {
        take_event(informer, type, values.at, object);
        values_release(&values);
    }
    buf_release(&scratch);
    return is_read && !informer->expired;
}

static bool take_watch_bytes(void *ctx, const char *at, size_t bytes)
{
    struct informer *informer = ctx;
    informer->failures = 0;
    return lines_feed(&informer->lines, at, bytes, take_line, informer, NULL) == ERR_OK;
}

/* ---- requests and their ends ---- */

static void wait_for_next(struct informer *informer, bool failed)
{
    informer->phase = PHASE_WAITING;
    if (!failed) {
        informer->due_real_ms = 0;
        return;
    }
    int64_t wait = (int64_t)RETRY_FIRST_MS
                   << (informer->failures < 5 ? informer->failures : 5);
    informer->failures++;
    informer->due_real_ms =
        clock_now_ms(&machine) + (wait > RETRY_MOST_MS ? RETRY_MOST_MS : wait);
}

static void forget_version(struct informer *informer)
{
    text_set(&informer->version, NULL);
    text_set(&informer->next_page, NULL);
}

static void ended(void *ctx, struct http_exchange *exchange)
{
    struct informer *informer = ctx;
    bool was_list = informer->phase == PHASE_LISTING;
    bool good = exchange->err.code == ERR_OK && exchange->status == 200;

    informer->exchange = NULL;
    if (was_list)
        good = good && page_ended(informer);
    if (was_list && exchange->status == 404 && informer->config.older_path != NULL) {
        informer->config.path = informer->config.older_path;
        informer->config.older_path = NULL;
    }
    if (informer->expired || exchange->status == 410 || (was_list && !good)) {
        forget_version(informer);
        informer->expired = false;
    }
    wait_for_next(informer, !good);
}

static void add_common(struct informer *informer, struct url *url)
{
    url_query(url, "labelSelector", informer->config.label_selector);
}

static struct http_request *list_request(struct informer *informer)
{
    struct url url;
    url_init(&url, informer->config.path);
    add_common(informer, &url);
    url_query_int(&url, "limit", LIMIT_PAGE_ITEMS);
    url_query(&url, "continue", informer->next_page);
    struct http_request *request = agent_request("GET", url_text(&url), NULL, NULL);
    request->intent = HTTP_READS;
    url_release(&url);
    return request;
}

static struct http_request *watch_request(struct informer *informer)
{
    struct url url;
    url_init(&url, informer->config.path);
    add_common(informer, &url);
    url_query(&url, "watch", "true");
    url_query(&url, "allowWatchBookmarks", "true");
    url_query(&url, "resourceVersion", informer->version);
    url_query_int(&url, "timeoutSeconds", WATCH_SECONDS);
    struct http_request *request = agent_request("GET", url_text(&url), NULL, NULL);
    request->intent = HTTP_READS;
    url_release(&url);
    return request;
}

static void start_list(struct informer *informer)
{
    const struct http_sink sink = {.take = take_list_bytes, .ctx = informer};
    if (informer->next_page == NULL)
        informer->generation++;
    items_clear(informer->items);
    informer->phase = PHASE_LISTING;
    informer->exchange =
        agent_start_errand(informer->config.agent, informer->config.server,
                           list_request(informer), &sink, &informer->errand);
}

static void start_watch(struct informer *informer)
{
    const struct http_sink sink = {.take = take_watch_bytes, .ctx = informer};
    lines_release(&informer->lines);
    lines_init(&informer->lines, LIMIT_OBJECT_BYTES);
    informer->phase = PHASE_WATCHING;
    informer->exchange =
        agent_start_errand(informer->config.agent, informer->config.server,
                           watch_request(informer), &sink, &informer->errand);
}

struct informer *informer_new(const struct informer_config *config)
{
    struct informer *informer = mem_new(sizeof *informer);
    informer->config = *config;
    informer->errand = (struct agent_errand){.ended = ended, .ctx = informer};
    informer->items = items_new("items", LIMIT_OBJECT_BYTES);
    lines_init(&informer->lines, LIMIT_OBJECT_BYTES);
    return informer;
}

void informer_free(struct informer *informer)
{
    if (informer == NULL)
        return;
    if (informer->exchange != NULL)
        agent_cancel_errand(informer->config.agent, informer->exchange);
    struct known *known, *next;
    HASH_ITER(hh, informer->known, known, next)
    known_drop(informer, known);
    items_free(informer->items);
    lines_release(&informer->lines);
    free(informer->version);
    free(informer->next_page);
    free(informer);
}

int64_t informer_work(struct informer *informer)
{
    if (informer->phase != PHASE_WAITING)
        return INT64_MAX;
    if (clock_now_ms(&machine) < informer->due_real_ms)
        return informer->due_real_ms;
    if (informer->version == NULL)
        start_list(informer);
    else
        start_watch(informer);
    return INT64_MAX;
}

bool informer_is_listed(const struct informer *informer)
{
    return informer->listed;
}

json_t *informer_get(const struct informer *informer, const char *key)
{
    const struct known *known;
    HASH_FIND_STR(informer->known, key, known);
    return tree_of(known);
}

size_t informer_count(const struct informer *informer)
{
    return HASH_COUNT(informer->known);
}

void informer_each(const struct informer *informer,
                   void (*fn)(void *ctx, const char *key), void *ctx)
{
    for (const struct known *at = informer->known; at != NULL; at = at->hh.next)
        fn(ctx, at->key);
}
