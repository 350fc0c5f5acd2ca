#include "tui/origins.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/columns.h"
#include "tui/origin.h"

#include "base/banned.h"

static const char services_call[] = "GET /api/v1/services, then its watch";
static const char slices_call[] =
    "GET /apis/discovery.k8s.io/v1/endpointslices, then its watch";
static const char elbs_call[] = "GET /v3/{project}/elb/loadbalancers";
static const char listeners_call[] = "GET /v3/{project}/elb/listeners";
static const char members_call[] =
    "GET /v3/{project}/elb/members, or pool by pool where a region lacks it";
static const char eips_call[] = "GET /v1/{project}/publicips";
static const char gateways_call[] =
    "GET /apis/gateway.networking.k8s.io/v1/gateways, then its watch";
static const char routes_call[] =
    "GET /apis/gateway.networking.k8s.io/v1/httproutes, then its watch";

/* ---- a Service ---- */

static const struct origin row_origins[COLUMN_COUNT] = {
    [COLUMN_SERVICE] = {"SERVICE", SOURCE_KUBERNETES, services_call,
                        "metadata.namespace, metadata.name", "as it stands"},
    [COLUMN_STEPS] = {"STEPS", SOURCE_KUBERNETES, "all witnesses together",
                      "d shows the evidence of each step",
                      "facts first, then states; a later hard fact proves earlier steps"},
    [COLUMN_STATE] = {"STATE", SOURCE_KUBERNETES, "all witnesses together",
                      "the marks, and how long they stand",
                      "the worst mark wins: ! * ~ >; a step over its limit is STUCK"},
    [COLUMN_FOR] = {"FOR", SOURCE_KUBERNETES,
                    "GET /api/v1/events, services, or seen here",
                    "lastTimestamp, metadata.managedFields[].time",
                    "since the state began; <= when only a bound is known"},
    [COLUMN_USUAL] = {"USUAL", SOURCE_KUBERNETES, "our own history of this cluster",
                      "the last 64 Services of this pattern that became READY or went",
                      "half took no longer than the first, 95 of 100 than the second"},
    [COLUMN_ELB] = {"ELB", SOURCE_ELB, elbs_call, "loadbalancers[].name",
                    "+ when several Services name it; .. not read, - none"},
    [COLUMN_PATTERN] = {"PATTERN", SOURCE_KUBERNETES, services_call,
                        "metadata.annotations: kubernetes.io/elb.autocreate, .elb.id",
                        "autocreate, attach, both, or made by a Gateway"},
    [COLUMN_LISTENERS] = {"LSN", SOURCE_ELB, listeners_call,
                          "listeners[].loadbalancers[].id, .protocol_port, .description",
                          "found, of those that spec.ports asks for"},
    [COLUMN_MEMBERS] = {"MEM", SOURCE_ELB, members_call, "members[].operating_status",
                        "ONLINE, of all members behind its listeners"},
    [COLUMN_ADDRESS] = {"ADDRESS", SOURCE_KUBERNETES, services_call,
                        "status.loadBalancer.ingress[].ip",
                        "the public entry, whatever its place; else the private one"},
    [COLUMN_PORTS] = {"PORTS", SOURCE_KUBERNETES, services_call,
                      "spec.ports[].port, .protocol", "TCP goes without saying"},
    [COLUMN_AGE] = {"AGE", SOURCE_KUBERNETES, services_call, "metadata.creationTimestamp",
                    "until now"},
    [COLUMN_CLASS] = {"CLASS", SOURCE_KUBERNETES, services_call,
                      "metadata.annotations: kubernetes.io/elb.class", "as it stands"},
    [COLUMN_ROLE] = {"ROLE", SOURCE_KUBERNETES, services_call,
                     "metadata.annotations of all Services on that ELB",
                     "elb.id and elb.autocreate: CREATOR; elb.id alone: TENANT"},
    [COLUMN_EIP] = {"EIP_ID", SOURCE_EIP, eips_call,
                    "publicips[].id, .port_id; annotation kubernetes.io/elb.eip-id",
                    "the EIP that is bound to the port of that ELB"},
    [COLUMN_ENDPOINTS] = {"PODS", SOURCE_KUBERNETES, slices_call,
                          "endpoints[].conditions.ready", "ready, of all addresses"},
};

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
    for (size_t i = 0; i < row->listener_count; i++)
        origin_put(out, "port %d: %d of %d", row->listeners[i].port,
                   row->listeners[i].members_online, row->listeners[i].members_total);
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
    origin_put_when(out, row->since_ms);
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
        origin_put_when(out, row->created_ms);
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

