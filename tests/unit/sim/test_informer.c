/*
 * The informer against a server that plays an api-server's part by a script: what it lists,
 * what it sends on the watch, and how it breaks off.
 */
#include "lib/check.h"
#include "lib/wait.h"

#include <pthread.h>

#include "sim/door.h"
#include "sim/informer.h"
#include "sim/server.h"
#include "wire/tree.h"

enum { PATIENCE_MS = 8000 };

struct place {
    struct pace *pace;
    struct server *server;
    struct door *door;
    struct agent_server kube;
    struct agent *agent;
    struct informer *informer;

    pthread_mutex_t mu;
    int lists;                    /* first pages asked for */
    int watches;                  /* opened */
    char from[32];                /* resourceVersion of the newest watch */
    const char *items[3];         /* the pages of a list; NULL: no more */
    const char *version;          /* of the list */
    int refuse_watches;           /* so many are answered 410 */
    struct server_stream *stream; /* the newest */
    struct buf log;               /* "+a -b ~c": changes as they were told */
};

/* ---- the server's side ---- */

static void gone(void *ctx)
{
    (void)ctx;
}

static void answer_list(struct place *place, const struct ask *ask, struct reply *reply)
{
    const char *page = ask_query(ask, "continue");
    size_t index = page != NULL ? (size_t)(page[0] - '0') : 0;
    bool more = index + 1 < 3 && place->items[index + 1] != NULL;
    struct buf body;

    place->lists += index == 0;
    buf_init(&body, 65536);
    buf_print(
        &body,
        "{\"kind\":\"ServiceList\",\"metadata\":{\"resourceVersion\":\"%s\"%s%zu%s},"
        "\"items\":[%s]}",
        place->version, more ? ",\"continue\":\"" : ",\"page\":", index + 1,
        more ? "\"" : "", place->items[index]);
    reply_status(reply, 200);
    reply_text(reply, "application/json", body.at, body.bytes);
    buf_release(&body);
}

static void answer_watch(struct place *place, const struct ask *ask, struct reply *reply)
{
    if (place->refuse_watches > 0) {
        place->refuse_watches--;
        reply_status(reply, 410);
        reply_json(reply, json_pack("{s:s}", "kind", "Status"));
        return;
    }
    snprintf(place->from, sizeof place->from, "%s", ask_query(ask, "resourceVersion"));
    reply_status(reply, 200);
    place->stream = reply_stream(reply, "application/json", gone, NULL);
    place->watches++;
}

static void handle(void *ctx, const struct ask *ask, struct reply *reply)
{
    struct place *place = ctx;
    pthread_mutex_lock(&place->mu);
    if (ask_query(ask, "watch") != NULL)
        answer_watch(place, ask, reply);
    else
        answer_list(place, ask, reply);
    pthread_mutex_unlock(&place->mu);
}

/* ---- the client's side ---- */

static void changed(void *ctx, const char *key, const json_t *old, const json_t *now)
{
    struct place *place = ctx;
    pthread_mutex_lock(&place->mu);
    buf_print(&place->log, "%s%s ", now == NULL ? "-" : old == NULL ? "+" : "~", key);
    pthread_mutex_unlock(&place->mu);
}

static void run(void *ctx)
{
    struct place *place = ctx;
    while (!agent_ends(place->agent)) {
        int64_t due = informer_work(place->informer);
        agent_turn(place->agent, INT64_MAX, due);
    }
}

static int open_place(void **state)
{
    struct place *place = mem_new(sizeof *place);

    place->pace = pace_new(1, 1);
    pthread_mutex_init(&place->mu, NULL);
    buf_init(&place->log, 65536);
    assert_int_equal(server_new(&(struct server_config){.name = "api-server",
                                                        .handle = handle,
                                                        .handle_ctx = place},
                                &place->server, NULL),
                     ERR_OK);
    assert_int_equal(door_new(server_url(place->server), NULL, NULL, &place->door, NULL),
                     ERR_OK);
    place->kube = door_server(place->door);
    assert_int_equal(agent_new(place->pace, &place->agent, NULL), ERR_OK);
    place->informer = informer_new(&(struct informer_config){.agent = place->agent,
                                                             .server = &place->kube,
                                                             .path = "/api/v1/services",
                                                             .changed = changed,
                                                             .ctx = place});
    *state = place;
    return 0;
}

static int close_place(void **state)
{
    struct place *place = *state;
    agent_stop(place->agent);
    informer_free(place->informer);
    agent_free(place->agent);
    door_free(place->door);
    server_free(place->server);
    buf_release(&place->log);
    pthread_mutex_destroy(&place->mu);
    pace_free(place->pace);
    free(place);
    return 0;
}

static void list_is(struct place *place, const char *version, const char *first,
                    const char *second)
{
    pthread_mutex_lock(&place->mu);
    place->version = version;
    place->items[0] = first;
    place->items[1] = second;
    pthread_mutex_unlock(&place->mu);
}

static void start(struct place *place)
{
    assert_int_equal(agent_start(place->agent, run, place, NULL), ERR_OK);
}

