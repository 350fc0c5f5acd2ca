/* Filters and the three ways of paging. */
#include "lib/check.h"
#include "lib/prop.h"

#include "a_cloud.h"
#include "sim/cloud_samples.h"
#include "wire/tree.h"

enum { ELBS = 7 };

/* Some shared, some dedicated, "lb-0" … "lb-6". */
static int setup(void **state)
{
    struct a_cloud *cloud = a_cloud_new("eu-de", NULL);
    struct cloud_state *sky = cloud_state(cloud->cloud);

    a_cloud_log_in(cloud, "ops");
    cloud_lock(sky);
    for (int i = 0; i < ELBS; i++) {
        char name[20];
        snprintf(name, sizeof(name), "lb-%d", i);
        cloud_elb_add(sky,
                      &(struct cloud_elb_spec){.name = name, .dedicated = i % 2 == 0});
        cloud_eip_add(sky, &(struct cloud_eip_spec){.alias = name});
    }
    cloud_unlock(sky);
    *state = cloud;
    return 0;
}

static int teardown(void **state)
{
    a_cloud_free(*state);
    return 0;
}

#define V3 "/v3/{p}/elb/loadbalancers"

static const json_t *items(const json_t *answer)
{
    return json_object_get(answer, "loadbalancers");
}

static size_t count_of(struct a_cloud *cloud, const char *path)
{
    return json_array_size(items(ask(cloud, 200, ELB, "GET", NULL, "%s", path)));
}

/* ---- filters ---- */

static void a_filter_named_twice_means_either(void **state)
{
    struct a_cloud *cloud = *state;

    assert_int_equal(count_of(cloud, V3), ELBS);
    assert_int_equal(count_of(cloud, V3 "?name=lb-1"), 1);
    assert_int_equal(count_of(cloud, V3 "?name=lb-1&name=lb-2&name=none"), 2);
    assert_int_equal(count_of(cloud, V3 "?name=lb-1&guaranteed=true"), 0);
    assert_int_equal(count_of(cloud, V3 "?guaranteed=false"), 3);
    assert_int_equal(count_of(cloud, V3 "?guaranteed=true&guaranteed=false"), ELBS);
    assert_int_equal(count_of(cloud, V3 "?no_such_field=7"), ELBS);
    assert_int_equal(count_of(cloud, V3 "?availability_zone_list=eu-de-01"), 4);
}

static void an_elb_is_found_by_its_eip(void **state)
{
    struct a_cloud *cloud = *state;
    struct cloud_state *sky = cloud_state(cloud->cloud);
    char path[200];

    cloud_lock(sky);
    struct cloud_eip *eip = (struct cloud_eip *)sky->eips.at[0];
    cloud_eip_bind(sky, eip, cloud_elb_by_name(sky, "lb-3"));
    cloud_unlock(sky);
    snprintf(path, sizeof(path), V3 "?eips=eip_id%%3D%s", eip->thing.id);
    assert_int_equal(count_of(cloud, path), 1);
    snprintf(path, sizeof(path), V3 "?publicips=publicip_address%%3D%s", eip->address);
    assert_int_equal(count_of(cloud, path), 1);
    assert_int_equal(count_of(cloud, V3 "?eips=eip_id%3Dnone"), 0);
    assert_int_equal(count_of(cloud, V3 "?eips=eip_id"), 0);
    assert_int_equal(count_of(cloud, V3 "?eips="), 0);
}

static void children_are_found_by_their_parents(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_dedicated_elb(cloud, "web");
    const char *listener = make_listener(cloud, elb, 80);
    const char *pool = make_pool(cloud, listener);
    make_monitor(cloud, pool);
    make_member(cloud, pool, "10.0.3.20");
    const struct {
        const char *plural, *filter, *id;
    } rows[] = {
        {"listeners", "loadbalancer_id", elb},
        {"listeners", "default_pool_id", pool},
        {"listeners", "protocol_port", "80"},
        {"listeners", "member_address", "10.0.3.20"},
        {"pools", "loadbalancer_id", elb},
        {"pools", "listener_id", listener},
        {"healthmonitors", "pool_id", pool},
        {"members", "pool_id", pool},
        {"members", "loadbalancer_id", elb},
        {"members", "address", "10.0.3.20"},
        {"loadbalancers", "member_address", "10.0.3.20"},
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const json_t *one = ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/%s?%s=%s",
                                rows[i].plural, rows[i].filter, rows[i].id);
        const json_t *none =
            ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/%s?%s=nothing", rows[i].plural,
                rows[i].filter);
        assert_int_equal(json_array_size(json_object_get(one, rows[i].plural)), 1);
        assert_int_equal(json_array_size(json_object_get(none, rows[i].plural)), 0);
    }
}

