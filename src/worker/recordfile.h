/*
 * recordfile.h - the flight recorder's file: where somebody says, or below the state folder
 * under the second it was asked for. It is whole or it is not there, for us alone, and never in
 * the place of another.
 */
#ifndef ELBTOP_WORKER_RECORDFILE_H
#define ELBTOP_WORKER_RECORDFILE_H

#include "record/recording.h"
#include "worker/statefile.h"

enum { RECORDFILE_SAID_BYTES = STATEFILE_PATH_BYTES + 300 };

struct recordfile {
    struct recording *recording; /* NULL: nothing is recorded */
    const struct line_header *header;
    const char *state_dir; /* NULL: the environment's */
    const char *where;     /* "~/" is the home; NULL or "": a name of our own */
    int64_t wall_ms;
};

/* Writes it, and says in a line what came of it. */
bool recordfile_save(const struct recordfile *file, char ret_said[RECORDFILE_SAID_BYTES]);

#endif
