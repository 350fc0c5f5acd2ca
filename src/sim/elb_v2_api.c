/*
 * ELB v2.0: Neutron LBaaS for shared load balancers, in eu-de alone. The project comes from
 * the token. Octavia's clients call the same paths and ask for ".../status".
 */
#include "sim/elb_api.h"

#include <string.h>

#include "base/mem.h"
#include "sim/elb_ops.h"

#include "base/banned.h"

static void roots(struct cloud_call *call)
{
    const char *url = call->places->url[CLOUD_HOST_ELB];

    call_answer(call, 200,
                json_pack("{s:[{s:s, s:s, s:s, s:[{s:s, s:s+}]}]}", "versions", "id",
                          "v2.0", "status", "CURRENT", "updated", "2018-03-14T00:00:00Z",
                          "links", "rel", "self", "href", url, "/v2.0"));
}

static void show_quotas(struct cloud_call *call, const struct cloud_quota *quota)
{
    call_answer(call, 200,
                json_pack("{s:{s:i, s:i, s:i, s:i, s:i, s:i, s:i}}", "quota",
                          "loadbalancer", quota->loadbalancer, "listener",
                          quota->listener, "pool", quota->pool, "member", quota->member,
                          "healthmonitor", quota->healthmonitor, "l7policy",
                          quota->l7policy, "certificate", 120));
}

static void quotas(struct cloud_call *call)
{
    static const struct cloud_quota defaults = {.loadbalancer = 50,
                                                .listener = 100,
                                                .pool = 500,
                                                .member = 500,
                                                .healthmonitor = -1,
                                                .l7policy = 500};

    if (strcmp(call->args[0], "defaults") == 0) {
        show_quotas(call, &defaults);
        return;
    }
    if (strcmp(call->args[0], call->project->id) != 0) {
        call_no(call, NO_RIGHT, "The project in the URL is not that of the token.");
        return;
    }
    show_quotas(call, &call->state->quota);
}

/* ---- tags, which v2.0 changes for both kinds of load balancers ---- */

static struct cloud_elb *tagged(struct cloud_call *call)
{
    struct cloud_elb *elb = cloud_elb_find(call->state, call->args[0]);
    if (elb == NULL)
        call_no(call, NO_ABSENT, "loadbalancer %s could not be found.", call->args[0]);
    return elb;
}

static json_t *tags_of(struct cloud_elb *elb)
{
    json_t *tags = json_object_get(elb->thing.more, "tags");

    if (!json_is_array(tags)) {
        tags = json_array();
        json_object_set_new(elb->thing.more, "tags", tags);
    }
    return tags;
}

static bool tag_drop(struct cloud_elb *elb, const char *key)
{
    json_t *tags = tags_of(elb), *tag;
    size_t i;

    json_array_foreach(tags, i, tag)
    {
        const char *name = json_string_value(json_object_get(tag, "key"));
        if (name != NULL && strcmp(name, key) == 0) {
            json_array_remove(tags, i);
            return true;
        }
    }
    return false;
}

static void tag_list(struct cloud_call *call)
{
    struct cloud_elb *elb = tagged(call);
    if (elb != NULL)
        call_answer(call, 200, json_pack("{s:o}", "tags", json_deep_copy(tags_of(elb))));
}

static void tag_add(struct cloud_call *call)
{
    struct cloud_elb *elb = tagged(call);
    const json_t *tag;
    const char *key = NULL, *value = "";

    if (elb == NULL || !call_body(call, "tag", &tag) ||
        !call_text(call, tag, "key", 128, &key) ||
        !call_text(call, tag, "value", 255, &value))
        return;
    if (key == NULL || key[0] == '\0') {
        call_no(call, NO_INPUT, "key is mandatory.");
        return;
    }
    tag_drop(elb, key);
    json_array_append_new(tags_of(elb),
                          json_pack("{s:s, s:s}", "key", key, "value", value));
    call_answer_nothing(call);
}

static void tag_delete(struct cloud_call *call)
{
    struct cloud_elb *elb = tagged(call);

    if (elb == NULL)
        return;
    if (tag_drop(elb, call->args[1]))
        call_answer_nothing(call);
    else
        call_no(call, NO_ABSENT, "tag %s could not be found.", call->args[1]);
}

/* ---- what is published ---- */

#define V2 "v2.0/lbaas/"
enum { WHERE = REGION_DE, READ = RIGHT_ELB_READ, CHANGE = RIGHT_ELB_CHANGE };

