#include "sim/heard.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { ENTRIES_MOST = 4000, BODY_BYTES = 4096, MASK_DEPTH = 16 };

struct entry {
    uint64_t seq; /* from 1 */
    int64_t at_ms;
    int64_t wall_ms;
    char *server;
    char *who; /* "" */
    char *method;
    char *target;
    char *body; /* NULL: none */
    int status;
};

struct heard {
    const struct pace *pace;

    /* under mu, a leaf lock */
    pthread_mutex_t mu;
    uint64_t count;
    uint64_t change_count;
    struct entry ring[ENTRIES_MOST]; /* entry of seq at (seq - 1) % ENTRIES_MOST */
};

static const struct clock machine = CLOCK_REAL_INIT;

/* ---- masking ---- */

static bool is_secret(const char *key)
{
    static const char *const keys[] = {"password", "passcode",      "secret", "sk",
                                       "token",    "securitytoken", "access", "tls.key",
                                       "id_token", "private_key"};
    for (size_t i = 0; i < ARRAY_COUNT(keys); i++) {
        if (strcmp(key, keys[i]) == 0)
            return true;
    }
    return false;
}

/* A secret's key with an object below ("token": {"id": …}) hides all texts in it. */
static void mask(json_t *tree, bool all, int depth)
{
    const char *key;
    json_t *value;
    size_t i;

    if (depth > MASK_DEPTH)
        return;
    if (json_is_array(tree)) {
        json_array_foreach(tree, i, value) mask(value, all, depth + 1);
        return;
    }
    json_object_foreach(tree, key, value)
    {
        bool hide = all || is_secret(key);
        /* the methods are words, and "password" below them a container */
        if (json_is_string(value) && hide)
            json_string_set(value, "***");
        else
            mask(value, hide && strcmp(key, "password") != 0, depth + 1);
    }
}

/* Bodies that are not JSON are not kept: nobody could say what is secret in them. */
static char *masked_body(struct span body)
{
    struct buf text;
    json_t *tree = NULL;

    if (body.bytes == 0 || body.bytes > LIMIT_MIB ||
        tree_from_json(body, "body", &tree, NULL) != ERR_OK)
        return NULL;
    mask(tree, false, 0);
    buf_init(&text, LIMIT_MIB);
    tree_to_json(tree, 0, &text);
    json_decref(tree);
    if (text.bytes > BODY_BYTES)
        buf_cut(&text, BODY_BYTES);
    char *kept = mem_copy_text(buf_text(&text));
    buf_release(&text);
    return kept;
}

/* ---- the ring ---- */

static void entry_release(struct entry *entry)
{
    free(entry->server);
    free(entry->who);
    free(entry->method);
    free(entry->target);
    free(entry->body);
    *entry = (struct entry){0};
}

/* Takes the texts of the entry. */
static void add(struct heard *heard, struct entry *entry)
{
    entry->at_ms = pace_now_ms(heard->pace);
    entry->wall_ms = clock_wall_ms(&machine);
    pthread_mutex_lock(&heard->mu);
    struct entry *place = &heard->ring[heard->count % ENTRIES_MOST];
    entry_release(place);
    entry->seq = ++heard->count;
    if (strcmp(entry->method, "GET") != 0 && strcmp(entry->method, "HEAD") != 0)
        heard->change_count++;
    *place = *entry;
    pthread_mutex_unlock(&heard->mu);
}

struct heard *heard_new(const struct pace *pace)
{
    struct heard *heard = mem_new(sizeof *heard);
    heard->pace = pace;
    pthread_mutex_init(&heard->mu, NULL);
    return heard;
}

void heard_free(struct heard *heard)
{
    if (heard == NULL)
        return;
    for (size_t i = 0; i < ENTRIES_MOST; i++)
        entry_release(&heard->ring[i]);
    pthread_mutex_destroy(&heard->mu);
    free(heard);
}

static char *who_asked(const struct ask *ask)
{
    const char *agent = ask_header(ask, "User-Agent");
    return agent == NULL ? mem_copy_text("") : mem_copy_bytes(agent, strcspn(agent, "/"));
}

void heard_request(void *ctx, const char *server, const struct ask *ask, int status)
{
    struct entry entry = {.server = mem_copy_text(server),
                          .who = who_asked(ask),
                          .method = mem_copy_text(ask->method),
                          .target = mem_copy_text(ask->target),
                          .body = masked_body(ask->body),
                          .status = status};
    add(ctx, &entry);
}

void heard_line(struct heard *heard, const char *server, const char *text)
{
    struct entry entry = {.server = mem_copy_text(server),
                          .who = mem_copy_text(""),
                          .method = mem_copy_text(""),
                          .target = mem_copy_text(text)};
    add(heard, &entry);
}

uint64_t heard_count(struct heard *heard)
{
    pthread_mutex_lock(&heard->mu);
    uint64_t count = heard->count;
    pthread_mutex_unlock(&heard->mu);
    return count;
}

uint64_t heard_change_count(struct heard *heard)
{
    pthread_mutex_lock(&heard->mu);
    uint64_t count = heard->change_count;
    pthread_mutex_unlock(&heard->mu);
    return count;
}

static json_t *entry_json(const struct entry *entry)
{
    char wall[WHEN_TEXT_BYTES];
    json_t *json = json_pack("{s:I, s:I, s:s, s:s, s:s, s:s, s:s, s:i}", "seq",
                             (json_int_t)entry->seq, "at_ms", (json_int_t)entry->at_ms,
                             "wall", when_print(entry->wall_ms, wall), "server",
                             entry->server, "who", entry->who, "method", entry->method,
                             "target", entry->target, "status", entry->status);
    if (entry->body != NULL)
        json_object_set_new(json, "body", json_string(entry->body));
    return json;
}

json_t *heard_json(struct heard *heard, uint64_t after, size_t most, const char *server)
{
    json_t *entries = json_array();

    pthread_mutex_lock(&heard->mu);
    uint64_t oldest = heard->count > ENTRIES_MOST ? heard->count - ENTRIES_MOST : 0;
    uint64_t seq = after > oldest ? after : oldest;
    while (seq < heard->count && json_array_size(entries) < most) {
        const struct entry *entry = &heard->ring[seq++ % ENTRIES_MOST];
        if (server == NULL || strcmp(entry->server, server) == 0)
            json_array_append_new(entries, entry_json(entry));
    }
    pthread_mutex_unlock(&heard->mu);
    return json_pack("{s:o, s:I}", "entries", entries, "next", (json_int_t)seq);
}
