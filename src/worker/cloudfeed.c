#include "worker/cloudfeed.h"

#include <stdlib.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "otc/answer.h"
#include "otc/session.h"
#include "otc/sweep.h"
#include "wire/backoff.h"
#include "worker/vpcs.h"
#include "base/banned.h"

/* One kind of sweep: the one that runs, and how the last ones went. */
struct round {
    struct cloudfeed *feed;
    enum sweep_kind kind;
    enum cloud_service service;
    struct sweep *sweep;       /* NULL: none runs */
    struct sweep_gaps assumed; /* with which it began */
    struct http_exchange *under_way;
    struct backoff backoff;
    struct err err;
    int64_t started_ms;
    int64_t read_ms; /* when the last whole set was asked for; INT64_MIN */
    int64_t read_wall_ms;
    int64_t next_ms;
    bool tried;             /* a sweep has ended, well or not */
    struct sweep_gaps gaps; /* what the region does not offer */
};

enum { ROUND_ELB, ROUND_EIP, ROUND_COUNT };

struct cloudfeed {
    struct cloudfeed_config config;
    struct session *session;
    struct http_exchange *login;
    struct vpcs *vpcs;
    struct round rounds[ROUND_COUNT];
    struct quota_line counted[QUOTA_KIND_COUNT]; /* in the last whole set of ELBs */
    struct chance chance;
    int64_t interval_ms;
    int64_t logged_in_ms; /* INT64_MIN: never */
    int64_t logged_in_wall_ms;
};

enum err_code cloudfeed_new(const struct cloudfeed_config *config,
                            struct cloudfeed **ret_feed, struct err *err)
{
    struct session *session;
    enum err_code code = session_new(config->account, config->seed, &session, err);
    if (code != ERR_OK)
        return code;

    struct cloudfeed *feed = mem_new(sizeof *feed);
    feed->config = *config;
    feed->session = session;
    feed->vpcs = vpcs_new();
    feed->chance = chance_from(config->seed);
    feed->interval_ms = INTERVAL_CLOUD_CALM_MS;
    feed->logged_in_ms = INT64_MIN;
    for (int i = 0; i < ROUND_COUNT; i++) {
        feed->rounds[i] = (struct round){
            .feed = feed,
            .kind = i == ROUND_ELB ? SWEEP_ELB : SWEEP_EIP,
            .service = i == ROUND_ELB ? CLOUD_ELB : CLOUD_VPC,
            .err = ERR_INIT,
            .read_ms = INT64_MIN,
            .read_wall_ms = WHEN_UNKNOWN,
        };
    }
    *ret_feed = feed;
    return ERR_OK;
}

void cloudfeed_free(struct cloudfeed *feed)
{
    if (feed == NULL)
        return;
    if (feed->login != NULL)
        http_cancel(feed->config.http, feed->login);
    for (int i = 0; i < ROUND_COUNT; i++) {
        struct round *round = &feed->rounds[i];
        if (round->under_way != NULL)
            http_cancel(feed->config.http, round->under_way);
        sweep_free(round->sweep);
    }
    session_free(feed->session);
    vpcs_free(feed->vpcs);
    free(feed);
}

void cloudfeed_set_interval(struct cloudfeed *feed, int64_t interval_ms)
{
    if (interval_ms == feed->interval_ms)
        return;
    feed->interval_ms = interval_ms;
    for (int i = 0; i < ROUND_COUNT; i++) {
        struct round *round = &feed->rounds[i];
        if (round->read_ms != INT64_MIN && round->backoff.failures == 0 &&
            round->started_ms + interval_ms < round->next_ms)
            round->next_ms = round->started_ms + interval_ms;
    }
}

/* ---- requests out ---------------------------------------------------------------- */

static void work_login(struct cloudfeed *feed, int64_t now_ms, int64_t wall_ms)
{
    if (feed->login != NULL)
        return;
    struct http_request *request = session_next(feed->session, now_ms, wall_ms);
    if (request == NULL)
        return;
    feed->login = http_start(feed->config.http, session_peer(feed->session, CLOUD_IAM),
                             request, NULL, feed);
}

static bool take_bytes(void *ctx, const char *at, size_t bytes)
{
    struct round *round = ctx;

    recording_bytes(round->feed->config.recording, round->kind, at, bytes);
    return sweep_take(round->sweep, at, bytes);
}

static void send_next(struct round *round, int64_t wall_ms)
{
    struct cloudfeed *feed = round->feed;
    const struct http_peer *peer = session_peer(feed->session, round->service);
    struct http_request *request = sweep_next(round->sweep);

    if (request == NULL)
        return;
    session_sign(feed->session, peer, request, wall_ms);
    const struct http_sink sink = {.take = take_bytes, .ctx = round};
    round->under_way = http_start(feed->config.http, peer, request, &sink, round);
}

static void work_round(struct round *round, int64_t now_ms, int64_t wall_ms)
{
    struct cloudfeed *feed = round->feed;

    if (round->sweep != NULL || now_ms < round->next_ms)
        return;
    if (feed->config.once && round->tried && round->backoff.failures != 1)
        return;
    round->started_ms = now_ms;
    round->sweep = sweep_new(round->kind, session_project_id(feed->session),
                             LIMIT_CLOUD_PAGE, now_ms, wall_ms);
    sweep_assume(round->sweep, round->gaps);
    round->assumed = round->gaps;
    send_next(round, wall_ms);
}

