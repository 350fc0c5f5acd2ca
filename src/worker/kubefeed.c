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
#include "worker/names.h"
#include "base/banned.h"

enum { NOTE_BYTES = 400 };

/* One reflector and the exchange it has under way. */
struct slot {
    struct kubefeed *feed;
    enum kube_kind kind;
    struct reflector *reflector; /* NULL: this kind is not read */
    struct http_exchange *under_way;
    int64_t sent_ms; /* when it was started */
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
    char *fallback;  /* NULL: the context's */
    struct login *login;
    enum login_state login_state;
    struct names *names;
    uint64_t peer_generation;
    struct slot slots[KUBE_KIND_COUNT];
    struct pulse pulse;
    const char *fell_back; /* why not all namespaces; NULL: nothing is missing */
    int64_t list_began_ms; /* of the first list of Services; INT64_MIN */
    struct buf note;
};

/* ---- what the reflectors tell, into the store -------------------------------- */

static void heard(void *ctx, const struct kube_object *object, struct span text,
                  struct span managed)
{
    struct slot *slot = ctx;
    recording_put(slot->feed->config.recording, object, text, managed,
                  clock_wall_ms(slot->feed->config.clock));
}

static void put(void *ctx, struct kube_object *object)
{
    struct slot *slot = ctx;

    if (object->kind == KUBE_SERVICE)
        names_put(slot->feed->names, object);
    store_put(slot->feed->config.store, object, clock_now_ms(slot->feed->config.clock),
              clock_wall_ms(slot->feed->config.clock));
}

static void gone(void *ctx, enum kube_kind kind, const char *namespace, const char *name,
                 const char *uid)
{
    struct slot *slot = ctx;

    if (kind == KUBE_SERVICE)
        names_gone(slot->feed->names, namespace, name);
    recording_gone(slot->feed->config.recording, kind, namespace, name, uid,
                   clock_wall_ms(slot->feed->config.clock));
    store_gone(slot->feed->config.store, kind, namespace, name, uid,
               clock_now_ms(slot->feed->config.clock),
               clock_wall_ms(slot->feed->config.clock));
}

static void list_began(void *ctx, enum kube_kind kind)
{
    struct slot *slot = ctx;
    recording_list(slot->feed->config.recording, kind, false,
                   clock_wall_ms(slot->feed->config.clock));
    store_list_began(slot->feed->config.store, kind);
}

static void list_ended(void *ctx, enum kube_kind kind)
{
    struct slot *slot = ctx;
    recording_list(slot->feed->config.recording, kind, true,
                   clock_wall_ms(slot->feed->config.clock));
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
        .heard = feed->config.recording == NULL ? NULL : heard,
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
    store_set_scope(feed->config.store, feed->namespace);
    recording_scope(feed->config.recording, feed->namespace,
                    clock_wall_ms(feed->config.clock));
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
    feed->fallback = mem_copy_text(config->fallback_namespace);
    feed->login = login_new(config->cluster);
    if (config->has_screen)
        login_reserve_terminal(feed->login);
    feed->login_state = LOGIN_RUNNING;
    feed->names = names_new();
    feed->pulse.proved_ms = INT64_MIN;
    feed->list_began_ms = INT64_MIN;
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
    names_free(feed->names);
    buf_release(&feed->note);
    free(feed->namespace);
    free(feed->fallback);
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
        struct http_exchange cut = {.cut = HTTP_CUT_TIMEOUT, .err = ERR_INIT};
        err_set(&cut.err, ERR_NET, "%s", why);
        http_cancel(feed->config.http, slot->under_way);
        slot->under_way = NULL;
        reflector_ended(slot->reflector, &cut, now_ms);
    }
}

/* The picture is wanted anew: a list follows the watch that ends here. */
static void drop_watch(struct slot *slot, int64_t now_ms)
{
    struct reflector_health health;

    reflector_health(slot->reflector, &health);
    if (slot->under_way == NULL || health.state != REFLECTOR_WATCHING)
        return;
    http_cancel(slot->feed->config.http, slot->under_way);
    slot->under_way = NULL;
    reflector_ended(slot->reflector, NULL, now_ms);
}

static void follow_peer(struct kubefeed *feed, int64_t now_ms)
{
    uint64_t generation = login_generation(feed->login);

    if (generation == feed->peer_generation)
        return;
    if (feed->peer_generation != 0) {
        drop_pulse(feed);
        cut_line(feed, "the client certificate was renewed", now_ms);
        kubefeed_refresh(feed, now_ms);
    }
    feed->peer_generation = generation;
}

static bool wants_to_ask(const struct kubefeed *feed, const struct slot *slot)
{
    struct reflector_health health;

    if (slot->reflector == NULL || slot->under_way != NULL)
        return false;
    if (!feed->config.once)
        return true;
    /* One picture is wanted: no watch, and no second try of what failed. */
    reflector_health(slot->reflector, &health);
    return health.state == REFLECTOR_STARTING ||
           (health.state == REFLECTOR_LISTING && !health.ever_listed) ||
           (health.state == REFLECTOR_WAITING && !health.ever_listed &&
            health.failures < 2);
}

