/*
 * A sweep walks from list to list:
 *
 *   v3     elbs ── listeners ── pools ── members ───────┐
 *           │ not published       (or one per pool)     │ no shared ELB among them
 *           ▼                                           ▼
 *   v2.0   elbs ── listeners ── pools ── members ── done
 *             └── nothing that v3 had not: done
 *
 *   EIP    eips ── done
 *
 * Each list is read with a pager. Any refusal that has no place in this picture ends the
 * sweep without a set.
 */
#include "otc/sweep.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "otc/answer.h"
#include "otc/decode.h"
#include "otc/gather.h"
#include "otc/pager.h"
#include "wire/tree.h"

#include "base/banned.h"

enum list {
    LIST_ELBS,
    LIST_LISTENERS,
    LIST_POOLS,
    LIST_MEMBERS,
    LIST_POOL_MEMBERS,
    LIST_EIPS,
    LIST_NONE, /* done or failed */
};

/* Which pool a member is in, as its pool says: the members' own word may be missing. */
struct placing {
    const char *member_id;
    const char *pool_id;
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
    size_t pool_index; /* of filled_pools, in LIST_POOL_MEMBERS */
    size_t elbs_of_v3;

    /* what it has read; texts are in the arena */
    struct gather elbs;
    struct gather listeners;
    struct gather pools;
    struct gather members;
    struct gather eips;
    struct gather placings;
    struct gather filled_pools; /* ids (const char *) of pools that may have members */
    bool members_known;
    size_t unreadable;
    struct arena arena;
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
    sweep->members_known = true;
    sweep->read_now_ms = now_ms;
    sweep->read_wall_ms = wall_ms;
    pager_init(&sweep->pager, page_items);
    gather_init(&sweep->elbs, sizeof(struct elb));
    gather_init(&sweep->listeners, sizeof(struct listener));
    gather_init(&sweep->pools, sizeof(struct pool));
    gather_init(&sweep->members, sizeof(struct member));
    gather_init(&sweep->eips, sizeof(struct eip));
    gather_init(&sweep->placings, sizeof(struct placing));
    gather_init(&sweep->filled_pools, sizeof(const char *));
    return sweep;
}

void sweep_free(struct sweep *sweep)
{
    if (sweep == NULL)
        return;
    gather_release(&sweep->elbs);
    gather_release(&sweep->listeners);
    gather_release(&sweep->pools);
    gather_release(&sweep->members);
    gather_release(&sweep->eips);
    gather_release(&sweep->placings);
    gather_release(&sweep->filled_pools);
    pager_release(&sweep->pager);
    arena_release(&sweep->arena);
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

/* ---- the request of a list ----------------------------------------------------- */

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
    [LIST_EIPS] = {"publicips", {"list eips", "list eips"}},
};

static const char *pool_under_way(const struct sweep *sweep)
{
    const char *const *id = gather_at(&sweep->filled_pools, sweep->pool_index);
    return *id;
}

