/* What stands in the list of Services, column by column. */
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/columns.h"
#include "tui/origins.h"

#include "base/banned.h"

static const char services_call[] = "GET /api/v1/services, then its watch";
static const char slices_call[] =
    "GET /apis/discovery.k8s.io/v1/endpointslices, then its watch";
static const char elbs_call[] = "GET /v3/{project}/elb/loadbalancers";
static const char listeners_call[] = "GET /v3/{project}/elb/listeners";
static const char members_call[] =
    "GET /v3/{project}/elb/members, or pool by pool where a region lacks it";
static const char eips_call[] = "GET /v1/{project}/publicips";

static const struct origin row_origins[COLUMN_COUNT] = {
    [COLUMN_SERVICE] = {"SERVICE", SOURCE_KUBERNETES, services_call,
                        "metadata.namespace, metadata.name", "as it stands", NULL,
                        "metadata|name"},
    [COLUMN_STEPS] = {"STEPS", SOURCE_COUNT, "all witnesses together",
                      "the steps below, one by one",
                      "facts first, then states; a later hard fact proves earlier steps",
                      NULL, NULL},
    [COLUMN_STATE] = {"STATE", SOURCE_COUNT, "all witnesses together",
                      "the marks, and how long they stand",
                      "the worst mark wins: ! * ~ >; a step over its limit is STUCK",
                      NULL, NULL},
    [COLUMN_FOR] = {"FOR", SOURCE_KUBERNETES,
                    "GET /api/v1/events, services, or seen here",
                    "lastTimestamp, metadata.managedFields[].time",
                    "since the state began; <= when only a bound is known",
                    "nobody has told yet when this state began", NULL},
    [COLUMN_USUAL] = {"USUAL", SOURCE_KUBERNETES, "our own history of this cluster",
                      "the last 64 Services of this pattern that became READY or went",
                      "half took no longer than the first, 95 of 100 than the second",
                      "no history: none of this pattern was seen from start to end yet",
                      NULL},
    [COLUMN_ELB] = {"ELB", SOURCE_ELB, elbs_call, "loadbalancers[].name",
                    "+ when several Services name it; .. not read, - none",
                    "no ELB is known for it: no annotation names one, none has its name, "
                    "its uid or its address",
                    "metadata|annotations|kubernetes.io/elb.id"},
    [COLUMN_PATTERN] = {"PATTERN", SOURCE_KUBERNETES, services_call,
                        "metadata.annotations: kubernetes.io/elb.autocreate, .elb.id",
                        "autocreate, attach, both, or made by a Gateway",
                        "neither annotation is there: the ccm skips it",
                        "metadata|annotations|kubernetes.io/elb.autocreate"},
    [COLUMN_LISTENERS] = {"LSN", SOURCE_ELB, listeners_call,
                          "listeners[].loadbalancers[].id, .protocol_port, .description",
                          "found, of those that spec.ports asks for",
                          "without an ELB there is none", "spec|ports"},
    [COLUMN_MEMBERS] = {"MEM", SOURCE_ELB, members_call, "members[].operating_status",
                        "ONLINE, of all members behind its listeners",
                        "no pool with members is behind a listener of it", NULL},
    [COLUMN_ADDRESS] = {"ADDRESS", SOURCE_KUBERNETES, services_call,
                        "status.loadBalancer.ingress[].ip",
                        "the public entry, whatever its place; else the private one",
                        "the ccm has written no ingress yet, or has taken it back",
                        "status|loadBalancer|ingress"},
    [COLUMN_PORTS] = {"PORTS", SOURCE_KUBERNETES, services_call,
                      "spec.ports[].port, .protocol", "TCP goes without saying", NULL,
                      "spec|ports"},
    [COLUMN_AGE] = {"AGE", SOURCE_KUBERNETES, services_call, "metadata.creationTimestamp",
                    "until now", NULL, "metadata|creationTimestamp"},
    [COLUMN_CLASS] = {"CLASS", SOURCE_KUBERNETES, services_call,
                      "metadata.annotations: kubernetes.io/elb.class", "as it stands",
                      "the annotation is not there: the ccm takes union",
                      "metadata|annotations|kubernetes.io/elb.class"},
    [COLUMN_ROLE] = {"ROLE", SOURCE_KUBERNETES, services_call,
                     "metadata.annotations of all Services on that ELB",
                     "elb.id and elb.autocreate: CREATOR; elb.id alone: TENANT",
                     "it names no ELB yet", "metadata|annotations|kubernetes.io/elb.id"},
    [COLUMN_EIP] = {"EIP_ID", SOURCE_EIP, eips_call,
                    "publicips[].id, .port_id; annotation kubernetes.io/elb.eip-id",
                    "the EIP that is bound to the port of that ELB",
                    "no EIP is bound to the port of its ELB",
                    "metadata|annotations|kubernetes.io/elb.eip-id"},
    [COLUMN_ENDPOINTS] = {"PODS", SOURCE_KUBERNETES, slices_call,
                          "endpoints[].conditions.ready", "ready, of all addresses",
                          "no slice of it was read: endpointslices may be forbidden",
                          NULL},
};

