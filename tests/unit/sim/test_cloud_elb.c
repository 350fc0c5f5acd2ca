#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "a_cloud.h"
#include "wire/digest.h"
#include "wire/tree.h"

static int setup(void **state)
{
    struct a_cloud *cloud = a_cloud_new("eu-de", NULL);
    a_cloud_log_in(cloud, "ops");
    *state = cloud;
    return 0;
}

static int teardown(void **state)
{
    a_cloud_free(*state);
    return 0;
}

static void assert_refused(const json_t *tree, const char *code, const char *text)
{
    assert_string_equal(text_at(tree, "error_code"), code);
    if (strstr(text_at(tree, "error_msg"), text) == NULL)
        print_message("# %s\n", text_at(tree, "error_msg"));
    assert_non_null(strstr(text_at(tree, "error_msg"), text));
}

/* ---- making ---- */

static void a_dedicated_elb_is_active_at_once_and_complete(void **state)
{
    struct a_cloud *cloud = *state;
    const char *id = make_dedicated_elb(cloud, "web");

    const json_t *elb =
        tree_at(ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s", id),
                "loadbalancer");

    assert_true(uuid_is_valid(span_of(id)));
    assert_string_equal(text_at(elb, "provisioning_status"), "ACTIVE");
    assert_string_equal(text_at(elb, "operating_status"), "ONLINE");
    assert_true(tree_bool(elb, "guaranteed", false));
    assert_string_equal(text_at(elb, "project_id"), cloud->login.project_id);
    assert_int_equal(strlen(text_at(elb, "created_at")), strlen("2026-01-15T08:15:30Z"));
    assert_true(json_is_array(json_object_get(elb, "eips")));
    assert_true(json_is_null(json_object_get(elb, "description")));
    assert_true(json_is_null(json_object_get(elb, "l7_flavor_id")));
    assert_non_null(tree_text(elb, "l4_flavor_id"));
    assert_non_null(http_headers_get(&cloud->last->headers, "X-Request-Id"));
}

static void v3_makes_no_shared_elb(void **state)
{
    struct a_cloud *cloud = *state;
    const json_t *no =
        ask(cloud, 400, ELB, "POST", "{'loadbalancer':{'guaranteed':false}}",
            "/v3/{p}/elb/loadbalancers");

    assert_refused(no, "ELB.8902", "guaranteed");
    assert_non_null(tree_text(no, "request_id"));
}

static void v3_create_names_what_is_missing(void **state)
{
    struct a_cloud *cloud = *state;
    const char *path = "/v3/{p}/elb/loadbalancers";

    assert_refused(ask(cloud, 400, ELB, "POST", "{'loadbalancer':{}}", "%s", path),
                   "ELB.8902", "vip_subnet_cidr_id");
    char body[200];
    snprintf(body, sizeof(body), "{'loadbalancer':{'vip_subnet_cidr_id':'%s'}}",
             subnet_id(cloud));
    assert_refused(ask(cloud, 400, ELB, "POST", body, "%s", path), "ELB.8902",
                   "availability_zone_list");
    assert_refused(
        ask(cloud, 400, ELB, "POST", "{'loadbalancer':{'name':7}}", "%s", path),
        "ELB.8902", "name");
    assert_refused(ask(cloud, 400, ELB, "POST", "{'listener':{}}", "%s", path),
                   "ELB.8902", "loadbalancer");
    assert_refused(ask(cloud, 400, ELB, "POST", "{not json", "%s", path), "ELB.8902",
                   "body");
    assert_refused(ask(cloud, 400, ELB, "POST", "[]", "%s", path), "ELB.8902",
                   "loadbalancer");
}