/* ELB v2.0 takes the project from the token; the others have it in the path. */
static void add_path(const struct sweep *sweep, struct url *url)
{
    if (sweep->list == LIST_EIPS) {
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

    sweep->under_way = true;
    sweep->calls++;
    return request;
}

/* ---- one item of a list -------------------------------------------------------- */

static bool take_elb(struct sweep *sweep, const json_t *json)
{
    struct elb elb;

    if (!elb_decode(json, &sweep->arena, &elb))
        return false;
    if (sweep->is_v2)
        elb.guaranteed_known =
            true; /* v2.0 does not say it: there are only shared ones */
    gather_add(&sweep->elbs, &elb);
    return true;
}

static bool take_listener(struct sweep *sweep, const json_t *json)
{
    struct listener listener;

    if (!listener_decode(json, &sweep->arena, &listener))
        return false;
    gather_add(&sweep->listeners, &listener);
    return true;
}

static void take_placings(struct sweep *sweep, const char *pool_id, const json_t *refs)
{
    for (size_t i = 0; i < json_array_size(refs); i++) {
        const char *member_id = decode_id(json_array_get(refs, i));
        if (member_id == NULL)
            continue;
        struct placing placing = {arena_text(&sweep->arena, member_id), pool_id};
        gather_add(&sweep->placings, &placing);
    }
}

static bool take_pool(struct sweep *sweep, const json_t *json)
{
    const json_t *refs = tree_key(json, "members");
    struct pool pool;

    if (!pool_decode(json, &sweep->arena, &pool))
        return false;
    gather_add(&sweep->pools, &pool);
    take_placings(sweep, pool.id, refs);
    if (!json_is_array(refs) || json_array_size(refs) > 0)
        gather_add(&sweep->filled_pools, &pool.id);
    return true;
}

static bool take_member(struct sweep *sweep, const json_t *json)
{
    struct member member;

    if (!member_decode(json, &sweep->arena, &member))
        return false;
    if (sweep->list == LIST_POOL_MEMBERS)
        member.pool_id = pool_under_way(sweep);
    gather_add(&sweep->members, &member);
    return true;
}

static bool take_eip(struct sweep *sweep, const json_t *json)
{
    struct eip eip;

    if (!eip_decode(json, &sweep->arena, &eip))
        return false;
    gather_add(&sweep->eips, &eip);
    return true;
}

static bool take_item(struct sweep *sweep, const json_t *json)
{
    switch (sweep->list) {
    case LIST_ELBS:
        return take_elb(sweep, json);
    case LIST_LISTENERS:
        return take_listener(sweep, json);
    case LIST_POOLS:
        return take_pool(sweep, json);
    case LIST_MEMBERS:
    case LIST_POOL_MEMBERS:
        return take_member(sweep, json);
    case LIST_EIPS:
        return take_eip(sweep, json);
    case LIST_NONE:
        break;
    }
    return false;
}

/* ---- from list to list --------------------------------------------------------- */

static void begin(struct sweep *sweep, enum list list)
{
    pager_release(&sweep->pager);
    sweep->list = list;
}

static void begin_v2(struct sweep *sweep)
{
    gather_settle(&sweep->elbs);
    sweep->elbs_of_v3 = sweep->elbs.count;
    gather_release(&sweep->filled_pools); /* those of v3 have been read */
    sweep->is_v2 = true;
    begin(sweep, LIST_ELBS);
}

static bool has_shared(const struct sweep *sweep)
{
    for (size_t i = 0; i < sweep->elbs.count; i++) {
        const struct elb *elb = gather_at(&sweep->elbs, i);
        if (elb->guaranteed_known && !elb->guaranteed)
            return true;
    }
    return false;
}

static void after_members(struct sweep *sweep)
{
    bool may_be_more = !sweep->is_v2 && !sweep->gaps.no_v2 && !has_shared(sweep);

    if (may_be_more)
        begin_v2(sweep);
    else
        begin(sweep, LIST_NONE);
}

static void begin_pool_members(struct sweep *sweep, size_t pool_index)
{
    sweep->pool_index = pool_index;
    if (pool_index < sweep->filled_pools.count)
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
    gather_settle(&sweep->elbs);
    return sweep->elbs.count > sweep->elbs_of_v3;
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
    case LIST_NONE:
        begin(sweep, LIST_NONE);
        break;
    }
}

/* ---- refusals that are no failure ---------------------------------------------- */

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
        sweep->members_known = false;
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
    case LIST_LISTENERS:
    case LIST_POOLS:
    case LIST_EIPS:
    case LIST_NONE:
        break;
    }
    return false;
}

/* ---- answers in ---------------------------------------------------------------- */

static enum err_code take_page(struct sweep *sweep, const json_t *page, struct err *err)
{
    const char *last_id = NULL;
    bool more = false;
    const json_t *items;

