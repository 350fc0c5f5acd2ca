#include "kube/reflector.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/chance.h"
#include "base/limits.h"
#include "base/when.h"
#include "unit/kube/stage.h"

#include "base/banned.h"

#define WEB                                                                              \
    "{\"metadata\":{\"name\":\"web\",\"namespace\":\"shop\",\"resourceVersion\":\"11\"}" \
    ",\"spec\":{}}"
#define API                                                                              \
    "{\"metadata\":{\"name\":\"api\",\"namespace\":\"shop\",\"resourceVersion\":\"12\"}" \
    ",\"spec\":{}}"
#define BROKEN                                                                           \
    "{\"metadata\":{\"name\":\"bad\",\"namespace\":\"shop\",\"resourceVersion\":\"13\"}" \
    ",\"spec\":{\"ports\":[{\"port\":\"x\"}]}}"
#define SERVICES "/api/v1/services?fieldSelector=spec.type%3DLoadBalancer"

#define ADDED(object)   "{\"type\":\"ADDED\",\"object\":" object "}\n"
#define DELETED(object) "{\"type\":\"DELETED\",\"object\":" object "}\n"
#define BOOKMARK(version)                                                                \
    "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"" version    \
    "\"}}}\n"
#define ERROR_EVENT(code)                                                                \
    "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"message\":\"so it is\","      \
    "\"code\":" code "}}\n"

static const char status_403[] = "{\"kind\":\"Status\",\"message\":\"services is "
                                 "forbidden: User \\\"u\\\" cannot list "
                                 "resource \\\"services\\\" in API group \\\"\\\" at the "
                                 "cluster scope\",\"code\":403}";

static int setup(void **state)
{
    static struct stage stage;
    stage_init(&stage, KUBE_SERVICE, NULL, 1);
    *state = &stage;
    return 0;
}

static int teardown(void **state)
{
    stage_release(*state);
    return 0;
}

static void answer_page(struct stage *stage, const char *next, const char *items)
{
    char body[2048];

    snprintf(
        body, sizeof body,
        "{\"metadata\":{\"resourceVersion\":\"20\",\"continue\":\"%s\"},\"items\":[%s]}",
        next, items);
    assert_true(stage_feed(stage, body));
    stage_end(stage);
}

static bool asks_for(struct stage *stage, const char *part)
{
    const char *path = stage_ask_when_due(stage);
    if (path != NULL && strstr(path, part) != NULL)
        return true;
    print_message("asked %s, not %s\n", path == NULL ? "nothing" : path, part);
    return false;
}

/* Listed at version 20 and watching. */
static void begin_watch(struct stage *stage)
{
    stage_list(stage, "20", WEB "," API);
    assert_true(asks_for(stage, "watch=true"));
    stage_told(stage);
}

