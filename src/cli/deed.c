#include "cli/deed.h"

#include <stdio.h>
#include <string.h>

#include "act/outlook.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "cli/consent.h"
#include "cli/progress.h"
#include "base/banned.h"

/* What takes longer is not waited for: the plan says that it is not known, and the api-server
 * says no by itself. */
enum { QUOTA_MS = 3000, RIGHTS_MS = 1500, LOOK_MS = 5000 };

static const struct clock real = CLOCK_REAL_INIT;

int deed_say(const struct err *err)
{
    char line[500];

    fflush(stdout);
    fprintf(stderr, "elbtop: %s\n", err_line(err, line, sizeof line));
    return EXIT_FAILED;
}

/* ---- the picture ---------------------------------------------------------------------- */

bool deed_open(struct deed *deed, const struct options *options, int *ret_status)
{
    struct err err = ERR_INIT;
    int64_t wait_ms =
        options->timeout_ms >= 0 ? options->timeout_ms : INTERVAL_COMMAND_MS;

    *deed = (struct deed){.options = options};
    *ret_status = EXIT_FAILED;
    if (witness_open(options, false, &deed->witness, &err) != ERR_OK) {
        deed_say(&err);
        return false;
    }
    deed->snapshot = witness_complete(deed->witness, wait_ms);
    if (deed->snapshot == NULL) {
        fputs("elbtop: nothing answered in time\n", stderr);
        *ret_status = EXIT_TIMEOUT;
        return false;
    }
    /* What is missing is said; whether one may act on the rest, the plan decides. */
    deed->looked = witness_report(deed->snapshot);
    *ret_status = EXIT_DONE;
    return true;
}

void deed_close(struct deed *deed)
{
    snapshot_free(deed->snapshot);
    witness_close(deed->witness);
    *deed = (struct deed){.options = NULL};
}

/* Waits for a newer picture; false: it did not come in time, or a signal asked to end. */
static bool next_picture(struct deed *deed, int64_t wait_ms)
{
    struct snapshot *next = witness_next(deed->witness, wait_ms);

    if (next == NULL)
        return false;
    snapshot_free(deed->snapshot);
    deed->snapshot = next;
    return true;
}

static bool next_picture_until(struct deed *deed, int64_t until_ms)
{
    int64_t left_ms = until_ms - clock_now_ms(&real);

    return left_ms > 0 && next_picture(deed, left_ms);
}

static bool give(struct deed *deed, struct order *order)
{
    if (doors_give_order(witness_doors(deed->witness), &order))
        return true;
    order_free(order);
    fputs("elbtop: the worker takes no orders\n", stderr);
    return false;
}

/* Was everything that is read read since then? What is off or lost is not waited for. */
static bool is_newer(const struct deed *deed, int64_t wall_ms)
{
    static const enum source_name names[] = {SOURCE_KUBERNETES, SOURCE_ELB, SOURCE_EIP};

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        const struct source *source = &deed_view(deed)->sources[names[i]];
        if (source->state == SOURCE_LIVE && source->read_wall_ms < wall_ms)
            return false;
    }
    return true;
}

void deed_look_again(struct deed *deed)
{
    int64_t until_ms = clock_now_ms(&real) + LOOK_MS;
    int64_t wall_ms = clock_wall_ms(&real);

    if (!give(deed, order_new(ORDER_REFRESH, NULL, NULL)))
        return;
    while (!is_newer(deed, wall_ms) && next_picture_until(deed, until_ms)) {
    }
}

const struct view *deed_view(const struct deed *deed)
{
    return deed->snapshot->view;
}

void deed_guard(const struct deed *deed, struct plan_guard *ret_guard)
{
    snapshot_guard(deed->snapshot, clock_now_ms(&real), ret_guard);
    /* A command that was typed with the word arms the context itself. */
    ret_guard->disarmed = false;
}

void deed_read_quota(struct deed *deed)
{
    int64_t until_ms = clock_now_ms(&real) + QUOTA_MS;

    if (deed->snapshot->project == NULL ||
        !give(deed, order_new(ORDER_RIGHTS, NULL, NULL)))
        return;
    while ((deed->snapshot->around.quota.elb_most == QUOTA_UNKNOWN ||
            deed->snapshot->around.quota.eip_most == QUOTA_UNKNOWN) &&
           next_picture_until(deed, until_ms)) {
    }
}

