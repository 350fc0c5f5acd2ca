/*
 * job.h - a plan being carried out: fed with answers, it yields the next request; keeps a
 * result per thing; stops at the first difference. Does no I/O.
 *
 * For each Service of a tear-down: READ it again and compare with what was shown; SEND the
 * delete with uid and resourceVersion as preconditions; PROVE that the Service and every
 * cloud object that GOES answer 404; at the end VERIFY that what was to stay is there. For
 * create and link: read elb.id where it comes from another Service, a server-side dry run,
 * then the apply, then follow the seven steps in the view.
 *
 * Nothing is sent twice. When the line breaks after sending, the job reads first: the object
 * says whether the request arrived. If it cannot be told, the job ends as UNCLEAR. Reading
 * changes nothing and is tried a few times.
 *
 * "Asked" is what the job says; only a 404, or the view, says "done".
 */
#ifndef ELBTOP_ACT_JOB_H
#define ELBTOP_ACT_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "act/plan.h"
#include "act/refused.h"
#include "base/arena.h"
#include "base/err.h"
#include "state/view.h"
#include "wire/http.h"

struct job;

enum job_state {
    JOB_WAITING,  /* another job runs */
    JOB_HELD,     /* waiting out the hold; can still be stopped */
    JOB_CHECKING, /* reads again, dry run */
    JOB_SENDING,
    JOB_PROVING, /* sent; waiting for the proof */
    JOB_DONE,    /* all that was to be is so */
    JOB_LEFT,    /* the time is over and something is left, or not proved */
    JOB_STOPPED, /* nothing more was sent: a difference, a refusal, or the user */
    JOB_UNCLEAR, /* it cannot be told whether the last request arrived */
};

/* JOB_PROBE: a connect from here to job_probed(). */
enum job_server { JOB_KUBERNETES, JOB_ELB, JOB_VPC, JOB_PROBE };

enum thing_state {
    THING_WAITING,
    THING_GONE,
    THING_LEFT_OVER,
    THING_KEPT,
    THING_MADE,
    THING_UNPROVED,
    THING_LOST,     /* it was to stay and is not there */
    THING_SILENT,   /* an address where nobody answers any more */
    THING_UNPROBED, /* an address that could not be tried from here */
};

/* One object of the plan, or an address that must fall silent, and what became of it. */
struct job_thing {
    const struct plan_object *object; /* of the job's plan */
    enum thing_state state;
    int64_t after_ms;  /* since the request was sent; -1 */
    const char *proof; /* "404 ELB.8904", "200, still there"; "" */
};

/* One line of how it went. */
struct job_line {
    int64_t wall_ms;
    const char *subject; /* "ns/name" it is about */
    const char *who;
    const char *what;
    bool failure;
};

/* A step that was reached by what is made, in the order of happening. */
struct job_step {
    int number;
    const char *actor;
    int64_t after_ms; /* since the request was sent */
    const char *evidence;
};

struct job_config {
    uint64_t id;               /* the number its order came with */
    int64_t hold_ms;           /* 3000 on the screen, 0 for commands */
    int64_t give_up_ms;        /* proof that has not come by then is LEFT */
    int64_t answer_ms;         /* the answer to a change is waited for; 0: the usual */
    const char *cloud_project; /* for the paths of ELB and EIP; NULL: no cloud to ask */
    bool dry_run_only;         /* ends after the server's dry run; nothing is changed */
    bool may_probe;            /* addresses can be tried from here */
};

/* The plan is the job's from now on. */
struct job *job_new(struct plan *plan, const struct job_config *config, int64_t now_ms,
                    int64_t wall_ms);
void job_free(struct job *job);
const struct plan *job_plan(const struct job *job);
uint64_t job_id(const struct job *job);

/*
 * The next request and where it goes; NULL: one is under way, nothing is due, or it is over.
 * ret_twin: the kubectl line that does the same, of the job; NULL where there is none.
 */
struct http_request *job_next(struct job *job, int64_t now_ms, int64_t wall_ms,
                              enum job_server *ret_server, const char **ret_twin);
void job_feed(struct job *job, const struct http_exchange *exchange, int64_t now_ms,
              int64_t wall_ms);
/* What the feeds say meanwhile; ends the following of a create or link. */
void job_look(struct job *job, const struct view *view, int64_t now_ms, int64_t wall_ms);
int64_t job_due_ms(const struct job *job); /* INT64_MAX: not by time */

/* Where the request for JOB_PROBE goes. */
const struct plan_address *job_probed(const struct job *job);

/* The project is known only once one is logged in. Before the first proof. */
void job_set_project(struct job *job, const char *cloud_project);

/* In its hold nothing was sent: stops it. Later it only stops before the next change. */
void job_stop(struct job *job, int64_t wall_ms);

bool job_is_over(const struct job *job);
bool job_has_sent(const struct job *job);        /* a request that changes something */
const char *job_made_uid(const struct job *job); /* of what was applied; NULL */

/* Lines so far, oldest first; those of the job, valid as long as it. */
size_t job_line_count(const struct job *job);
const struct job_line *job_line_at(const struct job *job, size_t i);

/* ---- what it looks like, copied; for snapshots, receipts and commands ---- */

struct job_report {
    uint64_t id;
    const char *receipt; /* the file that was written; NULL */
    enum job_state state;
    enum plan_kind kind;
    const char *title; /* "whoami/whoami", "3 Services" */
    bool dry_run_only;
    struct err err;            /* why it stopped or is unclear */
    enum refused_kind refused; /* by the api-server; REFUSED_NOT */
    const char *advice;        /* what works instead; "" */
    const char *field;         /* that was refused; "" */
    const char *owner;         /* field manager that owns it; "" */
    const char *difference;    /* what differs from what was shown; "" */
    bool gave_up;              /* the time was over */
    const char *waits_for; /* "Namespace lb-demo: Terminating, .."; "": for nothing odd */
    bool last_sent;        /* the change of the last Service was accepted */
    int64_t hold_left_ms;
    int64_t began_wall_ms, ended_wall_ms; /* WHEN_UNKNOWN */
    int64_t took_ms;                      /* since sending; -1: nothing was sent */
    size_t goes_count, gone_count, left_count;
    size_t thing_count;
    const struct job_thing *things; /* objects point into the report's arena */
    size_t line_count;
    const struct job_line *lines; /* oldest first */
    size_t step_count;
    const struct job_step *steps; /* of what is made */
    const char *address;          /* of a Service that was made; NULL */
};

void job_report(const struct job *job, int64_t now_ms, struct arena *arena,
                struct job_report *ret_report);

const char *job_state_name(enum job_state state);
const char *thing_state_name(enum thing_state state); /* "gone", "left", "silent", … */

/* "6 of 6 gone in 6s, nothing left", "2 of 2 gone in 3s, 2 LEFT". */
const char *job_summary(const struct job_report *report, char *out, size_t out_bytes);

#endif
