/*
 * view.h - everything that is known, joined, at one moment. Immutable; in one arena, but
 * for the rows, which are shared.
 *
 * No pointer leads back into the store: a view may cross to another thread and outlive
 * what it was made from.
 */
#ifndef ELBTOP_STATE_VIEW_H
#define ELBTOP_STATE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "state/row.h"

/* ---- where the facts come from ---- */

enum source_name {
    SOURCE_KUBERNETES,
    SOURCE_ELB,
    SOURCE_EIP,
    SOURCE_IAM,
    SOURCE_PROBE,
    SOURCE_COUNT
};

enum source_state {
    SOURCE_OFF,
    SOURCE_CONNECTING,
    SOURCE_LIVE,
    SOURCE_STALE,
    SOURCE_LOST,
    SOURCE_DENIED
};

struct source {
    enum source_state state;
    bool ever;            /* something was read at least once */
    int64_t read_ms;      /* monotonic: last time the picture was proved; 0 unknown */
    int64_t read_wall_ms; /* WHEN_UNKNOWN */
    int64_t interval_ms;  /* how often it is read; -1: as things happen (a watch) */
    int64_t retry_ms;     /* monotonic, next try; 0: none */
    int failures;
    size_t unreadable; /* objects that were left out because they make no sense */
    struct err err;    /* why, when LOST, STALE or DENIED */
    const char *note;  /* "events: forbidden"; NULL */
};

const char *source_name_text(
    enum source_name name); /* "kubernetes", "elb", … as in JSON */
const char *source_state_text(
    enum source_state state); /* "live", … CONNECTING is "lost" in JSON */

/* ---- the cloud's side ---- */

/*
 * ORPHAN: it was made for a Service of this cluster that is gone; nobody takes it down. With
 * service_count > 0 tenants still use it.
 */
enum elb_kind { ELB_FOREIGN, ELB_EXISTING, ELB_AUTO, ELB_ORPHAN };
/* Where a clue to the owner of an ELB or EIP was read. */
enum clue_from {
    CLUE_OF_MEMORY = 0,  /* what elbtop saw before, in this run or an earlier one */
    CLUE_OF_NAME,        /* of the ELB */
    CLUE_OF_DESCRIPTION, /* of the ELB */
    CLUE_OF_LISTENERS,
    CLUE_OF_EVENTS,   /* what the ccm said, of a Service that is gone */
    CLUE_OF_SERVICES, /* those that are there */
    CLUE_OF_EIP,
    CLUE_OF_PROTECTION,
    CLUE_FROM_COUNT
};

enum listener_role { LISTENER_FOREIGN, LISTENER_CREATOR, LISTENER_TENANT };

struct view_member {
    const char *id, *name, *address;
    uint16_t port;
    const char *status; /* "ONLINE", "OFFLINE", "NO_MONITOR", "UNKNOWN" */
    const char *reason; /* NULL */
    const char *node;   /* Kubernetes node with that address; NULL */
};

struct view_listener {
    const char *id, *name, *protocol;
    uint16_t port;
    const char *pool_id; /* NULL */
    enum listener_role role;
    bool wanted;  /* a Service wants it, the cloud has it not; id is NULL */
    bool leaving; /* its Service went, and the cloud was not read since */
    const char *service_namespace, *service_name; /* NULL: no Service */
    const struct row *row; /* of that Service; valid as long as the view; NULL */
    int members_online, members_total; /* -1 unknown */
    size_t member_count;
    const struct view_member *members;
};

struct view_elb {
    const char *id, *name, *class; /* class NULL: unknown */
    const char *description;
    enum elb_kind kind;
    const char *provisioning_status, *operating_status;
    const char *vip_address; /* NULL */
    const char *address;     /* public, else private; NULL */
    const char *eip_id;      /* NULL */
    int64_t created_ms;
    bool
        creator_left; /* its Service went, and the cloud was not read since: ORPHAN soon */
    bool of_this_cluster;        /* a Service names it, or a clue points here */
    int64_t orphan_since_ms;     /* wall; WHEN_UNKNOWN */
    size_t service_count;        /* Services that name it */
    const char *const *services; /* "ns/name", creator first, then sorted */
    size_t clue_count;           /* for and against being ours, in words */
    const char *const *clues;
    const enum clue_from *clue_froms; /* of each; NULL: of memory */
    size_t listener_count;
    const struct view_listener *listeners; /* sorted by port; wanted ones among them */
};

struct view_eip {
    const char *id, *address, *status;
    const char *elb_id, *elb_name; /* NULL: unbound or unknown */
    int64_t bandwidth_mbit;        /* -1 */
    const char *charge_mode;       /* NULL */
    const char *service;           /* "ns/name"; NULL */
    int64_t created_ms;
    bool orphan;
    size_t clue_count;
    const char *const *clues;
    const enum clue_from *clue_froms; /* of each; NULL: of memory */
};

