/*
 * An event goes through three stations, in client-go's order: the aggregator may replace
 * its message (key: all but the message), the logger finds an earlier equal one (key:
 * all) and counts it, and the spam filter (key: source and object) decides whether it is
 * sent. What the filter holds back has been counted all the same.
 */
#include "sim/recorder.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/when.h"
#include "wire/url.h"

#include "base/banned.h"

enum {
    SIMILAR_MOST = 10,
    SIMILAR_WITHIN_MS = 10 * 60 * 1000,
    BURST = 25,
    REFILL_MS = 5 * 60 * 1000,
    CACHE_MOST = 4096, /* of each of the three memories, as in client-go */
    MESSAGE_BYTES = 1024,
    KEY_BYTES = 4096,
};

/* Events that differ in their message only. */
struct similar {
    char *key;
    int64_t last_ms;
    size_t message_count;
    char *messages[SIMILAR_MOST + 1];
    UT_hash_handle hh;
};

/* An Event in the api-server. */
struct written {
    char *key;
    char *name;
    char first[WHEN_TEXT_BYTES];
    int count;
    UT_hash_handle hh;
};

/* How much one source may still say about one object. */
struct bucket {
    char *key;
    double tokens;
    int64_t filled_ms;
    UT_hash_handle hh;
};

struct recorder {
    struct agent *agent;
    const struct agent_server *kube;
    struct similar *similars;
    struct written *writtens;
    struct bucket *buckets;
    uint64_t serial;
};

static const struct clock machine = CLOCK_REAL_INIT;

/* ---- aggregation ---- */

static void similar_forget(struct similar *similar)
{
    for (size_t i = 0; i < similar->message_count; i++)
        free(similar->messages[i]);
    similar->message_count = 0;
}

static void similar_drop(struct recorder *recorder, struct similar *similar)
{
    HASH_DEL(recorder->similars, similar);
    similar_forget(similar);
    free(similar->key);
    free(similar);
}

static struct similar *similar_of(struct recorder *recorder, const char *key)
{
    struct similar *similar;
    HASH_FIND_STR(recorder->similars, key, similar);
    if (similar == NULL) {
        if (HASH_COUNT(recorder->similars) >= CACHE_MOST)
            similar_drop(recorder, recorder->similars); /* the oldest stands first */
        similar = mem_new(sizeof *similar);
        similar->key = mem_copy_text(key);
        HASH_ADD_KEYPTR(hh, recorder->similars, similar->key, strlen(key), similar);
    }
    return similar;
}

static void similar_add(struct similar *similar, const char *message)
{
    for (size_t i = 0; i < similar->message_count; i++) {
        if (strcmp(similar->messages[i], message) == 0)
            return;
    }
    if (similar->message_count < SIMILAR_MOST + 1)
        similar->messages[similar->message_count++] = mem_copy_text(message);
}

/* true: there were so many that this one is to be combined with them. */
static bool is_to_combine(struct recorder *recorder, const char *key, const char *message)
{
    struct similar *similar = similar_of(recorder, key);
    int64_t now = pace_now_ms(agent_pace(recorder->agent));

    if (now - similar->last_ms > SIMILAR_WITHIN_MS)
        similar_forget(similar);
    similar->last_ms = now;
    similar_add(similar, message);
    return similar->message_count > SIMILAR_MOST;
}

/* ---- what was written ---- */

static void written_drop(struct recorder *recorder, struct written *written)
{
    HASH_DEL(recorder->writtens, written);
    free(written->key);
    free(written->name);
    free(written);
}

static struct written *written_of(struct recorder *recorder, const char *key)
{
    struct written *written;
    HASH_FIND_STR(recorder->writtens, key, written);
    if (written == NULL) {
        if (HASH_COUNT(recorder->writtens) >= CACHE_MOST)
            written_drop(recorder, recorder->writtens);
        written = mem_new(sizeof *written);
        written->key = mem_copy_text(key);
        HASH_ADD_KEYPTR(hh, recorder->writtens, written->key, strlen(key), written);
    }
    return written;
}

/* ---- the spam filter ---- */

static void bucket_drop(struct recorder *recorder, struct bucket *bucket)
{
    HASH_DEL(recorder->buckets, bucket);
    free(bucket->key);
    free(bucket);
}

static struct bucket *bucket_of(struct recorder *recorder, const char *key, int64_t now)
{
    struct bucket *bucket;
    HASH_FIND_STR(recorder->buckets, key, bucket);
    if (bucket == NULL) {
        if (HASH_COUNT(recorder->buckets) >= CACHE_MOST)
            bucket_drop(recorder, recorder->buckets);
        bucket = mem_new(sizeof *bucket);
        bucket->key = mem_copy_text(key);
        bucket->tokens = BURST;
        bucket->filled_ms = now;
        HASH_ADD_KEYPTR(hh, recorder->buckets, bucket->key, strlen(key), bucket);
    }
    return bucket;
}

static bool may_say(struct recorder *recorder, const char *key)
{
    int64_t now = pace_now_ms(agent_pace(recorder->agent));
    struct bucket *bucket = bucket_of(recorder, key, now);

    bucket->tokens += (double)(now - bucket->filled_ms) / REFILL_MS;
    if (bucket->tokens > BURST)
        bucket->tokens = BURST;
    bucket->filled_ms = now;
    if (bucket->tokens < 1)
        return false;
    bucket->tokens -= 1;
    return true;
}