static void samples_of_all_makers_are_told_over_the_wire(void **state)
{
    struct a_cloud *cloud = *state;
    struct cloud_state *sky = cloud_state(cloud->cloud);

    cloud_lock(sky);
    size_t added = cloud_samples_add(sky);
    cloud_unlock(sky);

    assert_int_equal(count_of(cloud, V3), ELBS + added);
    assert_int_equal(count_of(cloud, V3 "?name=test"), 2);
    const json_t *edge =
        json_array_get(items(ask(cloud, 200, ELB, "GET", NULL, V3 "?name=edge")), 0);
    const json_t *members =
        ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/members?loadbalancer_id=%s",
            text_at(edge, "id"));
    assert_string_equal(text_at(json_array_get(json_object_get(members, "members"), 0),
                                "operating_status"),
                        "OFFLINE");
    const json_t *https = ask(cloud, 200, ELB, "GET", NULL,
                              "/v3/{p}/elb/listeners?protocol=TERMINATED_HTTPS");
    assert_int_equal(json_array_size(json_object_get(https, "listeners")), 1);
}

/* ---- v3 paging ---- */

static void marker_and_reverse_do_nothing_without_limit(void **state)
{
    struct a_cloud *cloud = *state;
    const char *first =
        text_at(json_array_get(items(ask(cloud, 200, ELB, "GET", NULL, V3)), 0), "id");
    char path[200];

    snprintf(path, sizeof(path), V3 "?marker=%s", first);
    assert_int_equal(count_of(cloud, path), ELBS);
    assert_int_equal(count_of(cloud, V3 "?marker=nonsense"), ELBS);
}

static void a_wrong_marker_or_limit_is_an_error(void **state)
{
    static const char *const paths[] = {V3 "?limit=2&marker=nonsense",
                                        V3 "?limit=2&marker=", V3 "?limit=2001",
                                        V3 "?limit=-1", V3 "?limit=many"};

    for (size_t i = 0; i < ARRAY_COUNT(paths); i++) {
        const json_t *no = ask(*state, 400, ELB, "GET", NULL, "%s", paths[i]);
        assert_string_equal(text_at(no, "error_code"), "ELB.8902");
    }
}

/* Pages of that size, joined: every object once, in order. */
static void walk(struct a_cloud *cloud, int limit)
{
    const char *marker = NULL, *last = "";
    size_t seen = 0;

    for (int page = 0; page < 20; page++) {
        const json_t *answer =
            marker == NULL ? ask(cloud, 200, ELB, "GET", NULL, V3 "?limit=%d", limit)
                           : ask(cloud, 200, ELB, "GET", NULL, V3 "?limit=%d&marker=%s",
                                 limit, marker);
        size_t count = json_array_size(items(answer));
        assert_int_equal(tree_int(answer, "page_info.current_count", -1), count);
        for (size_t i = 0; i < count; i++) {
            const char *id = text_at(json_array_get(items(answer), i), "id");
            assert_true(strcmp(last, id) < 0);
            last = id;
        }
        seen += count;
        marker = tree_text(answer, "page_info.next_marker");
        if (count < (size_t)limit || marker == NULL)
            break;
    }
    assert_int_equal(seen, ELBS);
}

static void set_surplus(struct a_cloud *cloud, bool surplus)
{
    cloud_lock(cloud_state(cloud->cloud));
    cloud_state(cloud->cloud)->switches.surplus_next_marker = surplus;
    cloud_unlock(cloud_state(cloud->cloud));
}

static void pages_join_to_the_whole_in_both_manners(void **state)
{
    for (int limit = 1; limit <= ELBS + 1; limit++) {
        set_surplus(*state, true);
        walk(*state, limit);
        set_surplus(*state, false);
        walk(*state, limit);
    }
}

