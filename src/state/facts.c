/*
 * Each witness has a function that fills its part; later ones may rely on earlier ones:
 * intent, Kubernetes, cloud, network, trouble.
 */
#include "state/facts.h"

#include <string.h>

#include "base/mem.h"
#include "state/address.h"
#include "state/gateway.h"
#include "state/patience.h"

#include "base/banned.h"

#define CLEANUP_FINALIZER "service.kubernetes.io/load-balancer-cleanup"
#define MARK_ANNOTATION   "kubernetes.io/elb.mark"

/* Times of the api-server are whole seconds, and its answers and the cloud's cross. */
enum {
    ONE_SECOND_MS = 1000,
    CROSSING_MS = 2000,
    CLOCKS_DIFFER_MS = 10000,
    OLD_MS = 60000,
    TRIES_ENOUGH = 2,
};

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

static bool has_text(const char *text)
{
    return text != NULL && text[0] != '\0';
}

static int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b; /* WHEN_UNKNOWN is the least number */
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
static int64_t held_since(const struct facts *facts, struct moment moment)
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
    facts->address_known_ms = held_since(facts, facts->address_at);

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

/* ---- the cloud says ---- */

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcmp(text, *words) == 0)
            return true;
    }
    return false;
}

static bool elb_is_there(const struct elb *elb)
{
    static const char *const not_yet[] = {"PENDING_CREATE", "ERROR", NULL};

    return elb != NULL && (elb->provisioning_status == NULL ||
                           !is_one_of(elb->provisioning_status, not_yet));
}

static bool eip_serves(const struct join *join)
{
    static const char *const does_not[] = {"DOWN",           "BINDING", "BIND_ERROR",
                                           "PENDING_CREATE", "ERROR",   NULL};

    if (!join->bound)
        return false;
    return join->eip == NULL || join->eip->status == NULL ||
           !is_one_of(join->eip->status, does_not);
}

static bool all_listen(const struct join *join)
{
    for (size_t i = 0; i < join->port_count; i++) {
        if (join->ports[i].listener == NULL)
            return false;
    }
    return join->port_count > 0;
}

static bool all_have_members(const struct join *join)
{
    for (size_t i = 0; i < join->port_count; i++) {
        if (join->ports[i].pool == NULL || join->ports[i].total == 0)
            return false;
    }
    return join->port_count > 0;
}

static bool cloud_shows(const struct join *join, enum step_part part)
{
    switch (part) {
    case PART_ELB:
        return elb_is_there(join->elb);
    case PART_EIP:
        return join->has_eip;
    case PART_BIND:
        return eip_serves(join);
    case PART_LISTENER:
        return all_listen(join);
    case PART_POOL:
        return all_have_members(join);
    }
    return false;
}

static void note_while(int64_t *since_ms, bool holds, int64_t now_ms)
{
    if (!holds)
        *since_ms = WHEN_UNKNOWN;
    else if (*since_ms == WHEN_UNKNOWN)
        *since_ms = now_ms;
}

static bool is_frozen(const struct join *join)
{
    return (join->elb != NULL && join->elb->operating_status != NULL &&
            strcmp(join->elb->operating_status, "FROZEN") == 0) ||
           (join->eip != NULL && join->eip->status != NULL &&
            strcmp(join->eip->status, "FREEZED") == 0);
}

static void note_first(int64_t *at, int64_t ms)
{
    if (*at == WHEN_UNKNOWN)
        *at = ms;
}

void past_see_cloud(struct past *past, const struct cloud *cloud, const struct join *join)
{
    if (cloud->elbs == NULL)
        return;
    struct swept *swept = past_sweep(past);
    int64_t read_ms = cloud->elbs->read_wall_ms;

    for (enum step_part part = PART_ELB; part <= PART_POOL; part++) {
        bool shown = cloud_shows(join, part);
        bool told = shown || (part != PART_EIP && part != PART_BIND) || join->eip_known;
        if (shown)
            note_first(&swept->parts_ms[part], read_ms);
        note_while(&swept->parts_lost_ms[part],
                   told && !shown && swept->parts_ms[part] != WHEN_UNKNOWN, read_ms);
    }
    swept->ever_online = swept->ever_online || join->online > 0;
    note_while(&swept->none_online_ms, join->dead != NULL, read_ms);
    note_while(&swept->some_offline_ms, join->online > 0 && join->online < join->total,
               read_ms);
    note_while(&swept->unbound_ms,
               is_frozen(join) || (join->eip != NULL && !eip_serves(join)), read_ms);
}

