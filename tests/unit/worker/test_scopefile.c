/* Which namespace was looked at last in each context. */
#include "lib/check.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "unit/worker/scratch_dir.h"
#include "worker/scopefile.h"

#include "base/banned.h"

static struct scope_place at(const char *dir, const char *context)
{
    return (struct scope_place){
        .state_dir = dir, .context = context, .server = "https://192.0.2.1:6443"};
}

static void recalls(const struct scope_place *place, const char *namespace)
{
    char *found = NULL;

    assert_true(scopefile_recall(place, &found));
    if (namespace == NULL)
        assert_null(found);
    else
        assert_string_equal(found, namespace);
    free(found);
}

static void recalls_nothing(const struct scope_place *place)
{
    char *found = NULL;

    assert_false(scopefile_recall(place, &found));
    assert_null(found);
}

static void scope_of_each_context_is_recalled(void **state)
{
    (void)state;
    char *dir = scratch_dir_new();
    struct scope_place demo = at(dir, "cce-demo");
    struct scope_place prod = at(dir, "cce-prod");
    recalls_nothing(&demo);

    assert_int_equal(scopefile_keep(&demo, "shop", NULL), ERR_OK);
    assert_int_equal(scopefile_keep(&prod, NULL, NULL), ERR_OK);
    recalls(&demo, "shop");
    recalls(&prod, NULL);
    assert_int_equal(scopefile_keep(&demo, NULL, NULL), ERR_OK);
    recalls(&demo, NULL);

    scratch_dir_remove(dir);
}

static void scope_is_of_one_server(void **state)
{
    (void)state;
    char *dir = scratch_dir_new();
    struct scope_place here = at(dir, "kind");
    assert_int_equal(scopefile_keep(&here, "shop", NULL), ERR_OK);

    here.server = "https://192.0.2.2:6443";

    recalls_nothing(&here);
    scratch_dir_remove(dir);
}

static void scope_file_that_makes_no_sense_recalls_nothing(void **state)
{
    static const char *const texts[] = {
        "",
        "{",
        "{}",
        "[[]]",
        "[{\"context\":\"a\",\"server\":\"https://192.0.2.1:6443\"}]",
        "[{\"context\":\"a\",\"server\":\"https://192.0.2.1:6443\",\"namespace\":7}]",
        "[{\"context\":\"a\",\"server\":\"https://192.0.2.1:6443\",\"namespace\":\"\"}]"};
    char path[600];
    (void)state;
    char *dir = scratch_dir_new();
    struct scope_place place = at(dir, "a");

    for (size_t i = 0; i < ARRAY_COUNT(texts); i++) {
        assert_int_equal(scopefile_keep(&place, "shop", NULL), ERR_OK);
        snprintf(path, sizeof path, "%s/scopes/scopes.json", dir);
        scratch_dir_write(path, texts[i]);
        recalls_nothing(&place);
        assert_int_equal(scopefile_keep(&place, "pay", NULL), ERR_OK);
        recalls(&place, "pay");
    }
    scratch_dir_remove(dir);
}

static void scopes_that_were_not_used_longest_make_room(void **state)
{
    char name[32];
    (void)state;
    char *dir = scratch_dir_new();

    for (int i = 0; i <= LIMIT_SCOPES; i++) {
        snprintf(name, sizeof name, "ctx-%d", i);
        struct scope_place place = at(dir, name);
        assert_int_equal(scopefile_keep(&place, "shop", NULL), ERR_OK);
    }

    struct scope_place oldest = at(dir, "ctx-0");
    struct scope_place second = at(dir, "ctx-1");
    recalls_nothing(&oldest);
    recalls(&second, "shop");
    scratch_dir_remove(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scope_of_each_context_is_recalled),
        cmocka_unit_test(scope_is_of_one_server),
        cmocka_unit_test(scope_file_that_makes_no_sense_recalls_nothing),
        cmocka_unit_test(scopes_that_were_not_used_longest_make_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
