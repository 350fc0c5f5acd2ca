#include "cli/kinds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "cli/item.h"
#include "base/banned.h"

static void add(struct kind_list *list, struct kind_item item)
{
    list->items =
        mem_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    list->items[list->count++] = item;
}

static const char *age_text(struct arena *arena, int64_t now_wall_ms, int64_t since_ms)
{
    char out[WHEN_TEXT_BYTES];

    if (since_ms == WHEN_UNKNOWN)
        return NULL;
    return arena_text(arena, duration_print(now_wall_ms - since_ms, out));
}

static const char *ratio(struct arena *arena, int64_t online, int64_t total)
{
    if (online < 0 || total < 0)
        return NULL;
    return arena_print(arena, "%lld/%lld", (long long)online, (long long)total);
}

static const char *joined(struct arena *arena, const char *const *texts, size_t count)
{
    struct buf all;

    if (count == 0)
        return NULL;
    buf_init(&all, LIMIT_OUTPUT_BYTES);
    for (size_t i = 0; i < count; i++) {
        buf_add_text(&all, i == 0 ? "" : ",");
        buf_add_text(&all, texts[i]);
    }
    const char *text = arena_text(arena, buf_text(&all));
    buf_release(&all);
    return text;
}

static const char *pair_name(struct arena *arena, const char *namespace, const char *name)
{
    return name == NULL ? NULL : arena_print(arena, "%s/%s", namespace, name);
}

/* ---- services ------------------------------------------------------------------------ */

static void collect_services(const struct view *view, struct kind_list *list)
{
    for (size_t i = 0; i < view->row_count; i++)
        add(list, (struct kind_item){.at = view->rows[i]});
}

static const char *service_name(const struct view *view, const struct kind_item *item,
                                struct arena *arena)
{
    (void)view;
    const struct row *row = item->at;
    return pair_name(arena, row->namespace, row->name);
}

static const char *ports_text(const struct row *row, struct arena *arena)
{
    const char *all = NULL;

    for (size_t i = 0; i < row->port_count; i++) {
        const struct row_port *port = &row->ports[i];
        all = arena_print(arena, "%s%s%u:%u/%s", all == NULL ? "" : all,
                          all == NULL ? "" : ",", port->port, port->node_port,
                          port->protocol);
    }
    return all;
}

static const char *elb_text(const struct row *row)
{
    if (row->elb == NULL)
        return NULL;
    return row->elb->name != NULL ? row->elb->name : row->elb->id;
}

static void service_cells(const struct view *view, const struct kind_item *item,
                          struct arena *arena, const char *cells[KIND_COLUMNS])
{
    const struct row *row = item->at;
    char marks[STEP_COUNT + 1];
    char step[4];

    cells[0] = service_name(view, item, arena);
    cells[1] = arena_text(arena, row_marks(row, marks));
    cells[2] = row_state_name(row->state);
    cells[3] = arena_text(arena, row_step_word(row, step));
    cells[4] = age_text(arena, view->wall_ms, row->since_ms);
    cells[5] = elb_text(row);
    cells[6] = ratio(arena, row->members_online, row->members_total);
    cells[7] = row->address;
    cells[8] = row_pattern_name(row->pattern);
    cells[9] = row->class;
    cells[10] = row->role == ROLE_NONE ? NULL : row_role_name(row->role);
    cells[11] = ports_text(row, arena);
    cells[12] = row->eip == NULL ? NULL : row->eip->id;
    cells[13] = age_text(arena, view->wall_ms, row->created_ms);
    cells[14] = joined(arena, row->shared_with, row->shared_count);
    cells[15] = row->gateway == NULL
                    ? NULL
                    : pair_name(arena, row->gateway->namespace, row->gateway->name);
}

static json_t *service_json(const struct view *view, const struct kind_item *item)
{
    (void)view;
    return item_service(item->at);
}

/* ---- elbs ------------------------------------------------------------------------------- */

static void collect_elbs(const struct view *view, struct kind_list *list)
{
    for (size_t i = 0; i < view->elb_count; i++)
        add(list, (struct kind_item){.at = &view->elbs[i]});
}

static const char *elb_name(const struct view *view, const struct kind_item *item,
                            struct arena *arena)
{
    (void)view;
    (void)arena;
    return ((const struct view_elb *)item->at)->id;
}

static void elb_cells(const struct view *view, const struct kind_item *item,
                      struct arena *arena, const char *cells[KIND_COLUMNS])
{
    const struct view_elb *elb = item->at;

