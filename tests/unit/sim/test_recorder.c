/*
 * The recorder against a server that keeps what it hears. The time is paused and jumps in
 * steps, so that minutes pass at once.
 */
#include "lib/check.h"

#include <pthread.h>

#include "sim/door.h"
#include "sim/recorder.h"
#include "sim/server.h"
#include "wire/tree.h"

struct place {
    struct pace *pace;
    struct server *server;
    struct door *door;
    struct agent_server kube;
    struct agent *agent;
    void (*scene)(struct place *place, struct recorder *recorder);

    pthread_mutex_t mu;
    json_t *heard;  /* {method, path, body} */
    bool forgetful; /* PATCH is answered 404 */
};

static void handle(void *ctx, const struct ask *ask, struct reply *reply)
{
    struct place *place = ctx;
    json_t *body = NULL;

    tree_from_json(ask->body, "", &body, NULL);
    pthread_mutex_lock(&place->mu);
    json_array_append_new(place->heard,
                          json_pack("{s:s, s:s, s:o?}", "method", ask->method, "path",
                                    ask->path, "body", body));
    bool lost = place->forgetful && strcmp(ask->method, "PATCH") == 0;
    pthread_mutex_unlock(&place->mu);
    reply_status(reply, lost ? 404 : 201);
    reply_json(reply, json_object());
}

static int open_place(void **state)
{
    struct place *place = mem_new(sizeof *place);

    place->pace = pace_new(1, 1);
    place->heard = json_array();
    pthread_mutex_init(&place->mu, NULL);
    pace_pause(place->pace);
    assert_int_equal(server_new(&(struct server_config){.name = "api-server",
                                                        .handle = handle,
                                                        .handle_ctx = place},
                                &place->server, NULL),
                     ERR_OK);
    assert_int_equal(door_new(server_url(place->server), NULL, "t", &place->door, NULL),
                     ERR_OK);
    place->kube = door_server(place->door);
    assert_int_equal(agent_new(place->pace, &place->agent, NULL), ERR_OK);
    *state = place;
    return 0;
}

static int close_place(void **state)
{
    struct place *place = *state;
    agent_free(place->agent);
    door_free(place->door);
    server_free(place->server);
    json_decref(place->heard);
    pthread_mutex_destroy(&place->mu);
    pace_free(place->pace);
    free(place);
    return 0;
}

static void run(void *ctx)
{
    struct place *place = ctx;
    struct recorder *recorder = recorder_new(place->agent, &place->kube);
    place->scene(place, recorder);
    recorder_free(recorder);
}

/* Plays the scene to its end on the agent's thread. */
static void play(struct place *place, void (*scene)(struct place *, struct recorder *))
{
    place->scene = scene;
    assert_int_equal(agent_start(place->agent, run, place, NULL), ERR_OK);
    agent_join(place->agent); /* the scene ends by itself */
}

static void pass(struct place *place, int64_t ms)
{
    (void)pace_real_ms_until(place->pace, pace_now_ms(place->pace) + ms);
    pace_step(place->pace);
}

static void tell(struct recorder *recorder, const char *type, const char *reason,
                 const char *message)
{
    static const struct recorder_object hello = {.api_version = "v1",
                                                 .kind = "Service",
                                                 .namespace = "lb-demo",
                                                 .name = "hello",
                                                 .uid = "u-1"};
    recorder_tell(recorder, &hello, "service-controller", type, reason, message);
}

static const json_t *heard_at(const struct place *place, size_t i)
{
    return json_array_get(place->heard, i);
}

static const char *message_at(const struct place *place, size_t i)
{
    return tree_text(heard_at(place, i), "body.message");
}

/* ---- scenes and tests ---- */

static void tell_once(struct place *place, struct recorder *recorder)
{
    (void)place;
    tell(recorder, "Normal", "EnsuringLoadBalancer", "Ensuring load balancer");
}

static void an_event_is_created_as_client_go_does(void **state)
{
    struct place *place = *state;
    play(place, tell_once);

    assert_int_equal(json_array_size(place->heard), 1);
    const json_t *one = heard_at(place, 0);
    assert_string_equal(tree_text(one, "method"), "POST");
    assert_string_equal(tree_text(one, "path"), "/api/v1/namespaces/lb-demo/events");
    assert_string_equal(tree_text(one, "body.involvedObject.uid"), "u-1");
    assert_string_equal(tree_text(one, "body.source.component"), "service-controller");
    assert_string_equal(tree_text(one, "body.reportingComponent"), "service-controller");
    assert_int_equal(tree_int(one, "body.count", 0), 1);
    assert_string_equal(tree_text(one, "body.firstTimestamp"),
                        tree_text(one, "body.lastTimestamp"));
    assert_int_equal(strncmp(tree_text(one, "body.metadata.name"), "hello.", 6), 0);
}

