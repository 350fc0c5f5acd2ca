/*
 * past.h - what was seen of one Service over time, and what its objects no longer show.
 *
 * Kubernetes forgets events after about an hour and says of most things only that they are,
 * not since when. So first times and failures are kept here for as long as the Service is
 * known, and for a while before it is: an event may arrive earlier than its Service.
 *
 * Every field is a least, a greatest or a last of what arrived, so that the order of
 * arrival does not matter. Times of events are on the api-server's clock, times that the
 * watch or a sweep saw are on ours; the name of the field says which.
 */
#ifndef ELBTOP_STATE_PAST_H
#define ELBTOP_STATE_PAST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/when.h"
#include "kube/object.h"
#include "state/failure.h"
#include "state/join.h"
#include "state/row.h"

/* A time, and whether it is that of the change itself or of when we first looked. */
struct moment {
    int64_t ms; /* WHEN_UNKNOWN */
    bool exact;
};

#define MOMENT_UNKNOWN                                                                   \
    (struct moment)                                                                      \
    {                                                                                    \
        WHEN_UNKNOWN, false                                                              \
    }

enum { PAST_FAILURES = 4, PAST_MESSAGE_BYTES = 600 };

/* One event that told of a failure. */
struct heard {
    char *event_uid;
    char *reason;
    char *message;
    struct failure what;
    int64_t first_api_ms;
    int64_t last_api_ms;
    int64_t count;
};

/* What the events said, on the api-server's clock. */
struct told {
    int64_t ensuring_first_api_ms, ensuring_last_api_ms;
    int64_t ensured_first_api_ms, ensured_last_api_ms;
    int64_t updated_last_api_ms;
    int64_t deleting_api_ms, deleted_api_ms;
    int64_t skip_first_api_ms, skip_last_api_ms;
    int64_t ccm_first_api_ms; /* any event of the ccm */
    size_t heard_count;
    struct heard heard[PAST_FAILURES]; /* the newest */
};

/* What sweeps saw, on our clock: when the sweep began that saw it first. */
struct swept {
    int64_t parts_ms[PART_COUNT];
    int64_t parts_lost_ms[PART_COUNT]; /* was there, is not */
    bool ever_online;                  /* a member was ONLINE once */
    int64_t none_online_ms;            /* since then none is */
    int64_t some_offline_ms;           /* since then one is not */
    int64_t unbound_ms;                /* EIP unbound or frozen since */
};

struct past {
    /* what the watch saw, our clock */
    struct moment first_seen; /* exact: it came to be (or to be ours) under our eyes */
    struct moment finalizer;
    struct moment ids;
    struct moment address;
    int64_t withdrawn_ms; /* the address went away; WHEN_UNKNOWN: it did not */
    char *withdrawn_address;
    int64_t intent_ms; /* last time a person changed what is wanted */
    bool ids_at_first; /* elb.id stood there before the ccm touched it */

    /* what the probe saw, our clock */
    struct moment routed;
    int64_t silent_ms; /* answered once, does not since then; WHEN_UNKNOWN */

    /* what was last said of it */
    bool judged;
    enum row_state state;
    struct moment since;

    struct told *told;   /* NULL: nothing yet; read through past_told */
    struct swept *swept; /* NULL: nothing yet; read through past_swept */
};

void past_init(struct past *past);
void past_release(struct past *past);

/* Never NULL: all is WHEN_UNKNOWN when nothing is known. */
const struct told *past_told(const struct past *past);
const struct swept *past_swept(const struct past *past);
struct swept *past_sweep(struct past *past); /* to be written to */
struct told *past_tell(struct past *past);   /* likewise */

/* ---- of Services that are not there yet, by uid ---- */

struct pasts;

struct pasts *pasts_new(void);
void pasts_free(struct pasts *pasts);
/* Made when not there. */
struct past *pasts_get(struct pasts *pasts, const char *uid, const char *namespace,
                       const char *name);
/* Moves what is known of that uid to an inited past. */
void pasts_take(struct pasts *pasts, const char *uid, struct past *ret_past);

/* A Service that is known from its events alone: not there yet, or gone. */
struct stranger {
    const char *uid;
    const char *namespace;
    const char *name;
    const struct told *told;
};

/* The newest; valid until the next change. Returns how many. */
size_t pasts_strangers(const struct pasts *pasts, struct stranger *out, size_t most);

/* ---- facts in ---- */

/* before: as it was, NULL when it was not known. live: we were watching when it changed. */
void past_see_service(struct past *past, const struct kube_object *before,
                      const struct kube_object *now, bool live, int64_t wall_ms);
void past_hear_event(struct past *past, const struct kube_object *event);
void past_see_probe(struct past *past, const struct probe_result *result, bool live);

/* ---- questions ---- */

/* What fails now: told after ok_api_ms, the most telling of the newest attempt. */
struct failing {
    const struct heard *heard; /* NULL: nothing does */
    int64_t count;             /* of this failure since then */
    int64_t first_api_ms;
    int64_t last_api_ms; /* of any */
    int64_t tries;       /* of the controller's queue, for its next try */
    int64_t last_try_api_ms;
};

struct failing past_failing(const struct past *past, int64_t ok_api_ms, bool teardown);

/* Takes the earlier; an exact one wins over a bound. */
void moment_note(struct moment *moment, int64_t ms, bool exact);

#endif
