/*
 * cloud_state.h - what the cloud holds: one tenant's network, load balancers and public
 * addresses, and the switches of its behaviour. All of it under one lock.
 *
 * Objects are structs where the world acts on a field (names, ports, links, health), and
 * keep the documented attributes that are only remembered and told again as JSON (`more`).
 *
 *   cloud_state.h    the lock, ids, sets of things, switches, quotas, change notes
 *   cloud_net.h      VPC and subnets, public addresses, bandwidths
 *   cloud_lb.h       load balancers and what hangs below them; routes for the network
 *   cloud_account.h  who may come in: projects, users, keys, tokens
 *
 * Servers, stories and the network all use it: cloud_lock(), the calls of those headers,
 * cloud_unlock(). Pointers to objects are valid while the lock is held.
 *
 * Thread: everything under the lock, but what says otherwise. Never call out of the cloud
 * while holding it.
 */
#ifndef ELBTOP_SIM_CLOUD_STATE_H
#define ELBTOP_SIM_CLOUD_STATE_H

#include <jansson.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/chance.h"
#include "base/clock.h"
#include "base/err.h"
#include "sim/cloud_addresses.h"
#include "sim/cloud_region.h"
#include "sim/pace.h"

enum { CLOUD_ID_BYTES = 37, CLOUD_HEX_ID_BYTES = 33 };

/* ---- what all objects have ---- */

struct cloud_thing {
    char id[CLOUD_ID_BYTES];
    char *name;         /* "" when none was given; names are not unique */
    char *description;  /* NULL when none was given */
    int64_t created_ms; /* wall */
    int64_t updated_ms;
    json_t *more; /* an object; the attributes that are only remembered */
};

/* Pointers to things; the tables of the state are sorted by id, links are in order of age. */
struct cloud_set {
    size_t count;
    size_t capacity;
    struct cloud_thing **at;
};

/* ---- behaviour that can be switched; a copy is read and written under the lock ---- */

struct cloud_switches {
    bool surplus_next_marker; /* a complete v3 list names its last id; by region */
    bool no_elbv3_in_catalog;
    bool no_vpc_rights;    /* EIP and VPC lists answer 200 and nothing */
    int64_t token_life_ms; /* 24 h; real time, as tokens carry wall times */
    size_t token_bytes;    /* 1024 … 16384 */
    int64_t child_lag_ms;  /* children stay "in use" so long after their 204; simulated */
    int64_t release_lag_ms; /* a released EIP counts for the quota so long; simulated */
    bool strange_shapes;    /* ELB v3 objects with fields and values that no document
                               names, and without optional ones */
    int calls_per_second;   /* per host; more are answered 429; 0: no limit */
};

/* -1: no limit. Objects added by a story are not refused, but count. */
struct cloud_quota {
    int loadbalancer, listener, pool, member, members_per_pool, healthmonitor, l7policy;
    int public_ip;
};

/* ---- being told of changes ---- */

enum cloud_kind {
    CLOUD_KIND_ELB,
    CLOUD_KIND_LISTENER,
    CLOUD_KIND_POOL,
    CLOUD_KIND_MEMBER,
    CLOUD_KIND_MONITOR,
    CLOUD_KIND_POLICY,
    CLOUD_KIND_EIP,
    CLOUD_KIND_BANDWIDTH,
};

enum cloud_change { CLOUD_ADDED, CLOUD_CHANGED, CLOUD_REMOVED };

struct cloud_note {
    enum cloud_kind kind;
    enum cloud_change change;
    char id[CLOUD_ID_BYTES];
    char name[80]; /* cut */
};

typedef void (*cloud_told)(void *ctx, const struct cloud_note *note);

/* "load balancer", "listener", … for logs. */
const char *cloud_kind_name(enum cloud_kind kind);

/* ---- the state ---- */

/* A child that is gone and yet still said to use its parent. */
struct cloud_ghost {
    char parent_id[CLOUD_ID_BYTES];
    char text[160];
    int64_t until_ms; /* simulated */
};

struct cloud_account;

/* Does a node answer on that port? Asked without the lock. */
typedef bool (*cloud_answers)(void *ctx, const char *address, uint16_t port);

enum { CLOUD_TOLD_MOST = 8 };

struct cloud_state {
    /* fixed after cloud_state_new */
    const struct cloud_region *region;
    struct pace *pace; /* borrowed; NULL: no waits, real time */
    pthread_mutex_t mu;

