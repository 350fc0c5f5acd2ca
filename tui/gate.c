#include "tui/gate.h"

#include <stdio.h>

#include "base/limits.h"
#include "base/when.h"
#include "tui/health.h"

#include "base/banned.h"

bool gate_guards(enum action action)
{
    return action == ACTION_NEW || action == ACTION_LINK || action == ACTION_TEAR;
}

static bool refuse(char why_not[GATE_WHY_BYTES], const char *why)
{
    snprintf(why_not, GATE_WHY_BYTES, "%s", why);
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

static bool may_change(enum action action, const struct scene *scene,
                       const struct subject *subject, char why_not[GATE_WHY_BYTES])
{
    if (scene->snapshot != NULL && scene->snapshot->read_only)
        return refuse(why_not, "elbtop is read-only here");
    if (!picture_is_young(scene, why_not))
        return false;
    if (scene->snapshot != NULL && !scene->snapshot->acting_allowed &&
        scene->snapshot->acting_reason != NULL &&
        scene->snapshot->acting_reason[0] != '\0')
        return refuse(why_not, scene->snapshot->acting_reason);
    if (action != ACTION_NEW && (subject == NULL || subject->name == NULL))
        return refuse(why_not, "no Service is selected");
    if (action != ACTION_TEAR && subject != NULL && subject->row != NULL &&
        subject->row->gateway != NULL)
        return refuse(why_not, "a Gateway owns this Service; change the Gateway");
    return refuse(why_not, "not in this version");
}

/* Snapshots hold what was read out of an object, not its text. */
static bool refuse_yaml(const struct subject *subject, char why_not[GATE_WHY_BYTES])
{
    if (subject == NULL || subject->name == NULL)
        return refuse(why_not, "not in this version");
    snprintf(why_not, GATE_WHY_BYTES,
             "not in this version; kubectl -n %.50s get svc %.60s -o yaml",
             subject->namespace, subject->name);
    return false;
}

bool gate_is_open(enum action action, const struct scene *scene,
                  const struct subject *subject, char why_not[GATE_WHY_BYTES])
{
    if (gate_guards(action))
        return may_change(action, scene, subject, why_not);
    switch (action) {
    case ACTION_CONTEXT:
        return refuse(why_not,
                      "one context per run in this version; start with --context");
    case ACTION_WHY:
    case ACTION_DESCRIBE:
        return (subject != NULL && subject->row != NULL) ||
               refuse(why_not, "no Service is selected");
    case ACTION_YAML:
        return refuse_yaml(subject, why_not);
    case ACTION_SETTINGS:
        return refuse(why_not, "not in this version");
    case ACTION_UNDO:
        return refuse(why_not, "nothing waits to be sent");
    default:
        return true;
    }
}
