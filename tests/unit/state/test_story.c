/*
 * Every file of tests/data/state/ is a little timeline, carried out line by line; the same
 * files feed the properties that hold of any facts in any order.
 */
#include "lib/check.h"

#include "base/when.h"
#include "lib/data.h"
#include "lib/prop.h"
#include "unit/state/story.h"

/* ---- as written ---- */

/* Whatever happened says how it came to be known, by which rule it is judged, and when. */
static void says_where_it_is_from(const struct view *view, const char *name)
{
    for (size_t i = 0; i < view->event_count; i++) {
        const struct view_event *event = &view->events[i];
        bool is_whole = event->from != FROM_NOWHERE && event->rule != NULL &&
                        event->read_ms != WHEN_UNKNOWN &&
                        (event->message != NULL) == (event->from == FROM_EVENT) &&
                        (event->last_ms != WHEN_UNKNOWN) == (event->from == FROM_EVENT);
        if (!is_whole)
            fail_msg("%s: \"%s\" does not say where it is from", name, event->what);
    }
}

static void play(const char *name, void *ctx)
{
    size_t *failures = ctx;
    struct story story;
    struct world world;

    story_read(&story, name);
    world_init(&world);
    for (size_t i = 0; i < story.line_count; i++)
        story_do(&story, &world, &story.lines[i]);
    if (story.failure[0] != '\0') {
        print_error("%s\n", story.failure);
        (*failures)++;
    }
    says_where_it_is_from(world_look(&world), name);
    world_release(&world);
    story_release(&story);
}

static void stories_come_true(void **state)
{
    size_t failures = 0;
    (void)state;

    size_t count = data_each("state", ".story", play, &failures);

    assert_true(count >= 20);
    assert_int_equal(failures, 0);
}

/* ---- any beginning of a story, looked at after each line or only at its end ---- */

static void play_beginnings(const char *name, void *ctx)
{
    struct prop *prop = ctx;

    for (int round = 0; round < prop_rounds(4); round++) {
        struct story story;
        struct world world;
        story_read(&story, name);
        world_init(&world);
        size_t end = prop_below(prop, story.line_count + 1);
        for (size_t i = 0; i < end; i++) {
            if (story_is_fact(&story.lines[i]) && prop_below(prop, 5) != 0)
                story_do(&story, &world, &story.lines[i]);
            if (prop_coin(prop))
                world_look(&world);
        }
        free(world_print(world_look(&world), true));
        world_release(&world);
        story_release(&story);
    }
}

static void any_facts_make_some_view(void **state)
{
    struct prop prop;
    (void)state;

    prop_start(&prop);
    data_each("state", ".story", play_beginnings, &prop);
}

/* ---- the order in which facts arrive does not matter ---- */

/* The facts of a story as they stand at its end, given all at one moment. */
struct heap {
    struct story story;
    struct world ends; /* where the story was played */
    size_t count;
    int order[STORY_LINES];
};

static bool is_arrival(const struct story_line *line)
{
    return strcmp(line->tokens[0], "event") == 0 || strcmp(line->tokens[0], "probe") == 0;
}

static void heap_read(struct heap *heap, const char *name)
{
    heap->count = 0;
    story_read(&heap->story, name);
    world_init(&heap->ends);
    for (size_t i = 0; i < heap->story.line_count; i++) {
        const struct story_line *line = &heap->story.lines[i];
        if (story_is_fact(line))
            story_do(&heap->story, &heap->ends, line);
        if (is_arrival(line))
            heap->order[heap->count++] = (int)i;
    }
    for (size_t i = 0; i < heap->story.service_count; i++)
        heap->order[heap->count++] = -1 - (int)i;
    heap->order[heap->count++] = STORY_LINES;     /* ELBs */
    heap->order[heap->count++] = STORY_LINES + 1; /* EIPs */
}

static void heap_release(struct heap *heap)
{
    world_release(&heap->ends);
    story_release(&heap->story);
}

static void give(struct heap *heap, struct world *world, int what)
{
    if (what == STORY_LINES)
        store_set_elbs(world->store, world_elb_set(&heap->ends, world_wall(world)));
    else if (what == STORY_LINES + 1)
        store_set_eips(world->store, world_eip_set(&heap->ends, world_wall(world)));
    else if (what < 0)
        world_put_service(world, &heap->story.services[-1 - what]);
    else
        story_do(&heap->story, world, &heap->story.lines[what]);
}

static char *picture_of(struct heap *heap)
{
    struct world world;

    world_init(&world);
    world.at_ms = heap->ends.at_ms;
    for (size_t i = 0; i < heap->count; i++)
        give(heap, &world, heap->order[i]);
    world_listed(&world);
    char *picture = world_print(world_look(&world), true);
    world_release(&world);
    return picture;
}

/* Probes of one target must keep their order; they are results, not facts. */
static void shuffle(struct heap *heap, struct prop *prop)
{
    for (size_t i = heap->count; i > 1; i--) {
        size_t at = prop_below(prop, i);
        int swapped = heap->order[at];
        heap->order[at] = heap->order[i - 1];
        heap->order[i - 1] = swapped;
    }
}

static void keep_last_probes(struct heap *heap)
{
    size_t kept = 0;
    bool probed = false;

    for (size_t i = heap->count; i-- > 0;) {
        int what = heap->order[i];
        bool probe = what >= 0 && what < STORY_LINES &&
                     strcmp(heap->story.lines[what].tokens[0], "probe") == 0;
        if (probe && probed)
            heap->order[i] = INT32_MAX;
        probed = probed || probe;
    }
    for (size_t i = 0; i < heap->count; i++) {
        if (heap->order[i] != INT32_MAX)
            heap->order[kept++] = heap->order[i];
    }
    heap->count = kept;
}

static void shuffle_and_compare(const char *name, void *ctx)
{
    struct prop *prop = ctx;
    struct heap *heap = mem_new(sizeof *heap);

    heap_read(heap, name);
    keep_last_probes(heap);
    char *expected = picture_of(heap);
    for (int round = 0; round < prop_rounds(8); round++) {
        shuffle(heap, prop);
        char *picture = picture_of(heap);
        if (strcmp(picture, expected) != 0)
            print_error("%s:\n--- one order\n%s--- another\n%s", name, expected, picture);
        assert_string_equal(picture, expected);
        free(picture);
    }
    free(expected);
    heap_release(heap);
    free(heap);
}

static void the_order_of_arrival_does_not_matter(void **state)
{
    struct prop prop;
    (void)state;

    prop_start(&prop);
    data_each("state", ".story", shuffle_and_compare, &prop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stories_come_true),
        cmocka_unit_test(any_facts_make_some_view),
        cmocka_unit_test(the_order_of_arrival_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
