/* Public addresses, bandwidths, shared load balancers (v2.0), regions. */
#include "lib/check.h"

#include "a_cloud.h"
#include "wire/tree.h"

static int setup_in(void **state, const char *region)
{
    struct a_cloud *cloud = a_cloud_new(region, NULL);
    a_cloud_log_in(cloud, "ops");
    *state = cloud;
    return 0;
}

static int setup(void **state)
{
    return setup_in(state, "eu-de");
}

static int setup_nl(void **state)
{
    return setup_in(state, "eu-nl");
}

static int setup_ch(void **state)
{
    return setup_in(state, "eu-ch2");
}

static int teardown(void **state)
{
    a_cloud_free(*state);
    return 0;
}

static const json_t *eip_now(struct a_cloud *cloud, const char *id)
{
    return tree_at(ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/publicips/%s", id),
                   "publicip");
}

static const char *vip_port(struct a_cloud *cloud, const char *elb)
{
    return text_at(ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s", elb),
                   "loadbalancer.vip_port_id");
}

static const json_t *bind_port(struct a_cloud *cloud, int status, const char *eip,
                               const char *port)
{
    char body[120];

    snprintf(body, sizeof(body), "{'publicip':{'port_id':'%s'}}", port);
    return ask(cloud, status, VPC, "PUT", body, "/v1/{p}/publicips/%s", eip);
}

/* ---- life of an address ---- */

static void a_new_eip_is_pending_in_the_answer_and_down_after(void **state)
{
    struct a_cloud *cloud = *state;
    const json_t *made = ask(
        cloud, 200, VPC, "POST",
        "{'publicip':{'type':'5_bgp','ip_version':4},'bandwidth':{'name':'bw','size':5,"
        "'share_type':'PER','charge_mode':'traffic'}}",
        "/v1/{p}/publicips");
    const json_t *eip = eip_now(cloud, text_at(made, "publicip.id"));

    assert_string_equal(text_at(made, "publicip.status"), "PENDING_CREATE");
    assert_int_equal(tree_int(made, "publicip.bandwidth_size", -1), 0);
    assert_string_equal(text_at(eip, "status"), "DOWN");
    assert_int_equal(tree_int(eip, "bandwidth_size", -1), 5);
    assert_null(json_object_get(eip, "port_id"));
    assert_memory_equal(text_at(eip, "public_ip_address"), "138.124.", 8);
    assert_int_equal(text_at(eip, "create_time")[10], ' ');
    assert_int_equal(strlen(text_at(eip, "create_time")), strlen("2026-01-15 08:15:30"));
}

static void wrong_wishes_are_worded_as_the_network_does(void **state)
{
    struct a_cloud *cloud = *state;
    static const struct {
        const char *body, *code, *text;
    } rows[] = {
        {"{'publicip':{},'bandwidth':{}}", "VPC.0501", "type"},
        {"{'publicip':{'type':'5_gray'},'bandwidth':{}}", "VPC.0501", "5_gray"},
        {"{'publicip':{'type':'5_bgp'}}", "VPC.0501", "bandwidth"},
        {"{'publicip':{'type':'5_bgp'},'bandwidth':{'share_type':'SOME'}}", "VPC.0501",
         "\"message\":\"Bandwidth share_type is invalid.\""},
        {"{'publicip':{'type':'5_bgp'},'bandwidth':{'share_type':'PER','name':'b'}}",
         "VPC.0501", "size"},
        {"{'publicip':{'type':'5_bgp'},'bandwidth':{'share_type':'PER','name':'b',"
         "'size':'5'}}",
         "VPC.0501", "size"},
        {"nothing", "VPC.0501", "body"},
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const json_t *no =
            ask(cloud, 400, VPC, "POST", rows[i].body, "/v1/{p}/publicips");
        assert_string_equal(text_at(no, "code"), rows[i].code);
        assert_non_null(strstr(text_at(no, "message"), rows[i].text));
    }
}

static void a_shared_elb_shows_the_port_of_its_eip(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_shared_elb(cloud, "web");
    const char *eip = make_eip(cloud, "bw");
    const char *port = vip_port(cloud, elb);

    bind_port(cloud, 200, eip, port);

    assert_string_equal(text_at(eip_now(cloud, eip), "status"), "ELB");
    assert_string_equal(text_at(eip_now(cloud, eip), "port_id"), port);
    assert_non_null(tree_text(eip_now(cloud, eip), "private_ip_address"));
}