    cells[0] = elb->name;
    cells[1] = elb->id;
    cells[2] = elb->class;
    cells[3] =
        arena_print(arena, "%s/%s", elb->provisioning_status, elb->operating_status);
    cells[4] = elb->address;
    cells[5] = item_elb_kind(elb->kind);
    cells[6] = arena_print(arena, "%zu", elb->listener_count);
    cells[7] = joined(arena, elb->services, elb->service_count);
    cells[8] = elb->vip_address;
    cells[9] = elb->eip_id;
    cells[10] = age_text(arena, view->wall_ms, elb->created_ms);
}

static json_t *elb_json(const struct view *view, const struct kind_item *item)
{
    (void)view;
    return item_elb(item->at);
}

/* ---- listeners and members ---------------------------------------------------------------- */

static void collect_listeners(const struct view *view, struct kind_list *list)
{
    for (size_t i = 0; i < view->elb_count; i++) {
        const struct view_elb *elb = &view->elbs[i];
        for (size_t k = 0; k < elb->listener_count; k++)
            add(list, (struct kind_item){.at = &elb->listeners[k], .elb = elb});
    }
}

static const char *listener_name(const struct view *view, const struct kind_item *item,
                                 struct arena *arena)
{
    (void)view;
    const struct view_listener *listener = item->at;

    if (listener->id != NULL)
        return listener->id;
    return arena_print(arena, "%s:%u/%s", item->elb->id, listener->port,
                       listener->protocol);
}

static void listener_cells(const struct view *view, const struct kind_item *item,
                           struct arena *arena, const char *cells[KIND_COLUMNS])
{
    const struct view_listener *listener = item->at;

    (void)view;
    cells[0] = item->elb->name;
    cells[1] = arena_print(arena, "%u/%s", listener->port, listener->protocol);
    cells[2] = listener->wanted ? "WANTED" : listener->name;
    cells[3] = listener->pool_id;
    cells[4] = ratio(arena, listener->members_online, listener->members_total);
    cells[5] = pair_name(arena, listener->service_namespace, listener->service_name);
    cells[6] = item_listener_role(listener->role);
    cells[7] = listener->id;
    cells[8] = item->elb->id;
}

static json_t *listener_json(const struct view *view, const struct kind_item *item)
{
    (void)view;
    return item_listener(item->elb, item->at);
}

static void collect_members(const struct view *view, struct kind_list *list)
{
    for (size_t i = 0; i < view->elb_count; i++) {
        const struct view_elb *elb = &view->elbs[i];
        for (size_t k = 0; k < elb->listener_count; k++) {
            const struct view_listener *listener = &elb->listeners[k];
            for (size_t m = 0; m < listener->member_count; m++)
                add(list, (struct kind_item){&listener->members[m], elb, listener});
        }
    }
}

static const char *member_name(const struct view *view, const struct kind_item *item,
                               struct arena *arena)
{
    (void)view;
    (void)arena;
    return ((const struct view_member *)item->at)->id;
}

static void member_cells(const struct view *view, const struct kind_item *item,
                         struct arena *arena, const char *cells[KIND_COLUMNS])
{
    const struct view_member *member = item->at;

    (void)view;
    cells[0] = item->elb->name;
    cells[1] =
        arena_print(arena, "%u/%s", item->listener->port, item->listener->protocol);
    cells[2] = arena_print(arena, "%s:%u", member->address, member->port);
    cells[3] = member->status;
    cells[4] = member->node;
    cells[5] = member->reason;
    cells[6] = item->listener->pool_id;
    cells[7] = member->id;
}

static json_t *member_json(const struct view *view, const struct kind_item *item)
{
    (void)view;
    return item_member(item->elb, item->listener, item->at);
}

/* ---- eips ------------------------------------------------------------------------------------ */

static void collect_eips(const struct view *view, struct kind_list *list)
{
    for (size_t i = 0; i < view->eip_count; i++)
        add(list, (struct kind_item){.at = &view->eips[i]});
}

static const char *eip_name(const struct view *view, const struct kind_item *item,
                            struct arena *arena)
{
    (void)view;
    (void)arena;
    return ((const struct view_eip *)item->at)->id;
}

static void eip_cells(const struct view *view, const struct kind_item *item,
                      struct arena *arena, const char *cells[KIND_COLUMNS])
{
    const struct view_eip *eip = item->at;

    cells[0] = eip->address;
    cells[1] = eip->id;
    cells[2] = eip->status;
    cells[3] = eip->elb_name != NULL ? eip->elb_name : eip->elb_id;
    cells[4] = eip->bandwidth_mbit < 0
                   ? NULL
                   : arena_print(arena, "%lld", (long long)eip->bandwidth_mbit);
    cells[5] = eip->service;
    cells[6] = eip->charge_mode;
    cells[7] = age_text(arena, view->wall_ms, eip->created_ms);
}

