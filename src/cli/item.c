#include "cli/item.h"

#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "base/banned.h"

/* ---- values that may be unknown ------------------------------------------------- */

static json_t *text_or_null(const char *text)
{
    return text == NULL || text[0] == '\0' ? json_null() : json_string(text);
}

static json_t *when_or_null(int64_t wall_ms)
{
    char out[WHEN_TEXT_BYTES];
    return wall_ms == WHEN_UNKNOWN ? json_null() : json_string(when_print(wall_ms, out));
}

static json_t *count_or_null(int64_t value)
{
    return value < 0 ? json_null() : json_integer(value);
}

static json_t *nonzero_or_null(int64_t value)
{
    return value == 0 ? json_null() : json_integer(value);
}

static json_t *texts(const char *const *at, size_t count)
{
    json_t *array = json_array();

    for (size_t i = 0; i < count; i++)
        json_array_append_new(array, json_string(at[i]));
    return array;
}

static void set(json_t *object, const char *key, json_t *value)
{
    json_object_set_new_nocheck(object, key, value);
}

/* ---- a Service ---------------------------------------------------------------------- */

static json_t *took_or_null(const struct step *step)
{
    if (step->started_ms == WHEN_UNKNOWN || step->finished_ms == WHEN_UNKNOWN ||
        step->finished_ms < step->started_ms)
        return json_null();
    return json_integer(step->finished_ms - step->started_ms);
}

static void set_progress(json_t *object, const struct step *step)
{
    set(object, "state", json_string(step_state_name(step->state)));
    set(object, "started_at", when_or_null(step->started_ms));
    set(object, "finished_at", when_or_null(step->finished_ms));
    set(object, "exact", json_boolean(step->exact));
    set(object, "took_ms", took_or_null(step));
    set(object, "evidence", text_or_null(step->evidence));
}

static json_t *parts_of(const struct row *row)
{
    json_t *parts = json_array();

    for (int i = 0; i < PART_COUNT; i++) {
        json_t *part = json_object();
        set(part, "name", json_string(part_name((enum step_part)i)));
        set_progress(part, &row->parts[i]);
        json_array_append_new(parts, part);
    }
    return parts;
}

static json_t *steps_of(const struct row *row)
{
    json_t *steps = json_array();

    for (int n = 1; n <= STEP_COUNT; n++) {
        json_t *step = json_object();
        set(step, "n", json_integer(n));
        set(step, "name", json_string(step_name(n)));
        set(step, "actor", json_string(step_actor(n, row->pattern == PATTERN_GATEWAY)));
        set_progress(step, &row->steps[n - 1]);
        if (n == STEP_CLOUD)
            set(step, "parts", parts_of(row));
        json_array_append_new(steps, step);
    }
    return steps;
}

static json_t *probe_of(const struct probe_result *result)
{
    json_t *probe = json_object();

    set(probe, "state", json_string(probe_state_name(result->state)));
    set(probe, "at", when_or_null(result->at_wall_ms));
    set(probe, "rtt_ms", count_or_null(result->state == PROBE_OK ? result->rtt_ms : -1));
    set(probe, "http_status", nonzero_or_null(result->http_status));
    return probe;
}

static json_t *ports_of(const struct row *row)
{
    json_t *ports = json_array();

    for (size_t i = 0; i < row->port_count; i++) {
        const struct row_port *from = &row->ports[i];
        json_t *port = json_object();
        set(port, "name", text_or_null(from->name));
        set(port, "port", json_integer(from->port));
        set(port, "protocol", text_or_null(from->protocol));
        set(port, "node_port", nonzero_or_null(from->node_port));
        set(port, "target_port", text_or_null(from->target_port));
        json_array_append_new(ports, port);
    }
    return ports;
}

static json_t *elb_of(const struct row_elb *from)
{
    if (from == NULL)
        return json_null();
    json_t *elb = json_object();
    set(elb, "id", text_or_null(from->id));
    set(elb, "name", text_or_null(from->name));
    set(elb, "class", text_or_null(from->class));
    set(elb, "provisioning_status", text_or_null(from->provisioning_status));
    set(elb, "operating_status", text_or_null(from->operating_status));
    set(elb, "vip_address", text_or_null(from->vip_address));
    set(elb, "created_at", when_or_null(from->created_ms));
    return elb;
}

