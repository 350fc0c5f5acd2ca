/* All that was asked for and what became of it, the newest first. */
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/when.h"
#include "tui/jobs.h"
#include "tui/panel.h"
#include "tui/table.h"

#include "base/banned.h"

struct panel_jobs {
    struct panel panel;
    struct table table;
    uint64_t selected; /* number of the job under the cursor; 0: none */
};

static struct panel_jobs *self_of(struct panel *panel)
{
    return (struct panel_jobs *)panel;
}

static void jobs_free(struct panel *panel)
{
    table_release(&self_of(panel)->table);
    free(panel);
}

static size_t count_of(const struct scene *scene)
{
    return scene->snapshot == NULL ? 0 : scene->snapshot->job_count;
}

static void hold(struct panel_jobs *self, const struct scene *scene)
{
    self->selected = count_of(scene) == 0 ? 0 : scene->snapshot->jobs[self->table.at].id;
}

static void jobs_settle(struct panel *panel, const struct scene *scene)
{
    struct panel_jobs *self = self_of(panel);
    size_t count = count_of(scene);
    size_t found = count;

    for (size_t i = 0; i < count; i++) {
        if (scene->snapshot->jobs[i].id == self->selected)
            found = i;
    }
    table_settle(&self->table, count, found);
    hold(self, scene);
}

static void draw_job(const struct job_report *job, const struct scene *scene,
                     struct canvas canvas, int row)
{
    char clock[WHEN_TEXT_BYTES];
    char words[JOBS_TEXT_BYTES];
    enum look look = job->state == JOB_STOPPED || job->state == JOB_UNCLEAR ? LOOK_BAD
                     : job->state == JOB_LEFT                               ? LOOK_WARN
                                                                            : LOOK_PLAIN;

    canvas_text(canvas, row, 2, LOOK_DIM, when_print_clock(job->began_wall_ms, clock));
    canvas_fit(canvas, row, 11, 9, LOOK_PLAIN, jobs_verb(job->kind));
    canvas_fit(canvas, row, 21, 10, look, job_state_name(job->state));
    canvas_fit(canvas, row, 32, canvas.at.cols - 33, LOOK_PLAIN,
               jobs_now(job, scene, words));
}

static void jobs_draw(struct panel *panel, const struct scene *scene,
                      struct canvas canvas)
{
    struct panel_jobs *self = self_of(panel);
    size_t count = count_of(scene);
    char title[64];

    snprintf(title, sizeof title, "jobs %zu   %zu on their way", count,
             jobs_active(scene->snapshot));
    canvas_title(canvas, 0, title);
    if (count == 0) {
        canvas_print(canvas, 2, 2, LOOK_PLAIN,
                     "Nothing was asked for yet: %s, %s and %s do.",
                     keymap_name(scene->keymap, PANEL_SERVICES, ACTION_NEW),
                     keymap_name(scene->keymap, PANEL_SERVICES, ACTION_LINK),
                     keymap_name(scene->keymap, PANEL_SERVICES, ACTION_TEAR));
        return;
    }
    canvas_text(canvas, 1, 2, LOOK_HEAD, "BEGAN");
    canvas_text(canvas, 1, 11, LOOK_HEAD, "WHAT");
    canvas_text(canvas, 1, 21, LOOK_HEAD, "STATE");
    canvas_text(canvas, 1, 32, LOOK_HEAD, "HOW IT IS");
    table_fit(&self->table, (size_t)(canvas.at.rows - 2));
    for (size_t line = 0; line < self->table.page; line++) {
        size_t index = self->table.top + line;
        if (index >= count)
            break;
        draw_job(&scene->snapshot->jobs[index], scene, canvas, (int)line + 2);
        if (index != self->table.at)
            continue;
        canvas_text(canvas, (int)line + 2, 0, LOOK_STRONG, ">");
        canvas_note(canvas, (int)line + 2, 0, canvas.at.cols, CELL_SELECTED);
    }
}

static struct subject jobs_subject(const struct panel *panel, const struct scene *scene)
{
    uint64_t job = ((const struct panel_jobs *)panel)->selected;

    (void)scene;
    return (struct subject){.job = job, .about = job == 0 ? ABOUT_OBJECT : ABOUT_JOB};
}

static struct want jobs_act(struct panel *panel, const struct scene *scene,
                            enum action action)
{
    struct panel_jobs *self = self_of(panel);

    if (table_act(&self->table, action)) {
        hold(self, scene);
        return want_drawn();
    }
    if (action == ACTION_ENTER && self->selected != 0)
        return want_open(PANEL_JOB, jobs_subject(panel, scene));
    return want_nothing();
}

static const struct panel_ops ops = {
    .kind = PANEL_JOBS,
    .free = jobs_free,
    .settle = jobs_settle,
    .draw = jobs_draw,
    .act = jobs_act,
    .subject = jobs_subject,
};

struct panel *panel_jobs_new(void)
{
    struct panel_jobs *self = mem_new(sizeof *self);

    self->panel.ops = &ops;
    return &self->panel;
}