#define assert_state(stage, wanted)                                                      \
    assert_string_equal(stage_state_name((stage)->health.state), #wanted)

/* ---- the list ---------------------------------------------------------------------- */

static void reflector_lists_first_in_pages(void **state)
{
    struct stage *stage = *state;

    assert_string_equal(stage_ask(stage), SERVICES "&limit=500&resourceVersion=0");
    assert_string_equal(stage->request->method, "GET");
    assert_int_equal(stage->request->answer_ms, -1);
    assert_int_equal(stage->request->silence_ms, INTERVAL_ANSWER_MS);
    assert_string_equal(http_headers_get(&stage->request->headers, "accept"),
                        "application/json");
}

/* Seen with api-server 1.20: {"code":400,"message":"\"spec.type\" is not a known field …"}. */
static void reflector_chooses_itself_where_the_server_cannot_select(void **state)
{
    struct stage *stage = *state;
    stage_ask(stage);

    stage_end_status(stage, 400, "application/json",
                     "{\"kind\":\"Status\",\"code\":400}");
    stage_list(stage, "10",
               "{\"metadata\":{\"name\":\"in\",\"namespace\":\"a\",\"uid\":\"1\","
               "\"resourceVersion\":\"5\"},\"spec\":{\"type\":\"LoadBalancer\"}},"
               "{\"metadata\":{\"name\":\"out\",\"namespace\":\"a\",\"uid\":\"2\","
               "\"resourceVersion\":\"6\"},\"spec\":{\"type\":\"ClusterIP\"}}");

    assert_string_equal(stage_told(stage),
                        "began services\nput a/in 5\nended services\n");
    assert_state(stage, WATCHING);
}

static void reflector_asks_nothing_while_an_exchange_is_under_way(void **state)
{
    struct stage *stage = *state;
    assert_non_null(stage_ask(stage));

    stage_pass(stage, 3600000);

    assert_null(stage_ask(stage));
    assert_true(reflector_due_ms(stage->reflector) == INT64_MAX);
}

static void reflector_ends_the_list_only_after_its_last_page(void **state)
{
    struct stage *stage = *state;
    stage_ask(stage);

    answer_page(stage, "to/page 2", WEB);
    assert_state(stage, LISTING);
    assert_false(stage->health.ever_listed);
    assert_string_equal(stage_told(stage), "began services\nput shop/web 11\n");
    assert_true(asks_for(stage, "&limit=500&continue=to%2Fpage%202"));
    answer_page(stage, "", API);

    assert_string_equal(stage_told(stage), "put shop/api 12\nended services\n");
    assert_state(stage, WATCHING);
    assert_true(stage->health.ever_listed);
    assert_int_equal(stage->health.confirmed_ms, stage->now_ms);
}

static void reflector_reads_a_cut_page_again_and_ends_no_list(void **state)
{
    struct stage *stage = *state;
    stage_ask(stage);
    answer_page(stage, "two", WEB);
    stage_ask(stage);
    stage_told(stage);

    stage_feed(stage,
               "{\"metadata\":{\"resourceVersion\":\"20\"},\"items\":[" API ",{\"meta");
    stage_end(stage); /* clean as HTTP goes, but half a list */

    assert_string_equal(stage_told(stage), "put shop/api 12\n");
    assert_state(stage, WAITING);
    assert_string_equal(stage->health.err.text, "the list ends in its middle");
    assert_in_range(stage_wait_ms(stage), 800, 1200);
    assert_true(asks_for(stage, "&continue=two"));
}

static void reflector_starts_the_list_anew_when_its_token_is_too_old(void **state)
{
    struct stage *stage = *state;
    stage_ask(stage);
    answer_page(stage, "two", WEB);
    stage_ask(stage);

    stage_end_status(stage, 410, "application/json",
                     "{\"kind\":\"Status\",\"code\":410}");

    assert_int_equal(stage_wait_ms(stage), 0);
    assert_string_equal(stage_ask(stage), SERVICES "&limit=500&resourceVersion=0");
    stage_told(stage);
    answer_page(stage, "", WEB);
    assert_string_equal(stage_told(stage),
                        "began services\nput shop/web 11\nended services\n");
}

static void reflector_gives_up_a_list_whose_pages_repeat(void **state)
{
    struct stage *stage = *state;
    stage_ask(stage);
    answer_page(stage, "same", WEB);
    stage_ask(stage);

    answer_page(stage, "same", WEB);

    assert_state(stage, WAITING);
    assert_int_equal(stage->health.err.code, ERR_LIMIT);
    assert_string_equal(stage_ask_when_due(stage),
                        SERVICES "&limit=500&resourceVersion=0");
}

static void reflector_refuses_what_is_no_list(void **state)
{
    static const char *const bodies[] = {
        "<html>sign in here</html>",
        "[]",
        "{\"kind\":\"Status\",\"status\":\"Success\"}",
        "{\"items\":[]}",
        "{\"metadata\":{\"resourceVersion\":\"\"},\"items\":[]}",
        "{\"metadata\":{\"resourceVersion\":7},\"items\":[]}",
        "{\"kind\":\"Table\",\"metadata\":{\"resourceVersion\":\"7\"},\"rows\":[]}",
        "",
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        assert_true(asks_for(stage, "limit=500"));
        stage_feed(stage, bodies[i]);
        stage_end(stage);

        assert_state(stage, WAITING);
        assert_int_equal(stage->health.err.code, ERR_SHAPE);
        assert_false(stage->health.ever_listed);
        assert_null(strstr(stage_told(stage), "ended"));
    }
}

static void reflector_counts_an_unreadable_object_and_goes_on(void **state)
{
    struct stage *stage = *state;

    stage_list(stage, "20", WEB "," BROKEN "," API);

    assert_string_equal(stage_told(stage), "began services\nput shop/web 11\n"
                                           "put shop/api 12\nended services\n");
    assert_state(stage, WATCHING);
    assert_int_equal(stage->health.unreadable, 1);
    assert_string_equal(stage->health.err.where, "spec.ports[0].port");
    assert_non_null(strstr(stage->health.err.text, "shop/bad"));
}

static void reflector_forgets_the_unreadable_of_the_list_before(void **state)
{
    struct stage *stage = *state;
    stage_list(stage, "20", BROKEN);
    reflector_retry_now(stage->reflector, stage->now_ms);

    stage_list(stage, "21", WEB);

    assert_int_equal(stage->health.unreadable, 0);
    assert_int_equal(stage->health.err.code, ERR_OK);
}

/* ---- the watch --------------------------------------------------------------------- */

static void reflector_watches_from_the_version_of_the_list(void **state)
{
    struct stage *stage = *state;
    stage_list(stage, "20", "");

    const char *path = stage_ask(stage);

    const char *head = SERVICES "&watch=true&allowWatchBookmarks=true&resourceVersion=20"
                                "&timeoutSeconds=";
    assert_int_equal(strncmp(path, head, strlen(head)), 0);
    assert_in_range(strtol(path + strlen(head), NULL, 10), 300, 600);
    assert_int_equal(stage->request->answer_ms, -1);
    assert_int_equal(stage->request->silence_ms, INTERVAL_SILENCE_MS);
}

static void reflector_tells_changes_in_their_order(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    stage_feed(stage, ADDED(API) DELETED(WEB) ADDED(WEB));

    assert_string_equal(stage_told(stage),
                        "put shop/api 12\ngone shop/web\nput shop/web 11\n");
}

static void reflector_resumes_from_the_last_bookmark(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    stage_feed(stage, ADDED(WEB) BOOKMARK("99"));
    stage_pass(stage, 300000);
    stage_end(stage);

    assert_state(stage, WATCHING);
    assert_int_equal(stage_wait_ms(stage), 0);
    assert_true(asks_for(stage, "&resourceVersion=99&"));
}

static void reflector_resumes_behind_an_unreadable_object(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    stage_feed(stage, ADDED(BROKEN));
    stage_pass(stage, 300000);
    stage_end(stage);

    assert_int_equal(stage->health.unreadable, 1);
    assert_true(asks_for(stage, "&resourceVersion=13&"));
}

static void reflector_passes_over_changes_of_unknown_type(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    assert_true(stage_feed(stage, "{\"type\":\"MOVED\",\"object\":{}}\n\n" ADDED(WEB)));

    assert_string_equal(stage_told(stage), "put shop/web 11\n");
}

static void reflector_counts_a_deletion_it_cannot_read(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    assert_true(stage_feed(stage, DELETED("{\"metadata\":{\"name\":5}}") ADDED(WEB)));

    assert_int_equal(stage->health.unreadable, 1);
    assert_string_equal(stage_told(stage), "put shop/web 11\n");
}

static void reflector_ends_a_watch_whose_lines_are_no_changes(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    assert_false(stage_feed(stage, ADDED(WEB) "<html>\n" ADDED(API)));
    stage_end_cut(stage);

    assert_string_equal(stage_told(stage), "put shop/web 11\n");
    assert_state(stage, WAITING);
    assert_int_equal(stage->health.err.code, ERR_SHAPE);
}

static void reflector_takes_a_last_line_without_its_end(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    stage_feed(stage, "{\"type\":\"ADDED\",\"object\":" WEB "}");
    stage_pass(stage, 10000);
    stage_end(stage);
    assert_string_equal(stage_told(stage), "put shop/web 11\n");

    assert_true(asks_for(stage, "&resourceVersion=11&"));
    stage_feed(stage, "{\"type\":\"ADDED\",\"object\":{\"metadata\":");
    stage_pass(stage, 10000);
    stage_end(stage);
    assert_string_equal(stage_told(stage), "");
    assert_state(stage, WATCHING);
    assert_true(asks_for(stage, "&resourceVersion=11&"));
}

static void reflector_confirms_the_picture_with_each_byte_of_a_good_watch(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    stage_pass(stage, 60000);
    stage_feed(stage, BOOKMARK("30"));
    assert_int_equal(stage->health.confirmed_ms, stage->now_ms);

    int64_t good_ms = stage->now_ms;
    stage_pass(stage, 10000);
    stage_feed(stage, ERROR_EVENT("500"));
    assert_int_equal(stage->health.confirmed_ms, good_ms);
}

static void reflector_lists_again_on_410_inside_the_stream(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    assert_false(stage_feed(stage, ERROR_EVENT("410")));
    stage_end_cut(stage); /* as the reader ended it */

    assert_int_equal(stage_wait_ms(stage), 0);
    assert_string_equal(stage_ask(stage), SERVICES "&limit=500");
}

static void reflector_lists_again_on_status_410(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    stage_end_status(stage, 410, "application/json",
                     "{\"kind\":\"Status\",\"code\":410}");

    assert_string_equal(stage_ask(stage), SERVICES "&limit=500");
}

static void reflector_keeps_the_old_picture_until_the_new_list_is_whole(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);
    stage_feed(stage, ERROR_EVENT("410"));
    stage_end(stage);

    stage_ask(stage);
    assert_string_equal(stage_told(stage), "");
    answer_page(stage, "two", WEB);
    assert_string_equal(stage_told(stage), "began services\nput shop/web 11\n");
    assert_true(stage->health.ever_listed);
    stage_ask(stage);
    answer_page(stage, "", "");
    assert_string_equal(stage_told(stage), "ended services\n");
}

