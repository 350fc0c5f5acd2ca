/*
 * Entries of the world's record, as lines of the conversation. The bodies are as the ccm and
 * kubectl send them, shortened.
 */
#include "lib/check.h"

#include "lesson/talk.h"
#include "wire/tree.h"

#include "base/banned.h"

#define SERVICE "/api/v1/namespaces/lb-demo/services/hello"

static void hear(struct talk *talk, const char *who, const char *method,
                 const char *target, const char *body, int status)
{
    json_t *entry = json_pack("{s:i, s:i, s:s, s:s, s:s, s:s, s:i}", "seq", 1, "at_ms",
                              1500, "server", "api-server", "who", who, "method", method,
                              "target", target, "status", status);
    if (body != NULL)
        json_object_set_new(entry, "body", json_string(body));
    talk_hear(talk, entry);
    json_decref(entry);
}

static void say(struct talk *talk, const char *server, const char *text)
{
    json_t *entry =
        json_pack("{s:i, s:i, s:s, s:s, s:s, s:s, s:i}", "seq", 1, "at_ms", 1500,
                  "server", server, "who", "", "method", "", "target", text, "status", 0);
    talk_hear(talk, entry);
    json_decref(entry);
}

struct heard {
    struct talk *talk;
    struct arena arena;
    const struct lesson_line *lines;
    size_t count;
};

static int begin(void **state)
{
    struct heard *heard = mem_new(sizeof *heard);

    heard->talk = talk_new(500);
    *state = heard;
    return 0;
}

static int end(void **state)
{
    struct heard *heard = *state;

    talk_free(heard->talk);
    arena_release(&heard->arena);
    free(heard);
    return 0;
}

static void look(struct heard *heard)
{
    heard->lines = talk_copy(heard->talk, &heard->arena);
    heard->count = talk_count(heard->talk);
}

static void assert_line(const struct lesson_line *line, enum lesson_actor from,
                        enum lesson_actor to, const char *verb, const char *step)
{
    assert_int_equal(line->from, from);
    assert_int_equal(line->to, to);
    assert_string_equal(line->verb, verb);
    assert_string_equal(line->step, step);
}

static void an_apply_is_step_1_and_its_storing_step_2(void **state)
{
    struct heard *heard = *state;

    hear(heard->talk, "kubectl", "PATCH", SERVICE "?fieldManager=kubectl",
         "{\"kind\":\"Service\",\"spec\":{}}", 201);
    look(heard);

    assert_int_equal(heard->count, 2);
    assert_line(&heard->lines[0], LESSON_YOU, LESSON_API, "apply", "1");
    assert_line(&heard->lines[1], LESSON_API, LESSON_API, "", "2");
    assert_string_equal(heard->lines[0].namespace, "lb-demo");
    assert_string_equal(heard->lines[0].name, "hello");
    assert_int_equal(heard->lines[0].at_ms, 1000);
}

static void a_refused_apply_tells_why_and_is_not_stored(void **state)
{
    struct heard *heard = *state;

    hear(heard->talk, "kubectl", "PATCH", SERVICE, "{\"spec\":{}}", 403);
    say(heard->talk, "story", "apply Service/hello: 403 can't modify it");
    look(heard);

    assert_int_equal(heard->count, 1);
    assert_string_equal(heard->lines[0].problem, "403 can't modify it");
}