void origins_of_row(const struct row *row, const struct scene *scene, struct page *page)
{
    struct item item = {.kind = ITEM_SERVICE, .row = row};
    char text[ITEM_TEXT_BYTES];
    char raw[ORIGIN_RAW_BYTES];

    page_head(page, "How its ELB is known");
    page_add(page, "join", "%s", how_word(row->how));
    page_head(page, "Value by value");
    for (int id = 0; id < COLUMN_COUNT; id++) {
        enum column_id column = (enum column_id)id;
        column_text(column, &item, scene, column_cells(column), text);
        raw_of(column, row, raw);
        origin_add(page, scene, &row_origins[id], text, raw);
    }
    origins_of_steps(row, scene, page);
}

/* ---- an ELB ---- */

static const char *kind_word(enum elb_kind kind)
{
    static const char *const words[] = {[ELB_FOREIGN] = "FOREIGN",
                                        [ELB_EXISTING] = "EXISTING",
                                        [ELB_AUTO] = "AUTO",
                                        [ELB_ORPHAN] = "ORPHAN"};
    return words[kind];
}

static void add_elb_value(struct page *page, const struct scene *scene, const char *title,
                          const char *path, const char *rule, const char *value)
{
    const struct origin origin = {title, SOURCE_ELB, elbs_call, path, rule};
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_text(raw, value);
    origin_add(page, scene, &origin, value, raw);
}

static void add_kind(struct page *page, const struct scene *scene,
                     const struct view_elb *elb)
{
    static const struct origin origin = {
        "KIND", SOURCE_ELB, "ELBs and Services together",
        "loadbalancers[].name, .description; annotations of all Services",
        "AUTO: a Service has elb.id and elb.autocreate; EXISTING: only elb.id; ORPHAN: "
        "clues point here and no Service names it; else FOREIGN"};
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_text(raw, elb->description);
    for (size_t i = 0; i < elb->service_count; i++)
        origin_put(raw, "named by %s", elb->services[i]);
    origin_add(page, scene, &origin, kind_word(elb->kind), raw);
    for (size_t i = 0; i < elb->clue_count; i++)
        page_add(page, "", "clue  %s", elb->clues[i]);
}

static void add_elb_listener(struct page *page, const struct scene *scene,
                             const struct view_listener *listener)
{
    static const char *const roles[] = {[LISTENER_FOREIGN] = "FOREIGN",
                                        [LISTENER_CREATOR] = "CREATOR",
                                        [LISTENER_TENANT] = "TENANT"};
    const struct origin origin = {
        "listener", SOURCE_ELB, listeners_call,
        listener->wanted ? "not among listeners[]; spec.ports of its Service asks for it"
                         : "listeners[].protocol_port, .name, .description",
        "whose it is: the uid in its description, else port and ELB of a Service"};
    char shown[ORIGIN_RAW_BYTES];
    char raw[ORIGIN_RAW_BYTES] = "";

    snprintf(shown, sizeof shown, "%d/%s  %s  %s%s%s", listener->port, listener->protocol,
             roles[listener->role],
             listener->service_name == NULL ? "(no Service)"
                                            : listener->service_namespace,
             listener->service_name == NULL ? "" : "/",
             listener->service_name == NULL ? "" : listener->service_name);
    origin_put_text(raw, listener->name);
    if (listener->id != NULL)
        origin_put(raw, "id %s", listener->id);
    if (listener->pool_id != NULL)
        origin_put(raw, "pool %s", listener->pool_id);
    if (listener->members_total >= 0)
        origin_put(raw, "%d of %d members ONLINE", listener->members_online,
                   listener->members_total);
    origin_add(page, scene, &origin, shown, raw);
}

