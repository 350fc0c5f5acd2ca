/*
 * The last proof of a tear-down: nobody answers at the address any more. A 404 says what the
 * cloud's books say; a connect from here says what the network does, and the two differ when
 * a listener or an EIP was left out of the books.
 *
 * Asked last, when the cloud has shown all else as gone: before that it would answer anyway.
 */
#include "act/job_inside.h"

#include "base/limits.h"
#include "net/probe.h"
#include "base/banned.h"

enum { VAIN_PROBES = 3 }; /* so often in a row a probe could not even be made */

const struct plan_address *job_probed(const struct job *job)
{
    return &job->plan->addresses[(size_t)job->proving - job->plan->object_count];
}

/* The next address of the Service in hand that is not known to be silent; JOB_NONE. */
static int next_address(const struct job *job)
{
    for (size_t i = job->plan->object_count; i < job->thing_count; i++) {
        if (job->things[i].state == THING_WAITING &&
            job->things[i].object->service == job->service)
            return (int)i;
    }
    return JOB_NONE;
}

static void skip(struct job *job)
{
    for (int i = next_address(job); i != JOB_NONE; i = next_address(job)) {
        job->things[i].state = THING_UNPROBED;
        job->things[i].proof = "probing is off";
    }
}

struct http_request *job_ask_silence(struct job *job)
{
    if (!job->config.may_probe)
        skip(job);
    job->proving = next_address(job);
    if (job->proving == JOB_NONE) {
        job_next_service(job);
        return NULL;
    }
    job->server = JOB_PROBE;
    return probe_request(job_probed(job)->port);
}

/* ---- what an answer says ------------------------------------------------------------- */

static const char *meaning_of_silence(enum probe_state state)
{
    switch (state) {
    case PROBE_REFUSED:
        return ", no listener";
    case PROBE_UNREACHABLE:
        return ", no route";
    default:
        return "";
    }
}

static void mark_silent(struct job *job, struct job_thing *thing, enum probe_state state)
{
    thing->state = THING_SILENT;
    thing->after_ms = job->now_ms - job->service_sent_ms;
    thing->proof = arena_print(
        &job->arena, "probe: %s%s%s", probe_state_name(state), meaning_of_silence(state),
        job_probed(job)->answered ? "" : "; it did not answer before, either");
    job_tell(job, "otc-fabric", "address %s silent: %s", thing->object->name,
             thing->proof);
}

/* It is still there: what does that mean? */
static const char *meaning_of_answer(struct arena *arena, enum probe_state state,
                                     int http_status)
{
    if (state == PROBE_RESET)
        return "probe: reset; a listener without healthy members is still there";
    if (http_status != 0)
        return arena_print(arena, "probe: HTTP %d; somebody still serves this address",
                           http_status);
    return "probe: ok; somebody still takes connections at this address";
}

/* The way to the address is broken, which says nothing of the address. */
static bool is_vain(const struct http_exchange *exchange)
{
    return !exchange->connected && exchange->status == 0 &&
           exchange->err.code != ERR_OK && exchange->cut != HTTP_CUT_REFUSED &&
           exchange->cut != HTTP_CUT_TIMEOUT && exchange->cut != HTTP_CUT_RESET &&
           exchange->cut != HTTP_CUT_UNREACHABLE;
}

static void heard_nothing(struct job *job, struct job_thing *thing,
                          struct job_proof *proof, const struct http_exchange *exchange)
{
    if (++proof->denied_count < VAIN_PROBES)
        return;
    thing->state = THING_UNPROBED;
    thing->proof = arena_print(&job->arena, "the probe failed: %s", exchange->err.text);
}

void job_heard_silence(struct job *job, const struct http_exchange *exchange)
{
    struct job_thing *thing = &job->things[job->proving];
    struct job_proof *proof = &job->proofs[job->proving];
    enum probe_state state = probe_state_of(exchange);

    if (is_vain(exchange)) {
        heard_nothing(job, thing, proof, exchange);
    } else if (state == PROBE_OK || state == PROBE_RESET) {
        proof->denied_count = 0;
        thing->proof = meaning_of_answer(&job->arena, state, exchange->status);
    } else {
        mark_silent(job, thing, state);
    }
    if (next_address(job) == JOB_NONE)
        job_next_service(job);
    else
        job->due_ms =
            job->now_ms + (thing->state == THING_WAITING ? INTERVAL_PROOF_MS : 0);
}

void job_settle_address(struct job *job, struct job_thing *thing)
{
    if (thing->proof[0] == '\0') {
        thing->state = THING_UNPROBED;
        thing->proof = "the time was over before";
        return;
    }
    thing->state = THING_LEFT_OVER;
    job_tell_failure(job, "otc-fabric", "address %s still answers: %s",
                     thing->object->name, thing->proof);
}