static void what_the_ccm_does_moves_its_step(void **state)
{
    static const struct {
        const char *method, *target, *body;
        enum lesson_actor to;
        const char *verb, *step;
    } cases[] = {
        {"POST", "/api/v1/namespaces/lb-demo/events",
         "{\"reason\":\"EnsuringLoadBalancer\"}", LESSON_API, "Event", "3"},
        {"PATCH", SERVICE "/status",
         "{\"metadata\":{\"finalizers\":[\"service.kubernetes.io/"
         "load-balancer-cleanup\"]}}",
         LESSON_API, "finalizer", "3"},
        {"POST", "/v2.0/lbaas/loadbalancers", "{\"loadbalancer\":{\"name\":\"k8s\"}}",
         LESSON_CLOUD, "POST elb", "4a"},
        {"POST", "/v3/p/elb/loadbalancers", "{\"loadbalancer\":{\"name\":\"k8s\"}}",
         LESSON_CLOUD, "POST elb", "4a"},
        {"POST", "/v1/p/publicips", "{\"publicip\":{\"type\":\"5_bgp\"}}", LESSON_CLOUD,
         "POST eip", "4b"},
        {"PUT", "/v1/p/publicips/x", "{\"publicip\":{\"port_id\":\"y\"}}", LESSON_CLOUD,
         "PUT eip: bind", "4c"},
        {"PUT", SERVICE,
         "{\"metadata\":{\"annotations\":{\"kubernetes.io/elb.id\":\"x\"}}}", LESSON_API,
         "elb.id", "5"},
        {"POST", "/v2.0/lbaas/listeners", "{\"listener\":{\"name\":\"k8s_TCP_80\"}}",
         LESSON_CLOUD, "POST listener", "4d"},
        {"POST", "/v2.0/lbaas/pools", "{\"pool\":{\"name\":\"k\"}}", LESSON_CLOUD,
         "POST pool", "4e"},
        {"POST", "/v2.0/lbaas/pools/p/members", "{\"member\":{\"address\":\"10.0.0.1\"}}",
         LESSON_CLOUD, "POST member", "4e"},
        {"PATCH", SERVICE "/status",
         "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"138.124.232.123\"}]}}}",
         LESSON_API, "ingress", "6"},
        {"DELETE", "/v2.0/lbaas/listeners/x", NULL, LESSON_CLOUD, "DELETE listener", ""},
        {"PATCH", SERVICE "/status", "{\"metadata\":{\"finalizers\":[]}}", LESSON_API,
         "let go", ""},
    };
    struct heard *heard = *state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        hear(heard->talk, "cloud-controller-manager", cases[i].method, cases[i].target,
             cases[i].body, 200);
        look(heard);
        assert_int_equal(heard->count, i + 1);
        assert_line(&heard->lines[i], LESSON_CCM, cases[i].to, cases[i].verb,
                    cases[i].step);
    }
}

static void what_nobody_learns_from_is_left_out(void **state)
{
    static const struct {
        const char *who, *method, *target, *body;
    } cases[] = {
        {"elbtop", "GET", "/api/v1/services", NULL},
        {"elbtop", "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
         "{}"},
        {"cloud-controller-manager", "POST", "/v3/auth/tokens?nocatalog=1", "{}"},
        {"cloud-controller-manager", "GET", "/v3/p/elb/listeners", NULL},
        {"cloud-controller-manager", "POST", "/api/v1/namespaces/lb-demo/events",
         "{\"reason\":\"SyncLoadBalancerFailed\"}"},
        {"cloud-controller-manager", "PATCH", "/api/v1/namespaces/lb-demo/events/x",
         "{\"count\":2}"},
        {"cloud-controller-manager", "POST", "/nowhere", "no JSON at all"},
        {"cloud-controller-manager", "POST", "", "{}"},
    };
    struct heard *heard = *state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        hear(heard->talk, cases[i].who, cases[i].method, cases[i].target, cases[i].body,
             200);
    look(heard);

    for (size_t i = 0; i < heard->count; i++)
        fail_msg("%s %s", heard->lines[i].method, heard->lines[i].target);
}

static void an_elb_that_is_given_is_looked_up_once(void **state)
{
    struct heard *heard = *state;

    for (int i = 0; i < 3; i++)
        hear(heard->talk, "cloud-controller-manager", "GET",
             "/v3/p/elb/loadbalancers/71f02bde", NULL, 200);
    look(heard);

    assert_int_equal(heard->count, 1);
    assert_line(&heard->lines[0], LESSON_CCM, LESSON_CLOUD, "GET elb", "4a");
}