static void send(struct kubefeed *feed, struct slot *slot, struct http_request *request,
                 int64_t now_ms)
{
    const struct http_sink sink = {.take = take_bytes, .ctx = slot};

    login_sign(feed->login, request);
    slot->under_way =
        http_start(feed->config.http, login_peer(feed->login), request, &sink, slot);
    slot->sent_ms = now_ms;
    if (slot->kind == KUBE_SERVICE && feed->list_began_ms == INT64_MIN)
        feed->list_began_ms = now_ms;
}

static bool is_watching(const struct kubefeed *feed)
{
    struct reflector_health health;

    reflector_health(feed->slots[KUBE_SERVICE].reflector, &health);
    return health.state == REFLECTOR_WATCHING;
}

/* After a failure the server has said yes to a watch that goes on from where the picture
 * ends, and nothing has happened since that would prove it. */
static bool is_resumed(const struct kubefeed *feed)
{
    const struct slot *slot = &feed->slots[KUBE_SERVICE];
    struct reflector_health health;

    if (slot->under_way == NULL || http_status_code(slot->under_way->status) != ERR_OK)
        return false;
    reflector_health(slot->reflector, &health);
    return health.state == REFLECTOR_WAITING && health.ever_listed;
}

/* Its yes counts once it has answered something else while the watch stood: what ends
 * watches as soon as they begin is not alive. */
static bool is_proved_anew(const struct kubefeed *feed)
{
    return is_resumed(feed) && feed->pulse.proved_ms >= feed->slots[KUBE_SERVICE].sent_ms;
}

/* INT64_MAX: none is wanted now. */
static int64_t pulse_due_ms(const struct kubefeed *feed)
{
    if (feed->config.once || feed->slots[KUBE_SERVICE].reflector == NULL ||
        feed->pulse.under_way != NULL)
        return INT64_MAX;
    if (is_resumed(feed) && !is_proved_anew(feed))
        return feed->slots[KUBE_SERVICE].sent_ms; /* at once */
    return is_watching(feed) || is_resumed(feed) ? feed->pulse.next_ms : INT64_MAX;
}

static void work_pulse(struct kubefeed *feed, int64_t now_ms)
{
    struct pulse *pulse = &feed->pulse;

    if (now_ms < pulse_due_ms(feed))
        return;

    struct http_request *request = http_request_new("GET", "/version");
    request->label = "pulse";
    request->connect_ms = INTERVAL_PULSE_MS;
    request->answer_ms = INTERVAL_PULSE_MS;
    login_sign(feed->login, request);
    pulse->under_way =
        http_start(feed->config.http, login_peer(feed->login), request, NULL, pulse);
}

/* All are wanted, none were listed yet, and nobody insists. */
static bool may_fall_back(const struct kubefeed *feed,
                          struct reflector_health *ret_health)
{
    if (feed->namespace != NULL || feed->config.insist_on_all ||
        feed->slots[KUBE_SERVICE].reflector == NULL)
        return false;
    reflector_health(feed->slots[KUBE_SERVICE].reflector, ret_health);
    return !ret_health->ever_listed;
}

/* The context's own namespace is better than none. */
static void fall_back(struct kubefeed *feed, const char *why)
{
    feed->fell_back = why;
    feed->namespace = mem_copy_text(
        feed->fallback != NULL ? feed->fallback : feed->config.cluster->namespace);
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++)
        close_slot(&feed->slots[i]);
    open_slots(feed);
}

static void fall_back_if_denied(struct kubefeed *feed)
{
    struct reflector_health health;

    if (may_fall_back(feed, &health) && health.state == REFLECTOR_DENIED)
        fall_back(feed, "all namespaces are forbidden");
}

/* The server answers, whatever it takes: a dead one is as dead with one namespace. */
static bool answers(const struct kubefeed *feed)
{
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        const struct slot *slot = &feed->slots[i];
        struct reflector_health health;
        if (slot->reflector == NULL)
            continue;
        reflector_health(slot->reflector, &health);
        if (health.ever_listed ||
            (slot->under_way != NULL && slot->under_way->status != 0))
            return true;
    }
    return false;
}

/* INT64_MAX: it cannot take too long any more. */
static int64_t patience_ends_ms(const struct kubefeed *feed)
{
    struct reflector_health health;

    if (feed->config.is_patient || feed->config.once ||
        feed->list_began_ms == INT64_MIN || !may_fall_back(feed, &health) ||
        !answers(feed))
        return INT64_MAX;
    return feed->list_began_ms + INTERVAL_SCOPE_MS;
}

static void fall_back_if_slow(struct kubefeed *feed, int64_t now_ms)
{
    if (now_ms >= patience_ends_ms(feed))
        fall_back(feed, "listing all takes longer than 2s");
}

