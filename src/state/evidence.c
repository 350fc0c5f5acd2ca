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

static const char *explain_elb(const struct facts *facts, struct scratch *scratch)
{
    const struct elb *elb = facts->join->elb;

    if (elb != NULL)
        return SCRATCH_JOIN(scratch, elb->name[0] != '\0' ? elb->name : elb->id, " ",
                            or_empty(elb->provisioning_status));
    switch (facts->parts[PART_ELB]) {
    case PART_GONE:
        return "no ELB with this elb.id any more";
    case PART_IMPLIED:
        return "elb.id is written";
    default:
        if (!facts->cloud)
            return "inside the ccm, no signal until it writes back";
        return facts->attach ? "no ELB with this elb.id in this project" : "no ELB yet";
    }
}

static const char *explain_eip(const struct facts *facts, struct scratch *scratch)
{
    const struct join *join = facts->join;

    if (facts->parts[PART_EIP] == PART_NOT_NEEDED)
        return "internal: no EIP";
    if (join->eip != NULL && join->eip->address != NULL)
        return SCRATCH_JOIN(scratch, join->eip->address);
    if (join->elb != NULL && join->elb->eip_address != NULL)
        return SCRATCH_JOIN(scratch, join->elb->eip_address);
    switch (facts->parts[PART_EIP]) {
    case PART_GONE:
        return "the EIP is gone";
    case PART_IMPLIED:
        return "implied by what is written";
    default:
        return facts->cloud ? "no EIP yet" : "not read";
    }
}

static const char *explain_bind(const struct facts *facts, struct scratch *scratch)
{
    const struct join *join = facts->join;

    if (facts->parts[PART_BIND] == PART_NOT_NEEDED)
        return "internal: no EIP";
    if (join->eip != NULL && join->eip->status != NULL)
        return SCRATCH_JOIN(scratch, "EIP status ", join->eip->status);
    switch (facts->parts[PART_BIND]) {
    case PART_SHOWN:
        return "the ELB lists it";
    case PART_GONE:
        return "the ELB lists no EIP";
    case PART_IMPLIED:
        return "implied by what is written";
    default:
        return facts->cloud ? "not bound yet" : "not read";
    }
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

    if (!facts->cloud)
        return facts->parts[PART_LISTENER] == PART_IMPLIED ? "implied by the address"
                                                           : "not read";
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
    switch (facts->parts[PART_POOL]) {
    case PART_SHOWN:
        return "a pool is there, members not read";
    case PART_IMPLIED:
        return "implied by the address";
    case PART_GONE:
        return "no pool, no members";
    default:
        return facts->cloud ? "no pool yet" : "not read";
    }
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
    if (lane->part < 0 && facts->join->elb != NULL)
        return SCRATCH_JOIN(scratch, facts->join->elb->name,
                            facts->ports_listening == 1 ? ", 1 listener" : ", listeners");
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
    struct step *parts = lane->parts;

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
    parts[PART_ELB].evidence = explain_elb(facts, scratch);
    parts[PART_EIP].evidence = explain_eip(facts, scratch);
    parts[PART_BIND].evidence = explain_bind(facts, scratch);
    parts[PART_LISTENER].evidence = explain_listener(facts, scratch);
    parts[PART_POOL].evidence = explain_pool(facts, scratch);
}
