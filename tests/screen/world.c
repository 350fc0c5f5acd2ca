#include "screen/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"

#include "base/banned.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE };
#define DAY ((int64_t)24 * HOUR)

void world_init(struct world *world)
{
    struct view *view = mem_new(sizeof *view);

    *world = (struct world){.snapshot = mem_new(sizeof *world->snapshot), .view = view};
    world->arena = &view->arena;
    world->snapshot->view = view;
    world->snapshot->generation = 1;
    world->snapshot->context = "cce-demo";
    world->snapshot->project = "eu-ch2_demo";
    world->snapshot->login.expires_wall_ms = WHEN_UNKNOWN;
    quota_sheet_init(&world->snapshot->around.quotas);
    world->snapshot->token_expires_wall_ms = WORLD_WALL_MS + 21 * HOUR + 10 * MINUTE;
    world->snapshot->complete = true;
    world->snapshot->calls_per_minute = 31;
    world->snapshot->around = (struct around)AROUND_INIT;
    world->rows = arena_new_array(world->arena, WORLD_ROWS, sizeof *world->rows);
    world->elbs = arena_new_array(world->arena, WORLD_ELBS, sizeof *world->elbs);
    world->events = arena_new_array(world->arena, WORLD_EVENTS, sizeof *world->events);
    world->changes = arena_new_array(world->arena, WORLD_EVENTS, sizeof *world->changes);
    view->now_ms = WORLD_NOW_MS;
    view->wall_ms = WORLD_WALL_MS;
    view->gateways_known = true;

    static const int64_t ages[SOURCE_COUNT] = {0, 3 * SECOND, 9 * SECOND, 0, SECOND};
    static const int64_t intervals[SOURCE_COUNT] = {-1, 5 * SECOND, 30 * SECOND, HOUR,
                                                    -1};
    for (int i = 0; i < SOURCE_COUNT; i++)
        view->sources[i] = (struct source){.state = SOURCE_LIVE,
                                           .ever = true,
                                           .read_ms = WORLD_NOW_MS - ages[i],
                                           .read_wall_ms = WORLD_WALL_MS - ages[i],
                                           .interval_ms = intervals[i],
                                           .err = ERR_INIT};
}

static int compare_rows(const void *left, const void *right)
{
    const struct row *a = *(const struct row *const *)left;
    const struct row *b = *(const struct row *const *)right;
    int order = strcmp(a->namespace, b->namespace);
    return order != 0 ? order : strcmp(a->name, b->name);
}

struct snapshot *world_give(struct world *world)
{
    struct view *view = world->view;
    struct snapshot *snapshot = world->snapshot;

    qsort(world->rows, view->row_count, sizeof *world->rows, compare_rows);
    view->rows = arena_new_array(world->arena, view->row_count + 1, sizeof *view->rows);
    for (size_t i = 0; i < view->row_count; i++)
        view->rows[i] = world->rows[i];
    view->elbs = world->elbs;
    view->events = world->events;
    view->changes = world->changes;
    for (size_t i = 0; i < view->row_count; i++)
        view->count_by_state[world->rows[i]->state]++;
    for (size_t i = 0; i < view->elb_count; i++)
        view->orphan_elb_count += world->elbs[i].kind == ELB_ORPHAN;
    *world = (struct world){0};
    return snapshot;
}

/* ---- rows ---- */

static enum step_state state_of_mark(char mark)
{
    switch (mark) {
    case '#':
    case '~':
    case '<':
        return STEP_DONE;
    case '>':
        return STEP_RUNNING;
    case '.':
        return STEP_WAITING;
    case '!':
        return STEP_FAILED;
    case '*':
        return STEP_STUCK;
    case '=':
        return STEP_GIVEN;
    case '-':
        return STEP_SKIPPED;
    default:
        return STEP_UNKNOWN;
    }
}

static void set_step(struct step *step, char mark)
{
    *step = (struct step){.started_ms = WHEN_UNKNOWN,
                          .finished_ms = WHEN_UNKNOWN,
                          .exact = true,
                          .evidence = ""};
    step->state = state_of_mark(mark);
    step->shade = mark == '~' ? SHADE_WORSE : mark == '<' ? SHADE_UNDOING : SHADE_NONE;
}

static void set_parts(struct row *row, char mark, int settled)
{
    row->parts_settled = settled;
    row->part = settled < PART_COUNT ? settled : -1;
    for (int i = 0; i < PART_COUNT; i++)
        set_step(&row->parts[i], i < settled   ? (mark == '=' ? '=' : '#')
                                 : i > settled ? '.'
                                 : mark == '#' ? '.'
                                               : mark);
}