static json_t *listeners_of(const struct row *row)
{
    json_t *listeners = json_array();

    for (size_t i = 0; i < row->listener_count; i++) {
        const struct row_listener *from = &row->listeners[i];
        json_t *listener = json_object();
        set(listener, "id", text_or_null(from->id));
        set(listener, "name", text_or_null(from->name));
        set(listener, "protocol", text_or_null(from->protocol));
        set(listener, "port", json_integer(from->port));
        set(listener, "pool_id", text_or_null(from->pool_id));
        set(listener, "members_online", count_or_null(from->members_online));
        set(listener, "members_total", count_or_null(from->members_total));
        json_array_append_new(listeners, listener);
    }
    return listeners;
}

static json_t *eip_of(const struct row_eip *from)
{
    if (from == NULL)
        return json_null();
    json_t *eip = json_object();
    set(eip, "id", text_or_null(from->id));
    set(eip, "address", text_or_null(from->address));
    set(eip, "status", text_or_null(from->status));
    set(eip, "bandwidth_mbit", count_or_null(from->bandwidth_mbit));
    set(eip, "charge_mode", text_or_null(from->charge_mode));
    return eip;
}

static json_t *gateway_of(const struct row_gateway *from)
{
    if (from == NULL)
        return json_null();
    json_t *gateway = json_object();
    set(gateway, "namespace", text_or_null(from->namespace));
    set(gateway, "name", text_or_null(from->name));
    set(gateway, "class", text_or_null(from->class));
    set(gateway, "routes", texts(from->routes, from->route_count));
    return gateway;
}

static json_t *advice_of(const struct row *row)
{
    static const char *const severities[] = {
        [ADVICE_ERROR] = "error",
        [ADVICE_WARNING] = "warning",
        [ADVICE_INFO] = "info",
    };
    json_t *array = json_array();

    for (size_t i = 0; i < row->advice_count; i++) {
        json_t *advice = json_object();
        set(advice, "rule", text_or_null(row->advice[i].rule));
        set(advice, "severity", json_string(severities[row->advice[i].severity]));
        set(advice, "text", text_or_null(row->advice[i].text));
        json_array_append_new(array, advice);
    }
    return array;
}

static json_t *endpoints_of(const struct row *row)
{
    json_t *endpoints = json_object();

    set(endpoints, "ready", count_or_null(row->endpoints_ready));
    set(endpoints, "total", count_or_null(row->endpoints_total));
    return endpoints;
}

json_t *item_service(const struct row *row)
{
    json_t *item = json_object();

    set(item, "namespace", json_string(row->namespace));
    set(item, "name", json_string(row->name));
    set(item, "uid", text_or_null(row->uid));
    set(item, "created_at", when_or_null(row->created_ms));
    set(item, "pattern", json_string(row_pattern_name(row->pattern)));
    set(item, "class", text_or_null(row->class));
    set(item, "state", json_string(row_state_name(row->state)));
    set(item, "since", when_or_null(row->since_ms));
    set(item, "step", json_integer(row->step));
    set(item, "steps", steps_of(row));
    set(item, "address", text_or_null(row->address));
    set(item, "ingress", texts(row->ingress, row->ingress_count));
    set(item, "ports", ports_of(row));
    set(item, "elb", elb_of(row->elb));
    set(item, "elb_role", json_string(row_role_name(row->role)));
    set(item, "listeners", listeners_of(row));
    set(item, "eip", eip_of(row->eip));
    set(item, "endpoints", endpoints_of(row));
    set(item, "shared_with", texts(row->shared_with, row->shared_count));
    set(item, "gateway", gateway_of(row->gateway));
    set(item, "probe", probe_of(&row->probe));
    set(item, "advice", advice_of(row));
    return item;
}

/* {"p50": 6000, "p95": 11000}; null without history. */
static json_t *usual_or_null(const struct view_usual *usual)
{
    json_t *out;

    if (usual == NULL)
        return json_null();
    out = json_object();
    set(out, "p50", json_integer(usual->p50_ms));
    set(out, "p95", json_integer(usual->p95_ms));
    return out;
}

