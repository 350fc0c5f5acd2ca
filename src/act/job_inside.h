/*
 * job_inside.h - the inside of a job; only the files that make it up include this.
 *
 *   job.c         life, the table of stages, time
 *   job_before.c  what is read before anything is sent: elb.id of another Service, the
 *                 Service itself, the dry run
 *   job_send.c    the change itself, and what became of it when the line broke
 *   job_prove.c   the proof that things are gone or made, and that others are still there
 *   job_silence.c the proof that nobody answers at the address any more
 *   job_extra.c   what comes along: namespace and Deployment of the guided runs
 *   job_report.c  what it looks like from outside
 *
 * The stages of a job:
 *
 *   tear-down   HOLD  ( READ  SEND [REREAD]  PROVE  SILENCE* )*  VERIFY  EXTRA*  OVER
 *   create      HOLD  EXTRA*  [FROM]  READ  DRY_RUN  SEND [REREAD]  PROVE  OVER
 */
#ifndef ELBTOP_ACT_JOB_INSIDE_H
#define ELBTOP_ACT_JOB_INSIDE_H

#include <jansson.h>

#include "act/follow.h"
#include "act/job.h"

enum { JOB_LINES = 200, JOB_NONE = -1 };

enum job_stage {
    STAGE_HOLD,
    STAGE_EXTRA_READ,    /* is it there, is it the demo's own? */
    STAGE_EXTRA_LODGERS, /* does somebody else live in it? */
    STAGE_EXTRA_SEND,
    STAGE_EXTRA_PROVE,
    STAGE_FROM, /* elb.id of another Service */
    STAGE_READ, /* GET the Service, compare */
    STAGE_DRY_RUN,
    STAGE_SEND,    /* DELETE or PATCH */
    STAGE_REREAD,  /* the line broke after sending: GET to see whether it arrived */
    STAGE_PROVE,   /* 404 of each thing, or the seven steps in the view */
    STAGE_SILENCE, /* connects to the address until nobody answers */
    STAGE_VERIFY,  /* what was to stay is still there */
    STAGE_OVER,
};

/* What is known of the proof of one thing. */
struct job_proof {
    bool asked_now;   /* in this round */
    bool first_gone;  /* of a listener: it is gone, its pool is not yet */
    bool verified;    /* of what stays */
    int last_status;  /* 0: never answered */
    int denied_count; /* 403 in a row; of an address: probes that could not be made */
};

struct job {
    struct plan *plan;
    struct job_config config;
    char *project; /* NULL: no cloud to ask */
    enum job_stage stage;
    enum job_state outcome; /* once OVER */
    bool under_way;
    bool stop_asked;
    bool gave_up;
    int64_t now_ms; /* of the call that is being served */
    int64_t wall_ms;
    int64_t due_ms;
    enum job_server server; /* of the request that is being made */
    const char *twin;       /* of it; NULL */

    size_t service; /* of the plan, the one in hand */
    size_t extra;   /* of the plan, the one in hand */
    size_t lodger;  /* which list of it is asked for */
    const char *extra_uid;
    const char *waits_for;    /* what the deletion of an extra hangs on; "" */
    int tries;                /* of reading, in this stage */
    bool timed_out;           /* no answer came, and no word that none would */
    int absences;             /* re-reads in a row that found nothing of what was sent */
    bool after_conflict;      /* READ serves to name the difference */
    bool live_existed;        /* create: a Service of that name was there before */
    const char *live_version; /* its resourceVersion then; NULL */
    const char *made_uid;     /* of what was applied; NULL: not known */
    int proving;              /* index of the thing that is asked for */
    struct follow follow;
    size_t step_count;
    struct job_step steps[STEP_COUNT];

    int64_t sent_ms;         /* of the first request that changed something; INT64_MIN */
    int64_t service_sent_ms; /* of the Service in hand */
    int64_t began_wall_ms;
    int64_t ended_wall_ms;
    int64_t ended_ms;
    struct err err;
    struct refused refused;
    const char *difference;
    const char *address;
    size_t thing_count;
    struct job_thing *things; /* one per object of the plan, then one per address */
    struct job_proof *proofs; /* likewise */
    size_t line_count;
    struct job_line lines[JOB_LINES];
    struct arena arena;
};

/* ---- job.c ---- */

void job_tell(struct job *job, const char *who, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void job_tell_failure(struct job *job, const char *who, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void job_go(struct job *job, enum job_stage stage, int64_t due_ms);
void job_end(struct job *job, enum job_state outcome);
const struct plan_service *job_in_hand(const struct job *job);

/* It differs from what was shown: nothing more is sent. */
void job_differs(struct job *job, const char *difference);
/* The api-server said no. */
void job_refused(struct job *job, const struct refused *refused, const char *when);
/* Reading failed in a way that may pass: tries again after a moment, true; else false. */
bool job_reads_again(struct job *job, const struct http_exchange *exchange);
void job_note_sent(struct job *job); /* a request that changes something goes out */
enum job_state job_looks_like(const struct job *job);

/* ---- the stages: the request (server and twin are set where they are not the usual),
 * and what its answer leads to ---- */

struct http_request *job_ask_from(struct job *job);
void job_heard_from(struct job *job, const struct http_exchange *exchange);
struct http_request *job_ask_read(struct job *job);
void job_heard_read(struct job *job, const struct http_exchange *exchange);
struct http_request *job_ask_dry_run(struct job *job);
void job_heard_dry_run(struct job *job, const struct http_exchange *exchange);

struct http_request *job_ask_send(struct job *job);
void job_heard_send(struct job *job, const struct http_exchange *exchange);
void job_heard_reread(struct job *job, const struct http_exchange *exchange);
struct http_request *job_apply_request(const struct job *job, bool dry_run);

struct http_request *job_ask_proof(struct job *job);
void job_heard_proof(struct job *job, const struct http_exchange *exchange);
struct http_request *job_ask_verify(struct job *job);
void job_heard_verify(struct job *job, const struct http_exchange *exchange);
void job_start_proving(struct job *job);
void job_proved(struct job *job);       /* the cloud has shown what goes as gone */
void job_next_service(struct job *job); /* the one in hand is proved, and silent */
void job_conclude(struct job *job);     /* a tear-down is through */
void job_give_up(struct job *job);
void job_reached(struct job *job, int number, const char *actor, const char *evidence);

struct http_request *job_ask_silence(struct job *job);
void job_heard_silence(struct job *job, const struct http_exchange *exchange);
/* The time is over: what became of this address? */
void job_settle_address(struct job *job, struct job_thing *thing);

struct http_request *job_ask_extra(struct job *job);
void job_heard_extra(struct job *job, const struct http_exchange *exchange);
/* The first extra, or what comes after all of them. */
void job_start_extras(struct job *job);

#endif
