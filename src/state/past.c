#include "state/past.h"

#include <stdlib.h>
#include <string.h>

#include <uthash.h>

#include "base/limits.h"
#include "base/mem.h"
#include "state/common.h"

#include "base/banned.h"

/* Events of one attempt lie within so much of each other. */
enum { ONE_ATTEMPT_MS = 10000 };

/* ---- one ---- */

static const struct told nothing_told = {
    .ensuring_first_api_ms = WHEN_UNKNOWN,
    .ensuring_last_api_ms = WHEN_UNKNOWN,
    .ensured_first_api_ms = WHEN_UNKNOWN,
    .ensured_last_api_ms = WHEN_UNKNOWN,
    .updated_last_api_ms = WHEN_UNKNOWN,
    .deleting_api_ms = WHEN_UNKNOWN,
    .deleted_api_ms = WHEN_UNKNOWN,
    .skip_first_api_ms = WHEN_UNKNOWN,
    .skip_last_api_ms = WHEN_UNKNOWN,
    .ccm_first_api_ms = WHEN_UNKNOWN,
};

#define NEVER WHEN_UNKNOWN
static const struct swept nothing_swept = {
    .parts_ms = {NEVER, NEVER, NEVER, NEVER, NEVER},
    .parts_lost_ms = {NEVER, NEVER, NEVER, NEVER, NEVER},
    .none_online_ms = NEVER,
    .some_offline_ms = NEVER,
    .unbound_ms = NEVER,
};

void past_init(struct past *past)
{
    *past = (struct past){
        .first_seen = MOMENT_UNKNOWN,
        .finalizer = MOMENT_UNKNOWN,
        .ids = MOMENT_UNKNOWN,
        .address = MOMENT_UNKNOWN,
        .withdrawn_ms = WHEN_UNKNOWN,
        .intent_ms = WHEN_UNKNOWN,
        .routed = MOMENT_UNKNOWN,
        .silent_ms = WHEN_UNKNOWN,
        .since = MOMENT_UNKNOWN,
    };
}

static void release_heard(struct heard *heard)
{
    free(heard->event_uid);
    free(heard->reason);
    free(heard->message);
}

void past_release(struct past *past)
{
    for (size_t i = 0; past->told != NULL && i < past->told->heard_count; i++)
        release_heard(&past->told->heard[i]);
    free(past->told);
    free(past->swept);
    free(past->withdrawn_address);
    past_init(past);
}

const struct told *past_told(const struct past *past)
{
    return past->told != NULL ? past->told : &nothing_told;
}

const struct swept *past_swept(const struct past *past)
{
    return past->swept != NULL ? past->swept : &nothing_swept;
}

struct swept *past_sweep(struct past *past)
{
    if (past->swept == NULL) {
        past->swept = mem_new(sizeof *past->swept);
        *past->swept = nothing_swept;
    }
    return past->swept;
}

struct told *past_tell(struct past *past)
{
    if (past->told == NULL) {
        past->told = mem_new(sizeof *past->told);
        *past->told = nothing_told;
    }
    return past->told;
}

/* ---- of Services that are not there yet ---- */

struct kept_past {
    struct past past;
    char *namespace;
    char *name;
    UT_hash_handle hh;
    char uid[];
};

struct pasts {
    struct kept_past *by_uid;
};

struct pasts *pasts_new(void)
{
    return mem_new(sizeof(struct pasts));
}

static void kept_drop(struct pasts *pasts, struct kept_past *kept)
{
    HASH_DEL(pasts->by_uid, kept);
    past_release(&kept->past);
    free(kept->namespace);
    free(kept->name);
    free(kept);
}

void pasts_free(struct pasts *pasts)
{
    struct kept_past *kept;
    struct kept_past *next;

    if (pasts == NULL)
        return;
    HASH_ITER(hh, pasts->by_uid, kept, next)
    kept_drop(pasts, kept);
    free(pasts);
}