void cloudfeed_work(struct cloudfeed *feed, int64_t now_ms, int64_t wall_ms)
{
    work_login(feed, now_ms, wall_ms);
    if (session_state(feed->session) != SESSION_READY)
        return;
    for (int i = 0; i < ROUND_COUNT; i++)
        work_round(&feed->rounds[i], now_ms, wall_ms);
}

/* ---- answers in --------------------------------------------------------------------- */

static void round_failed(struct round *round, const struct err *err, int64_t now_ms)
{
    recording_no_sweep(round->feed->config.recording, round->kind);
    sweep_free(round->sweep);
    round->sweep = NULL;
    round->tried = true;
    round->err = *err;
    round->next_ms = now_ms + backoff_fail(&round->backoff, &round->feed->chance,
                                           err->retry_after_ms, now_ms);
}

static void count_set(struct cloudfeed *feed, const struct elb_set *set)
{
    int64_t monitors = 0;

    for (size_t i = 0; i < set->pool_count; i++)
        monitors += set->pools[i].monitor_id != NULL;
    feed->counted[QUOTA_ELB].used = (int64_t)set->elb_count;
    feed->counted[QUOTA_LISTENER].used = (int64_t)set->listener_count;
    feed->counted[QUOTA_POOL].used = (int64_t)set->pool_count;
    feed->counted[QUOTA_MEMBER].used =
        set->members_known ? (int64_t)set->member_count : QUOTA_UNKNOWN;
    feed->counted[QUOTA_MONITOR].used = monitors;
}

static void round_done(struct round *round, int64_t now_ms, int64_t wall_ms)
{
    struct cloudfeed *feed = round->feed;

    recording_sweep(feed->config.recording, round->kind, round->assumed, LIMIT_CLOUD_PAGE,
                    now_ms - round->started_ms, wall_ms);
    if (round->kind == SWEEP_ELB) {
        struct elb_set *set = sweep_take_elbs(round->sweep);
        round->read_wall_ms = set->read_wall_ms;
        vpcs_take(feed->vpcs, set);
        count_set(feed, set);
        store_set_elbs(feed->config.store, set);
    } else {
        struct eip_set *set = sweep_take_eips(round->sweep);
        round->read_wall_ms = set->read_wall_ms;
        store_set_eips(feed->config.store, set);
    }
    round->gaps = sweep_gaps(round->sweep);
    sweep_free(round->sweep);
    round->sweep = NULL;
    round->tried = true;
    round->read_ms = round->started_ms;
    round->next_ms = round->started_ms + feed->interval_ms;
    err_clear(&round->err);
    backoff_succeed(&round->backoff);
}

/* The token ended before its time: a new one, then the sweep from its start. */
static void start_over(struct round *round, int64_t now_ms)
{
    recording_no_sweep(round->feed->config.recording, round->kind);
    sweep_free(round->sweep);
    round->sweep = NULL;
    round->next_ms = now_ms;
}

static void round_ended(struct round *round, const struct http_exchange *exchange,
                        int64_t now_ms, int64_t wall_ms)
{
    struct cloudfeed *feed = round->feed;
    struct err err = ERR_INIT;

    round->under_way = NULL;
    recording_answer(feed->config.recording, round->kind, exchange->status,
                     buf_span(&exchange->body));
    enum err_code code = sweep_feed(round->sweep, exchange, &err);
    if (code == ERR_AUTH && exchange->status != 403 &&
        session_rejected(feed->session, now_ms))
        start_over(round, now_ms);
    else if (code != ERR_OK)
        round_failed(round, &err, now_ms);
    else if (sweep_is_done(round->sweep))
        round_done(round, now_ms, wall_ms);
    else
        send_next(round, wall_ms);
}

static void login_ended(struct cloudfeed *feed, const struct http_exchange *exchange,
                        int64_t now_ms, int64_t wall_ms)
{
    feed->login = NULL;
    calllog_add(feed->config.calllog, "iam", exchange);
    session_feed(feed->session, exchange, now_ms, wall_ms);
    if (session_state(feed->session) == SESSION_READY) {
        feed->logged_in_ms = now_ms;
        feed->logged_in_wall_ms = wall_ms;
    }
}

bool cloudfeed_ended(struct cloudfeed *feed, const struct http_exchange *exchange,
                     int64_t now_ms, int64_t wall_ms)
{
    if (exchange->owner == feed) {
        login_ended(feed, exchange, now_ms, wall_ms);
        return true;
    }
    for (int i = 0; i < ROUND_COUNT; i++) {
        struct round *round = &feed->rounds[i];
        if (exchange->owner != round)
            continue;
        calllog_add(feed->config.calllog, round->kind == SWEEP_ELB ? "elb" : "vpc",
                    exchange);
        round_ended(round, exchange, now_ms, wall_ms);
        return true;
    }
    return false;
}

