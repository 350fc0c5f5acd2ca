/*
 * A job is fed with answers by hand: what it asks, in which order, and how it ends. The table
 * of troubles has a row per thing that can go wrong; in each the number of requests that
 * change something is counted, so that nothing is ever sent twice.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "act/job.h"
#include "base/mem.h"
#include "unit/act/shared_world.h"

enum { GIVE_UP_MS = 60000, MOST_ROUNDS = 500 };

/* What the world answers; "" in `body` is an empty one. status 0: the line breaks. */
struct answer {
    int status;
    const char *body;
};

/* A server that knows one Service; how it behaves is set by the test. */
struct stage {
    struct answer read;   /* the first GET of the Service */
    struct answer send;   /* DELETE */
    enum http_cut cut;    /* how the line breaks then */
    struct answer reread; /* GETs of the Service after sending, until `until` */
    int cloud_gone_after; /* GETs of cloud objects that still find them */
    int cloud_status;     /* instead of 200 while it is there; 0: 200 */
    int changes;          /* requests that change something */
    int asked_after;      /* GETs of the Service after sending */
    int service_gone_after;
    int64_t now_ms;
};

#define LIVE(rv)                                                                         \
    "{\"metadata\":{\"uid\":\"uid-hello\",\"resourceVersion\":\"" rv                     \
    "\",\"annotations\":{\"kubernetes.io/elb.id\":\"" HELLO_ELB "\"}}}"

static struct answer answer_to(struct stage *stage, const struct http_request *request,
                               enum job_server server)
{
    bool is_service = server == JOB_KUBERNETES;

    if (request->intent == HTTP_CHANGES) {
        stage->changes++;
        return stage->send;
    }
    if (is_service && stage->changes == 0)
        return stage->read;
    if (is_service)
        return ++stage->asked_after > stage->service_gone_after
                   ? (struct answer){404, "{\"code\":404}"}
                   : stage->reread;
    if (stage->cloud_gone_after-- > 0)
        return (struct answer){stage->cloud_status != 0 ? stage->cloud_status : 200,
                               "{}"};
    return (struct answer){404, "{\"error_code\":\"ELB.8904\"}"};
}

static void feed(struct job *job, struct stage *stage, struct http_request *request,
                 struct answer answer)
{
    struct http_exchange exchange = {.request = request, .err = ERR_INIT};

    buf_init(&exchange.body, 10000);
    exchange.status = answer.status;
    if (request->intent == HTTP_CHANGES)
        exchange.cut = stage->cut;
    if (answer.status == 0)
        err_set(&exchange.err, ERR_NET, "reset");
    else
        buf_add_text(&exchange.body, answer.body);
    job_feed(job, &exchange, stage->now_ms, WORLD_START_MS + stage->now_ms);
    buf_release(&exchange.body);
    http_request_free(request);
}

static void run(struct job *job, struct stage *stage)
{
    for (int round = 0; round < MOST_ROUNDS && !job_is_over(job); round++) {
        enum job_server server;
        const char *twin;
        struct http_request *request =
            job_next(job, stage->now_ms, WORLD_START_MS + stage->now_ms, &server, &twin);
        if (request != NULL)
            feed(job, stage, request, answer_to(stage, request, server));
        else
            stage->now_ms += 500;
    }
    assert_true(job_is_over(job));
}

static struct job *job_for(struct world *world, const char *names, int64_t hold_ms)
{
    const struct job_config config = {
        .hold_ms = hold_ms, .give_up_ms = GIVE_UP_MS, .cloud_project = "p"};

    return job_new(shared_world_teardown(world, names), &config, 0, WORLD_START_MS);
}

static const char *hello_version(struct world *world)
{
    return view_row(world_look(world), "lb-demo", "hello")->resource_version;
}

static int setup(void **state)
{
    static struct world world;

    shared_world_init(&world);
    *state = &world;
    return 0;
}

static int teardown(void **state)
{
    world_release(*state);
    return 0;
}

/* The Service as the plan knows it. */
static const char *live_text(struct world *world)
{
    return arena_print(&world->arena,
                       "{\"metadata\":{\"uid\":\"uid-hello\",\"resourceVersion\":\"%s\","
                       "\"annotations\":{\"kubernetes.io/elb.id\":\"" HELLO_ELB "\"}}}",
                       hello_version(world));
}