/* ---- writing ---- */

static void print_now(char out[WHEN_TEXT_BYTES])
{
    int64_t wall = clock_wall_ms(&machine);
    when_print(wall - wall % 1000, out);
}

static json_t *event_body(const struct written *written,
                          const struct recorder_object *about, const char *component,
                          const char *type, const char *reason, const char *message,
                          const char *now)
{
    return json_pack("{s:s, s:s, s:{s:s, s:s}, s:{s:s, s:s, s:s, s:s, s:s}, s:s, s:s, "
                     "s:{s:s}, s:s, s:s, "
                     "s:i, s:s, s:s, s:s}",
                     "apiVersion", "v1", "kind", "Event", "metadata", "name",
                     written->name, "namespace", about->namespace, "involvedObject",
                     "kind", about->kind, "namespace", about->namespace, "name",
                     about->name, "uid", about->uid, "apiVersion", about->api_version,
                     "reason", reason, "message", message, "source", "component",
                     component, "firstTimestamp", written->first, "lastTimestamp", now,
                     "count", written->count, "type", type, "reportingComponent",
                     component, "reportingInstance", "");
}

static void events_path(struct url *url, const struct recorder_object *about)
{
    url_init(url, "/api/v1/namespaces");
    url_segment(url, about->namespace);
    url_segment(url, "events");
}

static int send(struct recorder *recorder, const char *method, const struct url *url,
                const char *content_type, json_t *body)
{
    struct http_request *request =
        agent_request(method, url_text(url), content_type, body);
    struct agent_answer answer = agent_ask(recorder->agent, recorder->kube, request);
    int status = answer.status;
    agent_answer_release(&answer);
    json_decref(body);
    return status;
}

/* "hello.18a3f…": the name and the moment in nanoseconds, as client-go does it. */
static void name_event(struct recorder *recorder, struct written *written,
                       const struct recorder_object *about)
{
    struct buf name;
    buf_init(&name, 512);
    uint64_t nanos = (uint64_t)clock_wall_ms(&machine) * 1000000 + recorder->serial++;
    buf_print(&name, "%s.%llx", about->name, (unsigned long long)nanos);
    free(written->name);
    written->name = buf_take(&name);
    buf_release(&name);
}

static void create_event(struct recorder *recorder, struct written *written,
                         const struct recorder_object *about, const char *component,
                         const char *type, const char *reason, const char *message)
{
    struct url url;
    char now[WHEN_TEXT_BYTES];

    print_now(now);
    if (written->name == NULL)
        memcpy(written->first, now, sizeof now);
    name_event(recorder, written, about);
    events_path(&url, about);
    send(recorder, "POST", &url, NULL,
         event_body(written, about, component, type, reason, message, now));
    url_release(&url);
}

static bool count_event(struct recorder *recorder, const struct written *written,
                        const struct recorder_object *about, const char *message)
{
    struct url url;
    char now[WHEN_TEXT_BYTES];

    print_now(now);
    events_path(&url, about);
    url_segment(&url, written->name);
    int status = send(recorder, "PATCH", &url, "application/strategic-merge-patch+json",
                      json_pack("{s:i, s:s, s:s}", "count", written->count,
                                "lastTimestamp", now, "message", message));
    url_release(&url);
    return status != 404; /* forgotten after an hour, or deleted */
}

struct recorder *recorder_new(struct agent *agent, const struct agent_server *kube)
{
    struct recorder *recorder = mem_new(sizeof *recorder);
    recorder->agent = agent;
    recorder->kube = kube;
    return recorder;
}

void recorder_free(struct recorder *recorder)
{
    if (recorder == NULL)
        return;
    while (recorder->similars != NULL)
        similar_drop(recorder, recorder->similars);
    while (recorder->writtens != NULL)
        written_drop(recorder, recorder->writtens);
    while (recorder->buckets != NULL)
        bucket_drop(recorder, recorder->buckets);
    free(recorder);
}

void recorder_tell(struct recorder *recorder, const struct recorder_object *about,
                   const char *component, const char *type, const char *reason,
                   const char *message)
{
    struct buf source, key, text;

    buf_init(&source, KEY_BYTES);
    buf_init(&key, KEY_BYTES);
    buf_init(&text, MESSAGE_BYTES);
    buf_print(&source, "%s/%s/%s/%s/%s", component, about->kind, about->namespace,
              about->name, about->uid);
    buf_print(&key, "%s/%s/%s/", buf_text(&source), type, reason);
    bool combine = is_to_combine(recorder, buf_text(&key), message);
    buf_print(&text, "%s%.900s", combine ? "(combined from similar events): " : "",
              message);
    if (!combine) /* combined ones are one Event, whatever they say */
        buf_add_text(&key, message);

    struct written *written = written_of(recorder, buf_text(&key));
    bool known = written->name != NULL;
    written->count++;
    if (may_say(recorder, buf_text(&source)) &&
        !(known && count_event(recorder, written, about, buf_text(&text))))
        create_event(recorder, written, about, component, type, reason, buf_text(&text));
    buf_release(&source);
    buf_release(&key);
    buf_release(&text);
}