static enum right right_of(const struct deed *deed, enum plan_kind kind,
                           const char *namespace)
{
    const struct rights *rights = snapshot_rights(deed->snapshot, namespace);

    return kind == PLAN_TEARDOWN ? rights->delete : rights->patch;
}

/* What the api-server would refuse is not asked for, and nobody types a word for nothing. */
static bool has_right(struct deed *deed, enum plan_kind kind, const char *namespace)
{
    int64_t until_ms = clock_now_ms(&real) + RIGHTS_MS;

    if (!give(deed, order_new(ORDER_RIGHTS, namespace, "")))
        return false;
    while (right_of(deed, kind, namespace) == RIGHT_UNKNOWN &&
           next_picture_until(deed, until_ms)) {
    }
    if (right_of(deed, kind, namespace) != RIGHT_DENIED)
        return true;
    fprintf(stderr,
            "elbtop: you may not %s Services in namespace %s (kubectl auth can-i %s "
            "services -n %s)\n",
            kind == PLAN_TEARDOWN ? "delete" : "apply", namespace,
            kind == PLAN_TEARDOWN ? "delete" : "patch", namespace);
    return false;
}

static bool has_rights(struct deed *deed, const struct plan *plan)
{
    for (size_t i = 0; i < plan->service_count; i++) {
        const char *namespace = plan->services[i].namespace;
        if (i > 0 && strcmp(plan->services[i - 1].namespace, namespace) == 0)
            continue;
        if (!has_right(deed, plan->kind, namespace))
            return false;
    }
    return true;
}

/* ---- the plan --------------------------------------------------------------------------- */

static bool comes_along(const struct plan_object *object)
{
    return object->thing == THING_NAMESPACE || object->thing == THING_DEPLOYMENT;
}

static void print_object(const struct plan_object *object)
{
    bool bare = object->detail[0] == '\0';

    printf(" %-7s %-10s %-*s%s%s\n", plan_fate_word(object->fate),
           plan_thing_word(object->thing), bare ? 0 : 28, object->name, bare ? "" : " ",
           object->detail);
}

/* In the order of doing: what comes along is made first and deleted last. */
static void print_objects(const struct plan *plan, bool along)
{
    for (size_t i = 0; i < plan->object_count; i++) {
        if (comes_along(&plan->objects[i]) == along)
            print_object(&plan->objects[i]);
    }
}

static void print_better(const struct plan *plan)
{
    printf(" better  elbtop teardown");
    for (size_t i = 0; i < plan->better_count; i++)
        printf(" %s", plan->better_names[i]);
    printf("\n         %s\n", plan->better);
}

void deed_print_plan(const struct plan *plan)
{
    bool makes = plan->kind != PLAN_TEARDOWN;

    print_objects(plan, makes);
    print_objects(plan, !makes);
    for (size_t i = 0; i < plan->warning_count; i++)
        printf(" ! %s\n", plan->warnings[i]);
    if (plan->better != NULL)
        print_better(plan);
    if (plan->kind == PLAN_TEARDOWN)
        printf(" traffic " PLAN_TRAFFIC "\n");
    fflush(stdout);
}

static int say_declined(const char *why)
{
    fprintf(stderr, "elbtop: %s: nothing was sent\n", why);
    return EXIT_DECLINED;
}

int deed_confirm(struct deed *deed, const struct plan *plan, bool must_ask)
{
    bool protected = deed->snapshot->protected_context;

    if (!has_rights(deed, plan))
        return EXIT_FAILED;
    if (!protected && (!must_ask || deed->options->yes))
        return EXIT_DONE;
    switch (consent_ask(plan, deed->witness)) {
    case CONSENT_YES:
        break;
    case CONSENT_NO:
        return say_declined("declined");
    case CONSENT_NO_TERMINAL:
        return say_declined(protected
                                ? "the context is PROTECTED: it takes a word typed at a "
                                  "terminal"
                                : "this has to be confirmed and there is no terminal "
                                  "(--yes confirms)");
    }
    if (protected && !give(deed, order_arm(INTERVAL_GIVE_UP_MS, "typed at the prompt")))
        return EXIT_FAILED;
    return EXIT_DONE;
}

/* ---- following ------------------------------------------------------------------------------ */