struct past *pasts_get(struct pasts *pasts, const char *uid, const char *namespace,
                       const char *name)
{
    struct kept_past *kept;

    HASH_FIND_STR(pasts->by_uid, uid, kept);
    if (kept != NULL)
        return &kept->past;

    /* Events of Services that never come are not kept for ever: the oldest goes first. */
    if (HASH_COUNT(pasts->by_uid) >= LIMIT_EVENTS)
        kept_drop(pasts, pasts->by_uid);
    size_t bytes = strlen(uid) + 1;
    kept = mem_new(sizeof *kept + bytes);
    past_init(&kept->past);
    kept->namespace = mem_copy_text(namespace);
    kept->name = mem_copy_text(name);
    memcpy(kept->uid, uid, bytes);
    HASH_ADD_STR(pasts->by_uid, uid, kept);
    return &kept->past;
}

void pasts_take(struct pasts *pasts, const char *uid, struct past *ret_past)
{
    struct kept_past *kept;

    HASH_FIND_STR(pasts->by_uid, uid, kept);
    if (kept == NULL)
        return;
    HASH_DEL(pasts->by_uid, kept);
    *ret_past = kept->past;
    free(kept->namespace);
    free(kept->name);
    free(kept);
}

size_t pasts_strangers(const struct pasts *pasts, struct stranger *out, size_t most)
{
    size_t skip = HASH_COUNT(pasts->by_uid) > most ? HASH_COUNT(pasts->by_uid) - most : 0;
    size_t count = 0;

    for (const struct kept_past *kept = pasts->by_uid; kept != NULL;
         kept = kept->hh.next) {
        if (skip > 0)
            skip--;
        else if (kept->past.told != NULL)
            out[count++] = (struct stranger){kept->uid, kept->namespace, kept->name,
                                             kept->past.told};
    }
    return count;
}

/* ---- moments ---- */

void moment_note(struct moment *moment, int64_t ms, bool exact)
{
    if (ms == WHEN_UNKNOWN)
        return;
    bool better = moment->ms == WHEN_UNKNOWN || (exact && !moment->exact) ||
                  (exact == moment->exact && ms < moment->ms);
    if (better)
        *moment = (struct moment){ms, exact};
}

static void note_least(int64_t *at, int64_t ms)
{
    if (ms != WHEN_UNKNOWN && (*at == WHEN_UNKNOWN || ms < *at))
        *at = ms;
}

static void note_greatest(int64_t *at, int64_t ms)
{
    if (ms != WHEN_UNKNOWN && ms > *at) /* WHEN_UNKNOWN is the least number */
        *at = ms;
}

/* ---- the watch ---- */

static bool texts_differ(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) != 0;
}

static bool ports_differ(const struct service *a, const struct service *b)
{
    if (a->port_count != b->port_count)
        return true;
    for (size_t i = 0; i < a->port_count; i++) {
        if (a->ports[i].port != b->ports[i].port ||
            texts_differ(a->ports[i].protocol, b->ports[i].protocol))
            return true;
    }
    return false;
}

/* elb.id beside autocreate is what the ccm writes; alone it is a person's. */
static bool intent_differs(const struct service *before, const struct service *now)
{
    return texts_differ(before->type, now->type) ||
           texts_differ(before->elb_autocreate, now->elb_autocreate) ||
           texts_differ(before->elb_class, now->elb_class) || ports_differ(before, now) ||
           (!has_text(now->elb_autocreate) && texts_differ(before->elb_id, now->elb_id));
}

static void see_address(struct past *past, const struct kube_object *before,
                        const struct service *now, bool live, int64_t wall_ms)
{
    bool had = before != NULL && before->service.ingress_count > 0;
    bool has = now->ingress_count > 0;

    if (has && !had && past->withdrawn_ms != WHEN_UNKNOWN) {
        past->withdrawn_ms = WHEN_UNKNOWN;
        past->address = past->routed = MOMENT_UNKNOWN;
    }
    if (has)
        moment_note(&past->address, wall_ms, live && !had);
    if (had && !has) {
        past->withdrawn_ms = wall_ms;
        free(past->withdrawn_address);
        past->withdrawn_address = mem_copy_text(before->service.ingress[0]);
    }
    if (had && has && texts_differ(before->service.ingress[0], now->ingress[0]))
        past->routed = MOMENT_UNKNOWN;
}

