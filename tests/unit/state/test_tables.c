/* The tables inside the store: shelf, index, tally, reachmap, graveyard, timeline. */
#include "lib/check.h"

#include "base/limits.h"
#include "base/when.h"
#include "lib/prop.h"
#include "state/gone.h"
#include "state/index.h"
#include "state/reachmap.h"
#include "state/shelf.h"
#include "state/tally.h"
#include "state/timeline.h"
#include "unit/state/world.h"

/* ---- shelf: numbers as items, held things counted ---- */

struct thing {
    int key;
    int holders;
};

static int compare_thing(const void *key, const void *item)
{
    return *(const int *)key - ((const struct thing *)item)->key;
}

static const void *thing_of(const void *item)
{
    return item;
}

static struct thing *writable(const void *thing)
{
    return (struct thing *)(uintptr_t)thing;
}

static const void *hold_thing(const void *thing)
{
    writable(thing)->holders++;
    return thing;
}

static void let_go_thing(const void *thing)
{
    writable(thing)->holders--;
}

static const struct shelf_rules thing_rules = {compare_thing, thing_of, hold_thing,
                                               let_go_thing};

enum { THINGS = 2000 };

static void assert_shelf_is(struct shelf *shelf, const struct thing *things,
                            const bool *in, struct parts *parts)
{
    const void **shown = mem_new_array(shelf_count(shelf), sizeof *shown);
    size_t count = shelf_show(shelf, parts, shown);
    size_t at = 0;

    for (int i = 0; i < THINGS; i++) {
        if (in[i])
            assert_ptr_equal(shown[at++], &things[i]);
        assert_int_equal(shelf_find(shelf, &i) != NULL, in[i]);
    }
    assert_int_equal(at, count);
    assert_int_equal(count, shelf_count(shelf));
    free(shown);
}

static void shelf_keeps_its_order_through_any_changes(void **state)
{
    struct prop prop;
    struct shelf *shelf = shelf_new(&thing_rules);
    struct thing *things = mem_new_array(THINGS, sizeof *things);
    bool *in = mem_new_array(THINGS, sizeof *in);
    struct parts *parts = parts_new(4);
    (void)state;

    prop_start(&prop);
    for (int i = 0; i < THINGS; i++)
        things[i].key = i;
    for (int round = 0; round < prop_rounds(20); round++) {
        for (int i = 0; i < 300; i++) {
            int key = (int)prop_below(&prop, THINGS);
            if (in[key])
                shelf_remove(shelf, &key);
            else
                shelf_add(shelf, &key, &things[key]);
            in[key] = !in[key];
        }
        assert_shelf_is(shelf, things, in, parts);
    }
    parts_free(parts);
    shelf_free(shelf);
    for (int i = 0; i < THINGS; i++)
        assert_int_equal(things[i].holders, 0);
    free(in);
    free(things);
}

static void shelf_shares_leaves_in_which_nothing_changed(void **state)
{
    struct shelf *shelf = shelf_new(&thing_rules);
    struct thing *things = mem_new_array(THINGS, sizeof *things);
    struct parts *first = parts_new(4);
    struct parts *second = parts_new(4);
    const void **shown = mem_new_array(THINGS, sizeof *shown);
    size_t shared = 0;
    (void)state;
    for (int i = 0; i < THINGS; i++) {
        things[i].key = i;
        shelf_add(shelf, &i, &things[i]);
    }

    shelf_show(shelf, first, shown);
    int key = 777;
    shelf_touch(shelf, &key);
    shelf_show(shelf, second, shown);

    assert_int_equal(first->count, second->count);
    assert_true(first->count <= THINGS / SHELF_LEAF + 1); /* leaves are full */
    for (size_t i = 0; i < first->count; i++)
        shared += first->items[i] == second->items[i];
    assert_int_equal(shared, first->count - 1);
    assert_int_equal(things[777].holders, 2);
    assert_int_equal(things[0].holders, 1);
    parts_free(first);
    parts_free(second);
    shelf_free(shelf);
    free(shown);
    free(things);
}

/* ---- index ---- */