    enum err_code code =
        tree_need_array(page, lists[sweep->list].collection, &items, err);
    if (code != ERR_OK)
        return code;

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        if (!take_item(sweep, item))
            sweep->unreadable++;
        else
            last_id = decode_id(item);
    }
    code = pager_feed(&sweep->pager, json_array_size(items),
                      tree_text(page, "page_info.next_marker"), last_id, &more, err);
    if (code == ERR_OK && !more)
        after_list(sweep);
    return code;
}

static enum err_code take_body(struct sweep *sweep, const struct http_exchange *exchange,
                               struct err *err)
{
    enum list list = sweep->list;
    json_t *page = NULL;
    enum err_code code =
        tree_from_json(buf_span(&exchange->body), lists[list].collection, &page, err);
    if (code == ERR_OK)
        code = take_page(sweep, page, err);
    if (code != ERR_OK && err != NULL) {
        err_at(err, "%s", lists[list].collection);
        err->http_status = exchange->status;
    }
    json_decref(page);
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

    enum err_code code = otc_answer_check(exchange, &refusal, &why);
    if (code == ERR_OK)
        code = take_body(sweep, exchange, &why);
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

/* ---- the set ------------------------------------------------------------------- */

bool sweep_is_done(const struct sweep *sweep)
{
    return sweep->list == LIST_NONE && !sweep->spent;
}

size_t sweep_calls(const struct sweep *sweep)
{
    return sweep->calls;
}

/* The project's list of members may leave out which pool each is in. */
static void place_members(struct sweep *sweep)
{
    gather_settle(&sweep->placings);
    for (size_t i = 0; i < sweep->members.count; i++) {
        struct member *member = gather_at(&sweep->members, i);
        const struct placing *placing;
        if (member->pool_id[0] != '\0')
            continue;
        placing = gather_find(&sweep->placings, member->id);
        if (placing != NULL)
            member->pool_id = placing->pool_id;
    }
}

struct elb_set *sweep_take_elbs(struct sweep *sweep)
{
    if (sweep->kind != SWEEP_ELB || !sweep_is_done(sweep))
        return NULL;

    gather_settle(&sweep->elbs);
    gather_settle(&sweep->listeners);
    gather_settle(&sweep->pools);
    gather_settle(&sweep->members);
    place_members(sweep);

    struct elb_set *set = mem_new(sizeof *set);
    *set = (struct elb_set){
        .elb_count = sweep->elbs.count,
        .listener_count = sweep->listeners.count,
        .pool_count = sweep->pools.count,
        .member_count = sweep->members.count,
        .elbs = gather_copy(&sweep->elbs, &sweep->arena),
        .listeners = gather_copy(&sweep->listeners, &sweep->arena),
        .pools = gather_copy(&sweep->pools, &sweep->arena),
        .members = gather_copy(&sweep->members, &sweep->arena),
        .members_known = sweep->members_known,
        .unreadable = sweep->unreadable,
        .read_now_ms = sweep->read_now_ms,
        .read_wall_ms = sweep->read_wall_ms,
        .arena = sweep->arena,
    };
    sweep->arena = (struct arena){0}; /* it is the set's now */
    sweep->spent = true;
    return set;
}

struct eip_set *sweep_take_eips(struct sweep *sweep)
{
    if (sweep->kind != SWEEP_EIP || !sweep_is_done(sweep))
        return NULL;

    gather_settle(&sweep->eips);
    struct eip_set *set = mem_new(sizeof *set);
    *set = (struct eip_set){
        .eip_count = sweep->eips.count,
        .eips = gather_copy(&sweep->eips, &sweep->arena),
        .unreadable = sweep->unreadable,
        .read_now_ms = sweep->read_now_ms,
        .read_wall_ms = sweep->read_wall_ms,
        .arena = sweep->arena,
    };
    sweep->arena = (struct arena){0};
    sweep->spent = true;
    return set;
}
