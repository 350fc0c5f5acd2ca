/*
 * Each witness has a function that fills its part; later ones may rely on earlier ones:
 * intent, Kubernetes, the cloud (facts_cloud.c), the network, trouble (facts_trouble.c).
 */
#include "state/facts_inside.h"

#include <string.h>

#include "state/address.h"
#include "state/common.h"
#include "state/gateway.h"
#include "state/patience.h"

#include "base/banned.h"

#define MARK_ANNOTATION "kubernetes.io/elb.mark"

int64_t facts_our_clock(const struct surroundings *around, int64_t api_ms)
{
    return api_ms == WHEN_UNKNOWN ? WHEN_UNKNOWN : api_ms - around->skew_ms;
}

bool facts_passed(struct facts *facts, int64_t clock_ms, int64_t since_ms,
                  int64_t limit_ms)
{
    if (since_ms == WHEN_UNKNOWN)
        return false;
    if (clock_ms - since_ms >= limit_ms)
        return true;
    int64_t due_ms = since_ms + limit_ms;
    if (due_ms > facts->around->wall_ms && due_ms < facts->due_ms)
        facts->due_ms = due_ms;
    return false;
}

/* ---- what is wanted ---- */

/*
 * Who wrote the id beside autocreate: the ccm, or a person on first apply? An ELB that was
 * there before the Service was not made for it.
 */
static bool ids_by_hand(const struct facts *facts)
{
    int64_t created_ms = facts->object->meta.created_ms;
    int64_t ids_ms = facts->service->times.ids_ms;
    const struct elb *elb = facts->join->elb;

    if (facts->past->ids.exact)
        return false; /* we saw it come */
    if (facts->past->ids_at_first && facts->past->first_seen.exact)
        return true;
    if (created_ms == WHEN_UNKNOWN)
        return false;
    if (elb != NULL && elb->created_ms != WHEN_UNKNOWN)
        return elb->created_ms + CLOCKS_DIFFER_MS <
               facts_our_clock(facts->around, created_ms);
    return ids_ms != WHEN_UNKNOWN && ids_ms <= created_ms;
}

static enum row_pattern flow_of(const struct facts *facts)
{
    bool id = has_text(facts->service->elb_id);

    if (facts->service->elb_autocreate == NULL)
        return id ? PATTERN_ATTACH : PATTERN_NONE;
    return id && ids_by_hand(facts) ? PATTERN_BOTH : PATTERN_AUTOCREATE;
}

/* An old object that became ours under our eyes: its age says nothing about its steps. */
static struct moment began_at(const struct facts *facts)
{
    int64_t created_ms = facts_our_clock(facts->around, facts->object->meta.created_ms);
    struct moment seen = facts->past->first_seen;

    if (created_ms == WHEN_UNKNOWN)
        return seen;
    if (seen.exact && seen.ms - created_ms > OLD_MS)
        return seen;
    return (struct moment){created_ms, true};
}

static void find_public(struct facts *facts, const struct autocreate *autocreate)
{
    const struct service *service = facts->service;

    facts->public_known = true;
    if (facts->public_address != NULL)
        facts->wants_public = true;
    else if (service->elb_autocreate != NULL && autocreate->readable)
        facts->wants_public = autocreate->public;
    else if (facts->join->elb != NULL)
        facts->wants_public = facts->join->has_eip;
    else if (facts->address != NULL)
        facts->wants_public = false;
    else if (has_text(service->load_balancer_ip))
        facts->wants_public = !address_is_private(service->load_balancer_ip);
    else
        facts->public_known = false;
}

static void find_intent(struct facts *facts, const struct autocreate *autocreate)
{
    const struct service *service = facts->service;

    facts->flow = flow_of(facts);
    facts->attach = facts->flow != PATTERN_AUTOCREATE;
    facts->by_gateway = gateway_owns(&facts->object->meta);
    facts->began = began_at(facts);
    facts->address = address_best(service->ingress, service->ingress_count);
    facts->public_address = address_public(service->ingress, service->ingress_count);
    find_public(facts, autocreate);
}

/* ---- Kubernetes says ---- */

static bool nothing_is_wanted(const struct service *service)
{
    return !has_text(service->elb_id) && service->elb_autocreate == NULL;
}

