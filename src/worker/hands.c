#include "worker/hands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "worker/jobfeed.h"
#include "worker/quotafeed.h"
#include "worker/rightsfeed.h"
#include "base/banned.h"

struct hands {
    struct hands_config config; /* its files are not used after hands_new */
    char *state_dir;
    struct jobfeed *jobs;
    struct rightsfeed *rights;
    struct quotafeed *quotas;    /* NULL: no cloud */
    int64_t armed_until_wall_ms; /* WHEN_UNKNOWN: not armed */
    uint64_t shown;              /* generation that was filled in last */
};

/* ---- the lock ----------------------------------------------------------------------- */

static bool is_armed(const struct hands *hands, int64_t wall_ms)
{
    return hands->armed_until_wall_ms != WHEN_UNKNOWN &&
           wall_ms < hands->armed_until_wall_ms;
}

static void lock_or_open(struct hands *hands, int64_t wall_ms)
{
    http_set_read_only(hands->config.http,
                       hands->config.read_only || (hands->config.protected_context &&
                                                   !is_armed(hands, wall_ms)));
}

static void arm(struct hands *hands, const struct order *order, int64_t wall_ms)
{
    const char *why = order->name != NULL ? order->name : "";
    char text[200];

    if (!hands->config.protected_context)
        return;
    hands->armed_until_wall_ms = wall_ms + order->span_ms;
    jobfeed_set_why(hands->jobs, why);
    snprintf(text, sizeof text, "armed for %llds: %.150s",
             (long long)(order->span_ms / 1000), why);
    store_note(hands->config.store, wall_ms, "", "you", text, false);
    lock_or_open(hands, wall_ms);
}

/* ---- life ----------------------------------------------------------------------------- */

struct hands *hands_new(const struct hands_config *config)
{
    struct hands *hands = mem_new(sizeof *hands);
    hands->config = *config;
    hands->state_dir = mem_copy_text(config->state_dir);
    hands->armed_until_wall_ms = WHEN_UNKNOWN;
    const struct jobfeed_config jobs = {
        .http = config->http,
        .kube = config->kube,
        .cloud = config->cloud,
        .prober = config->prober,
        .store = config->store,
        .calllog = config->calllog,
        .log = config->log,
        .state_dir = hands->state_dir,
        .around = {.context = config->cluster->context,
                   .server = config->cluster->server,
                   .project = config->project},
        .give_up_ms = config->give_up_ms,
        .answer_ms = config->answer_ms,
    };
    hands->jobs = jobfeed_new(&jobs);
    hands->rights = rightsfeed_new(config->http, config->kube, config->calllog);
    if (config->cloud != NULL)
        hands->quotas = quotafeed_new(config->http, config->cloud, config->calllog);
    lock_or_open(hands, 0);
    return hands;
}

void hands_free(struct hands *hands)
{
    if (hands == NULL)
        return;
    jobfeed_free(hands->jobs);
    rightsfeed_free(hands->rights);
    quotafeed_free(hands->quotas);
    free(hands->state_dir);
    free(hands);
}

void hands_set_read_only(struct hands *hands, int64_t wall_ms)
{
    hands->config.read_only = true;
    lock_or_open(hands, wall_ms);
    store_note(hands->config.store, wall_ms, "", "you", "read-only from now on", false);
}

/* ---- orders --------------------------------------------------------------------------- */

/* Who only looks has no use for rights to change. */
void hands_want_rights(struct hands *hands, const char *namespace, int64_t now_ms)
{
    if (hands->config.read_only)
        return;
    rightsfeed_want(hands->rights, namespace, now_ms);
}

void hands_ask_again(struct hands *hands, int64_t now_ms)
{
    if (!hands->config.read_only)
        rightsfeed_again(hands->rights, now_ms);
    if (hands->quotas != NULL)
        quotafeed_again(hands->quotas, now_ms);
}

/*
 * Where nothing is allowed in all namespaces at once, something may be in one: each that a
 * Service is in is asked for, once, until the bound of the feed. Whoever may do everything
 * costs no more than three questions.
 */
static void ask_where_denied(struct hands *hands, const struct snapshot *snapshot,
                             int64_t now_ms)
{
    const struct view *view = snapshot->view;

    if (hands->config.read_only)
        return;
    if (snapshot->namespace != NULL) {
        rightsfeed_want_once(hands->rights, snapshot->namespace, now_ms);
        return;
    }
    if (!rightsfeed_is_denied_everywhere(hands->rights))
        return;
    for (size_t i = 0; i < view->row_count; i++) {
        const char *namespace = view->rows[i]->namespace;
        if (i == 0 || strcmp(namespace, view->rows[i - 1]->namespace) != 0)
            rightsfeed_want_once(hands->rights, namespace, now_ms);
    }
}