static void the_surplus_marker_is_on_complete_lists_where_it_is_usual(void **state)
{
    struct a_cloud *cloud = *state;

    set_surplus(cloud, true);
    assert_non_null(
        tree_text(ask(cloud, 200, ELB, "GET", NULL, V3), "page_info.next_marker"));
    set_surplus(cloud, false);
    assert_null(
        tree_text(ask(cloud, 200, ELB, "GET", NULL, V3), "page_info.next_marker"));
    const json_t *none = ask(cloud, 200, ELB, "GET", NULL, V3 "?name=none");
    assert_null(tree_text(none, "page_info.previous_marker"));
}

static void a_reversed_page_is_what_precedes(void **state)
{
    struct a_cloud *cloud = *state;
    const json_t *all = items(ask(cloud, 200, ELB, "GET", NULL, V3));
    const char *third = text_at(json_array_get(all, 3), "id");

    const json_t *page = items(ask(cloud, 200, ELB, "GET", NULL,
                                   V3 "?limit=2&page_reverse=true&marker=%s", third));

    assert_int_equal(json_array_size(page), 2);
    assert_string_equal(text_at(json_array_get(page, 0), "id"),
                        text_at(json_array_get(all, 1), "id"));
    assert_string_equal(text_at(json_array_get(page, 1), "id"),
                        text_at(json_array_get(all, 2), "id"));
}

/* ---- v2.0 paging ---- */

#define V2 "/v2.0/lbaas/loadbalancers"

static void v2_lists_shared_ones_and_links_only_when_paging(void **state)
{
    struct a_cloud *cloud = *state;
    const json_t *all = ask(cloud, 200, ELB, "GET", NULL, V2);

    assert_int_equal(json_array_size(items(all)), 3);
    assert_null(json_object_get(all, "loadbalancers_links"));
    assert_null(json_object_get(all, "request_id"));

    const json_t *page = ask(cloud, 200, ELB, "GET", NULL, V2 "?limit=2");
    const json_t *links = json_object_get(page, "loadbalancers_links");
    assert_int_equal(json_array_size(items(page)), 2);
    assert_string_equal(text_at(json_array_get(links, 0), "rel"), "next");
    assert_non_null(
        strstr(text_at(json_array_get(links, 0), "href"), "domainname.com:8020"));

    const char *marker = text_at(json_array_get(items(page), 1), "id");
    const json_t *last =
        ask(cloud, 200, ELB, "GET", NULL, V2 "?limit=2&marker=%s", marker);
    links = json_object_get(last, "loadbalancers_links");
    assert_int_equal(json_array_size(items(last)), 1);
    assert_int_equal(json_array_size(links), 1);
    assert_string_equal(text_at(json_array_get(links, 0), "rel"), "previous");
}

static void unequal_sorting_is_an_error(void **state)
{
    ask(*state, 400, ELB, "GET", NULL, V2 "?sort_key=id");
    ask(*state, 200, ELB, "GET", NULL, V2 "?sort_key=id&sort_dir=asc");
}

/* ---- VPC v1 paging ---- */

static void eips_say_nothing_of_further_pages(void **state)
{
    struct a_cloud *cloud = *state;
    const json_t *page = ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/publicips?limit=4");
    const json_t *eips = json_object_get(page, "publicips");

    assert_int_equal(json_object_size(page), 1);
    assert_int_equal(json_array_size(eips), 4);
    const json_t *rest =
        ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/publicips?limit=4&marker=%s",
            text_at(json_array_get(eips, 3), "id"));
    assert_int_equal(json_array_size(json_object_get(rest, "publicips")), ELBS - 4);
}

static void eip_v1_ignores_filters_that_are_not_documented(void **state)
{
    const json_t *all = ask(*state, 200, VPC, "GET", NULL, "/v1/{p}/publicips?port_id=x");
    assert_int_equal(json_array_size(json_object_get(all, "publicips")), ELBS);
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_filter_named_twice_means_either),
        CASE(an_elb_is_found_by_its_eip),
        CASE(children_are_found_by_their_parents),
        CASE(samples_of_all_makers_are_told_over_the_wire),
        CASE(marker_and_reverse_do_nothing_without_limit),
        CASE(a_wrong_marker_or_limit_is_an_error),
        CASE(pages_join_to_the_whole_in_both_manners),
        CASE(the_surplus_marker_is_on_complete_lists_where_it_is_usual),
        CASE(a_reversed_page_is_what_precedes),
        CASE(v2_lists_shared_ones_and_links_only_when_paging),
        CASE(unequal_sorting_is_an_error),
        CASE(eips_say_nothing_of_further_pages),
        CASE(eip_v1_ignores_filters_that_are_not_documented),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
