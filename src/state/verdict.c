#include "state/verdict.h"

#include <stdio.h>
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
    const char *todo; /* the next move; NULL: the text says it */
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
     "add elb.autocreate (C) or elb.id (L)"},
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
     "delete an unused ELB, or attach to one that exists (L)"},
    {"F05", E, NULL, "ELB.8905",
     "The project has no room for another ELB.",
     "delete an unused ELB, or attach to one that exists (L)"},
    {"F05", E, NULL, "ELB.9807",
     "The project has no room for another ELB.",
     "delete an unused ELB, or attach to one that exists (L)"},
    {"F05", E, fails_at_elb, "quota",
     "The project has no room for another ELB.",
     "delete an unused ELB, or attach to one that exists (L)"},
    {"F06", E, fails_at_listener, "quota",
     "The ELB or the project takes no more listeners.",
     "attach to another ELB (L), or remove a listener"},
    {"F06", E, NULL, "ELB.6091",
     "The ELB or the project takes no more listeners.",
     "attach to another ELB (L), or remove a listener"},
    {"F08", E, NULL, "already has a listener",
     "The port is occupied on that ELB by a listener that is not this Service's.",
     "attach to another ELB (L), or change the port"},
    {"F08", E, NULL, "ELB.6200",
     "The port is occupied on that ELB by a listener that is not this Service's.",
     "attach to another ELB (L), or change the port"},
    {"F10", E, attaches, "ELB.8904",
     "The cloud knows no ELB of this id in this project and region.",
     "take the id of an ELB that exists (L)"},
    {"F10", E, attaches_to_nothing, NULL,
     "elb.id names an ELB that this project does not have: deleted, or of another project.",
     "take the id of an ELB that exists (L)"},
    {"F11", E, NULL, "ELB.9899",
     "The ELB is in another VPC than the nodes; CCE needs the same one.",
     "attach to an ELB in the cluster's VPC (L)"},
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
     "attach to an ELB with a network (L4) flavor (L)"},
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

static void find_advice(const struct facts *facts, struct verdict *verdict)
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

/* ---- why ---- */

/* "4 CLOUD (ccm->otc-api)", "4d listener (ccm->otc-api)" */
static const char *place(const struct facts *facts, const struct lane *lane,
                         struct scratch *scratch)
{
    int number = lane->trouble_step;

    return scratch_print(scratch, "%d %s (%s)", number, step_name(number),
                         step_actor(number, facts->by_gateway));
}

/* The words of the cloud without the controller's wrapping. */
static const char *bare_message(const char *message)
{
    static const char *const wraps[] = {"Details: ", "Error syncing load balancer: ",
                                        "Error updating load balancer with new hosts "};

    for (size_t i = 0; i < ARRAY_COUNT(wraps); i++) {
        if (strncmp(message, wraps[i], strlen(wraps[i])) == 0)
            message += strlen(wraps[i]);
    }
    return message;
}

static const struct listener *blocking(const struct facts *facts)
{
    for (size_t i = 0; i < facts->join->port_count; i++) {
        if (facts->join->ports[i].taken_by != NULL)
            return facts->join->ports[i].taken_by;
    }
    return NULL;
}

static const char *cause(const struct facts *facts, struct scratch *scratch)
{
    const struct heard *heard = facts->failing.heard;
    const struct listener *taken_by = blocking(facts);
    const char *code = heard->what.code;
    const char *colon = code[0] != '\0' ? ": " : "";

    if (heard->what.part == PART_LISTENER && taken_by != NULL && facts->join->elb != NULL)
        return scratch_print(scratch, "%s%sport %u of %s is taken by %s%s", code, colon,
                             taken_by->port, facts->join->elb->name,
                             taken_by->name[0] != '\0' ? taken_by->name : taken_by->id,
                             taken_by->service_uid == NULL ? ", which no Service owns"
                                                           : "");
    if (heard->what.field[0] != '\0')
        return scratch_print(scratch,
                             "elb.autocreate: field %s is missing or not allowed",
                             heard->what.field);
    return scratch_print(scratch, "%s%s%.400s", code, colon,
                         bare_message(heard->message));
}

static const char *why_failed(const struct facts *facts, const struct lane *lane,
                              struct scratch *scratch)
{
    char clock[WHEN_TEXT_BYTES];
    int64_t last_ms = facts_our_clock(facts->around, facts->failing.last_api_ms);
    const char *at = lane->trouble_part >= 0
                         ? SCRATCH_JOIN(scratch, " at ",
                                        part_label((enum step_part)lane->trouble_part))
                         : "";

    return scratch_print(scratch, "%s failed%s, %lld time%s, last %s. %s.",
                         place(facts, lane, scratch), at, (long long)facts->failing.count,
                         facts->failing.count == 1 ? "" : "s",
                         when_print_clock(last_ms, clock), cause(facts, scratch));
}