static struct plan *take_plan(struct order *order)
{
    struct plan *plan = order->plan;

    order->plan = NULL;
    return plan;
}

bool hands_take_order(struct hands *hands, struct order *order, int64_t now_ms,
                      int64_t wall_ms)
{
    switch (order->kind) {
    case ORDER_RUN:
        jobfeed_run(hands->jobs, take_plan(order), order->job, order->span_ms, now_ms,
                    wall_ms);
        return true;
    case ORDER_TRY:
        jobfeed_try(hands->jobs, take_plan(order), order->job, now_ms, wall_ms);
        return true;
    case ORDER_STOP_JOB:
        jobfeed_stop(hands->jobs, order->job, wall_ms);
        return true;
    case ORDER_DISMISS_JOB:
        jobfeed_dismiss(hands->jobs, order->job);
        return true;
    case ORDER_RIGHTS:
        hands_want_rights(hands, NULL, now_ms);
        hands_want_rights(hands, order->namespace, now_ms);
        if (hands->quotas != NULL)
            quotafeed_want(hands->quotas, now_ms);
        return true;
    case ORDER_QUOTAS:
        if (hands->quotas != NULL)
            quotafeed_want(hands->quotas, now_ms);
        return true;
    case ORDER_ARM:
        arm(hands, order, wall_ms);
        return true;
    default:
        return false;
    }
}

/* ---- work ----------------------------------------------------------------------------- */

void hands_work(struct hands *hands, int64_t now_ms, int64_t wall_ms)
{
    lock_or_open(hands, wall_ms);
    jobfeed_work(hands->jobs, now_ms, wall_ms);
    rightsfeed_work(hands->rights);
    if (hands->quotas != NULL)
        quotafeed_work(hands->quotas, wall_ms);
}

bool hands_ended(struct hands *hands, const struct http_exchange *exchange,
                 int64_t now_ms, int64_t wall_ms)
{
    return jobfeed_ended(hands->jobs, exchange, now_ms, wall_ms) ||
           rightsfeed_ended(hands->rights, exchange) ||
           (hands->quotas != NULL &&
            quotafeed_ended(hands->quotas, exchange, now_ms, wall_ms));
}

int64_t hands_due_ms(const struct hands *hands)
{
    return rightsfeed_is_due(hands->rights) ? 0 : jobfeed_due_ms(hands->jobs);
}

bool hands_are_busy(const struct hands *hands)
{
    return jobfeed_is_active(hands->jobs);
}

/* ---- what is shown ---------------------------------------------------------------------- */

static uint64_t generation(const struct hands *hands)
{
    return jobfeed_generation(hands->jobs) + rightsfeed_generation(hands->rights) +
           (hands->quotas == NULL ? 0 : quotafeed_generation(hands->quotas));
}

bool hands_have_news(const struct hands *hands)
{
    return generation(hands) != hands->shown;
}

static void fill_around(const struct hands *hands, struct snapshot *snapshot)
{
    struct around *around = &snapshot->around;

    *around = (struct around)AROUND_INIT;
    quota_sheet_init(&around->quotas);
    around->name_count =
        kubefeed_names(hands->config.kube, &snapshot->arena, &around->names);
    if (hands->config.cloud == NULL)
        return;
    cloudfeed_compare_vpcs(hands->config.cloud, snapshot->view, &snapshot->arena, around);
    around->quotas = quotafeed_sheet(hands->quotas);
    cloudfeed_count(hands->config.cloud, &around->quotas);
    around->quota = quota_sheet_brief(&around->quotas);
}

void hands_fill(struct hands *hands, struct snapshot *snapshot, int64_t now_ms,
                int64_t wall_ms)
{
    struct plan_guard guard;
    struct err err = ERR_INIT;

    jobfeed_look(hands->jobs, snapshot->view, now_ms, wall_ms);
    fill_around(hands, snapshot);
    ask_where_denied(hands, snapshot, now_ms);
    snapshot->protected_context = hands->config.protected_context;
    snapshot->armed_until_wall_ms = hands->armed_until_wall_ms;
    snapshot->rights_count =
        rightsfeed_copy(hands->rights, &snapshot->arena, &snapshot->rights);
    jobfeed_copy(hands->jobs, now_ms, snapshot);
    snapshot_guard(snapshot, now_ms, &guard);
    snapshot->acting_allowed = plan_guard_check(&guard, &err) == ERR_OK;
    snapshot->acting_reason = arena_text(&snapshot->arena, err.text);
    hands->shown = generation(hands);
}
