/*
 * row.h - one Service as three witnesses see it: what Kubernetes says, what the cloud says,
 * what the network says, and where it stands in the seven steps.
 *
 * A row is made whole by row_build() and never changes. It is shared between the worker,
 * which keeps it until something about the Service changes, and the snapshots it is in: the
 * one counted reference of the program, because copying 10,000 unchanged rows for every
 * event would cost more than all else. row_ref/row_unref are atomic.
 *
 * Every field is shown by screen and JSON from here and nowhere else. Unknown is a value:
 * WHEN_UNKNOWN, -1, NULL or an …_UNKNOWN, never 0 or "".
 */
#ifndef ELBTOP_STATE_ROW_H
#define ELBTOP_STATE_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kube/object.h"
#include "net/probe.h"
#include "state/step.h"

enum row_pattern {
    PATTERN_NONE,
    PATTERN_AUTOCREATE,
    PATTERN_ATTACH,
    PATTERN_BOTH,
    PATTERN_GATEWAY
};

enum row_state {
    ROW_UNKNOWN = 0,
    ROW_FAILED,
    ROW_STUCK,
    ROW_SKIPPED,
    ROW_DEGRADED,
    ROW_MOVING,
    ROW_DELETING,
    ROW_READY,
};

enum row_role { ROLE_NONE, ROLE_CREATOR, ROLE_TENANT };

/* How the row knows its ELB. */
enum join_how {
    JOIN_NONE,
    JOIN_BY_ID,      /* annotation elb.id */
    JOIN_BY_UID,     /* a listener's description names the Service's uid */
    JOIN_BY_NAME,    /* autocreate name, or cce-lb-<uid> */
    JOIN_BY_ADDRESS, /* ingress or loadBalancerIP equals VIP or EIP */
};

struct row_port {
    const char *name;
    const char *protocol;
    uint16_t port;
    uint16_t node_port; /* 0: none */
    const char *target_port;
    struct probe_result probe; /* UNKNOWN or OFF when not probed */
};

struct row_elb {
    const char *id;
    const char *name;  /* NULL: not read */
    const char *class; /* "union", "performance", NULL */
    const char *provisioning_status;
    const char *operating_status;
    const char *vip_address;
    int64_t created_ms;
    bool found; /* the cloud knows it; false: only its id or name is known */
};

struct row_listener {
    const char *id;
    const char *name;
    const char *protocol;
    uint16_t port;
    const char *pool_id; /* NULL */
    int members_online;  /* -1 unknown */
    int members_total;   /* -1 unknown */
};

struct row_eip {
    const char *id;
    const char *address;
    const char *status;      /* NULL: EIPs not read */
    int64_t bandwidth_mbit;  /* -1 */
    const char *charge_mode; /* NULL */
};

struct row_gateway {
    const char *namespace;
    const char *name;
    const char *class;
    size_t route_count;
    const char *const *routes; /* "ns/name" */
};

enum advice_severity { ADVICE_ERROR, ADVICE_WARNING, ADVICE_INFO };

struct advice {
    const char *rule; /* "L7", "F18" */
    enum advice_severity severity;
    const char *text;
};

struct row {
    /* who */
    const char *namespace;
    const char *name;
    const char *uid;
    const char *resource_version;
    int64_t created_ms;
    int64_t deleted_ms; /* WHEN_UNKNOWN: not being deleted */
    size_t label_count;
    const struct pair *labels;

    /* what it is */
    enum row_pattern pattern;
    const char *class; /* "union", "performance", NULL */
    enum row_state state;
    int64_t since_ms; /* wall: in this state since; WHEN_UNKNOWN */
    bool since_exact;
    int step;          /* lowest step not done, 1..7; 7 when all are */
    int parts_settled; /* of step 4, 0..5 */
    int part;          /* lowest part of step 4 not settled, 0..4; -1: all are */
    struct step steps[STEP_COUNT]; /* steps[0] is step 1 */
    struct step parts[PART_COUNT]; /* of step 4 */

    /* where it is reached */
    const char *address; /* the public one, else the private one; NULL */
    bool wants_public;
    size_t ingress_count;
    const char *const *ingress;
    size_t port_count;
    const struct row_port *ports;

    /* its side in the cloud */
    const struct row_elb *elb; /* NULL: none known */
    enum join_how how;
    enum row_role role;
    size_t listener_count;
    const struct row_listener *listeners;
    const struct row_eip *eip; /* NULL */
    int members_online;        /* over all listeners; -1 unknown */
    int members_total;

    /* around it */
    int64_t endpoints_ready; /* -1 unknown */
    int64_t endpoints_total;
    size_t shared_count;
    const char *const *shared_with;    /* "ns/name", sorted, without itself */
    const struct row_gateway *gateway; /* NULL */
    struct probe_result probe;         /* of the first port that can be probed */

    /* why, who, what to do */
    const char *why;  /* one or two sentences on the state; "" when READY */
    const char *who;  /* who has the ball; "" */
    const char *todo; /* the next move for a person, see todo.h; "" */
    size_t advice_count;
    const struct advice *advice;
    const char *api_code; /* "ELB.8907" when a failure names one; NULL */
    int64_t next_try_ms;  /* wall, estimate of the ccm's next try; WHEN_UNKNOWN */
    bool needs_ticking;   /* state depends on the passing of time */
};

struct scratch;

/*
 * Copies a draft with all it points to into one block, outside texts made harmless.
 *
 *   scratch  where the draft's own texts (class, evidence, why, who, todo, advice) were
 *            made: those not made there are literals and are shared; NULL: all are copied
 *
 * Owner: the caller is the first holder, row_unref ends it.
 */
const struct row *row_build(const struct row *draft, const struct scratch *scratch);

/* Counted, atomic. row_ref returns its argument; NULL is fine. */
const struct row *row_ref(const struct row *row);
void row_unref(const struct row *row);

/* "#######", as the STEPS column has it. out has 8 bytes. */
const char *row_marks(const struct row *row, char out[STEP_COUNT + 1]);

/* "READY", "4 CLOUD 3/5", "7 ROUTED": the state word of the screen. */
const char *row_state_word(const struct row *row, char *out, size_t out_bytes);

/* "4d", "7", "-": the STEP column of tables. */
const char *row_step_word(const struct row *row, char out[4]);

const char *row_state_name(enum row_state state);       /* "READY", "MOVING": JSON */
const char *row_pattern_name(enum row_pattern pattern); /* "autocreate" … */
const char *row_role_name(enum row_role role);          /* "creator", "tenant", "none" */

/* Problems first: FAILED, STUCK, SKIPPED, DEGRADED, MOVING, DELETING, ORPHAN's place, READY. */
int row_state_order(enum row_state state);

#endif
