/*
 * facts.h - what all witnesses together prove about one Service, before anything is judged.
 *
 * Facts first, states from facts: nothing here says running or failed. A fact that a later
 * one implies is marked so; one that a newer look at the cloud contradicts is marked gone.
 * All times are on our clock.
 */
#ifndef ELBTOP_STATE_FACTS_H
#define ELBTOP_STATE_FACTS_H

#include <stdbool.h>
#include <stdint.h>

#include "kube/object.h"
#include "net/probe.h"
#include "state/autocreate.h"
#include "state/join.h"
#include "state/past.h"
#include "state/patience.h"
#include "state/row.h"

/* What is known beside the Service itself. */
struct surroundings {
    const struct cloud *cloud;
    int64_t wall_ms;  /* now */
    int64_t kube_ms;  /* now, or when Kubernetes was last proved, if it is lost */
    int64_t cloud_ms; /* the same of the cloud */
    int64_t skew_ms;  /* the api-server's clock minus ours */
    bool probing;
    const struct patience_table *patience;
    size_t failing_count; /* other Services that fail: the ccm has one worker */
    bool gateway_waits;   /* its Gateway says that it has no address */
};

enum part_proof {
    PART_UNPROVED = 0,
    PART_SHOWN,   /* the cloud shows it */
    PART_IMPLIED, /* what came later proves it */
    PART_GONE,    /* implied, and a newer look at the cloud does not find it */
    PART_NOT_NEEDED,
};

enum reach {
    REACH_WAITING, /* nothing to probe yet */
    REACH_PRIVATE, /* internal: no step 7 */
    REACH_UNPROBED, /* cannot be proved from here: no probing, or nothing that can be probed */
    REACH_UNTRIED, /* can, has not been tried enough, and should have answered long ago */
    REACH_TRYING,
    REACH_YES,
    REACH_YES_CLOSED, /* connects, and is closed at once: routed, nobody serves */
};

/* Works, but hurt. The first that applies is the one that is told. */
enum hurt {
    HURT_NOT = 0,
    HURT_FROZEN,
    HURT_ELB_GONE,
    HURT_EIP_UNBOUND,
    HURT_LISTENER_GONE,
    HURT_POOL_GONE,
    HURT_NONE_ONLINE,
    HURT_SOME_OFFLINE,
    HURT_ONLY_PRIVATE,
    HURT_CHANGE_FAILED,
    HURT_SILENT,
};

struct facts {
    const struct kube_object *object;
    const struct service *service;
    const struct past *past;
    const struct join *join;
    const struct surroundings *around;

    /* what is wanted */
    enum row_pattern flow; /* AUTOCREATE, ATTACH, BOTH, NONE: by the annotations */
    bool attach;           /* nothing has to be created in the cloud */
    bool by_gateway;
    bool wants_public;
    bool public_known;   /* wants_public is more than a guess */
    struct moment began; /* when it came to be a load balancer */

    /* Kubernetes says */
    bool deleting;
    int64_t deleting_ms;
    bool leaving; /* no longer of type LoadBalancer, cleanup not done */
    bool finalizer;
    bool skipped;
    int64_t skipped_ms; /* WHEN_UNKNOWN: nobody said it */
    bool has_id;        /* elb.id */
    bool ids;           /* all that step 5 asks for */
    bool has_address;
    bool foreign_address; /* somebody else wrote it: no elb.id */
    bool withdrawn;
    const char *address;        /* the public one, else the first; NULL */
    const char *public_address; /* NULL */
    struct moment stored, seen, ids_at, address_at, ensured_at;
    int64_t address_known_ms; /* it has been there since then at least */
    const char *seen_by;      /* evidence of step 3; NULL: not seen */

    /* the cloud says */
    bool cloud; /* it was read */
    enum part_proof parts[PART_COUNT];
    struct moment parts_at[PART_COUNT];
    size_t ports_wanted, ports_listening;

    /* the network says */
    enum reach reach;
    struct probe_result probe; /* of the first port that can be probed */
    uint16_t probe_port;       /* 0: none */
    struct moment routed_at;

    /* somebody said no */
    struct failing failing;
    int64_t failing_since_ms;

    /* whole, but hurt */
    enum hurt hurt;
    int64_t hurt_since_ms;
    bool class_misfit; /* elb.class says another kind than the ELB is */

    int64_t due_ms; /* wall: a fact changes by the passing of time; INT64_MAX */
};

/* probes: one per port of the Service, in spec order. */
void facts_find(const struct surroundings *around, const struct kube_object *object,
                const struct autocreate *autocreate, const struct past *past,
                const struct join *join, const struct probe_result *probes,
                struct facts *ret_facts);

/* What the newest look at the cloud adds to the past; to be done before facts_find. */
void past_see_cloud(struct past *past, const struct cloud *cloud,
                    const struct join *join);

/* An api-server time on our clock; WHEN_UNKNOWN stays. */
int64_t facts_our_clock(const struct surroundings *around, int64_t api_ms);

/* true when `limit_ms` have passed since `since_ms` by that clock; else notes when they will. */
bool facts_passed(struct facts *facts, int64_t clock_ms, int64_t since_ms,
                  int64_t limit_ms);

#endif