static void each_trouble_ends_in_the_truth_and_nothing_is_sent_twice(void **state)
{
    struct world *world = *state;
    const char *live = live_text(world);
    const char *going = "{\"metadata\":{\"uid\":\"uid-hello\",\"deletionTimestamp\":"
                        "\"2025-11-22T12:04:24Z\"}}";
    const struct answer same = {200, live};
    const struct answer deleted = {200, "{}"};
    const struct answer precondition = {
        409, "{\"kind\":\"Status\",\"message\":\"the UID in the precondition\"}"};
    const char *other = "{\"metadata\":{\"uid\":\"other\",\"resourceVersion\":\"1\"}}";
    const struct {
        const char *name;
        struct stage stage;
        enum job_state state;
        int changes;
        const char *says;
    } cases[] = {
        {"all is well", {.read = same, .send = deleted}, JOB_DONE, 1, ""},
        {"it is slow",
         {.read = same,
          .send = deleted,
          .reread = {200, going},
          .service_gone_after = 5,
          .cloud_gone_after = 9},
         JOB_DONE,
         1,
         ""},
        {"deleted and created again before",
         {.read = {200, "{\"metadata\":{\"uid\":\"other\",\"resourceVersion\":\"1\"}}"}},
         JOB_STOPPED,
         0,
         "deleted and created again"},
        {"changed before",
         {.read = {200, LIVE("999999")}},
         JOB_STOPPED,
         0,
         "it changed meanwhile"},
        {"gone before", {.read = {404, "{}"}}, JOB_STOPPED, 0, "gone already"},
        {"not readable before", {.read = {0, ""}}, JOB_STOPPED, 0, "reset"},
        {"409 of the precondition, made anew",
         {.read = same,
          .send = precondition,
          .reread = {200, other},
          .service_gone_after = 1000},
         JOB_STOPPED,
         1,
         "deleted and created again"},
        {"409 of the precondition, changed",
         {.read = same,
          .send = precondition,
          .reread = {200, LIVE("999999")},
          .service_gone_after = 1000},
         JOB_STOPPED,
         1,
         "it changed meanwhile"},
        {"409 of the precondition, and nothing is different",
         {.read = same, .send = precondition, .reread = same, .service_gone_after = 1000},
         JOB_STOPPED,
         1,
         "the UID in the precondition"},
        {"403",
         {.read = same,
          .send = {403, "{\"kind\":\"Status\",\"message\":\"forbidden: User\"}"}},
         JOB_STOPPED,
         1,
         "forbidden"},
        {"429",
         {.read = same, .send = {429, "{\"kind\":\"Status\",\"message\":\"too many\"}"}},
         JOB_STOPPED,
         1,
         "too many"},
        {"500, it was not done",
         {.read = same,
          .send = {500, "{\"kind\":\"Status\",\"message\":\"oops\"}"},
          .reread = same,
          .service_gone_after = 1000},
         JOB_STOPPED,
         1,
         "oops"},
        {"504, it was done all the same",
         {.read = same,
          .send = {504, "{\"kind\":\"Status\",\"message\":\"etcd is slow\"}"},
          .reread = {200, going},
          .service_gone_after = 3},
         JOB_DONE,
         1,
         ""},
        {"no answer in time, it had arrived",
         {.read = same,
          .send = {0, ""},
          .cut = HTTP_CUT_TIMEOUT,
          .reread = {200, going},
          .service_gone_after = 3},
         JOB_DONE,
         1,
         ""},
        {"no answer in time, and nothing of it is to be seen",
         {.read = same,
          .send = {0, ""},
          .cut = HTTP_CUT_TIMEOUT,
          .reread = same,
          .service_gone_after = 1000},
         JOB_UNCLEAR,
         1,
         "it may still be carried out"},
        {"nobody was reached",
         {.read = same, .send = {0, ""}, .cut = HTTP_CUT_REFUSED},
         JOB_STOPPED,
         1,
         "reset"},
        {"token expired",
         {.read = same,
          .send = {401, "{\"kind\":\"Status\",\"message\":\"Unauthorized\"}"}},
         JOB_STOPPED,
         1,
         "Unauthorized"},
        {"cut after sending, it had arrived",
         {.read = same, .send = {0, ""}, .reread = {200, going}, .service_gone_after = 3},
         JOB_DONE,
         1,
         ""},
        {"cut after sending, it had arrived and is gone",
         {.read = same, .send = {0, ""}},
         JOB_DONE,
         1,
         ""},
        {"cut after sending, it had not arrived",
         {.read = same, .send = {0, ""}, .reread = same, .service_gone_after = 1000},
         JOB_STOPPED,
         1,
         "did not arrive"},
        {"cut after sending, and then nothing can be read",
         {.read = same, .send = {0, ""}, .reread = {0, ""}, .service_gone_after = 1000},
         JOB_UNCLEAR,
         1,
         "cannot be read"},
        {"the ccm is stopped",
         {.read = same,
          .send = deleted,
          .reread = {200, going},
          .service_gone_after = 1000,
          .cloud_gone_after = 1000},
         JOB_LEFT,
         1,
         "gave up"},
        {"the EIP is not released",
         {.read = same, .send = deleted, .cloud_gone_after = 1000},
         JOB_LEFT,
         1,
         "gave up"},
        {"the cloud answers 429 for a while",
         {.read = same, .send = deleted, .cloud_gone_after = 7, .cloud_status = 429},
         JOB_DONE,
         1,
         ""},
        {"the cloud answers 500 for ever",
         {.read = same, .send = deleted, .cloud_gone_after = 1000, .cloud_status = 500},
         JOB_LEFT,
         1,
         "gave up"},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct stage stage = cases[i].stage;
        struct job *job = job_for(world, "lb-demo/hello", 0);
        struct job_report report;
        struct arena arena = {0};

        run(job, &stage);

        job_report(job, stage.now_ms, &arena, &report);
        if (report.state != cases[i].state || stage.changes != cases[i].changes ||
            strstr(report.err.text, cases[i].says) == NULL)
            fail_msg("%s: %s, %d changes, says \"%s\"", cases[i].name,
                     job_state_name(report.state), stage.changes, report.err.text);
        if (report.state == JOB_DONE)
            assert_int_equal(report.gone_count, report.goes_count);
        arena_release(&arena);
        job_free(job);
    }
}

