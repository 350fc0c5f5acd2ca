/*
 * step.h - the seven provisioning steps: their numbers, names, actors and marks.
 *
 * The one table that screen, JSON, help, lessons and tests read.
 */
#ifndef ELBTOP_STATE_STEP_H
#define ELBTOP_STATE_STEP_H

#include <stdbool.h>
#include <stdint.h>

enum { STEP_COUNT = 7, PART_COUNT = 5 };

enum step_number {
    STEP_APPLY = 1,
    STEP_STORED,
    STEP_SEEN,
    STEP_CLOUD,
    STEP_IDS,
    STEP_ADDRESS,
    STEP_ROUTED,
};

enum step_part { PART_ELB, PART_EIP, PART_BIND, PART_LISTENER, PART_POOL };

enum step_state {
    STEP_UNKNOWN = 0, /* cannot be proved from here, or no witness: '?' */
    STEP_WAITING,     /* '.' an earlier step is not done; in DELETING: gone */
    STEP_RUNNING,     /* '>' its actor has the ball */
    STEP_DONE,        /* '#' proved */
    STEP_GIVEN,       /* '=' existed before (attach) */
    STEP_SKIPPED,     /* '-' not needed here, or skipped by the ccm */
    STEP_FAILED,      /* '!' somebody said no */
    STEP_STUCK,       /* '*' over its limit and nobody said why */
};

/* What a step looks like in a row that is whole but hurt, or going. JSON says the state. */
enum step_shade {
    SHADE_NONE = 0,
    SHADE_WORSE,   /* '~' done, worse now */
    SHADE_UNDOING, /* '<' deleting: still there, being undone */
};

struct step {
    enum step_state state : 8; /* small: a row has twelve steps, a view 10,000 rows */
    enum step_shade shade : 8;
    bool slow : 1;        /* RUNNING longer than usual */
    bool exact : 1;       /* false: finished_ms is a bound ("<=") */
    int64_t started_ms;   /* wall; WHEN_UNKNOWN */
    int64_t finished_ms;  /* wall; WHEN_UNKNOWN */
    const char *evidence; /* in words; "" */
};

const char *step_name(int number); /* "APPLY" … "ROUTED" */
const char *step_actor(int number,
                       bool gateway); /* "you", "api-server", "ccm", "ccm->otc-api", … */
const char *part_label(enum step_part part); /* "4a ELB" … "4e pool+members" */
const char *part_name(
    enum step_part part); /* "elb" "eip" "bind" "listener" "pool": JSON */
const char *step_state_name(enum step_state state); /* JSON */
char step_mark(const struct step *step);     /* ASCII mark; tui/glyph has the others */
bool step_is_settled(enum step_state state); /* done, given or skipped */

#endif
