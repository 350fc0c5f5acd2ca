/*
 * failure.h - what a Kubernetes event about a Service means for the seven steps.
 *
 * The type of an event is not trusted and a reason alone proves little: the controller says
 * EnsuredLoadBalancer for a Service it skips. So an event is read by reason and by the
 * stems of its message.
 *
 * Source: texts of the upstream service controller and of hws-cloudprovider as observed;
 *         doc/sources.md
 */
#ifndef ELBTOP_STATE_FAILURE_H
#define ELBTOP_STATE_FAILURE_H

#include <stdbool.h>
#include <stdint.h>

#include "kube/object.h"
#include "state/step.h"

enum event_meaning {
    EVENT_OTHER,
    EVENT_ENSURING,
    EVENT_ENSURED,
    EVENT_UPDATED, /* the node set was taken over */
    EVENT_DELETING,
    EVENT_DELETED,
    EVENT_SKIPPED, /* "is not defined, skip" */
    EVENT_NOISE,   /* "listener is empty": goes along with other trouble, says nothing */
    EVENT_OFFLINE, /* a member fails its check: health, no step */
    EVENT_FAILED,
};

enum failure_code_size { FAILURE_CODE_BYTES = 16, FAILURE_FIELD_BYTES = 48 };

/* Where a failure happened, as far as its text tells. */
struct failure {
    int step;         /* STEP_SEEN, STEP_CLOUD, STEP_ADDRESS; 0: it does not say */
    int part;         /* enum step_part of step 4; -1: it does not say */
    bool teardown;    /* while taking things down */
    bool retried;     /* came through the controller's queue: it tries again on its own */
    const char *stem; /* the words of the message that told where; NULL: none did */
    char code[FAILURE_CODE_BYTES];   /* "ELB.8907"; "" */
    char field[FAILURE_FIELD_BYTES]; /* X of "elb autoCreate field:[X] is invalid"; "" */
};

enum event_meaning event_meaning(const struct event *event);

/* Of an event that means EVENT_FAILED. */
struct failure failure_of(const struct event *event);

/* The first ELB.…, EIP.… or VPC.… number in a text; false and "" when there is none. */
bool failure_find_code(const char *text, char out[FAILURE_CODE_BYTES]);

/* Finds `part` in `text`, ASCII case ignored. */
bool failure_says(const char *text, const char *part);

/* Did a component speak that belongs to the cloud controller? */
bool event_is_of_ccm(const struct event *event);

/*
 * How long after its n-th failure in a row the controller tries again: 5, 10, 20 .. 300 s.
 */
int64_t failure_retry_ms(int64_t count);

#endif
