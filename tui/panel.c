#include "tui/panel.h"

#include "base/mem.h"
#include "tui/picker.h"

#include "base/banned.h"

struct panel *panel_new(enum panel_kind kind, const struct subject *subject)
{
    switch (kind) {
    case PANEL_SERVICES:
        return panel_services_new();
    case PANEL_STEPS:
        return panel_steps_new(subject);
    case PANEL_ELBS:
        return panel_elbs_new(subject);
    case PANEL_EVENTS:
        return panel_events_new(subject);
    case PANEL_GATEWAY:
        return panel_gateway_new(subject);
    case PANEL_ORPHANS:
        return panel_orphans_new();
    case PANEL_SOURCES:
        return panel_sources_new();
    case PANEL_CALLS:
        return panel_calls_new();
    case PANEL_DESCRIBE:
        return panel_describe_new(subject);
    case PANEL_WHY:
        return panel_why_new(subject);
    case PANEL_JOB:
        return panel_job_new(subject->job);
    case PANEL_JOBS:
        return panel_jobs_new();
    case PANEL_YAML:
        return panel_yaml_new(subject);
    case PANEL_SETTINGS:
        return panel_settings_new();
    case PANEL_INFO:
        return panel_info_new();
    case PANEL_NAMESPACES:
        return picker_namespaces_new();
    case PANEL_CREATE:
        return panel_create_new(subject);
    case PANEL_LINK:
        return panel_link_new(subject);
    case PANEL_QUOTA:
        return panel_quota_new();
    case PANEL_RACE:
        return panel_race_new();
    case PANEL_LESSONS:
        return panel_lessons_new();
    case PANEL_LESSON:
        return panel_lesson_new();
    case PANEL_TEAR:
    case PANEL_CONTEXTS: /* needs to know which there are: dashboard_offer_contexts() */
    case PANEL_MENU:
    case PANEL_HELP:
    case PANEL_KIND_COUNT:
        break;
    }
    return panel_help_new(PANEL_SERVICES);
}

void subject_copy_init(struct subject_copy *copy, const struct subject *subject)
{
    *copy = (struct subject_copy){.as = *subject};
    struct subject *as = &copy->as;
    const char **texts[] = {&as->namespace, &as->name,     &as->uid,
                            &as->elb_id,    &as->elb_name, &as->address,
                            &as->about_id,  &as->value,    &as->place};

    arena_init(&copy->arena, 0);
    as->row = NULL;
    for (size_t i = 0; i < ARRAY_COUNT(texts); i++)
        *texts[i] = arena_text(&copy->arena, *texts[i]);
}

void subject_copy_release(struct subject_copy *copy)
{
    arena_release(&copy->arena);
    *copy = (struct subject_copy){0};
}

struct subject subject_of_row(const struct row *row)
{
    struct subject subject = {0};

    if (row == NULL)
        return subject;
    subject.row = row;
    subject.namespace = row->namespace;
    subject.name = row->name;
    subject.uid = row->uid;
    subject.address = row->address;
    if (row->elb != NULL) {
        subject.elb_id = row->elb->id;
        subject.elb_name = row->elb->name;
    }
    return subject;
}