/* ---- the address ------------------------------------------------------------------------ */

/* How a connect to the address ends, from the second time on as well. */
struct network {
    enum http_cut first, then; /* HTTP_CUT_NONE: it is answered */
    int status;                /* of the page, when it is answered */
};

static void feed_probe(struct job *job, int64_t now_ms, struct http_request *request,
                       enum http_cut cut, int status)
{
    struct http_exchange exchange = {
        .request = request, .cut = cut, .status = status, .err = ERR_INIT};

    buf_init(&exchange.body, 100);
    exchange.connected = cut == HTTP_CUT_NONE;
    if (cut != HTTP_CUT_NONE)
        err_set(&exchange.err, ERR_NET, "it was cut");
    job_feed(job, &exchange, now_ms, WORLD_START_MS + now_ms);
    buf_release(&exchange.body);
    http_request_free(request);
}

static int run_with_network(struct job *job, struct stage *stage,
                            const struct network *network)
{
    int probes = 0;

    for (int round = 0; round < MOST_ROUNDS && !job_is_over(job); round++) {
        enum job_server server;
        const char *twin;
        struct http_request *request =
            job_next(job, stage->now_ms, WORLD_START_MS + stage->now_ms, &server, &twin);
        if (request == NULL) {
            stage->now_ms += 500;
        } else if (server == JOB_PROBE) {
            enum http_cut cut = probes == 0 ? network->first : network->then;
            assert_string_equal(job_probed(job)->address, "138.124.232.123");
            assert_int_equal(job_probed(job)->port, 80);
            feed_probe(job, stage->now_ms, request, cut,
                       cut == HTTP_CUT_NONE ? network->status : 0);
            probes++;
        } else {
            feed(job, stage, request, answer_to(stage, request, server));
        }
    }
    assert_true(job_is_over(job));
    return probes;
}

static const struct job_thing *address_of(const struct job_report *report)
{
    const struct job_thing *last = &report->things[report->thing_count - 1];

    assert_int_equal(last->object->thing, THING_ADDRESS);
    assert_string_equal(last->object->name, "138.124.232.123:80");
    return last;
}

