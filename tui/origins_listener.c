/* The lines of a listener and of its members in the tree of ELBs. */
#include <stdio.h>
#include <string.h>

#include "tui/fate.h"
#include "tui/origins.h"
#include "tui/tree_draw.h"

#include "base/banned.h"

static const char listeners_call[] = "GET /v3/{project}/elb/listeners";
static const char pools_call[] = "GET /v3/{project}/elb/pools";
static const char members_call[] =
    "GET /v3/{project}/elb/members, or pool by pool where a region lacks it";

/* ---- a listener ---- */

enum {
    PORT_VALUE,
    NAME_VALUE,
    ID_VALUE,
    POOL_VALUE,
    MEMBERS_VALUE,
    SERVICE_VALUE,
    ROLE_VALUE,
    FATE_VALUE,
    NOTE_VALUE,
    LISTENER_VALUES
};

static const struct origin listener_origins[LISTENER_VALUES] = {
    [PORT_VALUE] = {"PORT", SOURCE_ELB, listeners_call,
                    "listeners[].protocol_port, .protocol", "as it stands", NULL, NULL},
    [NAME_VALUE] = {"NAME", SOURCE_ELB, listeners_call, "listeners[].name",
                    "as it stands; WANTED: a Service asks for it and the cloud has it "
                    "not",
                    NULL, NULL},
    [ID_VALUE] = {"ID", SOURCE_ELB, listeners_call, "listeners[].id", "as it stands",
                  "the cloud has no such listener", NULL},
    [POOL_VALUE] = {"POOL", SOURCE_ELB, pools_call,
                    "listeners[].default_pool_id, else pools[].listeners[].id",
                    "the pool behind it; of its id the first four signs",
                    "no pool is behind it", NULL},
    [MEMBERS_VALUE] = {"MEM", SOURCE_ELB, members_call, "members[].operating_status",
                       "ONLINE, of all members of its pool",
                       "members of its pool were not read, or it has no pool", NULL},
    [SERVICE_VALUE] = {"SERVICE", SOURCE_COUNT, "listeners and Services together",
                       "listeners[].description; spec.ports of the Services on its ELB",
                       "the Service whose uid its description names, else the one on "
                       "that ELB with that port",
                       "no Service of this cluster owns it", NULL},
    [ROLE_VALUE] = {"ROLE", SOURCE_KUBERNETES, "GET /api/v1/services, then its watch",
                    "metadata.annotations: kubernetes.io/elb.autocreate, .elb.id",
                    "elb.id and elb.autocreate: CREATOR; elb.id alone: TENANT; without a "
                    "Service: FOREIGN",
                    NULL, NULL},
    [FATE_VALUE] = {"ON TEAR DOWN", SOURCE_COUNT, "listeners and Services together",
                    "all listeners of its ELB, their owners and roles",
                    "the ccm's: a CREATOR takes the ELB along unless somebody else is on "
                    "it, a TENANT only its listener",
                    NULL, NULL},
    [NOTE_VALUE] = {"NOTE", SOURCE_COUNT, "all witnesses together",
                    "the steps of its Service",
                    "the state of its Service; READY goes without saying",
                    "it has no Service whose state could be shown", NULL},
};

static void add(struct traces *traces, const struct scene *scene, int which,
                const char *text)
{
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_text(raw, text);
    traces_add(traces, scene, &listener_origins[which], text, raw);
}

static void add_port(struct traces *traces, const struct scene *scene,
                     const struct view_listener *listener)
{
    char text[64];
    struct origin origin = listener_origins[PORT_VALUE];

    snprintf(text, sizeof text, "%d/%.16s", listener->port, listener->protocol);
    if (listener->wanted) {
        origin.source = SOURCE_KUBERNETES;
        origin.call = "GET /api/v1/services, then its watch";
        origin.path = "spec.ports[].port, .protocol";
        origin.rule = "asked for by its Service; it is not among listeners[]";
    }
    traces_add(traces, scene, &origin, text, text);
}

static void add_members(struct traces *traces, const struct scene *scene,
                        const struct view_listener *listener)
{
    char text[64] = "";
    char raw[ORIGIN_RAW_BYTES] = "";

    if (listener->members_total >= 0 && listener->members_online >= 0)
        snprintf(text, sizeof text, "%d/%d", listener->members_online,
                 listener->members_total);
    for (size_t i = 0; i < listener->member_count; i++)
        origin_put(raw, "%s:%d %s", listener->members[i].address,
                   listener->members[i].port, listener->members[i].status);
    if (raw[0] == '\0' && text[0] != '\0')
        origin_put(raw, "%d ONLINE, %d in all", listener->members_online,
                   listener->members_total);
    traces_add(traces, scene, &listener_origins[MEMBERS_VALUE], text, raw);
}