struct row *world_add(struct world *world, const char *name, enum row_state state,
                      const char *marks, int parts)
{
    struct row *row = arena_new(world->arena, sizeof *row);
    const char *slash = strchr(name, '/');

    row->namespace = arena_bytes(world->arena, name, (size_t)(slash - name));
    row->name = arena_text(world->arena, slash + 1);
    row->uid = arena_print(world->arena, "uid-%s", name);
    row->resource_version = "81244";
    row->created_ms = WORLD_WALL_MS - 3 * DAY;
    row->deleted_ms = state == ROW_DELETING ? WORLD_WALL_MS - 5 * SECOND : WHEN_UNKNOWN;
    row->pattern = PATTERN_AUTOCREATE;
    row->class = "union";
    row->state = state;
    row->since_exact = true;
    row->since_ms = WORLD_WALL_MS - 3 * DAY - 4 * HOUR;
    row->step = STEP_COUNT;
    for (int i = STEP_COUNT - 1; i >= 0; i--) {
        set_step(&row->steps[i], marks[i]);
        if (!step_is_settled(row->steps[i].state))
            row->step = i + 1;
    }
    set_parts(row, marks[STEP_CLOUD - 1], parts);
    row->wants_public = true;
    row->members_online = -1;
    row->members_total = -1;
    row->endpoints_ready = -1;
    row->endpoints_total = -1;
    row->next_try_ms = WHEN_UNKNOWN;
    row->probe.state = PROBE_UNKNOWN;
    row->why = "";
    row->who = "";
    row->todo = "";
    world->rows[world->view->row_count++] = row;
    return row;
}

void world_since(struct row *row, int64_t ago_ms)
{
    row->since_ms = WORLD_WALL_MS - ago_ms;
}

void world_port(struct world *world, struct row *row, uint16_t port, uint16_t node_port)
{
    struct row_port *ports =
        arena_new_array(world->arena, row->port_count + 1, sizeof *ports);

    if (row->port_count > 0)
        memcpy(ports, row->ports, row->port_count * sizeof *ports);
    ports[row->port_count++] = (struct row_port){.name = "",
                                                 .protocol = "TCP",
                                                 .port = port,
                                                 .node_port = node_port,
                                                 .target_port = "http"};
    row->ports = ports;
}

void world_elb(struct world *world, struct row *row, const char *elb_name,
               enum row_role role)
{
    struct row_elb *elb = arena_new(world->arena, sizeof *elb);

    elb->id = arena_print(world->arena, "9a41-%s", elb_name);
    elb->name = arena_text(world->arena, elb_name);
    elb->class = "union";
    elb->provisioning_status = "ACTIVE";
    elb->operating_status = "ONLINE";
    elb->created_ms = WORLD_WALL_MS - 3 * DAY;
    elb->found = true;
    row->elb = elb;
    row->how = JOIN_BY_ID;
    row->role = role;
}

void world_members(struct row *row, int online, int total)
{
    row->members_online = online;
    row->members_total = total;
}

void world_share(struct world *world, struct row *row, const char *with)
{
    const char **names = arena_new_array(world->arena, 1, sizeof *names);

    names[0] = arena_text(world->arena, with);
    row->shared_with = names;
    row->shared_count = 1;
}

void world_address(struct world *world, struct row *row, const char *address)
{
    const char **ingress = arena_new_array(world->arena, 1, sizeof *ingress);

    ingress[0] = arena_text(world->arena, address);
    row->ingress = ingress;
    row->ingress_count = 1;
    row->address = ingress[0];
}

void world_why(struct world *world, struct row *row, const char *why, const char *who,
               const char *todo)
{
    row->why = arena_text(world->arena, why);
    row->who = arena_text(world->arena, who);
    row->todo = arena_text(world->arena, todo);
}

/* ---- ELBs ---- */

enum { LISTENERS_MOST = 8 };

struct view_elb *world_add_elb(struct world *world, const char *name, enum elb_kind kind,
                               const char *address)
{
    struct view_elb *elb = &world->elbs[world->view->elb_count++];

    *elb = (struct view_elb){.id = arena_print(world->arena, "9a41-%s", name),
                             .name = arena_text(world->arena, name),
                             .class = "union",
                             .description = "",
                             .kind = kind,
                             .provisioning_status = "ACTIVE",
                             .operating_status = "ONLINE",
                             .address = address,
                             .eip_id = address == NULL ? NULL : "0c77",
                             .created_ms = WORLD_WALL_MS - 3 * DAY,
                             .of_this_cluster = kind != ELB_FOREIGN,
                             .orphan_since_ms = WHEN_UNKNOWN};
    elb->listeners =
        arena_new_array(world->arena, LISTENERS_MOST, sizeof *elb->listeners);
    return elb;
}

