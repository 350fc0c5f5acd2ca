/*
 * What holds of every view, whatever the witnesses say and in whatever order: random worlds,
 * looked at again and again.
 */
#include "lib/check.h"

#include "base/when.h"
#include "lib/prop.h"
#include "unit/state/world.h"

/* ---- a random world ---- */

static const char *one_of(struct prop *prop, const char *const *texts, size_t count)
{
    return texts[prop_below(prop, count)];
}
#define ONE_OF(prop, ...)                                                                \
    one_of((prop), (const char *const[]){__VA_ARGS__},                                   \
           ARRAY_COUNT(((const char *const[]){__VA_ARGS__})))

static const char *a_name(struct prop *prop)
{
    return ONE_OF(prop, "web", "api", "cart", "pay", "db", "edge",
                  "a-very-long-name-for-it");
}

static int64_t a_time(struct prop *prop, const struct world *world)
{
    return world->at_ms - (int64_t)prop_below(prop, 200000);
}

static void random_service(struct prop *prop, struct world *world)
{
    bool deleting = prop_below(prop, 8) == 0;
    struct service_spec spec = {
        .namespace = ONE_OF(prop, "shop", "demo"),
        .name = a_name(prop),
        .uid = ONE_OF(prop, NULL, NULL, NULL, "u1", ""),
        .type = ONE_OF(prop, NULL, NULL, NULL, NULL, "ClusterIP"),
        .created_ms = a_time(prop, world),
        .deleted_ms = deleting ? a_time(prop, world) : 0,
        .autocreate = ONE_OF(prop, NULL, "public", "inner", "{broken", "{}"),
        .elb_name = ONE_OF(prop, NULL, "k8s-web"),
        .class = ONE_OF(prop, NULL, "union", "performance", "\033[2Jodd"),
        .elb_id = ONE_OF(prop, NULL, NULL, "e1", "e2", "e9", ""),
        .eip_id = ONE_OF(prop, NULL, "x1", ""),
        .ingress = ONE_OF(prop, NULL, "138.1.1.1", "10.0.0.1,138.1.1.2", "lb.example.org",
                          "10.0.0.3"),
        .ports = ONE_OF(prop, "80/TCP", "80/TCP,443/TCP", "53/UDP",
                        "80/TCP,9/TCP/cce-healthz", "70/SCTP"),
        .labels = ONE_OF(prop, NULL, NULL, "gateway.networking.k8s.io/gateway-name=g"),
        .load_balancer_ip = ONE_OF(prop, NULL, NULL, "10.0.0.1"),
        .load_balancer_class = ONE_OF(prop, NULL, NULL, NULL, "other/lb"),
        .finalizer = prop_coin(prop),
        .local = prop_coin(prop),
        .no_selector = prop_below(prop, 4) == 0,
        .ids_ms = prop_coin(prop) ? a_time(prop, world) : 0,
        .ingress_ms = prop_coin(prop) ? a_time(prop, world) : 0,
    };
    world_put_service(world, &spec);
}

static void random_event(struct prop *prop, struct world *world)
{
    struct event_spec spec = {
        .namespace = ONE_OF(prop, "shop", "demo"),
        .name = a_name(prop),
        .uid = ONE_OF(prop, NULL, "ev1", "ev2"),
        .about_uid = ONE_OF(prop, NULL, NULL, "u1", "", "stranger"),
        .reason = ONE_OF(prop, "EnsuringLoadBalancer", "EnsuredLoadBalancer",
                         "SyncLoadBalancerFailed", "CreatingLoadBalancerFailed",
                         "UpdateLoadBalancerFailed", "GetLoadBalancerFailed",
                         "DeletingLoadBalancer", "DeletedLoadBalancer",
                         "DeleteLoadBalancerFailed", "UpdatedLoadBalancer", "Odd"),
        .message = ONE_OF(prop, "", "Details: Create listener(a) error: ELB.8907",
                          "Details: Create EIP error: EIP.7905", "is not defined, skip.",
                          "listener is empty", "failed to update load balancer status: x",
                          "failed to delete load balancer: x",
                          "Details: Delete loadbalancer(e1) error",
                          "\033[31m\xff\xfe red", "Member(a) is offline"),
        .component = ONE_OF(prop, NULL, "hws-cloudprovider", "other"),
        .first_ms = a_time(prop, world),
        .last_ms = a_time(prop, world),
        .count = (int64_t)prop_below(prop, 40),
    };
    world_put_event(world, &spec);
}

