#include "cli/wait.h"

#include <stdio.h>
#include <string.h>

#include "act/follow.h"
#include "act/outlook.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/when.h"
#include "cli/progress.h"
#include "cli/service_name.h"
#include "cli/witness.h"
#include "base/banned.h"

enum goal_kind { GOAL_READY, GOAL_STEP, GOAL_DELETED };

struct goal {
    enum goal_kind kind;
    int step;
};

static const struct clock real = CLOCK_REAL_INIT;

static bool read_goal(const struct options *options, struct goal *ret_goal)
{
    const char *text = options->goal;
    int64_t step;

    *ret_goal = (struct goal){.kind = GOAL_READY};
    if (text != NULL && strcmp(text, "ready") == 0)
        return true;
    if (text != NULL && strcmp(text, "deleted") == 0) {
        ret_goal->kind = GOAL_DELETED;
        return true;
    }
    if (text != NULL && strncmp(text, "step=", 5) == 0 &&
        span_to_range(span_of(text + 5), 1, STEP_COUNT, &step)) {
        *ret_goal = (struct goal){.kind = GOAL_STEP, .step = (int)step};
        return true;
    }
    options_usage_error(options, "wait needs --for ready, step=N (1 to 7) or deleted");
    return false;
}

/* ---- one look ------------------------------------------------------------------------ */

enum look { LOOK_ON, LOOK_REACHED, LOOK_FAILED };

static enum look look_for_deleted(const struct row *row, const char *uid)
{
    /* Another one of the same name: the one that was there is gone. */
    return row == NULL || (uid[0] != '\0' && strcmp(row->uid, uid) != 0) ? LOOK_REACHED
                                                                         : LOOK_ON;
}

static enum look look_at(const struct goal *goal, const struct row *row, const char *uid)
{
    if (goal->kind == GOAL_DELETED)
        return look_for_deleted(row, uid);
    if (row == NULL || row->deleted_ms != WHEN_UNKNOWN)
        return LOOK_FAILED;
    if (goal->kind == GOAL_STEP && step_is_settled(row->steps[goal->step - 1].state))
        return LOOK_REACHED;
    switch (outlook_of(row)) {
    case OUTLOOK_READY:
        return LOOK_REACHED;
    case OUTLOOK_HOPELESS:
        return LOOK_FAILED;
    case OUTLOOK_OPEN:
        break;
    }
    return LOOK_ON;
}

static void print_steps(struct follow *follow, const struct row *row, int64_t after_ms)
{
    int steps[STEP_COUNT];
    char line[400];

    if (row == NULL)
        return;
    size_t count = follow_look(follow, row, steps);
    for (size_t i = 0; i < count; i++)
        printf("%4.1fs  %s\n", (double)after_ms / 1000,
               follow_line(row, steps[i], line, sizeof line));
    fflush(stdout);
}

/* ---- how it ended ---------------------------------------------------------------------- */

static int say_reached(const struct goal *goal, const struct service_name *name,
                       const struct row *row, bool was_there, int64_t after_ms)
{
    double seconds = (double)after_ms / 1000;

    if (goal->kind == GOAL_DELETED && !was_there)
        printf("%s is not there\n", name->full);
    else if (goal->kind == GOAL_DELETED)
        printf("%s deleted after %.1fs\n", name->full, seconds);
    else if (goal->kind == GOAL_STEP)
        printf("%s reached %d %s after %.1fs\n", name->full, goal->step,
               step_name(goal->step), seconds);
    else
        printf("%s READY after %.1fs at %s\n", name->full, seconds,
               row->address != NULL ? row->address : "-");
    return fflush(stdout) == 0 ? EXIT_DONE : EXIT_FAILED;
}

static int say_failed(const struct service_name *name, const struct row *row)
{
    char words[500];

    if (row == NULL)
        fprintf(stderr, "elbtop: no Service of type LoadBalancer named %s\n", name->full);
    else if (row->deleted_ms != WHEN_UNKNOWN)
        fprintf(stderr, "elbtop: %s is being deleted\n", name->full);
    else
        fprintf(stderr, "elbtop: %s %s\n", name->full,
                outlook_words(row, words, sizeof words));
    return EXIT_FAILED;
}