static void index_finds_all_of_a_key_in_their_order(void **state)
{
    static const char *const names[] = {"a", "b", "a", "", "a", "c"};
    struct index index = {0};
    char seen[8] = "";
    (void)state;
    for (size_t i = 0; i < ARRAY_COUNT(names); i++)
        index_add(&index, names[i], &names[i]);
    index_add(&index, NULL, &names[0]);
    index_close(&index);

    for (size_t at = index_first(&index, "a"); at != INDEX_END;
         at = index_next(&index, at))
        snprintf(seen + strlen(seen), sizeof seen - strlen(seen), "%d",
                 (int)((const char *const *)index_item(&index, at) - names));

    assert_string_equal(seen, "024");
    assert_ptr_equal(index_one(&index, "c"), &names[5]);
    assert_null(index_one(&index, "d"));
    assert_null(index_one(&index, ""));
    assert_null(index_one(&index, NULL));
    index_release(&index);
    assert_null(index_one(&index, "a"));
}

/* ---- tally ---- */

static struct kube_object a_slice(const char *name, const char *service, size_t ready,
                                  size_t total)
{
    struct kube_object object = {.kind = KUBE_ENDPOINT_SLICE};
    object.meta.namespace = "shop";
    object.meta.name = name;
    object.endpoint_slice = (struct endpoint_slice){service, "IPv4", ready, total};
    return object;
}

static void assert_sum(struct tally *tally, const char *service, size_t ready,
                       size_t total)
{
    size_t got_ready = 99;
    size_t got_total = 99;

    assert_true(tally_sum(tally, "shop", service, &got_ready, &got_total));
    assert_int_equal(got_ready, ready);
    assert_int_equal(got_total, total);
}

static void tally_adds_the_slices_of_a_service(void **state)
{
    struct tally *tally = tally_new();
    struct kube_object one = a_slice("web-1", "web", 2, 3);
    struct kube_object two = a_slice("web-2", "web", 1, 1);
    struct kube_object same = a_slice("web-1", "web", 2, 3);
    struct kube_object moved = a_slice("web-1", "other", 2, 3);
    size_t ready;
    size_t total;
    (void)state;

    assert_true(tally_put(tally, &one));
    assert_true(tally_put(tally, &two));
    assert_sum(tally, "web", 3, 4);
    assert_false(tally_put(tally, &same));
    assert_true(tally_put(tally, &moved));
    assert_sum(tally, "web", 1, 1);
    assert_sum(tally, "other", 2, 3);
    assert_string_equal(tally_gone(tally, "shop", "web-2"), "web");
    assert_false(tally_sum(tally, "shop", "web", &ready, &total));
    assert_null(tally_gone(tally, "shop", "web-2"));
    tally_free(tally);
}

static void tally_counts_a_pod_of_two_families_once(void **state)
{
    struct tally *tally = tally_new();
    struct kube_object four = a_slice("web-4", "web", 2, 3);
    struct kube_object six = a_slice("web-6", "web", 2, 3);
    (void)state;
    six.endpoint_slice.address_type = "IPv6";

    tally_put(tally, &four);
    tally_put(tally, &six);

    assert_sum(tally, "web", 2, 3);
    tally_gone(tally, "shop", "web-4");
    assert_sum(tally, "web", 2, 3);
    tally_free(tally);
}

static void note_service(void *ctx, const char *namespace, const char *name)
{
    char *out = ctx;
    snprintf(out, 40, "%s/%s", namespace, name);
}

static void tally_drops_what_a_list_does_not_hold(void **state)
{
    struct tally *tally = tally_new();
    struct kube_object one = a_slice("web-1", "web", 2, 3);
    struct kube_object two = a_slice("cart-1", "cart", 1, 1);
    char changed[40] = "";
    (void)state;
    tally_put(tally, &one);
    tally_put(tally, &two);

    tally_list_began(tally);
    tally_put(tally, &one);
    tally_list_ended(tally, note_service, changed);

    assert_string_equal(changed, "shop/cart");
    assert_sum(tally, "web", 2, 3);
    tally_free(tally);
}

/* ---- reachmap ---- */

