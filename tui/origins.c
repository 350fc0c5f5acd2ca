/* From what is selected to the file that knows where its values come from. */
#include "tui/origins.h"

#include <stdio.h>
#include <string.h>

#include "tui/happening.h"
#include "tui/jobs.h"
#include "tui/tree.h"

#include "base/banned.h"

static const struct row *row_of(const struct subject *about, const struct view *view)
{
    if (about->name == NULL || about->gateway)
        return NULL;
    return view_row(view, about->namespace, about->name);
}

static const struct view_elb *elb_of(const struct subject *about, const struct view *view)
{
    for (size_t i = 0; about->elb_id != NULL && i < view->elb_count; i++) {
        if (strcmp(view->elbs[i].id, about->elb_id) == 0)
            return &view->elbs[i];
    }
    return NULL;
}

static const struct view_gateway *gateway_of(const struct subject *about,
                                             const struct view *view)
{
    for (size_t i = 0; about->gateway && i < view->gateway_count; i++) {
        if (strcmp(view->gateways[i].namespace, about->namespace) == 0 &&
            strcmp(view->gateways[i].name, about->name) == 0)
            return &view->gateways[i];
    }
    return NULL;
}

static void write_elb(const struct view_elb *elb, const struct scene *scene,
                      struct traces *traces)
{
    const struct item item = {.kind = ITEM_ORPHAN_ELB, .elb = elb};

    origins_of_elb(elb, scene, traces);
    if (elb->kind == ELB_ORPHAN)
        origins_of_orphan(&item, scene, traces);
}

/* A Service has an ELB, too: its name says that it is meant. */
static void write_object(const struct subject *about, const struct scene *scene,
                         struct traces *traces)
{
    const struct view *view = scene_view(scene);
    const struct row *row = row_of(about, view);
    const struct view_elb *elb = about->name == NULL ? elb_of(about, view) : NULL;
    const struct view_gateway *gateway = gateway_of(about, view);

    if (row != NULL)
        origins_of_row(row, scene, traces);
    else if (elb != NULL)
        write_elb(elb, scene, traces);
    else if (gateway != NULL)
        origins_of_gateway(gateway, scene, traces);
}

static void write_step(const struct subject *about, const struct scene *scene,
                       struct traces *traces)
{
    const struct row *row = row_of(about, scene_view(scene));

    if (row != NULL)
        origins_of_step(row, about->about_id, scene, traces);
}

/* ---- lines of the tree ---- */

static const struct view_member *member_of(const struct tree_line *line, const char *id)
{
    char text[TREE_ID_BYTES];

    for (size_t i = 0; i < line->listener->member_count; i++) {
        struct tree_line below = *line;
        below.kind = TREE_MEMBER;
        below.member = &line->listener->members[i];
        if (strcmp(tree_line_id(&below, text), id) == 0)
            return below.member;
    }
    return NULL;
}

static void write_listener(const struct subject *about, const struct scene *scene,
                           struct traces *traces)
{
    const struct view_elb *elb = elb_of(about, scene_view(scene));
    char text[TREE_ID_BYTES];

    for (size_t i = 0; elb != NULL && i < elb->listener_count; i++) {
        const struct tree_line line = {
            .kind = TREE_LISTENER, .elb = elb, .listener = &elb->listeners[i]};
        const struct view_member *member = member_of(&line, about->about_id);
        if (about->about == ABOUT_MEMBER && member != NULL) {
            origins_of_member(member, line.listener, scene, traces);
            return;
        }
        if (about->about != ABOUT_LISTENER ||
            strcmp(tree_line_id(&line, text), about->about_id) != 0)
            continue;
        origins_of_listener(elb, line.listener, scene, traces);
        origins_of_members(line.listener, scene, traces);
        return;
    }
}

static void write_event(const struct subject *about, const struct scene *scene,
                        struct traces *traces)
{
    const struct view_event *event = happening_find(scene_view(scene), about->about_id);

    if (event != NULL)
        origins_of_event(event, scene, traces);
}

static void write_eip(const struct subject *about, const struct scene *scene,
                      struct traces *traces)
{
    const struct view *view = scene_view(scene);

    for (size_t i = 0; i < view->eip_count; i++) {
        const struct item item = {.kind = ITEM_ORPHAN_EIP, .eip = &view->eips[i]};
        if (strcmp(item.eip->id, about->about_id) != 0)
            continue;
        origins_of_eip(item.eip, scene, traces);
        if (item.eip->orphan)
            origins_of_orphan(&item, scene, traces);
    }
}

static void write_sources(const struct subject *about, const struct scene *scene,
                          struct traces *traces)
{
    (void)about;
    origins_of_sources(scene, traces);
}