/* ---- when, and how it is ------------------------------------------------------------- */

int64_t cloudfeed_due_ms(const struct cloudfeed *feed)
{
    int64_t due = feed->login == NULL ? session_due_ms(feed->session) : INT64_MAX;

    if (session_state(feed->session) != SESSION_READY)
        return due;
    for (int i = 0; i < ROUND_COUNT; i++) {
        const struct round *round = &feed->rounds[i];
        bool over = feed->config.once && round->tried && round->backoff.failures != 1;
        if (round->sweep == NULL && !over && round->next_ms < due)
            due = round->next_ms;
    }
    return due;
}

void cloudfeed_refresh(struct cloudfeed *feed, int64_t now_ms)
{
    session_retry_now(feed->session, now_ms);
    for (int i = 0; i < ROUND_COUNT; i++)
        feed->rounds[i].next_ms = now_ms;
}

bool cloudfeed_is_complete(const struct cloudfeed *feed)
{
    if (session_state(feed->session) == SESSION_FAILED)
        return true;
    for (int i = 0; i < ROUND_COUNT; i++) {
        const struct round *round = &feed->rounds[i];
        if (!round->tried || (round->read_ms == INT64_MIN && round->backoff.failures < 2))
            return false;
    }
    return true;
}

static void session_source(const struct cloudfeed *feed, struct source *ret_source)
{
    enum session_state state = session_state(feed->session);

    *ret_source = (struct source){
        .state = state == SESSION_READY    ? SOURCE_LIVE
                 : state == SESSION_FAILED ? SOURCE_LOST
                                           : SOURCE_CONNECTING,
        .ever = feed->logged_in_ms != INT64_MIN,
        .read_ms = feed->logged_in_ms == INT64_MIN ? 0 : feed->logged_in_ms,
        .read_wall_ms =
            feed->logged_in_ms == INT64_MIN ? WHEN_UNKNOWN : feed->logged_in_wall_ms,
        .interval_ms = -1,
        .retry_ms = state == SESSION_FAILED ? session_due_ms(feed->session) : 0,
        .err = ERR_INIT,
    };
    session_error(feed->session, &ret_source->err);
}

void cloudfeed_source(const struct cloudfeed *feed, enum source_name name, int64_t now_ms,
                      struct source *ret_source)
{
    if (name == SOURCE_IAM) {
        session_source(feed, ret_source);
        return;
    }

    const struct round *round = &feed->rounds[name == SOURCE_ELB ? ROUND_ELB : ROUND_EIP];
    bool ever = round->read_ms != INT64_MIN;
    *ret_source = (struct source){
        .state = ever ? SOURCE_LIVE : SOURCE_CONNECTING,
        .ever = ever,
        .read_ms = ever ? round->read_ms : 0,
        .read_wall_ms = round->read_wall_ms,
        .interval_ms = feed->interval_ms,
        .retry_ms = round->backoff.failures > 0 ? round->next_ms : 0,
        .failures = round->backoff.failures,
        .err = round->err,
    };
    if (round->err.code == ERR_AUTH && round->err.http_status == 403)
        ret_source->state = SOURCE_DENIED;
    else if (round->err.code != ERR_OK)
        ret_source->state = SOURCE_LOST;
    else if (ever && now_ms - round->read_ms > 2 * feed->interval_ms)
        ret_source->state = SOURCE_STALE;

    struct err login = ERR_INIT;
    session_error(feed->session, &login);
    if (session_state(feed->session) == SESSION_FAILED) {
        ret_source->state = SOURCE_LOST;
        ret_source->err = login;
        ret_source->retry_ms = session_due_ms(feed->session);
    }
}

int64_t cloudfeed_expires_wall_ms(const struct cloudfeed *feed)
{
    return session_expires_wall_ms(feed->session);
}

/* ---- the session, for requests of others ------------------------------------------------ */

bool cloudfeed_is_ready(const struct cloudfeed *feed)
{
    return session_state(feed->session) == SESSION_READY;
}

const char *cloudfeed_project_id(const struct cloudfeed *feed)
{
    return session_project_id(feed->session);
}

struct http_exchange *cloudfeed_start(struct cloudfeed *feed, enum cloud_service service,
                                      struct http_request *request, void *owner,
                                      int64_t wall_ms)
{
    const struct http_peer *peer = session_peer(feed->session, service);

    session_sign(feed->session, peer, request, wall_ms);
    return http_start(feed->config.http, peer, request, NULL, owner);
}

void cloudfeed_rejected(struct cloudfeed *feed, int64_t now_ms)
{
    session_rejected(feed->session, now_ms);
}

void cloudfeed_count(const struct cloudfeed *feed, struct quota_sheet *sheet)
{
    if (feed->rounds[ROUND_ELB].read_ms == INT64_MIN)
        return;
    for (int i = QUOTA_ELB; i <= QUOTA_MONITOR; i++)
        sheet->lines[i].used = feed->counted[i].used;
}

void cloudfeed_compare_vpcs(const struct cloudfeed *feed, const struct view *view,
                            struct arena *arena, struct around *around)
{
    vpcs_compare(feed->vpcs, view, arena, around);
}
