#include "sim/cloud_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/span.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { PAGE_MOST = 2000, FIELD_BYTES = 64 };

/* ---- filters ---- */

static bool is_paging(const char *name)
{
    static const char *const names[] = {
        "limit",  "marker",   "page_reverse", "offset",
        "fields", "sort_key", "sort_dir",     "enterprise_project_id"};
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (strcmp(names[i], name) == 0)
            return true;
    }
    return false;
}

static bool value_fits(const json_t *field, const char *value)
{
    char text[32];

    switch (json_typeof(field)) {
    case JSON_STRING:
        return strcmp(json_string_value(field), value) == 0;
    case JSON_TRUE:
        return strcasecmp(value, "true") == 0;
    case JSON_FALSE:
        return strcasecmp(value, "false") == 0;
    case JSON_INTEGER:
        snprintf(text, sizeof(text), "%lld", (long long)json_integer_value(field));
        return strcmp(text, value) == 0;
    case JSON_NULL:
        return value[0] == '\0';
    default:
        return false;
    }
}

/* One of the texts, or an object of the array with that id. */
static bool array_fits(const json_t *array, const char *value)
{
    size_t i;
    json_t *item;

    json_array_foreach(array, i, item)
    {
        const json_t *id = json_is_object(item) ? json_object_get(item, "id") : item;
        if (id != NULL && value_fits(id, value))
            return true;
    }
    return false;
}

/* "eips=eip_id=<id>": the value names a key of the objects and what it shall be. */
static bool pair_fits(const json_t *array, const char *value)
{
    struct span key, wanted = span_of(value);
    char text[FIELD_BYTES];
    size_t i;
    json_t *item;

    span_cut(&wanted, '=', &key);
    if (wanted.at == NULL || key.bytes >= sizeof(text))
        return false;
    snprintf(text, sizeof(text), "%.*s", (int)key.bytes, key.at);
    json_array_foreach(array, i, item)
    {
        const json_t *field = json_object_get(item, text);
        if (field != NULL && value_fits(field, wanted.at))
            return true;
    }
    return false;
}

/* "listener_id" asks for the ids in "listeners" where the object has no such field. */
static const json_t *plural_field(const json_t *object, const char *name)
{
    char plural[FIELD_BYTES];
    struct span span = span_of(name);

    if (!span_ends(span, "_id") || span.bytes >= sizeof(plural))
        return NULL;
    snprintf(plural, sizeof(plural), "%.*ss", (int)(span.bytes - 3), name);
    return json_object_get(object, plural);
}

static bool field_fits(const json_t *object, const char *name, const char *value)
{
    const json_t *field = json_object_get(object, name);

    if (field == NULL)
        field = plural_field(object, name);
    if (field == NULL)
        return true;
    if (json_is_array(field))
        return array_fits(field, value) || pair_fits(field, value);
    return value_fits(field, value);
}

/* Is it a filter that the thing itself answers, without being shown? */
static bool plain_filter(const struct cloud_listing *listing,
                         const struct cloud_thing *thing, const struct ask_query *query,
                         bool *ret_fits)
{
    if (strcmp(query->name, "id") == 0)
        *ret_fits = strcmp(query->value, thing->id) == 0;
    else if (strcmp(query->name, "name") == 0)
        *ret_fits = strcmp(query->value, thing->name) == 0;
    else
        return listing->special != NULL &&
               listing->special(thing, query->name, query->value, ret_fits);
    return true;
}

/* object NULL: only what can be said without it; the rest may still fit. */
static bool filter_fits(const struct cloud_listing *listing,
                        const struct cloud_thing *thing, const json_t *object,
                        const struct ask_query *query)
{
    bool fits;

    if (plain_filter(listing, thing, query, &fits))
        return fits;
    return object == NULL || field_fits(object, query->name, query->value);
}

/* For each name asked for, one of its values must fit. */
static bool thing_fits(const struct ask *ask, const struct cloud_listing *listing,
                       const struct cloud_thing *thing, const json_t *object)
{
    for (size_t i = 0; i < ask->query_count; i++) {
        bool fits = is_paging(ask->query[i].name);
        for (size_t k = 0; k < ask->query_count && !fits; k++) {
            if (strcmp(ask->query[k].name, ask->query[i].name) == 0)
                fits = filter_fits(listing, thing, object, &ask->query[k]);
        }
        if (!fits)
            return false;
    }
    return true;
}

/* ---- a page ---- */

/* An object as it is listed: where in the page's text it stands. */
struct shown {
    char id[FIELD_BYTES]; /* as it is shown */
    size_t from;
    size_t bytes;
};

/* Objects become text one by one: no tree of a whole page is ever there. */
struct page {
    size_t limit; /* SIZE_MAX: all */
    bool reverse; /* what comes before the marker; taken from its end */
    bool has_more;
    size_t count;
    size_t capacity;
    struct shown *items;
    struct buf text;
};