/* Newer controllers say that they skip; older ones are silent about it. */
static void find_skip(struct facts *facts)
{
    const struct past *past = facts->past;
    int64_t said_ms = facts_our_clock(facts->around, past_told(past)->skip_last_api_ms);

    facts->skipped_ms = WHEN_UNKNOWN;
    if (!nothing_is_wanted(facts->service))
        return;
    if (said_ms != WHEN_UNKNOWN && said_ms + ONE_SECOND_MS >= past->intent_ms &&
        !(facts->has_address && facts->address_at.ms > said_ms + ONE_SECOND_MS)) {
        facts->skipped = true;
        facts->skipped_ms =
            facts_our_clock(facts->around, past_told(past)->skip_first_api_ms);
        return;
    }
    if (has_text(facts->service->load_balancer_ip) || facts->has_address ||
        facts->service->load_balancer_class != NULL)
        return;
    int64_t wanted_ms = later(facts->began.ms, past->intent_ms);
    facts->skipped =
        past_told(past)->ensured_last_api_ms != WHEN_UNKNOWN ||
        facts_passed(facts, facts->around->kube_ms, wanted_ms, PATIENCE_SKIP_MS);
}

static void find_seen(struct facts *facts)
{
    const struct past *past = facts->past;
    const struct service *service = facts->service;
    bool ensuring = past_told(past)->ensuring_first_api_ms != WHEN_UNKNOWN;

    facts->seen = MOMENT_UNKNOWN;
    if (ensuring)
        facts->seen_by =
            facts->finalizer ? "EnsuringLoadBalancer, finalizer" : "EnsuringLoadBalancer";
    else if (facts->finalizer)
        facts->seen_by = "finalizer";
    else if (past_told(past)->ccm_first_api_ms != WHEN_UNKNOWN)
        facts->seen_by = "an event of the ccm";
    else if (facts->flow == PATTERN_AUTOCREATE && has_text(service->elb_id))
        facts->seen_by = "elb.id written by the ccm";
    else if (meta_annotation(&facts->object->meta, MARK_ANNOTATION) != NULL)
        facts->seen_by = "elb.mark written by the ccm";
    else if (facts->join->target.how == JOIN_BY_UID ||
             facts->join->own_listener_count > 0)
        facts->seen_by = "a listener carries its uid";
    else if (facts->join->target.how == JOIN_BY_NAME)
        facts->seen_by = "an ELB of its name was made";
    else if (facts->has_address && !facts->foreign_address)
        facts->seen_by = "elb.id and an address";
    else
        return;

    /* The best source of its time first. */
    facts->seen.ms =
        facts_our_clock(facts->around, past_told(past)->ensuring_first_api_ms);
    if (facts->seen.ms == WHEN_UNKNOWN)
        facts->seen.ms = facts_our_clock(facts->around, service->times.finalizer_ms);
    if (facts->seen.ms == WHEN_UNKNOWN)
        facts->seen.ms =
            facts_our_clock(facts->around, past_told(past)->ccm_first_api_ms);
    facts->seen.exact = facts->seen.ms != WHEN_UNKNOWN;
    if (!facts->seen.exact)
        facts->seen = past->finalizer;
}

/* managedFields know the second; the watch knows better when later churn moved that. */
static struct moment written_at(const struct surroundings *around, int64_t api_ms,
                                struct moment watched)
{
    int64_t ms = facts_our_clock(around, api_ms);

    if (ms == WHEN_UNKNOWN || (watched.exact && ms > watched.ms + ONE_SECOND_MS))
        return watched;
    return (struct moment){ms, true};
}

/*
 * A bound of ours says "before we looked": of a Service that was old by then, long before.
 */
int64_t facts_held_since(const struct facts *facts, struct moment moment)
{
    bool old = facts->began.ms != WHEN_UNKNOWN &&
               facts->past->first_seen.ms - facts->began.ms > OLD_MS;

    return moment.ms != WHEN_UNKNOWN && !moment.exact && old ? facts->began.ms
                                                             : moment.ms;
}

