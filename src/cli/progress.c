#include "cli/progress.h"

#include <stdio.h>
#include <string.h>

#include "act/outlook.h"
#include "base/when.h"
#include "base/banned.h"

static void print_steps(struct progress *progress, const struct job_report *report)
{
    for (; progress->steps < report->step_count; progress->steps++) {
        const struct job_step *step = &report->steps[progress->steps];
        printf("%4.1fs  %d %-8s %-13s %s\n", (double)step->after_ms / 1000, step->number,
               step_name(step->number), step->actor, step->evidence);
    }
}

static const char *mark_of(enum thing_state state)
{
    switch (state) {
    case THING_GONE:
    case THING_SILENT:
        return " #";
    case THING_LEFT_OVER:
        return " LEFT";
    case THING_LOST:
        return " LOST";
    case THING_UNPROVED:
    case THING_UNPROBED:
        return " ?";
    case THING_WAITING:
    case THING_KEPT:
    case THING_MADE:
        break;
    }
    return "  ";
}

static void print_thing(const struct job_thing *thing)
{
    char after[WHEN_TEXT_BYTES];

    printf("%-6s %-10s %-28s %-9s %-6s %s\n", mark_of(thing->state),
           plan_thing_word(thing->object->thing), thing->object->name,
           thing_state_name(thing->state),
           thing->after_ms < 0 ? "-" : duration_print(thing->after_ms, after),
           thing->proof);
}

static void print_gone(struct progress *progress, const struct job_report *report)
{
    bool over = report->state >= JOB_DONE;

    for (size_t i = 0; i < report->thing_count; i++) {
        const struct job_thing *thing = &report->things[i];
        bool news = over ? thing->state != THING_WAITING
                         : thing->state == THING_GONE || thing->state == THING_SILENT;
        if (!news || progress->told[i] || thing->object->fate == FATE_DANGLES)
            continue;
        progress->told[i] = true;
        print_thing(thing);
    }
}

/* What takes its time and is nobody's failure: a namespace that empties, a finalizer. */
static void print_waiting(struct progress *progress, const struct job_report *report)
{
    if (report->waits_for == NULL || report->waits_for[0] == '\0' ||
        strncmp(progress->waits_for, report->waits_for, sizeof progress->waits_for - 1) ==
            0)
        return;
    snprintf(progress->waits_for, sizeof progress->waits_for, "%s", report->waits_for);
    printf(" >     waiting for %s\n", report->waits_for);
}

void progress_job(struct progress *progress, const struct job_report *report)
{
    if (report->kind == PLAN_TEARDOWN) {
        print_gone(progress, report);
        print_waiting(progress, report);
    } else {
        print_steps(progress, report);
    }
    fflush(stdout);
}

static bool is_trouble(enum row_state state)
{
    return state == ROW_FAILED || state == ROW_STUCK || state == ROW_DEGRADED ||
           state == ROW_SKIPPED;
}

/* The words change with each try of the controller; where it is stuck does not. */
void progress_trouble(struct progress *progress, const struct row *row, int64_t after_ms)
{
    char words[500];

    if (row == NULL || !is_trouble(row->state) ||
        (row->state == progress->trouble && row->step == progress->trouble_step &&
         row->part == progress->trouble_part))
        return;
    progress->trouble = row->state;
    progress->trouble_step = row->step;
    progress->trouble_part = row->part;
    printf("%4.1fs  ! %s\n", (double)after_ms / 1000,
           outlook_words(row, words, sizeof words));
    fflush(stdout);
}
