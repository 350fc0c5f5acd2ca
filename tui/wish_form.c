#include "tui/wish_form.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/item.h"

#include "base/banned.h"

enum { LABEL_MOST = 63 };

struct wish_fields wish_form_add(struct form *form)
{
    return (struct wish_fields){
        .service = form_add_text(form, "Service", "new, or one without an ELB"),
        .ports = form_add_text(form, "Ports", "PORT:TARGET/PROTOCOL, .."),
        .selector = form_add_text(form, "Selector", "labels of the pods"),
        .default_ports = "80:8080/TCP",
    };
}

/* ---- what stands there first --------------------------------------------------------- */

static const char *namespace_of(const struct subject *subject, const struct scene *scene)
{
    if (subject->namespace != NULL)
        return subject->namespace;
    if (scene->namespace != NULL)
        return scene->namespace;
    if (scene->snapshot != NULL && scene->snapshot->namespace != NULL)
        return scene->snapshot->namespace;
    return "default";
}

static void take_ports(struct form *form, size_t field, const struct row *row)
{
    char text[PROMPT_BYTES] = "";
    size_t at = 0;

    for (size_t i = 0; i < row->port_count && at < sizeof text; i++) {
        const struct row_port *port = &row->ports[i];
        bool has_target = port->target_port != NULL && port->target_port[0] != '\0';
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%u%s%s/%s",
                               i == 0 ? "" : ", ", port->port, has_target ? ":" : "",
                               has_target ? port->target_port : "", port->protocol);
    }
    if (at > 0 && at < sizeof text)
        form_set(form, field, text);
}

void wish_form_start(struct form *form, const struct wish_fields *fields,
                     const struct subject *subject, const struct scene *scene)
{
    const struct row *row = subject->row;
    bool is_free = row != NULL && row->pattern == PATTERN_NONE;
    bool is_gone = row == NULL && subject->name != NULL; /* to be made again */
    char text[PROMPT_BYTES];

    snprintf(text, sizeof text, "%.60s/%.63s", namespace_of(subject, scene),
             is_free || is_gone ? subject->name : "");
    prompt_set(&form->fields[fields->service].text, text);
    if (is_free) {
        take_ports(form, fields->ports, row);
        form_set(form, fields->selector, "");
    }
}

/* ---- from fields to a wish ------------------------------------------------------------- */

/* RFC 1123: a label of a DNS name. */
static bool is_label(struct span text)
{
    if (text.bytes == 0 || text.bytes > LABEL_MOST)
        return false;
    for (size_t i = 0; i < text.bytes; i++) {
        char c = text.at[i];
        bool inner = i > 0 && i + 1 < text.bytes;
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && inner)))
            return false;
    }
    return true;
}

static const char *read_name(struct form *form, size_t field, char namespace[64],
                             char name[64])
{
    struct span rest = span_of(form_text(form, field));
    struct span front = {0};

    namespace[0] = '\0';
    name[0] = '\0';
    span_cut(&rest, '/', &front);
    if (!is_label(front) || !is_label(rest)) {
        form_judge(form, field, VERDICT_BAD,
                   rest.bytes == 0 ? "type NAMESPACE/NAME"
                                   : "NAMESPACE/NAME of a-z 0-9 and -");
        return "the Service needs a name";
    }
    snprintf(namespace, 64, "%.*s", (int)front.bytes, front.at);
    snprintf(name, 64, "%.*s", (int)rest.bytes, rest.at);
    return NULL;
}

static void follow_name(struct form *form, const struct wish_fields *fields,
                        const char *name)
{
    char text[PROMPT_BYTES];

    snprintf(text, sizeof text, "app=%s", name);
    form_default(form, fields->ports, fields->default_ports);
    form_default(form, fields->selector, name[0] == '\0' ? "" : text);
}

static const char *read_ports(struct form *form, size_t field, struct wish *wish)
{
    struct span rest = span_of(form_text(form, field));
    struct span part;
    struct err err = ERR_INIT;
    char text[PROMPT_BYTES];

    while (span_cut(&rest, ',', &part)) {
        part = span_trim(part);
        snprintf(text, sizeof text, "%.*s", (int)part.bytes, part.at);
        if (wish_add_port(wish, text, &err) != ERR_OK) {
            form_judge(form, field, VERDICT_BAD, err.text);
            return "a port cannot be read";
        }
    }
    if (wish->port_count > 0)
        return NULL;
    form_judge(form, field, VERDICT_BAD, "at least one: 80:8080/TCP");
    return "there is no port";
}

static const char *read_selector(struct form *form, size_t field, struct wish *wish)
{
    struct span text = span_trim(span_of(form_text(form, field)));
    struct err err = ERR_INIT;

    if (text.bytes == 0 || wish_add_selector(wish, text.at, &err) == ERR_OK)
        return NULL;
    form_judge(form, field, VERDICT_BAD, err.text);
    return "the selector cannot be read";
}

/* The notes of what is there already, beside the verdict of the plan. */
static void note_live(struct form *form, const struct wish_fields *fields,
                      const struct scene *scene, const struct wish *wish)
{
    const struct view *view = scene_view(scene);
    const struct row *row =
        view == NULL ? NULL : view_row(view, wish->namespace, wish->name);

    if (row == NULL)
        form_judge(form, fields->service, VERDICT_OK, "new, or no LoadBalancer yet");
    else if (row->pattern == PATTERN_NONE)
        form_judge(form, fields->service, VERDICT_OK, "exists, gets the annotations");
}

const char *wish_form_read(struct form *form, const struct wish_fields *fields,
                           enum wish_kind kind, const struct scene *scene,
                           struct wish *ret_wish)
{
    char namespace[64];
    char name[64];
    const char *broken;

    form_clear_verdicts(form);
    broken = read_name(form, fields->service, namespace, name);
    follow_name(form, fields, name);
    wish_init(ret_wish, kind, namespace, name);
    const char *ports = read_ports(form, fields->ports, ret_wish);
    const char *selector = read_selector(form, fields->selector, ret_wish);
    if (broken == NULL)
        note_live(form, fields, scene, ret_wish);
    return broken != NULL ? broken : ports != NULL ? ports : selector;
}

/* ---- from findings to fields -------------------------------------------------------------- */

static size_t field_of(const char *field, const struct wish_place *places, size_t count,
                       size_t other)
{
    for (size_t i = 0; i < count; i++) {
        if (strstr(field, places[i].part) != NULL)
            return places[i].field;
    }
    return other;
}

void wish_form_judge(struct form *form, const struct lint_report *report,
                     const struct wish_place *places, size_t place_count, size_t other)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct lint_finding *finding = &report->findings[i];
        if (finding->severity == ADVICE_INFO)
            continue;
        form_judge(form, field_of(finding->field, places, place_count, other),
                   finding->severity == ADVICE_ERROR ? VERDICT_BAD : VERDICT_WARN,
                   finding->text);
    }
}
