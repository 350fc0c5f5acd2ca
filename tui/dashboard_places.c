/* Going elsewhere: another context, another namespace. */
#include "tui/dashboard_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/filter.h"
#include "tui/recent.h"

#include "base/banned.h"

/* ---- what there is ---- */

static void drop_contexts(struct dashboard *dashboard)
{
    for (size_t i = 0; i < dashboard->context_count; i++)
        free(dashboard->contexts[i]);
    free(dashboard->contexts);
    dashboard->contexts = NULL;
    dashboard->context_count = 0;
}

void dash_places_release(struct dashboard *dashboard)
{
    drop_contexts(dashboard);
    free(dashboard->context);
    free(dashboard->told_scope);
}

void dashboard_set_contexts(struct dashboard *dashboard, const struct places *places)
{
    drop_contexts(dashboard);
    dashboard->contexts = mem_new_array(places->count + 1, sizeof *dashboard->contexts);
    for (size_t i = 0; i < places->count; i++)
        dashboard->contexts[i] = mem_copy_text(places->at[i].name);
    dashboard->context_count = places->count;
}

/* ---- asking ---- */

void dashboard_offer_contexts(struct dashboard *dashboard, const struct places *places,
                              int64_t now_ms, int64_t wall_ms)
{
    struct scene scene = dash_scene(dashboard, now_ms, wall_ms);

    dashboard_set_contexts(dashboard, places);
    dash_push(dashboard, &scene, picker_contexts_new(places));
    dash_type_start(dashboard, TYPING_CONTEXT, "");
}

void dash_pick_namespace(struct dashboard *dashboard, const struct scene *scene)
{
    dash_push(dashboard, scene, picker_namespaces_new());
    dash_type_start(dashboard, TYPING_NAMESPACE, "");
}

/* ---- going ---- */

static bool is_under_way(const struct job_report *job)
{
    return job->state < JOB_DONE;
}

/* Nobody would see what becomes of it, and nobody could stop it. */
static const struct job_report *job_under_way(const struct dashboard *dashboard)
{
    const struct snapshot *snapshot = dashboard->snapshot;

    for (size_t i = 0; snapshot != NULL && i < snapshot->job_count; i++) {
        if (is_under_way(&snapshot->jobs[i]))
            return &snapshot->jobs[i];
    }
    return NULL;
}

void dash_enter(struct dashboard *dashboard, const char *key,
                const struct journey *journey)
{
    const struct job_report *job = job_under_way(dashboard);

    if (job != NULL) {
        dash_say(dashboard, "%s is off: %s is on its way; wait for it, or %s stops it",
                 key, job->title, dash_key_name(dashboard, ACTION_UNDO));
        return;
    }
    if (dashboard->frozen) {
        dash_say(dashboard, "%s is off: the picture is frozen; %s goes on", key,
                 dash_key_name(dashboard, ACTION_FREEZE));
        return;
    }
    dash_ask(dashboard, (struct errand){.kind = ERRAND_ENTER,
                                        .journey = journey->kind,
                                        .chosen = journey->chosen,
                                        .text = mem_copy_text(journey->context),
                                        .namespace = mem_copy_text(journey->namespace)});
}

void dash_enter_context(struct dashboard *dashboard, const char *name)
{
    if (name[0] == '\0')
        dash_ask(dashboard, (struct errand){.kind = ERRAND_CONTEXTS});
    else
        dash_enter(dashboard, dash_key_name(dashboard, ACTION_CONTEXT),
                   &(struct journey){.context = name});
}

/* What was not read cannot be shown by narrowing: then it is read instead. */
void dash_enter_namespace(struct dashboard *dashboard, struct scene *scene,
                          const char *name)
{
    const struct snapshot *snapshot = dashboard->snapshot;
    const char *scope = snapshot == NULL ? NULL : snapshot->namespace;

    if (scope == NULL || strcmp(scope, name) == 0)
        dash_set_namespace(dashboard, scene, name);
    else
        dash_enter(dashboard, dash_key_name(dashboard, ACTION_NAMESPACE),
                   &(struct journey){.namespace = name[0] == '\0' ? NULL : name,
                                     .chosen = true});
}

void dash_enter_simulator(struct dashboard *dashboard)
{
    if (dashboard->simulator)
        dash_say(dashboard, "this is the simulator already");
    else
        dash_enter(dashboard, ":sim", &(struct journey){.kind = JOURNEY_SIMULATOR});
}