void past_see_service(struct past *past, const struct kube_object *before,
                      const struct kube_object *now, bool live, int64_t wall_ms)
{
    const struct service *service = &now->service;
    bool finalizer = meta_has_finalizer(&now->meta, CLEANUP_FINALIZER);
    bool changed_live = live && before != NULL;

    if (past->first_seen.ms == WHEN_UNKNOWN) {
        past->first_seen = (struct moment){wall_ms, live};
        past->ids_at_first = has_text(service->elb_id) && !finalizer;
    }
    if (finalizer)
        moment_note(&past->finalizer, wall_ms,
                    changed_live &&
                        !meta_has_finalizer(&before->meta, CLEANUP_FINALIZER));
    if (has_text(service->elb_id))
        moment_note(&past->ids, wall_ms,
                    changed_live && !has_text(before->service.elb_id));
    see_address(past, before, service, changed_live, wall_ms);
    if (changed_live && intent_differs(&before->service, service))
        past->intent_ms = wall_ms;
}

/* ---- events ---- */

static const char *event_key(const struct kube_object *event)
{
    return has_text(event->meta.uid) ? event->meta.uid : event->meta.name;
}

/* Where to write what an event says: its own slot, a free one, or that of the oldest. */
static struct heard *heard_slot(struct told *told, const char *key, int64_t last_ms)
{
    struct heard *oldest = NULL;

    for (size_t i = 0; i < told->heard_count; i++) {
        struct heard *heard = &told->heard[i];
        if (strcmp(heard->event_uid, key) == 0)
            return last_ms < heard->last_api_ms ? NULL : heard;
        if (oldest == NULL || heard->last_api_ms < oldest->last_api_ms ||
            (heard->last_api_ms == oldest->last_api_ms &&
             strcmp(heard->event_uid, oldest->event_uid) < 0))
            oldest = heard;
    }
    if (told->heard_count < PAST_FAILURES)
        return &told->heard[told->heard_count++];
    bool older = oldest->last_api_ms > last_ms ||
                 (oldest->last_api_ms == last_ms && strcmp(oldest->event_uid, key) > 0);
    return older ? NULL : oldest;
}

static void keep_failure(struct told *told, const struct kube_object *object)
{
    const struct event *event = &object->event;
    struct heard *heard = heard_slot(told, event_key(object), event->last_ms);
    size_t bytes = strlen(event->message);

    if (heard == NULL)
        return; /* an old word, or older than all that are kept */
    release_heard(heard);
    *heard = (struct heard){
        .event_uid = mem_copy_text(event_key(object)),
        .reason = mem_copy_text(event->reason),
        .message = mem_copy_bytes(
            event->message, bytes < PAST_MESSAGE_BYTES ? bytes : PAST_MESSAGE_BYTES),
        .what = failure_of(event),
        .first_api_ms = event->first_ms,
        .last_api_ms = event->last_ms,
        .count = event->count,
    };
}

void past_hear_event(struct past *past, const struct kube_object *object)
{
    const struct event *event = &object->event;
    struct told *told = past_tell(past);

    if (event_is_of_ccm(event))
        note_least(&told->ccm_first_api_ms, event->first_ms);
    switch (event_meaning(event)) {
    case EVENT_ENSURING:
        note_least(&told->ensuring_first_api_ms, event->first_ms);
        note_greatest(&told->ensuring_last_api_ms, event->last_ms);
        break;
    case EVENT_ENSURED:
        note_least(&told->ensured_first_api_ms, event->first_ms);
        note_greatest(&told->ensured_last_api_ms, event->last_ms);
        break;
    case EVENT_UPDATED:
        note_greatest(&told->updated_last_api_ms, event->last_ms);
        break;
    case EVENT_DELETING:
        note_greatest(&told->deleting_api_ms, event->last_ms);
        break;
    case EVENT_DELETED:
        note_greatest(&told->deleted_api_ms, event->last_ms);
        break;
    case EVENT_SKIPPED:
        note_least(&told->skip_first_api_ms, event->first_ms);
        note_greatest(&told->skip_last_api_ms, event->last_ms);
        break;
    case EVENT_FAILED:
        keep_failure(told, object);
        break;
    case EVENT_NOISE:
    case EVENT_OFFLINE:
    case EVENT_OTHER:
        break;
    }
}

