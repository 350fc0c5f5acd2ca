#include "tui/describe.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/columns.h"
#include "tui/health.h"
#include "tui/sections.h"
#include "tui/timeline.h"
#include "tui/why.h"

#include "base/banned.h"

static const char *or_dash(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

static void add_service(struct page *page, const struct row *row,
                        const struct scene *scene)
{
    char text[WHEN_TEXT_BYTES];
    char word[64];

    page_head(page, "Service");
    page_add(page, "name", "%s/%s", row->namespace, row->name);
    page_add(page, "uid", "%s   resourceVersion %s", or_dash(row->uid),
             or_dash(row->resource_version));
    page_add(page, "created", "%s", when_print(row->created_ms, text));
    if (row->deleted_ms != WHEN_UNKNOWN)
        page_add_look(page, LOOK_WARN, "deleted", "since %s, held by its finalizer",
                      when_print(row->deleted_ms, text));
    page_add(page, "state", "%s for %s%s", row_state_word(row, word, sizeof word),
             row->since_exact ? "" : "at most ",
             row->since_ms == WHEN_UNKNOWN
                 ? "an unknown time"
                 : duration_print(scene->wall_ms - row->since_ms, text));
    page_add(page, "pattern", "%s   class %s   role %s", row_pattern_name(row->pattern),
             or_dash(row->class), row_role_name(row->role));
    for (size_t i = 0; i < row->label_count; i++)
        page_add(page, i == 0 ? "labels" : "", "%s=%s", row->labels[i].key,
                 row->labels[i].value);
    if (row->endpoints_total >= 0)
        page_add(page, "pods", "%lld ready of %lld", (long long)row->endpoints_ready,
                 (long long)row->endpoints_total);
}

static void add_why(struct page *page, const struct row *row, const struct scene *scene)
{
    struct item item = {.kind = ITEM_SERVICE, .row = row};
    char text[WHY_TEXT_BYTES];
    char todo[TODO_TEXT_BYTES];

    page_head(page, "Why");
    page_add(page, "why", "%s", why_text(&item, scene, SOURCE_COUNT, text));
    if (why_who(&item, scene, text)[0] != '\0')
        page_add(page, "waiting on", "%s", text);
    if (why_todo(row->todo, scene, todo)[0] != '\0')
        page_add_look(page, LOOK_STRONG, "do", "%s", todo);
    if (row->api_code != NULL)
        page_add(page, "API code", "%s", row->api_code);
    for (size_t i = 0; i < row->advice_count; i++)
        page_add_look(page,
                      row->advice[i].severity == ADVICE_INFO ? LOOK_PLAIN : LOOK_WARN,
                      row->advice[i].rule, "%s", row->advice[i].text);
}

static void add_ports(struct page *page, const struct row *row)
{
    page_head(page, "Ports");
    for (size_t i = 0; i < row->port_count; i++) {
        const struct row_port *port = &row->ports[i];
        char label[32];
        snprintf(label, sizeof label, "%d/%.8s", port->port, port->protocol);
        page_add(page, label, "node %d -> pod %s   probe %s%s%s", port->node_port,
                 or_dash(port->target_port), probe_state_name(port->probe.state),
                 port->name[0] == '\0' ? "" : "   named ", port->name);
    }
    for (size_t i = 0; i < row->ingress_count; i++)
        page_add(page, "ingress", "%s", row->ingress[i]);
}

static void add_listeners(struct page *page, const struct row *row)
{
    for (size_t i = 0; i < row->listener_count; i++) {
        const struct row_listener *listener = &row->listeners[i];
        char label[32];
        snprintf(label, sizeof label, "%d/%.8s", listener->port, listener->protocol);
        if (listener->members_total < 0)
            page_add(page, label, "%s   id %s   members not read",
                     or_dash(listener->name), or_dash(listener->id));
        else
            page_add(page, label, "%s   id %s   pool %s   %d of %d members ONLINE",
                     or_dash(listener->name), or_dash(listener->id),
                     or_dash(listener->pool_id),
                     listener->members_online < 0 ? 0 : listener->members_online,
                     listener->members_total);
    }
}

static void add_cloud(struct page *page, const struct row *row, const struct scene *scene)
{
    char word[HEALTH_WORD_BYTES];
    enum look look;

    page_head(page, "Cloud");
    page_add(page, "read", "ELB %s", health_word(scene, SOURCE_ELB, true, word, &look));
    if (row->elb != NULL) {
        page_add(page, "ELB", "%s   id %s%s", or_dash(row->elb->name),
                 or_dash(row->elb->id),
                 row->elb->found ? "" : "   not found in the cloud");
        page_add(page, "status", "%s / %s   VIP %s",
                 or_dash(row->elb->provisioning_status),
                 or_dash(row->elb->operating_status), or_dash(row->elb->vip_address));
    }
    if (row->eip != NULL)
        page_add(page, "EIP", "%s   id %s   status %s", or_dash(row->eip->address),
                 or_dash(row->eip->id), or_dash(row->eip->status));
    add_listeners(page, row);
    for (size_t i = 0; i < row->shared_count; i++)
        page_add(page, i == 0 ? "shared with" : "", "%s", row->shared_with[i]);
    if (row->gateway != NULL)
        page_add(page, "Gateway", "%s/%s   class %s   %zu routes",
                 row->gateway->namespace, row->gateway->name, row->gateway->class,
                 row->gateway->route_count);
}

static void add_step(struct page *page, const struct timeline_line *line,
                     const struct scene *scene)
{
    const char *evidence = line->step->evidence == NULL ? "" : line->step->evidence;
    char took[TIMELINE_TEXT_BYTES];

    timeline_took(line->step, scene->wall_ms, took);
    bool has_took = strcmp(took, "-") != 0;
    page_add(page, line->label, "%s, by %s%s%s%s%s", line->state, line->actor,
             has_took ? ", took " : "", has_took ? took : "",
             evidence[0] == '\0' ? "" : ": ", evidence);
}

static void add_steps(struct page *page, const struct row *row, const struct scene *scene)
{
    struct timeline_line lines[TIMELINE_LINES];
    int count = timeline_lines(row, false, lines);

    page_head(page, "Steps");
    for (int i = 0; i < count; i++)
        add_step(page, &lines[i], scene);
}

void describe_service(const struct row *row, const struct scene *scene, struct page *page)
{
    add_service(page, row, scene);
    add_why(page, row, scene);
    add_ports(page, row);
    add_cloud(page, row, scene);
    add_steps(page, row, scene);
}