static void write_job(const struct subject *about, const struct scene *scene,
                      struct traces *traces)
{
    const struct job_report *report = jobs_find(scene->snapshot, about->job);

    if (report == NULL)
        return;
    origins_of_job(report, scene, traces);
    if (report->kind != PLAN_TEARDOWN && row_of(about, scene_view(scene)) != NULL)
        origins_of_steps(row_of(about, scene_view(scene)), scene, traces);
}

static void write_call(const struct subject *about, const struct scene *scene,
                       struct traces *traces)
{
    const struct call *call = origins_find_call(scene, about->about_id);

    if (call != NULL)
        origins_of_call(call, scene, traces);
}

static void write_quota(const struct subject *about, const struct scene *scene,
                        struct traces *traces)
{
    origins_of_quota(about->about_id, scene, traces);
}

/* ---- whatever it is ---- */

typedef void write_fn(const struct subject *about, const struct scene *scene,
                      struct traces *traces);

void origins_write(const struct subject *about, const struct scene *scene,
                   struct traces *traces)
{
    static write_fn *const writers[ABOUT_COUNT] = {
        [ABOUT_OBJECT] = write_object,     [ABOUT_STEP] = write_step,
        [ABOUT_LISTENER] = write_listener, [ABOUT_MEMBER] = write_listener,
        [ABOUT_EVENT] = write_event,       [ABOUT_EIP] = write_eip,
        [ABOUT_SOURCES] = write_sources,   [ABOUT_JOB] = write_job,
        [ABOUT_CALL] = write_call,         [ABOUT_QUOTA] = write_quota,
    };

    if (scene_view(scene) != NULL && writers[about->about] != NULL)
        writers[about->about](about, scene, traces);
}

static const char *elb_name(const struct subject *about)
{
    bool has_name = about->elb_name != NULL && about->elb_name[0] != '\0';

    return has_name ? about->elb_name : about->elb_id;
}

/* "443/TCP", "10.0.3.20:30079": what comes first in its line. */
static void name_line(const struct subject *about, char *out, size_t out_bytes)
{
    const char *id = about->about_id;
    const char *at = strchr(id, ' ');
    size_t bytes = at == NULL ? 0 : strcspn(at + 1, " ");

    if (about->about == ABOUT_MEMBER)
        snprintf(out, out_bytes, "member of ELB %.250s", elb_name(about));
    else
        snprintf(out, out_bytes, "listener %.*s of ELB %.250s", (int)bytes,
                 at == NULL ? "" : at + 1, elb_name(about));
}

const char *origins_name(const struct subject *about, char *out, size_t out_bytes)
{
    switch (about->about) {
    case ABOUT_LISTENER:
    case ABOUT_MEMBER:
        name_line(about, out, out_bytes);
        break;
    case ABOUT_EVENT:
        snprintf(out, out_bytes, "event of %.250s%s%.250s",
                 about->name == NULL ? "" : about->namespace,
                 about->name == NULL ? "no Service that is there" : "/",
                 about->name == NULL ? "" : about->name);
        break;
    case ABOUT_EIP:
        snprintf(out, out_bytes, "EIP %.250s", about->address);
        break;
    case ABOUT_SOURCES:
        snprintf(out, out_bytes, "sources");
        break;
    case ABOUT_JOB:
        snprintf(out, out_bytes, "job %llu", (unsigned long long)about->job);
        break;
    case ABOUT_CALL:
        snprintf(out, out_bytes, "call");
        break;
    case ABOUT_QUOTA:
        snprintf(out, out_bytes, "quota of %.80s", about->about_id);
        break;
    case ABOUT_STEP:
        snprintf(out, out_bytes, "step %.8s of %.250s/%.250s", about->about_id,
                 about->namespace, about->name);
        break;
    default:
        if (about->name != NULL)
            snprintf(out, out_bytes, "%.250s/%.250s", about->namespace, about->name);
        else
            snprintf(out, out_bytes, "ELB %.250s", elb_name(about));
    }
    return out;
}

struct subject origins_subject(const struct subject *about, const struct scene *scene)
{
    const struct view *view = scene_view(scene);
    struct subject subject = {0};

    if (view != NULL)
        subject = subject_of_row(row_of(about, view));
    if (about->gateway) {
        subject.namespace = about->namespace;
        subject.name = about->name;
        subject.gateway = true;
    }
    if (subject.elb_id == NULL) {
        subject.elb_id = about->elb_id;
        subject.elb_name = about->elb_name;
    }
    if (subject.address == NULL)
        subject.address = about->address;
    return subject;
}
