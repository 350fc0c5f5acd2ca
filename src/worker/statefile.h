/*
 * statefile.h - files below $XDG_STATE_HOME/elbtop (~/.local/state/elbtop): receipts, and
 * what is remembered of a cluster. For us alone: folders 0700, files 0600. A file is whole or
 * it is not there: it is written beside its place and then put there.
 */
#ifndef ELBTOP_WORKER_STATEFILE_H
#define ELBTOP_WORKER_STATEFILE_H

#include "base/err.h"
#include "base/span.h"

enum { STATEFILE_PATH_BYTES = 4096 };

/*
 * The folder `part` below state_dir (NULL: the environment's), made where it is not there.
 * Errors: ERR_LOCAL, where = the path; ERR_LIMIT for one that is too long.
 */
enum err_code statefile_folder(const char *state_dir, const char *part,
                               char ret_folder[STATEFILE_PATH_BYTES], struct err *err);

/* A new file, on the disk when it returns; nobody may have that name. */
enum err_code statefile_write(const char *path, struct span text, struct err *err);

/* In the place of what is there, or not. */
enum err_code statefile_replace(const char *path, struct span text, struct err *err);

#endif
