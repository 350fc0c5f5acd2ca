/* Lessons: a view of their own, in front of a world of their own. */
#include "tui/dashboard_inside.h"

#include "base/span.h"

#include "base/banned.h"

void dashboard_teach(struct dashboard *dashboard, const struct lesson_report *report,
                     int64_t now_ms, int64_t wall_ms)
{
    dashboard->lesson = report;
    struct scene scene = dash_scene(dashboard, now_ms, wall_ms);
    dash_settle_all(dashboard, &scene);
}

/* Whatever stands over the lesson goes; false: there is none in the stack. */
static bool back_to_lesson(struct dashboard *dashboard, const struct scene *scene)
{
    size_t at = dashboard->panel_count;

    while (at > 0 && dashboard->panels[at - 1]->ops->kind != PANEL_LESSON)
        at--;
    if (at == 0)
        return false;
    while (dashboard->panel_count > at)
        dash_pop(dashboard, scene);
    return true;
}

void dash_teach(struct dashboard *dashboard, const struct scene *scene,
                struct lesson_wish wish)
{
    if (dashboard->lesson == NULL) {
        dash_say(dashboard, "lessons are off: built without the embedded world");
        return;
    }
    dash_ask(dashboard, (struct errand){.kind = ERRAND_TEACH, .wish = wish});
    if (wish.kind == LESSON_OPEN && !back_to_lesson(dashboard, scene))
        dash_push(dashboard, scene, panel_lesson_new());
}

void dash_lesson_command(struct dashboard *dashboard, const struct scene *scene,
                         const char *argument)
{
    int64_t number = 0;
    size_t count = dashboard->lesson == NULL ? 0 : dashboard->lesson->title_count;

    if (argument[0] == '\0')
        dash_open(dashboard, scene, PANEL_LESSONS, NULL);
    else if (!span_to_range(span_of(argument), 1, (int64_t)count, &number))
        dash_say(dashboard, "there is no lesson %s; there are 1 to %zu", argument, count);
    else
        dash_teach(dashboard, scene,
                   (struct lesson_wish){.kind = LESSON_OPEN, .argument = (int)number});
}

void dash_lesson_is_left(struct dashboard *dashboard)
{
    dash_ask(dashboard,
             (struct errand){.kind = ERRAND_TEACH, .wish = {.kind = LESSON_END}});
}
