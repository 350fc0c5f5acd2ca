/*
 * Faults as texts, and as rules of a server that is asked over HTTP.
 */
#include "lib/check.h"

#include "sim/fault.h"
#include "wire/http.h"
#include "wire/tree.h"

/* ---- texts ---- */

static void a_fault_is_a_target_and_words(void **state)
{
    struct arena arena;
    struct fault fault;
    struct err err = ERR_INIT;
    (void)state;

    arena_init(&arena, 0);
    assert_int_equal(
        fault_parse("kube:status=429:count=3:method=POST", &arena, &fault, &err), ERR_OK);

    assert_string_equal(fault.target, "api-server");
    assert_string_equal(fault_word(&fault, "status"), "429");
    assert_string_equal(fault_word(&fault, "method"), "POST");
    assert_null(fault_word(&fault, "delay"));
    assert_true(fault_is_rule(&fault));
    arena_release(&arena);
}

static void a_value_may_be_missing_or_hold_an_equals_sign(void **state)
{
    struct arena arena;
    struct fault fault;
    (void)state;

    arena_init(&arena, 0);
    assert_int_equal(
        fault_parse("api-server:cut=9:path=watch=true", &arena, &fault, NULL), ERR_OK);
    assert_string_equal(fault_word(&fault, "path"), "watch=true");
    assert_int_equal(fault_parse("ccm:stopped", &arena, &fault, NULL), ERR_OK);
    assert_string_equal(fault_word(&fault, "stopped"), "");
    assert_false(fault_is_rule(&fault));
    arena_release(&arena);
}

static void what_is_no_fault_is_refused(void **state)
{
    static const char *const texts[] = {"", "elb", "moon:status=500",
                                        "elb:", "elb:a:b:c:d:e:f:g:h:i:j"};
    struct arena arena;
    struct fault fault;
    (void)state;

    arena_init(&arena, 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(fault_parse(texts[i], &arena, &fault, NULL), ERR_SHAPE);
    assert_int_equal(fault_parse(texts[4], &arena, &fault, NULL), ERR_SHAPE);
    arena_release(&arena);
}

static void a_rule_with_a_wrong_number_or_word_is_refused(void **state)
{
    static const char *const texts[] = {"elb:status=abc", "elb:status=200",
                                        "elb:delay=soon", "elb:status=500:colour=red",
                                        "elb:cut=-1"};
    struct fault_box *box = fault_box_new();
    struct arena arena;
    (void)state;

    arena_init(&arena, 0);
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        struct fault fault;
        assert_int_equal(fault_parse(texts[i], &arena, &fault, NULL), ERR_OK);
        if (fault_box_add(box, &fault, NULL) != ERR_SHAPE)
            fail_msg("%s", texts[i]);
    }
    fault_box_free(box);
    arena_release(&arena);
}

/* ---- rules at work ---- */

struct place {
    struct fault_box *box;
    struct server *server;
    struct http *http;
    struct http_peer *peer;
    int handled;
};

static void handle(void *ctx, const struct ask *ask, struct reply *reply)
{
    struct place *place = ctx;
    (void)ask;
    __atomic_add_fetch(&place->handled, 1, __ATOMIC_SEQ_CST);
    reply_status(reply, 200);
    reply_json(reply,
               json_pack("{s:s}", "text", "a body of some length, so it can be cut"));
}

static int open_place(void **state, const char *name)
{
    struct place *place = mem_new(sizeof *place);
    struct err err = ERR_INIT;
    const struct server_config config = {.name = name,
                                         .handle = handle,
                                         .handle_ctx = place,
                                         .before = fault_box_before,
                                         .around_ctx = NULL};
    struct server_config mine = config;

    place->box = fault_box_new();
    mine.around_ctx = place->box;
    assert_int_equal(server_new(&mine, &place->server, &err), ERR_OK);
    assert_int_equal(http_new(&place->http, &err), ERR_OK);
    assert_int_equal(
        http_peer_new(&(struct http_peer_config){.base_url = server_url(place->server),
                                                 .proxy_url = ""},
                      &place->peer, &err),
        ERR_OK);
    *state = place;
    return 0;
}

static int open_elb(void **state)
{
    return open_place(state, "elb");
}

static int open_kube(void **state)
{
    return open_place(state, "api-server");
}

static int close_place(void **state)
{
    struct place *place = *state;
    http_free(place->http);
    http_peer_free(place->peer);
    server_free(place->server);
    fault_box_free(place->box);
    free(place);
    return 0;
}

static void make(struct place *place, const char *text)
{
    struct arena arena;
    struct fault fault;
    struct err err = ERR_INIT;

    arena_init(&arena, 0);
    assert_int_equal(fault_parse(text, &arena, &fault, &err), ERR_OK);
    assert_int_equal(fault_box_add(place->box, &fault, &err), ERR_OK);
    arena_release(&arena);
}

static struct http_exchange *get(struct place *place, const char *method,
                                 const char *path)
{
    return http_exchange_now(place->http, place->peer, http_request_new(method, path));
}

static int status_of(struct place *place, const char *method, const char *path)
{
    struct http_exchange *exchange = get(place, method, path);
    int status = exchange->status;
    http_exchange_free(exchange);
    return status;
}

