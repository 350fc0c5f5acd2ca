/* The store as a whole: facts in, a view out. */
#include "lib/check.h"

#include <malloc.h>

#include "base/limits.h"
#include "unit/state/world.h"

static int set_up(void **state)
{
    struct world *world = mem_new(sizeof *world);
    world_init(world);
    *state = world;
    return 0;
}

static int tear_down(void **state)
{
    world_release(*state);
    free(*state);
    return 0;
}

static const char *marks_of(const struct row *row)
{
    static char marks[STEP_COUNT + 1];
    return row_marks(row, marks);
}

static void store_shows_a_ready_service_of_pattern_a(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .name = "web", .autocreate = "public", .elb_id = "elb-1",
                  .eip_id = "eip-1", .ingress = "138.124.232.13,10.0.3.7",
                  .finalizer = true, .created_ms = -3600000);
    WORLD_ELB(world, .id = "elb-1", .name = "k8s-web", .vip = "10.0.3.7",
              .eip_id = "eip-1", .eip_address = "138.124.232.13", .created_ms = -3590000);
    WORLD_EIP(world, .id = "eip-1", .address = "138.124.232.13");
    WORLD_LISTENER(world, .id = "lsn-1", .elb = "elb-1", .uid = "uid-web", .members = 3,
                   .online = 3, .created_ms = -3580000);
    world_sweep(world);
    world_listed(world);
    world_probe(world, "138.124.232.13", 80, PROBE_OK, 0);

    const struct row *row = world_row(world, "shop", "web");

    assert_string_equal(marks_of(row), "#######");
    assert_int_equal(row->state, ROW_READY);
    assert_string_equal(row->address, "138.124.232.13");
    assert_int_equal(row->members_online, 3);
    assert_int_equal(row->members_total, 3);
    assert_string_equal(row->elb->name, "k8s-web");
    assert_int_equal(row->role, ROLE_CREATOR);
}

static void store_has_an_empty_view_before_anything_is_known(void **state)
{
    const struct view *view = world_look(*state);

    assert_int_equal(view->row_count, 0);
    assert_int_equal(view->elb_count, 0);
    assert_int_equal(view->event_count, 0);
    assert_false(view->gateways_known);
}

static void put_ready(struct world *world, const char *name, const char *address)
{
    char ingress[64];
    char elb[40];

    snprintf(ingress, sizeof ingress, "%s", address);
    snprintf(elb, sizeof elb, "elb-%s", name);
    WORLD_SERVICE(world, .name = name, .autocreate = "public", .elb_id = elb,
                  .eip_id = "eip", .ingress = ingress, .finalizer = true,
                  .created_ms = -3600000);
}

/* ---- lists ---- */

static void store_drops_what_a_list_no_longer_holds(void **state)
{
    struct world *world = *state;
    put_ready(world, "a", "138.1.1.1");
    put_ready(world, "b", "138.1.1.2");
    world_listed(world);
    assert_int_equal(world_look(world)->row_count, 2);

    store_list_began(world->store, KUBE_SERVICE);
    put_ready(world, "b", "138.1.1.2");
    assert_int_equal(world_look(world)->row_count, 2); /* until it is complete */
    store_list_ended(world->store, KUBE_SERVICE, world_now(world), world_wall(world));

    const struct view *view = world_look(world);
    assert_int_equal(view->row_count, 1);
    assert_string_equal(view->rows[0]->name, "b");
    assert_null(view_row(view, "shop", "a"));
    assert_non_null(view_row(view, "shop", "b"));
    assert_null(view_row(view, NULL, "b"));
}

static void store_sorts_rows_by_namespace_and_name(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .namespace = "b", .name = "x", .elb_id = "e");
    WORLD_SERVICE(world, .namespace = "a", .name = "z", .elb_id = "e");
    WORLD_SERVICE(world, .namespace = "b", .name = "a", .elb_id = "e");

    const struct view *view = world_look(world);

    assert_string_equal(view->rows[0]->name, "z");
    assert_string_equal(view->rows[1]->name, "a");
    assert_string_equal(view->rows[2]->name, "x");
    assert_int_equal(view->count_by_state[ROW_MOVING], 3);
}