static void reflector_waits_when_each_version_is_too_old_at_once(void **state)
{
    struct stage *stage = *state;

    for (int i = 0; i < 2; i++) {
        stage_list(stage, "20", "");
        stage_ask(stage);
        stage_feed(stage, ERROR_EVENT("410"));
        stage_end(stage);
        assert_int_equal(stage_wait_ms(stage), 0);
    }
    stage_list(stage, "20", "");
    stage_ask(stage);
    stage_feed(stage, ERROR_EVENT("410"));
    stage_end(stage);

    assert_state(stage, WAITING);
    assert_in_range(stage_wait_ms(stage), 3200, 4800);
}

static void reflector_waits_when_watches_end_at_once(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    for (int i = 0; i < 2; i++) {
        stage_feed(stage, BOOKMARK("21"));
        stage_end(stage);
        assert_int_equal(stage_wait_ms(stage), 0);
        stage_ask(stage);
    }
    stage_end(stage);
    assert_state(stage, WAITING);
    assert_int_equal(stage->health.err.code, ERR_NET);
    assert_in_range(stage_wait_ms(stage), 3200, 4800);

    assert_true(asks_for(stage, "watch=true")); /* and one that lasts makes it good */
    stage_pass(stage, 300000);
    stage_feed(stage, BOOKMARK("22"));
    stage_end(stage);
    stage_ask(stage);
    stage_end(stage);
    assert_int_equal(stage_wait_ms(stage), 0);
}

