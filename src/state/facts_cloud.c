/*
 * What the cloud proves of the five parts of step 4: shown by a sweep, implied by what came
 * later, or contradicted by a sweep that is newer than that.
 */
#include "state/facts_inside.h"

#include <string.h>

#include "state/common.h"
#include "state/patience.h"

#include "base/banned.h"

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcmp(text, *words) == 0)
            return true;
    }
    return false;
}

static bool elb_is_there(const struct elb *elb)
{
    static const char *const not_yet[] = {"PENDING_CREATE", "ERROR", NULL};

    return elb != NULL && (elb->provisioning_status == NULL ||
                           !is_one_of(elb->provisioning_status, not_yet));
}

static bool eip_serves(const struct join *join)
{
    static const char *const does_not[] = {"DOWN",           "BINDING", "BIND_ERROR",
                                           "PENDING_CREATE", "ERROR",   NULL};

    if (!join->bound)
        return false;
    return join->eip == NULL || join->eip->status == NULL ||
           !is_one_of(join->eip->status, does_not);
}

static bool all_listen(const struct join *join)
{
    for (size_t i = 0; i < join->port_count; i++) {
        if (join->ports[i].listener == NULL)
            return false;
    }
    return join->port_count > 0;
}

static bool all_have_members(const struct join *join)
{
    for (size_t i = 0; i < join->port_count; i++) {
        if (join->ports[i].pool == NULL || join->ports[i].total == 0)
            return false;
    }
    return join->port_count > 0;
}

static bool cloud_shows(const struct join *join, enum step_part part)
{
    switch (part) {
    case PART_ELB:
        return elb_is_there(join->elb);
    case PART_EIP:
        return join->has_eip;
    case PART_BIND:
        return eip_serves(join);
    case PART_LISTENER:
        return all_listen(join);
    case PART_POOL:
        return all_have_members(join);
    }
    return false;
}

static void note_while(int64_t *since_ms, bool holds, int64_t now_ms)
{
    if (!holds)
        *since_ms = WHEN_UNKNOWN;
    else if (*since_ms == WHEN_UNKNOWN)
        *since_ms = now_ms;
}

bool join_is_frozen(const struct join *join)
{
    return (join->elb != NULL && join->elb->operating_status != NULL &&
            strcmp(join->elb->operating_status, "FROZEN") == 0) ||
           (join->eip != NULL && join->eip->status != NULL &&
            strcmp(join->eip->status, "FREEZED") == 0);
}

static void note_first(int64_t *at, int64_t ms)
{
    if (*at == WHEN_UNKNOWN)
        *at = ms;
}

void past_see_cloud(struct past *past, const struct cloud *cloud, const struct join *join)
{
    if (cloud->elbs == NULL)
        return;
    struct swept *swept = past_sweep(past);
    int64_t read_ms = cloud->elbs->read_wall_ms;

    for (enum step_part part = PART_ELB; part <= PART_POOL; part++) {
        bool shown = cloud_shows(join, part);
        bool told = shown || (part != PART_EIP && part != PART_BIND) || join->eip_known;
        if (shown)
            note_first(&swept->parts_ms[part], read_ms);
        note_while(&swept->parts_lost_ms[part],
                   told && !shown && swept->parts_ms[part] != WHEN_UNKNOWN, read_ms);
    }
    swept->ever_online = swept->ever_online || join->online > 0;
    note_while(&swept->none_online_ms, join->dead != NULL, read_ms);
    note_while(&swept->some_offline_ms, join->online > 0 && join->online < join->total,
               read_ms);
    note_while(&swept->unbound_ms,
               join_is_frozen(join) || (join->eip != NULL && !eip_serves(join)), read_ms);
}

/* The ccm has said, in one way or another, that all is as the Service wants it. */
static bool is_confirmed(struct facts *facts)
{
    const struct past *past = facts->past;
    int64_t ok_ms = facts_our_clock(facts->around, past_told(past)->ensured_last_api_ms);

    if (!facts->has_address || !has_text(facts->service->elb_id) || facts->skipped)
        return false;
    if (past->intent_ms == WHEN_UNKNOWN || facts->address_at.ms >= past->intent_ms)
        return true;
    return (ok_ms != WHEN_UNKNOWN && ok_ms + ONE_SECOND_MS >= past->intent_ms) ||
           facts_passed(facts, facts->around->kube_ms, past->intent_ms,
                        patience_for(facts->around->patience, STEP_CLOUD, true).stuck_ms);
}