static void store_takes_the_same_name_with_another_uid_for_another_service(void **state)
{
    struct world *world = *state;
    world_listed(world);
    WORLD_SERVICE(world, .name = "web", .uid = "one", .autocreate = "public");
    WORLD_EVENT(
        world, .name = "web", .about_uid = "one", .reason = "SyncLoadBalancerFailed",
        .message = "Error syncing load balancer: failed to ensure load balancer: x");
    assert_int_equal(world_row(world, "shop", "web")->state, ROW_FAILED);

    WORLD_SERVICE(world, .name = "web", .uid = "two", .autocreate = "public");

    const struct row *row = world_row(world, "shop", "web");
    assert_string_equal(row->uid, "two");
    assert_int_equal(row->state, ROW_MOVING);
    assert_int_equal(world->view->row_count, 1);
    store_gone(world->store, KUBE_SERVICE, "shop", "web", "one", 0, 0); /* late news */
    assert_non_null(world_row(world, "shop", "web"));
    store_gone(world->store, KUBE_SERVICE, NULL, NULL, "two", 0, 0);
    assert_null(world_row(world, "shop", "web"));
}

static void store_hears_events_that_come_before_their_service(void **state)
{
    struct world *world = *state;
    WORLD_EVENT(world, .name = "web", .reason = "CreatingLoadBalancerFailed",
                .message = "Details: Create listener(k8s_TCP_80) error: ELB.8907");
    WORLD_EVENT(world, .name = "web", .reason = "EnsuringLoadBalancer");

    WORLD_SERVICE(world, .name = "web", .autocreate = "public");

    const struct row *row = world_row(world, "shop", "web");
    assert_int_equal(row->state, ROW_FAILED);
    assert_string_equal(row->api_code, "ELB.8907");
    assert_int_equal(world->view->event_count, 2);
}

static void store_keeps_a_failure_that_kubernetes_forgot(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .name = "web", .autocreate = "public");
    WORLD_EVENT(world, .name = "web", .uid = "e1", .reason = "CreatingLoadBalancerFailed",
                .message = "Details: Create listener(k8s_TCP_80) error: ELB.8907");
    world_look(world);

    store_gone(world->store, KUBE_EVENT, "shop", "web.1", "e1", 0, 0);
    store_list_began(world->store, KUBE_EVENT);
    store_list_ended(world->store, KUBE_EVENT, 0, 0);

    assert_int_equal(world_row(world, "shop", "web")->state, ROW_FAILED);
    assert_int_equal(world->view->event_count, 1);
}

static void store_has_no_row_for_other_types_but_while_they_are_cleaned_up(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .name = "inner", .type = "ClusterIP");
    WORLD_SERVICE(world, .name = "web", .autocreate = "inner", .elb_id = "e",
                  .ingress = "10.0.0.7", .finalizer = true);
    world_listed(world);
    assert_null(world_row(world, "shop", "inner"));

    world_wait(world, 5000);
    WORLD_SERVICE(world, .name = "web", .type = "ClusterIP", .finalizer = true);
    const struct row *row = world_row(world, "shop", "web");
    assert_int_equal(row->state, ROW_DELETING);
    assert_int_equal(row->since_ms, world_wall(world));
    assert_string_equal(row->advice[0].rule, "F41");

    WORLD_SERVICE(world, .name = "web", .type = "ClusterIP");
    assert_null(world_row(world, "shop", "web"));
}

static void store_takes_no_offence_at_what_it_does_not_know(void **state)
{
    struct world *world = *state;

    for (enum kube_kind kind = 0; kind < KUBE_KIND_COUNT; kind++) {
        store_gone(world->store, kind, "shop", "nothing", "no-uid", 0, 0);
        store_gone(world->store, kind, NULL, NULL, NULL, 0, 0);
        store_gone(world->store, kind, NULL, "nothing", "", 0, 0);
    }
    WORLD_SERVICE(world, .name = "a", .uid = "", .elb_id = "e");
    WORLD_SERVICE(world, .name = "b", .uid = "", .elb_id = "e");
    WORLD_EVENT(world, .name = "a", .about_uid = "", .reason = "EnsuringLoadBalancer");

    assert_int_equal(world_look(world)->row_count, 2);
    assert_int_equal(world_row(world, "shop", "a")->steps[2].state, STEP_DONE);
    assert_int_equal(world_row(world, "shop", "b")->steps[2].state, STEP_RUNNING);
    store_gone(world->store, KUBE_SERVICE, "shop", "a", "", 0, 0);
    assert_int_equal(world_look(world)->row_count, 1);
}

