#include "state/rules.h"

#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

struct rule {
    const char *name; /* of the failure catalogue */
    enum advice_severity severity;
    /* A rule fits when its condition holds (NULL: always) and, if it has a needle, the
     * failure that holds says it: in its message, or as its API code. */
    bool (*fits)(const struct facts *facts);
    const char *needle;
    const char *text;
    const char *todo; /* the next move, as in todo.h; NULL: the text says it */
};

/* ---- conditions ---- */

static bool is_skipped(const struct facts *facts)
{
    return facts->skipped && !facts->by_gateway;
}

static bool gateway_is_skipped(const struct facts *facts)
{
    return facts->skipped && facts->by_gateway;
}

static bool gateway_waits(const struct facts *facts)
{
    return facts->around->gateway_waits && facts->has_address;
}

static bool has_class(const struct facts *facts)
{
    return facts->service->load_balancer_class != NULL && facts->seen_by == NULL;
}

static bool has_both_by_hand(const struct facts *facts)
{
    return facts->flow == PATTERN_BOTH;
}

static bool attaches(const struct facts *facts)
{
    return facts->attach;
}

static bool fails_at(const struct facts *facts, enum step_part part)
{
    return facts->failing.heard != NULL && facts->failing.heard->what.part == (int)part;
}

static bool fails_at_elb(const struct facts *facts)
{
    return fails_at(facts, PART_ELB);
}

static bool fails_at_eip(const struct facts *facts)
{
    return fails_at(facts, PART_EIP);
}

static bool fails_at_listener(const struct facts *facts)
{
    return fails_at(facts, PART_LISTENER);
}

static bool attaches_to_nothing(const struct facts *facts)
{
    return facts->attach && facts->cloud && facts->join->target.how == JOIN_BY_ID &&
           facts->join->elb == NULL;
}

static bool misfits(const struct facts *facts)
{
    return facts->class_misfit;
}

static bool address_toggles(const struct facts *facts)
{
    return facts->foreign_address ||
           (facts->skipped && facts->past->withdrawn_ms != WHEN_UNKNOWN);
}

static bool none_online(const struct facts *facts)
{
    return facts->hurt == HURT_NONE_ONLINE;
}

static bool some_offline(const struct facts *facts)
{
    return facts->hurt == HURT_SOME_OFFLINE;
}

static bool local_offline(const struct facts *facts)
{
    const struct join *join = facts->join;
    return facts->service->local && join->online > 0 && join->online < join->total;
}

static bool is_unbound(const struct facts *facts)
{
    return facts->hurt == HURT_EIP_UNBOUND;
}

static bool is_frozen(const struct facts *facts)
{
    return facts->hurt == HURT_FROZEN;
}

static bool elb_is_gone(const struct facts *facts)
{
    return facts->hurt == HURT_ELB_GONE;
}

static bool below_is_gone(const struct facts *facts)
{
    return facts->hurt == HURT_LISTENER_GONE || facts->hurt == HURT_POOL_GONE;
}

static bool is_leaving(const struct facts *facts)
{
    return facts->leaving && !facts->deleting;
}

static bool teardown_fails(const struct facts *facts)
{
    return (facts->deleting || facts->leaving) && facts->failing.heard != NULL;
}

static bool waits_in_line(const struct facts *facts)
{
    return facts->seen_by == NULL && !facts->skipped && !facts->foreign_address &&
           facts->around->failing_count > 0;
}

static bool went_quiet(const struct facts *facts)
{
    int64_t last_ms = facts_our_clock(facts->around, facts->failing.last_api_ms);
    return facts->failing.count >= 25 && facts->around->wall_ms - last_ms > 300000;
}

static bool has_no_selector(const struct facts *facts)
{
    return facts->service->selector_count == 0 && !facts->has_address && !facts->skipped;
}

static bool is_stuck_unreachable(const struct facts *facts)
{
    return facts->reach == REACH_TRYING && facts->probe.state == PROBE_TIMEOUT &&
           facts->probe.tries > 2;
}

/* ---- the table, most telling first ---- */

#define E ADVICE_ERROR
#define W ADVICE_WARNING
#define I ADVICE_INFO