const struct cloud_row elb_v2_api_rows[] = {
    {"GET", "", WHERE, SHAPE_ELB_V2, RIGHT_OPEN, roots},
    {"GET", V2 "loadbalancers", WHERE, SHAPE_ELB_V2, READ, elb_lb_list},
    {"POST", V2 "loadbalancers", WHERE, SHAPE_ELB_V2, CHANGE, elb_lb_create_v2},
    {"GET", V2 "loadbalancers/{id}", WHERE, SHAPE_ELB_V2, READ, elb_lb_show},
    {"PUT", V2 "loadbalancers/{id}", WHERE, SHAPE_ELB_V2, CHANGE, elb_lb_update},
    {"DELETE", V2 "loadbalancers/{id}", WHERE, SHAPE_ELB_V2, CHANGE, elb_lb_delete},
    {"GET", V2 "loadbalancers/{id}/statuses", WHERE, SHAPE_ELB_V2, READ, elb_lb_statuses},
    {"GET", V2 "loadbalancers/{id}/status", WHERE, SHAPE_ELB_V2, READ, elb_lb_statuses},
    {"GET", V2 "listeners", WHERE, SHAPE_ELB_V2, READ, elb_listener_list},
    {"POST", V2 "listeners", WHERE, SHAPE_ELB_V2, CHANGE, elb_listener_create},
    {"GET", V2 "listeners/{id}", WHERE, SHAPE_ELB_V2, READ, elb_listener_show},
    {"PUT", V2 "listeners/{id}", WHERE, SHAPE_ELB_V2, CHANGE, elb_listener_update},
    {"DELETE", V2 "listeners/{id}", WHERE, SHAPE_ELB_V2, CHANGE, elb_listener_delete},
    {"GET", V2 "pools", WHERE, SHAPE_ELB_V2, READ, elb_pool_list},
    {"POST", V2 "pools", WHERE, SHAPE_ELB_V2, CHANGE, elb_pool_create},
    {"GET", V2 "pools/{id}", WHERE, SHAPE_ELB_V2, READ, elb_pool_show},
    {"PUT", V2 "pools/{id}", WHERE, SHAPE_ELB_V2, CHANGE, elb_pool_update},
    {"DELETE", V2 "pools/{id}", WHERE, SHAPE_ELB_V2, CHANGE, elb_pool_delete},
    {"GET", V2 "pools/{pool}/members", WHERE, SHAPE_ELB_V2, READ, elb_member_list},
    {"POST", V2 "pools/{pool}/members", WHERE, SHAPE_ELB_V2, CHANGE, elb_member_create},
    {"GET", V2 "pools/{pool}/members/{id}", WHERE, SHAPE_ELB_V2, READ, elb_member_show},
    {"PUT", V2 "pools/{pool}/members/{id}", WHERE, SHAPE_ELB_V2, CHANGE,
     elb_member_update},
    {"DELETE", V2 "pools/{pool}/members/{id}", WHERE, SHAPE_ELB_V2, CHANGE,
     elb_member_delete},
    {"GET", V2 "members", WHERE, SHAPE_ELB_V2, READ, elb_member_list_all},
    {"GET", V2 "healthmonitors", WHERE, SHAPE_ELB_V2, READ, elb_monitor_list},
    {"POST", V2 "healthmonitors", WHERE, SHAPE_ELB_V2, CHANGE, elb_monitor_create},
    {"GET", V2 "healthmonitors/{id}", WHERE, SHAPE_ELB_V2, READ, elb_monitor_show},
    {"PUT", V2 "healthmonitors/{id}", WHERE, SHAPE_ELB_V2, CHANGE, elb_monitor_update},
    {"DELETE", V2 "healthmonitors/{id}", WHERE, SHAPE_ELB_V2, CHANGE, elb_monitor_delete},
    {"GET", V2 "l7policies", WHERE, SHAPE_ELB_V2, READ, elb_policy_list},
    {"POST", V2 "l7policies", WHERE, SHAPE_ELB_V2, CHANGE, elb_policy_create},
    {"GET", V2 "l7policies/{id}", WHERE, SHAPE_ELB_V2, READ, elb_policy_show},
    {"PUT", V2 "l7policies/{id}", WHERE, SHAPE_ELB_V2, CHANGE, elb_policy_update},
    {"DELETE", V2 "l7policies/{id}", WHERE, SHAPE_ELB_V2, CHANGE, elb_policy_delete},
    {"GET", V2 "l7policies/{id}/rules", WHERE, SHAPE_ELB_V2, READ, elb_policy_rules},
    {"POST", V2 "l7policies/{id}/rules", WHERE, SHAPE_ELB_V2, CHANGE,
     elb_policy_rule_create},
    {"DELETE", V2 "l7policies/{id}/rules/{id}", WHERE, SHAPE_ELB_V2, CHANGE,
     elb_policy_rule_delete},
    {"GET", V2 "quotas/{project_or_defaults}", WHERE, SHAPE_ELB_V2, READ, quotas},
    {"GET", "v2.0/{project}/loadbalancers/{id}/tags", WHERE, SHAPE_ELB_V2, READ,
     tag_list},
    {"POST", "v2.0/{project}/loadbalancers/{id}/tags", WHERE, SHAPE_ELB_V2, CHANGE,
     tag_add},
    {"DELETE", "v2.0/{project}/loadbalancers/{id}/tags/{key}", WHERE, SHAPE_ELB_V2,
     CHANGE, tag_delete},
};

const size_t elb_v2_api_row_count = ARRAY_COUNT(elb_v2_api_rows);
