/* EIPs, and the clues to whose an ELB or EIP is. */
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/origins.h"

#include "base/banned.h"

static const char eips_call[] = "GET /v1/{project}/publicips";
static const char elbs_call[] = "GET /v3/{project}/elb/loadbalancers";
static const char services_call[] = "GET /api/v1/services, then its watch";

/* ---- clues ---- */

static const struct origin clue_origins[CLUE_FROM_COUNT] = {
    [CLUE_OF_MEMORY] = {"clue", SOURCE_COUNT, "what elbtop saw before",
                        "its own memory, kept across runs below the state directory",
                        "a Service that went was last seen with it; the cloud must have "
                        "been read since",
                        NULL, NULL},
    [CLUE_OF_NAME] = {"clue", SOURCE_ELB, elbs_call, "loadbalancers[].name",
                      "cce-lb-<uid> is the name the ccm gives; whose uid is it?", NULL,
                      NULL},
    [CLUE_OF_DESCRIPTION] = {"clue", SOURCE_ELB, elbs_call,
                             "loadbalancers[].description: service_id, cluster_id",
                             "a uid that no Service has, and the id of this cluster",
                             NULL, NULL},
    [CLUE_OF_LISTENERS] = {"clue", SOURCE_ELB, "GET /v3/{project}/elb/listeners",
                           "listeners[].description: service uid, cluster_id",
                           "a listener that CCE did not make speaks against it", NULL,
                           NULL},
    [CLUE_OF_EVENTS] = {"clue", SOURCE_KUBERNETES, "GET /api/v1/events, then its watch",
                        "message, involvedObject.uid",
                        "the ccm named its id, or took up a Service just when it was "
                        "made",
                        NULL, NULL},
    [CLUE_OF_SERVICES] = {"clue", SOURCE_KUBERNETES, services_call,
                          "metadata.annotations: kubernetes.io/elb.id",
                          "nothing is called an orphan on an incomplete list", NULL,
                          NULL},
    [CLUE_OF_EIP] = {"clue", SOURCE_EIP, eips_call,
                     "publicips[].port_id; loadbalancers[].eips[]",
                     "an address that is bound costs money, whoever owns it", NULL, NULL},
    [CLUE_OF_PROTECTION] = {"clue", SOURCE_ELB, elbs_call,
                            "loadbalancers[].deletion_protection_enable",
                            "somebody wants to keep it", NULL, NULL},
};

void origins_of_clues(const char *const *clues, const enum clue_from *froms, size_t count,
                      const struct scene *scene, struct traces *traces)
{
    if (count > 0)
        traces_head(traces, "clues for and against");
    for (size_t i = 0; i < count; i++) {
        struct origin origin = clue_origins[froms == NULL ? CLUE_OF_MEMORY : froms[i]];
        char raw[ORIGIN_RAW_BYTES] = "";
        origin.title = traces_print(traces, "clue %zu", i + 1);
        origin_put_text(raw, clues[i]);
        traces_add(traces, scene, &origin, clues[i], raw)->look = LOOK_PLAIN;
    }
}

/* ---- an EIP ---- */

enum {
    KIND_VALUE,
    NAME_VALUE,
    ID_VALUE,
    ADDRESS_VALUE,
    STATUS_VALUE,
    ELB_VALUE,
    MBIT_VALUE,
    CHARGE_VALUE,
    SERVICE_VALUE,
    SINCE_VALUE,
    CREATED_VALUE,
    EIP_VALUES
};

