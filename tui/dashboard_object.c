/* The object that is read in full: for a view of its YAML, and for the clipboard. */
#include "tui/dashboard_inside.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

#include "base/banned.h"

void dash_read_object(struct dashboard *dashboard, const struct subject *subject)
{
    const char *namespace = subject == NULL ? NULL : subject->namespace;
    const char *name = subject == NULL ? NULL : subject->name;
    bool gateway = subject != NULL && subject->gateway;

    if (dash_same_text(namespace, dashboard->read_namespace) &&
        dash_same_text(name, dashboard->read_name) && gateway == dashboard->read_gateway)
        return;
    free(dashboard->read_namespace);
    free(dashboard->read_name);
    dashboard->read_namespace = mem_copy_text(namespace);
    dashboard->read_name = mem_copy_text(name);
    dashboard->read_gateway = gateway;
    dash_order(dashboard, gateway ? ORDER_READ_GATEWAY : ORDER_READ_SERVICE,
               namespace == NULL ? "" : namespace, name == NULL ? "" : name);
}

/* The worker reads an object in full as long as a view of its YAML is on the stack. */
void dash_tell_what_is_read(struct dashboard *dashboard, const struct scene *scene)
{
    size_t i = dashboard->panel_count;

    while (i > 0 && dashboard->panels[i - 1]->ops->kind != PANEL_YAML)
        i--;
    if (i > 0) {
        struct panel *panel = dashboard->panels[i - 1];
        struct subject subject = panel->ops->subject(panel, scene);
        dash_read_object(dashboard, &subject);
    } else if (!dashboard->copies_yaml) {
        dash_read_object(dashboard, NULL);
    }
}

/* Without who wrote which field: pasted elsewhere it is only in the way. */
static char *without_managed_fields(const char *yaml)
{
    static const char opening[] = "  managedFields:";
    struct span rest = span_of(yaml);
    struct span line;
    struct buf out;
    bool inside = false;

    buf_init(&out, strlen(yaml) + 1);
    while (rest.bytes > 0 && span_cut(&rest, '\n', &line)) {
        inside = span_is(line, opening) ||
                 (inside && (span_starts(line, "   ") || span_starts(line, "  -")));
        if (inside)
            continue;
        buf_add(&out, line.at, line.bytes);
        buf_add_byte(&out, '\n');
    }
    return buf_take(&out);
}

static const struct object_text *object_that_is_read(const struct dashboard *dashboard)
{
    const struct object_text *object =
        dashboard->snapshot == NULL ? NULL : dashboard->snapshot->object;
    bool ours = object != NULL &&
                dash_same_text(object->namespace, dashboard->read_namespace) &&
                dash_same_text(object->name, dashboard->read_name) &&
                object->gateway == dashboard->read_gateway;

    return ours ? object : NULL;
}

void dash_copy_yaml(struct dashboard *dashboard, const struct scene *scene,
                    const struct subject *subject)
{
    if (scene->snapshot != NULL && scene->snapshot->replay.on) {
        dash_say(dashboard, "c y is off: this is a recording");
        return;
    }
    if (subject->name == NULL) {
        dash_say(dashboard, "%s y is off: nothing here is an object of the api-server",
                 dash_key_name(dashboard, ACTION_COPY));
        return;
    }
    dash_read_object(dashboard, subject);
    dashboard->copies_yaml = true;
    dash_say(dashboard, "reading %s/%s ..", subject->namespace, subject->name);
    dash_object_came(dashboard, scene);
}

static void copy_object(struct dashboard *dashboard, const struct object_text *object)
{
    if (object->yaml == NULL) {
        dash_say(dashboard, "not copied: %s", object->error);
        return;
    }
    dash_say(dashboard, "copied the YAML of %s/%s, secrets masked", object->namespace,
             object->name);
    dash_ask(dashboard, (struct errand){.kind = ERRAND_COPY,
                                        .text = without_managed_fields(object->yaml)});
}

void dash_object_came(struct dashboard *dashboard, const struct scene *scene)
{
    const struct object_text *object = object_that_is_read(dashboard);

    if (!dashboard->copies_yaml || object == NULL ||
        (object->yaml == NULL && object->error[0] == '\0'))
        return;
    dashboard->copies_yaml = false;
    copy_object(dashboard, object);
    dash_tell_what_is_read(dashboard, scene);
}
