/*
 * world.h - snapshots built by hand, for tests of what the screen shows of them.
 *
 * A world is filled row by row and then given away as one snapshot, which snapshot_free()
 * ends like any other. Everything lives in the arena of its view.
 */
#ifndef ELBTOP_TESTS_SCREEN_WORLD_H
#define ELBTOP_TESTS_SCREEN_WORLD_H

#include "cross/snapshot.h"

enum { WORLD_ROWS = 20000, WORLD_ELBS = 64, WORLD_EVENTS = 256 };

/* 2025-11-22 12:04:31 UTC, a Saturday, and a monotonic time to go with it. */
#define WORLD_WALL_MS INT64_C(1763813071000)
#define WORLD_NOW_MS  INT64_C(500000000)

struct world {
    struct snapshot *snapshot;
    struct view *view;
    struct arena *arena; /* of the view */
    struct row **rows;
    struct view_elb *elbs;
    struct view_event *events;
    struct view_event *changes;
};

/* All sources live, nothing in it. */
void world_init(struct world *world);

/* The snapshot is the caller's; the world is empty and done with. */
struct snapshot *world_give(struct world *world);

/*
 * A Service "ns/name" with its seven marks; step 4's parts are settled up to `parts`. The
 * returned row may be changed until the world is given.
 */
struct row *world_add(struct world *world, const char *name, enum row_state state,
                      const char *marks, int parts);
void world_since(struct row *row, int64_t ago_ms);
void world_port(struct world *world, struct row *row, uint16_t port, uint16_t node_port);
void world_elb(struct world *world, struct row *row, const char *elb_name,
               enum row_role role);
void world_members(struct row *row, int online, int total);
void world_share(struct world *world, struct row *row, const char *with);
void world_address(struct world *world, struct row *row, const char *address);
void world_why(struct world *world, struct row *row, const char *why, const char *who,
               const char *todo);

struct view_elb *world_add_elb(struct world *world, const char *name, enum elb_kind kind,
                               const char *address);
struct view_listener *world_listen(struct world *world, struct view_elb *elb,
                                   uint16_t port, const char *name,
                                   enum listener_role role, const struct row *row);

void world_event(struct world *world, int64_t ago_ms, const char *service, int step,
                 char part, const char *who, const char *what, bool failure);
void world_change(struct world *world, int64_t ago_ms, const char *service,
                  const char *who, const char *what);

/* The source was read last so long ago, and fails since. */
void world_lose(struct world *world, enum source_name name, int64_t ago_ms);

/* "ns/name" was read in full so long ago. */
void world_read(struct world *world, const char *name, int64_t ago_ms, const char *yaml);

/* The cluster of the reference frames: one row of each kind of trouble, and calm ones. */
void world_fill_demo(struct world *world);

/* Two plans that were carried out: one that is held, one that left something. */
void world_fill_jobs(struct world *world);

#endif