static void a_bound_eip_is_neither_bound_again_nor_released(void **state)
{
    struct a_cloud *cloud = *state;
    const char *port = vip_port(cloud, make_shared_elb(cloud, "web"));
    const char *eip = make_eip(cloud, "bw"), *other = make_eip(cloud, "bw2");

    bind_port(cloud, 200, eip, port);
    assert_string_equal(text_at(bind_port(cloud, 409, eip, port), "code"), "VPC.0510");
    assert_string_equal(text_at(bind_port(cloud, 409, other, port), "code"), "VPC.0511");
    const json_t *no = ask(cloud, 500, VPC, "DELETE", NULL, "/v1/{p}/publicips/%s", eip);
    assert_string_equal(text_at(no, "code"), "VPC.0516");
    assert_string_equal(text_at(no, "message"), "Publicip is in used by ELB.");

    ask(cloud, 200, VPC, "PUT", "{'publicip':{'port_id':''}}", "/v1/{p}/publicips/%s",
        eip);
    assert_string_equal(text_at(eip_now(cloud, eip), "status"), "DOWN");
    ask(cloud, 204, VPC, "DELETE", NULL, "/v1/{p}/publicips/%s", eip);
    no = ask(cloud, 404, VPC, "GET", NULL, "/v1/{p}/publicips/%s", eip);
    assert_string_equal(text_at(no, "code"), "VPC.0504");
}

static void only_v3_takes_an_eip_off_a_dedicated_elb(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_dedicated_elb(cloud, "web");
    const char *eip = make_eip(cloud, "bw");
    char body[150];

    snprintf(
        body, sizeof(body),
        "{'publicip':{'associate_instance_type':'ELB','associate_instance_id':'%s'}}",
        elb);
    ask(cloud, 200, VPC, "POST", body, "/v3/{p}/eip/publicips/%s/associate-instance",
        eip);
    assert_true(json_is_null(json_object_get(eip_now(cloud, eip), "port_id")));

    ask(cloud, 200, VPC, "PUT", "{'publicip':{}}", "/v1/{p}/publicips/%s", eip);
    assert_string_equal(text_at(eip_now(cloud, eip), "status"), "ELB");
    const json_t *list =
        ask(cloud, 200, VPC, "GET", NULL,
            "/v3/{p}/eip/publicips?associate_instance_id=%s&associate_instance_type=ELB",
            elb);
    assert_int_equal(json_array_size(json_object_get(list, "publicips")), 1);

    ask(cloud, 200, VPC, "POST", "{}", "/v3/{p}/eip/publicips/%s/disassociate-instance",
        eip);
    assert_string_equal(text_at(eip_now(cloud, eip), "status"), "DOWN");
}

static void a_deleted_elb_leaves_its_eip_down(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_shared_elb(cloud, "web");
    const char *eip = make_eip(cloud, "bw");

    bind_port(cloud, 200, eip, vip_port(cloud, elb));
    ask(cloud, 204, ELB, "DELETE", NULL, "/v2.0/lbaas/loadbalancers/%s", elb);

    assert_string_equal(text_at(eip_now(cloud, eip), "status"), "DOWN");
}

static void quotas_of_addresses_end_and_linger(void **state)
{
    struct a_cloud *cloud = *state;
    struct cloud_state *sky = cloud_state(cloud->cloud);
    const char *eip = make_eip(cloud, "bw");
    const char *body = "{'publicip':{'type':'5_bgp'},'bandwidth':{'name':'b','size':5,"
                       "'share_type':'PER'}}";

    cloud_lock(sky);
    sky->quota.public_ip = 1;
    sky->switches.release_lag_ms = 60000;
    clock_hold(&sky->clock, 0, cloud_wall_ms(sky));
    cloud_unlock(sky);
    const json_t *no = ask(cloud, 409, VPC, "POST", body, "/v1/{p}/publicips");
    assert_string_equal(text_at(no, "code"), "VPC.0521");
    assert_string_equal(text_at(no, "message"),
                        "Quota exceeded for resources: ['floatingip'].");
    ask(cloud, 204, VPC, "DELETE", NULL, "/v1/{p}/publicips/%s", eip);
    ask(cloud, 409, VPC, "POST", body, "/v1/{p}/publicips");
    cloud_lock(sky);
    clock_advance(&sky->clock, 60000);
    cloud_unlock(sky);
    ask(cloud, 200, VPC, "POST", body, "/v1/{p}/publicips");
    const json_t *quotas =
        ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/quotas?type=publicIp");
    const json_t *row = json_array_get(tree_at(quotas, "quotas.resources"), 0);
    assert_int_equal(tree_int(row, "used", -1), 1);
    assert_int_equal(tree_int(row, "quota", -1), 1);
}