static void add_service(struct world *world, struct view_elb *elb, const char *name)
{
    const char **names =
        arena_new_array(world->arena, elb->service_count + 1, sizeof *names);

    for (size_t i = 0; i < elb->service_count; i++)
        names[i] = elb->services[i];
    names[elb->service_count++] = name;
    elb->services = names;
}

/* The row knows its own listeners, too. */
static void tell_row(struct world *world, const struct view_listener *listener)
{
    for (size_t i = 0; i < world->view->row_count; i++) {
        struct row *row = world->rows[i];
        if (row != listener->row || listener->wanted)
            continue;
        struct row_listener *mine =
            arena_new_array(world->arena, row->listener_count + 1, sizeof *mine);
        if (row->listener_count > 0)
            memcpy(mine, row->listeners, row->listener_count * sizeof *mine);
        mine[row->listener_count++] =
            (struct row_listener){.id = listener->id,
                                  .name = listener->name,
                                  .protocol = listener->protocol,
                                  .port = listener->port,
                                  .pool_id = listener->pool_id,
                                  .members_online = listener->members_online,
                                  .members_total = listener->members_total};
        row->listeners = mine;
    }
}

struct view_listener *world_listen(struct world *world, struct view_elb *elb,
                                   uint16_t port, const char *name,
                                   enum listener_role role, const struct row *row)
{
    union {
        const struct view_listener *given;
        struct view_listener *mine;
    } listeners = {.given = elb->listeners};
    struct view_listener *listener = &listeners.mine[elb->listener_count++];

    *listener = (struct view_listener){
        .id = name == NULL ? NULL : arena_print(world->arena, "l-%s", name),
        .name = name,
        .protocol = "TCP",
        .port = port,
        .pool_id = name == NULL ? NULL : "a1f0",
        .role = role,
        .wanted = name == NULL,
        .row = row,
        .members_online = name == NULL ? -1 : 3,
        .members_total = name == NULL ? -1 : 3};
    if (row != NULL) {
        listener->service_namespace = row->namespace;
        listener->service_name = row->name;
        add_service(world, elb,
                    arena_print(world->arena, "%s/%s", row->namespace, row->name));
        tell_row(world, listener);
    }
    return listener;
}

/* ---- what happened ---- */

/* As state/tell has it. */
static enum event_from from_of_who(const char *who)
{
    if (strcmp(who, "otc-api") == 0)
        return FROM_CLOUD;
    if (strcmp(who, "otc-fabric") == 0)
        return FROM_PROBE;
    if (strcmp(who, "elbtop") == 0)
        return FROM_VERDICT;
    return strcmp(who, "you") == 0 ? FROM_ELBTOP : FROM_OBJECT;
}

void world_event(struct world *world, int64_t ago_ms, const char *service, int step,
                 char part, const char *who, const char *what, bool failure)
{
    world->events[world->view->event_count++] =
        (struct view_event){.wall_ms = WORLD_WALL_MS - ago_ms,
                            .service = service,
                            .step = step,
                            .part = part,
                            .who = who,
                            .what = what,
                            .count = 1,
                            .failure = failure,
                            .from = from_of_who(who),
                            .exact = true,
                            .read_ms = WORLD_WALL_MS - ago_ms + 204,
                            .first_ms = WHEN_UNKNOWN,
                            .last_ms = WHEN_UNKNOWN,
                            .rule = "this step was running in the picture before and is "
                                    "done now"};
}

static void make_kubernetes_event(struct view_event *event)
{
    enum { AHEAD_MS = 2000 };

    event->count = 3;
    event->from_kubernetes = true;
    event->from = FROM_EVENT;
    event->reason = "CreatingLoadBalancerFailed";
    event->type = "Normal";
    event->component = "hws-cloudprovider";
    event->message = "ELB.8907 already has a listener with protocol_port of 9000";
    event->last_path = "lastTimestamp";
    event->first_ms = event->wall_ms + AHEAD_MS - 5 * MINUTE;
    event->last_ms = event->wall_ms + AHEAD_MS;
    event->combined = true;
    event->rule = "its reason tells a failure, \"already has a listener\" in its message "
                  "where";
}