/* NULL when the listing leaves it out. */
static json_t *show_one(const struct cloud_call *call,
                        const struct cloud_listing *listing,
                        const struct cloud_thing *thing)
{
    bool filters = call->row->shape != SHAPE_VPC;

    if (filters && !thing_fits(call->ask, listing, thing, NULL))
        return NULL;
    if (listing->is_visible != NULL && !listing->is_visible(call, thing))
        return NULL;

    json_t *object = listing->show(call, thing);
    if (filters && !thing_fits(call->ask, listing, thing, object)) {
        json_decref(object);
        return NULL;
    }
    if (listing->finish != NULL)
        listing->finish(call, object);
    return object;
}

/* false: the page is full and this was one too many. */
static bool page_take(struct page *page, json_t *object)
{
    if (object == NULL)
        return true;
    page->has_more = page->count == page->limit;
    if (!page->has_more) {
        size_t from = page->text.bytes;
        tree_to_json(object, 0, &page->text);
        page->items =
            mem_grow(page->items, &page->capacity, page->count + 1, sizeof *page->items);
        struct shown *shown = &page->items[page->count++];
        *shown = (struct shown){.from = from, .bytes = page->text.bytes - from};
        snprintf(shown->id, sizeof shown->id, "%s",
                 json_string_value(json_object_get(object, "id")));
    }
    json_decref(object);
    return !page->has_more;
}

/* In the order of the answer. */
static const struct shown *page_at(const struct page *page, size_t i)
{
    return &page->items[page->reverse ? page->count - 1 - i : i];
}

static void page_release(struct page *page)
{
    free(page->items);
    buf_release(&page->text);
}

static void add_items(const struct page *page, struct buf *out)
{
    for (size_t i = 0; i < page->count; i++) {
        const struct shown *shown = page_at(page, i);
        buf_add_byte(out, i == 0 ? '[' : ',');
        buf_add(out, page->text.at + shown->from, shown->bytes);
    }
    buf_add_text(out, page->count == 0 ? "[]" : "]");
}

/* around: the object's other members; it goes. */
static void page_answer(struct cloud_call *call, json_t *around, const char *plural,
                        struct page *page)
{
    struct buf out;

    buf_init(&out, LIMIT_SERVER_UNSENT_BYTES);
    tree_to_json(around, 0, &out);
    buf_cut(&out, out.bytes - 1); /* its brace */
    buf_print(&out, "%s\"%s\":", json_object_size(around) > 0 ? "," : "", plural);
    add_items(page, &out);
    json_decref(around);
    page_release(page);
    call_answer_open(call, 200, &out);
}

/* Who lacks the right to see the network sees nothing of it, and is not told so. */
static bool sees_any(const struct cloud_call *call)
{
    if (!call_at_home(call))
        return false;
    if (call->host != CLOUD_HOST_VPC)
        return true;
    return call_may(call, RIGHT_VPC_READ) && !call->state->switches.no_vpc_rights;
}

/* Fills the page with what follows (or, reversed, precedes) the place. */
static void page_fill(const struct cloud_call *call, const struct cloud_listing *listing,
                      size_t place, struct page *page)
{
    const struct cloud_set *set = listing->set;

    buf_init(&page->text, LIMIT_SERVER_UNSENT_BYTES);
    if (!sees_any(call))
        return;
    if (page->reverse) {
        while (place-- > 0 && page_take(page, show_one(call, listing, set->at[place])))
            ;
    } else {
        while (place < set->count &&
               page_take(page, show_one(call, listing, set->at[place])))
            place++;
    }
}

static bool read_limit(struct cloud_call *call, size_t usual, int64_t most, size_t *ret)
{
    const char *text = ask_query(call->ask, "limit");
    int64_t limit;

    *ret = usual;
    if (text == NULL)
        return true;
    if (!span_to_range(span_of(text), 0, most, &limit)) {
        call_no(call, NO_INPUT, "Invalid limit %s.", text);
        return false;
    }
    if (limit > 0)
        *ret = (size_t)limit;
    return true;
}

/*
 * Where the page starts: behind the marker, or at the end it is asked from. A marker must
 * be the id of an object.
 */
static bool read_marker(struct cloud_call *call, const struct cloud_listing *listing,
                        bool reverse, size_t *ret_place)
{
    const char *marker = ask_query(call->ask, "marker");

    *ret_place = reverse ? listing->set->count : 0;
    if (marker == NULL)
        return true;
    if (cloud_table_find(listing->set, marker) == NULL) {
        call_no(call, NO_INPUT, "Invalid marker %s.", marker);
        return false;
    }
    *ret_place = cloud_table_place(listing->set, marker) + (reverse ? 0 : 1);
    return true;
}