/* A version of the future: 200, and silence (recorded answer 618). */
static void reflector_lists_again_after_silence(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    stage_pass(stage, INTERVAL_SILENCE_MS);
    stage_end_cut(stage);

    assert_state(stage, WATCHING);
    assert_int_equal(stage_wait_ms(stage), 0);
    assert_string_equal(stage_ask(stage), SERVICES "&limit=500");
}

static void reflector_lists_again_after_a_watch_that_never_spoke(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    stage_pass(stage, 300000);
    stage_end(stage);

    assert_string_equal(stage_ask(stage), SERVICES "&limit=500");
}

static void reflector_resumes_after_another_error_in_the_stream(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);
    stage_feed(stage, BOOKMARK("25"));

    stage_feed(stage, ERROR_EVENT("504"));
    stage_end(stage);

    assert_state(stage, WAITING);
    assert_int_equal(stage->health.err.http_status, 504);
    assert_string_equal(stage->health.err.text, "so it is");
    assert_in_range(stage_wait_ms(stage), 800, 1200);
    assert_true(asks_for(stage, "&resourceVersion=25&"));
}

static void reflector_lists_when_the_watch_fails_again_and_again(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    for (int i = 0; i < 3; i++) {
        stage_end_status(stage, 500, "text/plain", "no");
        assert_state(stage, WAITING);
        stage_ask_when_due(stage);
    }

    assert_string_equal(stage->request->path, SERVICES "&limit=500");
}