/* ---- bandwidths ---- */

static size_t bandwidths(struct a_cloud *cloud)
{
    const json_t *list = ask(cloud, 200, VPC, "GET", NULL, "/v1/{p}/bandwidths");
    return json_array_size(json_object_get(list, "bandwidths"));
}

static void a_bandwidth_of_one_goes_with_its_eip_and_a_shared_one_stays(void **state)
{
    struct a_cloud *cloud = *state;
    const char *own = make_eip(cloud, "bw");
    const char *shared =
        text_at(ask(cloud, 200, VPC, "POST", "{'bandwidth':{'name':'all','size':100}}",
                    "/v2.0/{p}/bandwidths"),
                "bandwidth.id");
    char body[200];

    snprintf(body, sizeof(body),
             "{'publicip':{'type':'5_bgp'},'bandwidth':{'id':'%s','share_type':'WHOLE'}}",
             shared);
    const char *other =
        text_at(ask(cloud, 200, VPC, "POST", body, "/v1/{p}/publicips"), "publicip.id");
    assert_int_equal(bandwidths(cloud), 2);
    ask(cloud, 409, VPC, "DELETE", NULL, "/v2.0/{p}/bandwidths/%s", shared);
    ask(cloud, 204, VPC, "DELETE", NULL, "/v1/{p}/publicips/%s", own);
    ask(cloud, 204, VPC, "DELETE", NULL, "/v1/{p}/publicips/%s", other);
    assert_int_equal(bandwidths(cloud), 1);
    ask(cloud, 204, VPC, "DELETE", NULL, "/v2.0/{p}/bandwidths/%s", shared);
    assert_int_equal(bandwidths(cloud), 0);
}

/* ---- v2.0 ---- */

static void a_shared_elb_has_the_fields_of_neutron(void **state)
{
    struct a_cloud *cloud = *state;
    const char *id = make_shared_elb(cloud, "web");
    const json_t *elb =
        tree_at(ask(cloud, 200, ELB, "GET", NULL, "/v2.0/lbaas/loadbalancers/%s", id),
                "loadbalancer");
    static const char *const absent[] = {
        "eips",        "publicips", "vpc_id", "guaranteed", "availability_zone_list",
        "l4_flavor_id"};

    assert_string_equal(text_at(elb, "tenant_id"), cloud->login.project_id);
    assert_string_equal(text_at(elb, "vip_subnet_id"), subnet_id(cloud));
    assert_string_equal(text_at(elb, "provider"), "vlb");
    assert_int_equal(strlen(text_at(elb, "created_at")), strlen("2026-01-15T08:15:30"));
    for (size_t i = 0; i < ARRAY_COUNT(absent); i++)
        assert_null(json_object_get(elb, absent[i]));

    const json_t *v3 =
        ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s", id);
    assert_false(tree_bool(v3, "loadbalancer.guaranteed", true));
    assert_true(
        json_is_null(json_object_get(tree_at(v3, "loadbalancer"), "l4_flavor_id")));
}

