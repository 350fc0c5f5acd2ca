#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/chance.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "otc/decode.h"
#include "otc/sweep.h"
#include "unit/otc/answers.h"
#include "unit/otc/lists.h"
#include "wire/tree.h"

#include "base/banned.h"

/* ---- helpers ---------------------------------------------------------------- */

static struct sweep *an_elb_sweep(int64_t page_items)
{
    return sweep_new(SWEEP_ELB, "PROJECT", page_items, 1000, 1768464930000);
}

/* As an http does it: the body of a 2xx goes to the sink piece by piece. */
static enum err_code hear(struct sweep *sweep, struct http_exchange *answer, size_t piece,
                          struct err *err)
{
    bool has_sink = answer->status >= 200 && answer->status < 300;

    for (size_t at = 0; has_sink && at < answer->body.bytes; at += piece) {
        size_t rest = answer->body.bytes - at;
        if (sweep_take(sweep, answer->body.at + at, rest < piece ? rest : piece))
            continue;
        err_set(&answer->err, ERR_SHAPE, "ended by the reader");
        break;
    }
    if (has_sink)
        buf_clear(&answer->body);
    return sweep_feed(sweep, answer, err);
}

/* Lets the lists answer until the sweep is over. */
static enum err_code run(struct sweep *sweep, struct lists *lists, struct err *err)
{
    struct http_request *request;
    enum err_code code = ERR_OK;

    while ((request = sweep_next(sweep)) != NULL) {
        assert_null(sweep_next(sweep)); /* one at a time */
        struct http_exchange *answer = lists_answer(lists, request);
        answer->request = request;
        code = hear(sweep, answer, (size_t)lists->calls * 7, err);
        answer_free(answer);
        http_request_free(request);
    }
    return code;
}

static struct elb_set *sweep_whole(struct lists *lists, int64_t page_items)
{
    struct sweep *sweep = an_elb_sweep(page_items);
    struct err err = ERR_INIT;

