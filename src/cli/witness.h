/*
 * witness.h - what a command needs to know the world: the embedded one where --demo was
 * said, a worker that reads the three witnesses, and its snapshots.
 *
 * One picture (once), or one after the other as things change. No terminal.
 */
#ifndef ELBTOP_CLI_WITNESS_H
#define ELBTOP_CLI_WITNESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "cli/options.h"
#include "cross/doors.h"
#include "cross/journey.h"
#include "cross/snapshot.h"

struct cluster_context;
struct settings;
struct witness;

/* options are borrowed for its life. */
enum err_code witness_open(const struct options *options, bool once,
                           struct witness **ret_witness, struct err *err);
void witness_close(struct witness *witness); /* the worker ends, the world too */

/* Through what public addresses are reached; NULL: straight. */
const char *witness_probe_proxy(const struct witness *witness);

/* What the person has settled in their file; valid as long as the witness. */
struct settings *witness_settings(struct witness *witness);

struct doors *witness_doors(struct witness *witness);

/* All contexts of the kubeconfig files, and the one that is looked at (NULL: not by name). */
enum err_code witness_contexts(const struct witness *witness, struct arena *arena,
                               const struct cluster_context **ret_contexts,
                               size_t *ret_count, const char **ret_here, struct err *err);

/*
 * Looks at another place from now on, with a worker of its own. The one of before, and its
 * doors, end in the background: a server that does not answer cannot hold it up. An embedded
 * world is started before it returns, and gone when it is left or the witness is closed. On
 * an error nothing has changed.
 */
enum err_code witness_go(struct witness *witness, const struct journey *journey,
                         struct arrival *ret_arrival, struct err *err);

/*
 * Waits for the next snapshot, at most so long (-1: for ever). NULL: it did not come in
 * time, or a signal asked to end. Owner: the caller, with snapshot_free.
 */
struct snapshot *witness_next(struct witness *witness, int64_t wait_ms);

/* Waits until every source has answered or given up. */
struct snapshot *witness_complete(struct witness *witness, int64_t wait_ms);

/* SIGINT or SIGTERM came. */
bool witness_is_asked_to_end(const struct witness *witness);

/* Lines on stderr for sources that are missing or old; EXIT_PARTIAL when there are any. */
int witness_report(const struct snapshot *snapshot);

#endif
