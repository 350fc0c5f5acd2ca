#include "worker/kubefeed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "kube/kind.h"
#include "kube/login.h"
#include "kube/reflector.h"
#include "base/banned.h"

enum { NOTE_BYTES = 400 };

/* One reflector and the exchange it has under way. */
struct slot {
    struct kubefeed *feed;
    enum kube_kind kind;
    struct reflector *reflector; /* NULL: this kind is not read */
    struct http_exchange *under_way;
};

/* The proof that the line is alive while the watch is silent. */
struct pulse {
    struct http_exchange *under_way;
    int64_t next_ms;
    int64_t proved_ms; /* last good answer; INT64_MIN: none */
};

struct kubefeed {
    struct kubefeed_config config;
    char *namespace; /* in use; NULL: all */
    struct login *login;
    uint64_t peer_generation;
    struct slot slots[KUBE_KIND_COUNT];
    struct pulse pulse;
    bool fell_back; /* all namespaces were forbidden */
    struct buf note;
};

/* ---- what the reflectors tell, into the store -------------------------------- */

static void put(void *ctx, struct kube_object *object)
{
    struct slot *slot = ctx;
    store_put(slot->feed->config.store, object, clock_now_ms(slot->feed->config.clock),
              clock_wall_ms(slot->feed->config.clock));
}

static void gone(void *ctx, enum kube_kind kind, const char *namespace, const char *name,
                 const char *uid)
{
    struct slot *slot = ctx;
    store_gone(slot->feed->config.store, kind, namespace, name, uid,
               clock_now_ms(slot->feed->config.clock),
               clock_wall_ms(slot->feed->config.clock));
}

static void list_began(void *ctx, enum kube_kind kind)
{
    struct slot *slot = ctx;
    store_list_began(slot->feed->config.store, kind);
}

static void list_ended(void *ctx, enum kube_kind kind)
{
    struct slot *slot = ctx;
    store_list_ended(slot->feed->config.store, kind,
                     clock_now_ms(slot->feed->config.clock),
                     clock_wall_ms(slot->feed->config.clock));
}

static bool take_bytes(void *ctx, const char *at, size_t bytes)
{
    struct slot *slot = ctx;
    return reflector_feed(slot->reflector, at, bytes,
                          clock_now_ms(slot->feed->config.clock));
}

/* ---- life ----------------------------------------------------------------------- */

static void open_slot(struct kubefeed *feed, enum kube_kind kind)
{
    struct slot *slot = &feed->slots[kind];
    const struct reflector_sink sink = {
        .ctx = slot,
        .put = put,
        .gone = gone,
        .list_began = list_began,
        .list_ended = list_ended,
    };
    const struct reflector_config config = {
        .kind = kind,
        .namespace = kube_resource_of(kind)->namespaced ? feed->namespace : NULL,
        .seed = feed->config.seed + (uint64_t)kind,
    };

    slot->feed = feed;
    slot->kind = kind;
    slot->reflector = reflector_new(&config, &sink);
}

static void close_slot(struct slot *slot)
{
    if (slot->under_way != NULL)
        http_cancel(slot->feed->config.http, slot->under_way);
    slot->under_way = NULL;
    reflector_free(slot->reflector);
    slot->reflector = NULL;
}

static void open_slots(struct kubefeed *feed)
{
    for (enum kube_kind kind = 0; kind < KUBE_KIND_COUNT; kind++) {
        if (feed->config.kinds & 1u << kind)
            open_slot(feed, kind);
    }
}

struct kubefeed *kubefeed_new(const struct kubefeed_config *config)
{
    struct kubefeed *feed = mem_new(sizeof *feed);

    feed->config = *config;
    feed->namespace = mem_copy_text(config->namespace);
    feed->login = login_new(config->cluster);
    feed->pulse.proved_ms = INT64_MIN;
    buf_init(&feed->note, NOTE_BYTES);
    open_slots(feed);
    return feed;
}

static void drop_pulse(struct kubefeed *feed)
{
    if (feed->pulse.under_way != NULL)
        http_cancel(feed->config.http, feed->pulse.under_way);
    feed->pulse.under_way = NULL;
}

void kubefeed_free(struct kubefeed *feed)
{
    if (feed == NULL)
        return;
    drop_pulse(feed);
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++)
        close_slot(&feed->slots[i]);
    login_free(feed->login);
    buf_release(&feed->note);
    free(feed->namespace);
    free(feed);
}