static bool asks_reverse(const struct cloud_call *call)
{
    const char *text = ask_query(call->ask, "page_reverse");
    return text != NULL && strcasecmp(text, "true") == 0;
}

static const char *id_of(const struct page *page, size_t i)
{
    return page_at(page, i)->id;
}

/* ---- ELB v3, EIP v3 ---- */

static json_t *page_info(const struct cloud_call *call, const struct page *page)
{
    size_t count = page->count;
    bool names_next = page->has_more || call->state->switches.surplus_next_marker;
    json_t *info = json_object();

    if (count > 0)
        json_object_set_new(info, "previous_marker", json_string(id_of(page, 0)));
    if (count > 0 && (page->reverse || names_next))
        json_object_set_new(info, "next_marker", json_string(id_of(page, count - 1)));
    json_object_set_new(info, "current_count", json_integer((json_int_t)count));
    return info;
}

void cloud_list_v3(struct cloud_call *call, const struct cloud_listing *listing)
{
    bool has_limit = ask_query(call->ask, "limit") != NULL;
    struct page page = {.reverse = has_limit && asks_reverse(call)};
    size_t place = 0;

    if (!read_limit(call, PAGE_MOST, PAGE_MOST, &page.limit))
        return;
    if (has_limit && !read_marker(call, listing, page.reverse, &place))
        return;

    page_fill(call, listing, place, &page);
    json_t *around = json_object();
    json_object_set_new(around, "page_info", page_info(call, &page));
    page_answer(call, around, listing->plural, &page);
}

/* ---- ELB v2.0 ---- */

/* A host inside the cloud: clients that follow it instead of the marker get nowhere. */
static void add_link(const struct cloud_call *call, json_t *links, const char *rel,
                     const char *marker, size_t limit)
{
    json_array_append_new(
        links,
        json_pack("{s:o, s:s}", "href",
                  json_sprintf("https://network.%s.cloud.domainname.com:8020%s?"
                               "limit=%zu&marker=%s%s",
                               call->state->region->name, call->ask->path, limit, marker,
                               strcmp(rel, "previous") == 0 ? "&page_reverse=True" : ""),
                  "rel", rel));
}

static json_t *page_links(const struct cloud_call *call, const struct page *page)
{
    size_t count = page->count;
    json_t *links = json_array();

    if (count == 0)
        return links;
    const char *first = id_of(page, 0);
    const char *last = id_of(page, count - 1);
    if (page->has_more || page->reverse)
        add_link(call, links, "next", last, page->limit);
    if (page->has_more || !page->reverse)
        add_link(call, links, "previous", first, page->limit);
    return links;
}

static size_t query_times(const struct ask *ask, const char *name)
{
    size_t times = 0;
    for (size_t i = 0; i < ask->query_count; i++)
        times += strcmp(ask->query[i].name, name) == 0;
    return times;
}

void cloud_list_v2(struct cloud_call *call, const struct cloud_listing *listing)
{
    bool has_limit = ask_query(call->ask, "limit") != NULL;
    struct page page = {.reverse = has_limit && asks_reverse(call)};
    size_t place = 0;
    char links[FIELD_BYTES];

    if (query_times(call->ask, "sort_key") != query_times(call->ask, "sort_dir")) {
        call_no(call, NO_INPUT, "The number of sort_keys and sort_dirs must be same.");
        return;
    }
    if (!read_limit(call, SIZE_MAX, INT32_MAX, &page.limit))
        return;
    if (has_limit && !read_marker(call, listing, page.reverse, &place))
        return;

    page_fill(call, listing, place, &page);
    json_t *around = json_object();
    if (has_limit) {
        snprintf(links, sizeof(links), "%s_links", listing->plural);
        json_object_set_new(around, links, page_links(call, &page));
    }
    page_answer(call, around, listing->plural, &page);
}

/* ---- VPC v1 ---- */

void cloud_list_vpc(struct cloud_call *call, const struct cloud_listing *listing)
{
    struct page page = {0};
    size_t place = 0;

    if (!read_limit(call, PAGE_MOST, INT32_MAX, &page.limit))
        return;
    if (!read_marker(call, listing, false, &place))
        return;

    page_fill(call, listing, place, &page);
    page_answer(call, json_object(), listing->plural, &page);
}

/* ---- lists of a parent's children ---- */

static int id_order(const void *a, const void *b)
{
    const struct cloud_thing *const *left = a, *const *right = b;
    return strcmp((*left)->id, (*right)->id);
}

struct cloud_set cloud_links_sorted(const struct cloud_set *links)
{
    struct cloud_set sorted = {.count = links->count, .capacity = links->count};

    sorted.at = mem_new_array(links->count, sizeof(*sorted.at));
    if (links->count > 0) {
        memcpy(sorted.at, links->at, links->count * sizeof(*sorted.at));
        qsort(sorted.at, sorted.count, sizeof(*sorted.at), id_order);
    }
    return sorted;
}