void kubefeed_work(struct kubefeed *feed, int64_t now_ms, int64_t wall_ms)
{
    feed->login_state = login_work(feed->login, now_ms, wall_ms);
    if (feed->login_state != LOGIN_READY)
        return;

    follow_peer(feed, now_ms);
    fall_back_if_slow(feed, now_ms);
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        struct slot *slot = &feed->slots[i];
        if (!wants_to_ask(feed, slot))
            continue;
        struct http_request *request = reflector_next(slot->reflector, now_ms, wall_ms);
        if (request != NULL)
            send(feed, slot, request, now_ms);
    }
    work_pulse(feed, now_ms);
}

/* ---- answers in ----------------------------------------------------------------------- */

static void pulse_ended(struct kubefeed *feed, const struct http_exchange *exchange,
                        int64_t now_ms)
{
    struct pulse *pulse = &feed->pulse;

    pulse->under_way = NULL;
    pulse->next_ms = now_ms + INTERVAL_PULSE_MS;
    if (exchange->err.code == ERR_OK)
        pulse->proved_ms = now_ms; /* any status: the server spoke */
    else
        cut_line(feed, exchange->err.text, now_ms);
}

bool kubefeed_ended(struct kubefeed *feed, const struct http_exchange *exchange,
                    int64_t now_ms)
{
    if (exchange->owner == &feed->pulse) {
        pulse_ended(feed, exchange, now_ms);
        return true;
    }
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        struct slot *slot = &feed->slots[i];
        if (exchange->owner != slot || slot->under_way != exchange)
            continue;
        slot->under_way = NULL;
        calllog_add(feed->config.calllog, "kubernetes", exchange);
        if (exchange->status == 401)
            login_rejected(feed->login, now_ms);
        reflector_ended(slot->reflector, exchange, now_ms);
        fall_back_if_denied(feed);
        return true;
    }
    return false;
}

/* ---- when, and how it is -------------------------------------------------------------- */

size_t kubefeed_fds(const struct kubefeed *feed, struct http_fd fds[2])
{
    return login_fds(feed->login, fds);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

int64_t kubefeed_due_ms(const struct kubefeed *feed)
{
    int64_t due = login_due_ms(feed->login);

    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        const struct slot *slot = &feed->slots[i];
        if (wants_to_ask(feed, slot))
            due = earlier(due, reflector_due_ms(slot->reflector));
    }
    due = earlier(due, patience_ends_ms(feed));
    return earlier(due, pulse_due_ms(feed));
}

void kubefeed_refresh(struct kubefeed *feed, int64_t now_ms)
{
    login_retry_now(feed->login, now_ms);
    for (size_t i = 0; i < KUBE_KIND_COUNT; i++) {
        struct slot *slot = &feed->slots[i];
        if (slot->reflector == NULL)
            continue;
        reflector_retry_now(slot->reflector, now_ms);
        drop_watch(slot, now_ms);
    }
    feed->pulse.next_ms = now_ms;
}

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
    if (feed->fell_back != NULL)
        buf_print(&feed->note, "%s, reading %s", feed->fell_back, feed->namespace);
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
    if (is_proved_anew(feed)) {
        health.state = REFLECTOR_WATCHING;
        health.failures = 0;
        err_clear(&health.err);
    }
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

/* ---- logging in ----------------------------------------------------------------------- */

void kubefeed_login_asking(const struct kubefeed *feed, struct login_asking *ret_asking)
{
    login_asking(feed->login, ret_asking);
}

void kubefeed_login_again(struct kubefeed *feed, bool lends_terminal, int64_t now_ms)
{
    login_again(feed->login, lends_terminal, now_ms);
}

int64_t kubefeed_login_expires_wall_ms(const struct kubefeed *feed)
{
    return login_expires_wall_ms(feed->login);
}

/* ---- the line, for requests of others ------------------------------------------------- */

bool kubefeed_is_ready(const struct kubefeed *feed)
{
    return feed->login_state == LOGIN_READY && login_peer(feed->login) != NULL;
}

bool kubefeed_is_barred(const struct kubefeed *feed, struct err *ret_err)
{
    if (feed->login_state != LOGIN_FAILED)
        return false;
    if (ret_err != NULL)
        login_error(feed->login, ret_err);
    return true;
}

struct http_exchange *kubefeed_start(struct kubefeed *feed, struct http_request *request,
                                     void *owner)
{
    login_sign(feed->login, request);
    return http_start(feed->config.http, login_peer(feed->login), request, NULL, owner);
}

void kubefeed_rejected(struct kubefeed *feed, int64_t now_ms)
{
    login_rejected(feed->login, now_ms);
}

size_t kubefeed_names(const struct kubefeed *feed, struct arena *arena,
                      const struct around_name **ret_names)
{
    return names_copy(feed->names, arena, ret_names);
}

const char *kubefeed_fell_back(const struct kubefeed *feed)
{
    return feed->fell_back != NULL ? feed->fell_back : "";
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