static void a_new_elb_can_bring_its_eip(void **state)
{
    struct a_cloud *cloud = *state;
    char body[500];

    snprintf(body, sizeof(body),
             "{'loadbalancer':{'name':'edge','vip_subnet_cidr_id':'%s',"
             "'availability_zone_list':['eu-de-01'],'publicip':{'network_type':'5_bgp',"
             "'ip_version':4,'bandwidth':{'name':'bw','size':10,'share_type':'PER',"
             "'charge_mode':'traffic'}}}}",
             subnet_id(cloud));
    const json_t *elb = ask(cloud, 201, ELB, "POST", body, "/v3/{p}/elb/loadbalancers");
    const json_t *eip = json_array_get(tree_at(elb, "loadbalancer.eips"), 0);
    const json_t *v1 =
        ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/publicips/%s", text_at(eip, "eip_id"));

    assert_string_equal(text_at(v1, "publicip.status"), "ELB");
    assert_string_equal(text_at(v1, "publicip.public_ip_address"),
                        text_at(eip, "eip_address"));
    assert_true(json_is_null(json_object_get(tree_at(v1, "publicip"), "port_id")));
}

static void one_port_has_one_listener_per_transport(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_dedicated_elb(cloud, "web");
    char body[200], wanted[120];

    make_listener(cloud, elb, 80);
    snprintf(body, sizeof(body),
             "{'listener':{'protocol':'TCP','protocol_port':80,'loadbalancer_id':'%s'}}",
             elb);
    snprintf(wanted, sizeof(wanted),
             "Load Balancer %s already has a listener with protocol_port of 80", elb);
    assert_refused(ask(cloud, 409, ELB, "POST", body, "/v3/{p}/elb/listeners"),
                   "ELB.8907", wanted);
    snprintf(body, sizeof(body),
             "{'listener':{'protocol':'UDP','protocol_port':80,'loadbalancer_id':'%s'}}",
             elb);
    ask(cloud, 201, ELB, "POST", body, "/v3/{p}/elb/listeners");
}

static void a_listener_of_http_needs_a_flavor_for_it(void **state)
{
    struct a_cloud *cloud = *state;
    char body[200];

    snprintf(body, sizeof(body),
             "{'listener':{'protocol':'HTTP','protocol_port':80,'loadbalancer_id':'%s'}}",
             make_dedicated_elb(cloud, "web"));
    assert_refused(ask(cloud, 400, ELB, "POST", body, "/v3/{p}/elb/listeners"),
                   "ELB.8902", "L7 flavor");
}

static void quotas_end_what_can_be_made(void **state)
{
    struct a_cloud *cloud = *state;
    struct cloud_state *sky = cloud_state(cloud->cloud);
    char body[300];

    snprintf(body, sizeof(body),
             "{'loadbalancer':{'vip_subnet_cidr_id':'%s','availability_zone_list':"
             "['eu-de-01']}}",
             subnet_id(cloud));
    cloud_lock(sky);
    sky->quota.loadbalancer = 0;
    cloud_unlock(sky);

    assert_refused(ask(cloud, 409, ELB, "POST", body, "/v3/{p}/elb/loadbalancers"),
                   "ELB.8905", "Quota exceeded for resources: ['loadbalancer']");
}

/* ---- members and health ---- */

static bool only_node_20_answers(void *ctx, const char *address, uint16_t port)
{
    (void)ctx;
    return strcmp(address, "10.0.3.20") == 0 && port == 30080;
}

static void members_are_online_where_a_pod_serves(void **state)
{
    struct a_cloud *cloud = *state;
    cloud_set_backend_oracle(cloud_state(cloud->cloud), only_node_20_answers, NULL);
    const char *elb = make_dedicated_elb(cloud, "web");
    const char *pool = make_pool(cloud, make_listener(cloud, elb, 80));
    const char *good = make_member(cloud, pool, "10.0.3.20");
    const char *bad = make_member(cloud, pool, "10.0.3.21");

    const json_t *before =
        ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/pools/%s/members/%s", pool, good);
    assert_string_equal(text_at(before, "member.operating_status"), "NO_MONITOR");

    make_monitor(cloud, pool);
    const json_t *up =
        ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/pools/%s/members/%s", pool, good);
    const json_t *down =
        ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/pools/%s/members/%s", pool, bad);

    assert_string_equal(text_at(up, "member.operating_status"), "ONLINE");
    assert_string_equal(text_at(down, "member.operating_status"), "OFFLINE");
    assert_string_equal(
        text_at(json_array_get(tree_at(down, "member.status"), 0), "reason.reason_code"),
        "CONNECT_TIMEOUT");
}

