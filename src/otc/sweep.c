/*
 * A sweep walks from list to list:
 *
 *   v3     elbs ── listeners ── pools ── members ───────┐
 *           │ not published       (or one per pool)     │ no shared ELB among them
 *           ▼                                           ▼
 *   v2.0   elbs ── listeners ── pools ── members ── done
 *             └── nothing that v3 had not: done
 *
 *   EIP    eips ── bandwidths ── done
 *
 * Each list is read with a pager, and each page with an intake while it comes in. Any
 * refusal that has no place in this picture ends the sweep without a set.
 */
#include "otc/sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "otc/answer.h"
#include "otc/decode.h"
#include "otc/harvest.h"
#include "otc/intake.h"
#include "otc/pager.h"

#include "base/banned.h"

enum list {
    LIST_ELBS,
    LIST_LISTENERS,
    LIST_POOLS,
    LIST_MEMBERS,
    LIST_POOL_MEMBERS,
    LIST_EIPS,
    LIST_BANDWIDTHS,
    LIST_NONE, /* done or failed */
};

struct sweep {
    enum sweep_kind kind;
    char *project_id;
    struct sweep_gaps gaps;

    /* where it is */
    enum list list;
    bool is_v2;
    bool under_way;
    bool spent; /* failed, or its set was taken */
    size_t calls;
    struct pager pager;
    struct intake intake;          /* of the page under way */
    char last_id[DECODE_ID_BYTES]; /* on it; "" */
    size_t pool_index;             /* of filled_pools, in LIST_POOL_MEMBERS */
    size_t elbs_of_v3;

    struct harvest harvest; /* what it has read */
    int64_t read_now_ms;
    int64_t read_wall_ms;
};

struct sweep *sweep_new(enum sweep_kind kind, const char *project_id, int64_t page_items,
                        int64_t now_ms, int64_t wall_ms)
{
    struct sweep *sweep = mem_new(sizeof *sweep);

    sweep->kind = kind;
    sweep->project_id = mem_copy_text(project_id);
    sweep->list = kind == SWEEP_ELB ? LIST_ELBS : LIST_EIPS;
    sweep->read_now_ms = now_ms;
    sweep->read_wall_ms = wall_ms;
    pager_init(&sweep->pager, page_items);
    harvest_init(&sweep->harvest);
    return sweep;
}

void sweep_free(struct sweep *sweep)
{
    if (sweep == NULL)
        return;
    harvest_release(&sweep->harvest);
    intake_release(&sweep->intake);
    pager_release(&sweep->pager);
    free(sweep->project_id);
    free(sweep);
}

void sweep_assume(struct sweep *sweep, struct sweep_gaps gaps)
{
    sweep->gaps = gaps;
    sweep->is_v2 = sweep->kind == SWEEP_ELB && gaps.no_v3;
}

struct sweep_gaps sweep_gaps(const struct sweep *sweep)
{
    return sweep->gaps;
}

/* ---- the request of a list -------------------------------------------------- */

static const struct {
    const char *collection; /* in the path and as the key of the answer */
    const char *label[2];   /* for the call log, v3 and v2.0 */
} lists[] = {
    [LIST_ELBS] = {"loadbalancers", {"list elbs", "list shared elbs"}},
    [LIST_LISTENERS] = {"listeners", {"list listeners", "list shared listeners"}},
    [LIST_POOLS] = {"pools", {"list pools", "list shared pools"}},
    [LIST_MEMBERS] = {"members", {"list members", "list shared members"}},
    [LIST_POOL_MEMBERS] = {"members",
                           {"list members of pool", "list members of shared pool"}},
    [LIST_EIPS] = {"publicips", {"list eips", NULL}},
    [LIST_BANDWIDTHS] = {"bandwidths", {"list bandwidths", NULL}},
};

/* NULL: not in a list of one pool's members. */
static const char *pool_under_way(const struct sweep *sweep)
{
    return sweep->list == LIST_POOL_MEMBERS
               ? harvest_filled_pool(&sweep->harvest, sweep->pool_index)
               : NULL;
}

/* ELB v2.0 takes the project from the token; the others have it in the path. */
static void add_path(const struct sweep *sweep, struct url *url)
{
    if (sweep->kind == SWEEP_EIP) {
        url_segment(url, "v1");
        url_segment(url, sweep->project_id);
    } else if (sweep->is_v2) {
        url_segment(url, "v2.0");
        url_segment(url, "lbaas");
    } else {
        url_segment(url, "v3");
        url_segment(url, sweep->project_id);
        url_segment(url, "elb");
    }
    if (sweep->list == LIST_POOL_MEMBERS) {
        url_segment(url, "pools");
        url_segment(url, pool_under_way(sweep));
    }
    url_segment(url, lists[sweep->list].collection);
}

/* ---- one item of a list ----------------------------------------------------- */

