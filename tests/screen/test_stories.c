/*
 * What the store makes of real timelines, on the screen: every story of tests/data/state is
 * played, and whenever its clock moves every view of it must keep the screen contract.
 * SHOW=failed prints the frames of that story instead of being silent.
 */
#include "lib/check.h"

#include "lib/data.h"
#include "screen/contract.h"
#include "tui/dashboard.h"
#include "tui/key.h"
#include "unit/state/story.h"

#include "base/banned.h"

struct theatre {
    struct dashboard *dashboard;
    struct snapshot *snapshot;
    struct grid grid;
    const char *story;
    size_t frames;
};

static void press(struct theatre *theatre, const struct world *world, const char *keys)
{
    struct span rest = span_of(keys);
    struct span word;
    char name[32];

    while (span_cut(&rest, ' ', &word)) {
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        dashboard_key(theatre->dashboard, key_parse(name), world_now(world),
                      world_wall(world));
    }
}

static void look(struct theatre *theatre, const struct world *world)
{
    struct buf frame;

    dashboard_draw(theatre->dashboard, &theatre->grid, world_now(world),
                   world_wall(world));
    buf_init(&frame, 1 << 16);
    grid_print(&theatre->grid, &frame);
    const char *broken = contract_broken(buf_text(&frame));
    if (broken != NULL)
        fail_msg("%s after %lld ms: %s\n%s", theatre->story, (long long)world->at_ms,
                 broken, buf_text(&frame));
    const char *wanted = getenv("SHOW");
    if (wanted != NULL && strstr(theatre->story, wanted) != NULL)
        printf("# %s after %lld ms\n%s\n", theatre->story, (long long)world->at_ms,
               buf_text(&frame));
    buf_release(&frame);
    theatre->frames++;
}

static void show(struct theatre *theatre, struct world *world)
{
    struct snapshot *before = theatre->snapshot;
    struct snapshot *snapshot = mem_new(sizeof *snapshot);

    snapshot->view = store_view(world->store, world_now(world), world_wall(world));
    snapshot->context = "cce-demo";
    snapshot->project = "eu-ch2_demo";
    snapshot->complete = true;
    theatre->snapshot = snapshot;
    dashboard_show(theatre->dashboard, snapshot, world_now(world), world_wall(world));
    snapshot_free(before);
}

static void look_at_everything(struct theatre *theatre, struct world *world)
{
    static const char *const views[] = {"Enter",       "j Enter",
                                        "t",           ": e v e n t s Enter",
                                        ": g w Enter", ": o r p h a n s Enter"};

    show(theatre, world);
    look(theatre, world);
    for (size_t i = 0; i < ARRAY_COUNT(views); i++) {
        press(theatre, world, views[i]);
        look(theatre, world);
        press(theatre, world, ": s v c Enter g");
    }
}

static void play(const char *name, void *ctx)
{
    struct theatre theatre = {.story = name};
    struct story story;
    struct world world;

    story_read(&story, name);
    world_init(&world);
    theatre.dashboard = dashboard_new(true, world_now(&world));
    grid_init(&theatre.grid, 24, 80, true);
    for (size_t i = 0; i < story.line_count; i++) {
        if (strcmp(story.lines[i].tokens[0], "at") == 0)
            look_at_everything(&theatre, &world);
        if (story_is_fact(&story.lines[i]))
            story_do(&story, &world, &story.lines[i]);
    }
    look_at_everything(&theatre, &world);
    *(size_t *)ctx += theatre.frames;

    dashboard_free(theatre.dashboard);
    snapshot_free(theatre.snapshot);
    grid_release(&theatre.grid);
    world_release(&world);
    story_release(&story);
}

static void every_moment_of_every_story_keeps_the_screen_contract(void **state)
{
    size_t frames = 0;
    (void)state;

    data_each("state", ".story", play, &frames);

    assert_true(frames > 500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_moment_of_every_story_keeps_the_screen_contract),
    };
    setenv("TZ", "UTC", 1);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