/* clang-format off */
static const struct rule rules[] = {
    {"F01", E, is_skipped, NULL,
     "Neither elb.autocreate nor elb.id is set, so the ccm ignores this Service.",
     "add elb.autocreate ({new}) or elb.id ({link})"},
    {"F01", E, gateway_is_skipped, NULL,
     "Neither elb.autocreate nor elb.id reaches this Service of a Gateway, so the ccm ignores "
     "it.",
     "put elb.autocreate into Gateway.spec.infrastructure.annotations or the EnvoyProxy"},
    {"F21", E, has_class, NULL,
     "spec.loadBalancerClass is set: the ccm does not serve it and says nothing. The field "
     "cannot be changed.",
     "delete the Service and apply it without loadBalancerClass"},
    {"F02", E, NULL, "elb autocreate field:[",
     "A field of elb.autocreate is missing or not allowed. A public ELB needs "
     "bandwidth_name, bandwidth_size, bandwidth_sharetype and eip_type.",
     "delete the Service and apply it with that field set"},
    {"F03", E, NULL, "unmarshal elbautocreate",
     "elb.autocreate is not readable JSON, or a number stands in quotes: bandwidth_size is a "
     "bare integer.",
     "delete the Service and apply it with the JSON put right"},
    {"F04", E, NULL, "EIP.7905",
     "The project has no free EIP left.",
     "release an unused EIP or have the quota raised; the ccm goes on trying"},
    {"F04", E, fails_at_eip, "quota",
     "The project has no free EIP left.",
     "release an unused EIP or have the quota raised; the ccm goes on trying"},
    {"F04", E, NULL, "VPC.0521",
     "The project has no free EIP left.",
     "release an unused EIP or have the quota raised; the ccm goes on trying"},
    {"F05", E, NULL, "ELB.1091",
     "The project has no room for another ELB.",
     "delete an unused ELB, or attach to one that exists ({link})"},
    {"F05", E, NULL, "ELB.8905",
     "The project has no room for another ELB.",
     "delete an unused ELB, or attach to one that exists ({link})"},
    {"F05", E, NULL, "ELB.9807",
     "The project has no room for another ELB.",
     "delete an unused ELB, or attach to one that exists ({link})"},
    {"F05", E, fails_at_elb, "quota",
     "The project has no room for another ELB.",
     "delete an unused ELB, or attach to one that exists ({link})"},
    {"F06", E, fails_at_listener, "quota",
     "The ELB or the project takes no more listeners.",
     "attach to another ELB ({link}), or remove a listener"},
    {"F06", E, NULL, "ELB.6091",
     "The ELB or the project takes no more listeners.",
     "attach to another ELB ({link}), or remove a listener"},
    {"F08", E, NULL, "already has a listener",
     "The port is occupied on that ELB by a listener that is not this Service's.",
     "attach to another ELB ({link}), or change the port"},
    {"F08", E, NULL, "ELB.6200",
     "The port is occupied on that ELB by a listener that is not this Service's.",
     "attach to another ELB ({link}), or change the port"},
    {"F10", E, attaches, "ELB.8904",
     "The cloud knows no ELB of this id in this project and region.",
     "take the id of an ELB that exists ({link})"},
    {"F10", E, attaches_to_nothing, NULL,
     "elb.id names an ELB that this project does not have: deleted, or of another project.",
     "take the id of an ELB that exists ({link})"},
    {"F11", E, NULL, "ELB.9899",
     "The ELB is in another VPC than the nodes; CCE needs the same one.",
     "attach to an ELB in the cluster's VPC ({link})"},
    {"F12", E, NULL, "does not match the address's subnet",
     "Some nodes are in a subnet that the ELB's entry does not fit.",
     "look at the nodes' label node.kubernetes.io/subnetid"},
    {"F13", E, misfits, NULL,
     "elb.class does not fit the kind of ELB behind elb.id: it works only half, without "
     "a public address.",
     "delete the Service and apply it with the other class"},
    {"F14", E, NULL, "have no node to bind",
     "No Ready pod matches the selector, so there is no backend to register.",
     "start the workload, or put selector and labels in line"},
    {"F14", E, NULL, "has no selector",
     "Without a selector there are no pods behind this Service to register.",
     "give it a selector"},
    {"F14", W, has_no_selector, NULL,
     "Without a selector there are no pods behind this Service to register.", NULL},
    {"F15", E, NULL, "load balancer version unknown",
     "elb.class must be union or performance.",
     "delete the Service and apply it with a class that exists"},
    {"F16", E, NULL, "session affinity type",
     "To switch stickiness off, elb.session-affinity-mode has to be absent.",
     "remove elb.session-affinity-mode"},
    {"F28", E, NULL, "flavor",
     "The ELB has no flavor for this kind of listener.",
     "attach to an ELB with a network (L4) flavor ({link})"},
    {"F29", E, NULL, "ELB.1202",
     "This region has no enterprise projects, or the id is empty.",
     "remove elb.enterpriseID"},
    {"F30", E, NULL, "ELB.8934",
     "The subnet has too few free addresses for a dedicated ELB; 16 are enough.",
     "use another subnet"},
    {"F30", E, NULL, "ELB.8950",
     "The cloud has no room for a dedicated ELB of this flavor right now.",
     "use another flavor or availability zone"},
    {"F32", E, NULL, "ELB.8902",
     "Draining needs its time: elb.connection-drain-timeout.",
     "set elb.connection-drain-timeout, too"},
    {"F40", E, NULL, "ELB.1103",
     "The cluster's agency has lost its rights in the project.",
     "ask the tenant's administrator"},
    {"F42", E, NULL, "no available nodes",
     "No node is Ready and allowed to back an ELB.",
     "look at the nodes"},
    {"F26", E, teardown_fails, NULL,
     "The clean-up keeps failing. Removing the finalizer by hand would leave ELB and EIP "
     "behind.",
     "see to the cause that is named"},
    {"F36", E, is_frozen, NULL,
     "Frozen: the account is in arrears or closed.",
     "ask the tenant's administrator"},
    {"F35", E, is_unbound, NULL,
     "The EIP no longer hangs on the ELB: nothing from outside arrives.",
     "bind the EIP to the ELB again"},
    {"F45", E, elb_is_gone, NULL,
     "The ELB was deleted behind the ccm's back. The address leads nowhere.",
     "delete the Service and apply it again: new ELB, new address"},
    {"F33", E, below_is_gone, NULL,
     "A listener or its members are missing on the ELB: never made, or removed behind the "
     "ccm's back.",
     "touch the Service, so that the ccm builds them again"},
    {"F18", E, none_online, NULL,
     "No member passes its health check. Often the nodes' security group does not let in "
     "100.125.0.0/16, or no pod is Ready.",
     "allow 100.125.0.0/16 to the nodePorts; look at the pods"},
    {"F33", W, some_offline, NULL,
     "Some members do not pass their health check.",
     "look at those nodes"},
    {"F19", I, local_offline, NULL,
     "OFFLINE on nodes without a pod: expected with externalTrafficPolicy: Local.", NULL},
    {"F20", W, address_toggles, NULL,
     "Another controller writes the address of this Service; without elb.id the ccm may "
     "clear it again.",
     "set elb.id, or give the Service to the other controller by loadBalancerClass"},
    {"F37", W, gateway_waits, NULL,
     "The Gateway does not see the address that its Service has.",
     "touch the Service, so that the Gateway's controller looks again"},
    {"F24", W, has_both_by_hand, NULL,
     "elb.id and elb.autocreate were both given: the ccm takes that ELB for its own and "
     "deletes it with this Service.", NULL},
    {"F41", W, is_leaving, NULL,
     "No longer of type LoadBalancer; the clean-up is not finished.", NULL},
    {"F46", W, is_stuck_unreachable, NULL,
     "Connects time out: the EIP is not advertised, an ACL keeps us out, or the nodes drop "
     "100.125.0.0/16.",
     "look at the ELB's access list and the nodes' security group"},
    {"F47", I, NULL, "status code: 429",
     "The cloud asked the ccm to slow down; it tries again on its own.", NULL},
    {"F43", I, waits_in_line, NULL,
     "The ccm works on one Service at a time; others are failing ahead of this one.", NULL},
    {"F44", I, went_quiet, NULL,
     "Kubernetes limits repeated events: silence does not mean that it stopped failing.",
     NULL},
};
/* clang-format on */

static bool says(const struct facts *facts, const char *needle)
{
    const struct heard *heard = facts->failing.heard;

    return heard != NULL && (strcmp(heard->what.code, needle) == 0 ||
                             failure_says(heard->message, needle));
}

static bool rule_fits(const struct rule *rule, const struct facts *facts)
{
    if (rule->fits != NULL && !rule->fits(facts))
        return false;
    return rule->needle == NULL || says(facts, rule->needle);
}

static bool has_rule(const struct verdict *verdict, const char *name)
{
    for (size_t i = 0; i < verdict->advice_count; i++) {
        if (strcmp(verdict->advice[i].rule, name) == 0)
            return true;
    }
    return false;
}

void rules_apply(const struct facts *facts, struct verdict *verdict)
{
    for (size_t i = 0; i < ARRAY_COUNT(rules); i++) {
        const struct rule *rule = &rules[i];
        if (verdict->advice_count == VERDICT_ADVICE)
            return;
        if (has_rule(verdict, rule->name) || !rule_fits(rule, facts))
            continue;
        verdict->advice[verdict->advice_count++] =
            (struct advice){rule->name, rule->severity, rule->text};
        if (verdict->todo[0] == '\0' && rule->todo != NULL)
            verdict->todo = rule->todo;
    }
}