    if (run(sweep, lists, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    assert_true(sweep_is_done(sweep));
    struct elb_set *set = sweep_take_elbs(sweep);
    assert_non_null(set);
    sweep_free(sweep);
    return set;
}

static const char *show(const char *text)
{
    return text == NULL ? "-" : text[0] == '\0' ? "\"\"" : text;
}

static void print_elbs(const struct elb_set *set, struct buf *out)
{
    char created[WHEN_TEXT_BYTES];

    for (size_t i = 0; i < set->elb_count; i++) {
        const struct elb *elb = &set->elbs[i];
        buf_print(out, "elb %s\n", elb->id);
        buf_print(out, "  name %s\n  description %s\n", show(elb->name),
                  show(elb->description));
        buf_print(out, "  class %s%s\n", elb->guaranteed ? "performance" : "union",
                  elb->guaranteed_known ? "" : "?");
        buf_print(out, "  status %s %s\n", show(elb->provisioning_status),
                  show(elb->operating_status));
        buf_print(out, "  vip %s %s\n  vpc %s\n", show(elb->vip_address),
                  show(elb->vip_port_id), show(elb->vpc_id));
        buf_print(out, "  eip %s %s\n", show(elb->eip_id), show(elb->eip_address));
        buf_print(out, "  protected %d\n  created %s\n", elb->deletion_protected,
                  when_print(elb->created_ms, created));
    }
}

static void print_listeners(const struct elb_set *set, struct buf *out)
{
    char created[WHEN_TEXT_BYTES];

    for (size_t i = 0; i < set->listener_count; i++) {
        const struct listener *listener = &set->listeners[i];
        buf_print(out, "listener %s\n", listener->id);
        buf_print(out, "  name %s\n  serves %s %u\n", show(listener->name),
                  show(listener->protocol), listener->port);
        buf_print(out, "  elb %s\n  pool %s\n", show(listener->elb_id),
                  show(listener->pool_id));
        buf_print(out, "  cluster %s\n  service %s\n", show(listener->cluster_id),
                  show(listener->service_uid));
        buf_print(out, "  created %s\n", when_print(listener->created_ms, created));
    }
}

static void print_pools_and_members(const struct elb_set *set, struct buf *out)
{
    static const char *const statuses[] = {"unknown", "online", "offline", "no monitor"};
    char created[WHEN_TEXT_BYTES];

    for (size_t i = 0; i < set->pool_count; i++) {
        const struct pool *pool = &set->pools[i];
        buf_print(out, "pool %s\n  name %s\n  protocol %s\n", pool->id, show(pool->name),
                  show(pool->protocol));
        buf_print(out, "  elb %s\n  listener %s\n  monitor %s\n", show(pool->elb_id),
                  show(pool->listener_id), show(pool->monitor_id));
    }
    for (size_t i = 0; i < set->member_count; i++) {
        const struct member *member = &set->members[i];
        buf_print(out, "member %s\n  name %s\n  pool %s\n", member->id,
                  show(member->name), show(member->pool_id));
        buf_print(out, "  at %s %u\n  status %s %s\n  gone %d\n  created %s\n",
                  show(member->address), member->port, statuses[member->status],
                  show(member->reason), member->machine_gone,
                  when_print(member->created_ms, created));
    }
}

static void print_elb_set(const struct elb_set *set, struct buf *out)
{
    buf_init(out, LIMIT_RESPONSE_BYTES);
    print_elbs(set, out);
    print_listeners(set, out);
    print_pools_and_members(set, out);
    buf_print(out, "members known %d\nunreadable %zu\n", set->members_known,
              set->unreadable);
}

static void print_eip_set(const struct eip_set *set, struct buf *out)
{
    char created[WHEN_TEXT_BYTES];

    buf_init(out, LIMIT_RESPONSE_BYTES);
    for (size_t i = 0; i < set->eip_count; i++) {
        const struct eip *eip = &set->eips[i];
        buf_print(out, "eip %s\n  address %s\n  status %s\n", eip->id, show(eip->address),
                  show(eip->status));
        buf_print(out, "  port %s\n  private %s\n", show(eip->port_id),
                  show(eip->private_address));
        buf_print(out, "  bandwidth %s %lld %s\n  alias %s\n  created %s\n",
                  show(eip->bandwidth_name), (long long)eip->bandwidth_mbit,
                  show(eip->charge_mode), show(eip->alias),
                  when_print(eip->created_ms, created));
    }
    buf_print(out, "unreadable %zu\n", set->unreadable);
}

static void assert_reads_as(const struct buf *got, const char *file)
{
    struct buf wanted = data_text(file);
    assert_string_equal(buf_text(got), buf_text(&wanted));
    buf_release(&wanted);
}

/* ---- what is read ----------------------------------------------------------- */

static void sweep_reads_what_v3_documents(void **state)
{
    (void)state;
    struct lists lists;
    struct buf text;
    lists_init(&lists, "eu-de.json");

    struct elb_set *set = sweep_whole(&lists, LIMIT_CLOUD_PAGE);
    print_elb_set(set, &text);

    assert_reads_as(&text, "eu-de.elbs.expect");
    assert_int_equal(set->read_now_ms, 1000);
    assert_int_equal(set->read_wall_ms, 1768464930000);
    assert_int_equal(lists.calls, 4); /* shared ones were among them: v2.0 is not asked */
    buf_release(&text);
    elb_set_free(set);
    lists_release(&lists);
}

static void sweep_reads_eips(void **state)
{
    (void)state;
    struct lists lists;
    struct buf text;
    struct sweep *sweep = sweep_new(SWEEP_EIP, "PROJECT", LIMIT_CLOUD_PAGE, 1, 2);
    lists_init(&lists, "eu-de.json");
    lists.style = PAGES_BARE;

    assert_int_equal(run(sweep, &lists, NULL), ERR_OK);
    assert_null(sweep_take_elbs(sweep));
    struct eip_set *set = sweep_take_eips(sweep);
    assert_null(sweep_take_eips(sweep));
    print_eip_set(set, &text);

    assert_reads_as(&text, "eu-de.eips.expect");
    assert_int_equal(lists.calls, 2);
    buf_release(&text);
    eip_set_free(set);
    sweep_free(sweep);
    lists_release(&lists);
}

static void sweep_of_eips_does_without_bandwidths(void **state)
{
    (void)state;
    static const struct {
        int status; /* of the list of bandwidths */
        enum err_code code;
        bool is_gap;
    } cases[] = {{403, ERR_OK, true},
                 {404, ERR_OK, true},
                 {500, ERR_OK, false},
                 {401, ERR_AUTH, false},
                 {429, ERR_LATER, false}};

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct lists lists;
        struct sweep *sweep = sweep_new(SWEEP_EIP, "PROJECT", LIMIT_CLOUD_PAGE, 1, 2);
        lists_init(&lists, "eu-de.json");
        lists.fail_at = 2;
        lists.fail_status = cases[i].status;

        assert_int_equal(run(sweep, &lists, NULL), cases[i].code);

        assert_int_equal(sweep_gaps(sweep).no_bandwidths, cases[i].is_gap);
        struct eip_set *set = sweep_take_eips(sweep);
        assert_int_equal(set != NULL, cases[i].code == ERR_OK);
        if (set != NULL)
            assert_null(set->eips[0].charge_mode);
        eip_set_free(set);
        sweep_free(sweep);
        lists_release(&lists);
    }
}

static void sweep_of_eips_asks_no_more_than_it_must(void **state)
{
    (void)state;
    struct lists lists;
    struct sweep *known = sweep_new(SWEEP_EIP, "PROJECT", LIMIT_CLOUD_PAGE, 1, 2);
    struct sweep *empty = sweep_new(SWEEP_EIP, "PROJECT", LIMIT_CLOUD_PAGE, 1, 2);
    lists_init(&lists, "eu-de.json");

    sweep_assume(known, (struct sweep_gaps){.no_bandwidths = true});
    run(known, &lists, NULL);
    assert_int_equal(lists.calls, 1);
    json_array_clear(json_object_get(json_object_get(lists.tree, "v1"), "publicips"));
    run(empty, &lists, NULL);
    assert_int_equal(lists.calls, 2);

    sweep_free(known);
    sweep_free(empty);
    lists_release(&lists);
}

static void sweep_adds_shared_elbs_that_only_v2_shows(void **state)
{
    (void)state;
    struct lists lists;
    struct buf text;
    lists_init(&lists, "shared-only-in-v2.json");

    struct elb_set *set = sweep_whole(&lists, LIMIT_CLOUD_PAGE);
    print_elb_set(set, &text);

    assert_reads_as(&text, "shared-only-in-v2.expect");
    assert_int_equal(lists.calls, 8);
    buf_release(&text);
    elb_set_free(set);
    lists_release(&lists);
}

static void sweep_looks_no_further_when_v2_adds_nothing(void **state)
{
    (void)state;
    struct lists lists;
    lists_init(&lists, "shared-only-in-v2.json");
    json_array_remove(
        json_object_get(json_object_get(lists.tree, "v2.0"), "loadbalancers"), 1);

    struct elb_set *set = sweep_whole(&lists, LIMIT_CLOUD_PAGE);

    assert_int_equal(lists.calls, 5);
    assert_int_equal(set->elb_count, 1);
    assert_string_equal(set->elbs[0].name, "dedicated"); /* v3's word, not v2.0's */
    elb_set_free(set);
    lists_release(&lists);
}

static void sweep_uses_v2_alone_where_v3_is_not_published(void **state)
{
    (void)state;
    struct lists lists;
    struct sweep *sweep = an_elb_sweep(LIMIT_CLOUD_PAGE);
    lists_init(&lists, "shared-only-in-v2.json");
    lists.no_v3 = true;

    assert_int_equal(run(sweep, &lists, NULL), ERR_OK);
    struct elb_set *set = sweep_take_elbs(sweep);

    assert_int_equal(set->elb_count, 2);
    assert_false(set->elbs[0].guaranteed);
    assert_true(set->elbs[0].guaranteed_known);
    assert_int_equal(set->listener_count, 1);
    assert_int_equal(set->member_count, 1);
    assert_true(sweep_gaps(sweep).no_v3);
    assert_int_equal(lists.calls, 5);
    elb_set_free(set);
    sweep_free(sweep);
    lists_release(&lists);
}

static void sweep_hands_on_what_a_region_lacks(void **state)
{
    (void)state;
    struct lists lists;
    struct sweep *first = an_elb_sweep(LIMIT_CLOUD_PAGE);
    struct sweep *second = an_elb_sweep(LIMIT_CLOUD_PAGE);
    lists_init(&lists, "shared-only-in-v2.json");
    lists.no_v2 = true;
    lists.no_members = true;

    assert_int_equal(run(first, &lists, NULL), ERR_OK);
    assert_int_equal(lists.calls, 6); /* two of them only found out */
    sweep_assume(second, sweep_gaps(first));
    lists.calls = 0;
    assert_int_equal(run(second, &lists, NULL), ERR_OK);

    assert_int_equal(lists.calls, 4);
    assert_int_equal(sweep_calls(second), 4);
    struct elb_set *set = sweep_take_elbs(second);
    assert_string_equal(set->members[0].pool_id, "p-dedicated");
    elb_set_free(set);
    sweep_free(first);
    sweep_free(second);
    lists_release(&lists);
}

static void sweep_fails_where_neither_version_is_published(void **state)
{
    (void)state;
    struct lists lists;
    struct sweep *sweep = an_elb_sweep(LIMIT_CLOUD_PAGE);
    struct err err = ERR_INIT;
    lists_init(&lists, "eu-de.json");
    lists.no_v3 = true;
    lists.no_v2 = true;

    assert_int_equal(run(sweep, &lists, &err), ERR_ABSENT);

    assert_string_equal(err.where, "/v2.0/lbaas/loadbalancers");
    assert_false(sweep_is_done(sweep));
    sweep_free(sweep);
    lists_release(&lists);
}

/* ---- members ---------------------------------------------------------------- */

/* The Swiss region documents no list of all members; pools that say they have none are
 * not asked. */
static void sweep_reads_members_pool_by_pool_where_it_must(void **state)
{
    (void)state;
    struct lists lists;
    lists_init(&lists, "eu-de.json");
    lists.no_members = true;

    struct elb_set *set = sweep_whole(&lists, LIMIT_CLOUD_PAGE);

    assert_int_equal(lists.calls, 4 + 2);
    assert_true(set->members_known);
    assert_int_equal(set->member_count, 3);
    assert_string_equal(set->members[1].pool_id, "b1f2c3d4-0000-4000-8000-000000002001");
    assert_string_equal(set->members[2].pool_id, "b1f2c3d4-0000-4000-8000-000000002002");
    elb_set_free(set);
    lists_release(&lists);
}

static void sweep_takes_405_for_a_missing_list_of_members(void **state)
{
    (void)state;
    struct lists lists;
    lists_init(&lists, "eu-de.json");
    lists.fail_at = 4;
    lists.fail_status = 405;

    struct elb_set *set = sweep_whole(&lists, LIMIT_CLOUD_PAGE);

    assert_int_equal(set->member_count, 3);
    elb_set_free(set);
    lists_release(&lists);
}

static void sweep_passes_over_a_pool_that_went_away(void **state)
{
    (void)state;
    struct lists lists;
    lists_init(&lists, "eu-de.json");
    lists.no_members = true;
    lists.gone_pool = "b1f2c3d4-0000-4000-8000-000000002001";

    struct elb_set *set = sweep_whole(&lists, LIMIT_CLOUD_PAGE);

    assert_int_equal(set->member_count, 1);
    elb_set_free(set);
    lists_release(&lists);
}

static void sweep_says_when_members_may_not_be_read(void **state)
{
    (void)state;
    struct lists lists;
    lists_init(&lists, "eu-de.json");
    lists.forbid_members = true;

    struct elb_set *set = sweep_whole(&lists, LIMIT_CLOUD_PAGE);

    assert_false(set->members_known);
    assert_int_equal(set->member_count, 0);
    assert_int_equal(set->elb_count, 3);
    elb_set_free(set);
    lists_release(&lists);
}

/* ---- a whole set or none ---------------------------------------------------- */

static void sweep_gives_no_half_set(void **state)
{
    (void)state;
    static const struct {
        int status;
        enum err_code code;
    } refusals[] = {
        {401, ERR_AUTH}, {429, ERR_LATER}, {500, ERR_NET}, {400, ERR_REFUSED}};

    for (size_t i = 0; i < ARRAY_COUNT(refusals); i++) {
        for (int at = 1; at <= 4; at++) {
            struct lists lists;
            struct sweep *sweep = an_elb_sweep(LIMIT_CLOUD_PAGE);
            struct err err = ERR_INIT;
            lists_init(&lists, "eu-de.json");
            lists.fail_at = at;
            lists.fail_status = refusals[i].status;

            assert_int_equal(run(sweep, &lists, &err), refusals[i].code);

            assert_int_equal(err.http_status, refusals[i].status);
            assert_int_equal(lists.calls, at);
            assert_false(sweep_is_done(sweep));
            assert_null(sweep_take_elbs(sweep));
            assert_null(sweep_next(sweep));
            sweep_free(sweep);
            lists_release(&lists);
        }
    }
}

static void sweep_refuses_bodies_that_are_no_list(void **state)
{
    (void)state;
    static const char *const bodies[] = {"",
                                         "<html>a portal</html>",
                                         "[]",
                                         "{}",
                                         "{\"loadbalancers\":null}",
                                         "{\"loadbalancers\":{\"id\":\"x\"}}",
                                         "{\"loadbalancers\":[{\"id\":\"x\"}"};

    for (size_t i = 0; i < ARRAY_COUNT(bodies); i++) {
        struct sweep *sweep = an_elb_sweep(LIMIT_CLOUD_PAGE);
        struct err err = ERR_INIT;
        struct http_exchange *answer = an_answer(200, bodies[i]);

        http_request_free(sweep_next(sweep));
        assert_int_equal(sweep_feed(sweep, answer, &err), ERR_SHAPE);

        assert_int_equal(strncmp(err.where, "loadbalancers", 13), 0);
        assert_false(sweep_is_done(sweep));
        answer_free(answer);
        sweep_free(sweep);
    }
}

static const struct {
    const char *body;
    enum err_code code;
    const char *where;
    const char *text;
} broken[] = {
    {"{\"loadbalancers\":[{\"id\":\"a\"},{\"id\":\"b\",}]}", ERR_SHAPE,
     "loadbalancers[1]:byte 11", "not JSON"},
    {"{\"loadbalancers\":[{\"id\":\"a\"},{\"id\":\"b\"]}", ERR_SHAPE,
     "loadbalancers[1]:byte 10", "not JSON"},
    {"{\"loadbalancers\":[{\"id\":\"a\"},{\"id\":\"b\"}", ERR_SHAPE, "loadbalancers",
     "the list ends in its middle"},
    {"{\"loadbalancers\":[{\"id\":\"a\"}],\"page_info\":{]}", ERR_SHAPE, "loadbalancers",
     "not JSON: ']' closes what it did not open"},
    {"{\"loadbalancers\":[{\"id\":\"a\"},7]}", ERR_SHAPE, "loadbalancers",
     "not a list of objects: '7' between its items"},
    {"{\"loadbalancers\":[{\"id\":\"a\"}]}{}", ERR_SHAPE, "loadbalancers",
     "bytes behind the JSON object"},
};

/* What stood before the fault was read already, and is not kept. */
static void sweep_names_what_broke_a_page(void **state)
{
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(broken); i++) {
        for (size_t piece = 1; piece < 80; piece += 13) {
            struct sweep *sweep = an_elb_sweep(LIMIT_CLOUD_PAGE);
            struct err err = ERR_INIT;
            struct http_exchange *answer = an_answer(200, broken[i].body);

            http_request_free(sweep_next(sweep));
            assert_int_equal(hear(sweep, answer, piece, &err), broken[i].code);

            assert_string_equal(err.where, broken[i].where);
            assert_string_equal(err.text, broken[i].text);
            assert_int_equal(err.http_status, 200);
            assert_false(sweep_is_done(sweep));
            assert_null(sweep_take_elbs(sweep));
            assert_null(sweep_next(sweep));
            answer_free(answer);
            sweep_free(sweep);
        }
    }
}