    /* under mu */
    struct clock clock; /* wall time; a test may hold it */
    struct chance chance;
    struct cloud_switches switches;
    struct cloud_quota quota;
    struct cloud_account *account;
    struct cloud_addresses eip_pool; /* its network never changes */
    struct cloud_set vpcs, subnets;
    struct cloud_set elbs, listeners, pools, members, monitors, policies;
    struct cloud_set eips, bandwidths;
    int64_t health_due_ms; /* the earliest check of a member; simulated */
    cloud_answers answers; /* NULL: every node answers */
    void *answers_ctx;
    size_t ghost_count, ghost_capacity;
    struct cloud_ghost *ghosts;
    size_t note_count, note_capacity; /* not told yet */
    struct cloud_note *notes;
    size_t told_count;
    struct {
        cloud_told fn;
        void *ctx;
    } told[CLOUD_TOLD_MOST];
};

struct cloud_state_config {
    const char *region; /* "eu-de", "eu-nl", "eu-ch2" */
    struct pace *pace;  /* borrowed; NULL: waits take no time (tests) */
    uint64_t seed;      /* same seed and same calls, same ids */
};

/* Errors: ERR_LOCAL for a region that is not known. Any thread. */
enum err_code cloud_state_new(const struct cloud_state_config *config,
                              struct cloud_state **ret_state, struct err *err);
void cloud_state_free(struct cloud_state *state);

/* Unlocking tells of what changed, after the lock is open again. */
void cloud_lock(struct cloud_state *state);
void cloud_unlock(struct cloud_state *state);

/* Without the lock; before the servers start. */
void cloud_on_change(struct cloud_state *state, cloud_told fn, void *ctx);
void cloud_set_backend_oracle(struct cloud_state *state, cloud_answers fn, void *ctx);

int64_t cloud_now_ms(const struct cloud_state *state); /* simulated */
int64_t cloud_wall_ms(
    const struct cloud_state *state); /* what objects are stamped with */

/* Jitter by name; 0 where no pace is. */
int64_t cloud_jitter_ms(const struct cloud_state *state, const char *what,
                        const char *name, int64_t least_ms, int64_t most_ms);

void cloud_new_id(struct cloud_state *state, char out[CLOUD_ID_BYTES]);
void cloud_new_hex_id(struct cloud_state *state, char out[CLOUD_HEX_ID_BYTES]);
/* The same id for the same name in every world. */
void cloud_fixed_id(const char *name, char out[CLOUD_ID_BYTES]);

/* ---- for cloud_*.c: things and sets ---- */

/* Fills a zeroed thing; id NULL: a new one. more: the reference is taken; NULL: {}. */
void cloud_thing_init(struct cloud_state *state, struct cloud_thing *thing,
                      const char *id, const char *name, const char *description,
                      json_t *more);
void cloud_thing_release(struct cloud_thing *thing);
void cloud_thing_touch(struct cloud_state *state, struct cloud_thing *thing);
void cloud_text_set(char **text, const char *value);
/* As much as fits, and no half of a character at its end. */
void cloud_text_cut(char *out, size_t out_bytes, const char *text);

struct cloud_thing *cloud_table_find(const struct cloud_set *table, const char *id);
/* Where id is or would be. */
size_t cloud_table_place(const struct cloud_set *table, const char *id);
void cloud_table_add(struct cloud_set *table, struct cloud_thing *thing);
void cloud_table_remove(struct cloud_set *table, const struct cloud_thing *thing);
void cloud_links_add(struct cloud_set *links, struct cloud_thing *thing);
void cloud_links_remove(struct cloud_set *links, const struct cloud_thing *thing);
bool cloud_links_have(const struct cloud_set *links, const struct cloud_thing *thing);
void cloud_set_release(struct cloud_set *set); /* the things stay */

void cloud_tell(struct cloud_state *state, enum cloud_kind kind, enum cloud_change change,
                const struct cloud_thing *thing);

void cloud_ghost_add(struct cloud_state *state, const char *parent_id, int64_t lag_ms,
                     const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Text of the first ghost of that parent that still walks; NULL. */
const char *cloud_ghost_of(struct cloud_state *state, const char *parent_id);
size_t cloud_ghost_count(struct cloud_state *state, const char *parent_id);

#endif
