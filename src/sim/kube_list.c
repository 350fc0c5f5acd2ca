/*
 * kube_list.c - lists and pages of them, and deletion of a whole list.
 *
 * Source: captures 140-173, 314, 700-710.
 */
#include "sim/kube_list.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "wire/digest.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { FUTURE_WAIT_MS = 3000, TOKEN_MOST_BYTES = 4096 };

/* ---- numbers ---- */

bool kube_number_read(const char *text, uint64_t *ret)
{
    int64_t number;

    if (text[0] == '\0' || text[0] == '+' ||
        !span_to_range(span_of(text), 0, INT64_MAX, &number))
        return false;
    *ret = (uint64_t)number;
    return true;
}

static bool read_limit(struct kube_call *call, int64_t *ret_limit)
{
    const char *text = ask_query(call->ask, "limit");

    *ret_limit = 0;
    if (text == NULL || text[0] == '\0' || span_to_i64(span_of(text), ret_limit))
        return true;
    return kube_problem_set(&call->problem, 400, "BadRequest",
                            "strconv.ParseInt: parsing \"%s\": invalid syntax", text);
}

bool kube_options_forbid(struct kube_call *call, const char *what, const char *field,
                         const char *text)
{
    kube_mistake(&call->problem, "FieldValueForbidden", field, "Forbidden: %s", text);
    kube_problem_set(&call->problem, 422, "Invalid",
                     "%s.meta.k8s.io \"\" is invalid: %s: Forbidden: %s", what, field,
                     text);
    call->problem.has_details = true;
    call->problem.group = "meta.k8s.io";
    call->problem.kind = what;
    return false;
}

/* ---- what is asked for ---- */

struct wanted {
    struct kube_selector selector;
    int64_t limit;
    uint64_t rv;       /* of the view; 0: now */
    const char *start; /* key to begin behind; NULL: at the front */
};

/* ---- continue tokens ---- */

static const char *token_make(struct kube_call *call, int64_t rv, const char *start)
{
    struct buf json;
    struct buf token;
    json_t *tree = json_pack("{s:s,s:I,s:s}", "v", "meta.k8s.io/v1", "rv", (json_int_t)rv,
                             "start", start);

    buf_init(&json, TOKEN_MOST_BYTES);
    buf_init(&token, TOKEN_MOST_BYTES * 2);
    tree_to_json(tree, 0, &json);
    json_decref(tree);
    base64_encode(&token, buf_span(&json));
    while (token.bytes > 0 && token.at[token.bytes - 1] == '=')
        buf_cut(&token, token.bytes - 1);
    for (size_t i = 0; i < token.bytes; i++) {
        if (token.at[i] == '+')
            token.at[i] = '-';
        else if (token.at[i] == '/')
            token.at[i] = '_';
    }
    const char *kept = arena_text(&call->arena, buf_text(&token));
    buf_release(&token);
    buf_release(&json);
    return kept;
}

static json_t *token_tree(const char *token)
{
    struct buf padded;
    struct buf json;
    json_t *tree = NULL;

    buf_init(&padded, TOKEN_MOST_BYTES);
    buf_init(&json, TOKEN_MOST_BYTES);
    for (const char *at = token; *at != '\0'; at++)
        buf_add_byte(&padded, *at == '-' ? '+' : *at == '_' ? '/' : *at);
    while (padded.bytes % 4 != 0)
        buf_add_byte(&padded, '=');
    if (base64_decode(&json, buf_span(&padded), NULL) == ERR_OK)
        tree = json_loadb(buf_text(&json), json.bytes, JSON_ALLOW_NUL, NULL);
    buf_release(&json);
    buf_release(&padded);
    return tree;
}

static bool token_read(struct kube_call *call, const char *token, struct wanted *wanted)
{
    json_t *tree = token_tree(token);
    const char *start = tree_key_text(tree, "start");
    int64_t rv = tree_int(tree, "rv", 0);
    bool fine = start != NULL && rv != 0;

    if (!fine) {
        kube_problem_set(&call->problem, 400, "BadRequest",
                         "invalid continue token: continue key is not valid: invalid "
                         "character '\\u0081' looking for beginning of value");
    } else {
        wanted->start = arena_text(&call->arena, start[0] == '/' ? start + 1 : start);
        wanted->rv = rv < 0 ? 0 : (uint64_t)rv;
    }
    json_decref(tree);
    return fine;
}

/* ---- resourceVersion ---- */

static bool refuse_future(struct kube_call *call, uint64_t rv)
{
    if (!call->ask->waited) {
        reply_wait(call->reply, FUTURE_WAIT_MS, NULL, NULL);
        return true;
    }
    kube_mistake(&call->problem, "ResourceVersionTooLarge", "",
                 "Too large resource version");
    json_object_del(json_array_get(call->problem.causes, 0), "field");
    kube_problem_set(&call->problem, 504, "Timeout",
                     "Timeout: Too large resource version: %llu, current: %llu",
                     (unsigned long long)rv,
                     (unsigned long long)kube_store_rv(call->api->store));
    call->problem.has_details = true;
    call->problem.retry_after_s = 1;
    return false;
}