void origins_of_elb(const struct view_elb *elb, const struct scene *scene,
                    struct page *page)
{
    char created[WHEN_TEXT_BYTES];

    page_head(page, "Value by value");
    add_elb_value(page, scene, "ELB", "loadbalancers[].name", "as it stands", elb->name);
    add_elb_value(page, scene, "id", "loadbalancers[].id", "as it stands", elb->id);
    add_elb_value(page, scene, "CLASS", "loadbalancers[].guaranteed",
                  "true: performance (dedicated), false: union (shared)", elb->class);
    add_elb_value(page, scene, "STATUS", "loadbalancers[].provisioning_status",
                  "v3 knows ACTIVE and PENDING_DELETE; \"creating\" is absence",
                  elb->provisioning_status);
    add_elb_value(page, scene, "health", "loadbalancers[].operating_status",
                  "ONLINE, FROZEN; health of members is theirs", elb->operating_status);
    add_elb_value(page, scene, "ADDRESS",
                  "loadbalancers[].eips[].eip_address, .vip_address",
                  "the public one, else the private one", elb->address);
    add_elb_value(page, scene, "created", "loadbalancers[].created_at", "as it stands",
                  elb->created_ms == WHEN_UNKNOWN ? NULL
                                                  : when_print(elb->created_ms, created));
    add_kind(page, scene, elb);
    for (size_t i = 0; i < elb->listener_count; i++)
        add_elb_listener(page, scene, &elb->listeners[i]);
}

/* ---- a Gateway ---- */

static void add_gateway_value(struct page *page, const struct scene *scene,
                              const char *title, const char *path, const char *rule,
                              const char *value, const char *more)
{
    const struct origin origin = {title, SOURCE_KUBERNETES, gateways_call, path, rule};
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_text(raw, value);
    origin_put_text(raw, more);
    origin_add(page, scene, &origin, value, raw);
}

static void add_route(struct page *page, const struct scene *scene,
                      const struct view_route *route)
{
    static const struct origin origin = {
        "route", SOURCE_KUBERNETES, routes_call,
        "status.parents[].conditions[type=Accepted], spec.hostnames, spec.rules",
        "attached when its parent is this Gateway and accepts it"};
    char shown[ORIGIN_RAW_BYTES];
    char raw[ORIGIN_RAW_BYTES] = "";

    snprintf(shown, sizeof shown, "%s  %s", route->name,
             route->attached ? "attached" : "REFUSED");
    origin_put_text(raw, route->host);
    origin_put_text(raw, route->match);
    origin_put_text(raw, route->backend);
    origin_put_text(raw, route->reason);
    origin_add(page, scene, &origin, shown, raw);
}

void origins_of_gateway(const struct view_gateway *gateway, const struct scene *scene,
                        struct page *page)
{
    page_head(page, "Value by value");
    add_gateway_value(page, scene, "GATEWAY", "metadata.namespace, metadata.name",
                      "as it stands", gateway->name, gateway->namespace);
    add_gateway_value(page, scene, "CLASS", "spec.gatewayClassName", "as it stands",
                      gateway->class, NULL);
    add_gateway_value(page, scene, "a GATEWAY", "status.conditions[type=Accepted]",
                      "done when True", gateway->accepted ? "True" : "not True", NULL);
    add_gateway_value(page, scene, "c PROGRAMMED", "status.conditions[type=Programmed]",
                      "done when True; the reason is the controller's",
                      gateway->programmed, gateway->programmed_text);
    add_gateway_value(page, scene, "ADDRESS", "status.addresses[].value",
                      "the public one, else the first", gateway->address, NULL);
    add_gateway_value(page, scene, "b SERVICE",
                      "Services with label gateway.envoyproxy.io/owning-gateway-name",
                      "joined by label, never by a computed name",
                      gateway->row == NULL ? NULL : gateway->row->name, NULL);
    for (size_t i = 0; i < gateway->route_count; i++)
        add_route(page, scene, &gateway->routes[i]);
}