static void sweep_has_ceilings_for_one_object(void **state)
{
    (void)state;
    static const struct {
        const char *filling; /* of the value of "x" */
        size_t times;
        const char *where;
    } cases[] = {{"[", LIMIT_JSON_DEPTH + 1, "loadbalancers[1]"},
                 {"0123456789abcdef", LIMIT_OBJECT_BYTES / 16, "loadbalancers"}};

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct sweep *sweep = an_elb_sweep(LIMIT_CLOUD_PAGE);
        struct err err = ERR_INIT;
        struct buf body;
        bool is_nested = cases[i].filling[0] == '[';

        buf_init(&body, LIMIT_RESPONSE_BYTES);
        buf_add_text(&body, "{\"loadbalancers\":[{\"id\":\"a\"},{\"id\":\"b\",\"x\":");
        buf_add_text(&body, is_nested ? "" : "\"");
        for (size_t k = 0; k < cases[i].times; k++)
            buf_add_text(&body, cases[i].filling);
        for (size_t k = 0; is_nested && k < cases[i].times; k++)
            buf_add_byte(&body, ']');
        buf_add_text(&body, is_nested ? "}]}" : "\"}]}");
        struct http_exchange *answer = an_answer(200, buf_text(&body));
        struct http_request *request = sweep_next(sweep);

        assert_int_equal(request->body_limit, LIMIT_RESPONSE_BYTES);
        assert_int_equal(hear(sweep, answer, 16384, &err), ERR_LIMIT);

        assert_string_equal(err.where, cases[i].where);
        http_request_free(request);
        answer_free(answer);
        buf_release(&body);
        sweep_free(sweep);
    }
}