static const struct job_report *find_job(const struct snapshot *snapshot, uint64_t id)
{
    for (size_t i = 0; i < snapshot->job_count; i++) {
        if (snapshot->jobs[i].id == id)
            return &snapshot->jobs[i];
    }
    return NULL;
}

/* title: "lb-demo/hello", that of a job with one Service. */
static const struct row *row_of_title(const struct deed *deed, const char *title)
{
    size_t bytes = strcspn(title, "/");
    char namespace[64];

    snprintf(namespace, sizeof namespace, "%.*s", (int)bytes, title);
    return title[bytes] == '\0' ? NULL
                                : view_row(deed_view(deed), namespace, title + bytes + 1);
}

static bool is_over(const struct job_report *report)
{
    return report->state >= JOB_DONE;
}

/* ---- how it ended ------------------------------------------------------------------------------ */

/* Objects of Kubernetes: they go on going by themselves, and it may be waited for again. */
static bool is_left_to_go(const struct job_report *report)
{
    for (size_t i = 0; i < report->thing_count; i++) {
        const struct job_thing *thing = &report->things[i];
        bool is_object = thing->object->thing == THING_SERVICE ||
                         thing->object->thing == THING_NAMESPACE ||
                         thing->object->thing == THING_DEPLOYMENT;
        if (is_object && thing->object->fate == FATE_GOES && thing->state != THING_GONE &&
            thing->state != THING_KEPT)
            return true;
    }
    return false;
}

static int status_of(const struct job_report *report)
{
    switch (report->state) {
    case JOB_DONE:
        return report->left_count == 0 ? EXIT_DONE : EXIT_FAILED;
    case JOB_LEFT:
        if (report->gave_up && (report->kind != PLAN_TEARDOWN || is_left_to_go(report)))
            return EXIT_TIMEOUT;
        return EXIT_FAILED;
    default:
        return EXIT_FAILED;
    }
}

static void say_why(const struct job_report *report)
{
    if (report->err.code == ERR_OK)
        return;
    fprintf(stderr, "elbtop: %s %s: %s%s%s\n", report->title,
            job_state_name(report->state), report->err.text,
            report->advice[0] != '\0' ? "; " : "", report->advice);
    if (report->owner[0] != '\0')
        fprintf(stderr, "elbtop: %s belongs to %s\n", report->field, report->owner);
}

/* "lb-demo/hello READY after 13.9s at 138.124.232.123" */
static void say_made(const struct deed *deed, const struct job_report *report)
{
    const struct row *row = row_of_title(deed, report->title);
    char words[500];

    if (report->state == JOB_DONE)
        printf("%s READY after %.1fs at %s\n", report->title,
               (double)report->took_ms / 1000,
               report->address != NULL ? report->address : "-");
    else if (report->gave_up && row != NULL)
        fprintf(stderr, "elbtop: %s is not ready after %.1fs: %s\n", report->title,
                (double)report->took_ms / 1000, outlook_words(row, words, sizeof words));
    else if (report->gave_up)
        fprintf(stderr, "elbtop: %s was not seen\n", report->title);
    else
        say_why(report);
}

static void say_torn_down(const struct job_report *report)
{
    char summary[240];

    printf("%s, %s\n", report->title, job_summary(report, summary, sizeof summary));
    fflush(stdout);
    say_why(report);
    if (report->receipt != NULL)
        fprintf(stderr, "elbtop: receipt %s\n", report->receipt);
}

static int finish(const struct deed *deed, const struct job_report *report)
{
    if (report->kind == PLAN_TEARDOWN)
        say_torn_down(report);
    else
        say_made(deed, report);
    fflush(stdout);
    return status_of(report);
}

/* Nothing is proved yet; what nobody will own then can be named already. */
static void say_what_is_open(const struct job_report *report)
{
    size_t left = 0;

    printf("not proved: --wait follows it to the end\n");
    for (size_t i = 0; i < report->thing_count; i++) {
        const struct plan_object *object = report->things[i].object;
        if (object->fate != FATE_ORPHAN)
            continue;
        printf("%s%s %s", left++ == 0 ? "will be LEFT: " : ", ",
               plan_thing_word(object->thing), object->name);
    }
    if (left > 0)
        printf("; 'elbtop orphans' shows %s once the Service%s gone\n",
               left == 1 ? "it" : "them",
               strchr(report->title, '/') != NULL ? " is" : "s are");
}

