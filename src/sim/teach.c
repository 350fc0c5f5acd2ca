#include "sim/teach.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/span.h"
#include "sim/cloud_net.h"
#include "wire/tree.h"

#include "base/banned.h"

enum {
    POLL_MS = 2,          /* real */
    GIVE_UP_MS = 20000,   /* real: something hangs */
    IDLE_USUAL_MS = 8000, /* simulated: longer than the first pause before a retry */
    IDLE_ROUTE_MS = 2500, /* the same while an address is about to be advertised */
    SPEED_MOST = 100,
};

struct teach {
    struct teach_config config;

    /* under mu, a leaf lock */
    pthread_mutex_t mu;
    int64_t looked_ms; /* simulated: advertised until then was told already */
};

/* Kept over the polls of one /next. */
struct going {
    uint64_t ticket; /* of the call that was let through; 0: none waited */
    bool routing;    /* an address was let go instead */
    uint64_t changes;
    int64_t active_ms; /* simulated: when something happened last */
    int64_t idle_ms;
    int64_t until_ms; /* real */
};

static const struct clock machine = CLOCK_REAL_INIT;

struct teach *teach_new(const struct teach_config *config)
{
    struct teach *teach = mem_new(sizeof *teach);

    teach->config = *config;
    pthread_mutex_init(&teach->mu, NULL);
    return teach;
}

void teach_free(struct teach *teach)
{
    if (teach == NULL)
        return;
    pthread_mutex_destroy(&teach->mu);
    free(teach);
}

/* ---- the network ---- */

/* Nobody calls when an address is advertised, so the gate cannot hold it: it is put off for
 * as long as the gate is shut, until it is its turn. */
#define ROUTE_HELD (INT64_MAX - 1)

struct route {
    char address[CLOUD_ADDRESS_BYTES];
};

enum { ROUTES_MOST = 16 };

static struct cloud_eip *eip_at(const struct cloud_state *cloud, size_t at)
{
    return (struct cloud_eip *)cloud->eips.at[at];
}

/* Addresses that become routable in (from, to], at most ROUTES_MOST. */
static size_t routes_between(struct cloud_state *cloud, int64_t from_ms, int64_t to_ms,
                             struct route out[ROUTES_MOST])
{
    size_t count = 0;

    cloud_lock(cloud);
    for (size_t i = 0; i < cloud->eips.count && count < ROUTES_MOST; i++) {
        const struct cloud_eip *eip = eip_at(cloud, i);
        if (eip->routable_at_ms > from_ms && eip->routable_at_ms <= to_ms)
            memcpy(out[count++].address, eip->address, sizeof eip->address);
    }
    cloud_unlock(cloud);
    return count;
}

static void hold_routes(struct cloud_state *cloud, int64_t now_ms)
{
    cloud_lock(cloud);
    for (size_t i = 0; i < cloud->eips.count; i++) {
        struct cloud_eip *eip = eip_at(cloud, i);
        if (eip->routable_at_ms > now_ms && eip->routable_at_ms != INT64_MAX)
            eip->routable_at_ms = ROUTE_HELD;
    }
    cloud_unlock(cloud);
}

/* One, or all of them when the gate opens. */
static void let_routes(struct cloud_state *cloud, int64_t now_ms, size_t most)
{
    cloud_lock(cloud);
    for (size_t i = 0; i < cloud->eips.count && most > 0; i++) {
        struct cloud_eip *eip = eip_at(cloud, i);
        if (eip->routable_at_ms != ROUTE_HELD)
            continue;
        eip->routable_at_ms = now_ms + 1;
        most--;
    }
    cloud_unlock(cloud);
}

/* The fabric says nothing over HTTP: what it did is noted here. true: it did something. */
static bool note_routes(struct teach *teach, int64_t now_ms)
{
    struct route routes[ROUTES_MOST];
    char text[CLOUD_ADDRESS_BYTES + 32];

    pthread_mutex_lock(&teach->mu);
    int64_t from_ms = teach->looked_ms;
    teach->looked_ms = now_ms > from_ms ? now_ms : from_ms;
    pthread_mutex_unlock(&teach->mu);
    size_t count = routes_between(teach->config.cloud, from_ms, now_ms, routes);
    for (size_t i = 0; i < count; i++) {
        snprintf(text, sizeof text, "BGP advertises %.*s", CLOUD_ADDRESS_BYTES,
                 routes[i].address);
        heard_line(teach->config.heard, "fabric", text);
    }
    return count > 0;
}

static json_t *routes_json(struct teach *teach)
{
    struct route routes[ROUTES_MOST];
    size_t count = routes_between(teach->config.cloud, pace_now_ms(teach->config.pace),
                                  ROUTE_HELD, routes);
    json_t *all = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(all, json_pack("{s:s}", "address", routes[i].address));
    return all;
}

