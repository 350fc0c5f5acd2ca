#include "screen/gallery.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/mem.h"
#include "tui/dashboard.h"
#include "tui/key.h"
#include "tui/picture.h"
#include "unit/state/story.h"

#include "base/banned.h"

struct gallery {
    struct story story;
    struct world world;
    struct snapshot *snapshot;
};

struct shot {
    const char *name; /* of the file */
    const char *title;
    int rows, cols;
    const char *theme;
    const char *keys; /* names, parted by blanks */
};

static const struct shot shots[] = {
    {"services", "The list of Services: problems first, why, and the last changes", 24,
     80, "dark", ""},
    {"services-light", "The same on a light ground", 24, 80, "light", ""},
    {"wide", "A wide screen: the selected Service in full beside the list", 40, 160,
     "dark", ""},
    {"steps", "The seven steps of a Service on its way", 30, 160, "dark",
     "/ h e l l o Enter Enter"},
    {"elbs", "The tree of ELBs, and what would go with whom", 30, 100, "dark", "t"},
    {"events", "One line of time from all witnesses", 24, 100, "dark",
     ": e v e n t s Enter"},
    {"help", "Every key, with the reason where one is off", 30, 100, "dark", "?"},
};

/* All sources were read a moment ago; the story does not speak of that. */
static void freshen(struct view *view)
{
    static const int64_t ages_ms[SOURCE_COUNT] = {0, 3000, 9000, 3600000, 1000};

    for (int name = 0; name < SOURCE_COUNT; name++) {
        struct source *source = &view->sources[name];
        source->state = SOURCE_LIVE;
        source->ever = true;
        source->read_ms = view->now_ms - ages_ms[name];
        source->read_wall_ms = view->wall_ms - ages_ms[name];
    }
}

static struct snapshot *snapshot_of(struct world *world)
{
    struct snapshot *snapshot = mem_new(sizeof *snapshot);

    snapshot->view = store_view(world->store, world_now(world), world_wall(world));
    freshen(snapshot->view);
    snapshot->context = "cce-demo";
    snapshot->project = "eu-ch2_demo";
    snapshot->token_expires_wall_ms = world_wall(world) + INT64_C(76200000);
    snapshot->complete = true;
    snapshot->acting_allowed = true;
    return snapshot;
}

static bool play(struct gallery *gallery)
{
    for (size_t i = 0; i < gallery->story.line_count; i++) {
        if (!story_do(&gallery->story, &gallery->world, &gallery->story.lines[i]))
            return false;
        world_look(&gallery->world); /* what happens is seen as it happens */
    }
    return true;
}

struct gallery *gallery_new(void)
{
    struct gallery *gallery = mem_new(sizeof *gallery);

    setenv("TZ", "UTC", 1);
    tzset();
    story_read(&gallery->story, "state/busy-day.story");
    world_init(&gallery->world);
    if (!play(gallery)) {
        fprintf(stderr, "%s\n", gallery->story.failure);
        gallery_free(gallery);
        return NULL;
    }
    gallery->snapshot = snapshot_of(&gallery->world);
    return gallery;
}

void gallery_free(struct gallery *gallery)
{
    if (gallery == NULL)
        return;
    snapshot_free(gallery->snapshot);
    world_release(&gallery->world);
    story_release(&gallery->story);
    free(gallery);
}

size_t gallery_count(void)
{
    return ARRAY_COUNT(shots);
}

const char *gallery_name(size_t index)
{
    return shots[index].name;
}

static void press(struct dashboard *dashboard, const struct world *world,
                  const char *keys)
{
    struct span rest = span_of(keys);
    struct span word;
    char name[32];

    while (rest.bytes > 0 && span_cut(&rest, ' ', &word)) {
        snprintf(name, sizeof name, "%.*s", (int)word.bytes, word.at);
        dashboard_key(dashboard, key_parse(name), world_now(world), world_wall(world));
    }
}

void gallery_draw(const struct gallery *gallery, size_t index, struct buf *out)
{
    const struct shot *shot = &shots[index];
    const struct world *world = &gallery->world;
    struct dashboard *dashboard = dashboard_new(false, world_now(world) - 60000);
    struct grid grid;

    grid_init(&grid, shot->rows, shot->cols, false);
    dashboard_show(dashboard, gallery->snapshot, world_now(world), world_wall(world));
    dashboard_draw(dashboard, &grid, world_now(world), world_wall(world));
    press(dashboard, world, shot->keys);
    dashboard_draw(dashboard, &grid, world_now(world), world_wall(world));
    picture_draw(PICTURE_SVG, &grid, theme_find(shot->theme), shot->title, out);
    grid_release(&grid);
    dashboard_free(dashboard);
}