static void only_the_tree_tells_of_degradation(void **state)
{
    struct a_cloud *cloud = *state;
    cloud_set_backend_oracle(cloud_state(cloud->cloud), only_node_20_answers, NULL);
    const char *elb = make_dedicated_elb(cloud, "web");
    const char *pool = make_pool(cloud, make_listener(cloud, elb, 80));
    make_monitor(cloud, pool);
    make_member(cloud, pool, "10.0.3.21");

    const json_t *plain =
        ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s", elb);
    const json_t *tree =
        ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s/statuses", elb);
    const json_t *listener =
        json_array_get(tree_at(tree, "statuses.loadbalancer.listeners"), 0);

    assert_string_equal(text_at(plain, "loadbalancer.operating_status"), "ONLINE");
    assert_string_equal(text_at(tree, "statuses.loadbalancer.operating_status"),
                        "DEGRADED");
    assert_string_equal(text_at(listener, "operating_status"), "DEGRADED");
    assert_string_equal(text_at(json_array_get(tree_at(listener, "pools"), 0), "id"),
                        pool);
    assert_string_equal(
        text_at(json_array_get(tree_at(tree, "statuses.loadbalancer.pools"), 0), "id"),
        pool);
}

static void a_member_must_stand_in_its_subnet(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_dedicated_elb(cloud, "web");
    const char *pool = make_pool(cloud, make_listener(cloud, elb, 80));
    char body[200];

    snprintf(
        body, sizeof(body),
        "{'member':{'address':'192.168.7.7','protocol_port':80,'subnet_cidr_id':'%s'}}",
        subnet_id(cloud));
    assert_refused(
        ask(cloud, 400, ELB, "POST", body, "/v3/{p}/elb/pools/%s/members", pool),
        "ELB.8902", "SubnetCidrId does not match");
    assert_refused(ask(cloud, 400, ELB, "POST",
                       "{'member':{'address':'10.0.3.20','protocol_port':80}}",
                       "/v3/{p}/elb/pools/%s/members", pool),
                   "ELB.8902", "subnet_cidr_id");
}

static void the_same_member_twice_is_refused(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_dedicated_elb(cloud, "web");
    const char *pool = make_pool(cloud, make_listener(cloud, elb, 80));
    char body[200];

    make_member(cloud, pool, "10.0.3.20");
    snprintf(
        body, sizeof(body),
        "{'member':{'address':'10.0.3.20','protocol_port':30080,'subnet_cidr_id':'%s'}}",
        subnet_id(cloud));
    assert_refused(
        ask(cloud, 409, ELB, "POST", body, "/v3/{p}/elb/pools/%s/members", pool),
        "ELB.8907", "already present");
}

/* ---- policies ---- */

static const char *make_http_listener(struct a_cloud *cloud, const char *elb)
{
    char body[200];

    snprintf(body, sizeof body,
             "{'listener':{'loadbalancer_id':'%s','protocol':'HTTP','protocol_port':80}}",
             elb);
    return text_at(ask(cloud, 201, ELB, "POST", body, "/v3/{p}/elb/listeners"),
                   "listener.id");
}