/* ---- a line that breaks ------------------------------------------------------------ */

static void reflector_resumes_the_watch_after_a_broken_line(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);
    stage_feed(stage, BOOKMARK("25"));

    stage_end_cut(stage);

    assert_state(stage, WAITING);
    assert_int_equal(stage->health.failures, 1);
    assert_int_equal(stage->health.retry_at_ms, stage->now_ms + stage_wait_ms(stage));
    assert_true(asks_for(stage, "&resourceVersion=25&timeoutSeconds=6"));
}

static void reflector_does_not_look_alive_before_it_is_proved(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);
    stage_end_cut(stage);

    stage_ask_when_due(stage);
    reflector_health(stage->reflector, &stage->health);
    assert_state(stage, WAITING);
    stage_feed(stage, BOOKMARK("26"));

    assert_state(stage, WATCHING);
    assert_int_equal(stage->health.failures, 0);
    assert_int_equal(stage->health.err.code, ERR_OK);
}

static void reflector_is_proved_by_a_watch_that_ends_in_time(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);
    stage_end_cut(stage);
    stage_ask_when_due(stage);

    stage_pass(stage, INTERVAL_PROVE_MS);
    stage_end(stage);

    assert_state(stage, WATCHING);
    const char *seconds = strstr(stage_ask(stage), "timeoutSeconds=");
    assert_in_range(strtol(seconds + strlen("timeoutSeconds="), NULL, 10), 300, 600);
}

static void reflector_waits_longer_each_time(void **state)
{
    static const int steps[] = {1, 2, 4, 8, 15, 30, 30, 30};
    struct stage *stage = *state;

    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        stage_ask_when_due(stage);
        stage_end_cut(stage);

        assert_in_range(stage_wait_ms(stage), steps[i] * 800, steps[i] * 1200);
        assert_int_equal(stage->health.failures, i + 1);
        assert_null(stage_ask(stage));
    }
}

static void reflector_waits_as_long_as_the_server_asks(void **state)
{
    struct stage *stage = *state;
    stage_ask(stage);

    http_headers_add(&stage->headers, "Retry-After", "17");
    stage_end_status(stage, 429, "text/plain; charset=utf-8",
                     "Too many requests, please try again later.\n");

    assert_state(stage, WAITING);
    assert_int_equal(stage->health.err.code, ERR_LATER);
    assert_int_equal(stage_wait_ms(stage), 17000);
}

static void reflector_reads_the_hint_in_the_body_too(void **state)
{
    struct stage *stage = *state;
    stage_ask(stage);

    stage_end_status(stage, 503, "application/json",
                     "{\"kind\":\"Status\",\"message\":\"m\",\"details\":"
                     "{\"retryAfterSeconds\":9},\"code\":503}");

    assert_int_equal(stage_wait_ms(stage), 9000);
}

/* ---- who may, and what is there ---------------------------------------------------- */

static void reflector_is_denied_and_asks_again_now_and_then(void **state)
{
    struct stage *stage = *state;
    stage_ask(stage);

    stage_end_status(stage, 403, "application/json", status_403);

    assert_state(stage, DENIED);
    assert_int_equal(stage->health.err.code, ERR_AUTH);
    assert_string_equal(
        stage->health.err.text,
        "services is forbidden: User \"u\" cannot list at the cluster scope");
    assert_in_range(stage_wait_ms(stage), 54000, 66000);
    stage_ask_when_due(stage);
    reflector_health(stage->reflector, &stage->health);
    assert_state(stage, DENIED);
    answer_page(stage, "", WEB);
    assert_state(stage, WATCHING);
    assert_int_equal(stage->health.err.code, ERR_OK);
}