/* ---- sharing ---- */

static void store_makes_only_the_row_again_that_changed(void **state)
{
    struct world *world = *state;
    put_ready(world, "a", "138.1.1.1");
    put_ready(world, "b", "138.1.1.2");
    put_ready(world, "c", "138.1.1.3");
    world_listed(world);
    struct view *before = store_view(world->store, world_now(world), world_wall(world));

    put_ready(world, "b", "138.1.1.9");
    struct view *after = store_view(world->store, world_now(world), world_wall(world));

    assert_ptr_equal(before->rows[0], after->rows[0]);
    assert_ptr_not_equal(before->rows[1], after->rows[1]);
    assert_ptr_equal(before->rows[2], after->rows[2]);
    assert_string_equal(before->rows[1]->address, "138.1.1.2");
    assert_string_equal(after->rows[1]->address, "138.1.1.9");
    view_free(before);
    view_free(after);
}

static void store_makes_those_again_that_share_the_elb(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .name = "a", .elb_id = "e1");
    WORLD_SERVICE(world, .name = "b", .elb_id = "e2");
    world_listed(world);
    struct view *before = store_view(world->store, world_now(world), world_wall(world));

    WORLD_SERVICE(world, .name = "c", .elb_id = "e1");
    struct view *after = store_view(world->store, world_now(world), world_wall(world));

    assert_int_equal(after->rows[0]->shared_count, 1);
    assert_string_equal(after->rows[0]->shared_with[0], "shop/c");
    assert_ptr_equal(before->rows[1], after->rows[1]);
    view_free(before);
    view_free(after);
}

static void store_view_outlives_the_store(void **state)
{
    struct world *world = *state;
    put_ready(world, "a", "138.1.1.1");
    WORLD_ELB(world, .id = "elb-a", .name = "k8s-a");
    world_sweep(world);
    struct view *view = store_view(world->store, world_now(world), world_wall(world));

    store_free(world->store);
    world->store = store_new();

    assert_string_equal(view->rows[0]->name, "a");
    assert_string_equal(view->elbs[0].name, "k8s-a");
    assert_ptr_equal(view->elbs[0].listeners[0].row, view->rows[0]);
    view_free(view);
    view_free(NULL);
}

static void store_names_only_so_many_of_those_that_share(void **state)
{
    struct world *world = *state;
    char name[32];

    for (int i = 0; i < 300; i++) {
        snprintf(name, sizeof name, "s-%03d", i);
        WORLD_SERVICE(world, .name = name, .elb_id = "e");
    }
    const struct view *view = world_look(world);

    assert_int_equal(view->rows[0]->shared_count, LIMIT_SHARED);
    assert_int_equal(view->rows[299]->shared_count, LIMIT_SHARED);
    assert_string_equal(view->rows[0]->shared_with[0], "shop/s-001");
}

/* ---- a long run ---- */

static void churn(struct world *world, int rounds)
{
    char name[32];
    char elb[32];
    char address[32];

    for (int i = 0; i < rounds; i++) {
        snprintf(name, sizeof name, "s-%d", rand() % 100000);
        snprintf(elb, sizeof elb, "elb-%d", rand() % 100000);
        snprintf(address, sizeof address, "138.1.%d.%d", i / 200 % 200, i % 200);
        world_wait(world, 100);
        WORLD_SERVICE(world, .name = name, .autocreate = "public", .elb_id = elb,
                      .eip_id = "x", .ingress = address);
        WORLD_EVENT(world, .name = name, .uid = name, .reason = "SyncLoadBalancerFailed",
                    .message = "x");
        world_probe(world, address, 80, PROBE_TIMEOUT, 1);
        WORLD_ELB(world, .id = "elb", .name = name);
        if (i % 10 == 0)
            world_sweep(world);
        world_look(world);
        store_gone(world->store, KUBE_SERVICE, "shop", name, NULL, world_now(world),
                   world_wall(world));
    }
}

/* Nothing is kept for ever: the second run takes no more than the first. */
static void store_does_not_grow_over_a_long_run(void **state)
{
    struct world *world = *state;
    world_listed(world);

    churn(world, 6000);
    size_t before = mallinfo2().uordblks;
    churn(world, 6000);
    size_t after = mallinfo2().uordblks;

    assert_true(after < before + 256 * 1024);
}