bool kube_future_wait(struct kube_call *call, const char *text, bool *ret_waits)
{
    uint64_t rv;

    *ret_waits = false;
    if (text == NULL || text[0] == '\0')
        return true;
    if (!kube_number_read(text, &rv))
        return kube_problem_set(
            &call->problem, 400, "BadRequest",
            "invalid resource version: resourceVersion: Invalid value: \"%s\": "
            "strconv.ParseUint: parsing \"%s\": invalid syntax",
            text, text);
    if (rv <= kube_store_rv(call->api->store))
        return true;
    *ret_waits = refuse_future(call, rv);
    return *ret_waits;
}

/* Which state of the shelf is asked for. */
static bool read_version(struct kube_call *call, struct wanted *wanted)
{
    const char *text = ask_query(call->ask, "resourceVersion");
    const char *match = ask_query(call->ask, "resourceVersionMatch");
    const char *token = ask_query(call->ask, "continue");
    bool unset = text == NULL || text[0] == '\0';

    if (match != NULL && match[0] != '\0' && unset)
        return kube_options_forbid(
            call, "ListOptions", "resourceVersionMatch",
            "resourceVersionMatch is forbidden unless resourceVersion is provided");
    if (token != NULL && token[0] != '\0') {
        if (!unset && strcmp(text, "0") != 0)
            return kube_problem_set(
                &call->problem, 400, "BadRequest",
                "specifying resource version is not allowed when using continue");
        return token_read(call, token, wanted);
    }
    if (unset)
        return true;
    uint64_t rv = 0;
    kube_number_read(text, &rv);
    if (rv == 0)
        wanted->limit = 0; /* out of the cache, which does not page */
    bool exact = match != NULL && strcmp(match, "Exact") == 0;
    bool legacy_exact = (match == NULL || match[0] == '\0') && wanted->limit > 0;
    if (rv > 0 && (exact || legacy_exact))
        wanted->rv = rv;
    return true;
}

static bool read_wanted(struct kube_call *call, struct wanted *wanted)
{
    *wanted = (struct wanted){0};
    return read_limit(call, &wanted->limit) &&
           kube_selector_parse(call->kind, ask_query(call->ask, "labelSelector"),
                               ask_query(call->ask, "fieldSelector"), &wanted->selector,
                               &call->problem) &&
           read_version(call, wanted);
}

/* ---- one page ---- */

struct page {
    struct kube_shelf_view view;
    size_t first;     /* of the view */
    size_t behind;    /* one after the last looked at */
    size_t count;     /* chosen */
    const char *next; /* continue token; NULL: the last page */
    size_t remaining; /* after this page; known without a selector */
};

static bool refuse_forgotten(struct kube_call *call, const struct wanted *wanted)
{
    if (wanted->start == NULL)
        return kube_problem_set(&call->problem, 410, "Expired",
                                "The resourceVersion for the provided list is too old.");
    call->problem.continue_token = token_make(call, -1, wanted->start);
    return kube_problem_set(
        &call->problem, 410, "Expired",
        "The provided continue parameter is too old to display a consistent list "
        "result. You can start a new list without the continue parameter, or use the "
        "continue token in this response to retrieve the remainder of the results. "
        "Continuing with the provided token results in an inconsistent list - "
        "objects that were created, modified, or deleted between the time the first "
        "chunk was returned and now may show up in the list.");
}

/* A token's start names the last key told, relative to the namespace of the list. */
static bool is_behind(const struct kube_call *call, const struct kube_version *version,
                      const char *start)
{
    const char *key = call->name_space == NULL ? version->key : version->name;

    return strcmp(key, start) > 0;
}

static const char *next_token(struct kube_call *call, const struct kube_version *last,
                              uint64_t rv)
{
    const char *key = call->name_space == NULL ? last->key : last->name;

    return token_make(call, (int64_t)rv, arena_print(&call->arena, "/%s", key));
}

static bool page_open(struct kube_call *call, const struct wanted *wanted,
                      struct page *page)
{
    const struct kube_store *store = call->api->store;

    *page = (struct page){0};
    if (!kube_store_view(store, call->kind, call->name_space, wanted->rv, &page->view))
        return refuse_forgotten(call, wanted);
    while (wanted->start != NULL && page->first < page->view.count &&
           !is_behind(call, page->view.at[page->first], wanted->start))
        page->first++;

    size_t at = page->first;
    for (; at < page->view.count; at++) {
        if (wanted->limit > 0 && page->count == (size_t)wanted->limit)
            break;
        if (kube_selector_matches(&wanted->selector, call->kind, page->view.at[at]))
            page->count++;
    }
    page->behind = at;
    if (at < page->view.count && at > 0) {
        page->next = next_token(call, page->view.at[at - 1], page->view.rv);
        page->remaining = page->view.count - at;
    }
    return true;
}

