/*
 * progress.h - what has been said so far about something that is followed, so that each
 * thing is said once: steps as they are reached, objects as they go, trouble as it comes.
 */
#ifndef ELBTOP_CLI_PROGRESS_H
#define ELBTOP_CLI_PROGRESS_H

#include "act/job.h"
#include "act/plan.h"
#include "state/row.h"

struct progress {
    size_t steps;
    bool told[PLAN_THINGS]; /* per thing */
    enum row_state trouble; /* the last that was told; ROW_READY: none */
    int trouble_step, trouble_part;
    char waits_for[400]; /* the last that was told; "" */
};

#define PROGRESS_INIT                                                                    \
    {                                                                                    \
        .trouble = ROW_READY                                                             \
    }

/* " 8.4s  4 CLOUD    ccm->otc-api  5/5", or " #     ELB  k8s-hello  gone …" of a tear-down. */
void progress_job(struct progress *progress, const struct job_report *report);

/*
 * " 8.4s  ! FAILED at 4d listener (ccm->otc-api): …" when a row that is waited for gets into
 * trouble, or into another; nothing while it is well. row: NULL is fine.
 */
void progress_trouble(struct progress *progress, const struct row *row, int64_t after_ms);

#endif
