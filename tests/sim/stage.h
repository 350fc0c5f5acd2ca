/*
 * stage.h - a worker in front of an embedded world, both in this process and strangers to
 * each other but over TCP; and the questions tests ask of its snapshots.
 */
#ifndef ELBTOP_TESTS_SIM_STAGE_H
#define ELBTOP_TESTS_SIM_STAGE_H

#include "cross/doors.h"
#include "relay.h"
#include "worker/worker.h"
#include "world.h"

enum { STAGE_PATIENCE_MS = 20000 };

struct stage {
    struct world *world;
    struct relay *relay; /* before the api-server; NULL: none */
    struct worker *worker;
    struct snapshot *seen; /* the newest; NULL: none yet */
    char *dir;
    char *state_dir;  /* of its workers: receipts, and what they remember */
    char *kubeconfig; /* another than the world's; NULL */
};

/* A world and no worker yet. with_relay: the worker will reach the api-server through one. */
struct stage *stage_open(const struct sim_config *world, bool with_relay);

/* Writes another kubeconfig for the worker, of the same user: the lines are added to what the
 * user and the context say ("as: nobody", "namespace: whoami"); NULL: nothing. */
void stage_kubeconfig(struct stage *stage, const char *user_line,
                      const char *context_line);

/* config says what differs: context, namespace, read_only, once, no_cloud, no_probe, os_cloud. */
void stage_start(struct stage *stage, const struct worker_config *config);
void stage_end_worker(struct stage *stage);
void stage_close(struct stage *stage);

/* Takes the newest snapshot, if there is a newer one. Never NULL once there was one. */
const struct snapshot *stage_look(struct stage *stage);

/* Of the newest: waits until every source has answered or given up. */
const struct snapshot *stage_complete(struct stage *stage);

/* Of the newest; NULL when it is not there. key: "namespace/name". */
const struct row *stage_row(struct stage *stage, const char *key);
bool stage_row_is(struct stage *stage, const char *key, enum row_state state);

/* Of the newest, which must be there. */
const struct source *stage_source(struct stage *stage, enum source_name name);
bool stage_source_is(struct stage *stage, enum source_name name, enum source_state state);

/* Requests in the newest snapshot's record: to that server, with that status (-1: any). */
size_t stage_calls(struct stage *stage, const char *server, int status);

void stage_order(struct stage *stage, enum order_kind kind, const char *key);
void stage_fault(struct stage *stage, const char *fault); /* NULL: all is mended */

/* Among the changes seen live: a line about this Service ("" for none) with this in it. */
bool stage_has_change(struct stage *stage, const char *key, const char *part);

#endif