static int say_late(const struct service_name *name, const struct snapshot *snapshot,
                    const struct row *row, int64_t after_ms)
{
    char words[500];

    if (snapshot != NULL)
        witness_report(snapshot);
    if (row == NULL)
        fprintf(stderr, "elbtop: %s was not read in time\n", name->full);
    else
        fprintf(stderr, "elbtop: %s after %.1fs: %s\n", name->full,
                (double)after_ms / 1000, outlook_words(row, words, sizeof words));
    return EXIT_TIMEOUT;
}

/* ---- waiting ------------------------------------------------------------------------------- */

struct waiting {
    struct goal goal;
    struct service_name name;
    struct follow follow;
    struct progress progress;
    char uid[64]; /* of what was there at first; "" */
    bool began;   /* the first whole picture was seen */
    int64_t began_ms;
    int64_t until_ms;
};

/* Looks at one picture. LOOK_ON: not yet. */
static enum look see(struct waiting *waiting, const struct snapshot *snapshot,
                     const struct row **ret_row)
{
    const struct row *row =
        view_row(snapshot->view, waiting->name.namespace, waiting->name.name);

    *ret_row = row;
    if (!snapshot->view->sources[SOURCE_KUBERNETES].ever)
        return LOOK_ON;
    if (!waiting->began && row != NULL) {
        int steps[STEP_COUNT];
        snprintf(waiting->uid, sizeof waiting->uid, "%s", row->uid);
        follow_look(&waiting->follow, row, steps); /* what was there is no news */
    }
    waiting->began = true;
    int64_t after_ms = clock_now_ms(&real) - waiting->began_ms;
    if (waiting->goal.kind != GOAL_DELETED)
        print_steps(&waiting->follow, row, after_ms);
    enum look look = look_at(&waiting->goal, row, waiting->uid);
    if (look == LOOK_ON && snapshot->complete && waiting->goal.kind != GOAL_DELETED)
        progress_trouble(&waiting->progress, row, after_ms);
    /* Without the other witnesses a step may seem open that is long done. */
    return look == LOOK_FAILED && !snapshot->complete ? LOOK_ON : look;
}

static int watch_until(struct waiting *waiting, struct witness *witness)
{
    struct snapshot *snapshot = NULL;
    struct snapshot *next;
    const struct row *row = NULL;
    enum look look = LOOK_ON;

    while (look == LOOK_ON) {
        int64_t left_ms = waiting->until_ms - clock_now_ms(&real);
        next = left_ms <= 0 ? NULL : witness_next(witness, left_ms);
        if (next == NULL)
            break;
        snapshot_free(snapshot);
        snapshot = next;
        look = see(waiting, snapshot, &row);
    }
    int64_t after_ms = clock_now_ms(&real) - waiting->began_ms;
    if (look == LOOK_ON && witness_is_asked_to_end(witness)) {
        fputs("elbtop: interrupted\n", stderr);
        snapshot_free(snapshot);
        return EXIT_FAILED;
    }
    int status = look == LOOK_REACHED ? say_reached(&waiting->goal, &waiting->name, row,
                                                    waiting->uid[0] != '\0', after_ms)
                 : look == LOOK_FAILED
                     ? say_failed(&waiting->name, row)
                     : say_late(&waiting->name, snapshot, row, after_ms);
    snapshot_free(snapshot);
    return status;
}

int wait_run(const struct options *options)
{
    struct waiting waiting = {.progress = PROGRESS_INIT};
    struct witness *witness;
    struct err err = ERR_INIT;
    char line[400];
    int64_t wait_ms =
        options->timeout_ms >= 0 ? options->timeout_ms : INTERVAL_GIVE_UP_MS;

    if (!service_name_read(options, options->operands[0], &waiting.name) ||
        !read_goal(options, &waiting.goal))
        return EXIT_USAGE;
    if (witness_open(options, false, &witness, &err) != ERR_OK) {
        fprintf(stderr, "elbtop: %s\n", err_line(&err, line, sizeof line));
        return EXIT_FAILED;
    }
    waiting.began_ms = clock_now_ms(&real);
    waiting.until_ms = waiting.began_ms + wait_ms;
    int status = watch_until(&waiting, witness);
    witness_close(witness);
    return status;
}