static void random_cloud(struct prop *prop, struct world *world)
{
    const char *elb = ONE_OF(prop, "e1", "e2", "e3");

    switch (prop_below(prop, 6)) {
    case 0:
        WORLD_ELB(world, .id = elb, .name = ONE_OF(prop, "", "k8s-web", "cce-lb-uid-web"),
                  .class = ONE_OF(prop, "", "union", "performance"),
                  .provisioning = ONE_OF(prop, "ACTIVE", "PENDING_CREATE", "ERROR"),
                  .operating = ONE_OF(prop, "ONLINE", "FROZEN"),
                  .vip = ONE_OF(prop, NULL, "10.0.0.1"),
                  .eip_id = ONE_OF(prop, NULL, "x1"),
                  .eip_address = ONE_OF(prop, NULL, "138.1.1.1"),
                  .created_ms = a_time(prop, world));
        break;
    case 1:
        WORLD_LISTENER(world, .id = ONE_OF(prop, "l1", "l2", "l3"),
                       .elb = ONE_OF(prop, "e1", "e2", "nowhere", ""),
                       .port = ONE_OF(prop, "80/TCP", "443/TCP", "80/HTTP", "53/UDP"),
                       .uid = ONE_OF(prop, NULL, "uid-web", "u1", "dead"),
                       .cluster = ONE_OF(prop, NULL, "c1", "c2"),
                       .members = (int)prop_below(prop, 5) - 1,
                       .online = (int)prop_below(prop, 3),
                       .created_ms = a_time(prop, world));
        break;
    case 2:
        WORLD_EIP(world, .id = ONE_OF(prop, "x1", "x2"),
                  .address = ONE_OF(prop, NULL, "138.1.1.1", "138.1.1.9"),
                  .status = ONE_OF(prop, "ELB", "DOWN", "FREEZED", NULL),
                  .port_id = ONE_OF(prop, NULL, "port-e1"));
        break;
    case 3:
        world_drop(world, ONE_OF(prop, "e1", "e2", "l1", "l2", "x1"));
        break;
    case 4:
        world->members_unknown = prop_below(prop, 4) == 0;
        break;
    default:
        world_sweep(world);
        break;
    }
}

static void random_other(struct prop *prop, struct world *world)
{
    const char *name = ONE_OF(prop, "g", "h");

    switch (prop_below(prop, 6)) {
    case 0:
        world_put_node(world, ONE_OF(prop, "n1", "n2"),
                       ONE_OF(prop, "10.0.3.20", "10.0.3.21", NULL));
        break;
    case 1:
        world_put_slice(world, ONE_OF(prop, "s1", "s2"), ONE_OF(prop, "web", "api", ""),
                        prop_below(prop, 4));
        break;
    case 2:
        world_put_gateway(world, name, "eg", ONE_OF(prop, "True", "False"));
        break;
    case 3:
        world_put_route(world, ONE_OF(prop, "r1", "r2"), name,
                        ONE_OF(prop, "True", "False"), "Reason");
        break;
    case 4:
        store_gone(world->store, (enum kube_kind)prop_below(prop, KUBE_KIND_COUNT),
                   ONE_OF(prop, "", "shop", "edge"),
                   ONE_OF(prop, "n1", "s1", "g", "r1", "r2"), NULL, world_now(world),
                   world_wall(world));
        break;
    default:
        store_list_began(world->store, (enum kube_kind)prop_below(prop, KUBE_KIND_COUNT));
        break;
    }
}

static void random_turn(struct prop *prop, struct world *world)
{
    switch (prop_below(prop, 14)) {
    case 12:
    case 13:
        random_other(prop, world);
        break;
    case 0:
    case 1:
    case 2:
        random_service(prop, world);
        break;
    case 3:
    case 4:
        random_event(prop, world);
        break;
    case 5:
    case 6:
    case 7:
        random_cloud(prop, world);
        break;
    case 8:
        world_probe(world, ONE_OF(prop, "138.1.1.1", "138.1.1.2", "lb.example.org"), 80,
                    (enum probe_state)prop_below(prop, PROBE_UNREACHABLE + 1),
                    (int)prop_below(prop, 5));
        break;
    case 9:
        store_gone(world->store, KUBE_SERVICE, ONE_OF(prop, "shop", "demo"), a_name(prop),
                   ONE_OF(prop, NULL, "", "u1"), world_now(world), world_wall(world));
        break;
    case 10:
        world_source(world, (enum source_name)prop_below(prop, SOURCE_COUNT),
                     (enum source_state)prop_below(prop, SOURCE_DENIED + 1));
        break;
    default:
        if (prop_coin(prop))
            world_listed(world);
        else
            store_list_began(world->store, KUBE_SERVICE);
        break;
    }
    if (prop_below(prop, 3) == 0)
        world_wait(world, (int64_t)prop_below(prop, 40000));
}

/* ---- what holds of a step, a row, a view ---- */

static void check_step(const struct step *step)
{
    assert_true(step->evidence != NULL);
    assert_non_null(strchr("#>.!*~=<?-", step_mark(step)));
    if (step->started_ms != WHEN_UNKNOWN && step->finished_ms != WHEN_UNKNOWN)
        assert_true(step->finished_ms >= step->started_ms);
}

static bool has_mark(const char *marks, char mark)
{
    return strchr(marks, mark) != NULL;
}