void world_change(struct world *world, int64_t ago_ms, const char *service,
                  const char *who, const char *what)
{
    world->changes[world->view->change_count++] =
        (struct view_event){.wall_ms = WORLD_WALL_MS - ago_ms,
                            .service = service,
                            .who = who,
                            .what = what,
                            .count = 1};
}

void world_lose(struct world *world, enum source_name name, int64_t ago_ms)
{
    struct source *source = &world->view->sources[name];

    source->state = SOURCE_LOST;
    source->read_ms = WORLD_NOW_MS - ago_ms;
    source->read_wall_ms = WORLD_WALL_MS - ago_ms;
    source->failures = 4;
    source->retry_ms = WORLD_NOW_MS + 7 * SECOND;
    err_set(&source->err, ERR_NET, "dial tcp 10.0.0.5:6443: i/o timeout");
}

/* ---- the cluster of the reference frames ---- */

static void took(struct step *step, int64_t started_ago_ms, int64_t took_ms,
                 const char *evidence)
{
    step->started_ms = WORLD_WALL_MS - started_ago_ms;
    if (step->state == STEP_DONE)
        step->finished_ms = step->started_ms + took_ms;
    step->evidence = evidence;
}

static void fill_hello_steps(struct row *row)
{
    took(&row->steps[0], 7 * SECOND, 0, "sent 12:04:24 by alice");
    took(&row->steps[1], 7 * SECOND, 0, "rv 81244, ingress empty");
    took(&row->steps[2], 7 * SECOND, SECOND, "EnsuringLoadBalancer, finalizer");
    took(&row->steps[3], 6 * SECOND, 0, "silent until it ends");
    took(&row->steps[4], SECOND, 0, "elb.id, elb.eip-id");
    row->steps[5].evidence = "ingress []";
    row->steps[6].evidence = "probe starts after 6";
    took(&row->parts[0], 6 * SECOND, 4 * SECOND, "k8s-lb-demo ACTIVE");
    took(&row->parts[1], 2 * SECOND, SECOND, "138.124.232.123");
    took(&row->parts[2], SECOND, 0, "EIP status ELB");
    took(&row->parts[3], SECOND, 0, "0 of 1: no k8s_TCP_80");
    row->parts[2].exact = false;
    row->parts[4].evidence = "0 of 3";
}

struct demo {
    struct row *refunds, *cart, *ledger, *hello, *echo, *whoami, *fortune, *edge, *intern;
};

static void fill_trouble(struct world *world, struct demo *demo)
{
    demo->refunds = world_add(world, "pay/refunds", ROW_FAILED, "###!=..", 3);
    demo->refunds->pattern = PATTERN_ATTACH;
    world_since(demo->refunds, 6 * MINUTE + 12 * SECOND);
    world_elb(world, demo->refunds, "k8s-ledger", ROLE_TENANT);
    world_share(world, demo->refunds, "pay/ledger");
    world_port(world, demo->refunds, 9000, 30900);
    world_why(
        world, demo->refunds,
        "4 CLOUD (ccm->otc-api) failed at 4d listener, 3 times, last 41s ago. ELB.8907: "
        "port 9000 of k8s-ledger is taken by console-9000, which no Service owns",
        "you", "{link} other ELB | change the port");
    demo->refunds->api_code = "ELB.8907";
    demo->refunds->next_try_ms = WORLD_WALL_MS + 119 * SECOND;
    demo->refunds->parts[3].evidence = "ELB.8907: port 9000 is taken by console-9000";

    demo->cart = world_add(world, "shop/cart", ROW_STUCK, "##*....", 0);
    world_since(demo->cart, 52 * SECOND);
    world_port(world, demo->cart, 80, 30081);
    world_why(world, demo->cart,
              "No event and no finalizer for 52s: the ccm has not seen it", "ccm",
              "look at spec.loadBalancerClass, and whether the ccm runs");

    demo->ledger = world_add(world, "pay/ledger", ROW_DEGRADED, "###~###", 5);
    world_since(demo->ledger, 80 * SECOND);
    world_elb(world, demo->ledger, "k8s-ledger", ROLE_CREATOR);
    world_share(world, demo->ledger, "pay/refunds");
    world_members(demo->ledger, 0, 3);
    world_port(world, demo->ledger, 443, 30443);
    world_address(world, demo->ledger, "138.124.232.57");
    world_why(world, demo->ledger, "0 of 3 members are ONLINE", "you",
              "is 100.125.0.0/16 let in by the nodes' security group?");
}

