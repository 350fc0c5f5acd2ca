/*
 * The seven steps and the parts of the fourth, as `w` explains them: what proves each, and
 * where its times come from. Source of the paths: the evidence that state/lane reads.
 */
#include "base/when.h"
#include "tui/origin.h"
#include "tui/origins.h"

#include "base/banned.h"

static const char service_call[] = "GET /api/v1/services, then its watch";
static const char both_calls[] = "GET /api/v1/services and /api/v1/events, their watches";

static const struct origin step_origins[STEP_COUNT] = {
    {"1 APPLY", SOURCE_KUBERNETES, service_call, "the answer to our own request",
     "done when the object is there, whoever sent it"},
    {"2 STORED", SOURCE_KUBERNETES, service_call,
     "metadata.uid, .creationTimestamp, .resourceVersion", "done when it has a uid"},
    {"3 SEEN", SOURCE_KUBERNETES, both_calls,
     "metadata.finalizers, events[].reason, managedFields of the ccm",
     "EnsuringLoadBalancer, its finalizer, or anything the ccm wrote"},
    {"4 CLOUD", SOURCE_ELB, "the lists of ELB and EIP", "its five parts, below",
     "done when all parts are done or given"},
    {"5 IDS", SOURCE_KUBERNETES, service_call,
     "metadata.annotations: kubernetes.io/elb.id, .elb.eip-id",
     "elb.id, and for a public one elb.eip-id that is not empty"},
    {"6 ADDRESS", SOURCE_KUBERNETES, service_call, "status.loadBalancer.ingress[].ip",
     "done when it is not empty"},
    {"7 ROUTED", SOURCE_PROBE, "a TCP connect from here to the public address",
     "each port, through --probe-proxy when that is set",
     "done when every TCP port connects; not tried is not known"},
};

static const struct origin part_origins[PART_COUNT] = {
    {"4a ELB", SOURCE_ELB, "GET /v3/{project}/elb/loadbalancers",
     "loadbalancers[].id, .name, .provisioning_status",
     "given when the Service is linked"},
    {"4b EIP", SOURCE_EIP, "GET /v1/{project}/publicips",
     "publicips[].id, .public_ip_address", "given when the Service is linked"},
    {"4c bound", SOURCE_EIP, "GET /v1/{project}/publicips",
     "publicips[].status, .port_id", "bound to the port of that ELB"},
    {"4d listener", SOURCE_ELB, "GET /v3/{project}/elb/listeners",
     "listeners[].loadbalancers[].id, .protocol_port, .description",
     "one for each of spec.ports"},
    {"4e pool+members", SOURCE_ELB, "GET /v3/{project}/elb/pools and members",
     "pools[].listeners[].id, members[].operating_status",
     "a pool with members for each listener; their health is another matter"},
};

static void put_moment(char raw[ORIGIN_RAW_BYTES], const char *word, int64_t wall_ms)
{
    char text[WHEN_TEXT_BYTES];

    if (wall_ms != WHEN_UNKNOWN)
        origin_put(raw, "%s %s", word, when_print(wall_ms, text));
}

static void add_step(struct page *page, const struct scene *scene,
                     const struct origin *origin, const struct step *step)
{
    char raw[ORIGIN_RAW_BYTES] = "";

    put_moment(raw, "from", step->started_ms);
    put_moment(raw, step->exact ? "done at" : "done by", step->finished_ms);
    if (step->evidence != NULL && step->evidence[0] != '\0')
        origin_put_text(raw, step->evidence);
    origin_add(page, scene, origin, step_state_name(step->state), raw);
}

void origins_of_steps(const struct row *row, const struct scene *scene, struct page *page)
{
    page_head(page, "Step by step");
    for (int i = 0; i < STEP_COUNT; i++) {
        add_step(page, scene, &step_origins[i], &row->steps[i]);
        for (int part = 0; i + 1 == STEP_CLOUD && part < PART_COUNT; part++)
            add_step(page, scene, &part_origins[part], &row->parts[part]);
    }
}