const char *item_todo(const struct row *row, char out[TODO_TEXT_BYTES])
{
    static const struct todo_ways ways = {"elbtop autocreate", "elbtop attach"};
    return todo_print(row->todo, &ways, out);
}

json_t *item_explanation(const struct view *view, const struct row *row)
{
    json_t *item = item_service(row);
    json_t *steps = json_object_get(item, "steps");
    json_t *step;
    size_t i;
    char todo[TODO_TEXT_BYTES];

    json_array_foreach(steps, i, step)
    {
        set(step, "usual_ms", usual_or_null(view_usual(view, row, (int)i + 1)));
    }
    set(item, "why", text_or_null(row->why));
    set(item, "who", text_or_null(row->who));
    set(item, "todo", text_or_null(row->todo == NULL ? NULL : item_todo(row, todo)));
    set(item, "next_try_at", when_or_null(row->next_try_ms));
    return item;
}

/* ---- the cloud's side ------------------------------------------------------------------ */

const char *item_elb_kind(enum elb_kind kind)
{
    static const char *const names[] = {
        [ELB_FOREIGN] = "foreign",
        [ELB_EXISTING] = "existing",
        [ELB_AUTO] = "auto",
        [ELB_ORPHAN] = "orphan",
    };
    return names[kind];
}

const char *item_listener_role(enum listener_role role)
{
    static const char *const names[] = {
        [LISTENER_FOREIGN] = "foreign",
        [LISTENER_CREATOR] = "creator",
        [LISTENER_TENANT] = "tenant",
    };
    return names[role];
}

static json_t *service_or_null(const struct view_listener *listener)
{
    if (listener->service_name == NULL)
        return json_null();
    return json_sprintf("%s/%s", listener->service_namespace, listener->service_name);
}

json_t *item_listener(const struct view_elb *elb, const struct view_listener *listener)
{
    json_t *item = json_object();

    set(item, "elb_id", text_or_null(elb->id));
    set(item, "elb_name", text_or_null(elb->name));
    set(item, "id", text_or_null(listener->id));
    set(item, "name", text_or_null(listener->name));
    set(item, "protocol", text_or_null(listener->protocol));
    set(item, "port", json_integer(listener->port));
    set(item, "wanted", json_boolean(listener->wanted));
    set(item, "pool_id", text_or_null(listener->pool_id));
    set(item, "members_online", count_or_null(listener->members_online));
    set(item, "members_total", count_or_null(listener->members_total));
    set(item, "service", service_or_null(listener));
    set(item, "role", json_string(item_listener_role(listener->role)));
    return item;
}

json_t *item_member(const struct view_elb *elb, const struct view_listener *listener,
                    const struct view_member *member)
{
    json_t *item = json_object();

    set(item, "elb_id", text_or_null(elb->id));
    set(item, "elb_name", text_or_null(elb->name));
    set(item, "listener_id", text_or_null(listener->id));
    set(item, "listener_port", json_integer(listener->port));
    set(item, "pool_id", text_or_null(listener->pool_id));
    set(item, "id", text_or_null(member->id));
    set(item, "name", text_or_null(member->name));
    set(item, "address", text_or_null(member->address));
    set(item, "port", nonzero_or_null(member->port));
    set(item, "status", text_or_null(member->status));
    set(item, "reason", text_or_null(member->reason));
    set(item, "node", text_or_null(member->node));
    return item;
}

json_t *item_elb(const struct view_elb *elb)
{
    json_t *item = json_object();
    json_t *listeners = json_array();

    for (size_t i = 0; i < elb->listener_count; i++)
        json_array_append_new(listeners, item_listener(elb, &elb->listeners[i]));
    set(item, "id", text_or_null(elb->id));
    set(item, "name", text_or_null(elb->name));
    set(item, "class", text_or_null(elb->class));
    set(item, "kind", json_string(item_elb_kind(elb->kind)));
    set(item, "provisioning_status", text_or_null(elb->provisioning_status));
    set(item, "operating_status", text_or_null(elb->operating_status));
    set(item, "vip_address", text_or_null(elb->vip_address));
    set(item, "address", text_or_null(elb->address));
    set(item, "eip_id", text_or_null(elb->eip_id));
    set(item, "created_at", when_or_null(elb->created_ms));
    set(item, "orphan_since", when_or_null(elb->orphan_since_ms));
    set(item, "services", texts(elb->services, elb->service_count));
    set(item, "clues", texts(elb->clues, elb->clue_count));
    set(item, "listeners", listeners);
    return item;
}