static json_t *eip_json(const struct view *view, const struct kind_item *item)
{
    (void)view;
    return item_eip(item->at);
}

/* ---- events ----------------------------------------------------------------------------------- */

static void collect_events(const struct view *view, struct kind_list *list)
{
    /* The view has the newest first; a log reads the other way. */
    for (size_t i = view->event_count; i > 0; i--)
        add(list, (struct kind_item){.at = &view->events[i - 1]});
}

static const char *event_name(const struct view *view, const struct kind_item *item,
                              struct arena *arena)
{
    (void)view;
    const struct view_event *event = item->at;
    char when[WHEN_TEXT_BYTES];

    return arena_print(arena, "%s %s %s", when_print(event->wall_ms, when),
                       event->service, event->what);
}

static void event_cells(const struct view *view, const struct kind_item *item,
                        struct arena *arena, const char *cells[KIND_COLUMNS])
{
    const struct view_event *event = item->at;
    char when[WHEN_TEXT_BYTES];

    (void)view;
    cells[0] = arena_text(arena, when_print(event->wall_ms, when));
    cells[1] = event->service;
    cells[2] = event->step == 0   ? NULL
               : event->part != 0 ? arena_print(arena, "%d%c", event->step, event->part)
                                  : arena_print(arena, "%d", event->step);
    cells[3] = event->who;
    cells[4] = event->count > 1 ? arena_print(arena, "%s (x%lld)", event->what,
                                              (long long)event->count)
                                : event->what;
}

static json_t *event_json(const struct view *view, const struct kind_item *item)
{
    (void)view;
    return item_event(item->at);
}

/* ---- gateways ------------------------------------------------------------------------------------ */

static void collect_gateways(const struct view *view, struct kind_list *list)
{
    for (size_t i = 0; i < view->gateway_count; i++)
        add(list, (struct kind_item){.at = &view->gateways[i]});
}

static const char *gateway_name(const struct view *view, const struct kind_item *item,
                                struct arena *arena)
{
    (void)view;
    const struct view_gateway *gateway = item->at;
    return pair_name(arena, gateway->namespace, gateway->name);
}

static void gateway_cells(const struct view *view, const struct kind_item *item,
                          struct arena *arena, const char *cells[KIND_COLUMNS])
{
    const struct view_gateway *gateway = item->at;
    char marks[STEP_COUNT + 1];

    cells[0] = gateway_name(view, item, arena);
    cells[1] = gateway->class;
    cells[2] = gateway->programmed;
    if (gateway->row != NULL) {
        cells[3] = arena_text(arena, row_marks(gateway->row, marks));
        cells[4] = pair_name(arena, gateway->row->namespace, gateway->row->name);
    }
    cells[5] = gateway->address;
    cells[6] =
        arena_print(arena, "%zu/%zu", gateway->attached_count, gateway->route_count);
    cells[7] = gateway->programmed_reason;
}

static json_t *gateway_json(const struct view *view, const struct kind_item *item)
{
    (void)view;
    return item_gateway(item->at);
}

/* ---- orphans: ELBs and EIPs whose Service is gone ---------------------------------------------------- */

static void collect_orphans(const struct view *view, struct kind_list *list)
{
    for (size_t i = 0; i < view->elb_count; i++) {
        if (view->elbs[i].kind == ELB_ORPHAN)
            add(list, (struct kind_item){.elb = &view->elbs[i]});
    }
    for (size_t i = 0; i < view->eip_count; i++) {
        if (view->eips[i].orphan)
            add(list, (struct kind_item){.at = &view->eips[i]});
    }
}

static const char *orphan_name(const struct view *view, const struct kind_item *item,
                               struct arena *arena)
{
    (void)view;
    (void)arena;
    return item->elb != NULL ? item->elb->id : ((const struct view_eip *)item->at)->id;
}

static void orphan_cells(const struct view *view, const struct kind_item *item,
                         struct arena *arena, const char *cells[KIND_COLUMNS])
{
    const struct view_elb *elb = item->elb;
    const struct view_eip *eip = item->at;

    cells[0] = elb != NULL ? "ELB" : "EIP";
    cells[1] = elb != NULL ? elb->name : NULL;
    cells[2] = orphan_name(view, item, arena);
    cells[3] = elb != NULL ? elb->address : eip->address;
    cells[4] = elb != NULL ? age_text(arena, view->wall_ms, elb->orphan_since_ms) : NULL;
    size_t count = elb != NULL ? elb->clue_count : eip->clue_count;
    const char *const *clues = elb != NULL ? elb->clues : eip->clues;
    for (size_t i = 0; i < count; i++)
        cells[5] = cells[5] == NULL ? clues[i]
                                    : arena_print(arena, "%s; %s", cells[5], clues[i]);
}

