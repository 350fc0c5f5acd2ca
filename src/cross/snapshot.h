/*
 * snapshot.h - everything the screen may show, immutable: the joined view, the health of
 * each source, calls and log lines, times. Made by the worker, owned by whoever took it.
 */
#ifndef ELBTOP_CROSS_SNAPSHOT_H
#define ELBTOP_CROSS_SNAPSHOT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "act/around.h"
#include "act/job.h"
#include "act/plan.h"
#include "act/rights.h"
#include "base/arena.h"
#include "state/view.h"

/* One request that was made. Never a secret: no headers, no bodies. */
struct call {
    int64_t wall_ms;
    const char *server; /* "kubernetes", "iam", "elb", "vpc", "probe" */
    const char *method;
    const char *path;
    int status; /* 0: no answer */
    int64_t took_ms;
    const char *request_id; /* "" */
    const char *error;      /* ""; one line */
    bool changes;           /* it was sent to change the world */
    const char *twin;       /* the kubectl line that does the same; NULL */
};

/* One object of the api-server in full, for somebody to read. */
struct object_text {
    bool gateway; /* else a Service */
    const char *namespace, *name;
    const char *yaml;    /* secrets masked; NULL: not read yet */
    const char *version; /* its resourceVersion; "" */
    int64_t read_wall_ms;
    const char *error; /* why the last try failed, in a line; "" */
};

/* The flight recorder: what was read in the last minutes. */
struct recorder_report {
    bool on;
    bool overfull;    /* more is known than fits: nothing is kept */
    size_t bytes;     /* kept, of cap_bytes */
    size_t raw_bytes; /* not deflated yet, beside it */
    size_t cap_bytes;
    int64_t from_wall_ms; /* what happened since then can be replayed */
    uint64_t saves;       /* counts up: `said` is news */
    const char *said;     /* what became of the last ORDER_RECORD, in a line; "" */
};

/* A recording that is played, and where it stands. */
enum { PLAY_SLOWEST_PERCENT = 25, PLAY_FASTEST_PERCENT = 6400 };

struct replay_report {
    bool on; /* the snapshot is of a recording; nothing in it is of now */
    const char *file;
    int64_t from_wall_ms, to_wall_ms;
    bool runs; /* else it stands still */
    int speed_percent;
    /* At machine_ms of the machine's monotonic clock it stood at these recorded times; the
     * first means nothing while it stands still. */
    int64_t machine_ms;
    int64_t now_ms, wall_ms;
};

struct snapshot {
    uint64_t generation; /* counts up */
    struct view *view;   /* owned */

    const char *context;   /* kubeconfig context; "" in-cluster */
    const char *server;    /* "https://…": the api-server it leads to */
    const char *namespace; /* NULL: all */
    const char *scope;     /* why that one, or all: words for a person; "" needs none */
    const char *project;   /* cloud project; NULL: no cloud */
    bool simulator;
    bool read_only;
    int64_t token_expires_wall_ms; /* of the cloud; WHEN_UNKNOWN */
    struct {
        const char
            *kubeconfig;    /* the files it is from, as they were named; "" in a pod */
        const char *server; /* of the api-server */
        const char *user;   /* of the kubeconfig; "" */
        const char *cloud;  /* where the cloud's login is; NULL: no cloud */
        const char *probe_proxy; /* NULL: straight */
        const char *log_file;    /* NULL: none */
        const char *libraries;   /* names with versions */
        size_t call_count;       /* in the call log; `calls` are the newest of them */
    } about;
    struct {
        const char *command;     /* the plugin of the context, by name; NULL: none */
        bool may_ask;            /* it may want the terminal */
        bool waits;              /* it cannot go on without it */
        unsigned terminal_runs;  /* that had it and are over */
        int64_t expires_wall_ms; /* of the credentials in use, plugin or not;
                                    WHEN_UNKNOWN: they do not say */
    } login;
    struct recorder_report recorder;
    struct replay_report replay;
    bool complete; /* every source that is on has answered or given up once */

    size_t call_count;
    const struct call *calls; /* newest first */
    int calls_per_minute;
    int throttled; /* 429s so far */
    size_t log_count;
    const char **log; /* oldest first */

    const struct object_text
        *object; /* what was asked for with ORDER_READ_…; NULL: nothing */

    /* ---- what is being done, and may be done ---- */
    size_t job_count;
    const struct job_report *jobs;  /* newest first; kept until dismissed, the last few */
    const struct job_report *trial; /* the newest dry run; NULL */
    bool acting_allowed;            /* at the moment it was made */
    const char *acting_reason;      /* why not, in words; "" */
    bool protected_context;
    int64_t armed_until_wall_ms; /* of a protected one; WHEN_UNKNOWN */
    size_t rights_count;
    const struct rights *rights; /* of all namespaces first, then of those asked for */
    struct around around;        /* quotas, DNS names, other VPCs */
    size_t made_count;
    const char *const *made; /* uids of Services that were made in this session */

    struct arena arena; /* all of the above but the view */
};

void snapshot_free(struct snapshot *snapshot);

/*
 * What time it is for who looks at the snapshot: the machine's, as they were given in, or that
 * of the recording. NULL: nothing came yet.
 */
void snapshot_time(const struct snapshot *snapshot, int64_t *now_ms, int64_t *wall_ms);

/* What may be done in this namespace; never NULL: unknown when it was not asked. */
const struct rights *snapshot_rights(const struct snapshot *snapshot,
                                     const char *namespace);

/*
 * May Services be changed in this namespace (NULL: anywhere in what is read)? DENIED only
 * when all of create, patch and delete are known to be denied in every namespace that is
 * meant; as long as one was not asked, or could not be, nothing is claimed. A namespace
 * without any Service is not asked for: a right that holds only there is not known of.
 */
enum right snapshot_may_change(const struct snapshot *snapshot, const char *namespace);

/* With what a plan is made from this snapshot at this moment: a snapshot ages. The guard
 * borrows from the snapshot. */
void snapshot_guard(const struct snapshot *snapshot, int64_t now_ms,
                    struct plan_guard *ret_guard);

#endif
