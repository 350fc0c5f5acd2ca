#include "worker/rightsfeed.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"
#include "base/banned.h"

static const char *const verbs[] = {"create", "patch", "delete"};

struct entry {
    char *namespace; /* NULL: all */
    enum right rights[ARRAY_COUNT(verbs)];
    size_t next; /* verb to ask for; ARRAY_COUNT(verbs): all are answered */
    int64_t asked_ms;
};

struct rightsfeed {
    struct http *http;
    struct kubefeed *kube;
    struct calllog *calllog;
    size_t count;
    struct entry entries[LIMIT_RIGHTS];
    struct entry *in_hand; /* whose review is under way */
    size_t verb;           /* of that review: it may be wanted anew meanwhile */
    struct http_exchange *under_way;
    uint64_t generation;
};

struct rightsfeed *rightsfeed_new(struct http *http, struct kubefeed *kube,
                                  struct calllog *calllog)
{
    struct rightsfeed *feed = mem_new(sizeof *feed);

    feed->http = http;
    feed->kube = kube;
    feed->calllog = calllog;
    return feed;
}

void rightsfeed_free(struct rightsfeed *feed)
{
    if (feed == NULL)
        return;
    if (feed->under_way != NULL)
        http_cancel(feed->http, feed->under_way);
    for (size_t i = 0; i < feed->count; i++)
        free(feed->entries[i].namespace);
    free(feed);
}

/* ---- what is wanted ------------------------------------------------------------------ */

static bool is_of(const struct entry *entry, const char *namespace)
{
    if (entry->namespace == NULL || namespace == NULL)
        return entry->namespace == namespace;
    return strcmp(entry->namespace, namespace) == 0;
}

static bool is_everywhere(const struct rightsfeed *feed, enum right right)
{
    if (feed->count == 0 || feed->entries[0].namespace != NULL)
        return false;
    for (size_t i = 0; i < ARRAY_COUNT(verbs); i++) {
        if (feed->entries[0].rights[i] != right)
            return false;
    }
    return true;
}

bool rightsfeed_is_denied_everywhere(const struct rightsfeed *feed)
{
    return is_everywhere(feed, RIGHT_DENIED);
}

static struct entry *find(struct rightsfeed *feed, const char *namespace)
{
    for (size_t i = 0; i < feed->count; i++) {
        if (is_of(&feed->entries[i], namespace))
            return &feed->entries[i];
    }
    return NULL;
}

static void ask(struct entry *entry, int64_t now_ms)
{
    entry->asked_ms = now_ms;
    entry->next = 0;
}

void rightsfeed_want_once(struct rightsfeed *feed, const char *namespace, int64_t now_ms)
{
    if ((namespace != NULL && is_everywhere(feed, RIGHT_GIVEN)) ||
        find(feed, namespace) != NULL || feed->count == LIMIT_RIGHTS)
        return;
    struct entry *entry = &feed->entries[feed->count++];
    entry->namespace = mem_copy_text(namespace);
    ask(entry, now_ms);
}

void rightsfeed_want(struct rightsfeed *feed, const char *namespace, int64_t now_ms)
{
    struct entry *entry = find(feed, namespace);

    if (entry == NULL)
        rightsfeed_want_once(feed, namespace, now_ms);
    else if (now_ms - entry->asked_ms >= INTERVAL_RIGHTS_MS &&
             (namespace == NULL || !is_everywhere(feed, RIGHT_GIVEN)))
        ask(entry, now_ms);
}

void rightsfeed_again(struct rightsfeed *feed, int64_t now_ms)
{
    for (size_t i = 0; i < feed->count; i++)
        ask(&feed->entries[i], now_ms);
}

/* ---- questions and answers --------------------------------------------------------------- */

static struct http_request *review(const struct entry *entry)
{
    struct http_request *request = http_request_new(
        "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews");
    json_t *what =
        json_pack("{s:s, s:s}", "verb", verbs[entry->next], "resource", "services");

    if (entry->namespace != NULL)
        json_object_set_new(what, "namespace", json_string(entry->namespace));
    json_t *body =
        json_pack("{s:s, s:s, s:{s:o}}", "apiVersion", "authorization.k8s.io/v1", "kind",
                  "SelfSubjectAccessReview", "spec", "resourceAttributes", what);
    request->label = "access review";
    http_headers_add(&request->headers, "Content-Type", "application/json");
    tree_to_json(body, 0, &request->body);
    json_decref(body);
    return request;
}

/* The first of them that has a question left; its index, or count. */
static size_t next_entry(const struct rightsfeed *feed)
{
    size_t i = 0;

    while (i < feed->count && feed->entries[i].next == ARRAY_COUNT(verbs))
        i++;
    return i;
}

bool rightsfeed_is_due(const struct rightsfeed *feed)
{
    return feed->under_way == NULL && next_entry(feed) < feed->count &&
           kubefeed_is_ready(feed->kube);
}

void rightsfeed_work(struct rightsfeed *feed)
{
    if (!rightsfeed_is_due(feed))
        return;
    struct entry *entry = &feed->entries[next_entry(feed)];
    feed->in_hand = entry;
    feed->under_way = kubefeed_start(feed->kube, review(entry), feed);
    feed->verb = entry->next++;
}

static enum right read_right(const struct http_exchange *exchange)
{
    json_t *review = NULL;
    enum right right = RIGHT_UNKNOWN;

    if (exchange->err.code == ERR_OK && http_status_code(exchange->status) == ERR_OK &&
        tree_from_json(buf_span(&exchange->body), "review", &review, NULL) == ERR_OK &&
        tree_at(review, "status.allowed") != NULL)
        right = tree_bool(review, "status.allowed", false) ? RIGHT_GIVEN : RIGHT_DENIED;
    json_decref(review);
    return right;
}

bool rightsfeed_ended(struct rightsfeed *feed, const struct http_exchange *exchange)
{
    if (exchange != feed->under_way)
        return false;
    feed->under_way = NULL;
    calllog_add(feed->calllog, "kubernetes", exchange);
    feed->in_hand->rights[feed->verb] = read_right(exchange);
    feed->generation++;
    return true;
}

uint64_t rightsfeed_generation(const struct rightsfeed *feed)
{
    return feed->generation;
}

size_t rightsfeed_copy(const struct rightsfeed *feed, struct arena *arena,
                       const struct rights **ret_rights)
{
    struct rights *rights = arena_new_array(arena, feed->count, sizeof *rights);

    for (size_t i = 0; i < feed->count; i++) {
        const struct entry *entry = &feed->entries[i];
        rights[i] = (struct rights){
            .namespace = arena_text(arena, entry->namespace),
            .create = entry->rights[0],
            .patch = entry->rights[1],
            .delete = entry->rights[2],
        };
    }
    *ret_rights = rights;
    return feed->count;
}