/* The connection ends in the middle of a page of which some objects were read. */
static void sweep_keeps_nothing_of_a_page_that_was_cut(void **state)
{
    (void)state;
    static const char half[] = "{\"loadbalancers\":[{\"id\":\"a\"},{\"id\"";
    struct sweep *sweep = an_elb_sweep(LIMIT_CLOUD_PAGE);
    struct http_exchange *answer = a_cut(HTTP_CUT_RESET);
    struct err err = ERR_INIT;

    http_request_free(sweep_next(sweep));
    assert_true(sweep_take(sweep, half, sizeof half - 1));
    assert_int_equal(sweep_feed(sweep, answer, &err), ERR_NET);

    assert_string_equal(err.text, "nothing came back");
    assert_null(sweep_take_elbs(sweep));
    answer_free(answer);
    sweep_free(sweep);
}

static void sweep_ends_when_the_network_does(void **state)
{
    (void)state;
    struct sweep *sweep = an_elb_sweep(LIMIT_CLOUD_PAGE);
    struct http_exchange *answer = a_cut(HTTP_CUT_TIMEOUT);

    http_request_free(sweep_next(sweep));
    assert_int_equal(sweep_feed(sweep, answer, NULL), ERR_NET);

    assert_false(sweep_is_done(sweep));
    answer_free(answer);
    sweep_free(sweep);
}