static const struct origin join_origin = {
    "ELB known by",
    SOURCE_COUNT,
    "Services and ELBs together",
    "annotation kubernetes.io/elb.id; listeners[].description; loadbalancers[].name; "
    "addresses",
    "the first of these that fits: id, uid, name, address",
    NULL,
    "metadata|annotations|kubernetes.io/elb.id"};

static void raw_elb(const struct row *row, char out[ORIGIN_RAW_BYTES])
{
    if (row->elb == NULL)
        return;
    origin_put_text(out, row->elb->name);
    if (row->elb->id != NULL)
        origin_put(out, "id %s", row->elb->id);
    if (!row->elb->found)
        origin_put(out, "not among what the cloud lists");
}

static void raw_listeners(const struct row *row, char out[ORIGIN_RAW_BYTES])
{
    for (size_t i = 0; i < row->listener_count; i++)
        origin_put(out, "%s %d/%s",
                   row->listeners[i].name == NULL ? "?" : row->listeners[i].name,
                   row->listeners[i].port, row->listeners[i].protocol);
}

static void raw_members(const struct row *row, char out[ORIGIN_RAW_BYTES])
{
    for (size_t i = 0; i < row->listener_count; i++) {
        const struct row_listener *listener = &row->listeners[i];
        if (listener->members_online < 0 || listener->members_total < 0)
            origin_put(out, "port %d: not known", listener->port);
        else
            origin_put(out, "port %d: %d of %d", listener->port, listener->members_online,
                       listener->members_total);
    }
}

static void raw_ports(const struct row *row, char out[ORIGIN_RAW_BYTES])
{
    for (size_t i = 0; i < row->port_count; i++)
        origin_put(out, "%d/%s", row->ports[i].port, row->ports[i].protocol);
}

static void raw_eip(const struct row *row, char out[ORIGIN_RAW_BYTES])
{
    if (row->eip == NULL)
        return;
    origin_put_text(out, row->eip->id);
    origin_put_text(out, row->eip->address);
    if (row->eip->status != NULL)
        origin_put(out, "status %s", row->eip->status);
}

static void raw_since(const struct row *row, char out[ORIGIN_RAW_BYTES])
{
    origin_put_when(out, NULL, row->since_ms);
    if (row->since_ms != WHEN_UNKNOWN)
        origin_put(out, "%s", row->since_exact ? "seen" : "at the latest");
}

static void raw_of(enum column_id id, const struct row *row, char out[ORIGIN_RAW_BYTES])
{
    out[0] = '\0';
    switch (id) {
    case COLUMN_SERVICE:
        origin_put_text(out, row->namespace);
        origin_put_text(out, row->name);
        break;
    case COLUMN_STEPS:
    case COLUMN_STATE:
        origin_put(out, "%s", row_state_name(row->state));
        origin_put_text(out, row->why != NULL && row->why[0] != '\0' ? row->why : NULL);
        break;
    case COLUMN_USUAL:
        break;
    case COLUMN_FOR:
        raw_since(row, out);
        break;
    case COLUMN_ELB:
        raw_elb(row, out);
        break;
    case COLUMN_PATTERN:
    case COLUMN_ROLE:
        origin_put(out, "%s, %s", row_pattern_name(row->pattern),
                   row_role_name(row->role));
        break;
    case COLUMN_LISTENERS:
        raw_listeners(row, out);
        break;
    case COLUMN_MEMBERS:
        raw_members(row, out);
        break;
    case COLUMN_ADDRESS:
        for (size_t i = 0; i < row->ingress_count; i++)
            origin_put_text(out, row->ingress[i]);
        break;
    case COLUMN_PORTS:
        raw_ports(row, out);
        break;
    case COLUMN_AGE:
        origin_put_when(out, NULL, row->created_ms);
        break;
    case COLUMN_CLASS:
        origin_put_text(out, row->class);
        break;
    case COLUMN_EIP:
        raw_eip(row, out);
        break;
    case COLUMN_ENDPOINTS:
        if (row->endpoints_total >= 0)
            origin_put(out, "%lld ready, %lld in all", (long long)row->endpoints_ready,
                       (long long)row->endpoints_total);
        break;
    case COLUMN_COUNT:
        break;
    }
}