static void reflector_may_list_but_not_watch(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    stage_end_status(stage, 403, "application/json", status_403);

    assert_state(stage, DENIED);
    assert_string_equal(stage_ask_when_due(stage), SERVICES "&limit=500");
}

static void reflector_tries_once_more_as_soon_as_the_login_is_new(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    stage_end_status(stage, 401, "application/json",
                     "{\"kind\":\"Status\",\"code\":401}");
    assert_state(stage, WAITING);
    assert_int_equal(stage->health.err.code, ERR_AUTH);
    assert_int_equal(stage->health.err.http_status, 401);
    assert_int_equal(stage_wait_ms(stage), 0);
    assert_true(asks_for(stage, "&resourceVersion=20&"));

    stage_end_status(stage, 401, "application/json",
                     "{\"kind\":\"Status\",\"code\":401}");
    assert_in_range(stage_wait_ms(stage), 1600, 2400);
}

static void reflector_tries_the_older_version_then_is_absent(void **state)
{
    struct stage stage;
    (void)state;
    stage_init(&stage, KUBE_GATEWAY, NULL, 1);

    assert_true(asks_for(&stage, "/v1/gateways"));
    stage_end_status(&stage, 404, "text/plain", "404 page not found\n");
    assert_int_equal(stage_wait_ms(&stage), 0);
    assert_true(asks_for(&stage, "/v1beta1/gateways"));
    stage_end_status(&stage, 404, "text/plain", "404 page not found\n");

    assert_state(&stage, ABSENT);
    assert_int_equal(stage.health.err.code, ERR_ABSENT);
    assert_in_range(stage_wait_ms(&stage), 270000, 330000);
    assert_string_equal(stage_told(&stage), "");
    assert_true(asks_for(&stage, "/v1/gateways"));
    stage_release(&stage);
}

static void reflector_stays_with_the_older_version_that_is_there(void **state)
{
    struct stage stage;
    (void)state;
    stage_init(&stage, KUBE_ENDPOINT_SLICE, NULL, 1);
    stage_ask(&stage);
    stage_end_status(&stage, 404, "text/plain", "404 page not found\n");

    stage_list(&stage, "20", "");

    assert_state(&stage, WATCHING);
    assert_true(asks_for(&stage, "/apis/discovery.k8s.io/v1beta1/endpointslices?watch"));
    stage_release(&stage);
}

static void reflector_empties_the_picture_of_what_was_uninstalled(void **state)
{
    struct stage stage;
    (void)state;
    stage_init(&stage, KUBE_GATEWAY_CLASS, NULL, 1);
    stage_list(&stage, "20", "{\"metadata\":{\"name\":\"eg\"},\"spec\":{}}");
    stage_ask(&stage);
    stage_told(&stage);

    for (int i = 0; i < 2; i++) {
        stage_end_status(&stage, 404, "text/plain", "404 page not found\n");
        stage_ask_when_due(&stage);
    }

    assert_string_equal(stage_told(&stage),
                        "began gatewayclasses\nended gatewayclasses\n");
    stage_release(&stage);
}

static void reflector_fails_when_what_must_be_there_is_not(void **state)
{
    struct stage *stage = *state;
    stage_ask(stage);

    stage_end_status(stage, 404, "text/plain", "404 page not found\n");

    assert_state(stage, WAITING);
    assert_int_equal(stage->health.err.code, ERR_ABSENT);
    assert_string_equal(stage->health.err.text, "404 page not found");
}

/* ---- what the caller may do -------------------------------------------------------- */

static void reflector_retries_now_when_told(void **state)
{
    struct stage *stage = *state;
    stage_ask(stage);
    stage_end_status(stage, 403, "application/json", status_403);

    reflector_retry_now(stage->reflector, stage->now_ms);

    assert_int_equal(stage_wait_ms(stage), 0);
    assert_non_null(stage_ask(stage));
}