static void sweep_can_be_dropped_at_any_time(void **state)
{
    (void)state;
    for (int calls = 0; calls < 5; calls++) {
        struct lists lists;
        struct sweep *sweep = an_elb_sweep(1);
        struct http_request *request;
        lists_init(&lists, "eu-de.json");

        for (int i = 0; i < calls && (request = sweep_next(sweep)) != NULL; i++) {
            struct http_exchange *answer = lists_answer(&lists, request);
            sweep_feed(sweep, answer, NULL);
            answer_free(answer);
            http_request_free(request);
        }

        sweep_free(sweep);
        lists_release(&lists);
    }
}

/* ---- pages ------------------------------------------------------------------ */

static uint64_t seed(void)
{
    const char *text = getenv("SEED");
    int64_t value = 1;

    if (text != NULL)
        span_to_i64(span_of(text), &value);
    print_message("# SEED=%lld\n", (long long)value);
    return (uint64_t)value;
}

static json_t *random_items(struct chance *chance, const char *prefix)
{
    json_t *items = json_array();
    uint64_t count = chance_below(chance, 24);
    char id[40];

    for (uint64_t i = 0; i < count; i++) {
        snprintf(id, sizeof id, "%s-%02d", prefix, (int)i);
        json_array_append_new(items, json_pack("{s:s, s:b}", "id", id, "guaranteed", 1));
    }
    return items;
}