static const char *how_word(enum join_how how)
{
    switch (how) {
    case JOIN_BY_ID:
        return "the Service names it: annotation kubernetes.io/elb.id";
    case JOIN_BY_UID:
        return "a listener's description names the Service's uid";
    case JOIN_BY_NAME:
        return "it has the name that autocreate asked for, or cce-lb-<uid>";
    case JOIN_BY_ADDRESS:
        return "its address is the Service's";
    case JOIN_NONE:
        break;
    }
    return "no ELB is known for it";
}

static void add_join(const struct row *row, const struct scene *scene,
                     struct traces *traces)
{
    char raw[ORIGIN_RAW_BYTES] = "";

    if (row->elb != NULL && row->elb->id != NULL)
        origin_put_text(raw, row->elb->id);
    traces_add(traces, scene, &join_origin, how_word(row->how), raw)->look = LOOK_PLAIN;
}

void origins_of_row(const struct row *row, const struct scene *scene,
                    struct traces *traces)
{
    struct item item = {.kind = ITEM_SERVICE, .row = row};
    char text[ITEM_TEXT_BYTES];
    char raw[ORIGIN_RAW_BYTES];

    for (int id = 0; id < COLUMN_COUNT; id++) {
        enum column_id column = (enum column_id)id;
        column_text(column, &item, scene, column_cells(column), text);
        raw_of(column, row, raw);
        traces_add(traces, scene, &row_origins[id], text, raw);
        if (column == COLUMN_ELB)
            add_join(row, scene, traces);
    }
    origins_of_steps(row, scene, traces);
}

/* ---- an ELB or EIP that lost its Service, in the same columns ---- */

static struct origin orphan_origin(enum column_id id, const struct item *item)
{
    struct origin origin = row_origins[id];
    bool is_elb = item->kind == ITEM_ORPHAN_ELB;

    origin.place = NULL;
    origin.nothing = "it is a Service's, and there is none";
    switch (id) {
    case COLUMN_SERVICE:
        origin.path = "metadata.annotations of all Services";
        origin.rule = "no Service that it was made for is left";
        break;
    case COLUMN_STEPS:
        origin.rule = "without a Service there are no steps: -------";
        break;
    case COLUMN_STATE:
        origin.call = "ELBs, EIPs and Services together";
        origin.path = "the clues for and against";
        origin.rule = "proof that it was this cluster's, and nothing against it";
        break;
    case COLUMN_FOR:
        origin.path = "when its Service went";
        origin.rule = "since then; the age of an ELB where nobody saw that";
        origin.nothing = "nobody keeps since when";
        break;
    case COLUMN_AGE:
        origin.source = is_elb ? SOURCE_ELB : SOURCE_EIP;
        origin.call = is_elb ? elbs_call : eips_call;
        origin.path = is_elb ? "loadbalancers[].created_at" : "publicips[].create_time";
        break;
    case COLUMN_ADDRESS:
        origin.source = is_elb ? SOURCE_ELB : SOURCE_EIP;
        origin.call = is_elb ? elbs_call : eips_call;
        origin.path = is_elb ? "loadbalancers[].eips[].eip_address, .vip_address"
                             : "publicips[].public_ip_address";
        origin.rule = "the public one, else the private one";
        break;
    default:
        break;
    }
    return origin;
}

void origins_of_orphan(const struct item *item, const struct scene *scene,
                       struct traces *traces)
{
    char text[ITEM_TEXT_BYTES];

    traces_head(traces, "in the list of Services");
    for (int id = 0; id < COLUMN_COUNT; id++) {
        enum column_id column = (enum column_id)id;
        struct origin origin = orphan_origin(column, item);
        column_text(column, item, scene, column_cells(column), text);
        traces_add(traces, scene, &origin, text, strcmp(text, "-") == 0 ? "" : text);
    }
}
