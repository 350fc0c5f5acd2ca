/*
 * known.h - the inside of the store: Services, the ELBs they are on, and what is dirty.
 *
 * Only the files that make up the store include this: store.c takes facts in, refresh.c
 * brings rows and ELBs up to date, owner.c makes an ELB's card, gates.c the Gateways,
 * tell.c says what has changed.
 */
#ifndef ELBTOP_STATE_KNOWN_H
#define ELBTOP_STATE_KNOWN_H

#include <stdalign.h>
#include <stddef.h>

#include <uthash.h>

#include "kube/object.h"
#include "state/autocreate.h"
#include "state/cloud.h"
#include "state/few.h"
#include "state/gone.h"
#include "state/join.h"
#include "state/past.h"
#include "state/parts.h"
#include "state/reachmap.h"
#include "state/scratch.h"
#include "state/shelf.h"
#include "state/store.h"
#include "state/tally.h"
#include "state/timeline.h"
#include "state/usual.h"

struct card;
struct spot;

/* A Service. */
struct known {
    struct kube_object *object;
    struct past past;
    struct autocreate autocreate; /* borrows from the object */
    const struct row *row;        /* NULL: not made yet */
    struct spot *spot;            /* the ELB it is on; NULL */
    struct known *next_on_spot;   /* by namespace and name */
    enum join_how how;
    bool dirty;
    bool marked;       /* not seen in the list that arrives */
    bool came_live;    /* it came to be under our eyes */
    bool timed;        /* how long it took is in the history already */
    bool with_cloud;   /* the row was judged with the cloud read */
    bool awaits_cloud; /* the next look at the cloud may change the row */
    uint8_t shown;     /* bit per part of step 4 that the cloud showed */
    int64_t due_ms;    /* monotonic: time alone changes the row; INT64_MAX */
    struct known *next_ticking;
    struct known *prior_ticking;
    UT_hash_handle hh; /* by uid */
};

/* An ELB id, as long as the cloud or a Service names it. */
struct spot {
    size_t known_count;
    struct known *first; /* Services on it, by namespace and name */
    struct known *last;
    uint64_t digest;
    const struct elb *elb; /* in the newest sweep; NULL: not in it */
    bool in_cloud;
    bool seen;         /* in the sweep that is being compared */
    bool stale;        /* its card is out of date */
    struct card *card; /* NULL: not made yet, or not in the cloud */
    UT_hash_handle hh;
    char id[];
};

/* What views share of an ELB; made anew when something in it changed. One block. */
struct card {
    struct part part;
    alignas(max_align_t) struct view_elb elb; /* its listeners hold their rows */
};

struct elb_picture {
    struct part part;
    size_t count;
    struct view_elb *elbs;
    struct card **cards; /* held */
    size_t orphan_count;
};

struct eip_picture {
    struct part part;
    size_t count;
    struct view_eip *eips;
    size_t orphan_count;
    struct arena arena;
};

struct gateway_picture {
    struct part part;
    size_t count;
    struct view_gateway *gateways;
    size_t row_count;
    const struct row **rows; /* held */
    struct arena arena;
};

enum { STRANGERS = 200 };

struct store {
    /* what Kubernetes said */
    struct known *by_uid;
    struct shelf *shelf; /* the same, by namespace and name */
    struct pasts *pasts;
    struct tally *tally;
    struct few few[KUBE_KIND_COUNT]; /* of some kinds only */
    struct index nodes_by_address;
    bool listed[KUBE_KIND_COUNT];  /* one list came to its end */
    bool listing[KUBE_KIND_COUNT]; /* one is arriving */
    bool one_namespace;            /* Services of others are not known */
    struct graveyard *graveyard;