static void an_elb_that_was_made_is_not_looked_up(void **state)
{
    struct heard *heard = *state;

    hear(heard->talk, "cloud-controller-manager", "POST", "/v2.0/lbaas/loadbalancers",
         "{}", 201);
    hear(heard->talk, "cloud-controller-manager", "GET", "/v3/p/elb/loadbalancers/x",
         NULL, 200);
    look(heard);

    assert_int_equal(heard->count, 1);
}

static void failures_keep_what_was_answered(void **state)
{
    struct heard *heard = *state;

    hear(heard->talk, "cloud-controller-manager", "POST", "/v1/p/publicips", "{}", 409);
    hear(heard->talk, "cloud-controller-manager", "POST",
         "/api/v1/namespaces/lb-demo/events",
         "{\"reason\":\"CreatingLoadBalancerFailed\",\"message\":\"Details: VPC.0521\"}",
         201);
    look(heard);

    assert_string_equal(heard->lines[0].problem, "answered 409");
    assert_string_equal(heard->lines[1].problem,
                        "CreatingLoadBalancerFailed: Details: VPC.0521");
}

static void the_network_and_asides_have_their_lines(void **state)
{
    struct heard *heard = *state;

    say(heard->talk, "story", "somebody raises the quota");
    say(heard->talk, "fabric", "BGP advertises 138.124.232.123");
    look(heard);

    assert_int_equal(heard->count, 2);
    assert_string_equal(heard->lines[0].text, "somebody raises the quota");
    assert_line(&heard->lines[1], LESSON_CLOUD, LESSON_FABRIC, "BGP", "7");
    assert_string_equal(heard->lines[1].text, ".232.123");
}

static void what_waits_is_read_as_it_will_be(void **state)
{
    struct heard *heard = *state;
    json_t *call = json_pack("{s:s, s:s, s:s, s:s}", "who", "cloud-controller-manager",
                             "method", "POST", "target", "/v2.0/lbaas/listeners", "body",
                             "{\"listener\":{\"name\":\"k8s_TCP_80\"}}");
    struct lesson_line line;

    assert_true(talk_foresee(heard->talk, call, &heard->arena, &line));

    assert_line(&line, LESSON_CCM, LESSON_CLOUD, "POST listener", "4d");
    assert_string_equal(line.text, "k8s_TCP_80");
    assert_int_equal(line.status, 0);
    assert_non_null(strstr(line.twin, "curl -X POST $ELB/v2.0/lbaas/listeners"));
    assert_int_equal(talk_count(heard->talk), 0);
    json_decref(call);
}

static void what_is_foreseen_outlives_the_talk(void **state)
{
    struct heard *heard = *state;
    json_t *call = json_pack("{s:s, s:s, s:s}", "who", "cloud-controller-manager",
                             "method", "POST", "target", "/v2.0/lbaas/pools");
    struct lesson_line line, route;

    talk_turn_to(heard->talk, "lb-demo", "hello");
    assert_true(talk_foresee(heard->talk, call, &heard->arena, &line));
    talk_foresee_route(heard->talk, "138.124.232.123", &heard->arena, &route);
    talk_free(heard->talk);
    heard->talk = NULL;

    assert_string_equal(line.namespace, "lb-demo");
    assert_string_equal(line.name, "hello");
    assert_string_equal(route.namespace, "lb-demo");
    assert_string_equal(route.name, "hello");
    json_decref(call);
}

#define HEARD(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HEARD(an_apply_is_step_1_and_its_storing_step_2),
        HEARD(a_refused_apply_tells_why_and_is_not_stored),
        HEARD(what_the_ccm_does_moves_its_step),
        HEARD(what_nobody_learns_from_is_left_out),
        HEARD(an_elb_that_is_given_is_looked_up_once),
        HEARD(an_elb_that_was_made_is_not_looked_up),
        HEARD(failures_keep_what_was_answered),
        HEARD(the_network_and_asides_have_their_lines),
        HEARD(what_waits_is_read_as_it_will_be),
        HEARD(what_is_foreseen_outlives_the_talk),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