static void fill_moving(struct world *world, struct demo *demo)
{
    struct row_eip *eip = arena_new(world->arena, sizeof *eip);

    demo->hello = world_add(world, "lb-demo/hello", ROW_MOVING, "###>#..", 3);
    world_since(demo->hello, 7 * SECOND);
    world_elb(world, demo->hello, "k8s-lb-demo", ROLE_CREATOR);
    world_port(world, demo->hello, 80, 30080);
    demo->hello->endpoints_ready = 3;
    demo->hello->endpoints_total = 3;
    *eip = (struct row_eip){.id = "0c77a1b2",
                            .address = "138.124.232.123",
                            .status = "ELB",
                            .bandwidth_mbit = 5,
                            .charge_mode = "traffic"};
    demo->hello->eip = eip;
    fill_hello_steps(demo->hello);
    world_why(world, demo->hello, "The listener is being made", "ccm", "");

    demo->echo = world_add(world, "demo/echo", ROW_DELETING, "#<<<<<.", 5);
    world_since(demo->echo, 5 * SECOND);
    world_elb(world, demo->echo, "k8s-echo", ROLE_CREATOR);
    world_address(world, demo->echo, "138.124.232.61");
    world_why(world, demo->echo, "Its listener is gone, the ELB is still there", "ccm",
              "");
}

static void fill_calm(struct world *world, struct demo *demo)
{
    static const char *const routes[] = {"shop/web", "shop/canary"};
    struct row_gateway *gateway = arena_new(world->arena, sizeof *gateway);

    demo->whoami = world_add(world, "whoami/whoami", ROW_READY, "#######", 5);
    world_elb(world, demo->whoami, "k8s-whoami", ROLE_CREATOR);
    world_share(world, demo->whoami, "whoami/fortune");
    world_members(demo->whoami, 3, 3);
    world_port(world, demo->whoami, 80, 30079);
    world_address(world, demo->whoami, "138.124.232.13");

    demo->fortune = world_add(world, "whoami/fortune", ROW_READY, "####=##", 5);
    demo->fortune->pattern = PATTERN_ATTACH;
    world_elb(world, demo->fortune, "k8s-whoami", ROLE_TENANT);
    world_share(world, demo->fortune, "whoami/whoami");
    world_members(demo->fortune, 3, 3);
    world_port(world, demo->fortune, 8080, 30078);
    world_address(world, demo->fortune, "138.124.232.13");

    demo->edge = world_add(world, "envoy-gateway-system/envoy-edge-public-a6cc6474",
                           ROW_READY, "#######", 5);
    world_since(demo->edge, 9 * DAY + 2 * HOUR);
    demo->edge->since_exact = false;
    demo->edge->pattern = PATTERN_GATEWAY;
    world_elb(world, demo->edge, "k8s-edge", ROLE_CREATOR);
    world_members(demo->edge, 2, 3);
    world_port(world, demo->edge, 443, 30445);
    world_port(world, demo->edge, 80, 30082);
    world_address(world, demo->edge, "138.124.232.44");
    *gateway = (struct row_gateway){.namespace = "edge",
                                    .name = "public",
                                    .class = "eg",
                                    .route_count = 2,
                                    .routes = routes};
    demo->edge->gateway = gateway;

    demo->intern = world_add(world, "shop/intern", ROW_READY, "######-", 5);
    world_since(demo->intern, 41 * MINUTE);
    world_elb(world, demo->intern, "elb-inner", ROLE_CREATOR);
    world_members(demo->intern, 2, 2);
    world_port(world, demo->intern, 80, 30083);
    world_address(world, demo->intern, "10.0.3.17");
    demo->intern->wants_public = false;
}