static void policies_have_rules_with_ids(void **state)
{
    struct a_cloud *cloud = *state;
    const char *listener = make_http_listener(cloud, make_shared_elb(cloud, "web"));
    char body[400];

    snprintf(body, sizeof body,
             "{'l7policy':{'listener_id':'%s','action':'FIXED_RESPONSE',"
             "'fixed_response_config':{'status_code':'404'},'rules':[{'type':'PATH',"
             "'compare_type':'STARTS_WITH','value':'/a'}]}}",
             listener);
    const json_t *made = ask(cloud, 201, ELB, "POST", body, "/v3/{p}/elb/l7policies");
    const char *id = text_at(made, "l7policy.id");
    const json_t *first = json_array_get(tree_at(made, "l7policy.rules"), 0);
    assert_non_null(tree_text(first, "id"));
    assert_null(tree_text(first, "value")); /* only asked for with display_all_rules */

    const json_t *rule = ask(cloud, 201, ELB, "POST",
                             "{'rule':{'type':'HOST_NAME','value':'a.example.org'}}",
                             "/v3/{p}/elb/l7policies/%s/rules", id);
    assert_string_equal(text_at(rule, "rule.compare_type"), "EQUAL_TO");
    const json_t *whole = ask(cloud, 200, ELB, "GET", NULL,
                              "/v3/{p}/elb/l7policies/%s?display_all_rules=true", id);
    assert_int_equal(json_array_size(tree_at(whole, "l7policy.rules")), 2);
    assert_string_equal(
        tree_text(json_array_get(tree_at(whole, "l7policy.rules"), 0), "value"), "/a");
    ask(cloud, 204, ELB, "DELETE", NULL, "/v3/{p}/elb/l7policies/%s/rules/%s", id,
        text_at(rule, "rule.id"));
    const json_t *left =
        ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/l7policies/%s/rules", id);
    assert_int_equal(json_array_size(tree_at(left, "rules")), 1);
}

static void policies_without_sense_are_refused(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_shared_elb(cloud, "web");
    const char *http = make_http_listener(cloud, elb);
    const char *tcp = make_listener(cloud, elb, 90);
    char body[300];

    snprintf(body, sizeof body,
             "{'l7policy':{'listener_id':'%s','action':'FIXED_RESPONSE',"
             "'fixed_response_config':{}}}",
             tcp);
    assert_refused(ask(cloud, 400, ELB, "POST", body, "/v3/{p}/elb/l7policies"),
                   "ELB.8902", "protocol TCP");
    snprintf(body, sizeof body,
             "{'l7policy':{'listener_id':'%s','action':'REDIRECT_TO_POOL'}}", http);
    assert_refused(ask(cloud, 400, ELB, "POST", body, "/v3/{p}/elb/l7policies"),
                   "ELB.8902", "redirect_pool_id is mandatory");
    snprintf(body, sizeof body,
             "{'l7policy':{'listener_id':'%s','action':'FIXED_RESPONSE',"
             "'fixed_response_config':{},'rules':[{'type':'SHAPE','value':'x'}]}}",
             http);
    assert_refused(ask(cloud, 400, ELB, "POST", body, "/v3/{p}/elb/l7policies"),
                   "ELB.8902", "type");
}

/* ---- taking down ---- */

struct stack {
    const char *elb, *listener, *pool, *member, *monitor;
};

static struct stack make_stack(struct a_cloud *cloud)
{
    struct stack stack;

    stack.elb = make_dedicated_elb(cloud, "web");
    stack.listener = make_listener(cloud, stack.elb, 80);
    stack.pool = make_pool(cloud, stack.listener);
    stack.monitor = make_monitor(cloud, stack.pool);
    stack.member = make_member(cloud, stack.pool, "10.0.3.20");
    return stack;
}

static void a_parent_in_use_stays_and_says_by_whom(void **state)
{
    struct a_cloud *cloud = *state;
    struct stack stack = make_stack(cloud);
    char wanted[120];

    snprintf(wanted, sizeof(wanted), "listener %s is using this loadbalancer",
             stack.listener);
    assert_refused(
        ask(cloud, 409, ELB, "DELETE", NULL, "/v3/{p}/elb/loadbalancers/%s", stack.elb),
        "ELB.8907", wanted);
    snprintf(wanted, sizeof(wanted), "pool %s is using this listener", stack.pool);
    assert_refused(
        ask(cloud, 409, ELB, "DELETE", NULL, "/v3/{p}/elb/listeners/%s", stack.listener),
        "ELB.8907", wanted);
    snprintf(wanted, sizeof(wanted), "member %s is using this pool", stack.member);
    assert_refused(
        ask(cloud, 409, ELB, "DELETE", NULL, "/v3/{p}/elb/pools/%s", stack.pool),
        "ELB.8907", wanted);
}