/* ---- endpoints ---- */

static void store_counts_endpoints_and_knows_what_it_does_not_know(void **state)
{
    struct world *world = *state;
    put_ready(world, "web", "138.1.1.1");
    assert_int_equal(world_row(world, "shop", "web")->endpoints_ready, -1);

    world_put_slice(world, "web-1", "web", 2);
    assert_int_equal(world_row(world, "shop", "web")->endpoints_ready, 2);
    assert_int_equal(world_row(world, "shop", "web")->endpoints_total, 3);
    store_gone(world->store, KUBE_ENDPOINT_SLICE, "shop", "web-1", NULL, 0, 0);
    assert_int_equal(world_row(world, "shop", "web")->endpoints_ready, -1);
    store_list_ended(world->store, KUBE_ENDPOINT_SLICE, 0, 0);
    assert_int_equal(world_row(world, "shop", "web")->endpoints_ready,
                     0); /* none at all */
}

/* ---- probing ---- */

static void store_wants_public_tcp_ports_probed(void **state)
{
    struct world *world = *state;
    const struct probe_target *targets;
    WORLD_SERVICE(world, .name = "a", .autocreate = "public", .elb_id = "e",
                  .eip_id = "x", .ingress = "10.0.0.1,138.1.1.1",
                  .ports = "80/TCP,53/UDP,9999/TCP/cce-healthz,443/TCP");
    WORLD_SERVICE(world, .name = "b", .autocreate = "inner", .ingress = "10.0.0.2");

    assert_int_equal(store_probe_targets(world->store, &targets), 2);
    assert_string_equal(targets[0].address, "138.1.1.1");
    assert_int_equal(targets[0].port, 80);
    assert_true(targets[0].urgent);
    assert_int_equal(targets[1].port, 443);
    assert_int_equal(world_row(world, "shop", "a")->ports[1].probe.state, PROBE_OFF);
    assert_int_equal(world_row(world, "shop", "a")->ports[3].probe.state, PROBE_UNKNOWN);

    world_probe(world, "138.1.1.1", 80, PROBE_OK, 0);
    assert_int_equal(world_row(world, "shop", "a")->steps[6].state, STEP_DONE);
    store_probe_targets(world->store, &targets);
    assert_false(targets[0].urgent);
    store_set_probing(world->store, false);
    assert_int_equal(store_probe_targets(world->store, &targets), 0);
}

static void store_says_unknown_where_a_connect_would_prove_nothing(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .name = "udp", .autocreate = "public", .elb_id = "e",
                  .eip_id = "x", .ingress = "138.1.1.1", .ports = "53/UDP",
                  .finalizer = true, .created_ms = -9000000);

    const struct row *row = world_row(world, "shop", "udp");

    assert_string_equal(marks_of(row), "######?");
    assert_int_equal(row->state, ROW_READY);
    assert_non_null(strstr(row->steps[6].evidence, "no TCP port"));
}

/* ---- time and sources ---- */

static void store_is_dirty_until_it_is_looked_at(void **state)
{
    struct world *world = *state;
    world_look(world);
    assert_false(store_is_dirty(world->store));

    WORLD_SERVICE(world, .name = "web", .autocreate = "public");
    assert_true(store_is_dirty(world->store));
    assert_false(store_is_moving(world->store));
    world_look(world);
    assert_false(store_is_dirty(world->store));
    assert_true(store_is_moving(world->store));
    assert_true(store_row_is_moving(world->store, "shop", "web"));
    assert_false(store_row_is_moving(world->store, "shop", ""));
    assert_int_equal(store_due_ms(world->store, 0), world_now(world) + 5000);

    store_gone(world->store, KUBE_SERVICE, "shop", "web", NULL, 0, 0);
    world_look(world);
    assert_false(store_is_moving(world->store));
    assert_int_equal(store_due_ms(world->store, 0), INT64_MAX);
}

static void store_calls_a_step_stuck_when_the_settled_time_is_over(void **state)
{
    struct world *world = *state;
    struct patience_table patience = patience_usual();
    WORLD_SERVICE(world, .name = "web", .autocreate = "public", .created_ms = -2000);
    assert_int_equal(world_row(world, "shop", "web")->state, ROW_MOVING);

    patience.seen = (struct patience){.slow_ms = 1000, .stuck_ms = 1500};
    store_set_patience(world->store, &patience);

    assert_int_equal(world_row(world, "shop", "web")->state, ROW_STUCK);
}

