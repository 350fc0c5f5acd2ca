/*
 * receipt.h - the proof of a tear-down as a file: what went, when, what is left.
 *
 * JSON, one file per job, $XDG_STATE_HOME/elbtop/receipts/YYYYMMDD-HHMMSS-NS-NAME.json,
 * mode 0600. It is whole or it is not there: written beside its place and linked into it.
 */
#ifndef ELBTOP_WORKER_RECEIPT_H
#define ELBTOP_WORKER_RECEIPT_H

#include <jansson.h>

#include "act/job.h"
#include "base/err.h"

/* What the job itself does not know. */
struct receipt_around {
    const char *context; /* kubeconfig context; "" in-cluster */
    const char *server;  /* of the api-server */
    const char *project; /* of the cloud; NULL */
    const char *why;     /* given when a protected context was armed; NULL */
};

/* New reference. */
json_t *receipt_build(const struct job_report *report, const struct plan *plan,
                      const struct receipt_around *around);

/*
 * Writes it below state_dir (NULL: the environment's). ret_path: the file; the caller owns
 * it. Errors: ERR_LOCAL, where = the path.
 */
enum err_code receipt_write(const json_t *receipt, const char *state_dir,
                            const char *title, int64_t wall_ms, char **ret_path,
                            struct err *err);

#endif
