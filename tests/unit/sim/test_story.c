#include "lib/check.h"

#include <unistd.h>

#include "base/arena.h"
#include "sim/fault.h"
#include "sim/story.h"
#include "wire/tree.h"

static void check_fault(const char *story, const json_t *spec)
{
    struct arena arena;
    struct fault fault;
    struct err err = ERR_INIT;

    arena_init(&arena, 0);
    if (fault_parse(json_string_value(spec), &arena, &fault, &err) != ERR_OK)
        fail_msg("%s: %s", story, err.text);
    arena_release(&arena);
}

static void every_built_in_story_can_be_read(void **state)
{
    (void)state;
    for (size_t i = 0; story_name(i) != NULL; i++) {
        struct story *story;
        struct err err = ERR_INIT;
        if (story_load(story_name(i), &story, &err) != ERR_OK)
            fail_msg("%s%s", err.where, err.text);

        assert_string_equal(story->name, story_name(i));
        assert_true(story->about[0] != '\0');
        for (size_t j = 0; j < json_array_size(story->faults); j++)
            check_fault(story->name, json_array_get(story->faults, j));
        for (size_t j = 0; j < story->step_count; j++) {
            for (size_t k = 0; k < json_array_size(story->steps[j].faults); k++)
                check_fault(story->name, json_array_get(story->steps[j].faults, k));
        }
        story_free(story);
    }
}

static void a_story_stands_on_its_base_without_its_steps(void **state)
{
    struct story *seed, *quota;
    (void)state;

    assert_int_equal(story_load("seed", &seed, NULL), ERR_OK);
    assert_int_equal(story_load("quota-full", &quota, NULL), ERR_OK);

    assert_int_equal(json_array_size(quota->ready), json_array_size(seed->ready));
    assert_int_equal(quota->step_count, 1);
    assert_int_equal(quota->node_count, 3);
    assert_int_equal(json_array_size(quota->faults), 1);
    story_free(seed);
    story_free(quota);
}

static void an_unknown_name_says_where_the_others_are(void **state)
{
    struct story *story;
    struct err err = ERR_INIT;
    (void)state;

    assert_int_equal(story_load("nope", &story, &err), ERR_ABSENT);
    assert_non_null(strstr(err.text, "nope"));
    assert_non_null(strstr(err.text, "elbtop sim --help"));
}

/* ---- stories of files ---- */

struct file {
    char path[64];
};

static void file_init(struct file *file, const char *text)
{
    snprintf(file->path, sizeof file->path, "./story-%ld.yaml", (long)getpid());
    FILE *out = fopen(file->path, "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static void steps_are_played_in_order_of_time(void **state)
{
    struct file file;
    struct story *story;
    struct err err = ERR_INIT;
    (void)state;
    file_init(&file, "steps:\n"
                     "- {at: 2s, say: third}\n"
                     "- {at: 500ms, say: first}\n"
                     "- {at: 2s, say: fourth}\n"
                     "- {at: 1s, say: second, fault: 'ccm:stopped'}\n");

    assert_int_equal(story_load(file.path, &story, &err), ERR_OK);

    assert_int_equal(story->step_count, 4);
    assert_string_equal(story->steps[0].say, "first");
    assert_string_equal(story->steps[1].say, "second");
    assert_string_equal(story->steps[2].say, "third");
    assert_string_equal(story->steps[3].say, "fourth");
    assert_int_equal(json_array_size(story->steps[1].faults), 1);
    assert_int_equal(story->steps[1].at_ms, 1000);
    story_free(story);
    unlink(file.path);
}

static void what_cannot_be_meant_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *text, *where;
    } cases[] = {
        {"steps:\n- {at: 5}\n", "steps[0].at"},
        {"steps:\n- {at: 1s}\n- {at: 2s, aply: {}}\n", "steps[1].step"},
        {"wrld: {}\n", "story"},
        {"world: {nodes: 1000}\n", "world.nodes"},
        {"world: {nods: 3}\n", "world"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct file file;
        struct story *story;
        struct err err = ERR_INIT;
        file_init(&file, cases[i].text);
        assert_int_equal(story_load(file.path, &story, &err), ERR_SHAPE);
        if (strstr(err.where, cases[i].where) == NULL)
            fail_msg("%s is not in \"%s\"", cases[i].where, err.where);
        unlink(file.path);
    }
}

static void a_ring_of_bases_ends(void **state)
{
    struct file file;
    struct story *story;
    char text[128];
    (void)state;
    file_init(&file, "");
    snprintf(text, sizeof text, "base: %s\n", file.path);
    file_init(&file, text);

    assert_int_equal(story_load(file.path, &story, NULL), ERR_SHAPE);
    unlink(file.path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_built_in_story_can_be_read),
        cmocka_unit_test(a_story_stands_on_its_base_without_its_steps),
        cmocka_unit_test(an_unknown_name_says_where_the_others_are),
        cmocka_unit_test(steps_are_played_in_order_of_time),
        cmocka_unit_test(what_cannot_be_meant_is_refused_with_its_place),
        cmocka_unit_test(a_ring_of_bases_ends),
    };
    json_object_seed(0);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
