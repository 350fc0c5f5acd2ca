#include "tui/facts.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tui/health.h"

#include "base/banned.h"

static void add(struct facts *facts, const char *label, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void add(struct facts *facts, const char *label, const char *format, ...)
{
    va_list args;

    if (facts->count == FACTS_MOST)
        return;
    struct fact *fact = &facts->items[facts->count++];
    fact->label = label;
    va_start(args, format);
    vsnprintf(fact->value, sizeof fact->value, format, args);
    va_end(args);
}

static const char *or_dash(const char *text)
{
    return text == NULL || text[0] == '\0' ? "-" : text;
}

static void add_ports(struct facts *facts, const struct row *row)
{
    char text[FACT_BYTES] = "";
    size_t at = 0;

    for (size_t i = 0; i < row->port_count && at + 40 < sizeof text; i++)
        at += (size_t)snprintf(text + at, sizeof text - at, "%s%d -> %d/%.8s",
                               i == 0 ? "" : ", ", row->ports[i].port,
                               row->ports[i].node_port, row->ports[i].protocol);
    add(facts, "ports", "%s", or_dash(text));
}

static void add_read(struct facts *facts, const struct scene *scene,
                     enum source_name name)
{
    char word[HEALTH_WORD_BYTES];
    enum look look;

    health_word(scene, name, true, word, &look);
    add(facts, "read", "%s", word);
}

void facts_of_kubernetes(const struct row *row, const struct scene *scene,
                         struct facts *ret_facts)
{
    *ret_facts = (struct facts){0};
    add(ret_facts, "EXTERNAL-IP", "%s",
        row->ingress_count == 0 ? "<pending>" : row->ingress[0]);
    for (size_t i = 1; i < row->ingress_count && i < 3; i++)
        add(ret_facts, "", "%s", row->ingress[i]);
    add_ports(ret_facts, row);
    if (row->endpoints_total >= 0)
        add(ret_facts, "endpoints", "%lld ready of %lld", (long long)row->endpoints_ready,
            (long long)row->endpoints_total);
    add(ret_facts, "elb.class", "%s", or_dash(row->class));
    add(ret_facts, "pattern", "%s", row_pattern_name(row->pattern));
    add(ret_facts, "elb.id", "%s", row->elb == NULL ? "-" : or_dash(row->elb->id));
    add(ret_facts, "elb.eip-id", "%s", row->eip == NULL ? "-" : or_dash(row->eip->id));
    add(ret_facts, "uid", "%s", or_dash(row->uid));
    add_read(ret_facts, scene, SOURCE_KUBERNETES);
}

static void add_members(struct facts *facts, const struct row *row)
{
    if (row->members_total < 0)
        add(facts, "members", "not known");
    else if (row->members_online < 0)
        add(facts, "members", "%d, health not known", row->members_total);
    else
        add(facts, "members", "%d ONLINE of %d", row->members_online, row->members_total);
}

static void add_eip(struct facts *facts, const struct row *row)
{
    if (row->eip == NULL) {
        add(facts, "EIP", "%s", row->wants_public ? "none yet" : "none, internal");
        return;
    }
    add(facts, "EIP", "%s  status %s", or_dash(row->eip->address),
        or_dash(row->eip->status));
    if (row->eip->bandwidth_mbit >= 0)
        add(facts, "bandwidth", "%lld Mbit/s  %s", (long long)row->eip->bandwidth_mbit,
            or_dash(row->eip->charge_mode));
}

void facts_of_cloud(const struct row *row, const struct scene *scene,
                    struct facts *ret_facts)
{
    *ret_facts = (struct facts){0};
    if (health_is_off(scene, SOURCE_ELB) || !health_was_read(scene, SOURCE_ELB)) {
        add_read(ret_facts, scene, SOURCE_ELB);
        return;
    }
    if (row->elb == NULL)
        add(ret_facts, "ELB", "none known");
    else if (!row->elb->found)
        add(ret_facts, "ELB", "%s: the cloud does not know it", or_dash(row->elb->name));
    else
        add(ret_facts, "ELB", "%s  %s / %s  %s", or_dash(row->elb->name),
            or_dash(row->elb->provisioning_status), or_dash(row->elb->operating_status),
            or_dash(row->elb->class));
    add_eip(ret_facts, row);
    add(ret_facts, "listeners", "%zu of %zu", row->listener_count, row->port_count);
    for (size_t i = 0; i < row->listener_count && i < 3; i++)
        add(ret_facts, "", "%d/%s  %s", row->listeners[i].port,
            row->listeners[i].protocol, or_dash(row->listeners[i].name));
    add_members(ret_facts, row);
    if (row->shared_count > 0)
        add(ret_facts, "shared", "with %s%s", row->shared_with[0],
            row->shared_count > 1 ? " and others" : "");
    else
        add(ret_facts, "shared", "no other Service has this ELB");
    add_read(ret_facts, scene, SOURCE_ELB);
}

void facts_draw(struct canvas canvas, int row, const struct facts *facts)
{
    for (int i = 0; i < facts->count; i++) {
        canvas_text(canvas, row + i, 1, LOOK_STRONG, facts->items[i].label);
        canvas_fit(canvas, row + i, 14, canvas.at.cols - 14, LOOK_PLAIN,
                   facts->items[i].value);
    }
}
