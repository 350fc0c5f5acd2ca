#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/mem.h"
#include "unit/act/shared_world.h"
#include "wire/tree.h"

/* "GOES Service whoami/whoami\nSTAYS ELB k8s-whoami\n…" */
static const char *told(const struct plan *plan, char out[2000])
{
    size_t at = 0;

    out[0] = '\0';
    for (size_t i = 0; i < plan->object_count; i++) {
        const struct plan_object *object = &plan->objects[i];
        at += (size_t)snprintf(out + at, 2000 - at, "%s %s %s\n",
                               plan_fate_word(object->fate),
                               plan_thing_word(object->thing), object->name);
    }
    return out;
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

static void the_creator_of_a_shared_elb_leaves_elb_and_eip_behind(void **state)
{
    struct plan *plan = shared_world_teardown(*state, "whoami/whoami");
    char out[2000];
    char question[200];

    assert_string_equal(told(plan, out), "GOES Service whoami/whoami\n"
                                         "GOES listener 80/TCP k8s_TCP_80\n"
                                         "STAYS listener 8080/TCP k8s_TCP_8080\n"
                                         "STAYS ELB k8s-whoami\n"
                                         "STAYS EIP 138.124.232.13\n"
                                         "ORPHAN ELB k8s-whoami\n"
                                         "ORPHAN EIP 138.124.232.13\n");
    assert_string_equal(plan_question(plan, question, sizeof question),
                        "Type whoami to tear down 2 things, leaving 2 orphans");
    assert_int_equal(plan->tier, TIER_WORD);
    assert_int_equal(plan->better_count, 2);
    assert_string_equal(plan->better_names[0], "whoami/fortune");
    assert_string_equal(plan->better_names[1], "whoami/whoami");
    plan_free(plan);
}

static void a_tenant_takes_only_its_listener(void **state)
{
    struct plan *plan = shared_world_teardown(*state, "whoami/fortune");
    char out[2000];

    assert_string_equal(told(plan, out), "GOES Service whoami/fortune\n"
                                         "GOES listener 8080/TCP k8s_TCP_8080\n"
                                         "STAYS ELB k8s-whoami\n"
                                         "STAYS EIP 138.124.232.13\n");
    assert_int_equal(plan->orphan_count, 0);
    assert_null(plan->better);
    plan_free(plan);
}

static bool warns(const struct plan *plan, const char *part)
{
    for (size_t i = 0; i < plan->warning_count; i++) {
        if (strstr(plan->warnings[i], part) != NULL)
            return true;
    }
    return false;
}

static void the_last_tenant_of_an_orphan_is_told_that_it_leaves_it_behind(void **state)
{
    struct world world;
    char out[2000];
    char question[200];
    (void)state;
    shared_world_init(&world);
    world_listed(&world);
    world_look(&world);
    store_gone(world.store, KUBE_SERVICE, "whoami", "whoami", NULL, 0,
               world_wall(&world));
    world_drop(&world, "l-80");
    world_sweep(&world);

    struct plan *plan = shared_world_teardown(&world, "whoami/fortune");

    assert_string_equal(told(plan, out), "GOES Service whoami/fortune\n"
                                         "GOES listener 8080/TCP k8s_TCP_8080\n"
                                         "STAYS ELB k8s-whoami\n"
                                         "STAYS EIP 138.124.232.13\n"
                                         "ORPHAN ELB k8s-whoami\n"
                                         "ORPHAN EIP 138.124.232.13\n");
    assert_string_equal(plan_question(plan, question, sizeof question),
                        "Type fortune to tear down 2 things, leaving 2 orphans");
    assert_int_equal(plan->tier, TIER_WORD);
    assert_null(plan->better);
    assert_true(warns(plan, "have no owner already (for: it was made for whoami/whoami, "
                            "which is gone)"));
    plan_free(plan);
    world_release(&world);
}

/* The cloud was read before the creator went: its listener is in the picture and no more. */
static void a_listener_whose_service_went_since_keeps_nothing_alive(void **state)
{
    struct world world;
    char out[2000];
    (void)state;
    shared_world_init(&world);
    world_listed(&world);
    world_look(&world);
    world_wait(&world, 3000);
    store_gone(world.store, KUBE_SERVICE, "whoami", "whoami", NULL, 0,
               world_wall(&world));

    struct plan *plan = shared_world_teardown(&world, "whoami/fortune");

    assert_string_equal(told(plan, out), "GOES Service whoami/fortune\n"
                                         "GOES listener 8080/TCP k8s_TCP_8080\n"
                                         "STAYS ELB k8s-whoami\n"
                                         "STAYS EIP 138.124.232.13\n"
                                         "ORPHAN ELB k8s-whoami\n"
                                         "ORPHAN EIP 138.124.232.13\n");
    assert_true(plan->behind);
    assert_true(warns(plan, "ELB k8s-whoami was read before a Service on it went"));
    plan_free(plan);

    /* Read again, and it is there all the same: then it is nobody's, and it stays. */
    world_wait(&world, 1000);
    world_sweep(&world);
    plan = shared_world_teardown(&world, "whoami/fortune");
    assert_false(plan->behind);
    assert_int_equal(plan->orphan_count, 0);
    plan_free(plan);
    world_release(&world);
}

static void put_deleted(struct world *world, const char *name, bool creator)
{
    WORLD_SERVICE(
        world, .namespace = "whoami", .name = name, .created_ms = -3600000,
        .autocreate = creator ? "public" : NULL,
        .elb_name = creator ? "k8s-whoami" : NULL, .class = "union", .elb_id = WHOAMI_ELB,
        .eip_id = creator ? "eip-1" : NULL, .finalizer = true, .deleted_ms = 1000,
        .ingress = "138.124.232.13,10.0.3.13", .ports = creator ? "80/TCP" : "8080/TCP");
}

static void the_tenant_of_a_creator_on_its_way_out_leaves_orphans(void **state)
{
    struct world world;
    char out[2000];
    (void)state;
    shared_world_init(&world);
    world_wait(&world, 1500);
    put_deleted(&world, "whoami", true);

    struct plan *plan = shared_world_teardown(&world, "whoami/fortune");

    assert_string_equal(told(plan, out), "GOES Service whoami/fortune\n"
                                         "GOES listener 8080/TCP k8s_TCP_8080\n"
                                         "STAYS ELB k8s-whoami\n"
                                         "STAYS EIP 138.124.232.13\n"
                                         "ORPHAN ELB k8s-whoami\n"
                                         "ORPHAN EIP 138.124.232.13\n");
    plan_free(plan);
    world_release(&world);
}

/* The controller takes the listener first: then nothing on the ELB speaks of the creator. */
static void a_creator_on_its_way_out_is_one_without_its_listener_too(void **state)
{
    struct world world;
    (void)state;
    shared_world_init(&world);
    world_wait(&world, 1500);
    put_deleted(&world, "whoami", true);
    world_drop(&world, "l-80");
    world_sweep(&world);

    struct plan *plan = shared_world_teardown(&world, "whoami/fortune");

    assert_int_equal(plan->orphan_count, 2);
    plan_free(plan);
    world_release(&world);
}

static void a_tenant_on_its_way_out_keeps_no_elb_but_is_warned_of(void **state)
{
    struct world world;
    char out[2000];
    (void)state;
    shared_world_init(&world);
    world_wait(&world, 1500);
    put_deleted(&world, "fortune", false);

    struct plan *plan = shared_world_teardown(&world, "whoami/whoami");

    assert_string_equal(told(plan, out), "GOES Service whoami/whoami\n"
                                         "GOES listener 80/TCP k8s_TCP_80\n"
                                         "GOES ELB k8s-whoami\n"
                                         "GOES EIP 138.124.232.13\n");
    assert_true(warns(plan, "whoami/fortune is on its way out and not gone"));
    plan_free(plan);
    world_release(&world);
}

static void what_was_not_seen_yet_is_warned_of(void **state)
{
    struct world world;
    (void)state;
    shared_world_init(&world);
    world_drop(&world, "l-hello");
    world_sweep(&world);

    struct plan *plan = shared_world_teardown(&world, "lb-demo/hello");

    assert_true(warns(plan, "lb-demo/hello: no listener of it was seen in the cloud"));
    plan_free(plan);
    world_release(&world);
}

static void tenants_go_before_their_creator_whatever_the_order_given(void **state)
{
    struct plan *plan = shared_world_teardown(*state, "whoami/whoami,whoami/fortune");
    char out[2000];
    char question[200];

    assert_string_equal(plan->services[0].name, "fortune");
    assert_string_equal(plan->services[1].name, "whoami");
    assert_string_equal(told(plan, out), "GOES Service whoami/fortune\n"
                                         "GOES listener 8080/TCP k8s_TCP_8080\n"
                                         "GOES Service whoami/whoami\n"
                                         "GOES listener 80/TCP k8s_TCP_80\n"
                                         "GOES ELB k8s-whoami\n"
                                         "GOES EIP 138.124.232.13\n");
    assert_string_equal(plan_question(plan, question, sizeof question),
                        "Type delete 2 to tear down 2 Services");
    plan_free(plan);
}

static void what_carries_the_demo_label_and_is_alone_needs_one_y(void **state)
{
    struct plan *plan = shared_world_teardown(*state, "lb-demo/hello");
    char question[200];

    assert_int_equal(plan->tier, TIER_YES);
    assert_string_equal(plan_question(plan, question, sizeof question),
                        "Press y to tear down");
    assert_string_equal(plan->services[0].path,
                        "/api/v1/namespaces/lb-demo/services/hello");
    assert_string_equal(plan->services[0].twin,
                        "kubectl -n lb-demo delete service hello");
    plan_free(plan);
}

static void a_protected_context_always_wants_the_word(void **state)
{
    const char *names[] = {"lb-demo/hello"};
    const struct plan_guard guard = {.demo_label = "demo", .protected_context = true};
    struct plan *plan = NULL;

    assert_int_equal(plan_teardown(world_look(*state), names, 1, &guard, &plan, NULL),
                     ERR_OK);

    assert_int_equal(plan->tier, TIER_WORD);
    plan_free(plan);
}

static void a_plan_is_refused_with_its_reason(void **state)
{
    static const struct {
        struct plan_guard guard;
        const char *name;
        enum err_code code;
        const char *says;
    } cases[] = {
        {{.read_only = true}, "lb-demo/hello", ERR_REFUSED, "read-only"},
        {{.kubernetes_age_ms = 92000},
         "lb-demo/hello",
         ERR_REFUSED,
         "1m32s old (limit 10s)"},
        {{0}, "lb-demo/none", ERR_ABSENT, "no such Service"},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct plan *plan = NULL;
        struct err err = ERR_INIT;
        assert_int_equal(plan_teardown(world_look(*state), &cases[i].name, 1,
                                       &cases[i].guard, &plan, &err),
                         cases[i].code);
        if (strstr(err.text, cases[i].says) == NULL)
            fail_msg("says: %s", err.text);
    }
}

/* Api-servers before 1.21 refuse a server-side apply whose ports do not say it. */
static void a_port_without_protocol_is_sent_as_tcp(void **state)
{
    static const char text[] =
        "apiVersion: v1\nkind: Service\nmetadata: {name: new, namespace: lb-demo, "
        "annotations: {kubernetes.io/elb.class: union, kubernetes.io/elb.id: " WHOAMI_ELB
        "}}\nspec: {type: LoadBalancer, selector: {app: new}, ports: [{name: a, port: "
        "81}, "
        "{name: b, port: 82, protocol: UDP}]}\n";
    const struct plan_guard guard = {.demo_label = NULL};
    json_t *manifest = NULL;
    struct plan *plan = NULL;
    struct err err = ERR_INIT;

    assert_int_equal(tree_from_yaml(span_of(text), "text", &manifest, &err), ERR_OK);
    if (plan_apply(world_look(*state), PLAN_LINK, manifest, &guard, &plan, &err) !=
        ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    assert_non_null(
        strstr(plan->manifest, "{\"name\":\"a\",\"port\":81,\"protocol\":\"TCP\"}"));
    assert_non_null(strstr(plan->manifest, "\"port\":82,\"protocol\":\"UDP\"}"));
    plan_free(plan);
    json_decref(manifest);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_creator_of_a_shared_elb_leaves_elb_and_eip_behind),
        cmocka_unit_test(a_tenant_takes_only_its_listener),
        cmocka_unit_test(the_last_tenant_of_an_orphan_is_told_that_it_leaves_it_behind),
        cmocka_unit_test(a_listener_whose_service_went_since_keeps_nothing_alive),
        cmocka_unit_test(the_tenant_of_a_creator_on_its_way_out_leaves_orphans),
        cmocka_unit_test(a_creator_on_its_way_out_is_one_without_its_listener_too),
        cmocka_unit_test(a_tenant_on_its_way_out_keeps_no_elb_but_is_warned_of),
        cmocka_unit_test(what_was_not_seen_yet_is_warned_of),
        cmocka_unit_test(tenants_go_before_their_creator_whatever_the_order_given),
        cmocka_unit_test(what_carries_the_demo_label_and_is_alone_needs_one_y),
        cmocka_unit_test(a_protected_context_always_wants_the_word),
        cmocka_unit_test(a_plan_is_refused_with_its_reason),
        cmocka_unit_test(a_port_without_protocol_is_sent_as_tcp),
    };
    return cmocka_run_group_tests_name("plan", tests, setup, teardown);
}