/* ---- what happened ---- */

/* How elbtop came to know of it. */
enum event_from {
    FROM_NOWHERE = 0, /* it was not said */
    FROM_EVENT,       /* an Event of Kubernetes */
    FROM_OBJECT,      /* the Service, as its watch showed it before and after */
    FROM_CLOUD,       /* the lists of the cloud, before and after */
    FROM_PROBE,       /* a connect from here */
    FROM_VERDICT,     /* what follows from all of these together */
    FROM_ELBTOP,      /* what elbtop did itself, and what it was answered */
};

/* One line of time from all witnesses. */
struct view_event {
    int64_t wall_ms;
    const char *service; /* "ns/name"; "" when about none */
    int step;            /* 0: none */
    char part;           /* 'a'..'e', 0: none */
    const char *who;  /* "ccm", "otc-api", "api-server", "otc-fabric", "elbtop", "you" */
    const char *what; /* one line */
    const char *reason; /* Kubernetes reason; NULL */
    int64_t count;
    bool failure;
    bool from_kubernetes;
    enum event_from from;
    bool exact;       /* it happened at wall_ms; else it was seen then: a bound */
    int64_t read_ms;  /* wall: when elbtop learnt of it; WHEN_UNKNOWN */
    const char *rule; /* why this step, and why a failure or none; NULL */
    /* of an Event of Kubernetes, as the api-server has it; NULL and WHEN_UNKNOWN else */
    const char *type, *component, *message;
    const char *last_path; /* the field that last_ms is from */
    int64_t first_ms, last_ms;
    bool combined; /* the recorder folded several like it */
};

struct view_route {
    const char *name; /* "ns/name" */
    const char *host;
    const char *match;
    const char *backend;
    bool attached;
    const char *reason; /* why not; NULL */
};

struct view_gateway_listener {
    const char *name, *protocol;
    uint16_t port;
    int64_t attached_routes; /* -1: its status does not say */
};

struct view_gateway {
    const char *namespace, *name, *class;
    const char *programmed; /* "True", "False", "Unknown" */
    const char *programmed_reason;
    const char *programmed_text;
    bool accepted;
    const struct row *row; /* of its Service; NULL */
    const char *address;   /* NULL */
    size_t listener_count;
    const struct view_gateway_listener *listeners; /* as the Gateway has them */
    size_t route_count, attached_count;
    const struct view_route *routes;
};

/* ---- how long things usually take ---- */

enum usual_pattern { USUAL_AUTOCREATE, USUAL_ATTACH, USUAL_PATTERNS };

/* What took so long: a step by its number (3 to 7), or one of these. */
enum { USUAL_WHOLE = 0, USUAL_TEARDOWN = STEP_COUNT + 1, USUAL_WHATS };

/* From our own history of this cluster. */
struct view_usual {
    int64_t p50_ms, p95_ms; /* half, and 95 of 100, took no longer; -1: no history */
    size_t count;           /* durations this was drawn from */
};

/* ---- all of it ---- */

struct view {
    int64_t now_ms, wall_ms; /* when it was made */
    size_t row_count;
    const struct row **rows; /* by namespace, name; references held by the view */
    size_t elb_count;
    const struct view_elb *elbs; /* by name, id */
    size_t eip_count;
    const struct view_eip *eips;
    size_t event_count;
    const struct view_event *events; /* newest first */
    size_t change_count;
    const struct view_event *changes; /* step and state changes seen live; newest first */
    size_t gateway_count;
    const struct view_gateway *gateways;
    bool gateways_known;
    struct source sources[SOURCE_COUNT];
    struct view_usual usual[USUAL_PATTERNS][USUAL_WHATS];
    size_t count_by_state[ROW_READY + 1];
    size_t orphan_elb_count, orphan_eip_count;
    struct arena arena;
    struct parts *parts; /* what is shared with other views; NULL: nothing is */
};

/* Lets go of the rows and of what else is shared. Rows of a view without parts stay. */
void view_free(struct view *view);

/* false: Services like this one take no time of their own (no ELB, a Gateway's). */
bool usual_pattern_of(const struct row *row, enum usual_pattern *ret_pattern);

/* What such a Service usually takes for it; NULL: there is no history. */
const struct view_usual *view_usual(const struct view *view, const struct row *row,
                                    int what);

/* "6-11s": half took no longer than the first, 95 of 100 no longer than the second; "-". */
enum { USUAL_TEXT_BYTES = 32 };
const char *usual_print(const struct view_usual *usual, char out[USUAL_TEXT_BYTES]);

/* NULL when there is none. */
const struct row *view_row(const struct view *view, const char *namespace,
                           const char *name);

#endif