static bool log_is(struct place *place, const char *wanted)
{
    pthread_mutex_lock(&place->mu);
    bool same = strcmp(buf_text(&place->log), wanted) == 0;
    pthread_mutex_unlock(&place->mu);
    return same;
}

static void wait_for_log(struct place *place, const char *wanted)
{
    if (!WAIT_FOR(log_is(place, wanted), PATIENCE_MS))
        fail_msg("\"%s\" is not \"%s\"", buf_text(&place->log), wanted);
}

/* The newest watch, once so many were opened; NULL before. */
static struct server_stream *watch_of(struct place *place, int number)
{
    pthread_mutex_lock(&place->mu);
    struct server_stream *stream = place->watches >= number ? place->stream : NULL;
    pthread_mutex_unlock(&place->mu);
    return stream;
}

static struct server_stream *wait_for_watch(struct place *place, int number)
{
    assert_true(WAIT_FOR(watch_of(place, number) != NULL, PATIENCE_MS));
    return watch_of(place, number);
}

static void push(struct server_stream *stream, const char *line)
{
    assert_true(stream_push(stream, line, strlen(line)));
}

#define ITEM(name, version)                                                              \
    "{\"metadata\":{\"namespace\":\"n\",\"name\":\"" name                                \
    "\",\"resourceVersion\":\"" version "\","                                            \
    "\"managedFields\":[{\"manager\":\"m\"}]}}"
#define EVENT(type, name, version)                                                       \
    "{\"type\":\"" type "\",\"object\":" ITEM(name, version) "}\n"

/* ---- tests ---- */

static void a_list_is_read_page_by_page_then_watched(void **state)
{
    struct place *place = *state;
    list_is(place, "10", ITEM("a", "1") "," ITEM("b", "2"), ITEM("c", "3"));

    start(place);
    wait_for_log(place, "+n/a +n/b +n/c ");
    wait_for_watch(place, 1);

    assert_string_equal(place->from, "10");
    assert_int_equal(place->lists, 1);
}

static void changes_come_with_what_was_before(void **state)
{
    struct place *place = *state;
    list_is(place, "10", ITEM("a", "1"), NULL);
    start(place);
    struct server_stream *stream = wait_for_watch(place, 1);

    push(stream, EVENT("ADDED", "b", "11"));
    push(stream, EVENT("MODIFIED", "a", "12"));
    push(stream, EVENT("DELETED", "b", "13"));

    wait_for_log(place, "+n/a +n/b ~n/a -n/b ");
}

static void a_line_may_come_in_pieces(void **state)
{
    struct place *place = *state;
    const char *line = EVENT("ADDED", "b", "11");
    list_is(place, "10", "", NULL);
    start(place);
    struct server_stream *stream = wait_for_watch(place, 1);

    for (size_t i = 0; i < strlen(line); i += 7)
        assert_true(stream_push(stream, line + i, strnlen(line + i, 7)));

    wait_for_log(place, "+n/b ");
}

static void a_watch_that_ends_goes_on_where_it_was(void **state)
{
    struct place *place = *state;
    list_is(place, "10", ITEM("a", "1"), NULL);
    start(place);
    struct server_stream *stream = wait_for_watch(place, 1);
    push(stream, EVENT("MODIFIED", "a", "12"));
    push(stream, "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":"
                 "\"40\"}}}\n");

    stream_end(stream);
    stream = wait_for_watch(place, 2);

    assert_string_equal(place->from, "40");
    assert_int_equal(place->lists, 1);
    wait_for_log(place, "+n/a ~n/a ");
    stream_cut(stream);
    wait_for_watch(place, 3);
    assert_string_equal(place->from, "40");
}

static void after_410_it_lists_anew_and_tells_what_went(void **state)
{
    struct place *place = *state;
    list_is(place, "10", ITEM("a", "1") "," ITEM("b", "2"), NULL);
    start(place);
    struct server_stream *stream = wait_for_watch(place, 1);
    list_is(place, "50", ITEM("a", "1"), NULL);

    push(stream, "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410}}\n");
    wait_for_watch(place, 2);

    assert_string_equal(place->from, "50");
    wait_for_log(place, "+n/a +n/b -n/b ");
}

static void a_410_as_status_leads_to_a_list_too(void **state)
{
    struct place *place = *state;
    list_is(place, "10", ITEM("a", "1"), NULL);
    place->refuse_watches = 1;
    start(place);

    wait_for_watch(place, 1);

    assert_int_equal(place->lists, 2);
    wait_for_log(place, "+n/a ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_list_is_read_page_by_page_then_watched,
                                        open_place, close_place),
        cmocka_unit_test_setup_teardown(changes_come_with_what_was_before, open_place,
                                        close_place),
        cmocka_unit_test_setup_teardown(a_line_may_come_in_pieces, open_place,
                                        close_place),
        cmocka_unit_test_setup_teardown(a_watch_that_ends_goes_on_where_it_was,
                                        open_place, close_place),
        cmocka_unit_test_setup_teardown(after_410_it_lists_anew_and_tells_what_went,
                                        open_place, close_place),
        cmocka_unit_test_setup_teardown(a_410_as_status_leads_to_a_list_too, open_place,
                                        close_place),
    };
    http_global_init(NULL);
    json_object_seed(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