static void fill_elbs(struct world *world, const struct demo *demo)
{
    static const enum clue_from froms[] = {CLUE_OF_NAME, CLUE_OF_EIP, CLUE_OF_SERVICES};
    static const char *const clues[] = {
        "for: name and uid point to demo/old, which is gone",
        "for: EIP 138.124.232.90 still bound, 0 listeners",
        "against: none; all namespaces are readable"};

    struct view_elb *elb = world_add_elb(world, "elb-inner", ELB_AUTO, "10.0.3.17");
    elb->eip_id = NULL;
    world_listen(world, elb, 80, "k8s_TCP_80", LISTENER_CREATOR, demo->intern);
    elb = world_add_elb(world, "k8s-echo", ELB_AUTO, "138.124.232.61");
    world_listen(world, elb, 80, NULL, LISTENER_CREATOR, demo->echo);
    elb = world_add_elb(world, "k8s-edge", ELB_AUTO, "138.124.232.44");
    world_listen(world, elb, 443, "k8s_TCP_443", LISTENER_CREATOR, demo->edge);
    elb = world_add_elb(world, "k8s-lb-demo", ELB_AUTO, "138.124.232.123");
    world_listen(world, elb, 80, NULL, LISTENER_CREATOR, demo->hello);
    elb = world_add_elb(world, "k8s-ledger", ELB_AUTO, "138.124.232.57");
    struct view_listener *sick =
        world_listen(world, elb, 443, "k8s_TCP_443", LISTENER_CREATOR, demo->ledger);
    sick->members_online = 0;
    world_listen(world, elb, 9000, "console-9000", LISTENER_FOREIGN, NULL);
    world_listen(world, elb, 9000, NULL, LISTENER_TENANT, demo->refunds);
    elb = world_add_elb(world, "k8s-old", ELB_ORPHAN, "138.124.232.90");
    elb->orphan_since_ms = WORLD_WALL_MS - 2 * DAY - 11 * HOUR;
    elb->clues = clues;
    elb->clue_froms = froms;
    elb->clue_count = 3;
    elb = world_add_elb(world, "k8s-whoami", ELB_AUTO, "138.124.232.13");
    struct view_listener *ours =
        world_listen(world, elb, 80, "k8s_TCP_80", LISTENER_CREATOR, demo->whoami);
    static const struct view_member members[] = {
        {.id = "m1",
         .name = "m1",
         .address = "10.0.3.20",
         .port = 30079,
         .status = "ONLINE",
         .node = "node-1"},
        {.id = "m2",
         .name = "m2",
         .address = "10.0.3.21",
         .port = 30079,
         .status = "ONLINE",
         .node = "node-2"},
        {.id = "m3",
         .name = "m3",
         .address = "10.0.3.22",
         .port = 30079,
         .status = "ONLINE",
         .node = "node-3"},
    };
    ours->members = members;
    ours->member_count = 3;
    world_listen(world, elb, 8080, "k8s_TCP_8080", LISTENER_TENANT, demo->fortune);
    world_add_elb(world, "other-1", ELB_FOREIGN, "138.124.232.70");
    world_add_elb(world, "other-2", ELB_FOREIGN, "138.124.232.71");
}

/* Each ELB with a public address has its EIP; those of other clusters, too. */
static void fill_eips(struct world *world)
{
    struct view *view = world->view;
    struct view_eip *eips = arena_new_array(world->arena, view->elb_count, sizeof *eips);

    for (size_t i = 0; i < view->elb_count; i++) {
        const struct view_elb *elb = &world->elbs[i];
        if (elb->eip_id == NULL)
            continue;
        eips[view->eip_count++] = (struct view_eip){
            .id = arena_print(world->arena, "e-%s", elb->name),
            .address = elb->address,
            .status = "ELB",
            .elb_id = elb->id,
            .elb_name = elb->name,
            .bandwidth_mbit = 5,
            .charge_mode = "traffic",
            .created_ms = elb->created_ms,
        };
    }
    view->eips = eips;
}

static void fill_gateway(struct world *world, const struct demo *demo)
{
    static const struct view_route routes[] = {
        {.name = "shop/web",
         .host = "shop.example.org",
         .match = "/",
         .backend = "web:8080",
         .attached = true},
        {.name = "shop/canary",
         .host = "shop.example.org",
         .match = "/beta",
         .backend = "web 90% beta 10%",
         .attached = true},
        {.name = "pay/api",
         .host = "pay.example.org",
         .match = "/api",
         .backend = "api:8080",
         .reason =
             "NotAllowedByListeners: the listener takes routes of namespace shop only"},
    };
    static const struct view_gateway_listener listeners[] = {
        {.name = "https", .protocol = "HTTPS", .port = 443, .attached_routes = 2},
        {.name = "http", .protocol = "HTTP", .port = 80, .attached_routes = 2},
    };
    struct view_gateway *gateway = arena_new(world->arena, sizeof *gateway);

    *gateway = (struct view_gateway){.namespace = "edge",
                                     .name = "public",
                                     .class = "eg",
                                     .programmed = "True",
                                     .programmed_reason = "Programmed",
                                     .programmed_text = "2/2 envoy replicas",
                                     .accepted = true,
                                     .row = demo->edge,
                                     .address = "138.124.232.44",
                                     .listener_count = 2,
                                     .listeners = listeners,
                                     .route_count = 3,
                                     .attached_count = 2,
                                     .routes = routes};
    world->view->gateways = gateway;
    world->view->gateway_count = 1;
}