json_t *item_eip(const struct view_eip *eip)
{
    json_t *item = json_object();

    set(item, "id", text_or_null(eip->id));
    set(item, "address", text_or_null(eip->address));
    set(item, "status", text_or_null(eip->status));
    set(item, "elb_id", text_or_null(eip->elb_id));
    set(item, "elb_name", text_or_null(eip->elb_name));
    set(item, "bandwidth_mbit", count_or_null(eip->bandwidth_mbit));
    set(item, "charge_mode", text_or_null(eip->charge_mode));
    set(item, "service", text_or_null(eip->service));
    set(item, "created_at", when_or_null(eip->created_ms));
    set(item, "orphan", json_boolean(eip->orphan));
    set(item, "clues", texts(eip->clues, eip->clue_count));
    return item;
}

/* ---- what happened, gateways, sources ---------------------------------------------------- */

json_t *item_event(const struct view_event *event)
{
    json_t *item = json_object();
    char part[] = {event->part, '\0'};

    set(item, "time", when_or_null(event->wall_ms));
    set(item, "service", text_or_null(event->service));
    set(item, "step", nonzero_or_null(event->step));
    set(item, "part", text_or_null(part));
    set(item, "who", text_or_null(event->who));
    set(item, "what", text_or_null(event->what));
    set(item, "reason", text_or_null(event->reason));
    set(item, "count", json_integer(event->count));
    set(item, "failure", json_boolean(event->failure));
    return item;
}

static json_t *routes_of(const struct view_gateway *gateway)
{
    json_t *routes = json_array();

    for (size_t i = 0; i < gateway->route_count; i++) {
        const struct view_route *from = &gateway->routes[i];
        json_t *route = json_object();
        set(route, "name", text_or_null(from->name));
        set(route, "host", text_or_null(from->host));
        set(route, "match", text_or_null(from->match));
        set(route, "backend", text_or_null(from->backend));
        set(route, "attached", json_boolean(from->attached));
        set(route, "reason", text_or_null(from->reason));
        json_array_append_new(routes, route);
    }
    return routes;
}

json_t *item_gateway(const struct view_gateway *gateway)
{
    json_t *item = json_object();

    set(item, "namespace", json_string(gateway->namespace));
    set(item, "name", json_string(gateway->name));
    set(item, "class", text_or_null(gateway->class));
    set(item, "accepted", json_boolean(gateway->accepted));
    set(item, "programmed", text_or_null(gateway->programmed));
    set(item, "programmed_reason", text_or_null(gateway->programmed_reason));
    set(item, "address", text_or_null(gateway->address));
    set(item, "service",
        gateway->row == NULL
            ? json_null()
            : json_sprintf("%s/%s", gateway->row->namespace, gateway->row->name));
    set(item, "routes", routes_of(gateway));
    return item;
}

json_t *item_source(enum source_name name, const struct source *source, int64_t now_ms)
{
    json_t *item = json_object();
    bool failed = source->err.code != ERR_OK;
    char line[400];

    set(item, "name", json_string(source_name_text(name)));
    set(item, "state", json_string(source_state_text(source->state)));
    set(item, "age_ms",
        source->ever && source->state != SOURCE_OFF
            ? json_integer(now_ms - source->read_ms)
            : json_null());
    if (failed)
        set(item, "error", json_string(err_line(&source->err, line, sizeof line)));
    else
        set(item, "error", text_or_null(source->note));
    return item;
}

json_t *item_sources(const struct view *view, int64_t now_ms)
{
    json_t *sources = json_array();

    for (enum source_name name = 0; name < SOURCE_COUNT; name++)
        json_array_append_new(sources, item_source(name, &view->sources[name], now_ms));
    return sources;
}