    /* what the cloud and the network said */
    struct cloud cloud;
    struct spot *spots;
    char *our_cluster;       /* its id, as far as the cloud tells; NULL */
    bool may_judge;          /* orphans may be told */
    bool judged_early;       /* one may be, once the cloud was read again */
    bool population_changed; /* Services or ELBs came or went */
    size_t stranger_count;   /* while cards are made */
    struct stranger strangers[STRANGERS];
    size_t spot_count;
    struct spot **ordered; /* those in the cloud, by name and id */
    size_t ordered_room;
    struct reachmap *reachmap;
    bool probing;

    /* where it comes from */
    struct source sources[SOURCE_COUNT];
    char *notes[SOURCE_COUNT]; /* what source.note points to */
    bool source_told[SOURCE_COUNT];
    int64_t skew_ms;
    struct patience_table settled;  /* limits as a person, or nobody, has settled them */
    struct patience_table patience; /* the same with what the history says */
    uint64_t failures_heard;

    /* what is out of date */
    bool dirty;
    bool cloud_changed;
    bool everything_stale;
    bool cards_stale; /* all of them */
    bool eips_stale;
    bool gateways_stale;
    bool nodes_stale;
    bool targets_stale;
    bool shelf_touched; /* all leaves are out of date already */
    size_t dirty_count;
    size_t dirty_room;
    struct known **dirty_knowns;
    size_t stale_count;
    size_t stale_room;
    struct spot **stale_spots;
    struct known *ticking;
    int64_t due_ms;
    int64_t newest_wall_ms;

    /* what views share */
    size_t count_by_state[ROW_READY + 1];
    struct elb_picture *elb_picture;
    struct eip_picture *eip_picture;
    struct gateway_picture *gateway_picture;
    struct timeline *timeline;
    struct usual usual;
    size_t target_count;
    size_t target_room;
    struct probe_target *targets;
    struct scratch scratch;
};

/* The key of the shelf. */
struct known_key {
    const char *namespace;
    const char *name;
};

/* ---- known.c: Services and ELBs as tables ---- */

struct known *known_find(const struct store *store, const char *namespace,
                         const char *name);
struct known *known_by_uid(const struct store *store, const char *uid);
void known_touch(struct store *store, struct known *known); /* its row is out of date */
void known_touch_all(struct store *store);
void known_free(struct store *store, struct known *known);
struct spot *spot_get(struct store *store, const char *id); /* made when not there */
void spot_touch(struct store *store, struct spot *spot);
void spot_put(struct store *store, struct spot *spot, struct known *known);
void spot_leave(struct store *store, struct known *known);
void spots_free(struct store *store);
/* ELBs on which a listener names that uid, whichever ELB the Service itself is on. */
void touch_listening(struct store *store, const char *uid);
/* ELBs of which no Service is the creator: whether they are orphans has to be weighed again. */
void touch_nobodys(struct store *store);

/* ---- refresh.c ---- */

void store_refresh(struct store *store, int64_t now_ms, int64_t wall_ms);

/* ---- owner.c ---- */

/* Services of the whole cluster are known and Kubernetes is live: absence says something. */
bool owner_may_judge(const struct store *store);
/* This cluster's id, as listeners of its Services tell it; NULL. Borrowed from the set. */
const char *owner_cluster(const struct store *store);
struct card *card_make(struct store *store, struct spot *spot);
struct elb_picture *elb_picture_make(struct store *store);

/* ---- eips.c ---- */

struct eip_picture *eip_picture_make(struct store *store);

/* ---- gates.c ---- */

/* The Gateway a Service belongs to, for its row; NULL. */
const struct row_gateway *gate_of(struct store *store, const struct meta *service);
bool gate_waits(const struct store *store, const struct meta *service);
struct gateway_picture *gateway_picture_make(struct store *store);

/* ---- store.c ---- */

void store_draw_limits(struct store *store); /* from settled ones and the history */

/* ---- tell.c ---- */

/* Writes what differs between two rows of a Service into the timeline. shown_before: bit per
 * part that the cloud showed then. */
void tell_row(struct store *store, const struct known *known, const struct row *before,
              uint8_t shown_before, int64_t wall_ms);
void tell_gone(struct store *store, const struct known *known, int64_t wall_ms);

#endif