static void fill_time(struct world *world)
{
    world_event(world, SECOND, "lb-demo/hello", 5, 0, "ccm",
                "5 IDS done: elb.id 9a41.., elb.eip-id 0c77..", false);
    world_event(world, SECOND, "lb-demo/hello", 4, 'c', "otc-api",
                "EIP status ELB: bound", false);
    world_event(world, 2 * SECOND, "lb-demo/hello", 4, 'b', "otc-api",
                "EIP 138.124.232.123", false);
    world_event(world, 3 * SECOND, "demo/echo", 0, 0, "otc-api",
                "listener 80/TCP gone, ELB k8s-echo still up", false);
    world_event(world, 6 * SECOND, "lb-demo/hello", 3, 0, "ccm",
                "EnsuringLoadBalancer, finalizer: SEEN done", false);
    world_event(world, 41 * SECOND, "pay/refunds", 4, 'd', "ccm",
                "CreatingLoadBalancerFailed: ELB.8907 already has a listener with "
                "protocol_port of 9000",
                true);
    make_kubernetes_event(&world->events[world->view->event_count - 1]);
    world_change(world, SECOND, "lb-demo/hello", "ccm",
                 "5 IDS done: elb.id 9a41.., elb.eip-id 0c77..");
    world_change(world, 3 * SECOND, "demo/echo", "otc-api",
                 "listener 80/TCP gone, ELB k8s-echo still up");
    world_change(world, 41 * SECOND, "pay/refunds", "ccm",
                 "CreatingLoadBalancerFailed x3 (kept till ok)");
}

static void fill_calls(struct world *world)
{
    static const struct call calls[] = {
        {.wall_ms = WORLD_WALL_MS,
         .server = "elb",
         .method = "GET",
         .path = "/v3/p/elb/listeners?limit=2000",
         .status = 200,
         .took_ms = 60,
         .request_id = "req-1",
         .error = ""},
        {.wall_ms = WORLD_WALL_MS - 3000,
         .server = "elb",
         .method = "GET",
         .path = "/v3/p/elb/loadbalancers?limit=2000",
         .status = 200,
         .took_ms = 91,
         .request_id = "",
         .error = ""},
        {.wall_ms = WORLD_WALL_MS - 9000,
         .server = "vpc",
         .method = "GET",
         .path = "/v1/p/publicips?limit=2000",
         .status = 429,
         .took_ms = 12,
         .request_id = "",
         .error = "too many requests"},
    };
    static const char *log[] = {"12:04:20 info  watch services began at 81240",
                                "12:04:31 info  elb sweep took 91 ms"};

    world->snapshot->calls = calls;
    world->snapshot->call_count = 3;
    world->snapshot->log = log;
    world->snapshot->log_count = 2;
}

void world_read(struct world *world, const char *name, int64_t ago_ms, const char *yaml)
{
    struct span rest = span_of(name);
    struct span namespace;
    struct object_text *object = arena_new(world->arena, sizeof *object);

    span_cut(&rest, '/', &namespace);
    *object = (struct object_text){
        .namespace = arena_bytes(world->arena, namespace.at, namespace.bytes),
        .name = arena_bytes(world->arena, rest.at, rest.bytes),
        .yaml = arena_text(world->arena, yaml),
        .version = "81244",
        .read_wall_ms = WORLD_WALL_MS - ago_ms,
        .error = "",
    };
    world->snapshot->object = object;
}

/* As the api-server tells it of pay/refunds. */
static void fill_object(struct world *world)
{
    world_read(world, "pay/refunds", 3000,
               "apiVersion: v1\n"
               "kind: Service\n"
               "metadata:\n"
               "  annotations:\n"
               "    kubernetes.io/elb.class: union\n"
               "    kubernetes.io/elb.id: 44b0c1de-0000-4000-8000-000000000001\n"
               "  creationTimestamp: '2025-11-22T11:58:19Z'\n"
               "  managedFields:\n"
               "  - apiVersion: v1\n"
               "    manager: kubectl\n"
               "    operation: Apply\n"
               "  name: refunds\n"
               "  namespace: pay\n"
               "  resourceVersion: '81244'\n"
               "spec:\n"
               "  ports:\n"
               "  - port: 9000\n"
               "    nodePort: 30900\n"
               "    protocol: TCP\n"
               "  type: LoadBalancer\n"
               "status:\n"
               "  loadBalancer: {}\n");
}

