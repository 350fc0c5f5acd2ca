/*
 * store.h - what we know, keyed by uid and id, with when it was last confirmed. Worker side.
 *
 * Takes objects, whole sets and results as they arrive, in any order; remembers what the
 * watch saw (first times, last failures) beyond what Kubernetes keeps; gives a view when
 * asked. Rows that nothing touched since the last view are not made again.
 */
#ifndef ELBTOP_STATE_STORE_H
#define ELBTOP_STATE_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "kube/object.h"
#include "net/probe.h"
#include "otc/inventory.h"
#include "state/patience.h"
#include "state/view.h"

struct store;

struct store *store_new(void);
void store_free(struct store *store);

/* ---- facts in; what is given is owned by the store ---- */
void store_put(struct store *store, struct kube_object *object, int64_t now_ms,
               int64_t wall_ms);
/* Unknown things are fine. name/namespace or uid must fit. */
void store_gone(struct store *store, enum kube_kind kind, const char *namespace,
                const char *name, const char *uid, int64_t now_ms, int64_t wall_ms);
/* Between began and ended every object of the kind that was not put is marked; it goes at the end. */
void store_list_began(struct store *store, enum kube_kind kind);
void store_list_ended(struct store *store, enum kube_kind kind, int64_t now_ms,
                      int64_t wall_ms);
/* Services of this namespace only are listed; NULL: of all. Default: all. An ELB is called
 * an orphan only when all are. */
void store_set_scope(struct store *store, const char *namespace);

void store_set_elbs(struct store *store, struct elb_set *set);
void store_set_eips(struct store *store, struct eip_set *set);
/* Results of a target; state PROBE_OFF for all when probing is off. */
void store_set_probe(struct store *store, const char *address, uint16_t port,
                     const struct probe_result *result);
void store_set_probing(struct store *store, bool probing);
/* The note is copied. */
void store_set_source(struct store *store, enum source_name name,
                      const struct source *source);
/* The api-server's clock minus ours; times from objects are shown on our clock. */
void store_set_skew(struct store *store, int64_t skew_ms);
/* How long steps may take, instead of the usual times. */
void store_set_patience(struct store *store, const struct patience_table *patience);
/* A line of elbtop's own for events and changes: "LOST: watch services, i/o timeout". */
void store_note(struct store *store, int64_t wall_ms, const char *subject,
                const char *who, const char *what, bool failure);

/* ---- questions ---- */

/* Monotonic time at which a row changes by itself (a limit passes); INT64_MAX: none. */
int64_t store_due_ms(const struct store *store, int64_t now_ms);
bool store_is_dirty(const struct store *store);
bool store_is_moving(
    const struct store
        *store); /* a row is MOVING, DELETING or STUCK, or one has just gone */
bool store_row_is_moving(const struct store *store, const char *namespace,
                         const char *name); /* this one is; false when it is not there */

/* What step 7 wants probed; targets are borrowed until the next change. */
size_t store_probe_targets(struct store *store, const struct probe_target **ret_targets);

/* Joins, judges, copies. Owner of the view: the caller. */
struct view *store_view(struct store *store, int64_t now_ms, int64_t wall_ms);

#endif