/* The last change was accepted and nobody wants to wait for its proof. */
static int finish_asked(const struct job_report *report)
{
    static const char *const verbs[] = {[PLAN_CREATE] = "created",
                                        [PLAN_LINK] = "linked",
                                        [PLAN_TEARDOWN] = "asked to go:"};

    printf("%s %s\n", verbs[report->kind], report->title);
    if (report->kind == PLAN_TEARDOWN)
        say_what_is_open(report);
    fflush(stdout);
    return EXIT_DONE;
}

static bool is_asked(const struct job_report *report)
{
    /* With several Services each but the last is proved before the next is begun. */
    return report->state == JOB_PROVING && report->last_sent;
}

static int interrupted(const struct job_report *report)
{
    fprintf(stderr, "elbtop: interrupted%s\n",
            report != NULL && report->took_ms >= 0
                ? ": what was sent goes on by itself; 'elbtop wait' follows it"
                : ": nothing was sent");
    return EXIT_FAILED;
}

int deed_run(struct deed *deed, struct plan *plan, enum deed_patience patience)
{
    uint64_t id = ++deed->job_count;
    struct progress progress = PROGRESS_INIT;
    const struct job_report *report = NULL;

    if (!give(deed, order_run(plan, id, 0)))
        return EXIT_FAILED;
    while (next_picture(deed, -1)) {
        report = find_job(deed->snapshot, id);
        if (report == NULL)
            continue;
        if (patience == DEED_FOLLOW)
            progress_job(&progress, report);
        if (patience == DEED_FOLLOW && report->state == JOB_PROVING &&
            report->kind != PLAN_TEARDOWN)
            progress_trouble(&progress, row_of_title(deed, report->title),
                             report->took_ms);
        if (is_over(report))
            return finish(deed, report);
        if (patience == DEED_ASK_ONLY && is_asked(report))
            return finish_asked(report);
    }
    return interrupted(find_job(deed->snapshot, id));
}

const struct job_report *deed_try_quietly(struct deed *deed, struct plan *plan)
{
    uint64_t id = ++deed->trial_count;

    if (!give(deed, order_try(plan, id)))
        return NULL;
    while (next_picture(deed, -1)) {
        const struct job_report *trial = deed->snapshot->trial;
        if (trial != NULL && trial->id == id && is_over(trial))
            return trial;
    }
    return NULL;
}

int deed_try(struct deed *deed, struct plan *plan)
{
    const struct job_report *trial = deed_try_quietly(deed, plan);

    if (trial == NULL)
        return interrupted(NULL);
    for (size_t i = 0; i < trial->line_count; i++)
        printf(" %-10s %s\n", trial->lines[i].who, trial->lines[i].what);
    fflush(stdout);
    if (trial->state != JOB_DONE)
        say_why(trial);
    return trial->state == JOB_DONE ? deed->looked : EXIT_FAILED;
}

int deed_follow_row(struct deed *deed, const char *namespace, const char *name)
{
    int64_t began_ms = clock_now_ms(&real);
    int64_t wait_ms =
        deed->options->wait_ms > 0 ? deed->options->wait_ms : INTERVAL_GIVE_UP_MS;
    struct progress progress = PROGRESS_INIT;
    char words[500] = "it is gone";

    do {
        const struct row *row = view_row(deed_view(deed), namespace, name);
        enum outlook outlook = row == NULL ? OUTLOOK_HOPELESS : outlook_of(row);
        if (row != NULL)
            outlook_words(row, words, sizeof words);
        if (outlook == OUTLOOK_READY) {
            printf("%s/%s %s\n", namespace, name, words);
            fflush(stdout);
            return EXIT_DONE;
        }
        if (outlook == OUTLOOK_HOPELESS) {
            fprintf(stderr, "elbtop: %s/%s %s\n", namespace, name, words);
            return EXIT_FAILED;
        }
        progress_trouble(&progress, row, clock_now_ms(&real) - began_ms);
    } while (next_picture_until(deed, began_ms + wait_ms));
    fprintf(stderr, "elbtop: %s/%s %s\n", namespace, name, words);
    return EXIT_TIMEOUT;
}