static void an_address_is_silent_only_when_a_connect_has_shown_it(void **state)
{
    struct world *world = *state;
    const char *live = live_text(world);
    const struct {
        const char *name;
        bool may_probe;
        struct network network;
        enum thing_state address;
        const char *proof;
        enum job_state state;
        size_t left;
        int probes; /* at least */
    } cases[] = {
        {"nobody answers",
         true,
         {HTTP_CUT_TIMEOUT, HTTP_CUT_TIMEOUT, 0},
         THING_SILENT,
         "probe: timeout",
         JOB_DONE,
         0,
         1},
        {"no listener",
         true,
         {HTTP_CUT_REFUSED, HTTP_CUT_REFUSED, 0},
         THING_SILENT,
         "probe: refused, no listener",
         JOB_DONE,
         0,
         1},
        {"no route",
         true,
         {HTTP_CUT_UNREACHABLE, HTTP_CUT_UNREACHABLE, 0},
         THING_SILENT,
         "probe: unreachable, no route",
         JOB_DONE,
         0,
         1},
        {"it answers for a moment",
         true,
         {HTTP_CUT_NONE, HTTP_CUT_TIMEOUT, 200},
         THING_SILENT,
         "probe: timeout",
         JOB_DONE,
         0,
         2},
        {"it answers for ever",
         true,
         {HTTP_CUT_NONE, HTTP_CUT_NONE, 200},
         THING_LEFT_OVER,
         "probe: HTTP 200; somebody still serves this address",
         JOB_LEFT,
         1,
         3},
        {"a listener without members",
         true,
         {HTTP_CUT_RESET, HTTP_CUT_RESET, 0},
         THING_LEFT_OVER,
         "probe: reset; a listener without healthy members is still there",
         JOB_LEFT,
         1,
         3},
        {"the proxy is dead",
         true,
         {HTTP_CUT_OTHER, HTTP_CUT_OTHER, 0},
         THING_UNPROBED,
         "the probe failed: it was cut",
         JOB_DONE,
         0,
         3},
        {"probing is off",
         false,
         {HTTP_CUT_NONE, HTTP_CUT_NONE, 200},
         THING_UNPROBED,
         "probing is off",
         JOB_DONE,
         0,
         0},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct stage stage = {.read = {200, live}, .send = {200, "{}"}};
        const struct job_config config = {.give_up_ms = GIVE_UP_MS,
                                          .cloud_project = "p",
                                          .may_probe = cases[i].may_probe};
        struct job *job = job_new(shared_world_teardown(world, "lb-demo/hello"), &config,
                                  0, WORLD_START_MS);
        struct job_report report;
        struct arena arena = {0};

        int probes = run_with_network(job, &stage, &cases[i].network);

        job_report(job, stage.now_ms, &arena, &report);
        const struct job_thing *address = address_of(&report);
        if (address->state != cases[i].address ||
            strstr(address->proof, cases[i].proof) != address->proof ||
            report.state != cases[i].state || report.left_count != cases[i].left ||
            probes < cases[i].probes ||
            (cases[i].probes < 3 && probes != cases[i].probes))
            fail_msg("%s: %s, \"%s\", job %s, %zu left, %d probes", cases[i].name,
                     thing_state_name(address->state), address->proof,
                     job_state_name(report.state), report.left_count, probes);
        /* It is a proof, not a thing: it is not counted among what goes. */
        assert_int_equal(report.goes_count, 4);
        assert_int_equal(report.gone_count, 4);
        arena_release(&arena);
        job_free(job);
    }
}

static void silence_that_was_there_before_is_told_as_such(void **state)
{
    struct stage stage = {.read = {200, live_text(*state)}, .send = {200, "{}"}};
    const struct network network = {HTTP_CUT_TIMEOUT, HTTP_CUT_TIMEOUT, 0};
    const struct job_config config = {
        .give_up_ms = GIVE_UP_MS, .cloud_project = "p", .may_probe = true};
    struct job *job = job_new(shared_world_teardown(*state, "lb-demo/hello"), &config, 0,
                              WORLD_START_MS);
    struct job_report report;
    struct arena arena = {0};

    run_with_network(job, &stage, &network);

    job_report(job, stage.now_ms, &arena, &report);
    assert_string_equal(address_of(&report)->proof,
                        "probe: timeout; it did not answer before, either");
    arena_release(&arena);
    job_free(job);
}

static void a_held_job_can_be_stopped_and_nothing_was_sent(void **state)
{
    struct stage stage = {0};
    struct job *job = job_for(*state, "lb-demo/hello", 3000);
    enum job_server server;
    const char *twin;
    struct http_request *none = job_next(job, 2999, WORLD_START_MS, &server, &twin);

    assert_null(none);
    job_stop(job, WORLD_START_MS);

    assert_true(job_is_over(job));
    assert_null(job_next(job, 5000, WORLD_START_MS, &server, &twin));
    assert_int_equal(stage.changes, 0);
    job_free(job);
}

static void the_delete_carries_uid_and_version_as_preconditions(void **state)
{
    struct world *world = *state;
    struct job *job = job_for(world, "lb-demo/hello", 0);
    struct stage stage = {.read = {200, live_text(world)}};
    enum job_server server;
    const char *twin;
    struct http_request *read = job_next(job, 0, WORLD_START_MS, &server, &twin);

    feed(job, &stage, read, stage.read);
    struct http_request *request = job_next(job, 0, WORLD_START_MS, &server, &twin);

    assert_string_equal(request->method, "DELETE");
    assert_int_equal(request->intent, HTTP_CHANGES);
    assert_string_equal(request->path, "/api/v1/namespaces/lb-demo/services/hello");
    assert_string_equal(
        buf_text(&request->body),
        arena_print(
            &world->arena,
            "{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{"
            "\"uid\":\"uid-hello\",\"resourceVersion\":\"%s\"}}",
            hello_version(world)));
    http_request_free(request);
    job_free(job);
}