static bool harvest_item(struct sweep *sweep, const struct value *json)
{
    struct harvest *harvest = &sweep->harvest;

    switch (sweep->list) {
    case LIST_ELBS:
        return harvest_take_elb(harvest, json, sweep->is_v2);
    case LIST_LISTENERS:
        return harvest_take_listener(harvest, json);
    case LIST_POOLS:
        return harvest_take_pool(harvest, json);
    case LIST_MEMBERS:
    case LIST_POOL_MEMBERS:
        return harvest_take_member(harvest, json, pool_under_way(sweep));
    case LIST_EIPS:
        return harvest_take_eip(harvest, json);
    case LIST_BANDWIDTHS:
        return harvest_take_bandwidth(harvest, json);
    case LIST_NONE:
        break;
    }
    return false;
}

static void take_item(void *ctx, const struct value *json)
{
    struct sweep *sweep = ctx;

    if (harvest_item(sweep, json))
        snprintf(sweep->last_id, sizeof sweep->last_id, "%s", decode_id(json));
    else
        sweep->harvest.unreadable++;
}

bool sweep_take(void *ctx, const char *at, size_t bytes)
{
    struct sweep *sweep = ctx;
    return sweep->under_way && intake_feed(&sweep->intake, at, bytes);
}

/* ---- the next request -------------------------------------------------------- */

struct http_request *sweep_next(struct sweep *sweep)
{
    struct url url;

    if (sweep->list == LIST_NONE || sweep->under_way)
        return NULL;

    url_init(&url, "");
    add_path(sweep, &url);
    pager_ask(&sweep->pager, &url);
    struct http_request *request = http_request_new("GET", url_text(&url));
    http_headers_add(&request->headers, "Accept", "application/json");
    request->label = lists[sweep->list].label[sweep->is_v2];
    url_release(&url);

    request->body_limit = LIMIT_RESPONSE_BYTES;
    intake_begin(&sweep->intake, lists[sweep->list].collection, take_item, sweep);
    sweep->last_id[0] = '\0';
    sweep->under_way = true;
    sweep->calls++;
    return request;
}

/* ---- from list to list ------------------------------------------------------ */

static void begin(struct sweep *sweep, enum list list)
{
    pager_release(&sweep->pager);
    sweep->list = list;
}

static void begin_v2(struct sweep *sweep)
{
    gather_settle(&sweep->harvest.elbs);
    sweep->elbs_of_v3 = sweep->harvest.elbs.count;
    gather_release(&sweep->harvest.filled_pools); /* those of v3 have been read */
    sweep->is_v2 = true;
    begin(sweep, LIST_ELBS);
}

static void after_members(struct sweep *sweep)
{
    bool may_be_more =
        !sweep->is_v2 && !sweep->gaps.no_v2 && !harvest_has_shared(&sweep->harvest);

    if (may_be_more)
        begin_v2(sweep);
    else
        begin(sweep, LIST_NONE);
}

static void begin_pool_members(struct sweep *sweep, size_t pool_index)
{
    sweep->pool_index = pool_index;
    if (harvest_filled_pool(&sweep->harvest, pool_index) != NULL)
        begin(sweep, LIST_POOL_MEMBERS);
    else
        after_members(sweep);
}

static void begin_members(struct sweep *sweep)
{
    if (!sweep->is_v2 && sweep->gaps.no_members)
        begin_pool_members(sweep, 0);
    else
        begin(sweep, LIST_MEMBERS);
}

/* Does v2.0 know load balancers that v3 did not show? */
static bool v2_adds_elbs(struct sweep *sweep)
{
    gather_settle(&sweep->harvest.elbs);
    return sweep->harvest.elbs.count > sweep->elbs_of_v3;
}

static void after_list(struct sweep *sweep)
{
    switch (sweep->list) {
    case LIST_ELBS:
        begin(sweep, sweep->is_v2 && !v2_adds_elbs(sweep) ? LIST_NONE : LIST_LISTENERS);
        break;
    case LIST_LISTENERS:
        begin(sweep, LIST_POOLS);
        break;
    case LIST_POOLS:
        begin_members(sweep);
        break;
    case LIST_MEMBERS:
        after_members(sweep);
        break;
    case LIST_POOL_MEMBERS:
        begin_pool_members(sweep, sweep->pool_index + 1);
        break;
    case LIST_EIPS:
        begin(sweep, sweep->gaps.no_bandwidths || sweep->harvest.eips.count == 0
                         ? LIST_NONE
                         : LIST_BANDWIDTHS);
        break;
    case LIST_BANDWIDTHS:
    case LIST_NONE:
        begin(sweep, LIST_NONE);
        break;
    }
}

/* ---- refusals that are no failure ------------------------------------------- */

/* The first page of ELBs tells which APIs there are. */
static bool survive_without_elbs(struct sweep *sweep, enum err_code code, int status,
                                 const struct otc_refusal *refusal)
{
    bool is_unpublished = otc_refusal_is_unpublished(refusal, status);

    if (!sweep->is_v2 && is_unpublished && !sweep->gaps.no_v2) {
        sweep->gaps.no_v3 = true;
        begin_v2(sweep);
        return true;
    }
    /* Shared ELBs answer 403 too for an address that does not exist. */
    bool is_absent = code == ERR_ABSENT || code == ERR_REFUSED || status == 403;
    if (sweep->is_v2 && !sweep->gaps.no_v3 && is_absent) {
        sweep->gaps.no_v2 = true;
        begin(sweep, LIST_NONE);
        return true;
    }
    return false;
}

