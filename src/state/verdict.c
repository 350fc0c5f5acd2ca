#include "state/verdict.h"

#include <string.h>

#include "base/mem.h"
#include "state/rules.h"

#include "base/banned.h"

/* ---- why ---- */

/* "4 CLOUD (ccm->otc-api)" */
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
    rules_apply(facts, ret_verdict);
    if (lane->state == ROW_READY || lane->state == ROW_DELETING)
        ret_verdict->todo = "";
}
