#include "tui/gate.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/when.h"
#include "tui/health.h"
#include "tui/ids.h"
#include "tui/jobs.h"

#include "base/banned.h"

bool gate_guards(enum action action)
{
    return action == ACTION_NEW || action == ACTION_LINK || action == ACTION_TEAR;
}

static bool refuse(char why_not[GATE_WHY_BYTES], const char *why)
{
    snprintf(why_not, GATE_WHY_BYTES, "%.*s", GATE_WHY_BYTES - 1, why);
    return false;
}

static bool refuse_frozen(const struct scene *scene, char why_not[GATE_WHY_BYTES])
{
    snprintf(why_not, GATE_WHY_BYTES, "the picture is frozen; %s goes on",
             keymap_name(scene->keymap, PANEL_SERVICES, ACTION_FREEZE));
    return false;
}

/* A change is planned on the picture: it must be a young one. */
static bool picture_is_young(const struct scene *scene, char why_not[GATE_WHY_BYTES])
{
    int64_t age_ms = health_age_ms(scene, SOURCE_KUBERNETES);
    char age[WHEN_TEXT_BYTES];

    if (!health_is_locked(scene))
        return true;
    if (age_ms < 0)
        return refuse(why_not, "Kubernetes was not read yet");
    if (age_ms < INTERVAL_ACT_MS)
        return refuse(why_not, "the Kubernetes source is lost");
    snprintf(why_not, GATE_WHY_BYTES, "the Kubernetes picture is %s old (limit %ds)",
             duration_print(age_ms, age), INTERVAL_ACT_MS / 1000);
    return false;
}

/* A protected context is open only as long as it is armed, whenever it was looked at. */
static bool is_armed(const struct scene *scene, char why_not[GATE_WHY_BYTES])
{
    struct plan_guard guard;
    struct err err = ERR_INIT;

    snapshot_guard(scene->snapshot, scene->now_ms, &guard);
    return plan_guard_check(&guard, &err) == ERR_OK || refuse(why_not, err.text);
}

/* Only a right that was denied closes the gate: what nobody could ask is tried. */
static bool has_rights(enum action action, const struct scene *scene,
                       const char *namespace, char why_not[GATE_WHY_BYTES])
{
    const struct rights *rights = snapshot_rights(scene->snapshot, namespace);
    const char *missing = NULL;

    if (action == ACTION_TEAR)
        missing = rights->delete == RIGHT_DENIED ? "delete" : NULL;
    else
        missing = rights->patch == RIGHT_DENIED    ? "patch"
                  : rights->create == RIGHT_DENIED ? "create"
                                                   : NULL;
    if (missing == NULL)
        return true;
    snprintf(why_not, GATE_WHY_BYTES, "no right to %s Services in %.80s", missing,
             namespace == NULL ? "all namespaces" : namespace);
    return false;
}

static bool row_allows(enum action action, const struct row *row,
                       char why_not[GATE_WHY_BYTES])
{
    if (row == NULL)
        return true;
    if (row->gateway != NULL)
        return refuse(why_not, "a Gateway owns this Service; change the Gateway");
    if (action == ACTION_TEAR && row->deleted_ms != WHEN_UNKNOWN)
        return refuse(why_not, "it is being deleted already");
    return true;
}

static bool has_aim(enum action action, const struct scene *scene,
                    const struct subject *subject, char why_not[GATE_WHY_BYTES])
{
    bool is_marked = scene->marked != NULL && scene->marked->count > 0;

    if (action != ACTION_TEAR || is_marked ||
        (subject != NULL &&
         (subject->name != NULL || subject->elb_id != NULL || subject->job != 0)))
        return true;
    return refuse(why_not, "no Service is selected");
}

static bool may_change(enum action action, const struct scene *scene,
                       const struct subject *subject, char why_not[GATE_WHY_BYTES])
{
    if (scene->snapshot == NULL || scene->snapshot->view == NULL)
        return refuse(why_not, "Kubernetes was not read yet");
    if (scene->snapshot->read_only)
        return refuse(why_not, "elbtop is read-only here");
    if (scene->frozen)
        return refuse_frozen(scene, why_not);
    return picture_is_young(scene, why_not) && is_armed(scene, why_not) &&
           has_aim(action, scene, subject, why_not) &&
           (subject == NULL || row_allows(action, subject->row, why_not)) &&
           has_rights(action, scene, subject == NULL ? NULL : subject->namespace,
                      why_not);
}

/* u: something that was not sent yet, or the job that is looked at. */
static bool may_undo(const struct scene *scene, const struct subject *subject,
                     char why_not[GATE_WHY_BYTES])
{
    uint64_t job = subject == NULL ? 0 : subject->job;
    const struct job_report *report = jobs_find(scene->snapshot, job);

    if (jobs_held(scene->snapshot) != NULL || scene->just_given != 0)
        return true;
    if (report != NULL && !job_state_is_over(report->state))
        return true;
    return refuse(why_not, "nothing waits to be sent");
}

/* What reads or changes something elsewhere; there is nothing behind a recording. */
static bool needs_a_server(enum action action)
{
    return gate_guards(action) || action == ACTION_PROBE || action == ACTION_REFRESH ||
           action == ACTION_YAML;
}

bool gate_is_open(enum action action, const struct scene *scene,
                  const struct subject *subject, char why_not[GATE_WHY_BYTES])
{
    if (needs_a_server(action) && scene->snapshot != NULL && scene->snapshot->replay.on)
        return refuse(why_not, "this is a recording");
    if (gate_guards(action))
        return may_change(action, scene, subject, why_not);
    switch (action) {
    case ACTION_WHY:
        return (subject != NULL &&
                (subject->row != NULL || subject->elb_id != NULL || subject->gateway ||
                 subject->about != ABOUT_OBJECT)) ||
               refuse(why_not, "nothing with values is selected");
    case ACTION_DESCRIBE:
        return (subject != NULL && subject->row != NULL) ||
               refuse(why_not, "no Service is selected");
    case ACTION_YAML:
        return (subject != NULL && subject->name != NULL) ||
               refuse(why_not, "nothing here is an object of the api-server");
    case ACTION_UNDO:
        return may_undo(scene, subject, why_not);
    default:
        return true;
    }
}