static void a_status_is_answered_so_many_times(void **state)
{
    struct place *place = *state;
    make(place, "elb:status=429:count=2:retry-after=7");

    struct http_exchange *first = get(place, "GET", "/v3/x");
    assert_int_equal(first->status, 429);
    assert_string_equal(http_headers_get(&first->headers, "Retry-After"), "7");
    assert_non_null(strstr(buf_text(&first->body), "APIG.0308"));
    http_exchange_free(first);
    assert_int_equal(status_of(place, "GET", "/"), 429);
    assert_int_equal(status_of(place, "GET", "/"), 200);
    assert_int_equal(place->handled, 1);
}

static void a_rule_can_be_narrowed_by_method_path_and_number(void **state)
{
    struct place *place = *state;
    make(place, "elb:status=503:method=POST:path=/listeners:after=1:count=1");

    assert_int_equal(status_of(place, "GET", "/listeners"), 200);
    assert_int_equal(status_of(place, "POST", "/pools"), 200);
    assert_int_equal(status_of(place, "POST", "/listeners"), 200);
    assert_int_equal(status_of(place, "POST", "/listeners"), 503);
    assert_int_equal(status_of(place, "POST", "/listeners"), 200);
}

static void another_servers_rule_does_not_strike(void **state)
{
    struct place *place = *state;
    make(place, "vpc:status=500");
    assert_int_equal(status_of(place, "GET", "/"), 200);

    make(place, "all:status=500:code=X.1");
    assert_int_equal(status_of(place, "GET", "/"), 500);

    fault_box_clear(place->box);
    assert_int_equal(status_of(place, "GET", "/"), 200);
}

static void a_cut_ends_the_body_in_its_middle(void **state)
{
    struct place *place = *state;
    make(place, "elb:cut=10");

    struct http_exchange *exchange = get(place, "GET", "/");

    assert_int_equal(exchange->err.code, ERR_NET);
    http_exchange_free(exchange);
}

static void a_delay_comes_before_the_answer_and_once(void **state)
{
    struct place *place = *state;
    make(place, "elb:delay=60ms:count=1");

    struct http_exchange *slow = get(place, "GET", "/");
    assert_int_equal(slow->status, 200);
    assert_true(slow->took_ms >= 50);
    http_exchange_free(slow);
    assert_int_equal(place->handled, 1);
}

static void delay_and_status_go_together(void **state)
{
    struct place *place = *state;
    make(place, "elb:delay=20ms:status=401");

    struct http_exchange *exchange = get(place, "GET", "/");
    assert_int_equal(exchange->status, 401);
    assert_non_null(strstr(buf_text(&exchange->body), "APIG.0307"));
    http_exchange_free(exchange);
    assert_int_equal(place->handled, 0);
}

static void the_api_server_refuses_with_a_status_object(void **state)
{
    struct place *place = *state;
    json_t *tree = NULL;
    make(place, "api-server:status=410");

    struct http_exchange *exchange = get(place, "GET", "/api/v1/services");
    assert_int_equal(exchange->status, 410);
    assert_int_equal(tree_from_json(buf_span(&exchange->body), "", &tree, NULL), ERR_OK);
    assert_string_equal(tree_text(tree, "kind"), "Status");
    assert_string_equal(tree_text(tree, "reason"), "Expired");
    assert_int_equal(tree_int(tree, "code", 0), 410);
    json_decref(tree);
    http_exchange_free(exchange);
}

static void rules_are_listed_with_how_often_they_struck(void **state)
{
    struct place *place = *state;
    make(place, "elb:status=500");
    status_of(place, "GET", "/");
    status_of(place, "GET", "/");

    json_t *list = fault_box_json(place->box);

    assert_int_equal(json_array_size(list), 1);
    assert_string_equal(tree_text(json_array_get(list, 0), "fault"), "elb:status=500");
    assert_int_equal(tree_int(json_array_get(list, 0), "times", 0), 2);
    json_decref(list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fault_is_a_target_and_words),
        cmocka_unit_test(a_value_may_be_missing_or_hold_an_equals_sign),
        cmocka_unit_test(what_is_no_fault_is_refused),
        cmocka_unit_test(a_rule_with_a_wrong_number_or_word_is_refused),
        cmocka_unit_test_setup_teardown(a_status_is_answered_so_many_times, open_elb,
                                        close_place),
        cmocka_unit_test_setup_teardown(a_rule_can_be_narrowed_by_method_path_and_number,
                                        open_elb, close_place),
        cmocka_unit_test_setup_teardown(another_servers_rule_does_not_strike, open_elb,
                                        close_place),
        cmocka_unit_test_setup_teardown(a_cut_ends_the_body_in_its_middle, open_elb,
                                        close_place),
        cmocka_unit_test_setup_teardown(a_delay_comes_before_the_answer_and_once,
                                        open_elb, close_place),
        cmocka_unit_test_setup_teardown(delay_and_status_go_together, open_elb,
                                        close_place),
        cmocka_unit_test_setup_teardown(the_api_server_refuses_with_a_status_object,
                                        open_kube, close_place),
        cmocka_unit_test_setup_teardown(rules_are_listed_with_how_often_they_struck,
                                        open_elb, close_place),
    };
    http_global_init(NULL);
    json_object_seed(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