static void proof_is_asked_from_the_cloud_by_id(void **state)
{
    struct world *world = *state;
    struct job *job = job_for(world, "lb-demo/hello", 0);
    struct stage stage = {.read = {200, live_text(world)}, .send = {200, "{}"}};
    char asked[1000] = "";

    for (int round = 0; round < MOST_ROUNDS && !job_is_over(job); round++) {
        enum job_server server;
        const char *twin;
        struct http_request *request =
            job_next(job, stage.now_ms, WORLD_START_MS + stage.now_ms, &server, &twin);
        if (request == NULL) {
            stage.now_ms += 500;
            continue;
        }
        size_t at = strlen(asked);
        snprintf(asked + at, sizeof asked - at, "%s %s\n", request->method,
                 request->path);
        feed(job, &stage, request, answer_to(&stage, request, server));
    }

    assert_string_equal(asked, "GET /api/v1/namespaces/lb-demo/services/hello\n"
                               "DELETE /api/v1/namespaces/lb-demo/services/hello\n"
                               "GET /api/v1/namespaces/lb-demo/services/hello\n"
                               "GET /v3/p/elb/listeners/l-hello\n"
                               "GET /v3/p/elb/pools/pool-l-hello\n"
                               "GET /v3/p/elb/loadbalancers/" HELLO_ELB "\n"
                               "GET /v1/p/publicips/eip-2\n");
    job_free(job);
}

static void what_changed_is_told_field_by_field(void **state)
{
    static const struct {
        const char *live;
        const char *says;
    } cases[] = {
        {"{\"metadata\":{\"uid\":\"uid-hello\",\"resourceVersion\":\"9\",\"annotations\":"
         "{"
         "\"kubernetes.io/elb.id\":\"" HELLO_ELB
         "\"}},\"spec\":{\"ports\":[{\"port\":80},"
         "{\"port\":53,\"protocol\":\"UDP\"}]},\"status\":{\"loadBalancer\":{\"ingress\":"
         "[{"
         "\"ip\":\"138.124.232.123\"},{\"ip\":\"10.0.3.41\"}]}}}",
         ", ports: 80/TCP -> 80/TCP 53/UDP"},
        {"{\"metadata\":{\"uid\":\"uid-hello\",\"resourceVersion\":\"9\",\"annotations\":"
         "{"
         "\"kubernetes.io/"
         "elb.id\":\"other\"}},\"spec\":{\"type\":\"ClusterIP\",\"ports\":[{"
         "\"port\":80}]},\"status\":{}}",
         ", it is of type ClusterIP now, elb.id: " HELLO_ELB
         " -> other, addresses: 138.124.232.123 10.0.3.41 -> none"},
        {"{\"metadata\":{\"uid\":\"uid-hello\",\"resourceVersion\":\"9\",\"annotations\":"
         "{"
         "\"kubernetes.io/elb.id\":\"" HELLO_ELB
         "\"}},\"spec\":{\"ports\":[{\"port\":80}]},"
         "\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"138.124.232.123\"},{"
         "\"ip\":\"10.0.3.41\"}]}}}",
         ", in nothing that was shown"},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct stage stage = {.read = {200, cases[i].live}};
        struct job *job = job_for(*state, "lb-demo/hello", 0);
        struct job_report report;
        struct arena arena = {0};
        run(job, &stage);
        job_report(job, stage.now_ms, &arena, &report);
        if (report.state != JOB_STOPPED || stage.changes != 0 ||
            strstr(report.difference, cases[i].says) == NULL)
            fail_msg("%s: %s", cases[i].says, report.difference);
        arena_release(&arena);
        job_free(job);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_trouble_ends_in_the_truth_and_nothing_is_sent_twice),
        cmocka_unit_test(what_changed_is_told_field_by_field),
        cmocka_unit_test(a_held_job_can_be_stopped_and_nothing_was_sent),
        cmocka_unit_test(the_delete_carries_uid_and_version_as_preconditions),
        cmocka_unit_test(proof_is_asked_from_the_cloud_by_id),
        cmocka_unit_test(an_address_is_silent_only_when_a_connect_has_shown_it),
        cmocka_unit_test(silence_that_was_there_before_is_told_as_such),
    };
    return cmocka_run_group_tests_name("job", tests, setup, teardown);
}