static void fill_at_random(struct lists *lists, struct chance *chance)
{
    json_t *v3 = json_object();

    json_object_set_new(v3, "loadbalancers", random_items(chance, "elb"));
    json_object_set_new(v3, "listeners", random_items(chance, "listener"));
    json_object_set_new(v3, "pools", random_items(chance, "pool"));
    json_object_set_new(v3, "members", random_items(chance, "member"));
    *lists = (struct lists){.tree = json_pack("{s:o}", "v3", v3)};
}

/* Whatever the page size and however pages end, the set is the same. */
static void sweep_gives_the_same_set_for_any_paging(void **state)
{
    (void)state;
    struct chance chance = chance_from(seed());

    for (int round = 0; round < 200; round++) {
        struct lists lists;
        struct buf whole;
        fill_at_random(&lists, &chance);
        struct elb_set *set = sweep_whole(&lists, LIMIT_CLOUD_PAGE);
        print_elb_set(set, &whole);
        elb_set_free(set);

        for (enum page_style style = 0; style < PAGES_DEAF; style++) {
            int64_t page_items = chance_between(&chance, 1, 12);
            struct buf paged;
            lists.style = style;
            lists.calls = 0;
            set = sweep_whole(&lists, page_items);
            print_elb_set(set, &paged);
            if (strcmp(buf_text(&paged), buf_text(&whole)) != 0)
                fail_msg("style %d with pages of %d differs in round %d", (int)style,
                         (int)page_items, round);
            /* Four lists and the look at v2.0, one page each; further pages by
             * fullness. */
            size_t items = set->elb_count + set->listener_count + set->pool_count +
                           set->member_count;
            assert_true(lists.calls <= 5 + (int)items / page_items);
            elb_set_free(set);
            buf_release(&paged);
        }
        buf_release(&whole);
        lists_release(&lists);
    }
}