/* ---- requests out ------------------------------------------------------------------ */

/* The line is not to be trusted any more: everything on it has ended. */
static void cut_line(struct kubefeed *feed, const char *why, int64_t now_ms)
{
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        struct slot *slot = &feed->slots[i];
        if (slot->under_way == NULL)
            continue;
        struct http_exchange cut = {.cut = HTTP_

static bool has_given_up_once(const struct reflector_health *health)
{
    return health->ever_listed || health->state == REFLECTOR_DENIED ||
           health->state == REFLECTOR_ABSENT ||
           (health->state == REFLECTOR_WAITING && health->failures >= 2);
}

bool kubefeed_is_complete(const struct kubefeed *feed)
{
    struct err err = ERR_INIT;

    login_error(feed->login, &err);
    if (err.code != ERR_OK)
        return true;
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        struct reflector_health health;
        if (feed->slots[i].reflector == NULL)
            continue;
        reflector_health(feed->slots[i].reflector, &health);
        if (!has_given_up_once(&health))
            return false;
    }
    return true;
}

static enum source_state state_of(const struct reflector_health *health)
{
    switch (health->state) {
    case REFLECTOR_STARTING:
        return SOURCE_CONNECTING;
    case REFLECTOR_LISTING:
        return health->ever_listed    ? SOURCE_LIVE
               : health->failures > 0 ? SOURCE_LOST
                                      : SOURCE_CONNECTING;
    case REFLECTOR_WATCHING:
        return SOURCE_LIVE;
    case REFLECTOR_WAITING:
        return SOURCE_LOST;
    case REFLECTOR_DENIED:
    case REFLECTOR_ABSENT:
        return SOURCE_DENIED;
    }
    return SOURCE_LOST;
}

/* What is lived without: "events: forbidden, gateways: not installed". */
static void note_the_missing(struct kubefeed *feed)
{
    buf_clear(&feed->note);
    if (feed->fell_back)
        buf_print(&feed->note, "all namespaces are forbidden, reading %s",
                  feed->namespace);
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        struct reflector_health health;
        if (i == KUBE_SERVICE || feed->slots[i].reflector == NULL)
            continue;
        reflector_health(feed->slots[i].reflector, &health);
        const char *why = health.state == REFLECTOR_DENIED    ? "forbidden"
                          : health.state == REFLECTOR_WAITING ? "not read"
                                                              : NULL;
        if (why != NULL)
            buf_print(&feed->note, "%s%s: %s", feed->note.bytes > 0 ? ", " : "",
                      kube_resource_of((enum kube_kind)i)->name, why);
    }
}

void kubefeed_source(struct kubefeed *feed, int64_t now_ms, int64_t wall_ms,
                     struct source *ret_source)
{
    struct reflector_health health;

    reflector_health(feed->slots[KUBE_SERVICE].reflector, &health);
    int64_t proved = health.confirmed_ms;
    if (health.state == REFLECTOR_WATCHING && feed->pulse.proved_ms > proved)
        proved = feed->pulse.proved_ms;
    note_the_missing(feed);

    *ret_source = (struct source){
        .state = state_of(&health),
        .ever = health.ever_listed,
        .read_ms = health.ever_listed ? proved : 0,
        .read_wall_ms = health.ever_listed ? wall_ms - (now_ms - proved) : WHEN_UNKNOWN,
        .interval_ms = -1,
        .retry_ms = health.state == REFLECTOR_WAITING ? health.retry_at_ms : 0,
        .failures = health.failures,
        .unreadable = health.unreadable,
        .err = health.err,
        .note = feed->note.bytes > 0 ? buf_text(&feed->note) : NULL,
    };

    struct err login = ERR_INIT;
    login_error(feed->login, &login);
    if (login.code != ERR_OK) {
        ret_source->state = SOURCE_LOST;
        ret_source->err = login;
        ret_source->retry_ms = login_due_ms(feed->login);
    }
}

const char *kubefeed_namespace(const struct kubefeed *feed)
{
    return feed->namespace;
}

int64_t kubefeed_skew_ms(const struct kubefeed *feed)
{
    struct reflector_health health;

    reflector_health(feed->slots[KUBE_SERVICE].reflector, &health);
    return health.clock_skew_ms;
}