static json_t *orphan_json(const struct view *view, const struct kind_item *item)
{
    (void)view;
    json_t *object = item->elb != NULL ? item_elb(item->elb) : item_eip(item->at);
    json_object_set_new(object, "type", json_string(item->elb != NULL ? "elb" : "eip"));
    return object;
}

/* ---- sources ------------------------------------------------------------------------------------------- */

static void collect_sources(const struct view *view, struct kind_list *list)
{
    for (int i = 0; i < SOURCE_COUNT; i++)
        add(list, (struct kind_item){.at = &view->sources[i]});
}

static enum source_name source_of(const struct view *view, const struct kind_item *item)
{
    return (enum source_name)((const struct source *)item->at - view->sources);
}

static const char *source_name(const struct view *view, const struct kind_item *item,
                               struct arena *arena)
{
    (void)arena;
    return source_name_text(source_of(view, item));
}

static void source_cells(const struct view *view, const struct kind_item *item,
                         struct arena *arena, const char *cells[KIND_COLUMNS])
{
    const struct source *source = item->at;
    char line[400];

    cells[0] = source_name_text(source_of(view, item));
    cells[1] = source_state_text(source->state);
    if (source->ever && source->state != SOURCE_OFF)
        cells[2] =
            arena_print(arena, "%lld", (long long)(view->now_ms - source->read_ms));
    cells[3] = source->err.code != ERR_OK
                   ? arena_text(arena, err_line(&source->err, line, sizeof line))
                   : source->note;
}

static json_t *source_json(const struct view *view, const struct kind_item *item)
{
    return item_source(source_of(view, item), item->at, view->now_ms);
}

/* ---- the table ------------------------------------------------------------------------------------------- */

static const struct kind kinds[] = {
    {"services",
     "ServiceList",
     true,
     8,
     {"SERVICE", "STEPS", "STATE", "STEP", "FOR", "ELB", "MEM", "ADDRESS", "PATTERN",
      "CLASS", "ROLE", "PORTS", "EIP_ID", "AGE", "SHARED_WITH", "GATEWAY"},
     collect_services,
     service_name,
     service_cells,
     service_json},
    {"elbs",
     "ElbList",
     false,
     8,
     {"ELB", "ID", "CLASS", "STATUS", "ADDRESS", "KIND", "LISTENERS", "SERVICES", "VIP",
      "EIP_ID", "AGE"},
     collect_elbs,
     elb_name,
     elb_cells,
     elb_json},
    {"listeners",
     "ListenerList",
     false,
     7,
     {"ELB", "PORT", "NAME", "POOL", "MEM", "SERVICE", "ROLE", "ID", "ELB_ID"},
     collect_listeners,
     listener_name,
     listener_cells,
     listener_json},
    {"members",
     "MemberList",
     false,
     5,
     {"ELB", "PORT", "ADDRESS", "STATUS", "NODE", "REASON", "POOL", "ID"},
     collect_members,
     member_name,
     member_cells,
     member_json},
    {"eips",
     "EipList",
     false,
     6,
     {"ADDRESS", "ID", "STATUS", "ELB", "MBIT", "SERVICE", "CHARGE", "AGE"},
     collect_eips,
     eip_name,
     eip_cells,
     eip_json},
    {"events",
     "EventList",
     true,
     5,
     {"TIME", "SERVICE", "STEP", "WHO", "WHAT"},
     collect_events,
     event_name,
     event_cells,
     event_json},
    {"gateways",
     "GatewayList",
     true,
     7,
     {"GATEWAY", "CLASS", "PROGRAMMED", "STEPS", "SERVICE", "ADDRESS", "ROUTES",
      "REASON"},
     collect_gateways,
     gateway_name,
     gateway_cells,
     gateway_json},
    {"orphans",
     "OrphanList",
     false,
     6,
     {"KIND", "NAME", "ID", "ADDRESS", "FOR", "CLUES"},
     collect_orphans,
     orphan_name,
     orphan_cells,
     orphan_json},
    {"sources",
     "SourceList",
     false,
     4,
     {"SOURCE", "STATE", "AGE_MS", "ERROR"},
     collect_sources,
     source_name,
     source_cells,
     source_json},
};

const struct kind *kind_at(size_t i)
{
    return i < ARRAY_COUNT(kinds) ? &kinds[i] : NULL;
}

const struct kind *kind_find(const char *name)
{
    if (strcmp(name, "svc") == 0)
        name = "services";
    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        size_t bytes = strlen(kinds[i].name);
        if (strcmp(name, kinds[i].name) == 0 ||
            (strlen(name) == bytes - 1 && strncmp(name, kinds[i].name, bytes - 1) == 0))
            return &kinds[i];
    }
    return NULL;
}