/* A server that gives the first page whatever the marker. */
static void sweep_does_not_run_in_circles(void **state)
{
    (void)state;
    struct lists lists;
    lists_init(&lists, "eu-de.json");
    lists.style = PAGES_DEAF;

    struct elb_set *set = sweep_whole(&lists, 2);

    assert_true(lists.calls <= 12);
    assert_int_equal(set->elb_count, 2);
    elb_set_free(set);
    lists_release(&lists);
}

static void sweep_gives_up_on_a_list_without_end(void **state)
{
    (void)state;
    struct sweep *sweep = sweep_new(SWEEP_EIP, "PROJECT", 1, 0, 0);
    struct http_request *request;
    struct err err = ERR_INIT;
    char body[80];
    int calls = 0;

    while ((request = sweep_next(sweep)) != NULL) {
        snprintf(body, sizeof body, "{\"publicips\":[{\"id\":\"eip-%d\"}]}", calls++);
        struct http_exchange *answer = an_answer(200, body);
        sweep_feed(sweep, answer, &err);
        answer_free(answer);
        http_request_free(request);
    }

    assert_int_equal(err.code, ERR_LIMIT);
    assert_int_equal(calls, LIMIT_PAGES);
    assert_null(sweep_take_eips(sweep));
    sweep_free(sweep);
}

/* An object that moves to the next page while the pages are read is there once. */
static void sweep_counts_an_object_on_two_pages_once(void **state)
{
    (void)state;
    static const char *const pages[] = {
        "{\"publicips\":[{\"id\":\"c\"},{\"id\":\"b\",\"status\":\"first\"}]}",
        "{\"publicips\":[{\"id\":\"b\",\"status\":\"second\"},{\"id\":\"a\"}]}",
        "{\"publicips\":[]}", "{\"bandwidths\":[]}"};
    struct sweep *sweep = sweep_new(SWEEP_EIP, "PROJECT", 2, 0, 0);

    for (size_t i = 0; i < ARRAY_COUNT(pages); i++) {
        struct http_exchange *answer = an_answer(200, pages[i]);
        http_request_free(sweep_next(sweep));
        assert_int_equal(sweep_feed(sweep, answer, NULL), ERR_OK);
        answer_free(answer);
    }
    struct eip_set *set = sweep_take_eips(sweep);

    assert_int_equal(set->eip_count, 3);
    assert_string_equal(set->eips[0].id, "a");
    assert_string_equal(set->eips[1].status, "first");
    eip_set_free(set);
    sweep_free(sweep);
}

static void sweep_asks_with_limit_always(void **state)
{
    (void)state;
    struct sweep *sweep = sweep_new(SWEEP_EIP, "a b", 50, 0, 0);
    struct http_request *request = sweep_next(sweep);

    assert_string_equal(request->path, "/v1/a%20b/publicips?limit=50");
    assert_int_equal(request->intent, HTTP_READS);

    http_request_free(request);
    sweep_free(sweep);
}

/* ---- look-ups --------------------------------------------------------------- */

static void inventory_finds_by_id(void **state)
{
    (void)state;
    struct lists lists;
    lists_init(&lists, "eu-de.json");

    struct elb_set *set = sweep_whole(&lists, LIMIT_CLOUD_PAGE);

    for (size_t i = 0; i < set->elb_count; i++)
        assert_ptr_equal(elb_set_elb(set, set->elbs[i].id), &set->elbs[i]);
    for (size_t i = 0; i < set->listener_count; i++)
        assert_ptr_equal(elb_set_listener(set, set->listeners[i].id), &set->listeners[i]);
    for (size_t i = 0; i < set->pool_count; i++)
        assert_ptr_equal(elb_set_pool(set, set->pools[i].id), &set->pools[i]);
    assert_null(elb_set_elb(set, "b1f2c3d4-0000-4000-8000-00000000e00"));
    assert_null(elb_set_elb(set, ""));
    assert_null(elb_set_pool(set, NULL));
    elb_set_free(set);
    lists_release(&lists);
}