/* Whether there is a place to go back to, whoever keeps it knows. */
void dash_go_back(struct dashboard *dashboard)
{
    dash_enter(dashboard, ":live", &(struct journey){.kind = JOURNEY_BACK});
}

void dash_login(struct dashboard *dashboard)
{
    const struct snapshot *snapshot = dashboard->snapshot;

    if (snapshot == NULL || snapshot->login.command == NULL) {
        dash_say(dashboard, ":login is off: this context has no login command");
    } else if (snapshot->login.may_ask) {
        dash_ask(dashboard, (struct errand){.kind = ERRAND_LOGIN});
    } else {
        dash_say(dashboard, "running %s ..", snapshot->login.command);
        dash_ask(dashboard,
                 (struct errand){.kind = ERRAND_ORDER, .order = order_login(false)});
    }
}

/* The strictest word wins: it cannot be taken back, and holds in every context. */
void dash_make_read_only(struct dashboard *dashboard)
{
    const struct job_report *job = job_under_way(dashboard);

    if (job != NULL) {
        dash_say(dashboard, ":ro is off: %s is on its way; wait for it, or %s stops it",
                 job->title, dash_key_name(dashboard, ACTION_UNDO));
        return;
    }
    dashboard->made_read_only = true;
    dash_order(dashboard, ORDER_READ_ONLY, NULL, NULL);
    dash_say(dashboard, "read-only from now on, until the next start");
}

/* Nothing of the old cluster stays on the screen, or could be taken for the new one's. */
static void forget_the_place(struct dashboard *dashboard)
{
    for (struct errand old; (old = dashboard_next_errand(dashboard)).kind != ERRAND_NONE;)
        dash_errand_release(&old);
    dashboard->typing = TYPING_NOTHING;
    dashboard->snapshot = NULL;
    filter_free(dashboard->filter);
    dashboard->filter = NULL;
    dashboard->problems_only = false;
    ids_clear(&dashboard->marked);
    recent_free(dashboard->recent);
    dashboard->recent = recent_new();
    dash_take_settings(dashboard);
    dashboard->frozen = false;
    dashboard->refresh_asked_ms = 0;
    free(dashboard->namespace);
    dashboard->namespace = NULL;
    free(dashboard->bell_id);
    dashboard->bell_id = NULL;
    free(dashboard->open_namespace);
    dashboard->open_namespace = NULL;
    free(dashboard->open_name);
    dashboard->open_name = NULL;
    free(dashboard->read_namespace);
    dashboard->read_namespace = NULL;
    free(dashboard->read_name);
    dashboard->read_name = NULL;
    free(dashboard->told_scope);
    dashboard->told_scope = NULL;
    dashboard->copies_yaml = false;
    free(dashboard->torn);
    dashboard->torn = NULL;
    dashboard->given_run = 0;
    dashboard->quit_asked = false;
    free(dashboard->context);
    dashboard->context = NULL;
}

void dashboard_set_simulator(struct dashboard *dashboard, bool simulator)
{
    dashboard->simulator = simulator;
}

void dashboard_set_recording(struct dashboard *dashboard, bool recording)
{
    dashboard->recording = recording;
}

void dashboard_entered(struct dashboard *dashboard, enum journey_kind kind,
                       const struct arrival *arrival, int64_t now_ms, int64_t wall_ms)
{
    forget_the_place(dashboard);
    dashboard->context = mem_copy_text(arrival->context);
    dashboard->simulator = arrival->simulator;
    dashboard->recording = arrival->recording;
    dashboard->opened_ms = now_ms;

    struct scene scene = dash_scene(dashboard, now_ms, wall_ms);
    dash_start_over(dashboard, &scene);
    if (dashboard->made_read_only)
        dash_order(dashboard, ORDER_READ_ONLY, NULL, NULL);
    if (kind == JOURNEY_SIMULATOR)
        dash_say(dashboard,
                 "the embedded world: nothing here is real or costs money; :live leaves");
    else if (kind == JOURNEY_RECORDING)
        dash_say(dashboard, "a recording of context %s; nothing is sent, :live leaves",
                 arrival->context[0] == '\0' ? "-" : arrival->context);
    else
        dash_say(dashboard, "context %s", arrival->context);
    dashboard->says_context = kind == JOURNEY_CONTEXT || kind == JOURNEY_BACK;
}
