/* The evidence of each step and part, in words short enough for a column. */
#include <string.h>

#include "state/lane.h"

#include "base/banned.h"

enum { SHORT_ID_BYTES = 8 };

/* "9a41.." */
static const char *short_id(const char *id, char out[SHORT_ID_BYTES])
{
    size_t bytes = strnlen(id, 4);

    if (bytes == 0)
        return "\"\"";
    memcpy(out, id, bytes);
    memcpy(out + bytes, "..", 3);
    return out;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* ---- parts ---- */

/* What is implied and what is missing has the same words in every case. */
static const char *const implied_words[PART_COUNT] = {
    [PART_ELB] = "implied by elb.id",       [PART_EIP] = "implied by elb.eip-id",
    [PART_BIND] = "implied by elb.eip-id",  [PART_LISTENER] = "implied by the address",
    [PART_POOL] = "implied by the address",
};

static const char *const missing_words[PART_COUNT] = {
    [PART_ELB] = "no ELB yet",     [PART_EIP] = "no EIP yet",
    [PART_BIND] = "not bound yet", [PART_LISTENER] = "no listener yet",
    [PART_POOL] = "no pool yet",
};

static const char *explain_elb(const struct facts *facts, struct scratch *scratch)
{
    const struct elb *elb = facts->join->elb;

    if (elb != NULL)
        return SCRATCH_JOIN(scratch, elb->name[0] != '\0' ? elb->name : elb->id, " ",
                            or_empty(elb->provisioning_status));
    if (facts->parts[PART_ELB] == PART_GONE)
        return "no ELB with this elb.id any more";
    return facts->attach ? "no ELB with this elb.id in this project"
                         : missing_words[PART_ELB];
}

static const char *explain_eip(const struct facts *facts, struct scratch *scratch)
{
    const struct join *join = facts->join;

    if (join->eip != NULL && join->eip->address != NULL)
        return SCRATCH_JOIN(scratch, join->eip->address);
    if (join->elb != NULL && join->elb->eip_address != NULL)
        return SCRATCH_JOIN(scratch, join->elb->eip_address);
    return facts->parts[PART_EIP] == PART_GONE ? "the EIP is gone"
                                               : missing_words[PART_EIP];
}

static const char *explain_bind(const struct facts *facts, struct scratch *scratch)
{
    const struct join *join = facts->join;

    if (join->eip != NULL && join->eip->status != NULL)
        return SCRATCH_JOIN(scratch, "EIP status ", join->eip->status);
    if (facts->parts[PART_BIND] == PART_SHOWN)
        return "the ELB lists it";
    return facts->parts[PART_BIND] == PART_GONE ? "the ELB lists no EIP"
                                                : missing_words[PART_BIND];
}

static const struct join_port *first_without_listener(const struct join *join)
{
    for (size_t i = 0; i < join->port_count; i++) {
        if (join->ports[i].listener == NULL)
            return &join->ports[i];
    }
    return NULL;
}

static const char *explain_listener(const struct facts *facts, struct scratch *scratch)
{
    const struct join *join = facts->join;
    const struct join_port *open = first_without_listener(join);

    if (open == NULL && join->port_count == 1)
        return SCRATCH_JOIN(scratch, "1 of 1: ", join->ports[0].listener->name);
    if (open == NULL)
        return scratch_print(scratch, "%zu of %zu", facts->ports_listening,
                             facts->ports_wanted);
    if (open->taken_by != NULL)
        return scratch_print(
            scratch, "%u/%s is taken by %s", open->port->port, open->port->protocol,
            open->taken_by->name[0] != '\0' ? open->taken_by->name : open->taken_by->id);
    return scratch_print(scratch, "%zu of %zu: no k8s_%s_%u", facts->ports_listening,
                         facts->ports_wanted, open->port->protocol, open->port->port);
}

static const char *explain_pool(const struct facts *facts, struct scratch *scratch)
{
    const struct join *join = facts->join;
    char online[SCRATCH_NUMBER_BYTES];
    char total[SCRATCH_NUMBER_BYTES];

    if (join->total >= 0)
        return SCRATCH_JOIN(scratch, number_text(join->online, online), " of ",
                            number_text(join->total, total), " ONLINE");
    if (facts->parts[PART_POOL] == PART_SHOWN)
        return "a pool is there, members not read";
    return facts->parts[PART_POOL] == PART_GONE ? "no pool, no members"
                                                : missing_words[PART_POOL];
}

static const char *explain_part(const struct facts *facts, struct scratch *scratch,
                                enum step_part part)
{
    static const char *(*const explain[PART_COUNT])(const struct facts *,
                                                    struct scratch *) = {
        [PART_ELB] = explain_elb,   [PART_EIP] = explain_eip,
        [PART_BIND] = explain_bind, [PART_LISTENER] = explain_listener,
        [PART_POOL] = explain_pool,
    };

    if (facts->parts[part] == PART_NOT_NEEDED)
        return "internal: no EIP";
    if (facts->parts[part] == PART_IMPLIED)
        return implied_words[part];
    if (!facts->cloud)
        return "inside the ccm, no signal until it writes back";
    return explain[part](facts, scratch);
}

/* ---- steps ---- */

static const char *explain_stored(const struct facts *facts, struct scratch *scratch)
{
    return SCRATCH_JOIN(scratch, "rv ", facts->object->meta.resource_version);
}

static const char *explain_seen(const struct facts *facts)
{
    if (facts->seen_by != NULL)
        return facts->seen_by;
    if (facts->service->load_balancer_class != NULL)
        return "no event, no finalizer; loadBalancerClass is set";
    if (facts->foreign_address)
        return "somebody else wrote the address";
    return "no event, no finalizer yet";
}

static const char *explain_cloud(const struct facts *facts, struct scratch *scratch,
                                 const struct lane *lane)
{
    const struct heard *heard = facts->failing.heard;
    char count[SCRATCH_NUMBER_BYTES];

    if (facts->skipped)
        return "the ccm skips this Service";
    if (facts->foreign_address)
        return "not by the ccm";
    if (heard != NULL && lane->steps[STEP_CLOUD - 1].state == STEP_FAILED)
        return SCRATCH_JOIN(
            scratch, heard->what.code[0] != '\0' ? heard->what.code : heard->reason,
            ", x", number_text(facts->failing.count, count));
    if (lane->part < 0 && facts->join->elb != NULL && facts->ports_listening > 0)
        return SCRATCH_JOIN(scratch, facts->join->elb->name, ", ",
                            number_text((int64_t)facts->ports_listening, count),
                            facts->ports_listening == 1 ? " listener" : " listeners");
    if (lane->part < 0)
        return "implied by the address";
    return facts->cloud ? "silent until it ends"
                        : "inside the ccm, no signal until it writes back";
}

static const char *explain_ids(const struct facts *facts, struct scratch *scratch)
{
    char elb[SHORT_ID_BYTES];
    char eip[SHORT_ID_BYTES];

    if (facts->service->elb_id == NULL || facts->service->elb_id[0] == '\0')
        return "no elb.id";
    if (facts->service->elb_eip_id == NULL)
        return SCRATCH_JOIN(scratch, "elb.id ", short_id(facts->service->elb_id, elb));
    return SCRATCH_JOIN(scratch, "elb.id ", short_id(facts->service->elb_id, elb),
                        ", elb.eip-id ", short_id(facts->service->elb_eip_id, eip));
}

static const char *explain_address(const struct facts *facts, struct scratch *scratch)
{
    char clock[WHEN_TEXT_BYTES];

    if (facts->withdrawn)
        return SCRATCH_JOIN(scratch, "withdrawn ",
                            when_print_clock(facts->past->withdrawn_ms, clock), ", was ",
                            or_empty(facts->past->withdrawn_address));
    return facts->address != NULL ? SCRATCH_JOIN(scratch, facts->address) : "ingress []";
}

static const char *probe_words(enum probe_state state)
{
    static const char *const words[] = {
        [PROBE_UNKNOWN] = "not tried yet",
        [PROBE_OFF] = "not probed",
        [PROBE_OK] = "connected",
        [PROBE_REFUSED] = "refused: routed, but nothing listens",
        [PROBE_TIMEOUT] = "timeout: not advertised, unbound or filtered",
        [PROBE_RESET] = "connected, closed at once: no healthy member",
        [PROBE_UNREACHABLE] = "no route",
    };
    return words[state];
}

static const char *unprobed_words(const struct facts *facts)
{
    if (facts->probe_port == 0)
        return "no TCP port: a connect would prove nothing";
    if (facts->public_address == NULL)
        return "only a private address: not to be reached from here";
    return "not probed";
}

static const char *explain_routed(const struct facts *facts, struct scratch *scratch)
{
    char port[SCRATCH_NUMBER_BYTES];
    char took[SCRATCH_NUMBER_BYTES];

    switch (facts->reach) {
    case REACH_WAITING:
        return facts->skipped ? "nothing to probe" : "probe starts after 6";
    case REACH_PRIVATE:
        return "internal: no public address";
    case REACH_UNPROBED:
        return unprobed_words(facts);
    default:
        break;
    }
    const char *on = number_text(facts->probe_port, port);
    if (facts->probe.state == PROBE_OK && facts->probe.rtt_ms >= 0)
        return SCRATCH_JOIN(scratch, on, " connected, ",
                            number_text(facts->probe.rtt_ms, took), " ms");
    return SCRATCH_JOIN(scratch, on, " ", probe_words(facts->probe.state));
}

void lane_explain(const struct facts *facts, struct scratch *scratch, struct lane *lane)
{
    struct step *steps = lane->steps;

    steps[STEP_APPLY - 1].evidence =
        facts->by_gateway ? "applied by envoy-gw" : "the object is there";
    steps[STEP_STORED - 1].evidence = explain_stored(facts, scratch);
    steps[STEP_SEEN - 1].evidence = explain_seen(facts);
    steps[STEP_CLOUD - 1].evidence = explain_cloud(facts, scratch, lane);
    steps[STEP_IDS - 1].evidence = explain_ids(facts, scratch);
    steps[STEP_ADDRESS - 1].evidence = explain_address(facts, scratch);
    steps[STEP_ROUTED - 1].evidence = explain_routed(facts, scratch);
    if (facts->skipped || facts->foreign_address)
        return;
    for (enum step_part part = PART_ELB; part <= PART_POOL; part++)
        lane->parts[part].evidence = explain_part(facts, scratch, part);
}