/* Was the cloud read after Kubernetes proved what the cloud does not show? */
static bool looked_after(const struct facts *facts, enum step_part part,
                         int64_t proved_ms)
{
    const struct cloud *cloud = facts->around->cloud;
    int64_t read_ms = cloud->elbs->read_wall_ms;

    if ((part == PART_EIP || part == PART_BIND) && cloud->eips != NULL &&
        cloud->eips->read_wall_ms < read_ms)
        read_ms = cloud->eips->read_wall_ms;
    return read_ms > proved_ms + CROSSING_MS;
}

static enum part_proof prove(const struct facts *facts, enum step_part part, bool implied,
                             struct moment implied_at)
{
    const struct join *join = facts->join;

    if ((part == PART_EIP || part == PART_BIND) && facts->public_known &&
        !facts->wants_public)
        return PART_NOT_NEEDED;
    if (facts->cloud && cloud_shows(join, part))
        return PART_SHOWN;
    if (!implied)
        return PART_UNPROVED;
    bool told =
        part == PART_ELB || (join->elb != NULL && (part > PART_BIND || join->eip_known));
    if (facts->cloud && told &&
        looked_after(facts, part,
                     later(facts_held_since(facts, implied_at), facts->past->intent_ms)))
        return PART_GONE;
    return PART_IMPLIED;
}

static int64_t newest_listener_ms(const struct join *join)
{
    int64_t ms = WHEN_UNKNOWN;
    for (size_t i = 0; i < join->port_count; i++) {
        if (join->ports[i].listener != NULL)
            ms = later(ms, join->ports[i].listener->created_ms);
    }
    return ms;
}

static int64_t newest_member_ms(const struct join *join)
{
    int64_t ms = WHEN_UNKNOWN;
    for (size_t i = 0; i < join->port_count; i++)
        ms = later(ms, join->ports[i].newest_member_ms);
    return ms;
}

/* The cloud's own date, else when a sweep saw it first, else when something implied it. */
static struct moment part_at(const struct facts *facts, enum step_part part)
{
    const struct join *join = facts->join;
    int64_t made_ms = WHEN_UNKNOWN;

    if (part == PART_ELB && join->elb != NULL)
        made_ms = join->elb->created_ms;
    if (part == PART_EIP && join->eip != NULL)
        made_ms = join->eip->created_ms;
    if (part == PART_LISTENER)
        made_ms = newest_listener_ms(join);
    if (part == PART_POOL)
        made_ms = newest_member_ms(join);
    if (made_ms != WHEN_UNKNOWN)
        return (struct moment){made_ms, true};

    struct moment at = {past_swept(facts->past)->parts_ms[part], false};
    struct moment bound = part <= PART_BIND && facts->flow == PATTERN_AUTOCREATE
                              ? facts->ids_at
                              : facts->address_at;
    if (bound.ms != WHEN_UNKNOWN && (at.ms == WHEN_UNKNOWN || bound.ms < at.ms))
        at.ms = bound.ms;
    at.exact = false;
    return at;
}

void facts_find_cloud(struct facts *facts)
{
    const struct service *service = facts->service;
    bool by_ccm = facts->flow == PATTERN_AUTOCREATE && has_text(service->elb_id);
    bool with_eip = by_ccm && has_text(service->elb_eip_id);
    bool confirmed = is_confirmed(facts);

    facts->cloud = facts->around->cloud->elbs != NULL;
    facts->ports_wanted = facts->join->port_count;
    for (size_t i = 0; i < facts->join->port_count; i++)
        facts->ports_listening += facts->join->ports[i].listener != NULL;

    for (enum step_part part = PART_ELB; part <= PART_POOL; part++) {
        bool early = part == PART_ELB ? by_ccm : part <= PART_BIND && with_eip;
        facts->parts[part] = prove(facts, part, early || confirmed,
                                   early ? facts->ids_at : facts->address_at);
        facts->parts_at[part] = part_at(facts, part);
    }
}
