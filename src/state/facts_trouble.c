/* What is wrong: a failure that holds, and what hurts a Service that is whole. */
#include "state/facts_inside.h"

#include <string.h>

#include "state/common.h"
#include "state/patience.h"

#include "base/banned.h"

static void find_failing(struct facts *facts)
{
    const struct past *past = facts->past;
    int64_t ok_api_ms = WHEN_UNKNOWN;

    if (facts->has_address && !facts->skipped) {
        ok_api_ms = past_told(past)->ensured_last_api_ms;
        if (facts->address_at.exact)
            ok_api_ms = later(ok_api_ms, facts->address_at.ms + facts->around->skew_ms);
    }
    facts->failing = past_failing(past, ok_api_ms, facts->deleting || facts->leaving);
    facts->failing_since_ms = facts_our_clock(facts->around, facts->failing.first_api_ms);
}

/* New members are OFFLINE until their checks went through: that is no loss. */
static bool none_is_online(struct facts *facts)
{
    const struct join *join = facts->join;

    if (join->dead == NULL)
        return false;
    int64_t made_ms = join->dead->newest_member_ms;
    if (made_ms == WHEN_UNKNOWN)
        made_ms = past_swept(facts->past)->none_online_ms;
    return past_swept(facts->past)->ever_online ||
           facts_passed(facts, facts->around->cloud_ms, made_ms, PATIENCE_CHECK_MS);
}

/* With policy Local the nodes without a pod are OFFLINE, and that is right. */
static bool some_are_offline(struct facts *facts)
{
    return !facts->service->local &&
           past_swept(facts->past)->some_offline_ms != WHEN_UNKNOWN &&
           facts_passed(facts, facts->around->cloud_ms,
                        past_swept(facts->past)->some_offline_ms, PATIENCE_OFFLINE_MS);
}

static bool only_private(const struct facts *facts)
{
    const char *eip_id = facts->service->elb_eip_id;

    return facts->has_address && facts->public_address == NULL && facts->wants_public &&
           (facts->class_misfit || (eip_id != NULL && eip_id[0] == '\0'));
}

static enum hurt hurt_of(struct facts *facts)
{
    const enum part_proof *parts = facts->parts;

    if (facts->deleting || facts->leaving)
        return HURT_NOT; /* that is meant to go */
    if (facts->cloud && join_is_frozen(facts->join))
        return HURT_FROZEN;
    if (parts[PART_ELB] == PART_GONE)
        return HURT_ELB_GONE;
    if (parts[PART_EIP] == PART_GONE || parts[PART_BIND] == PART_GONE)
        return HURT_EIP_UNBOUND;
    if (parts[PART_LISTENER] == PART_GONE)
        return HURT_LISTENER_GONE;
    if (parts[PART_POOL] == PART_GONE)
        return HURT_POOL_GONE;
    if (none_is_online(facts))
        return HURT_NONE_ONLINE;
    if (some_are_offline(facts))
        return HURT_SOME_OFFLINE;
    if (only_private(facts))
        return HURT_ONLY_PRIVATE;
    if (facts->failing.heard != NULL)
        return HURT_CHANGE_FAILED;
    if (facts->past->silent_ms != WHEN_UNKNOWN && facts->probe.tries > TRIES_ENOUGH)
        return HURT_SILENT;
    return HURT_NOT;
}

static int64_t hurt_since(const struct facts *facts)
{
    const struct past *past = facts->past;

    switch (facts->hurt) {
    case HURT_ELB_GONE:
        return past_swept(past)->parts_lost_ms[PART_ELB];
    case HURT_FROZEN:
        return past_swept(past)->unbound_ms;
    case HURT_EIP_UNBOUND:
        return past_swept(past)->unbound_ms != WHEN_UNKNOWN
                   ? past_swept(past)->unbound_ms
                   : past_swept(past)->parts_lost_ms[PART_BIND];
    case HURT_LISTENER_GONE:
        return past_swept(past)->parts_lost_ms[PART_LISTENER];
    case HURT_POOL_GONE:
        return past_swept(past)->parts_lost_ms[PART_POOL];
    case HURT_NONE_ONLINE:
        return past_swept(past)->none_online_ms;
    case HURT_SOME_OFFLINE:
        return past_swept(past)->some_offline_ms;
    case HURT_CHANGE_FAILED:
        return facts->failing_since_ms;
    case HURT_SILENT:
        return past->silent_ms;
    case HURT_ONLY_PRIVATE:
        return facts->address_at.ms;
    case HURT_NOT:
        break;
    }
    return WHEN_UNKNOWN;
}

static void find_misfit(struct facts *facts)
{
    const struct elb *elb = facts->join->elb;
    const char *class = facts->service->elb_class;

    if (elb == NULL || !elb->guaranteed_known)
        return;
    bool performance = class != NULL && strcmp(class, "performance") == 0;
    facts->class_misfit = performance != elb->guaranteed;
}

void facts_find_trouble(struct facts *facts)
{
    find_failing(facts);
    find_misfit(facts);
    facts->hurt = hurt_of(facts);
    facts->hurt_since_ms = hurt_since(facts);
}