static void add_owner(struct traces *traces, const struct scene *scene,
                      const struct view_elb *elb, const struct view_listener *listener)
{
    char name[600] = "";
    char word[64];

    if (listener->service_name != NULL)
        snprintf(name, sizeof name, "%.250s/%.250s", listener->service_namespace,
                 listener->service_name);
    add(traces, scene, SERVICE_VALUE, name[0] == '\0' ? NULL : name);
    add(traces, scene, ROLE_VALUE, tree_role_word(listener->role));
    traces_add(traces, scene, &listener_origins[FATE_VALUE], fate_word(elb, listener),
               "");
    add(traces, scene, NOTE_VALUE,
        listener->row == NULL ? NULL : row_state_word(listener->row, word, sizeof word));
}

void origins_of_listener(const struct view_elb *elb, const struct view_listener *listener,
                         const struct scene *scene, struct traces *traces)
{
    add_port(traces, scene, listener);
    if (listener->wanted)
        traces_add(traces, scene, &listener_origins[NAME_VALUE], "WANTED", "");
    else
        add(traces, scene, NAME_VALUE, listener->name);
    add(traces, scene, ID_VALUE, listener->id);
    add(traces, scene, POOL_VALUE, listener->pool_id);
    add_members(traces, scene, listener);
    add_owner(traces, scene, elb, listener);
}

void origins_of_members(const struct view_listener *listener, const struct scene *scene,
                        struct traces *traces)
{
    for (size_t i = 0; i < listener->member_count; i++) {
        const struct view_member *member = &listener->members[i];
        traces_head(traces, "member %s:%d", member->address, member->port);
        origins_of_member(member, listener, scene, traces);
    }
}

/* ---- a member ---- */

enum {
    AT_VALUE,
    HEALTH_VALUE,
    NODE_VALUE,
    REASON_VALUE,
    MEMBER_VALUE,
    BEHIND_VALUE,
    MEMBER_VALUES
};

static const struct origin member_origins[MEMBER_VALUES] = {
    [AT_VALUE] = {"MEMBER", SOURCE_ELB, members_call, "members[].address, .protocol_port",
                  "as it stands", NULL, NULL},
    [HEALTH_VALUE] = {"STATE", SOURCE_ELB, members_call, "members[].operating_status",
                      "as it stands; NO_MONITOR: nobody checks it", NULL, NULL},
    [NODE_VALUE] = {"NODE", SOURCE_KUBERNETES, "GET /api/v1/nodes, then its watch",
                    "status.addresses[type=InternalIP].address",
                    "the node that has the member's address",
                    "no node has this address: a pod's, a node that is gone, or nodes "
                    "may not be read",
                    NULL},
    [REASON_VALUE] = {"REASON", SOURCE_ELB, members_call,
                      "members[].status[].reason.reason_code",
                      "of an OFFLINE one: the first listener that names one speaks",
                      "it is not OFFLINE, or no reason is given", NULL},
    [MEMBER_VALUE] = {"ID", SOURCE_ELB, members_call, "members[].id, .name",
                      "as it stands", NULL, NULL},
    [BEHIND_VALUE] = {"POOL", SOURCE_ELB, pools_call,
                      "members[].pool_id, listeners[].default_pool_id",
                      "the pool that lists it, and the listener before that", NULL, NULL},
};

static void put(struct traces *traces, const struct scene *scene, int which,
                const char *text, const char *more)
{
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_text(raw, text);
    origin_put_text(raw, more);
    traces_add(traces, scene, &member_origins[which], text, raw);
}

void origins_of_member(const struct view_member *member,
                       const struct view_listener *listener, const struct scene *scene,
                       struct traces *traces)
{
    char at[128];
    char behind[200];

    snprintf(at, sizeof at, "%.60s:%d", member->address, member->port);
    snprintf(behind, sizeof behind, "%.60s, behind %d/%.16s",
             listener->pool_id == NULL ? "a pool" : listener->pool_id, listener->port,
             listener->protocol);
    put(traces, scene, AT_VALUE, at, NULL);
    put(traces, scene, HEALTH_VALUE, member->status, NULL);
    put(traces, scene, NODE_VALUE, member->node, NULL);
    put(traces, scene, REASON_VALUE, member->reason, NULL);
    put(traces, scene, MEMBER_VALUE, member->id,
        member->name == NULL || strcmp(member->name, member->id) == 0 ? NULL
                                                                      : member->name);
    put(traces, scene, BEHIND_VALUE, behind, NULL);
}