static void store_shows_the_api_servers_times_on_our_clock(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .name = "web", .autocreate = "public", .created_ms = 60000);
    WORLD_EVENT(world, .name = "web", .reason = "EnsuringLoadBalancer",
                .first_ms = 61000);

    store_set_skew(world->store, 60000); /* its clock is a minute ahead of ours */

    const struct row *row = world_row(world, "shop", "web");
    assert_int_equal(row->created_ms, WORLD_START_MS);
    assert_int_equal(row->steps[2].finished_ms, WORLD_START_MS + 1000);
    assert_true(row->steps[2].exact);
    store_set_skew(world->store, 60400); /* dates are whole seconds: that is noise */
    assert_int_equal(world_row(world, "shop", "web")->created_ms, WORLD_START_MS);
}

static void store_shows_sources_with_their_notes(void **state)
{
    struct world *world = *state;
    char note[] = "events: forbidden";
    struct source source = {.state = SOURCE_DENIED,
                            .read_wall_ms = 7,
                            .interval_ms = -1,
                            .err = ERR_INIT,
                            .note = note};
    world->lost[SOURCE_IAM] = true;
    store_set_source(world->store, SOURCE_IAM, &source);
    memset(note, 'x', 3);

    const struct view *view = world_look(world);

    assert_int_equal(view->sources[SOURCE_IAM].state, SOURCE_DENIED);
    assert_string_equal(view->sources[SOURCE_IAM].note, "events: forbidden");
    assert_string_equal(source_name_text(SOURCE_KUBERNETES), "kubernetes");
    assert_string_equal(source_state_text(SOURCE_CONNECTING), "lost");
}

static void store_notes_lines_of_its_own(void **state)
{
    struct world *world = *state;
    store_note(world->store, 7, "(source k8s)", "elbtop", "LOST: watch services", true);
    store_note(world->store, 8, NULL, "elbtop", "found again", false);

    const struct view *view = world_look(world);

    assert_int_equal(view->change_count, 2);
    assert_string_equal(view->changes[0].what, "found again");
    assert_string_equal(view->changes[0].service, "");
    assert_string_equal(view->changes[1].service, "(source k8s)");
    assert_true(view->changes[1].failure);
    assert_false(view->changes[1].from_kubernetes);
}

/* ---- Gateways ---- */

static void gateway_is_joined_by_label_and_counts_its_routes(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .namespace = "envoy-gateway-system", .name = "envoy-x",
                  .labels = "gateway.envoyproxy.io/owning-gateway-name=public,"
                            "gateway.envoyproxy.io/owning-gateway-namespace=edge",
                  .autocreate = "public", .elb_id = "e", .ingress = "138.124.232.44");
    world_put_gateway(world, "public", "eg", "True");
    world_put_route(world, "web", "public", "True", "Accepted");
    world_put_route(world, "api", "public", "False", "NotAllowedByListeners");
    world_listed(world);

    const struct view *view = world_look(world);
    const struct view_gateway *gateway = &view->gateways[0];

    assert_true(view->gateways_known);
    assert_int_equal(view->gateway_count, 1);
    assert_ptr_equal(gateway->row, view->rows[0]);
    assert_string_equal(gateway->programmed, "True");
    assert_true(gateway->accepted);
    assert_string_equal(gateway->address, "138.124.232.44");
    assert_int_equal(gateway->listener_count, 1);
    assert_string_equal(gateway->listeners[0].name, "https");
    assert_int_equal(gateway->listeners[0].attached_routes, -1); /* not said is not 0 */
    assert_int_equal(gateway->route_count, 2);
    assert_int_equal(gateway->attached_count, 1);
    assert_string_equal(gateway->routes[0].name, "shop/api");
    assert_string_equal(gateway->routes[0].reason, "NotAllowedByListeners");
    assert_false(gateway->routes[0].attached);
    assert_int_equal(view->rows[0]->pattern, PATTERN_GATEWAY);
    assert_string_equal(view->rows[0]->gateway->name, "public");
    assert_string_equal(view->rows[0]->gateway->class, "eg");
    assert_int_equal(view->rows[0]->gateway->route_count, 2);
    assert_string_equal(view->rows[0]->gateway->routes[1], "shop/web");

    store_gone(world->store, KUBE_HTTP_ROUTE, "shop", "api", NULL, 0, 0);
    assert_int_equal(world_look(world)->gateways[0].route_count, 1);
    assert_int_equal(world->view->rows[0]->gateway->route_count, 1);
    store_gone(world->store, KUBE_GATEWAY, "edge", "public", NULL, 0, 0);
    assert_int_equal(world_look(world)->gateway_count, 0);
    assert_null(world->view->rows[0]->gateway);
}

