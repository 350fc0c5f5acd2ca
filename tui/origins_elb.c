/* The line of an ELB in the tree, and its listeners by name. */
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/origins.h"

#include "base/banned.h"

static const char elbs_call[] = "GET /v3/{project}/elb/loadbalancers";

enum {
    NAME_VALUE,
    ID_VALUE,
    CLASS_VALUE,
    STATUS_VALUE,
    HEALTH_VALUE,
    ADDRESS_VALUE,
    KIND_VALUE,
    SERVICES_VALUE,
    SINCE_VALUE,
    CREATED_VALUE,
    ELB_VALUES
};

static const struct origin elb_origins[ELB_VALUES] = {
    [NAME_VALUE] = {"NAME", SOURCE_ELB, elbs_call, "loadbalancers[].name",
                    "as it stands; its id where it has no name", NULL, NULL},
    [ID_VALUE] = {"ID", SOURCE_ELB, elbs_call, "loadbalancers[].id", "as it stands", NULL,
                  NULL},
    [CLASS_VALUE] = {"CLASS", SOURCE_ELB, elbs_call, "loadbalancers[].guaranteed",
                     "true: performance (dedicated), false: union (shared)",
                     "the answer does not say whether it is shared", NULL},
    [STATUS_VALUE] = {"STATUS", SOURCE_ELB, elbs_call,
                      "loadbalancers[].provisioning_status",
                      "v3 knows ACTIVE and PENDING_DELETE; \"creating\" is absence", NULL,
                      NULL},
    [HEALTH_VALUE] = {"HEALTH", SOURCE_ELB, elbs_call, "loadbalancers[].operating_status",
                      "ONLINE, FROZEN; health of members is theirs", NULL, NULL},
    [ADDRESS_VALUE] = {"ADDRESS", SOURCE_ELB, elbs_call,
                       "loadbalancers[].eips[].eip_address, .vip_address",
                       "the public one, else the private one", "it has no address", NULL},
    [KIND_VALUE] = {"KIND", SOURCE_COUNT, "ELBs and Services together",
                    "loadbalancers[].name, .description; annotations of all Services",
                    "AUTO: a Service has elb.id and elb.autocreate; EXISTING: only "
                    "elb.id; ORPHAN: clues point here and no Service it was made for is "
                    "left; else FOREIGN",
                    NULL, NULL},
    [SERVICES_VALUE] = {"SERVICES", SOURCE_KUBERNETES,
                        "GET /api/v1/services, then its watch",
                        "metadata.annotations: kubernetes.io/elb.id of all Services",
                        "those that name it; the one it was made for first",
                        "no Service of this cluster names it", NULL},
    [SINCE_VALUE] = {"FOR", SOURCE_COUNT, "events and our own memory",
                     "when its Service went",
                     "since then it is an ORPHAN; its age where nobody saw that",
                     "it is no ORPHAN", NULL},
    [CREATED_VALUE] = {"CREATED", SOURCE_ELB, elbs_call, "loadbalancers[].created_at",
                       "as it stands", NULL, NULL},
};

static const char *kind_word(enum elb_kind kind)
{
    static const char *const words[] = {[ELB_FOREIGN] = "FOREIGN",
                                        [ELB_EXISTING] = "EXISTING",
                                        [ELB_AUTO] = "AUTO",
                                        [ELB_ORPHAN] = "ORPHAN"};
    return words[kind];
}

static void add(struct traces *traces, const struct scene *scene, int which,
                const char *text)
{
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_text(raw, text);
    traces_add(traces, scene, &elb_origins[which], text, raw);
}

static void add_address(struct traces *traces, const struct scene *scene,
                        const struct view_elb *elb)
{
    char raw[ORIGIN_RAW_BYTES] = "";

    if (elb->address != NULL && elb->eip_id != NULL)
        origin_put(raw, "eip_address \"%s\"", elb->address);
    if (elb->vip_address != NULL)
        origin_put(raw, "vip_address \"%s\"", elb->vip_address);
    if (raw[0] == '\0')
        origin_put_text(raw, elb->address);
    traces_add(traces, scene, &elb_origins[ADDRESS_VALUE], elb->address, raw);
}

static void add_kind(struct traces *traces, const struct scene *scene,
                     const struct view_elb *elb)
{
    char raw[ORIGIN_RAW_BYTES] = "";

    if (elb->description != NULL && elb->description[0] != '\0')
        origin_put(raw, "description %s", elb->description);
    traces_add(traces, scene, &elb_origins[KIND_VALUE], kind_word(elb->kind), raw);
}

static void add_services(struct traces *traces, const struct scene *scene,
                         const struct view_elb *elb)
{
    char shown[ORIGIN_RAW_BYTES] = "";

    for (size_t i = 0; i < elb->service_count; i++)
        origin_put(shown, "%s", elb->services[i]);
    traces_add(traces, scene, &elb_origins[SERVICES_VALUE], shown, shown);
}

static void add_since(struct traces *traces, const struct scene *scene,
                      const struct view_elb *elb)
{
    char age[WHEN_TEXT_BYTES];
    char raw[ORIGIN_RAW_BYTES] = "";
    bool known = elb->kind == ELB_ORPHAN && elb->orphan_since_ms != WHEN_UNKNOWN;

    if (known)
        origin_put_when(raw, NULL, elb->orphan_since_ms);
    struct trace *value = traces_add(
        traces, scene, &elb_origins[SINCE_VALUE],
        known ? duration_print_short(scene->wall_ms - elb->orphan_since_ms, age) : NULL,
        raw);
    if (elb->kind == ELB_ORPHAN && !known)
        value->none = "nobody saw its Service go, and its age is not known";
}

static void add_eip(struct traces *traces, const struct scene *scene,
                    const struct view_elb *elb)
{
    const struct view *view = scene_view(scene);

    for (size_t i = 0; i < view->eip_count; i++) {
        const struct view_eip *eip = &view->eips[i];
        if (eip->elb_id == NULL || strcmp(eip->elb_id, elb->id) != 0)
            continue;
        traces_head(traces, "EIP %s", eip->address);
        origins_of_eip(eip, scene, traces);
    }
}

void origins_of_elb(const struct view_elb *elb, const struct scene *scene,
                    struct traces *traces)
{
    char created[WHEN_TEXT_BYTES];

    add(traces, scene, NAME_VALUE, elb->name);
    add(traces, scene, ID_VALUE, elb->id);
    add(traces, scene, CLASS_VALUE, elb->class);
    add(traces, scene, STATUS_VALUE, elb->provisioning_status);
    add(traces, scene, HEALTH_VALUE, elb->operating_status);
    add_address(traces, scene, elb);
    add_kind(traces, scene, elb);
    add_services(traces, scene, elb);
    add_since(traces, scene, elb);
    add(traces, scene, CREATED_VALUE,
        elb->created_ms == WHEN_UNKNOWN ? NULL : when_print(elb->created_ms, created));
    origins_of_clues(elb->clues, elb->clue_froms, elb->clue_count, scene, traces);
    add_eip(traces, scene, elb);
    for (size_t i = 0; i < elb->listener_count; i++) {
        const struct view_listener *listener = &elb->listeners[i];
        traces_head(traces, "listener %d/%s", listener->port, listener->protocol);
        origins_of_listener(listener, scene, traces);
    }
}
