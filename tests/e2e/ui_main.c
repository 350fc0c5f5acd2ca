/*
 * ui_main - the dashboard on snapshots that are made by hand, in a real terminal: a small
 * program for tests of ui_run(), and for looking at it.
 *
 *   ui_main           one snapshot, then what orders ask for
 *   ui_main silent    no snapshot ever comes
 *   ui_main still     one snapshot, and orders change nothing
 *   ui_main working   the same with plans under way
 *   ui_main busy      another snapshot every 30 ms, with another row changed
 *   ui_main hostile   what servers say would like to move the cursor and fill the clipboard
 *   ui_main many N    N Services more, one snapshot
 *   ui_main flood N   N Services, and snapshots as fast as they can be made
 *
 * Lessons stand still in their middle; there are other contexts, and no way to them.
 *
 * R asks for a snapshot with another state of shop/cart; p makes demo/echo go.
 */
#include <locale.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "screen/desk.h"
#include "settings/settings.h"
#include "tui/ui.h"

#include "base/banned.h"

struct worker {
    /* fixed before the thread starts */
    struct doors *doors;
    struct lesson_door *lessons;
    const char *mode;
    int64_t flood;
    struct wake bell;

    atomic_bool stop;

    /* the thread's own */
    uint64_t generation;
    int refreshes;
    bool echo_gone;
};

static void ring(void *ctx)
{
    wake_ring(&((struct worker *)ctx)->bell);
}

static void add_flood(struct world *world, const struct worker *worker)
{
    char name[64];

    for (int64_t i = 0; i < worker->flood; i++) {
        bool moves = i == (int64_t)(worker->generation % 50);
        snprintf(name, sizeof name, "ns-%03lld/svc-%05lld", (long long)i / 100,
                 (long long)i);
        struct row *row = world_add(world, name, moves ? ROW_MOVING : ROW_READY,
                                    moves ? "###>..." : "#######", moves ? 1 : 5);
        world_address(world, row, "138.124.232.1");
    }
}

/* All texts of a server come through the same cells. */
static void be_hostile(struct world *world, struct row *row)
{
    static const char steers[] = "a\033[2J\033]52;c;aGk=\a\033[31m\xc2\x9b"
                                 "5A\rb\nrm -rf";

    row->name = steers;
    row->address = steers;
    world->snapshot->project = steers;
    world->snapshot->context = steers;
    struct view_elb *elb = world_add_elb(world, steers, ELB_ORPHAN, steers);
    elb->description = steers;
    world_listen(world, elb, 65535, steers, LISTENER_FOREIGN, NULL);
    world_event(world, 1000, "pay/refunds", 4, 'c', steers, steers, true);
    world_change(world, 1000, "pay/refunds", steers, steers);
    world_why(world, row, steers, steers, steers);
    for (int i = 0; i < STEP_COUNT; i++)
        row->steps[i].evidence = steers;
}

static struct snapshot *make(struct worker *worker)
{
    struct world world;

    world_init(&world);
    world.snapshot->simulator = true;
    world.snapshot->generation = ++worker->generation;
    world_fill_demo(&world);
    for (size_t i = 0; i < world.view->row_count; i++) {
        struct row *row = world.rows[i];
        if (strcmp(row->name, "cart") == 0 && worker->refreshes % 2 == 1) {
            row->state = ROW_READY;
            row->steps[2].state = STEP_DONE;
        }
        if (strcmp(row->name, "intern") == 0 && strcmp(worker->mode, "busy") == 0)
            world_members(row, (int)(worker->generation % 10), 10);
        if (strcmp(row->name, "refunds") == 0 && strcmp(worker->mode, "hostile") == 0)
            be_hostile(&world, row);
        if (strcmp(row->name, "echo") == 0 && worker->echo_gone)
            world.rows[i--] = world.rows[--world.view->row_count];
    }
    if (strcmp(worker->mode, "working") == 0)
        world_fill_jobs(&world);
    add_flood(&world, worker);
    return world_give(&world);
}

static void publish(struct worker *worker, struct doors *doors)
{
    struct snapshot *snapshot = make(worker);
    doors_give_snapshot(doors, &snapshot);
}

static void report(struct worker *worker, enum lesson_phase phase)
{
    struct lesson_report *report = lesson_report_new();

    *report = *desk_lesson(phase);
    lesson_door_give(worker->lessons, &report);
}