static void gateway_is_joined_by_class_name_or_address(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .namespace = "a", .name = "merged",
                  .labels = "gateway.envoyproxy.io/owning-gatewayclass=merged");
    WORLD_SERVICE(world, .namespace = "edge", .name = "own",
                  .labels = "gateway.networking.k8s.io/gateway-name=own");
    WORLD_SERVICE(world, .namespace = "z", .name = "by-address", .elb_id = "e",
                  .ingress = "138.124.232.44");
    world_put_gateway(world, "m1", "merged", "True");
    world_put_gateway(world, "m2", "merged", "True");
    world_put_gateway(world, "own", "eg", "True");
    world_put_gateway(world, "plain", "eg", "Unknown");

    const struct view *view = world_look(world);

    assert_string_equal(view->gateways[0].row->name, "merged");
    assert_string_equal(view->gateways[1].row->name, "merged");
    assert_string_equal(view->gateways[2].row->name, "own");
    assert_string_equal(view->gateways[3].row->name, "by-address");
    assert_string_equal(view_row(view, "a", "merged")->gateway->name, "m1");
}

static void gateway_that_does_not_see_its_address_is_told(void **state)
{
    struct world *world = *state;
    WORLD_SERVICE(world, .namespace = "edge", .name = "own", .autocreate = "public",
                  .elb_id = "e", .eip_id = "x", .ingress = "138.124.232.44",
                  .labels = "gateway.networking.k8s.io/gateway-name=own");
    world_put_gateway(world, "own", "eg", "False");

    const struct row *row = world_row(world, "edge", "own");
    assert_string_equal(row->advice[0].rule, "F37");

    world_put_gateway(world, "own", "eg", "True");
    assert_int_equal(world_row(world, "edge", "own")->advice_count, 0);
}

int main(void)
{
#define STORE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        STORE_TEST(store_shows_a_ready_service_of_pattern_a),
        STORE_TEST(store_has_an_empty_view_before_anything_is_known),
        STORE_TEST(store_drops_what_a_list_no_longer_holds),
        STORE_TEST(store_sorts_rows_by_namespace_and_name),
        STORE_TEST(store_takes_the_same_name_with_another_uid_for_another_service),
        STORE_TEST(store_hears_events_that_come_before_their_service),
        STORE_TEST(store_keeps_a_failure_that_kubernetes_forgot),
        STORE_TEST(store_has_no_row_for_other_types_but_while_they_are_cleaned_up),
        STORE_TEST(store_takes_no_offence_at_what_it_does_not_know),
        STORE_TEST(store_makes_only_the_row_again_that_changed),
        STORE_TEST(store_makes_those_again_that_share_the_elb),
        STORE_TEST(store_view_outlives_the_store),
        STORE_TEST(store_names_only_so_many_of_those_that_share),
        STORE_TEST(store_does_not_grow_over_a_long_run),
        STORE_TEST(store_counts_endpoints_and_knows_what_it_does_not_know),
        STORE_TEST(store_wants_public_tcp_ports_probed),
        STORE_TEST(store_says_unknown_where_a_connect_would_prove_nothing),
        STORE_TEST(store_is_dirty_until_it_is_looked_at),
        STORE_TEST(store_calls_a_step_stuck_when_the_settled_time_is_over),
        STORE_TEST(store_shows_the_api_servers_times_on_our_clock),
        STORE_TEST(store_shows_sources_with_their_notes),
        STORE_TEST(store_notes_lines_of_its_own),
        STORE_TEST(gateway_is_joined_by_label_and_counts_its_routes),
        STORE_TEST(gateway_is_joined_by_class_name_or_address),
        STORE_TEST(gateway_that_does_not_see_its_address_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
