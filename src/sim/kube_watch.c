/*
 * kube_watch.c - watches: a place in the shelf's history that follows its reader.
 *
 * Nothing is queued per watch. Its source looks from its last number onwards into the
 * history and pushes what fits; a reader so slow that the history forgets what it has not
 * seen is let go, and comes back with a number that gets 410.
 *
 * Source: captures 600-623, 706-709, 806, 820, 840.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "sim/kube_list.h"
#include "sim/kube_selector.h"
#include "sim/kube_watch.h"
#include "base/banned.h"

enum {
    PIECE_BYTES = 256 * 1024, /* pushed at once; more when the reader has read it */
    BOOKMARK_MS = 60 * 1000,
    LAST_BOOKMARK_MS =
        2000,               /* before the end, so that the client can resume from there */
    TIMEOUT_LEAST_S = 1800, /* when the client names none; doubled at random */
};

struct kube_watch {
    struct kube_watcher watcher; /* first: the store knows it by this */
    struct kube_api *api;
    struct server_stream *stream;
    const struct kube_kind *kind;
    struct arena arena;
    char *name_space; /* NULL: all */
    struct kube_selector selector;
    struct kube_format format;

    struct kube_shelf_view initial; /* objects that are told as ADDED first */
    size_t initial_told;
    bool end_mark; /* a bookmark is due behind them */
    bool bookmarks;
    bool told_any; /* columns of a Table come with the first event */
    uint64_t rv;   /* all changes up to here are told */
    int64_t bookmark_ms;
    int64_t end_ms;
    bool last_bookmark_told;

    struct kube_watch *previous;
    struct kube_watch *next;
};

static int64_t now_ms(void)
{
    static const struct clock real = CLOCK_REAL_INIT;

    return clock_now_ms(&real);
}

/* ---- events ---- */

static bool concerns(const struct kube_watch *watch, const struct kube_version *version)
{
    return version != NULL &&
           (watch->name_space == NULL ||
            strcmp(version->name_space, watch->name_space) == 0) &&
           kube_selector_matches(&watch->selector, watch->kind, version);
}

static void add_event(struct kube_watch *watch, const char *type,
                      const struct kube_version *version, struct buf *out)
{
    buf_print(out, "{\"type\":\"%s\",\"object\":", type);
    kube_render(&watch->format, watch->kind, version, !watch->told_any, out);
    buf_add_text(out, "}\n");
    watch->told_any = true;
}

/* An object that no longer matches is told as deleted: its former state with the number of
 * the change. */
static void add_left(struct kube_watch *watch, const struct kube_change *change,
                     struct buf *out)
{
    json_t *tree = kube_version_tree(change->before);
    char rv[32];

    snprintf(rv, sizeof rv, "%llu", (unsigned long long)change->rv);
    json_object_set_new(json_object_get(tree, "metadata"), "resourceVersion",
                        json_string(rv));
    struct kube_version *left =
        kube_version_make(kube_kind_stored(watch->kind), tree, change->rv);
    add_event(watch, "DELETED", left, out);
    kube_version_drop(left);
    json_decref(tree);
}

static void add_change(struct kube_watch *watch, const struct kube_change *change,
                       struct buf *out)
{
    bool was = concerns(watch, change->before);
    bool is = change->type != KUBE_DELETED && concerns(watch, change->now);

    if (is)
        add_event(watch, was ? "MODIFIED" : "ADDED", change->now, out);
    else if (was && change->type == KUBE_DELETED)
        add_event(watch, "DELETED", change->now, out);
    else if (was)
        add_left(watch, change, out);
}

/* ---- bookmarks ---- */

/* An object of the kind with nothing but its number, and perhaps the mark. */
static struct kube_version *bookmark_version(const struct kube_watch *watch,
                                             bool end_mark)
{
    struct arena arena = {0};
    struct kube_reading reading = {.arena = &arena};
    char rv[32];

    arena_init(&arena, 0);
    snprintf(rv, sizeof rv, "%llu", (unsigned long long)watch->rv);
    json_t *bare = json_pack("{s:{s:s}}", "metadata", "resourceVersion", rv);
    if (end_mark)
        json_object_set_new(json_object_get(bare, "metadata"), "annotations",
                            json_pack("{s:s}", "k8s.io/initial-events-end", "true"));
    const struct kube_kind *kind = kube_kind_stored(watch->kind);
    json_t *full = kube_read(kind->type, bare, &reading);
    struct kube_version *version = kube_version_make(kind, full, watch->rv);
    json_decref(full);
    json_decref(bare);
    arena_release(&arena);
    return version;
}