static void inventory_of_nothing_finds_nothing(void **state)
{
    (void)state;
    const struct elb_set no_elbs = {0};
    const struct eip_set no_eips = {0};

    assert_null(elb_set_elb(&no_elbs, "x"));
    assert_null(eip_set_eip(&no_eips, "x"));
    elb_set_free(NULL);
    eip_set_free(NULL);
}

/* ---- texts ------------------------------------------------------------------ */

static void decode_cuts_long_texts_between_characters(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buf name;
    struct elb elb;

    buf_init(&name, 1 << 20);
    buf_add_byte(&name, 'x');
    for (size_t i = 0; i < LIMIT_CLOUD_TEXT_BYTES; i++)
        buf_add_text(&name, "\xc3\xa4");
    struct buf text;
    struct values json;
    buf_init(&text, 1 << 20);
    buf_print(&text, "{\"id\":\"e\",\"name\":\"%s\"}", buf_text(&name));
    assert_int_equal(values_read(buf_span(&text), "elb", &json, NULL), ERR_OK);

    assert_true(elb_decode(json.at, &arena, &elb));

    assert_int_equal(strlen(elb.name), LIMIT_CLOUD_TEXT_BYTES - 1);
    values_release(&json);
    buf_release(&text);
    buf_release(&name);
    arena_release(&arena);
}

static void decode_refuses_ids_that_could_lead_elsewhere(void **state)
{
    (void)state;
    static const char *const objects[] = {"{\"id\":\"\"}",         "{\"id\":\"a/b\"}",
                                          "{\"id\":\"a b\"}",      "{\"id\":\"..%2f\"}",
                                          "{\"id\":\"a?b\"}",      "{\"id\":\"a\\nb\"}",
                                          "{\"id\":\"\xc3\xa4\"}", "{\"id\":7}",
                                          "{\"id\":null}",         "{}"};

    for (size_t i = 0; i < ARRAY_COUNT(objects); i++) {
        struct values json;
        assert_int_equal(values_read(span_of(objects[i]), "object", &json, NULL), ERR_OK);
        assert_null(decode_id(json.at));
        values_release(&json);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sweep_reads_what_v3_documents),
        cmocka_unit_test(sweep_reads_eips),
        cmocka_unit_test(sweep_of_eips_does_without_bandwidths),
        cmocka_unit_test(sweep_of_eips_asks_no_more_than_it_must),
        cmocka_unit_test(sweep_adds_shared_elbs_that_only_v2_shows),
        cmocka_unit_test(sweep_looks_no_further_when_v2_adds_nothing),
        cmocka_unit_test(sweep_uses_v2_alone_where_v3_is_not_published),
        cmocka_unit_test(sweep_hands_on_what_a_region_lacks),
        cmocka_unit_test(sweep_fails_where_neither_version_is_published),
        cmocka_unit_test(sweep_reads_members_pool_by_pool_where_it_must),
        cmocka_unit_test(sweep_takes_405_for_a_missing_list_of_members),
        cmocka_unit_test(sweep_passes_over_a_pool_that_went_away),
        cmocka_unit_test(sweep_says_when_members_may_not_be_read),
        cmocka_unit_test(sweep_gives_no_half_set),
        cmocka_unit_test(sweep_refuses_bodies_that_are_no_list),
        cmocka_unit_test(sweep_names_what_broke_a_page),
        cmocka_unit_test(sweep_has_ceilings_for_one_object),
        cmocka_unit_test(sweep_keeps_nothing_of_a_page_that_was_cut),
        cmocka_unit_test(sweep_ends_when_the_network_does),
        cmocka_unit_test(sweep_can_be_dropped_at_any_time),
        cmocka_unit_test(sweep_gives_the_same_set_for_any_paging),
        cmocka_unit_test(sweep_does_not_run_in_circles),
        cmocka_unit_test(sweep_gives_up_on_a_list_without_end),
        cmocka_unit_test(sweep_counts_an_object_on_two_pages_once),
        cmocka_unit_test(sweep_asks_with_limit_always),
        cmocka_unit_test(inventory_finds_by_id),
        cmocka_unit_test(inventory_of_nothing_finds_nothing),
        cmocka_unit_test(decode_cuts_long_texts_between_characters),
        cmocka_unit_test(decode_refuses_ids_that_could_lead_elsewhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