static void check_state(const struct row *row, const char *marks)
{
    switch (row->state) {
    case ROW_READY:
        assert_int_equal(strspn(marks, "#=-"), marks[6] == '?' ? 6 : 7);
        assert_int_equal(row->step, 7);
        break;
    case ROW_FAILED:
        assert_true(has_mark(marks, '!'));
        break;
    case ROW_STUCK:
        assert_true(has_mark(marks, '*'));
        assert_false(has_mark(marks, '!'));
        break;
    case ROW_DEGRADED:
        assert_true(has_mark(marks, '~'));
        assert_false(has_mark(marks, '!') || has_mark(marks, '*') ||
                     has_mark(marks, '>'));
        break;
    case ROW_SKIPPED:
        assert_string_equal(marks + 3, "----");
        break;
    case ROW_DELETING:
        assert_false(has_mark(marks, '>'));
        break;
    case ROW_MOVING:
        assert_false(has_mark(marks, '!') || has_mark(marks, '*') ||
                     has_mark(marks, '~'));
        assert_true(row->step >= 3);
        break;
    case ROW_UNKNOWN:
        fail();
    }
}

static void check_row(const struct row *row, int64_t wall_ms)
{
    char marks[STEP_COUNT + 1];
    char word[40];
    char step[4];

    row_marks(row, marks);
    for (int i = 0; i < STEP_COUNT; i++)
        check_step(&row->steps[i]);
    for (int i = 0; i < PART_COUNT; i++)
        check_step(&row->parts[i]);
    check_state(row, marks);
    assert_true(row_state_word(row, word, sizeof word)[0] != '\0');
    assert_true(row_step_word(row, step)[0] != '\0');
    assert_true(row->since_ms == WHEN_UNKNOWN || row->since_ms <= wall_ms);
    assert_true(row->parts_settled >= 0 && row->parts_settled <= PART_COUNT);
    assert_true((row->members_total < 0) == (row->members_online < 0));
    assert_true(row->members_online <= row->members_total);
    assert_true(row->why != NULL && row->who != NULL && row->todo != NULL);
    assert_null(strchr(row->why, '\033'));
    assert_int_equal(row->why[0] == '\0', row->state == ROW_READY);
}

static void check_view(struct world *world, const struct view *view)
{
    size_t counted = 0;

    for (size_t i = 0; i < view->row_count; i++) {
        const struct row *row = view->rows[i];
        check_row(row, view->wall_ms);
        assert_ptr_equal(view_row(view, row->namespace, row->name), row);
    }
    for (int i = 0; i <= ROW_READY; i++)
        counted += view->count_by_state[i];
    assert_int_equal(counted, view->row_count);
    for (size_t i = 0; i < view->elb_count; i++) {
        const struct view_elb *elb = &view->elbs[i];
        for (size_t k = 0; k < elb->listener_count; k++) {
            const struct row *row = elb->listeners[k].row;
            if (row != NULL)
                assert_ptr_equal(view_row(view, row->namespace, row->name), row);
        }
    }
    for (size_t i = 1; i < view->event_count; i++)
        assert_true(view->events[i - 1].wall_ms >= view->events[i].wall_ms);
    assert_true(store_due_ms(world->store, world_now(world)) > world_now(world));
    assert_false(store_is_dirty(world->store));
    free(world_print(view, true));
}

static void every_view_is_consistent(void **state)
{
    struct prop prop;
    (void)state;

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(150); round++) {
        struct world world;
        world_init(&world);
        for (size_t turns = prop_below(&prop, 120); turns > 0; turns--) {
            random_turn(&prop, &world);
            if (prop_below(&prop, 4) == 0)
                check_view(&world, world_look(&world));
        }
        check_view(&world, world_look(&world));
        world_release(&world);
    }
}

/* ---- nothing is forgotten by not making it again ---- */

/* A store that was looked at all the time shows what a fresh one shows of the same facts;
 * times and what was seen on the way may differ. */
static void looking_often_changes_no_join(void **state)
{
    struct prop prop;
    (void)state;

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(60); round++) {
        struct world often;
        struct world once;
        struct prop same = prop;
        size_t turns = prop_below(&prop, 80);
        prop_below(&same, 80);
        world_init(&often);
        world_init(&once);
        for (size_t i = 0; i < turns; i++) {
            random_turn(&prop, &often);
            world_look(&often);
            random_turn(&same, &once);
        }
        const struct view *a = world_look(&often);
        const struct view *b = world_look(&once);
        assert_int_equal(a->row_count, b->row_count);
        assert_int_equal(a->elb_count, b->elb_count);
        for (size_t i = 0; i < a->row_count; i++) {
            const struct row *one = a->rows[i];
            const struct row *two = b->rows[i];
            assert_string_equal(one->name, two->name);
            assert_int_equal(one->how, two->how);
            assert_int_equal(one->role, two->role);
            assert_int_equal(one->listener_count, two->listener_count);
            assert_int_equal(one->members_total, two->members_total);
            assert_int_equal(one->shared_count, two->shared_count);
            assert_int_equal(one->eip == NULL, two->eip == NULL);
        }
        for (size_t i = 0; i < a->elb_count; i++) {
            assert_string_equal(a->elbs[i].id, b->elbs[i].id);
            assert_int_equal(a->elbs[i].listener_count, b->elbs[i].listener_count);
            assert_int_equal(a->elbs[i].service_count, b->elbs[i].service_count);
        }
        world_release(&often);
        world_release(&once);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_view_is_consistent),
        cmocka_unit_test(looking_often_changes_no_join),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