static void add_bookmark(struct kube_watch *watch, bool end_mark, struct buf *out)
{
    struct kube_version *version = bookmark_version(watch, end_mark);

    add_event(watch, "BOOKMARK", version, out);
    kube_version_drop(version);
    watch->bookmark_ms = now_ms() + BOOKMARK_MS;
}

static void add_due_bookmark(struct kube_watch *watch, int64_t now, struct buf *out)
{
    bool last = !watch->last_bookmark_told && now >= watch->end_ms - LAST_BOOKMARK_MS;

    if (!watch->bookmarks || (now < watch->bookmark_ms && !last))
        return;
    watch->last_bookmark_told = watch->last_bookmark_told || last;
    add_bookmark(watch, false, out);
}

/* ---- the source ---- */

static void add_initial(struct kube_watch *watch, struct buf *out)
{
    while (watch->initial_told < watch->initial.count && out->bytes < PIECE_BYTES) {
        const struct kube_version *one = watch->initial.at[watch->initial_told++];
        if (concerns(watch, one))
            add_event(watch, "ADDED", one, out);
    }
    if (watch->initial_told < watch->initial.count)
        return;
    kube_shelf_view_release(&watch->initial);
    watch->initial_told = 0;
    if (watch->end_mark && out->bytes < PIECE_BYTES) {
        watch->end_mark = false;
        add_bookmark(watch, true, out);
    }
}

static void add_changes(struct kube_watch *watch, struct buf *out)
{
    const struct kube_store *store = watch->api->store;

    while (out->bytes < PIECE_BYTES) {
        const struct kube_change *change =
            kube_store_change_after(store, watch->kind, watch->rv);
        if (change == NULL) {
            /* Numbers of other kinds pass by too: bookmarks tell how far all is known. */
            if (watch->rv < kube_store_rv(store))
                watch->rv = kube_store_rv(store);
            return;
        }
        watch->rv = change->rv;
        add_change(watch, change, out);
    }
}

/* Under the lock. false: the watch is over. */
static bool collect(struct kube_watch *watch, struct buf *out)
{
    int64_t now = now_ms();

    if (watch->initial.count > 0 || watch->end_mark)
        add_initial(watch, out);
    if (watch->initial.count > 0 || watch->end_mark)
        return true;
    if (watch->rv <= kube_store_rv(watch->api->store)) {
        if (!kube_store_remembers(watch->api->store, watch->kind, watch->rv))
            return false;
        add_changes(watch, out);
    }
    add_due_bookmark(watch, now, out);
    return now < watch->end_ms;
}

static void watch_source(void *ctx)
{
    struct kube_watch *watch = ctx;
    struct buf out;

    buf_init(&out, LIMIT_STREAM_UNREAD_BYTES / 2);
    pthread_mutex_lock(&watch->api->lock);
    bool goes_on = collect(watch, &out);
    int64_t now = now_ms();
    int64_t next_ms = watch->end_ms;
    if (watch->bookmarks && !watch->last_bookmark_told) {
        int64_t last_ms = watch->end_ms - LAST_BOOKMARK_MS;
        next_ms = watch->bookmark_ms < last_ms ? watch->bookmark_ms : last_ms;
    }
    pthread_mutex_unlock(&watch->api->lock);

    if (out.bytes > 0)
        stream_push(watch->stream, out.at, out.bytes);
    if (!goes_on)
        stream_end(watch->stream);
    else
        stream_wake_after(watch->stream, next_ms > now ? next_ms - now : 1);
    buf_release(&out);
}

static void watch_changed(struct kube_watcher *watcher)
{
    struct kube_watch *watch = (struct kube_watch *)watcher;

    stream_poke(watch->stream);
}

/* ---- life ---- */

static void watch_gone(void *ctx)
{
    struct kube_watch *watch = ctx;
    struct kube_api *api = watch->api;

    pthread_mutex_lock(&api->lock);
    kube_store_unwatch(api->store, watch->kind, &watch->watcher);
    if (watch->previous != NULL)
        watch->previous->next = watch->next;
    else
        api->watches = watch->next;
    if (watch->next != NULL)
        watch->next->previous = watch->previous;
    kube_shelf_view_release(&watch->initial);
    pthread_mutex_unlock(&api->lock);
    arena_release(&watch->arena);
    free(watch->name_space);
    free(watch);
}

void kube_watch_cut_all(struct kube_api *api)
{
    for (struct kube_watch *watch = api->watches; watch != NULL; watch = watch->next)
        stream_cut(watch->stream);
}

static bool is_true(const struct kube_call *call, const char *name)
{
    const char *text = ask_query(call->ask, name);

    return text != NULL && (strcmp(text, "true") == 0 || strcmp(text, "1") == 0);
}