static bool survive_without_members(struct sweep *sweep, int status)
{
    if (status == 403) {
        sweep->harvest.members_known = false;
        after_members(sweep);
        return true;
    }
    if (status != 404 && status != 405)
        return false;
    if (!sweep->is_v2)
        sweep->gaps.no_members = true;
    begin_pool_members(sweep, 0);
    return true;
}

static bool survive_without_pool(struct sweep *sweep, int status)
{
    if (status == 403)
        return survive_without_members(sweep, status);
    if (status != 404)
        return false;
    begin_pool_members(sweep,
                       sweep->pool_index + 1); /* deleted since pools were listed */
    return true;
}

/* Only how EIPs are charged stays unknown then. */
static bool survive_without_bandwidths(struct sweep *sweep, enum err_code code,
                                       int status)
{
    if (status == 401 || code == ERR_LATER)
        return false;
    sweep->gaps.no_bandwidths = code == ERR_AUTH || code == ERR_ABSENT;
    begin(sweep, LIST_NONE);
    return true;
}

static bool survive(struct sweep *sweep, enum err_code code, int status,
                    const struct otc_refusal *refusal)
{
    switch (sweep->list) {
    case LIST_ELBS:
        return survive_without_elbs(sweep, code, status, refusal);
    case LIST_MEMBERS:
        return survive_without_members(sweep, status);
    case LIST_POOL_MEMBERS:
        return survive_without_pool(sweep, status);
    case LIST_BANDWIDTHS:
        return survive_without_bandwidths(sweep, code, status);
    case LIST_LISTENERS:
    case LIST_POOLS:
    case LIST_EIPS:
    case LIST_NONE:
        break;
    }
    return false;
}

/* ---- answers in ------------------------------------------------------------- */

static enum err_code end_page(struct sweep *sweep, struct err *err)
{
    const char *last_id = sweep->last_id[0] != '\0' ? sweep->last_id : NULL;
    char *next_marker = NULL;
    bool more = false;

    enum err_code code = intake_end(&sweep->intake, &next_marker, err);
    if (code == ERR_OK)
        code = pager_feed(&sweep->pager, sweep->intake.count, next_marker, last_id, &more,
                          err);
    free(next_marker);
    if (code == ERR_OK && !more)
        after_list(sweep);
    else
        err_at(err, "%s", lists[sweep->list].collection);
    return code;
}

/* A page that came, or was ended by its own reader. */
static enum err_code take_page(struct sweep *sweep, const struct http_exchange *exchange,
                               struct err *err)
{
    if (sweep->intake.err.code == ERR_OK)
        intake_feed(&sweep->intake, exchange->body.at, exchange->body.bytes);
    enum err_code code = end_page(sweep, err);
    if (code != ERR_OK && err != NULL)
        err->http_status = exchange->status;
    return code;
}

enum err_code sweep_feed(struct sweep *sweep, const struct http_exchange *exchange,
                         struct err *err)
{
    struct otc_refusal refusal;
    struct err why = ERR_INIT;

    if (!sweep->under_way)
        return err_set(err, ERR_LOCAL, "an answer that was not asked for");
    sweep->under_way = false;

    /* An intake that broke ended the exchange itself: its word says more. */
    bool is_broken = sweep->intake.err.code != ERR_OK;
    enum err_code code = is_broken ? ERR_OK : otc_answer_check(exchange, &refusal, &why);
    if (code == ERR_OK)
        code = take_page(sweep, exchange, &why);
    else if (exchange->err.code == ERR_OK &&
             survive(sweep, code, exchange->status, &refusal))
        return ERR_OK;
    if (code == ERR_OK)
        return ERR_OK;

    begin(sweep, LIST_NONE);
    sweep->spent = true;
    if (err != NULL && err->code == ERR_OK)
        *err = why;
    return code;
}

/* ---- the set ---------------------------------------------------------------- */

bool sweep_is_done(const struct sweep *sweep)
{
    return sweep->list == LIST_NONE && !sweep->spent;
}

size_t sweep_calls(const struct sweep *sweep)
{
    return sweep->calls;
}

struct elb_set *sweep_take_elbs(struct sweep *sweep)
{
    if (sweep->kind != SWEEP_ELB || !sweep_is_done(sweep))
        return NULL;

    struct elb_set *set = harvest_make_elbs(&sweep->harvest);
    set->read_now_ms = sweep->read_now_ms;
    set->read_wall_ms = sweep->read_wall_ms;
    sweep->spent = true;
    return set;
}

struct eip_set *sweep_take_eips(struct sweep *sweep)
{
    if (sweep->kind != SWEEP_EIP || !sweep_is_done(sweep))
        return NULL;

    struct eip_set *set = harvest_make_eips(&sweep->harvest);
    set->read_now_ms = sweep->read_now_ms;
    set->read_wall_ms = sweep->read_wall_ms;
    sweep->spent = true;
    return set;
}