/* The ccm has said, in one way or another, that all is as the Service wants it. */
static bool is_confirmed(struct facts *facts)
{
    const struct past *past = facts->past;
    int64_t ok_ms = facts_our_clock(facts->around, past_told(past)->ensured_last_api_ms);

    if (!facts->has_address || !has_text(facts->service->elb_id) || facts->skipped)
        return false;
    if (past->intent_ms == WHEN_UNKNOWN || facts->address_at.ms >= past->intent_ms)
        return true;
    return (ok_ms != WHEN_UNKNOWN && ok_ms + ONE_SECOND_MS >= past->intent_ms) ||
           facts_passed(facts, facts->around->kube_ms, past->intent_ms,
                        patience_for(STEP_CLOUD, true).stuck_ms);
}

/* Was the cloud read after Kubernetes proved what the cloud does not show? */
static bool looked_after(const struct facts *facts, enum step_part part,
                         int64_t proved_ms)
{
    const struct cloud *cloud = facts->around->cloud;
    int64_t read_ms = cloud->elbs->read_wall_ms;

    if ((part == PART_EIP || part == PART_BIND) && cloud->eips != NULL &&
        cloud->eips->read_wall_ms < read_ms)
        read_ms = cloud->eips->read_wall_ms;
    return read_ms > proved_ms + CROSSING_MS;
}

static enum part_proof prove(const struct facts *facts, enum step_part part, bool implied,
                             struct moment implied_at)
{
    const struct join *join = facts->join;

    if ((part == PART_EIP || part == PART_BIND) && facts->public_known &&
        !facts->wants_public)
        return PART_NOT_NEEDED;
    if (facts->cloud && cloud_shows(join, part))
        return PART_SHOWN;
    if (!implied)
        return PART_UNPROVED;
    bool told =
        part == PART_ELB || (join->elb != NULL && (part > PART_BIND || join->eip_known));
    if (facts->cloud && told &&
        looked_after(facts, part,
                     later(held_since(facts, implied_at), facts->past->intent_ms)))
        return PART_GONE;
    return PART_IMPLIED;
}

static int64_t newest_listener_ms(const struct join *join)
{
    int64_t ms = WHEN_UNKNOWN;
    for (size_t i = 0; i < join->port_count; i++) {
        if (join->ports[i].listener != NULL)
            ms = later(ms, join->ports[i].listener->created_ms);
    }
    return ms;
}

static int64_t newest_member_ms(const struct join *join)
{
    int64_t ms = WHEN_UNKNOWN;
    for (size_t i = 0; i < join->port_count; i++)
        ms = later(ms, join->ports[i].newest_member_ms);
    return ms;
}

/* The cloud's own date, else when a sweep saw it first, else when something implied it. */
static struct moment part_at(const struct facts *facts, enum step_part part)
{
    const struct join *join = facts->join;
    int64_t made_ms = WHEN_UNKNOWN;

    if (part == PART_ELB && join->elb != NULL)
        made_ms = join->elb->created_ms;
    if (part == PART_EIP && join->eip != NULL)
        made_ms = join->eip->created_ms;
    if (part == PART_LISTENER)
        made_ms = newest_listener_ms(join);
    if (part == PART_POOL)
        made_ms = newest_member_ms(join);
    if (made_ms != WHEN_UNKNOWN)
        return (struct moment){made_ms, true};

    struct moment at = {past_swept(facts->past)->parts_ms[part], false};
    struct moment bound = part <= PART_BIND && facts->flow == PATTERN_AUTOCREATE
                              ? facts->ids_at
                              : facts->address_at;
    if (bound.ms != WHEN_UNKNOWN && (at.ms == WHEN_UNKNOWN || bound.ms < at.ms))
        at.ms = bound.ms;
    at.exact = false;
    return at;
}

static void find_cloud(struct facts *facts)
{
    const struct service *service = facts->service;
    bool by_ccm = facts->flow == PATTERN_AUTOCREATE && has_text(service->elb_id);
    bool with_eip = by_ccm && has_text(service->elb_eip_id);
    bool confirmed = is_confirmed(facts);

    facts->cloud = facts->around->cloud->elbs != NULL;
    facts->ports_wanted = facts->join->port_count;
    for (size_t i = 0; i < facts->join->port_count; i++)
        facts->ports_listening += facts->join->ports[i].listener != NULL;

    for (enum step_part part = PART_ELB; part <= PART_POOL; part++) {
        bool early = part == PART_ELB ? by_ccm : part <= PART_BIND && with_eip;
        facts->parts[part] = prove(facts, part, early || confirmed,
                                   early ? facts->ids_at : facts->address_at);
        facts->parts_at[part] = part_at(facts, part);
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
            facts, facts_passed(facts, facts->around->wall_ms, facts->address_known_ms,
                                patience_for(STEP_ROUTED, false).stuck_ms));
}

/* ---- trouble ---- */