static int64_t timeout_ms(struct kube_call *call)
{
    const char *text = ask_query(call->ask, "timeoutSeconds");
    int64_t seconds;

    if (text != NULL && span_to_range(span_of(text), 1, INT32_MAX, &seconds))
        return seconds * 1000;
    return 1000 * (TIMEOUT_LEAST_S +
                   (int64_t)chance_below(kube_chance(call->api, NULL), TIMEOUT_LEAST_S));
}

/* ERROR and the end: the number is older than the history. */
static void answer_expired(struct kube_call *call, struct kube_watch *watch, uint64_t rv)
{
    struct kube_problem gone;
    struct buf out;

    kube_problem_init(&gone, &call->arena);
    kube_problem_set(
        &gone, 410, "Expired", "too old resource version: %llu (%llu)",
        (unsigned long long)rv,
        (unsigned long long)kube_store_oldest(call->api->store, watch->kind));
    json_t *event =
        json_pack("{s:s,s:o}", "type", "ERROR", "object", kube_problem_status(&gone));
    char *text = json_dumps(event, JSON_COMPACT);
    buf_init(&out, LIMIT_OBJECT_BYTES);
    buf_print(&out, "%s\n", text == NULL ? "" : text);
    stream_push(watch->stream, buf_text(&out), out.bytes);
    stream_end(watch->stream);
    buf_release(&out);
    free(text);
    json_decref(event);
}

static void watch_link(struct kube_watch *watch)
{
    struct kube_api *api = watch->api;

    watch->watcher.changed = watch_changed;
    kube_store_watch(api->store, watch->kind, &watch->watcher);
    watch->next = api->watches;
    if (watch->next != NULL)
        watch->next->previous = watch;
    api->watches = watch;
}

/* Under the lock: no change must come between the look at the shelf and the listening. */
static void watch_begin(struct kube_call *call, struct kube_watch *watch, uint64_t rv,
                        bool initial)
{
    const struct kube_store *store = call->api->store;

    watch_link(watch);
    watch->rv = rv;
    if (initial) {
        kube_store_view(store, watch->kind, watch->name_space, 0, &watch->initial);
        watch->rv = watch->initial.rv;
    } else if (!kube_store_remembers(store, watch->kind, rv)) {
        answer_expired(call, watch, rv);
        return;
    }
    stream_set_source(watch->stream, watch_source);
}

static bool read_start(struct kube_call *call, uint64_t *ret_rv, bool *ret_initial)
{
    const char *text = ask_query(call->ask, "resourceVersion");
    const char *match = ask_query(call->ask, "resourceVersionMatch");
    bool send = is_true(call, "sendInitialEvents");

    *ret_rv = 0;
    if (text != NULL && text[0] != '\0' && !kube_number_read(text, ret_rv))
        return kube_problem_set(
            &call->problem, 500, NULL,
            "resourceVersion: Invalid value: \"%s\": strconv.ParseUint: parsing "
            "\"%s\": invalid syntax",
            text, text);
    if (send && (match == NULL || strcmp(match, "NotOlderThan") != 0))
        return kube_options_forbid(
            call, "ListOptions", "resourceVersionMatch",
            "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    if (!send && match != NULL && match[0] != '\0')
        return kube_options_forbid(call, "ListOptions", "resourceVersionMatch",
                                   "resourceVersionMatch is forbidden for watch "
                                   "unless sendInitialEvents is provided");
    *ret_initial = send || *ret_rv == 0;
    return true;
}

bool kube_handle_watch(struct kube_call *call)
{
    struct kube_selector selector;
    uint64_t rv;
    bool initial = false;

    if (!read_start(call, &rv, &initial) ||
        !kube_selector_parse(call->kind, ask_query(call->ask, "labelSelector"),
                             ask_query(call->ask, "fieldSelector"), &selector,
                             &call->problem))
        return false;

    struct kube_watch *watch = mem_new(sizeof *watch);
    watch->api = call->api;
    watch->kind = call->kind;
    watch->name_space = mem_copy_text(call->name_space);
    arena_init(&watch->arena, 0);
    kube_selector_copy(&watch->arena, &selector, &watch->selector);
    watch->format = call->format;
    watch->format.include = arena_text(&watch->arena, call->format.include);
    watch->format.yaml = false;
    watch->bookmarks = is_true(call, "allowWatchBookmarks");
    watch->end_mark = is_true(call, "sendInitialEvents") && watch->bookmarks;
    watch->bookmark_ms = now_ms() + BOOKMARK_MS;

    kube_answer_stream_headers(call);
    pthread_mutex_lock(&call->api->lock);
    watch->end_ms = now_ms() + timeout_ms(call);
    watch->stream = reply_stream(call->reply, "application/json", watch_gone, watch);
    watch_begin(call, watch, rv, initial);
    pthread_mutex_unlock(&call->api->lock);
    return true;
}