/* ---- what fails now ---- */

static bool counts(const struct told *told, const struct heard *heard, int64_t ok_api_ms,
                   bool teardown)
{
    if (heard->what.teardown != teardown || heard->last_api_ms <= ok_api_ms)
        return false;
    /* A new node set that was taken over ends a failure to take it over. */
    return strncmp(heard->reason, "Updat", 5) != 0 ||
           heard->last_api_ms > told->updated_last_api_ms;
}

static int telling(const struct heard *heard)
{
    return (heard->what.part >= 0 || heard->what.field[0] != '\0' ? 4 : 0) +
           (heard->what.code[0] != '\0' ? 2 : 0) + (heard->what.retried ? 0 : 1);
}

static bool is_better(const struct heard *a, const struct heard *b)
{
    if (b == NULL || telling(a) != telling(b))
        return b == NULL || telling(a) > telling(b);
    if (a->last_api_ms != b->last_api_ms)
        return a->last_api_ms > b->last_api_ms;
    return strcmp(a->message, b->message) < 0;
}

static bool same_cause(const struct heard *a, const struct heard *b)
{
    return a->what.step == b->what.step && a->what.part == b->what.part &&
           strcmp(a->what.code, b->what.code) == 0 && strcmp(a->reason, b->reason) == 0;
}

static void sum_up(const struct told *told, int64_t ok_api_ms, bool teardown,
                   struct failing *failing)
{
    failing->first_api_ms = failing->heard->first_api_ms;
    for (size_t i = 0; i < told->heard_count; i++) {
        const struct heard *heard = &told->heard[i];
        if (!counts(told, heard, ok_api_ms, teardown))
            continue;
        if (same_cause(heard, failing->heard)) {
            failing->count += heard->count;
            note_least(&failing->first_api_ms, heard->first_api_ms);
        }
        if (heard->what.retried) {
            failing->tries += heard->count;
            note_greatest(&failing->last_try_api_ms, heard->last_api_ms);
        }
    }
    if (failing->first_api_ms < ok_api_ms)
        failing->first_api_ms = ok_api_ms; /* merged with those of an earlier trouble */
    if (failing->tries == 0) {
        failing->tries = failing->count;
        failing->last_try_api_ms = failing->last_api_ms;
    }
}

struct failing past_failing(const struct past *past, int64_t ok_api_ms, bool teardown)
{
    const struct told *told = past_told(past);
    struct failing failing = {.first_api_ms = WHEN_UNKNOWN,
                              .last_api_ms = WHEN_UNKNOWN,
                              .last_try_api_ms = WHEN_UNKNOWN};

    for (size_t i = 0; i < told->heard_count; i++) {
        if (counts(told, &told->heard[i], ok_api_ms, teardown))
            note_greatest(&failing.last_api_ms, told->heard[i].last_api_ms);
    }
    for (size_t i = 0; i < told->heard_count; i++) {
        const struct heard *heard = &told->heard[i];
        if (counts(told, heard, ok_api_ms, teardown) &&
            heard->last_api_ms + ONE_ATTEMPT_MS >= failing.last_api_ms &&
            is_better(heard, failing.heard))
            failing.heard = heard;
    }
    if (failing.heard != NULL)
        sum_up(told, ok_api_ms, teardown, &failing);
    return failing;
}

/* ---- the probe ---- */

void past_see_probe(struct past *past, const struct probe_result *result, bool live)
{
    if (result->state == PROBE_OK) {
        int64_t ms = result->first_ok_wall_ms != WHEN_UNKNOWN ? result->first_ok_wall_ms
                                                              : result->at_wall_ms;
        if (past->routed.ms == WHEN_UNKNOWN)
            past->routed = (struct moment){ms, live};
        past->silent_ms = WHEN_UNKNOWN;
    } else if (past->routed.ms != WHEN_UNKNOWN && result->tries > 0 &&
               past->silent_ms == WHEN_UNKNOWN) {
        past->silent_ms = result->at_wall_ms;
    }
}