static void conflicts_of_shared_elbs_are_neutron_errors(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_shared_elb(cloud, "web");
    const char *listener = make_listener(cloud, elb, 80);
    char body[200], wanted[120];

    const json_t *no =
        ask(cloud, 409, ELB, "DELETE", NULL, "/v2.0/lbaas/loadbalancers/%s", elb);
    snprintf(wanted, sizeof(wanted), "listener %s is using this loadbalancer", listener);
    assert_string_equal(text_at(no, "NeutronError.message"), wanted);
    assert_string_equal(text_at(no, "NeutronError.type"), "EntityInUse");
    assert_string_equal(text_at(no, "NeutronError.detail"), "");

    snprintf(body, sizeof(body),
             "{'listener':{'protocol':'TCP','protocol_port':80,'loadbalancer_id':'%s'}}",
             elb);
    no = ask(cloud, 409, ELB, "POST", body, "/v2.0/lbaas/listeners");
    assert_non_null(strstr(text_at(no, "NeutronError.message"),
                           "already has a listener with protocol_port of 80"));
}

static void v2_knows_no_dedicated_elb(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_dedicated_elb(cloud, "web");
    const json_t *no =
        ask(cloud, 404, ELB, "GET", NULL, "/v2.0/lbaas/loadbalancers/%s", elb);

    assert_string_equal(text_at(no, "error_code"), "ELB.9800");
}

static void https_is_named_for_the_kind_of_elb(void **state)
{
    struct a_cloud *cloud = *state;
    char body[300];

    snprintf(body, sizeof(body),
             "{'listener':{'protocol':'HTTPS','protocol_port':443,'loadbalancer_id':'%s',"
             "'default_tls_container_ref':'c'}}",
             make_shared_elb(cloud, "web"));
    const json_t *listener = ask(cloud, 201, ELB, "POST", body, "/v3/{p}/elb/listeners");
    assert_string_equal(text_at(listener, "listener.protocol"), "TERMINATED_HTTPS");
}

static void members_of_shared_elbs_say_subnet_id(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_shared_elb(cloud, "web");
    const char *pool = make_pool(cloud, make_listener(cloud, elb, 80));
    char body[200];

    ask(cloud, 400, ELB, "POST", "{'member':{'address':'10.0.3.20','protocol_port':80}}",
        "/v2.0/lbaas/pools/%s/members", pool);
    snprintf(body, sizeof(body),
             "{'member':{'address':'10.0.3.20','protocol_port':80,'subnet_id':'%s'}}",
             subnet_id(cloud));
    const json_t *member =
        ask(cloud, 201, ELB, "POST", body, "/v2.0/lbaas/pools/%s/members", pool);
    assert_string_equal(text_at(member, "member.subnet_id"), subnet_id(cloud));
    const json_t *all = ask(cloud, 200, ELB, "GET", NULL, "/v2.0/lbaas/members");
    assert_string_equal(
        text_at(json_array_get(json_object_get(all, "members"), 0), "pool_id"), pool);
}

static void tags_are_changed_by_v2(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_dedicated_elb(cloud, "web");

    ask(cloud, 204, ELB, "POST", "{'tag':{'key':'a','value':'1'}}",
        "/v2.0/{p}/loadbalancers/%s/tags", elb);
    const json_t *tags =
        ask(cloud, 200, ELB, "GET", NULL, "/v2.0/{p}/loadbalancers/%s/tags", elb);
    assert_int_equal(json_array_size(json_object_get(tags, "tags")), 1);
    const json_t *v3 =
        ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers/%s", elb);
    assert_string_equal(
        text_at(json_array_get(tree_at(v3, "loadbalancer.tags"), 0), "key"), "a");
    ask(cloud, 204, ELB, "DELETE", NULL, "/v2.0/{p}/loadbalancers/%s/tags/a", elb);
    ask(cloud, 404, ELB, "DELETE", NULL, "/v2.0/{p}/loadbalancers/%s/tags/a", elb);
}

/* ---- neutron ---- */

static void neutron_sees_the_same_addresses(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_shared_elb(cloud, "web");
    const char *eip = make_eip(cloud, "bw");
    const char *port = vip_port(cloud, elb);

    bind_port(cloud, 200, eip, port);
    const json_t *list =
        ask(cloud, 200, VPC, "GET", NULL, "/v2.0/floatingips?port_id=%s", port);
    const json_t *ip = json_array_get(json_object_get(list, "floatingips"), 0);

    assert_string_equal(text_at(ip, "id"), eip);
    assert_string_equal(text_at(ip, "status"), "ACTIVE");
    const json_t *shown = ask(cloud, 200, VPC, "GET", NULL, "/v2.0/ports/%s", port);
    assert_string_equal(text_at(shown, "port.device_id"), elb);
    const json_t *no = ask(cloud, 404, VPC, "GET", NULL, "/v2.0/floatingips/none");
    assert_non_null(tree_text(no, "NeutronError.message"));
    ask(cloud, 200, VPC, "GET", NULL, "/v2.0/networks");
    ask(cloud, 200, VPC, "GET", NULL, "/v2.0/subnets");
}