/* The teacher: a lesson's world is there at once, and every other wish is forgotten. */
static void teach(struct worker *worker)
{
    struct doors *doors = lesson_door_doors(worker->lessons);
    struct lesson_wish wish;

    while (lesson_door_next_wish(worker->lessons, &wish)) {
        if (wish.kind == LESSON_OPEN)
            publish(worker, doors);
        if (wish.kind == LESSON_OPEN || wish.kind == LESSON_END)
            report(worker, wish.kind == LESSON_OPEN ? LESSON_WAITING : LESSON_CLOSED);
    }
    for (struct order *order; (order = doors_take_order(doors)) != NULL;)
        order_free(order);
}

static bool take_orders(struct worker *worker)
{
    bool changed = false;

    for (struct order *order; (order = doors_take_order(worker->doors)) != NULL;) {
        worker->refreshes += order->kind == ORDER_REFRESH;
        worker->echo_gone = worker->echo_gone || order->kind == ORDER_PROBE;
        changed = changed || order->kind == ORDER_REFRESH || order->kind == ORDER_PROBE;
        order_free(order);
    }
    return changed;
}

static void *run(void *ctx)
{
    struct worker *worker = ctx;
    bool busy = strcmp(worker->mode, "busy") == 0;
    bool flood = strcmp(worker->mode, "flood") == 0;
    bool still =
        strcmp(worker->mode, "still") == 0 || strcmp(worker->mode, "working") == 0;
    struct pollfd bells[] = {
        {.fd = worker->bell.fd, .events = POLLIN},
        {.fd = lesson_door_wish_fd(worker->lessons), .events = POLLIN},
    };

    report(worker, LESSON_CLOSED);
    if (strcmp(worker->mode, "silent") != 0)
        publish(worker, worker->doors);
    while (!worker->stop) {
        poll(bells, ARRAY_COUNT(bells), flood ? 1 : busy ? 30 : -1);
        wake_answer(&worker->bell);
        teach(worker);
        if ((take_orders(worker) && !still) || busy || flood)
            publish(worker, worker->doors);
    }
    return NULL;
}

static enum err_code contexts(void *ctx, struct arena *arena,
                              const struct journey_context **ret_contexts,
                              size_t *ret_count, const char **ret_here, struct err *err)
{
    const struct places places = desk_places();

    (void)ctx, (void)err;
    struct journey_context *at = arena_new_array(arena, places.count, sizeof *at);
    for (size_t i = 0; i < places.count; i++)
        at[i] = (struct journey_context){places.at[i].name, places.at[i].note};
    *ret_contexts = at;
    *ret_count = places.count;
    *ret_here = places.here;
    return ERR_OK;
}

int main(int argc, char **argv)
{
    struct clock clock;
    struct err err = ERR_INIT;
    struct worker worker = {.mode = argc > 1 ? argv[1] : ""};
    struct ui_config config = {.clock = &clock, .frame_fd = ui_frame_fd(), .ascii = true};
    sigset_t all, before;
    pthread_t thread;

    setlocale(LC_ALL, "");
    if (argc > 2)
        span_to_range(span_of(argv[2]), 1, WORLD_ROWS - 100, &worker.flood);
    clock_hold(&clock, WORLD_NOW_MS, WORLD_WALL_MS);
    if (wake_init(&worker.bell, &err) != ERR_OK ||
        doors_new(ring, &worker, &worker.doors, &err) != ERR_OK ||
        lesson_door_new(&worker.lessons, &err) != ERR_OK) {
        fprintf(stderr, "ui_main: %s\n", err.text);
        return 1;
    }
    config.doors = worker.doors;
    config.lessons = worker.lessons;
    config.worlds.contexts = contexts;
    config.ascii = getenv("UI_UTF8") == NULL;
    config.theme = getenv("UI_THEME");
    config.settings = settings_new();
    config.settings->mouse = getenv("UI_MOUSE") != NULL;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    pthread_create(&thread, NULL, run, &worker);
    pthread_sigmask(SIG_SETMASK, &before, NULL);

    int status = ui_run(&config, &err);
    if (err.code != ERR_OK)
        fprintf(stderr, "ui_main: %s\n", err.text);
    worker.stop = true;
    wake_ring(&worker.bell);
    pthread_join(thread, NULL);
    doors_free(worker.doors);
    lesson_door_free(worker.lessons);
    settings_free(config.settings);
    wake_release(&worker.bell);
    return status;
}