static void reflector_lists_when_told_during_a_watch_once_it_is_dropped(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    reflector_retry_now(stage->reflector, stage->now_ms);
    assert_null(stage_ask(stage));
    reflector_ended(stage->reflector, NULL, stage->now_ms);

    assert_string_equal(stage_ask(stage), SERVICES "&limit=500");
    reflector_health(stage->reflector, &stage->health);
    assert_state(stage, WATCHING);
}

static void reflector_goes_on_when_an_exchange_was_dropped(void **state)
{
    struct stage *stage = *state;
    begin_watch(stage);

    reflector_ended(stage->reflector, NULL, stage->now_ms);

    assert_true(asks_for(stage, "&resourceVersion=20&"));
    reflector_health(stage->reflector, &stage->health);
    assert_int_equal(stage->health.failures, 0);
}

static void reflector_takes_no_bytes_when_it_asked_for_none(void **state)
{
    struct stage *stage = *state;

    assert_false(stage_feed(stage, ADDED(WEB)));

    assert_string_equal(stage_told(stage), "");
}

static void reflector_says_how_far_the_clocks_are_apart(void **state)
{
    struct stage *stage = *state;

    http_headers_add(&stage->headers, "Date", "Mon, 23 Nov 2026 00:30:40 GMT");
    stage_list(stage, "20", "");
    assert_in_range(stage->health.clock_skew_ms, 39500, 41500);

    reflector_retry_now(stage->reflector, stage->now_ms);
    http_headers_add(&stage->headers, "Date", "Mon, 23 Nov 2026 00:30:00 GMT");
    stage_list(stage, "21", "");
    assert_int_equal(stage->health.clock_skew_ms, 0);
}

static void reflector_lists_one_namespace_when_told(void **state)
{
    struct stage stage;
    (void)state;
    stage_init(&stage, KUBE_EVENT, "shop", 1);

    assert_string_equal(
        stage_ask(&stage),
        "/api/v1/namespaces/shop/events"
        "?fieldSelector=involvedObject.kind%3DService&limit=500&resourceVersion=0");
    stage_release(&stage);
}

/* ---- whatever comes ---------------------------------------------------------------- */

static const char *const scraps[] = {
    ADDED(WEB),
    DELETED(WEB),
    BOOKMARK("40"),
    ERROR_EVENT("410"),
    ERROR_EVENT("500"),
    "{",
    "}",
    "[",
    "\n",
    "\"",
    "\\",
    "{\"type\":",
    "{\"items\":[",
    WEB,
    BROKEN,
    ",",
    "]",
    "\r\n",
    "{\"metadata\":{\"resourceVersion\":\"9\",\"continue\":\"c\"},\"items\":[" WEB "]}",
    "{\"metadata\":{\"resourceVersion\":\"9\"},\"items\":[]}",
    "null",
    "\x80\xff",
    "{}\n",
};

static void play_at_random(struct stage *stage, struct chance *chance)
{
    static const int statuses[] = {200, 200, 200, 400, 401, 403, 404, 410, 429, 500, 503};

    if (stage_ask_when_due(stage) == NULL)
        return;
    for (uint64_t i = chance_below(chance, 8); i > 0; i--) {
        stage_pass(stage, chance_between(chance, 0, 50000));
        if (!stage_feed(stage,
                        scraps[chance_below(chance, sizeof scraps / sizeof *scraps)]))
            break;
    }
    int status = statuses[chance_below(chance, sizeof statuses / sizeof *statuses)];
    if (chance_below(chance, 4) == 0)
        stage_end_cut(stage);
    else
        stage_end_status(stage, status, "text/plain", status == 200 ? "" : "no");
    if (chance_below(chance, 20) == 0)
        reflector_retry_now(stage->reflector, stage->now_ms);
}

/* No more than three requests without a wait, whatever the server says. */
static void reflector_is_never_hot_whatever_comes(void **state)
{
    const char *text = getenv("SEED");
    int64_t seed = 4711;
    (void)state;
    if (text != NULL)
        span_to_i64(span_of(text), &seed);
    print_message("SEED=%lld\n", (long long)seed);

    for (int round = 0; round < 30; round++) {
        struct chance chance = chance_from((uint64_t)(seed + round));
        struct stage stage;
        stage_init(&stage, (enum kube_kind)(round % KUBE_KIND_COUNT), NULL, 1);
        int64_t start_ms = stage.now_ms;
        for (int i = 0; i < 300; i++)
            play_at_random(&stage, &chance);
        assert_true(stage.now_ms - start_ms > 300 * 200);
        stage_release(&stage);
    }
}