json_t *teach_json(struct teach *teach)
{
    return json_pack("{s:b, s:o, s:o}", "shut", gate_is_shut(teach->config.gate),
                     "waiting", gate_json(teach->config.gate), "routes",
                     routes_json(teach));
}

/* ---- the next call ---- */

static bool is_answered(const struct teach *teach, const struct going *going)
{
    return going->ticket == 0 || gate_has_left(teach->config.gate, going->ticket);
}

/* For how long nothing has happened, in simulated time. */
static int64_t quiet_ms(const struct teach *teach, struct going *going, int64_t now_ms)
{
    uint64_t changes = heard_change_count(teach->config.heard);

    if (changes != going->changes || gate_under_way(teach->config.gate) > 0)
        going->active_ms = now_ms;
    going->changes = changes;
    return now_ms - going->active_ms;
}

/* What is announced is the next thing, once it is all that is left. */
static int64_t idle_ms(struct teach *teach, const struct going *going, int64_t now_ms)
{
    struct route routes[ROUTES_MOST];

    return routes_between(teach->config.cloud, now_ms, ROUTE_HELD, routes) > 0
               ? IDLE_ROUTE_MS
               : going->idle_ms;
}

static bool is_reached(struct teach *teach, struct going *going)
{
    int64_t now_ms = pace_now_ms(teach->config.pace);
    int64_t quiet = quiet_ms(teach, going, now_ms);

    if (gate_is_shut(teach->config.gate) && !going->routing)
        hold_routes(teach->config.cloud, now_ms);
    if (!is_answered(teach, going))
        return false;
    return note_routes(teach, now_ms) || gate_is_waited_at(teach->config.gate) ||
           quiet >= idle_ms(teach, going, now_ms);
}

/* Asked again every few milliseconds. */
static bool go_on(struct teach *teach, struct going *going, struct reply *reply)
{
    bool reached = is_reached(teach, going);

    if (!reached && clock_now_ms(&machine) < going->until_ms) {
        struct going *memo = mem_new(sizeof *memo);
        *memo = *going;
        reply_wait(reply, POLL_MS, memo, free);
        return false;
    }
    pace_pause(teach->config.pace);
    return true;
}

static bool next(struct teach *teach, const struct ask *ask, const json_t *body,
                 struct reply *reply)
{
    if (ask->waited) {
        struct going again = *(const struct going *)ask->memo;
        return go_on(teach, &again, reply);
    }
    int64_t now_ms = pace_now_ms(teach->config.pace);
    bool let = tree_bool(body, "let", true);
    struct going going = {
        .ticket = let ? gate_let_one(teach->config.gate) : 0,
        .changes = heard_change_count(teach->config.heard),
        .active_ms = now_ms,
        .idle_ms = tree_int(body, "idle_ms", IDLE_USUAL_MS),
        .until_ms = clock_now_ms(&machine) + GIVE_UP_MS,
    };
    if (going.ticket == 0 && gate_is_waited_at(teach->config.gate))
        return true;
    going.routing = let && going.ticket == 0;
    if (going.routing)
        let_routes(teach->config.cloud, now_ms, 1);
    pace_set_speed(teach->config.pace, SPEED_MOST);
    pace_run(teach->config.pace);
    return go_on(teach, &going, reply);
}

/* ---- all of it ---- */

static void refuse(struct reply *reply, const char *text)
{
    reply_status(reply, 400);
    reply_json(reply, json_pack("{s:s}", "error", text));
}

static bool act(struct teach *teach, const json_t *body, struct reply *reply)
{
    struct err err = ERR_INIT;
    char line[512];

    if (player_act(teach->config.player, body, &err) == ERR_OK)
        return true;
    refuse(reply, err_line(&err, line, sizeof line));
    return false;
}

static bool is(const struct ask *ask, const char *path)
{
    return strcmp(ask->method, "POST") == 0 && strcmp(ask->path, path) == 0;
}

static bool answer(struct teach *teach, const struct ask *ask, const json_t *body,
                   struct reply *reply)
{
    if (is(ask, "/next"))
        return next(teach, ask, body, reply);
    if (is(ask, "/act"))
        return act(teach, body, reply);
    bool shut = tree_bool(body, "shut", true);
    gate_shut(teach->config.gate, shut);
    if (!shut)
        let_routes(teach->config.cloud, pace_now_ms(teach->config.pace), SIZE_MAX);
    return true;
}

bool teach_handle(struct teach *teach, const struct ask *ask, struct reply *reply,
                  bool *ret_told)
{
    json_t *body = NULL;

    *ret_told = false;
    if (!is(ask, "/gate") && !is(ask, "/act") && !is(ask, "/next"))
        return false;
    if (span_trim(ask->body).bytes == 0)
        body = json_object();
    else
        tree_from_json(ask->body, "body", &body, NULL);
    if (!json_is_object(body))
        refuse(reply, "the body is not a JSON object");
    else
        *ret_told = answer(teach, ask, body, reply);
    json_decref(body);
    return true;
}
