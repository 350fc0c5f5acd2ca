/* What changes something: orders that carry plans, marks that are torn down, what ends. */
#include "tui/dashboard_inside.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "tui/jobs.h"

#include "base/banned.h"

enum { ARM_MOST_MINUTES = 60 };

static void copy(char *out, size_t out_bytes, const char *text)
{
    if (text != NULL)
        snprintf(out, out_bytes, "%.*s", (int)out_bytes - 1, text);
}

static void copy_ports(struct wish *wish, const struct row *row)
{
    char text[96];

    for (size_t i = 0; i < row->port_count; i++) {
        const struct row_port *port = &row->ports[i];
        snprintf(text, sizeof text, "%u%s%.60s/%s", port->port,
                 port->target_port == NULL ? "" : ":",
                 port->target_port == NULL ? "" : port->target_port, port->protocol);
        wish_add_port(wish, text, NULL);
    }
}

/* So that C can make it again; what its selector was is not in the picture. */
static void remember_torn(struct dashboard *dashboard, const struct row *row)
{
    struct wish *wish = mem_new(sizeof *wish);

    wish_init(wish, WISH_AUTOCREATE, row->namespace, row->name);
    copy_ports(wish, row);
    copy(wish->class, sizeof wish->class, row->class);
    wish->internal = !row->wants_public;
    if (row->elb != NULL && row->role == ROLE_CREATOR)
        copy(wish->elb_name, sizeof wish->elb_name, row->elb->name);
    if (row->eip != NULL && row->eip->bandwidth_mbit > 0)
        wish->bandwidth_mbit = row->eip->bandwidth_mbit;
    free(dashboard->torn);
    dashboard->torn = wish;
}

static void remember(struct dashboard *dashboard, const struct scene *scene,
                     const struct plan *plan)
{
    const struct plan_service *service = &plan->services[0];
    const struct row *row =
        view_row(scene_view(scene), service->namespace, service->name);

    if (plan->kind == PLAN_TEARDOWN && plan->service_count == 1 && row != NULL)
        remember_torn(dashboard, row);
}

void dash_give(struct dashboard *dashboard, const struct scene *scene,
               struct order *order)
{
    if (order->job == dashboard->job_number)
        dashboard->job_number++;
    if (order->kind == ORDER_RUN) {
        ids_clear(&dashboard->marked); /* they were for this plan */
        remember(dashboard, scene, order->plan);
        dashboard->given_run = order->job;
        dashboard->given_ms = scene->now_ms;
    }
    dash_ask(dashboard, (struct errand){.kind = ERRAND_ORDER, .order = order});
}

/* ---- what X is about ------------------------------------------------------------------ */

struct names {
    size_t count, capacity;
    char **items;
};

static void add_name(struct names *names, const char *namespace, const char *name)
{
    size_t bytes = strlen(namespace) + strlen(name) + 2;

    names->items =
        mem_grow(names->items, &names->capacity, names->count + 1, sizeof *names->items);
    names->items[names->count] = mem_new(bytes);
    snprintf(names->items[names->count++], bytes, "%s/%s", namespace, name);
}

static void add_marked(const struct dashboard *dashboard, const struct view *view,
                       struct names *names)
{
    for (size_t i = 0; i < view->row_count; i++) {
        const struct row *row = view->rows[i];
        if (row->uid != NULL && ids_has(&dashboard->marked, row->uid))
            add_name(names, row->namespace, row->name);
    }
}

/* An ELB stands for all Services on it. */
static void add_services_of(const struct view *view, const char *elb_id,
                            struct names *names)
{
    for (size_t i = 0; i < view->row_count; i++) {
        const struct row *row = view->rows[i];
        if (row->elb != NULL && row->elb->id != NULL && strcmp(row->elb->id, elb_id) == 0)
            add_name(names, row->namespace, row->name);
    }
}

/* The Services of a job that are there yet, for another plan. */
static void add_services_left(const struct job_report *job, struct names *names)
{
    for (size_t i = 0; i < job->thing_count; i++) {
        const struct plan_object *object = job->things[i].object;
        const char *slash = strchr(object->name, '/');
        char namespace[256];
        if (object->thing != THING_SERVICE || slash == NULL ||
            job->things[i].state == THING_GONE)
            continue;
        snprintf(namespace, sizeof namespace, "%.*s", (int)(slash - object->name),
                 object->name);
        add_name(names, namespace, slash + 1);
    }
}