static void find_failing(struct facts *facts)
{
    const struct past *past = facts->past;
    int64_t ok_api_ms = WHEN_UNKNOWN;

    if (facts->has_address && !facts->skipped) {
        ok_api_ms = past_told(past)->ensured_last_api_ms;
        if (facts->address_at.exact)
            ok_api_ms = later(ok_api_ms, facts->address_at.ms + facts->around->skew_ms);
    }
    facts->failing = past_failing(past, ok_api_ms, facts->deleting || facts->leaving);
    facts->failing_since_ms = facts_our_clock(facts->around, facts->failing.first_api_ms);
}

/* New members are OFFLINE until their checks went through: that is no loss. */
static bool none_is_online(struct facts *facts)
{
    const struct join *join = facts->join;

    if (join->dead == NULL)
        return false;
    int64_t made_ms = join->dead->newest_member_ms;
    if (made_ms == WHEN_UNKNOWN)
        made_ms = past_swept(facts->past)->none_online_ms;
    return past_swept(facts->past)->ever_online ||
           facts_passed(facts, facts->around->cloud_ms, made_ms, PATIENCE_CHECK_MS);
}

/* With policy Local the nodes without a pod are OFFLINE, and that is right. */
static bool some_are_offline(struct facts *facts)
{
    return !facts->service->local &&
           past_swept(facts->past)->some_offline_ms != WHEN_UNKNOWN &&
           facts_passed(facts, facts->around->cloud_ms,
                        past_swept(facts->past)->some_offline_ms, PATIENCE_OFFLINE_MS);
}

static bool only_private(const struct facts *facts)
{
    const char *eip_id = facts->service->elb_eip_id;

    return facts->has_address && facts->public_address == NULL && facts->wants_public &&
           (facts->class_misfit || (eip_id != NULL && eip_id[0] == '\0'));
}

static enum hurt hurt_of(struct facts *facts)
{
    const enum part_proof *parts = facts->parts;

    if (facts->deleting || facts->leaving)
        return HURT_NOT; /* that is meant to go */
    if (facts->cloud && is_frozen(facts->join))
        return HURT_FROZEN;
    if (parts[PART_ELB] == PART_GONE)
        return HURT_ELB_GONE;
    if (parts[PART_EIP] == PART_GONE || parts[PART_BIND] == PART_GONE)
        return HURT_EIP_UNBOUND;
    if (parts[PART_LISTENER] == PART_GONE)
        return HURT_LISTENER_GONE;
    if (parts[PART_POOL] == PART_GONE)
        return HURT_POOL_GONE;
    if (none_is_online(facts))
        return HURT_NONE_ONLINE;
    if (some_are_offline(facts))
        return HURT_SOME_OFFLINE;
    if (only_private(facts))
        return HURT_ONLY_PRIVATE;
    if (facts->failing.heard != NULL)
        return HURT_CHANGE_FAILED;
    if (facts->past->silent_ms != WHEN_UNKNOWN && facts->probe.tries > TRIES_ENOUGH)
        return HURT_SILENT;
    return HURT_NOT;
}

static int64_t hurt_since(const struct facts *facts)
{
    const struct past *past = facts->past;

    switch (facts->hurt) {
    case HURT_ELB_GONE:
        return past_swept(past)->parts_lost_ms[PART_ELB];
    case HURT_FROZEN:
        return past_swept(past)->unbound_ms;
    case HURT_EIP_UNBOUND:
        return past_swept(past)->unbound_ms != WHEN_UNKNOWN
                   ? past_swept(past)->unbound_ms
                   : past_swept(past)->parts_lost_ms[PART_BIND];
    case HURT_LISTENER_GONE:
        return past_swept(past)->parts_lost_ms[PART_LISTENER];
    case HURT_POOL_GONE:
        return past_swept(past)->parts_lost_ms[PART_POOL];
    case HURT_NONE_ONLINE:
        return past_swept(past)->none_online_ms;
    case HURT_SOME_OFFLINE:
        return past_swept(past)->some_offline_ms;
    case HURT_CHANGE_FAILED:
        return facts->failing_since_ms;
    case HURT_SILENT:
        return past->silent_ms;
    case HURT_ONLY_PRIVATE:
        return facts->address_at.ms;
    case HURT_NOT:
        break;
    }
    return WHEN_UNKNOWN;
}

static void find_misfit(struct facts *facts)
{
    const struct elb *elb = facts->join->elb;
    const char *class = facts->service->elb_class;

    if (elb == NULL || !elb->guaranteed_known)
        return;
    bool performance = class != NULL && strcmp(class, "performance") == 0;
    facts->class_misfit = performance != elb->guaranteed;
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
    find_cloud(ret_facts);
    find_reach(ret_facts, probes);
    find_failing(ret_facts);
    find_misfit(ret_facts);
    ret_facts->hurt = hurt_of(ret_facts);
    ret_facts->hurt_since_ms = hurt_since(ret_facts);
}
