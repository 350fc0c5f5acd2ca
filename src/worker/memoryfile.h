/*
 * memoryfile.h - what is remembered of a cluster from one run to the next, as a file:
 * $XDG_STATE_HOME/elbtop/history/DIGEST.json, DIGEST of the api-server's URL. What is in it:
 * state/memory.h.
 *
 * A file that makes no sense is set aside under another name and told in one line; nothing
 * of it is lost, and nothing of it is used. Of two programs in front of one cluster the one
 * that ends later has the last word. Thread: worker only.
 */
#ifndef ELBTOP_WORKER_MEMORYFILE_H
#define ELBTOP_WORKER_MEMORYFILE_H

#include <stdint.h>

#include "base/log.h"
#include "state/store.h"

struct memoryfile;

struct memoryfile_config {
    const char *state_dir; /* NULL: the environment's; copied */
    const char *server;    /* URL of the api-server; copied */
    struct store *store;   /* borrowed, and not given any facts yet */
    struct log *log;       /* borrowed; NULL */
};

/* Reads what is there. Never fails: without a file nothing is remembered. */
struct memoryfile *memoryfile_open(const struct memoryfile_config *config,
                                   int64_t wall_ms);
void memoryfile_free(struct memoryfile *file); /* NULL is fine; writes nothing */

/* Writes when there is something new, at most every INTERVAL_REMEMBER_MS. */
void memoryfile_work(struct memoryfile *file, int64_t now_ms, int64_t wall_ms);
void memoryfile_end(struct memoryfile *file, int64_t wall_ms); /* what is new, now */

#endif
