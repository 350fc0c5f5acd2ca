/*
 * deed.h - what the acting commands share: a picture to plan on, the plan in lines, the
 * question, the job given to the worker and followed, and the exit status it ends in.
 */
#ifndef ELBTOP_CLI_DEED_H
#define ELBTOP_CLI_DEED_H

#include "act/plan.h"
#include "cli/options.h"
#include "cli/witness.h"

struct deed {
    const struct options *options;
    struct witness *witness;
    struct snapshot *snapshot; /* the newest; what plans are made on */
    int looked;                /* EXIT_PARTIAL: a source was missing; else EXIT_DONE */
    uint64_t job_count;        /* numbers given to jobs so far */
    uint64_t trial_count;
};

/* What is said when a job is through with it; see deed_run. */
enum deed_patience {
    DEED_ASK_ONLY, /* return when the api-server has accepted the last change */
    DEED_FOLLOW,   /* return when it is proved, or given up */
};

/*
 * Reads the world once and goes on watching it. false: it was said on stderr why not, and
 * ret_status is what to exit with. deed_close in any case.
 */
bool deed_open(struct deed *deed, const struct options *options, int *ret_status);
void deed_close(struct deed *deed);

/* Has everything read again and takes that picture, or the newest after a few seconds. */
void deed_look_again(struct deed *deed);

/* Of the newest picture. */
const struct view *deed_view(const struct deed *deed);
void deed_guard(const struct deed *deed, struct plan_guard *ret_guard);

/* Quotas are asked for, and waited for a moment: an autocreate wants to know them. */
void deed_read_quota(struct deed *deed);

/* GOES, STAYS, MAKES …, warnings and the better order, on stdout. */
void deed_print_plan(const struct plan *plan);

/*
 * Asks the api-server whether it may be done, and then the person, when the plan has to be
 * confirmed (--yes was not said, or the context is protected).
 * EXIT_DONE: go on; else what to exit with, and it was said why.
 */
int deed_confirm(struct deed *deed, const struct plan *plan, bool must_ask);

/* Carries it out; the plan is taken. Returns the exit status. */
int deed_run(struct deed *deed, struct plan *plan, enum deed_patience patience);

/* Follows a Service that is there until it is ready. Returns the exit status. */
int deed_follow_row(struct deed *deed, const char *namespace, const char *name);

/* A server-side dry run; the plan is taken. Returns the exit status. */
int deed_try(struct deed *deed, struct plan *plan);

/* The same without a word. The report is the snapshot's; NULL: interrupted. */
const struct job_report *deed_try_quietly(struct deed *deed, struct plan *plan);

/* "elbtop: WHERE: TEXT" on stderr; EXIT_FAILED. */
int deed_say(const struct err *err);

#endif
