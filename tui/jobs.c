#include "tui/jobs.h"

#include <stdio.h>
#include <string.h>

#include "tui/keymap.h"

#include "base/banned.h"

const struct job_report *jobs_find(const struct snapshot *snapshot, uint64_t id)
{
    for (size_t i = 0; snapshot != NULL && id != 0 && i < snapshot->job_count; i++) {
        if (snapshot->jobs[i].id == id)
            return &snapshot->jobs[i];
    }
    return NULL;
}

bool job_state_is_over(enum job_state state)
{
    return state == JOB_DONE || state == JOB_LEFT || state == JOB_STOPPED ||
           state == JOB_UNCLEAR;
}

const struct job_report *jobs_held(const struct snapshot *snapshot)
{
    for (size_t i = 0; snapshot != NULL && i < snapshot->job_count; i++) {
        if (snapshot->jobs[i].state == JOB_HELD)
            return &snapshot->jobs[i];
    }
    return NULL;
}

size_t jobs_active(const struct snapshot *snapshot)
{
    size_t count = 0;

    for (size_t i = 0; snapshot != NULL && i < snapshot->job_count; i++)
        count += !job_state_is_over(snapshot->jobs[i].state);
    return count;
}

const char *jobs_verb(enum plan_kind kind)
{
    static const char *const verbs[] = {
        [PLAN_CREATE] = "create", [PLAN_LINK] = "link", [PLAN_TEARDOWN] = "tear down"};
    return verbs[kind];
}

/* ---- now ---------------------------------------------------------------------------- */

/* The snapshot ages while it is looked at. */
static long long seconds_left(const struct job_report *job, const struct scene *scene)
{
    int64_t left_ms = job->hold_left_ms - (scene->now_ms - scene_view(scene)->now_ms);

    return left_ms <= 0 ? 0 : (long long)(left_ms + 999) / 1000;
}

static void print_proving(const struct job_report *job, char out[JOBS_TEXT_BYTES])
{
    if (job->kind == PLAN_TEARDOWN)
        snprintf(out, JOBS_TEXT_BYTES, "tear down %s: proving, %zu of %zu gone",
                 job->title, job->gone_count, job->goes_count);
    else
        snprintf(out, JOBS_TEXT_BYTES, "%s %s: sent, following its steps",
                 jobs_verb(job->kind), job->title);
}

const char *jobs_now(const struct job_report *job, const struct scene *scene,
                     char out[JOBS_TEXT_BYTES])
{
    if (job_state_is_over(job->state))
        return jobs_end(job, out);
    if (job->state == JOB_HELD)
        snprintf(out, JOBS_TEXT_BYTES, "sending in %llds, %s stops it   (%s %s)",
                 seconds_left(job, scene),
                 keymap_name(scene->keymap, PANEL_SERVICES, ACTION_UNDO),
                 jobs_verb(job->kind), job->title);
    else if (job->state == JOB_PROVING)
        print_proving(job, out);
    else
        snprintf(out, JOBS_TEXT_BYTES, "%s %s: %s", jobs_verb(job->kind), job->title,
                 job_state_name(job->state));
    return out;
}

bool jobs_note(const struct scene *scene, char out[JOBS_TEXT_BYTES])
{
    const struct job_report *job = jobs_held(scene->snapshot);
    size_t active = jobs_active(scene->snapshot);

    if (active == 0)
        return false;
    for (size_t i = scene->snapshot->job_count; job == NULL && i > 0; i--) {
        if (!job_state_is_over(scene->snapshot->jobs[i - 1].state))
            job = &scene->snapshot->jobs[i - 1];
    }
    size_t bytes = strlen(jobs_now(job, scene, out));
    if (active > 1)
        snprintf(out + bytes, JOBS_TEXT_BYTES - bytes, "   and %zu more, :jobs",
                 active - 1);
    else if (job->state != JOB_HELD)
        snprintf(out + bytes, JOBS_TEXT_BYTES - bytes, "   :jobs");
    return true;
}

/* ---- the end -------------------------------------------------------------------------- */

static void print_stopped(const struct job_report *job, char out[JOBS_TEXT_BYTES])
{
    const char *more = job->took_ms < 0 ? "" : "more ";

    if (job->difference[0] != '\0')
        snprintf(out, JOBS_TEXT_BYTES,
                 "stopped, nothing %swas sent, it differs from what was shown: %s", more,
                 job->difference);
    else if (job->took_ms < 0 && job->refused == REFUSED_NOT)
        snprintf(out, JOBS_TEXT_BYTES, "stopped, nothing was sent   (%s %s)",
                 jobs_verb(job->kind), job->title);
    else
        snprintf(out, JOBS_TEXT_BYTES, "stopped, nothing %swas sent: %s", more,
                 job->err.text);
}

static void print_torn(const struct job_report *job, char out[JOBS_TEXT_BYTES])
{
    if (job->left_count > 0)
        snprintf(out, JOBS_TEXT_BYTES, "teardown incomplete: %zu left of %s",
                 job->left_count, job->title);
    else if (job->state == JOB_LEFT)
        snprintf(out, JOBS_TEXT_BYTES, "teardown incomplete: not all of %s is proved",
                 job->title);
    else
        snprintf(out, JOBS_TEXT_BYTES, "teardown complete: nothing left of %s",
                 job->title);
}

static void print_made(const struct job_report *job, char out[JOBS_TEXT_BYTES])
{
    const char *verb = job->kind == PLAN_LINK ? "linked" : "created";

    if (job->state == JOB_DONE)
        snprintf(out, JOBS_TEXT_BYTES, "%s %s%s%s", verb, job->title,
                 job->address != NULL ? ": READY at " : "",
                 job->address != NULL ? job->address : "");
    else
        snprintf(out, JOBS_TEXT_BYTES, "%s %s, but it is not READY: %s", verb, job->title,
                 job->err.text);
}

const char *jobs_end(const struct job_report *job, char out[JOBS_TEXT_BYTES])
{
    bool was_made =
        job->kind != PLAN_TEARDOWN && job->took_ms >= 0 && job->refused == REFUSED_NOT;

    if (job->state == JOB_STOPPED && !was_made)
        print_stopped(job, out);
    else if (job->state == JOB_UNCLEAR)
        snprintf(out, JOBS_TEXT_BYTES,
                 "%s %s: it cannot be told whether the request arrived",
                 jobs_verb(job->kind), job->title);
    else if (job->kind == PLAN_TEARDOWN)
        print_torn(job, out);
    else
        print_made(job, out);
    return out;
}