static void find_kubernetes(struct facts *facts)
{
    const struct service *service = facts->service;
    const struct meta *meta = &facts->object->meta;
    const struct surroundings *around = facts->around;
    const struct past *past = facts->past;

    facts->deleting_ms = facts_our_clock(around, meta->deleted_ms);
    facts->deleting = facts->deleting_ms != WHEN_UNKNOWN;
    facts->leaving = strcmp(service->type, "LoadBalancer") != 0;
    facts->finalizer = meta_has_finalizer(meta, CLEANUP_FINALIZER);
    facts->stored = (struct moment){facts_our_clock(around, meta->created_ms), true};

    facts->has_address = service->ingress_count > 0;
    facts->foreign_address = facts->has_address && nothing_is_wanted(service);
    facts->withdrawn = !facts->has_address && past->withdrawn_ms != WHEN_UNKNOWN;
    facts->address_at = written_at(around, service->times.ingress_ms, past->address);
    if (!facts->has_address)
        facts->address_at = MOMENT_UNKNOWN;
    facts->address_known_ms = facts_held_since(facts, facts->address_at);

    facts->has_id = has_text(service->elb_id);
    /* An EIP id is asked for, but not by clusters that do not write it. */
    facts->ids = has_text(service->elb_id) &&
                 (!facts->wants_public || has_text(service->elb_eip_id) ||
                  facts->attach || facts->public_address != NULL);
    facts->ids_at = written_at(around, service->times.ids_ms, past->ids);

    find_skip(facts);
    find_seen(facts);

    int64_t first_ms = facts_our_clock(around, past_told(past)->ensured_first_api_ms);
    facts->ensured_at = MOMENT_UNKNOWN;
    if (first_ms != WHEN_UNKNOWN && facts->has_address && !facts->skipped) {
        /* Merged with the "ensured" of a time when it was skipped: only a bound is left. */
        bool own = first_ms + ONE_SECOND_MS >= later(facts->ids_at.ms, past->intent_ms);
        facts->ensured_at.ms =
            own ? first_ms
                : facts_our_clock(around, past_told(past)->ensured_last_api_ms);
        facts->ensured_at.exact = own;
    }
}

/* ---- the network says ---- */

static bool can_be_probed(const struct service_port *port)
{
    return strcmp(port->protocol, "TCP") == 0 && port_is_published(port);
}

static enum reach closed_or_trying(struct facts *facts, bool long_ago)
{
    if (facts->probe.state == PROBE_RESET && long_ago)
        return REACH_YES_CLOSED;
    if (long_ago && facts->probe.tries < TRIES_ENOUGH)
        return REACH_UNTRIED;
    return REACH_TRYING;
}

static void find_reach(struct facts *facts, const struct probe_result *probes)
{
    const struct service *service = facts->service;

    facts->probe = (struct probe_result){.state = PROBE_OFF,
                                         .at_wall_ms = WHEN_UNKNOWN,
                                         .rtt_ms = -1,
                                         .first_ok_wall_ms = WHEN_UNKNOWN};
    for (size_t i = service->port_count; i-- > 0;) {
        if (can_be_probed(&service->ports[i])) {
            facts->probe_port = service->ports[i].port;
            facts->probe = probes[i];
        }
    }
    facts->routed_at = facts->past->routed;
    if (facts->public_known && !facts->wants_public)
        facts->reach = REACH_PRIVATE;
    else if (!facts->has_address)
        facts->reach = REACH_WAITING;
    else if (facts->routed_at.ms != WHEN_UNKNOWN)
        facts->reach = REACH_YES;
    else if (!facts->around->probing || facts->probe_port == 0 ||
             facts->probe.state == PROBE_OFF || facts->public_address == NULL)
        facts->reach = REACH_UNPROBED;
    else
        facts->reach = closed_or_trying(
            facts,
            facts_passed(
                facts, facts->around->wall_ms, facts->address_known_ms,
                patience_for(facts->around->patience, STEP_ROUTED, false).stuck_ms));
}

void facts_find(const struct surroundings *around, const struct kube_object *object,
                const struct autocreate *autocreate, const struct past *past,
                const struct join *join, const struct probe_result *probes,
                struct facts *ret_facts)
{
    *ret_facts = (struct facts){.object = object,
                                .service = &object->service,
                                .past = past,
                                .join = join,
                                .around = around,
                                .due_ms = INT64_MAX};
    find_intent(ret_facts, autocreate);
    find_kubernetes(ret_facts);
    facts_find_cloud(ret_facts);
    find_reach(ret_facts, probes);
    facts_find_trouble(ret_facts);
}