static void reachmap_keeps_results_that_come_before_their_service(void **state)
{
    struct reachmap *map = reachmap_new();
    struct probe_result ok = {.state = PROBE_OK, .rtt_ms = 3, .first_ok_wall_ms = 7};
    int owner;
    void *told = &owner;
    (void)state;

    assert_true(reachmap_put(map, "1.2.3.4", 80, &ok, &told));
    assert_null(told);
    assert_int_equal(reachmap_claim(map, "1.2.3.4", 80, &owner).state, PROBE_OK);
    assert_int_equal(reachmap_claim(map, "1.2.3.4", 81, &owner).state, PROBE_UNKNOWN);
    ok.rtt_ms = 9;
    assert_false(
        reachmap_put(map, "1.2.3.4", 80, &ok, &told)); /* only its time differs */
    ok.state = PROBE_RESET;
    assert_true(reachmap_put(map, "1.2.3.4", 80, &ok, &told));
    assert_ptr_equal(told, &owner);
    reachmap_leave(map, "1.2.3.4", 80, &owner);
    assert_int_equal(reachmap_claim(map, "1.2.3.4", 80, &owner).state, PROBE_UNKNOWN);
    reachmap_free(map);
}

static void reachmap_does_not_keep_strangers_for_ever(void **state)
{
    struct reachmap *map = reachmap_new();
    struct probe_result ok = {.state = PROBE_OK};
    char address[300];
    void *owner;
    (void)state;
    int me;
    reachmap_claim(map, "1.2.3.4", 80, &me);
    reachmap_put(map, "1.2.3.4", 80, &ok, &owner);

    for (int i = 0; i < 20000; i++) {
        snprintf(address, sizeof address, "10.%d.%d.1", i / 256, i % 256);
        reachmap_put(map, address, 80, &ok, &owner);
    }
    memset(address, 'x', sizeof address - 1);
    address[sizeof address - 1] = '\0';

    assert_false(reachmap_put(map, address, 80, &ok, &owner)); /* no address is so long */
    assert_int_equal(reachmap_claim(map, address, 80, &me).state, PROBE_OFF);
    assert_int_equal(reachmap_claim(map, "1.2.3.4", 80, &me).state, PROBE_OK);
    reachmap_free(map);
}

/* ---- graveyard ---- */

static void graveyard_forgets_the_oldest_first(void **state)
{
    struct graveyard *graveyard = graveyard_new();
    char uid[16];
    (void)state;

    for (int i = 0; i < LIMIT_GONE + 5; i++) {
        snprintf(uid, sizeof uid, "uid-%d", i);
        struct row_elb elb = {.id = "elb"};
        struct row row = {.namespace = "shop",
                          .name = "web",
                          .uid = uid,
                          .role = ROLE_CREATOR,
                          .elb = &elb};
        graveyard_add(graveyard, &row, i);
    }

    assert_null(graveyard_by_uid(graveyard, "uid-4"));
    assert_non_null(graveyard_by_uid(graveyard, "uid-5"));
    assert_int_equal(graveyard_by_elb(graveyard, "elb")->wall_ms, LIMIT_GONE + 4);
    assert_null(graveyard_by_eip(graveyard, NULL));
    graveyard_free(graveyard);
}

static void graveyard_holds_a_tenant_for_no_ones_maker(void **state)
{
    struct graveyard *graveyard = graveyard_new();
    struct row_elb elb = {.id = "elb"};
    struct row row = {
        .namespace = "shop", .name = "web", .uid = "u", .role = ROLE_TENANT, .elb = &elb};
    (void)state;
    graveyard_add(graveyard, &row, 1);

    assert_null(graveyard_by_elb(graveyard, "elb"));
    assert_non_null(graveyard_by_uid(graveyard, "u"));
    graveyard_free(graveyard);
}

/* ---- timeline ---- */

static void add_line(struct timeline *timeline, int64_t wall_ms, const char *what)
{
    struct view_event line = {.wall_ms = wall_ms,
                              .service = "shop/web",
                              .who = "ccm",
                              .what = what,
                              .count = 1};
    timeline_add(timeline, &line, true);
}

static struct view *show(struct timeline *timeline)
{
    struct view *view = mem_new(sizeof *view);
    view->parts = parts_new(2);
    view->wall_ms = 12000;
    timeline_show(timeline, view);
    return view;
}

static void timeline_is_newest_first_and_bounded(void **state)
{
    struct timeline *timeline = timeline_new();
    (void)state;
    for (int i = 0; i < LIMIT_EVENTS + 10; i++)
        add_line(timeline, i % 2 == 0 ? i : -i, "x");
    add_line(timeline, 5, "in between");

    struct view *view = show(timeline);

    assert_int_equal(view->event_count, LIMIT_EVENTS);
    assert_int_equal(view->change_count, LIMIT_CHANGES);
    assert_int_equal(view->events[0].wall_ms, LIMIT_EVENTS + 8);
    for (size_t i = 1; i < view->event_count; i++)
        assert_true(view->events[i - 1].wall_ms >= view->events[i].wall_ms);
    view_free(view);
    timeline_free(timeline);
}

