/* The line of an ELB in the tree, and its listeners by name. */
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/fate.h"
#include "tui/glyph.h"
#include "tui/origins.h"
#include "tui/tree_draw.h"

#include "base/banned.h"

static const char elbs_call[] = "GET /v3/{project}/elb/loadbalancers";

enum {
    NAME_VALUE,
    ID_VALUE,
    CLASS_VALUE,
    STATE_VALUE,
    ADDRESS_VALUE,
    KIND_VALUE,
    SERVICES_VALUE,
    SINCE_VALUE,
    CREATED_VALUE,
    NOTE_VALUE,
    FATE_VALUE,
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
    [STATE_VALUE] =
        {"STATE", SOURCE_ELB, elbs_call,
         "loadbalancers[].provisioning_status, .operating_status",
         "v3 knows ACTIVE and PENDING_DELETE, \"creating\" is absence; ONLINE "
         "or FROZEN: the health of members is theirs",
         NULL, NULL},
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
    [NOTE_VALUE] = {"NOTE", SOURCE_COUNT, "ELBs and Services together",
                    "annotations of all Services; the EIP that is bound",
                    "how many share it, else whose it is and how that one stands", NULL,
                    NULL},
    [FATE_VALUE] = {"ON TEAR DOWN", SOURCE_COUNT, "ELBs and Services together",
                    "listeners[], their owners and roles",
                    "the ccm's: a CREATOR takes the ELB along unless somebody else is on "
                    "it, a TENANT only its listener",
                    NULL, NULL},
};

static void add(struct traces *traces, const struct scene *scene, int which,
                const char *text)
{
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_text(raw, text);
    traces_add(traces, scene, &elb_origins[which], text, raw);
}

static void add_state(struct traces *traces, const struct scene *scene,
                      const struct view_elb *elb)
{
    char shown[200] = "";
    char raw[ORIGIN_RAW_BYTES] = "";

    origin_put_text(raw, elb->provisioning_status);
    origin_put_text(raw, elb->operating_status);
    if (elb->provisioning_status != NULL)
        snprintf(shown, sizeof shown, "%.60s%s%.60s", elb->provisioning_status,
                 elb->operating_status == NULL ? "" : "/",
                 elb->operating_status == NULL ? "" : elb->operating_status);
    traces_add(traces, scene, &elb_origins[STATE_VALUE], shown, raw);
}

static void add_note(struct traces *traces, const struct scene *scene,
                     const struct view_elb *elb)
{
    const struct tree_line line = {.kind = TREE_ELB, .elb = elb};
    char text[GLYPH_TEXT_BYTES];

    traces_add(traces, scene, &elb_origins[NOTE_VALUE], tree_elb_note(&line, scene, text),
               "");
}

/* A value for each way in which Services on it could be torn down. */
static void add_fates(struct traces *traces, const struct scene *scene,
                      const struct view_elb *elb)
{
    struct fate fates[FATE_LINES];
    int count = fates_of(elb, fates);

    traces_head(traces, "if you tear down on it");
    for (int i = 0; i < count; i++) {
        struct origin origin = elb_origins[FATE_VALUE];
        if (count > 1)
            origin.title = traces_print(traces, "ON TEAR DOWN %d", i + 1);
        traces_add(traces, scene, &origin,
                   traces_print(traces, "%s: %s", fates[i].who, fates[i].what), "")
            ->look = LOOK_PLAIN;
    }
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
    traces_add(traces, scene, &elb_origins[KIND_VALUE], tree_kind_word(elb->kind), raw);
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
    add_state(traces, scene, elb);
    add_address(traces, scene, elb);
    add_kind(traces, scene, elb);
    add_services(traces, scene, elb);
    add_since(traces, scene, elb);
    add(traces, scene, CREATED_VALUE,
        elb->created_ms == WHEN_UNKNOWN ? NULL : when_print(elb->created_ms, created));
    add_note(traces, scene, elb);
    add_fates(traces, scene, elb);
    origins_of_clues(elb->clues, elb->clue_froms, elb->clue_count, scene, traces);
    add_eip(traces, scene, elb);
    for (size_t i = 0; i < elb->listener_count; i++) {
        const struct view_listener *listener = &elb->listeners[i];
        traces_head(traces, "listener %d/%s", listener->port, listener->protocol);
        origins_of_listener(elb, listener, scene, traces);
    }
}