void dash_open_tear(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = dash_top(dashboard);
    struct subject subject = top->ops->subject(top, scene);
    struct names names = {0};

    if (top->ops->kind == PANEL_SERVICES && dashboard->marked.count > 0)
        add_marked(dashboard, scene_view(scene), &names);
    else if (jobs_find(scene->snapshot, subject.job) != NULL)
        add_services_left(jobs_find(scene->snapshot, subject.job), &names);
    else if (subject.name != NULL)
        add_name(&names, subject.namespace, subject.name);
    else if (subject.elb_id != NULL)
        add_services_of(scene_view(scene), subject.elb_id, &names);
    if (names.count == 0 && subject.row != NULL) /* went, and is there again */
        add_name(&names, subject.namespace, subject.name);
    if (names.count == 0)
        dash_say(dashboard,
                 "%s is off: no Service is here; what is left over is removed by hand",
                 dash_key_name(dashboard, ACTION_TEAR));
    else
        dash_push(dashboard, scene,
                  panel_tear_new((const char *const *)names.items, names.count));
    for (size_t i = 0; i < names.count; i++)
        free(names.items[i]);
    free(names.items);
}

/* ---- stopping --------------------------------------------------------------------------- */

void dash_undo(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = dash_top(dashboard);
    uint64_t job = top->ops->subject(top, scene).job;
    const struct job_report *report = jobs_find(scene->snapshot, job);

    if (job == 0 || (report != NULL && job_state_is_over(report->state)))
        report = jobs_held(scene->snapshot);
    if (report != NULL)
        job = report->id;
    else if (scene->just_given != 0)
        job = scene->just_given;
    dash_give(dashboard, scene, order_of_job(ORDER_STOP_JOB, job));
    if (report == NULL || report->state == JOB_HELD)
        dash_say(dashboard, "stopping it ..");
    else
        dash_say(dashboard, "it was sent already: nothing more will be");
}

bool dash_may_quit(struct dashboard *dashboard)
{
    size_t active = jobs_active(dashboard->snapshot);

    if (active == 0 || dashboard->quit_asked)
        return true;
    dashboard->quit_asked = true;
    dash_say(dashboard,
             "%zu on the way: %s again leaves; what was not sent yet will not be", active,
             dash_key_name(dashboard, ACTION_CLOSE));
    return false;
}

/* ---- arming ------------------------------------------------------------------------------ */

/* "5m why", "30s why" */
static bool parse_span(struct span text, int64_t *ret_ms)
{
    int64_t number;
    int64_t unit = span_ends(text, "s") ? 1000 : 60000;

    if (!span_ends(text, "s") && !span_ends(text, "m"))
        return false;
    text.bytes--;
    if (!span_to_range(text, 1, ARM_MOST_MINUTES * 60, &number))
        return false;
    *ret_ms = number * unit;
    return *ret_ms <= ARM_MOST_MINUTES * 60000;
}

void dash_arm(struct dashboard *dashboard, const struct scene *scene,
              const char *argument)
{
    struct span rest = span_of(argument);
    struct span word;
    char why[PROMPT_BYTES];
    int64_t span_ms;

    if (dashboard->snapshot == NULL || !dashboard->snapshot->protected_context) {
        dash_say(dashboard, ":arm is off: this context is not protected");
        return;
    }
    if (dashboard->snapshot->read_only) {
        dash_say(dashboard, ":arm is off: elbtop is read-only here");
        return;
    }
    span_cut(&rest, ' ', &word);
    rest = span_trim(rest);
    if (!parse_span(word, &span_ms) || rest.bytes == 0) {
        dash_say(dashboard, ":arm takes how long (at most %dm) and why: :arm 5m rollout",
                 ARM_MOST_MINUTES);
        return;
    }
    snprintf(why, sizeof why, "%.*s", (int)rest.bytes, rest.at);
    dash_give(dashboard, scene, order_arm(span_ms, why));
    dash_say(dashboard, "armed for %.*s: %s %s %s work, with typed words",
             (int)word.bytes, word.at, dash_key_name(dashboard, ACTION_NEW),
             dash_key_name(dashboard, ACTION_LINK),
             dash_key_name(dashboard, ACTION_TEAR));
}

/* ---- what comes of it ------------------------------------------------------------------------ */

void dash_tell_ends(struct dashboard *dashboard, const struct snapshot *before,
                    const struct snapshot *after)
{
    char text[JOBS_TEXT_BYTES];

    if (before == NULL || after == NULL || before == after)
        return;
    for (size_t i = after->job_count; i > 0; i--) {
        const struct job_report *job = &after->jobs[i - 1];
        const struct job_report *was = jobs_find(before, job->id);
        if (job_state_is_over(job->state) &&
            (was == NULL || !job_state_is_over(was->state)))
            dash_say(dashboard, "%s", jobs_end(job, text));
    }
}

void dash_ask_rights(struct dashboard *dashboard, const struct scene *scene)
{
    struct panel *top = dash_top(dashboard);
    struct subject subject = top->ops->subject(top, scene);
    bool is_dialog = top->ops->key != NULL; /* it shows quotas, too */

    if (scene->snapshot == NULL || scene->snapshot->read_only)
        return;
    if (!is_dialog &&
        (subject.namespace == NULL ||
         snapshot_rights(scene->snapshot, subject.namespace)->delete != RIGHT_UNKNOWN))
        return;
    dash_order(dashboard, ORDER_RIGHTS, subject.namespace, NULL);
}