static void tell_thrice(struct place *place, struct recorder *recorder)
{
    (void)place;
    for (int i = 0; i < 3; i++)
        tell(recorder, "Normal", "EnsuredLoadBalancer", "Ensured load balancer");
}

static void equal_events_are_counted_by_patch(void **state)
{
    struct place *place = *state;
    play(place, tell_thrice);

    assert_int_equal(json_array_size(place->heard), 3);
    assert_string_equal(tree_text(heard_at(place, 2), "method"), "PATCH");
    assert_int_equal(tree_int(heard_at(place, 2), "body.count", 0), 3);
}

static void an_event_that_was_forgotten_is_made_anew(void **state)
{
    struct place *place = *state;
    place->forgetful = true;
    play(place, tell_thrice);

    assert_int_equal(json_array_size(place->heard), 5); /* POST, PATCH POST, PATCH POST */
    assert_string_equal(tree_text(heard_at(place, 4), "method"), "POST");
    assert_int_equal(tree_int(heard_at(place, 4), "body.count", 0), 3);
}

static void tell_twelve_kinds(struct place *place, struct recorder *recorder)
{
    char message[64];
    (void)place;
    for (int i = 1; i <= 12; i++) {
        snprintf(message, sizeof message, "Create EIP for loadbalancer(%d) error", i);
        tell(recorder, "Warning", "CreatingLoadBalancerFailed", message);
    }
}

static void more_than_ten_similar_ones_are_combined(void **state)
{
    struct place *place = *state;
    play(place, tell_twelve_kinds);

    assert_int_equal(json_array_size(place->heard), 12);
    assert_string_equal(message_at(place, 9), "Create EIP for loadbalancer(10) error");
    assert_string_equal(message_at(place, 10),
                        "(combined from similar events): Create EIP for "
                        "loadbalancer(11) error");
    assert_string_equal(tree_text(heard_at(place, 11), "method"), "PATCH");
    assert_string_equal(message_at(place, 11),
                        "(combined from similar events): Create EIP for "
                        "loadbalancer(12) error");
    assert_int_equal(tree_int(heard_at(place, 11), "body.count", 0), 2);
}

static void tell_similar_with_a_pause(struct place *place, struct recorder *recorder)
{
    tell_twelve_kinds(place, recorder);
    pass(place, 11 * 60 * 1000);
    tell(recorder, "Warning", "CreatingLoadBalancerFailed", "another one");
}

static void after_ten_quiet_minutes_they_stand_alone_again(void **state)
{
    struct place *place = *state;
    play(place, tell_similar_with_a_pause);

    assert_string_equal(message_at(place, 12), "another one");
}

static void tell_forty_times(struct place *place, struct recorder *recorder)
{
    for (int i = 0; i < 40; i++)
        tell(recorder, "Warning", "SyncLoadBalancerFailed",
             "Error syncing load balancer");
    pass(place, 5 * 60 * 1000 + 1);
    tell(recorder, "Warning", "SyncLoadBalancerFailed", "Error syncing load balancer");
    tell(recorder, "Warning", "SyncLoadBalancerFailed", "Error syncing load balancer");
}

static void after_a_burst_of_25_it_goes_quiet_but_counts_on(void **state)
{
    struct place *place = *state;
    play(place, tell_forty_times);

    assert_int_equal(json_array_size(place->heard), 26);
    assert_int_equal(tree_int(heard_at(place, 24), "body.count", 0), 25);
    assert_int_equal(tree_int(heard_at(place, 25), "body.count", 0), 41);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_event_is_created_as_client_go_does, open_place,
                                        close_place),
        cmocka_unit_test_setup_teardown(equal_events_are_counted_by_patch, open_place,
                                        close_place),
        cmocka_unit_test_setup_teardown(an_event_that_was_forgotten_is_made_anew,
                                        open_place, close_place),
        cmocka_unit_test_setup_teardown(more_than_ten_similar_ones_are_combined,
                                        open_place, close_place),
        cmocka_unit_test_setup_teardown(after_ten_quiet_minutes_they_stand_alone_again,
                                        open_place, close_place),
        cmocka_unit_test_setup_teardown(after_a_burst_of_25_it_goes_quiet_but_counts_on,
                                        open_place, close_place),
    };
    http_global_init(NULL);
    json_object_seed(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