static void fill_quotas(struct quota_sheet *sheet)
{
    static const struct quota_line lines[QUOTA_KIND_COUNT] = {
        [QUOTA_ELB] = {12, 50},
        [QUOTA_LISTENER] = {17, 100},
        [QUOTA_POOL] = {17, 500},
        [QUOTA_MEMBER] = {QUOTA_UNKNOWN, 500},
        [QUOTA_MONITOR] = {17, QUOTA_UNLIMITED},
        [QUOTA_EIP] = {19, 20},
        [QUOTA_LISTENERS_PER_ELB] = {QUOTA_UNKNOWN, 50},
        [QUOTA_MEMBERS_PER_POOL] = {QUOTA_UNKNOWN, 500},
    };

    for (int i = 0; i < QUOTA_KIND_COUNT; i++)
        sheet->lines[i] = lines[i];
    for (int i = 0; i < QUOTA_ANSWER_COUNT; i++) {
        sheet->readings[i].asked = true;
        sheet->readings[i].read_wall_ms = WORLD_WALL_MS - 12000;
    }
}

void world_fill_demo(struct world *world)
{
    struct demo demo = {0};

    fill_trouble(world, &demo);
    fill_moving(world, &demo);
    fill_calm(world, &demo);
    fill_elbs(world, &demo);
    fill_eips(world);
    fill_gateway(world, &demo);
    fill_time(world);
    fill_calls(world);
    fill_object(world);
    world->snapshot->around.quota = (struct quota){.elb_used = 12,
                                                   .elb_most = 50,
                                                   .eip_used = 19,
                                                   .eip_most = 20,
                                                   .listeners_per_elb = 50};
    fill_quotas(&world->snapshot->around.quotas);
}

/* ---- what was asked for ---- */

void world_fill_jobs(struct world *world)
{
    static struct plan_object service = {
        .thing = THING_SERVICE, .name = "whoami/whoami", .id = "uid-1", .detail = ""};
    static struct plan_object elb = {.fate = FATE_ORPHAN,
                                     .thing = THING_ELB,
                                     .name = "k8s-whoami",
                                     .id = "71f0",
                                     .detail = ""};
    static const struct job_thing things[] = {
        {.object = &service, .state = THING_GONE, .after_ms = 3000, .proof = "404"},
        {.object = &elb, .state = THING_LEFT_OVER, .after_ms = -1, .proof = "200"}};
    enum { LINES = 20 };
    struct job_line *lines = arena_new_array(world->arena, LINES, sizeof *lines);
    struct job_report *jobs = arena_new_array(world->arena, 2, sizeof *jobs);

    for (int i = 0; i < LINES; i++)
        lines[i] = (struct job_line){.wall_ms = WORLD_WALL_MS - 9000 + i * 100,
                                     .subject = "",
                                     .who = i % 2 == 0 ? "ccm" : "otc-api",
                                     .what = arena_print(world->arena, "line %d", i + 1),
                                     .failure = i % 5 == 4};
    jobs[0] = (struct job_report){.id = 2,
                                  .state = JOB_HELD,
                                  .kind = PLAN_TEARDOWN,
                                  .title = "pay/ledger",
                                  .err = ERR_INIT,
                                  .advice = "",
                                  .field = "",
                                  .owner = "",
                                  .difference = "",
                                  .hold_left_ms = 2000,
                                  .began_wall_ms = WORLD_WALL_MS - 1000,
                                  .ended_wall_ms = WHEN_UNKNOWN,
                                  .took_ms = -1,
                                  .goes_count = 1,
                                  .thing_count = 2,
                                  .things = things,
                                  .line_count = LINES,
                                  .lines = lines};
    jobs[1] = jobs[0];
    jobs[1].id = 1;
    jobs[1].state = JOB_LEFT;
    jobs[1].title = "whoami/whoami";
    jobs[1].receipt = "/home/alice/.local/state/elbtop/receipts/one.json";
    jobs[1].hold_left_ms = 0;
    jobs[1].ended_wall_ms = WORLD_WALL_MS - 500;
    jobs[1].took_ms = 3000;
    jobs[1].gone_count = 1;
    jobs[1].left_count = 1;
    world->snapshot->jobs = jobs;
    world->snapshot->job_count = 2;
}