/* ---- the list as text ---- */

static void add_list_metadata(const struct page *page, bool counted, struct buf *out)
{
    buf_print(out, "\"metadata\":{\"resourceVersion\":\"%llu\"",
              (unsigned long long)page->view.rv);
    if (page->next != NULL) {
        buf_print(out, ",\"continue\":\"%s\"", page->next);
        if (counted)
            buf_print(out, ",\"remainingItemCount\":%zu", page->remaining);
    }
    buf_add_text(out, "}");
}

static void add_list_head(const struct kube_call *call, const struct page *page,
                          bool counted, struct buf *out)
{
    char version[96];

    switch (call->format.look) {
    case KUBE_LOOK_TABLE:
        buf_print(out, "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/%s\",",
                  call->format.table_version);
        add_list_metadata(page, counted, out);
        buf_add_text(out, ",");
        kube_add_columns(call->kind, out);
        buf_add_text(out, ",\"rows\":[");
        return;
    case KUBE_LOOK_PARTIAL:
        buf_add_text(out, "{\"kind\":\"PartialObjectMetadataList\",\"apiVersion\":"
                          "\"meta.k8s.io/v1\",");
        break;
    case KUBE_LOOK_WHOLE:
        buf_print(out, "{\"kind\":\"%sList\",\"apiVersion\":\"%s\",", call->kind->kind,
                  kube_kind_api_version(call->kind, version));
        break;
    }
    add_list_metadata(page, counted, out);
    buf_add_text(out, ",\"items\":[");
}

static void add_list_item(const struct kube_call *call,
                          const struct kube_version *version, struct buf *out)
{
    switch (call->format.look) {
    case KUBE_LOOK_TABLE:
        kube_add_row(&call->format, call->kind, version, out);
        return;
    case KUBE_LOOK_PARTIAL:
        kube_add_partial(version, out);
        return;
    case KUBE_LOOK_WHOLE:
        break;
    }
    if (call->kind->custom) { /* items of custom resources do carry them */
        kube_add_envelope(call->kind, version, out);
        return;
    }
    kube_add_item(call->kind, version, out);
}

static void add_list(const struct kube_call *call, const struct wanted *wanted,
                     const struct page *page, struct buf *out)
{
    bool counted = kube_selector_is_empty(&wanted->selector);
    size_t told = 0;

    add_list_head(call, page, counted, out);
    for (size_t i = page->first; i < page->behind; i++) {
        if (!kube_selector_matches(&wanted->selector, call->kind, page->view.at[i]))
            continue;
        if (told++ > 0)
            buf_add_text(out, ",");
        add_list_item(call, page->view.at[i], out);
    }
    buf_add_text(out, "]}");
}

bool kube_handle_list(struct kube_call *call)
{
    struct wanted wanted;
    struct page page = {0};
    struct buf text;
    bool waits = false;

    if (!kube_future_wait(call, ask_query(call->ask, "resourceVersion"), &waits))
        return false;
    if (waits)
        return true;
    if (!read_wanted(call, &wanted))
        return false;

    buf_init(&text, LIMIT_OUTPUT_BYTES);
    pthread_mutex_lock(&call->api->lock);
    bool fine = page_open(call, &wanted, &page);
    if (fine)
        add_list(call, &wanted, &page, &text);
    kube_shelf_view_release(&page.view);
    pthread_mutex_unlock(&call->api->lock);
    if (fine)
        kube_answer_buf(call, 200, &text);
    buf_release(&text);
    return fine;
}

/* ---- deletion of a list ---- */

static bool delete_each(struct kube_call *call, struct kube_wish *wish,
                        const struct kube_farewell *farewell, const struct wanted *wanted,
                        const struct page *page)
{
    for (size_t i = page->first; i < page->behind; i++) {
        const struct kube_version *one = page->view.at[i];
        struct kube_version *last = NULL;
        bool gone;
        if (!kube_selector_matches(&wanted->selector, call->kind, one))
            continue;
        wish->name = one->name;
        wish->name_space = one->name_space;
        if (!kube_write_delete(call->api, wish, farewell, &last, &gone, &call->problem))
            return false;
        kube_version_drop(last);
    }
    return true;
}

bool kube_list_delete(struct kube_call *call, struct kube_wish *wish,
                      const struct kube_farewell *farewell)
{
    struct wanted wanted;
    struct page page = {0};
    struct buf text;

    if (!read_wanted(call, &wanted) || !page_open(call, &wanted, &page))
        return false;
    bool fine = delete_each(call, wish, farewell, &wanted, &page);
    if (fine) {
        buf_init(&text, LIMIT_OUTPUT_BYTES);
        page.view.rv = kube_store_rv(call->api->store);
        add_list(call, &wanted, &page, &text);
        pthread_mutex_unlock(&call->api->lock); /* answering takes it by itself */
        kube_answer_buf(call, 200, &text);
        pthread_mutex_lock(&call->api->lock);
    }
    kube_shelf_view_release(&page.view);
    return fine;
}
