#include "prop/town.h"

#include <stdio.h>

#include "base/mem.h"

#include "base/banned.h"

/* Names as they come, and as nobody wants them. */
static const char *const names[TOWN_SERVICES] = {
    "whoami/whoami",
    "whoami/fortune",
    "shop/cart",
    "shop/web",
    "shop/intern",
    "pay/ledger",
    "pay/refunds",
    "lb-demo/hello",
    "demo/echo",
    "envoy-gateway-system/envoy-edge-public-a6cc6474",
    "a/b",
    "\xe4\xb8\xad\xe6\x96\x87/\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e",
    "e\xcc\x81/\xf0\x9f\x98\x80-\x1b[31mred",
    "zz-last/with-a-name-of-sixty-three-signs-as-long-as-a-label-may-be-x",
};

static const char *const marks[TOWN_ELBS + 2] = {"##.....", "###>...", "###!...",
                                                 "##*....", "###>#..", "######>",
                                                 "#######", "####=##"};

void town_start(struct town *town, struct prop *prop)
{
    *town = (struct town){.prop = prop};
    town->read_only = prop_below(prop, 3) == 0;
    town->protected_context = prop_below(prop, 4) == 0;
    for (int i = 0; i < 30; i++)
        town_move(town);
}

static void move_service(struct town *town, struct town_service *service)
{
    struct prop *prop = town->prop;

    switch (prop_below(prop, 6)) {
    case 0:
        service->there = !service->there;
        service->life += service->there;
        break;
    case 1:
        service->state = (enum row_state)prop_below(prop, ROW_READY + 1);
        break;
    case 2:
        service->elb = (int)prop_below(prop, TOWN_ELBS + 1) - 1;
        service->creator = prop_coin(prop);
        break;
    case 3:
        service->online = (int)prop_below(prop, 4);
        break;
    default:
        service->steps = (int)prop_below(prop, ARRAY_COUNT(marks));
    }
}

void town_move(struct town *town)
{
    struct prop *prop = town->prop;

    switch (prop_below(prop, 12)) {
    case 0:
        town->orphans[prop_below(prop, TOWN_ELBS)] ^= true;
        break;
    case 1:
        town->lost[prop_below(prop, SOURCE_COUNT)] ^= true;
        break;
    case 2:
    case 3:
        town->events++;
        break;
    default:
        move_service(town, &town->services[prop_below(prop, TOWN_SERVICES)]);
    }
}

/* ---- a picture of it ---- */

static struct row *add_service(const struct town *town, struct world *world, size_t index)
{
    const struct town_service *service = &town->services[index];
    char elb_name[32];
    char uid[64];
    struct row *row = world_add(world, names[index], service->state,
                                marks[service->steps], service->steps % 6);

    snprintf(uid, sizeof uid, "uid-%zu-%d", index, service->life);
    row->uid = arena_text(world->arena, uid);
    world_port(world, row, (uint16_t)(80 + index), (uint16_t)(30000 + index));
    if (service->elb >= 0) {
        snprintf(elb_name, sizeof elb_name, "k8s-elb-%d", service->elb);
        world_elb(world, row, elb_name, service->creator ? ROLE_CREATOR : ROLE_TENANT);
        world_members(row, service->online, 3);
    }
    if (service->state == ROW_READY || service->state == ROW_DEGRADED)
        world_address(world, row, "138.124.232.13");
    world_why(world, row, "something or other is the matter with it", "ccm",
              "look at it");
    return row;
}

static void add_elb(const struct town *town, struct world *world, int index,
                    struct row *rows[TOWN_SERVICES])
{
    static const char *const clues[] = {"for: its name", "against: nothing"};
    char name[32];
    struct view_elb *elb;
    int listeners = 0;

    snprintf(name, sizeof name, "k8s-elb-%d", index);
    elb = world_add_elb(world, name, town->orphans[index] ? ELB_ORPHAN : ELB_AUTO,
                        "138.124.232.13");
    if (town->orphans[index]) {
        elb->clues = clues;
        elb->clue_count = ARRAY_COUNT(clues);
    }
    for (size_t i = 0; i < TOWN_SERVICES && listeners < 6; i++) {
        if (rows[i] == NULL || town->services[i].elb != index)
            continue;
        world_listen(world, elb, (uint16_t)(80 + i),
                     town->services[i].steps > 3 ? "k8s_TCP" : NULL,
                     town->services[i].creator ? LISTENER_CREATOR : LISTENER_TENANT,
                     rows[i]);
        listeners++;
    }
    if (index == 2)
        world_listen(world, elb, 9000, "console", LISTENER_FOREIGN, NULL);
}

static void add_events(const struct town *town, struct world *world)
{
    static const char *const who[] = {"ccm",        "otc-api", "api-server",
                                      "otc-fabric", "elbtop",  "you"};
    char what[64];

    for (int i = town->events; i > 0 && i > town->events - TOWN_EVENTS; i--) {
        snprintf(what, sizeof what, "event number %d, as it happened", i);
        world_event(world, (town->events - i) * INT64_C(700), names[i % TOWN_SERVICES],
                    i % 8, i % 8 == 4 ? 'd' : 0, who[i % (int)ARRAY_COUNT(who)],
                    arena_text(world->arena, what), i % 5 == 0);
        /* When it happened stays the same however often it is told. */
        world->events[world->view->event_count - 1].wall_ms =
            WORLD_WALL_MS + i * INT64_C(700);
        if (i > town->events - 4)
            world_change(world, 1000, names[i % TOWN_SERVICES], "ccm",
                         arena_text(world->arena, what));
    }
}

struct snapshot *town_snapshot(struct town *town, int64_t now_ms, int64_t wall_ms)
{
    struct row *rows[TOWN_SERVICES] = {NULL};
    struct world world;

    world_init(&world);
    for (size_t i = 0; i < TOWN_SERVICES; i++) {
        if (town->services[i].there)
            rows[i] = add_service(town, &world, i);
    }
    for (int i = 0; i < TOWN_ELBS; i++)
        add_elb(town, &world, i, rows);
    add_events(town, &world);
    for (int i = 0; i < SOURCE_COUNT; i++) {
        world.view->sources[i].read_ms = now_ms;
        world.view->sources[i].read_wall_ms = wall_ms;
        if (town->lost[i])
            world_lose(&world, (enum source_name)i, 15000);
    }
    world.view->now_ms = now_ms;
    world.view->wall_ms = wall_ms;
    world.snapshot->generation = ++town->generation;
    world.snapshot->read_only = town->read_only;
    world.snapshot->protected_context = town->protected_context;
    return world_give(&world);
}