static void hear(struct timeline *timeline, int64_t last_ms, int64_t count)
{
    struct kube_object object = {.kind = KUBE_EVENT};
    object.meta.uid = "e1";
    object.meta.name = "web.1";
    object.event =
        (struct event){.type = "Warning",
                       .reason = "CreatingLoadBalancerFailed",
                       .message = "Details: Create listener(a) error: \033[31mX",
                       .component = "hws-cloudprovider",
                       .about_kind = "Service",
                       .about_namespace = "shop",
                       .about_name = "web",
                       .about_uid = "u",
                       .first_ms = 1000,
                       .last_ms = last_ms,
                       .count = count};
    timeline_hear(timeline, &object, 500, true);
}

static void timeline_keeps_what_an_event_said_and_why_it_counts(void **state)
{
    struct timeline *timeline = timeline_new();
    (void)state;
    hear(timeline, 2000, 1);

    struct view *view = show(timeline);

    const struct view_event *event = &view->events[0];
    assert_int_equal(event->from, FROM_EVENT);
    assert_string_equal(event->type, "Warning");
    assert_string_equal(event->component, "hws-cloudprovider");
    assert_null(strchr(event->message, '\033'));
    assert_int_equal(event->first_ms, 1000); /* on the clock of the api-server */
    assert_int_equal(event->last_ms, 2000);
    assert_string_equal(event->rule,
                        "its reason tells a failure, \"create listener(\" in "
                        "its message where");
    assert_int_equal(event->read_ms, view->wall_ms);
    view_free(view);
    timeline_free(timeline);
}

static void timeline_moves_a_repeated_event_up(void **state)
{
    struct timeline *timeline = timeline_new();
    (void)state;
    hear(timeline, 2000, 1);
    add_line(timeline, 3000, "something else");
    hear(timeline, 9000, 2);
    hear(timeline, 2000, 1); /* an old word, from a list */

    struct view *view = show(timeline);

    assert_int_equal(view->event_count, 2);
    assert_int_equal(view->events[0].wall_ms, 8500); /* on our clock */
    assert_int_equal(view->events[0].count, 2);
    assert_int_equal(view->events[0].step, 4);
    assert_int_equal(view->events[0].part, 'd');
    assert_true(view->events[0].failure);
    assert_string_equal(view->events[0].who, "ccm");
    assert_null(strchr(view->events[0].what, '\033'));
    assert_int_equal(view->change_count, 2);
    view_free(view);
    timeline_free(timeline);
}

static void timeline_shares_its_picture_until_a_line_comes(void **state)
{
    struct timeline *timeline = timeline_new();
    (void)state;
    add_line(timeline, 1, "one");
    struct view *first = show(timeline);
    struct view *second = show(timeline);
    add_line(timeline, 2, "two");
    struct view *third = show(timeline);
    timeline_free(timeline);

    assert_ptr_equal(first->events, second->events);
    assert_ptr_not_equal(second->events, third->events);
    assert_string_equal(third->events[1].what, "one");
    view_free(first);
    view_free(second);
    view_free(third);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shelf_keeps_its_order_through_any_changes),
        cmocka_unit_test(shelf_shares_leaves_in_which_nothing_changed),
        cmocka_unit_test(index_finds_all_of_a_key_in_their_order),
        cmocka_unit_test(tally_adds_the_slices_of_a_service),
        cmocka_unit_test(tally_counts_a_pod_of_two_families_once),
        cmocka_unit_test(tally_drops_what_a_list_does_not_hold),
        cmocka_unit_test(reachmap_keeps_results_that_come_before_their_service),
        cmocka_unit_test(reachmap_does_not_keep_strangers_for_ever),
        cmocka_unit_test(graveyard_forgets_the_oldest_first),
        cmocka_unit_test(graveyard_holds_a_tenant_for_no_ones_maker),
        cmocka_unit_test(timeline_is_newest_first_and_bounded),
        cmocka_unit_test(timeline_keeps_what_an_event_said_and_why_it_counts),
        cmocka_unit_test(timeline_moves_a_repeated_event_up),
        cmocka_unit_test(timeline_shares_its_picture_until_a_line_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
