#include "state/draft.h"

#include <string.h>

#include "state/verdict.h"

#include "base/banned.h"

static const char *class_of(const struct facts *facts)
{
    const struct elb *elb = facts->join->elb;
    const char *class = facts->service->elb_class;

    if (class != NULL && strcmp(class, "performance") == 0)
        return "performance";
    if (class != NULL && strcmp(class, "union") == 0)
        return "union";
    if (class == NULL && elb != NULL && elb->guaranteed_known)
        return elb->guaranteed ? "performance" : "union";
    if (class == NULL && facts->service->elb_autocreate != NULL)
        return "union"; /* the controller's default */
    return NULL;
}

static enum row_role role_of(const struct facts *facts)
{
    if (facts->join->target.how == JOIN_NONE)
        return ROLE_NONE;
    return facts->service->elb_autocreate != NULL ? ROLE_CREATOR : ROLE_TENANT;
}

static const struct row_port *ports_of(const struct facts *facts,
                                       const struct probe_result *probes,
                                       struct scratch *scratch)
{
    const struct service *service = facts->service;
    struct row_port *ports = scratch_array(scratch, service->port_count, sizeof *ports);

    for (size_t i = 0; i < service->port_count; i++)
        ports[i] = (struct row_port){.name = service->ports[i].name,
                                     .protocol = service->ports[i].protocol,
                                     .port = service->ports[i].port,
                                     .node_port = service->ports[i].node_port,
                                     .target_port = service->ports[i].target_port,
                                     .probe = probes[i]};
    return ports;
}

static const struct row_elb *elb_of(const struct facts *facts, struct scratch *scratch)
{
    const struct elb *elb = facts->join->elb;
    if (facts->join->target.how == JOIN_NONE)
        return NULL;

    struct row_elb *out = scratch_array(scratch, 1, sizeof *out);
    *out = (struct row_elb){.id = facts->join->target.elb_id, .created_ms = WHEN_UNKNOWN};
    if (elb == NULL)
        return out;
    out->found = true;
    out->name = elb->name;
    out->class = !elb->guaranteed_known ? NULL
                 : elb->guaranteed      ? "performance"
                                        : "union";
    out->provisioning_status = elb->provisioning_status;
    out->operating_status = elb->operating_status;
    out->vip_address = elb->vip_address;
    out->created_ms = elb->created_ms;
    return out;
}

static void put_listeners(const struct facts *facts, struct scratch *scratch,
                          struct row *row)
{
    const struct join *join = facts->join;
    struct row_listener *out = scratch_array(scratch, join->port_count, sizeof *out);

    for (size_t i = 0; i < join->port_count; i++) {
        const struct join_port *port = &join->ports[i];
        if (port->listener == NULL)
            continue;
        out[row->listener_count++] =
            (struct row_listener){.id = port->listener->id,
                                  .name = port->listener->name,
                                  .protocol = port->listener->protocol,
                                  .port = port->listener->port,
                                  .pool_id = port->pool == NULL ? NULL : port->pool->id,
                                  .members_online = port->online,
                                  .members_total = port->total};
    }
    row->listeners = out;
}

static const struct row_eip *eip_of(const struct facts *facts, struct scratch *scratch)
{
    const struct join *join = facts->join;
    const char *noted = facts->service->elb_eip_id;
    const char *id = NULL;

    if (join->eip != NULL)
        id = join->eip->id;
    else if (join->elb != NULL && join->elb->eip_id != NULL)
        id = join->elb->eip_id;
    else if (noted != NULL && noted[0] != '\0')
        id = noted;
    if (id == NULL)
        return NULL;

    struct row_eip *out = scratch_array(scratch, 1, sizeof *out);
    *out = (struct row_eip){.id = id, .bandwidth_mbit = -1};
    if (join->eip != NULL) {
        out->address = join->eip->address;
        out->status = join->eip->status;
        out->bandwidth_mbit = join->eip->bandwidth_mbit;
        out->charge_mode = join->eip->charge_mode;
    } else if (join->elb != NULL && join->elb->eip_address != NULL) {
        out->address = join->elb->eip_address;
    } else {
        out->address = facts->public_address;
    }
    return out;
}

static void put_identity(const struct facts *facts, struct row *row)
{
    const struct meta *meta = &facts->object->meta;

    row->namespace = meta->namespace;
    row->name = meta->name;
    row->uid = meta->uid;
    row->resource_version = meta->resource_version;
    row->created_ms = facts->stored.ms;
    row->deleted_ms = facts->deleting_ms;
    row->label_count = meta->label_count;
    row->labels = meta->labels;
    row->pattern = facts->by_gateway ? PATTERN_GATEWAY : facts->flow;
    row->class = class_of(facts);
}

static void put_lane(const struct lane *lane, struct row *row)
{
    row->state = lane->state;
    row->since_ms = lane->since.ms;
    row->since_exact = lane->since.exact;
    row->step = lane->step;
    row->parts_settled = lane->parts_settled;
    row->part = lane->part;
    memcpy(row->steps, lane->steps, sizeof row->steps);
    memcpy(row->parts, lane->parts, sizeof row->parts);
}

static void put_verdict(const struct facts *facts, const struct verdict *verdict,
                        struct row *row)
{
    const struct heard *heard = facts->failing.heard;

    row->why = verdict->why;
    row->who = verdict->who;
    row->todo = verdict->todo;
    row->advice_count = verdict->advice_count;
    row->advice = verdict->advice;
    row->next_try_ms = WHEN_UNKNOWN;
    if (heard == NULL || (row->state != ROW_FAILED && row->state != ROW_DEGRADED))
        return;
    row->next_try_ms = facts_our_clock(facts->around, facts->failing.last_try_api_ms) +
                       failure_retry_ms(facts->failing.tries);
}

const struct row *draft_row(const struct facts *facts, const struct lane *lane,
                            const struct draft_extras *extras, struct scratch *scratch)
{
    struct verdict verdict;
    struct row row = {0};

    verdict_find(facts, lane, scratch, &verdict);
    put_identity(facts, &row);
    put_lane(lane, &row);
    put_verdict(facts, &verdict, &row);
    if (facts->failing.heard != NULL && facts->failing.heard->what.code[0] != '\0')
        row.api_code = SCRATCH_JOIN(scratch, facts->failing.heard->what.code);

    row.address = facts->address;
    row.wants_public = facts->wants_public;
    row.ingress_count = facts->service->ingress_count;
    row.ingress = facts->service->ingress;
    row.port_count = facts->service->port_count;
    row.ports = ports_of(facts, extras->probes, scratch);
    row.probe = facts->probe;

    row.elb = elb_of(facts, scratch);
    row.how = facts->join->target.how;
    row.role = role_of(facts);
    put_listeners(facts, scratch, &row);
    row.eip = eip_of(facts, scratch);
    row.members_online = facts->join->online;
    row.members_total = facts->join->total;

    row.endpoints_ready = extras->endpoints_ready;
    row.endpoints_total = extras->endpoints_total;
    row.shared_count = extras->shared_count;
    row.shared_with = extras->shared_with;
    row.gateway = extras->gateway;
    row.needs_ticking = facts->due_ms != INT64_MAX;
    return row_build(&row, scratch);
}
