#include "act/job.h"

#include <stdio.h>

#include "act/job_inside.h"
#include "base/when.h"
#include "base/banned.h"

static void copy_object(const struct plan_object *from, struct arena *arena,
                        struct plan_object *to)
{
    *to = *from;
    to->name = arena_text(arena, from->name);
    to->id = arena_text(arena, from->id);
    to->pool_id = arena_text(arena, from->pool_id);
    to->detail = arena_text(arena, from->detail);
}

/* What comes along goes only if it is ours: what was found to be somebody's does not count.
 * An address is no thing that goes, its silence is a proof. */
static bool goes(const struct job_thing *thing)
{
    const struct plan_object *object = thing->object;
    bool along = object->thing == THING_NAMESPACE || object->thing == THING_DEPLOYMENT;

    return object->fate == FATE_GOES && object->thing != THING_ADDRESS &&
           !(along && thing->state == THING_KEPT);
}

static void copy_things(const struct job *job, struct arena *arena,
                        struct job_report *report)
{
    size_t count = job->thing_count;
    struct job_thing *things = arena_new_array(arena, count, sizeof *things);
    struct plan_object *objects = arena_new_array(arena, count, sizeof *objects);

    for (size_t i = 0; i < count; i++) {
        copy_object(job->things[i].object, arena, &objects[i]);
        things[i] = job->things[i];
        things[i].object = &objects[i];
        things[i].proof = arena_text(arena, job->things[i].proof);
        report->goes_count += goes(&job->things[i]);
        report->gone_count += goes(&job->things[i]) && things[i].state == THING_GONE;
        report->left_count += things[i].state == THING_LEFT_OVER;
    }
    report->things = things;
    report->thing_count = count;
}

static void copy_lines(const struct job *job, struct arena *arena,
                       struct job_report *report)
{
    struct job_line *lines = arena_new_array(arena, job->line_count, sizeof *lines);

    for (size_t i = 0; i < job->line_count; i++) {
        lines[i] = job->lines[i];
        lines[i].subject = arena_text(arena, job->lines[i].subject);
        lines[i].what = arena_text(arena, job->lines[i].what);
    }
    report->lines = lines;
    report->line_count = job->line_count;
}

static void copy_steps(const struct job *job, struct arena *arena,
                       struct job_report *report)
{
    struct job_step *steps = arena_new_array(arena, job->step_count, sizeof *steps);

    for (size_t i = 0; i < job->step_count; i++) {
        steps[i] = job->steps[i];
        steps[i].evidence = arena_text(arena, job->steps[i].evidence);
    }
    report->steps = steps;
    report->step_count = job->step_count;
}

static int64_t took_ms(const struct job *job, int64_t now_ms)
{
    if (!job_has_sent(job))
        return -1;
    return (job_is_over(job) ? job->ended_ms : now_ms) - job->sent_ms;
}

void job_report(const struct job *job, int64_t now_ms, struct arena *arena,
                struct job_report *ret_report)
{
    char title[160];

    *ret_report = (struct job_report){
        .id = job->config.id,
        .state = job_looks_like(job),
        .kind = job->plan->kind,
        .title = arena_text(arena, plan_title(job->plan, title, sizeof title)),
        .dry_run_only = job->config.dry_run_only,
        .err = job->err,
        .refused = job->refused.kind,
        .advice = arena_text(arena, job->refused.advice),
        .field = arena_text(arena, job->refused.field),
        .owner = arena_text(arena, job->refused.owner),
        .difference = arena_text(arena, job->difference),
        .gave_up = job->gave_up,
        .waits_for = arena_text(arena, job->waits_for),
        .last_sent =
            job->service + 1 == job->plan->service_count && job->stage >= STAGE_PROVE,
        .hold_left_ms = job->stage == STAGE_HOLD ? job->due_ms - now_ms : 0,
        .began_wall_ms = job->began_wall_ms,
        .ended_wall_ms = job->ended_wall_ms,
        .took_ms = took_ms(job, now_ms),
        .address = arena_text(arena, job->address),
    };
    copy_things(job, arena, ret_report);
    copy_lines(job, arena, ret_report);
    copy_steps(job, arena, ret_report);
}

/* ---- words ------------------------------------------------------------------------- */

const char *job_state_name(enum job_state state)
{
    static const char *const names[] = {
        [JOB_WAITING] = "waiting", [JOB_HELD] = "held",       [JOB_CHECKING] = "checking",
        [JOB_SENDING] = "sending", [JOB_PROVING] = "proving", [JOB_DONE] = "done",
        [JOB_LEFT] = "left",       [JOB_STOPPED] = "stopped", [JOB_UNCLEAR] = "unclear",
    };
    return names[state];
}

const char *thing_state_name(enum thing_state state)
{
    static const char *const names[] = {
        [THING_WAITING] = "waiting",     [THING_GONE] = "gone",
        [THING_LEFT_OVER] = "left",      [THING_KEPT] = "kept",
        [THING_MADE] = "made",           [THING_UNPROVED] = "unproved",
        [THING_LOST] = "lost",           [THING_SILENT] = "silent",
        [THING_UNPROBED] = "not probed",
    };
    return names[state];
}

static size_t count_unproved(const struct job_report *report)
{
    size_t count = 0;

    for (size_t i = 0; i < report->thing_count; i++)
        count += report->things[i].state == THING_UNPROVED ||
                 report->things[i].state == THING_LOST;
    return count;
}

const char *job_summary(const struct job_report *report, char *out, size_t out_bytes)
{
    char took[WHEN_TEXT_BYTES];
    size_t unproved = count_unproved(report);

    bool halted = report->state == JOB_STOPPED || report->state == JOB_UNCLEAR;
    duration_print(report->took_ms < 0 ? WHEN_UNKNOWN : report->took_ms, took);
    if (report->took_ms < 0)
        snprintf(out, out_bytes, "%s, nothing was sent", job_state_name(report->state));
    else if (report->kind != PLAN_TEARDOWN)
        snprintf(out, out_bytes, "%s after %s%s%s", job_state_name(report->state), took,
                 report->address != NULL ? " at " : "",
                 report->address != NULL ? report->address : "");
    else if (halted)
        snprintf(out, out_bytes, "%s: %zu of %zu gone", job_state_name(report->state),
                 report->gone_count, report->goes_count);
    else if (report->left_count > 0)
        snprintf(out, out_bytes, "%zu of %zu gone in %s, %zu LEFT", report->gone_count,
                 report->goes_count, took, report->left_count);
    else if (unproved > 0)
        snprintf(out, out_bytes, "%zu of %zu gone in %s, %zu not proved",
                 report->gone_count, report->goes_count, took, unproved);
    else
        snprintf(out, out_bytes, "%zu of %zu gone in %s, nothing left",
                 report->gone_count, report->goes_count, took);
    return out;
}
