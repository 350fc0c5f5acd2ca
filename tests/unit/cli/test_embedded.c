#include "lib/check.h"

#include <unistd.h>

#include "cli/embedded.h"

#define WORLD "https://127.0.0.1:40001"

struct place {
    char dir[64];
    char kubeconfig[100];
    char places[100];
};

static int make_place(void **state)
{
    static struct place place;

    snprintf(place.dir, sizeof place.dir, "/tmp/elbtop-embedded-XXXXXX");
    assert_non_null(mkdtemp(place.dir));
    snprintf(place.kubeconfig, sizeof place.kubeconfig, "%s/kubeconfig", place.dir);
    snprintf(place.places, sizeof place.places, "%s/sim.json", place.dir);
    unsetenv("KUBECONFIG");
    *state = &place;
    return 0;
}

static int remove_place(void **state)
{
    struct place *place = *state;

    unlink(place->places);
    rmdir(place->dir);
    return 0;
}

static void write_places(const struct place *place, const char *text)
{
    FILE *file = fopen(place->places, "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static void a_world_is_known_by_the_server_in_its_file(void **state)
{
    const struct place *place = *state;
    const struct options options = {.kubeconfig = place->kubeconfig};

    assert_false(embedded_is(&options, WORLD)); /* no file at all */
    write_places(place, "{\"api_server\":\"" WORLD "\"}");
    assert_true(embedded_is(&options, WORLD));
}

/* Another context of the same kubeconfig leads to somebody's real cluster. */
static void another_server_is_no_world(void **state)
{
    const struct place *place = *state;
    const struct options options = {.kubeconfig = place->kubeconfig};

    write_places(place, "{\"api_server\":\"" WORLD "\"}");
    assert_false(embedded_is(&options, "https://api.example.org"));
    assert_false(embedded_is(&options, WORLD "1"));
    assert_false(embedded_is(&options, ""));
}

/* `sim --kubeconfig` serves a real cluster: its file names no api-server of its own. */
static void a_world_around_a_real_cluster_is_no_world(void **state)
{
    const struct place *place = *state;
    const struct options options = {.kubeconfig = place->kubeconfig};

    write_places(place, "{\"elb\":\"" WORLD "\"}");
    assert_false(embedded_is(&options, WORLD));
    write_places(place, "{\"api_server\":null}");
    assert_false(embedded_is(&options, WORLD));
    write_places(place, "not JSON");
    assert_false(embedded_is(&options, WORLD));
}

static void every_file_of_the_environment_counts(void **state)
{
    const struct place *place = *state;
    const struct options options = {.kubeconfig = NULL};
    char list[300];

    write_places(place, "{\"api_server\":\"" WORLD "\"}");
    assert_false(embedded_is(&options, WORLD));
    snprintf(list, sizeof list, "/nowhere/config::%s", place->kubeconfig);
    setenv("KUBECONFIG", list, 1);
    assert_true(embedded_is(&options, WORLD));
    unsetenv("KUBECONFIG");
}

static void demo_is_always_one(void **state)
{
    const struct options options = {.demo = true};

    (void)state;
    assert_true(embedded_is(&options, "https://api.example.org"));
}

#define AT_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, remove_place)

int main(void)
{
    const struct CMUnitTest tests[] = {
        AT_PLACE(a_world_is_known_by_the_server_in_its_file),
        AT_PLACE(another_server_is_no_world),
        AT_PLACE(a_world_around_a_real_cluster_is_no_world),
        AT_PLACE(every_file_of_the_environment_counts),
        cmocka_unit_test(demo_is_always_one),
    };
    return cmocka_run_group_tests_name("embedded", tests, NULL, NULL);
}