static void reflector_spreads_its_watches(void **state)
{
    char first[512];
    struct stage *stage = *state;
    struct stage other;
    begin_watch(stage);
    snprintf(first, sizeof first, "%s", stage->request->path);

    stage_init(&other, KUBE_SERVICE, NULL, 2);
    begin_watch(&other);

    assert_string_not_equal(first, other.request->path);
    stage_release(&other);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reflector_lists_first_in_pages),
        TEST(reflector_chooses_itself_where_the_server_cannot_select),
        TEST(reflector_asks_nothing_while_an_exchange_is_under_way),
        TEST(reflector_ends_the_list_only_after_its_last_page),
        TEST(reflector_reads_a_cut_page_again_and_ends_no_list),
        TEST(reflector_starts_the_list_anew_when_its_token_is_too_old),
        TEST(reflector_gives_up_a_list_whose_pages_repeat),
        TEST(reflector_refuses_what_is_no_list),
        TEST(reflector_counts_an_unreadable_object_and_goes_on),
        TEST(reflector_forgets_the_unreadable_of_the_list_before),
        TEST(reflector_watches_from_the_version_of_the_list),
        TEST(reflector_tells_changes_in_their_order),
        TEST(reflector_resumes_from_the_last_bookmark),
        TEST(reflector_resumes_behind_an_unreadable_object),
        TEST(reflector_passes_over_changes_of_unknown_type),
        TEST(reflector_counts_a_deletion_it_cannot_read),
        TEST(reflector_ends_a_watch_whose_lines_are_no_changes),
        TEST(reflector_takes_a_last_line_without_its_end),
        TEST(reflector_confirms_the_picture_with_each_byte_of_a_good_watch),
        TEST(reflector_lists_again_on_410_inside_the_stream),
        TEST(reflector_lists_again_on_status_410),
        TEST(reflector_keeps_the_old_picture_until_the_new_list_is_whole),
        TEST(reflector_waits_when_each_version_is_too_old_at_once),
        TEST(reflector_waits_when_watches_end_at_once),
        TEST(reflector_lists_again_after_silence),
        TEST(reflector_lists_again_after_a_watch_that_never_spoke),
        TEST(reflector_resumes_after_another_error_in_the_stream),
        TEST(reflector_lists_when_the_watch_fails_again_and_again),
        TEST(reflector_resumes_the_watch_after_a_broken_line),
        TEST(reflector_does_not_look_alive_before_it_is_proved),
        TEST(reflector_is_proved_by_a_watch_that_ends_in_time),
        TEST(reflector_waits_longer_each_time),
        TEST(reflector_waits_as_long_as_the_server_asks),
        TEST(reflector_reads_the_hint_in_the_body_too),
        TEST(reflector_is_denied_and_asks_again_now_and_then),
        TEST(reflector_may_list_but_not_watch),
        TEST(reflector_tries_once_more_as_soon_as_the_login_is_new),
        TEST(reflector_tries_the_older_version_then_is_absent),
        TEST(reflector_stays_with_the_older_version_that_is_there),
        TEST(reflector_empties_the_picture_of_what_was_uninstalled),
        TEST(reflector_fails_when_what_must_be_there_is_not),
        TEST(reflector_retries_now_when_told),
        TEST(reflector_lists_when_told_during_a_watch_once_it_is_dropped),
        TEST(reflector_goes_on_when_an_exchange_was_dropped),
        TEST(reflector_takes_no_bytes_when_it_asked_for_none),
        TEST(reflector_says_how_far_the_clocks_are_apart),
        TEST(reflector_lists_one_namespace_when_told),
        TEST(reflector_is_never_hot_whatever_comes),
        TEST(reflector_spreads_its_watches),
    };
    return cmocka_run_group_tests_name("reflector", tests, NULL, NULL);
}