/* ---- regions ---- */

static void assert_not_published(struct a_cloud *cloud, enum a_host host,
                                 const char *method, const char *path)
{
    const json_t *no = ask(cloud, 404, host, method, NULL, "%s", path);
    assert_string_equal(text_at(no, "error_code"), "APIGW.0101");
}

static void eu_nl_has_neither_v2_nor_eip_v3(void **state)
{
    assert_not_published(*state, ELB, "GET", "/v2.0/lbaas/loadbalancers");
    assert_not_published(*state, VPC, "GET", "/v3/{p}/eip/publicips");
    ask(*state, 200, ELB, "GET", NULL, "/v3/{p}/elb/members");
}

static void eu_ch2_has_only_the_documented_half_of_v3(void **state)
{
    struct a_cloud *cloud = *state;

    assert_not_published(cloud, ELB, "GET", "/v2.0/lbaas/loadbalancers");
    assert_not_published(cloud, VPC, "GET", "/v3/{p}/eip/publicips");
    assert_not_published(cloud, ELB, "GET", "/v3/{p}/elb/members");
    assert_not_published(cloud, ELB, "GET", "/v3/{p}/elb/quotas/details");
    assert_not_published(cloud, ELB, "DELETE", "/v3/{p}/elb/loadbalancers/x/force-elb");
    assert_not_published(cloud, ELB, "DELETE", "/v3/{p}/elb/listeners/x/force");
    make_dedicated_elb(cloud, "web");
    assert_null(tree_text(ask(cloud, 200, ELB, "GET", NULL, "/v3/{p}/elb/loadbalancers"),
                          "page_info.next_marker"));
}

static void eu_ch2_wants_a_timeout_not_below_the_delay(void **state)
{
    struct a_cloud *cloud = *state;
    const char *elb = make_dedicated_elb(cloud, "web");
    const char *pool = make_pool(cloud, make_listener(cloud, elb, 80));
    char body[200];

    snprintf(body, sizeof(body),
             "{'healthmonitor':{'pool_id':'%s','type':'TCP','delay':5,'timeout':3,"
             "'max_retries':3}}",
             pool);
    ask(cloud, 400, ELB, "POST", body, "/v3/{p}/elb/healthmonitors");
    make_monitor(cloud, pool);
}

int main(void)
{
#define CASE(name)    cmocka_unit_test_setup_teardown(name, setup, teardown)
#define CASE_NL(name) cmocka_unit_test_setup_teardown(name, setup_nl, teardown)
#define CASE_CH(name) cmocka_unit_test_setup_teardown(name, setup_ch, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_new_eip_is_pending_in_the_answer_and_down_after),
        CASE(wrong_wishes_are_worded_as_the_network_does),
        CASE(a_shared_elb_shows_the_port_of_its_eip),
        CASE(a_bound_eip_is_neither_bound_again_nor_released),
        CASE(only_v3_takes_an_eip_off_a_dedicated_elb),
        CASE(a_deleted_elb_leaves_its_eip_down),
        CASE(quotas_of_addresses_end_and_linger),
        CASE(a_bandwidth_of_one_goes_with_its_eip_and_a_shared_one_stays),
        CASE(a_shared_elb_has_the_fields_of_neutron),
        CASE(conflicts_of_shared_elbs_are_neutron_errors),
        CASE(v2_knows_no_dedicated_elb),
        CASE(https_is_named_for_the_kind_of_elb),
        CASE(members_of_shared_elbs_say_subnet_id),
        CASE(tags_are_changed_by_v2),
        CASE(neutron_sees_the_same_addresses),
        CASE_NL(eu_nl_has_neither_v2_nor_eip_v3),
        CASE_CH(eu_ch2_has_only_the_documented_half_of_v3),
        CASE_CH(eu_ch2_wants_a_timeout_not_below_the_delay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