static void from_the_leaves_all_can_be_deleted(void **state)
{
    struct a_cloud *cloud = *state;
    struct stack stack = make_stack(cloud);

    ask(cloud, 204, ELB, "DELETE", NULL, "/v3/{p}/elb/pools/%s/members/%s", stack.pool,
        stack.member);
    ask(cloud, 204, ELB, "DELETE", NULL, "/v3/{p}/elb/healthmonitors/%s", stack.monitor);
    ask(cloud, 204, ELB, "DELETE", NULL, "/v3/{p}/elb/pools/%s", stack.pool);
    ask(cloud, 204, ELB, "DELETE", NULL, "/v3/{p}/elb/listeners/%s", stack.listener);
    ask(cloud, 204, ELB, "DELETE", NULL, "/v3/{p}/elb/loadbalancers/%s", stack.elb);

    assert_refused(
        ask(cloud, 404, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s", stack.elb),
        "ELB.8904", "could not be found");
}

static void children_may_linger_after_their_204(void **state)
{
    struct a_cloud *cloud = *state;
    struct cloud_state *sky = cloud_state(cloud->cloud);
    const char *elb = make_dedicated_elb(cloud, "web");
    const char *listener = make_listener(cloud, elb, 80);

    cloud_lock(sky);
    clock_hold(&sky->clock, 1000, INT64_C(1768464930000));
    sky->switches.child_lag_ms = 5000;
    cloud_unlock(sky);
    ask(cloud, 204, ELB, "DELETE", NULL, "/v3/{p}/elb/listeners/%s", listener);
    assert_refused(
        ask(cloud, 409, ELB, "DELETE", NULL, "/v3/{p}/elb/loadbalancers/%s", elb),
        "ELB.8907", listener);
    cloud_lock(sky);
    clock_advance(&sky->clock, 5000);
    cloud_unlock(sky);
    ask(cloud, 204, ELB, "DELETE", NULL, "/v3/{p}/elb/loadbalancers/%s", elb);
}

static void force_takes_all_down_and_leaves_the_eip(void **state)
{
    struct a_cloud *cloud = *state;
    struct stack stack = make_stack(cloud);
    const char *eip = make_eip(cloud, "bw");
    char body[200];

    snprintf(
        body, sizeof(body),
        "{'publicip':{'associate_instance_type':'ELB','associate_instance_id':'%s'}}",
        stack.elb);
    ask(cloud, 200, VPC, "POST", body, "/v3/{p}/eip/publicips/%s/associate-instance",
        eip);
    ask(cloud, 204, ELB, "DELETE", NULL, "/v3/{p}/elb/loadbalancers/%s/force-elb",
        stack.elb);

    ask(cloud, 404, ELB, "GET", NULL, "/v3/{p}/elb/pools/%s", stack.pool);
    ask(cloud, 404, ELB, "GET", NULL, "/v3/{p}/elb/listeners/%s", stack.listener);
    const json_t *v1 = ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/publicips/%s", eip);
    assert_string_equal(text_at(v1, "publicip.status"), "DOWN");
}

static void protection_withstands_force(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_dedicated_elb(cloud, "web");

    ask(cloud, 200, ELB, "PUT", "{'loadbalancer':{'deletion_protection_enable':true}}",
        "/v3/{p}/elb/loadbalancers/%s", elb);
    assert_refused(
        ask(cloud, 409, ELB, "DELETE", NULL, "/v3/{p}/elb/loadbalancers/%s", elb),
        "ELB.8907", "protected");
    assert_refused(ask(cloud, 409, ELB, "DELETE", NULL,
                       "/v3/{p}/elb/loadbalancers/%s/force-elb", elb),
                   "ELB.8907", "protected");
}

/* ---- changing ---- */

static void an_update_is_all_or_nothing(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_dedicated_elb(cloud, "web");

    ask(cloud, 400, ELB, "PUT", "{'loadbalancer':{'name':'other','tags':7}}",
        "/v3/{p}/elb/loadbalancers/%s", elb);
    assert_string_equal(
        text_at(ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s", elb),
                "loadbalancer.name"),
        "web");
    ask(cloud, 200, ELB, "PUT", "{'loadbalancer':{'name':'other','description':'d'}}",
        "/v3/{p}/elb/loadbalancers/%s", elb);
    assert_string_equal(
        text_at(ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s", elb),
                "loadbalancer.name"),
        "other");
}

/* ---- the rest of the host ---- */

static void zones_are_sets_of_zones(void **state)
{
    const json_t *zones =
        ask(*state, 200, ELB, "GET", NULL, "/v3/{p}/elb/availability-zones");
    const json_t *set = json_array_get(json_object_get(zones, "availability_zones"), 0);

    assert_true(json_is_array(set));
    assert_string_equal(text_at(json_array_get(set, 0), "code"), "eu-de-01");
}

static void flavors_are_found_by_name(void **state)
{
    const json_t *all = ask(*state, 200, ELB, "GET", NULL, "/v3/{p}/elb/flavors");
    const json_t *one = ask(*state, 200, ELB, "GET", NULL,
                            "/v3/{p}/elb/flavors?name=L4_flavor.elb.s1.small");

    assert_true(json_array_size(json_object_get(all, "flavors")) > 4);
    assert_int_equal(json_array_size(json_object_get(one, "flavors")), 1);
}

static void versions_need_no_token(void **state)
{
    struct a_cloud *cloud = *state;
    free(cloud->token);
    cloud->token = NULL;

    const json_t *versions = ask(cloud, 200, ELB, "GET", NULL, "/versions");

    assert_string_equal(
        text_at(json_array_get(json_object_get(versions, "versions"), 0), "status"),
        "CURRENT");
}

static void unknown_paths_are_not_published(void **state)
{
    struct a_cloud *cloud = *state;

    assert_refused(ask(cloud, 404, ELB, "GET", NULL, "/v3/{p}/elb/nothing"), "APIGW.0101",
                   "not been published");
    assert_refused(ask(cloud, 404, ELB, "PATCH", "{}", "/v3/{p}/elb/loadbalancers"),
                   "APIGW.0101", "not been published");
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_dedicated_elb_is_active_at_once_and_complete),
        CASE(v3_makes_no_shared_elb),
        CASE(v3_create_names_what_is_missing),
        CASE(a_new_elb_can_bring_its_eip),
        CASE(one_port_has_one_listener_per_transport),
        CASE(a_listener_of_http_needs_a_flavor_for_it),
        CASE(quotas_end_what_can_be_made),
        CASE(members_are_online_where_a_pod_serves),
        CASE(only_the_tree_tells_of_degradation),
        CASE(a_member_must_stand_in_its_subnet),
        CASE(the_same_member_twice_is_refused),
        CASE(policies_have_rules_with_ids),
        CASE(policies_without_sense_are_refused),
        CASE(a_parent_in_use_stays_and_says_by_whom),
        CASE(from_the_leaves_all_can_be_deleted),
        CASE(children_may_linger_after_their_204),
        CASE(force_takes_all_down_and_leaves_the_eip),
        CASE(protection_withstands_force),
        CASE(an_update_is_all_or_nothing),
        CASE(zones_are_sets_of_zones),
        CASE(flavors_are_found_by_name),
        CASE(versions_need_no_token),
        CASE(unknown_paths_are_not_published),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