static const char *why_stuck(const struct facts *facts, const struct lane *lane,
                             struct scratch *scratch)
{
    int number = lane->trouble_step;
    const char *evidence = lane->trouble_part >= 0
                               ? lane->parts[lane->trouble_part].evidence
                               : lane->steps[number - 1].evidence;

    if (facts->deleting || facts->leaving)
        return "The clean-up takes longer than it should and nobody said why.";
    return scratch_print(scratch, "%s is over its limit and nobody said why: %s.",
                         place(facts, lane, scratch), evidence);
}

static const char *why_hurt(const struct facts *facts, struct scratch *scratch)
{
    const struct join *join = facts->join;

    switch (facts->hurt) {
    case HURT_FROZEN:
        return "The ELB or its EIP is frozen.";
    case HURT_ELB_GONE:
        return "The ELB is gone, Kubernetes still gives out its address.";
    case HURT_EIP_UNBOUND:
        return "The EIP is not bound to the ELB any more.";
    case HURT_LISTENER_GONE:
        return "A listener that should be there is not.";
    case HURT_POOL_GONE:
        return "A listener has no members behind it.";
    case HURT_NONE_ONLINE:
        return scratch_print(scratch, "None of %d members of port %u is ONLINE.",
                             join->dead->total, join->dead->port->port);
    case HURT_SOME_OFFLINE:
        return scratch_print(scratch, "%d of %d members are OFFLINE.",
                             join->total - join->online, join->total);
    case HURT_ONLY_PRIVATE:
        return "Only a private address was given out, though the ELB has a public one.";
    case HURT_CHANGE_FAILED:
        return scratch_print(scratch, "Works, but the last change was not applied: %s.",
                             cause(facts, scratch));
    case HURT_SILENT:
        return "The address answered before and does not now.";
    case HURT_NOT:
        break;
    }
    return "";
}

static const char *why_moving(const struct facts *facts, const struct lane *lane,
                              struct scratch *scratch)
{
    int number = lane->step;
    const struct step *step = number == STEP_CLOUD && lane->part >= 0
                                  ? &lane->parts[lane->part]
                                  : &lane->steps[number - 1];

    return scratch_print(scratch, "%d %s is with %s%s: %s.", number, step_name(number),
                         step_actor(number, facts->by_gateway),
                         lane->steps[number - 1].slow ? ", longer than usual" : "",
                         step->evidence);
}

static const char *why_deleting(const struct facts *facts, const struct lane *lane)
{
    if (facts->leaving && !facts->deleting)
        return "No longer of type LoadBalancer: the ccm cleans up.";
    return lane->step == STEP_CLOUD
               ? "Being deleted: the ccm takes its cloud objects down."
               : "Being deleted: only the finalizer is left.";
}

static const char *why_of(const struct facts *facts, const struct lane *lane,
                          struct scratch *scratch)
{
    switch (lane->state) {
    case ROW_FAILED:
        return why_failed(facts, lane, scratch);
    case ROW_STUCK:
        return why_stuck(facts, lane, scratch);
    case ROW_SKIPPED:
        return facts->skipped_ms != WHEN_UNKNOWN
                   ? "The ccm said that it skips this Service: nothing tells it what to "
                     "make."
                   : "The ccm skips this Service: nothing tells it what to make.";
    case ROW_DEGRADED:
        return why_hurt(facts, scratch);
    case ROW_MOVING:
        return why_moving(facts, lane, scratch);
    case ROW_DELETING:
        return why_deleting(facts, lane);
    case ROW_READY:
    case ROW_UNKNOWN:
        break;
    }
    return "";
}

static const char *who_of(const struct facts *facts, const struct lane *lane)
{
    switch (lane->state) {
    case ROW_FAILED:
    case ROW_SKIPPED:
    case ROW_DEGRADED:
        return "you";
    case ROW_STUCK:
        return facts->service->load_balancer_class != NULL && facts->seen_by == NULL
                   ? "you"
                   : step_actor(lane->trouble_step, facts->by_gateway);
    case ROW_MOVING:
        return step_actor(lane->step, facts->by_gateway);
    case ROW_DELETING:
        return "ccm";
    case ROW_READY:
    case ROW_UNKNOWN:
        break;
    }
    return "";
}

void verdict_find(const struct facts *facts, const struct lane *lane,
                  struct scratch *scratch, struct verdict *ret_verdict)
{
    *ret_verdict = (struct verdict){.todo = ""};
    ret_verdict->why = why_of(facts, lane, scratch);
    ret_verdict->who = who_of(facts, lane);
    find_advice(facts, ret_verdict);
    if (lane->state == ROW_READY || lane->state == ROW_DELETING)
        ret_verdict->todo = "";
}