static const struct origin eip_origins[EIP_VALUES] = {
    [KIND_VALUE] =
        {"KIND", SOURCE_COUNT, "EIPs, ELBs and Services together",
         "publicips[].port_id; annotations of all Services",
         "ORPHAN: it hangs on an orphaned ELB, or on nothing and was last seen "
         "with a Service that is gone",
         NULL, NULL},
    [NAME_VALUE] = {"NAME", SOURCE_EIP, eips_call, "publicips[].alias", "not shown",
                    "an EIP is known by its address", NULL},
    [ID_VALUE] = {"ID", SOURCE_EIP, eips_call, "publicips[].id", "as it stands", NULL,
                  NULL},
    [ADDRESS_VALUE] = {"ADDRESS", SOURCE_EIP, eips_call, "publicips[].public_ip_address",
                       "as it stands", NULL, NULL},
    [STATUS_VALUE] = {"STATUS", SOURCE_EIP, eips_call, "publicips[].status",
                      "as it stands: DOWN is unbound, ELB or ACTIVE is bound", NULL,
                      NULL},
    [ELB_VALUE] = {"ELB", SOURCE_EIP, eips_call,
                   "publicips[].port_id = loadbalancers[].vip_port_id",
                   "the ELB whose port it is bound to", "it is bound to no ELB", NULL},
    [MBIT_VALUE] = {"MBIT", SOURCE_EIP, eips_call, "publicips[].bandwidth_size",
                    "Mbit/s; 0 is what is listed before it has one, and is not known",
                    "the answer names no bandwidth yet", NULL},
    [CHARGE_VALUE] = {"CHARGE", SOURCE_EIP, "GET /v1/{project}/bandwidths",
                      "bandwidths[].charge_mode", "of the bandwidth it names",
                      "bandwidths were not listed, or do not say it", NULL},
    [SERVICE_VALUE] = {"SERVICE", SOURCE_COUNT, "EIPs, ELBs and Services together",
                       "the Services that name its ELB",
                       "the one that the ELB was made for, else the first",
                       "no Service of this cluster is on its ELB", NULL},
    [SINCE_VALUE] = {"FOR", SOURCE_COUNT, "none", "none",
                     "EIPs carry no time at which their Service went",
                     "nobody keeps since when; that of its ELB is known", NULL},
    [CREATED_VALUE] = {"CREATED", SOURCE_EIP, eips_call, "publicips[].create_time",
                       "as it stands", NULL, NULL},
};

static void add(struct traces *traces, const struct scene *scene, int which,
                const char *text, const char *more)
{
    char raw[ORIGIN_RAW_BYTES] = "";

    if (text != NULL && text[0] != '\0')
        origin_put_text(raw, text);
    origin_put_text(raw, more);
    traces_add(traces, scene, &eip_origins[which], text, raw);
}

static void add_mbit(struct traces *traces, const struct scene *scene,
                     const struct view_eip *eip)
{
    char text[32] = "";

    if (eip->bandwidth_mbit >= 0)
        snprintf(text, sizeof text, "%lld", (long long)eip->bandwidth_mbit);
    traces_add(traces, scene, &eip_origins[MBIT_VALUE], text, text);
}

void origins_of_eip(const struct view_eip *eip, const struct scene *scene,
                    struct traces *traces)
{
    char created[WHEN_TEXT_BYTES];

    traces_add(traces, scene, &eip_origins[KIND_VALUE],
               eip->orphan ? "EIP, ORPHAN" : "EIP", "")
        ->look = eip->orphan ? LOOK_ORPHAN : LOOK_STRONG;
    add(traces, scene, NAME_VALUE, NULL, NULL);
    add(traces, scene, ID_VALUE, eip->id, NULL);
    add(traces, scene, ADDRESS_VALUE, eip->address, NULL);
    add(traces, scene, STATUS_VALUE, eip->status, NULL);
    add(traces, scene, ELB_VALUE,
        eip->elb_name == NULL || eip->elb_name[0] == '\0' ? eip->elb_id : eip->elb_name,
        eip->elb_id);
    add_mbit(traces, scene, eip);
    add(traces, scene, CHARGE_VALUE, eip->charge_mode, NULL);
    add(traces, scene, SERVICE_VALUE, eip->service, NULL);
    add(traces, scene, SINCE_VALUE, NULL, NULL);
    add(traces, scene, CREATED_VALUE,
        eip->created_ms == WHEN_UNKNOWN ? NULL : when_print(eip->created_ms, created),
        NULL);
    origins_of_clues(eip->clues, eip->clue_froms, eip->clue_count, scene, traces);
}
