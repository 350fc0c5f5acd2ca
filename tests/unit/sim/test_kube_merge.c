/* test_kube_merge.c - each file of tests/data/sim/kube/merge is one patch and its outcome. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/chance.h"
#include "base/mem.h"
#include "sim/kube_fields.h"
#include "sim/kube_merge.h"
#include "sim/kube_resource.h"
#include "wire/tree.h"
#include "base/banned.h"

static const struct kube_type *type_named(const char *kind)
{
    return strcmp(kind, "Deployment") == 0 ? &kube_type_deployment : &kube_type_service;
}

static json_t *merge(const json_t *tree)
{
    const struct kube_type *type = type_named(tree_key_text(tree, "kind"));
    const char *how = tree_key_text(tree, "how");
    const json_t *object = tree_key(tree, "object");
    const json_t *patch = tree_key(tree, "patch");
    const char *why = NULL;

    if (strcmp(how, "strategic") == 0)
        return kube_merge_strategic(type, object, patch, &why);
    if (strcmp(how, "json") == 0)
        return kube_merge_json_patch(object, patch, &why);
    return kube_merge_typed(type, object, patch);
}

static size_t check_file(const char *path, const char *name)
{
    struct err err = ERR_INIT;
    json_t *tree = NULL;

    if (tree_from_file(path, &tree, &err) != ERR_OK)
        fail_msg("%s: %s", path, err.text);
    json_t *before = json_deep_copy(tree_key(tree, "object"));
    json_t *merged = merge(tree);
    const json_t *expect = tree_key(tree, "expect");
    bool fine = expect == NULL ? merged == NULL
                               : merged != NULL && json_equal(merged, expect) == 1;
    if (!fine) {
        char *text = merged == NULL ? NULL : json_dumps(merged, JSON_COMPACT);
        print_message("# %s: got %s\n", name, text == NULL ? "(refused)" : text);
        free(text);
    }
    assert_true(json_equal(before, tree_key(tree, "object"))); /* left alone */
    json_decref(before);
    json_decref(merged);
    json_decref(tree);
    return fine ? 0 : 1;
}

static void merge_gives_what_each_file_expects(void **state)
{
    char folder[1024];
    size_t failed = 0;
    size_t seen = 0;

    (void)state;
    snprintf(folder, sizeof folder, "%s/tests/data/sim/kube/merge", getenv("TOP_SRCDIR"));
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    for (struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir)) {
        char path[1400];
        if (strstr(entry->d_name, ".json") == NULL)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        failed += check_file(path, entry->d_name);
        seen++;
    }
    closedir(dir);

    assert_int_equal(failed, 0);
    assert_true(seen >= 30);
}

/* ---- sets of fields ---- */

static json_t *random_service(struct chance *chance)
{
    json_t *ports = json_array();
    json_t *labels = json_object();
    size_t count = (size_t)chance_below(chance, 4);

    for (size_t i = 0; i < count; i++)
        json_array_append_new(ports,
                              json_pack("{s:o,s:i,s:s}", "name", json_sprintf("p%zu", i),
                                        "port", (int)(80 + i), "protocol",
                                        chance_below(chance, 2) == 0 ? "TCP" : "UDP"));
    for (size_t i = (size_t)chance_below(chance, 4); i > 0; i--) {
        char key[16];
        snprintf(key, sizeof key, "l%d", (int)chance_below(chance, 6));
        json_object_set_new(labels, key,
                            json_sprintf("%d", (int)chance_below(chance, 3)));
    }
    /* Empty ones are left out, as in every object the api-server has read. */
    json_t *object = json_pack("{s:{s:s},s:{}}", "metadata", "name", "web", "spec");
    if (json_array_size(ports) > 0)
        json_object_set(json_object_get(object, "spec"), "ports", ports);
    if (json_object_size(labels) > 0)
        json_object_set(json_object_get(object, "metadata"), "labels", labels);
    json_decref(ports);
    json_decref(labels);
    if (chance_below(chance, 2) == 0)
        json_object_set_new(json_object_get(object, "spec"), "selector",
                            json_pack("{s:s}", "app", "web"));
    return object;
}

static uint64_t seed_of_test(void)
{
    const char *text = getenv("SEED");
    int64_t seed = 20260101;

    if (text != NULL)
        span_to_i64(span_of(text), &seed);
    print_message("# SEED=%lld\n", (long long)seed);
    return (uint64_t)seed;
}

static void fields_survive_packing(void **state)
{
    struct chance chance = chance_from(seed_of_test());

    (void)state;
    for (int i = 0; i < 300; i++) {
        json_t *object = random_service(&chance);
        json_t *said = kube_fields_said(&kube_type_service, object);
        json_t *packed = kube_fields_pack(said);
        json_t *again = kube_fields_unpack(packed);

        assert_true(json_equal(said, again));

        json_decref(object);
        json_decref(said);
        json_decref(packed);
        json_decref(again);
    }
}

/* What was removed, taken out of the old object, and what changed, out of the new one:
 * the two then differ in nothing. */
static void fields_that_differ_are_all_that_differs(void **state)
{
    struct chance chance = chance_from(seed_of_test());

    (void)state;
    for (int i = 0; i < 300; i++) {
        json_t *before = random_service(&chance);
        json_t *after = random_service(&chance);
        json_t *changed;
        json_t *removed;
        json_t *more;
        json_t *less;
        kube_fields_differ(&kube_type_service, before, after, &changed, &removed);

        json_t *merged = kube_merge_typed(&kube_type_service, before, after);
        kube_merge_drop(&kube_type_service, merged, removed);
        kube_fields_differ(&kube_type_service, merged, after, &more, &less);
        if (!kube_fields_is_empty(more) || !kube_fields_is_empty(less)) {
            char *text = json_dumps(merged, JSON_COMPACT);
            char *want = json_dumps(after, JSON_COMPACT);
            fail_msg("merged %s, wanted %s", text, want);
        }

        json_decref(before);
        json_decref(after);
        json_decref(changed);
        json_decref(removed);
        json_decref(more);
        json_decref(less);
        json_decref(merged);
    }
}

static void what_merges_as_a_whole_goes_as_a_whole(void **state)
{
    json_t *service = json_loads("{\"spec\":{\"clusterIPs\":[\"10.247.0.9\"],\"type\":"
                                 "\"LoadBalancer\"}}",
                                 0, NULL);
    json_t *set = json_loads("{\"f:spec\":{\"f:clusterIPs\":{\".\":{}}}}", 0, NULL);

    (void)state;
    kube_merge_drop(&kube_type_service, service, set);

    char *left = json_dumps(service, JSON_COMPACT);
    assert_string_equal(left, "{\"spec\":{\"type\":\"LoadBalancer\"}}");
    free(left);
    json_decref(set);
    json_decref(service);
}

static void union_and_removal_undo_each_other(void **state)
{
    struct chance chance = chance_from(seed_of_test());

    (void)state;
    for (int i = 0; i < 300; i++) {
        json_t *one = random_service(&chance);
        json_t *two = random_service(&chance);
        json_t *a = kube_fields_said(&kube_type_service, one);
        json_t *b = kube_fields_said(&kube_type_service, two);
        json_t *both = kube_fields_union(a, b);
        json_t *common = kube_fields_common(both, a);

        assert_true(json_equal(common, a));
        kube_fields_remove(both, a);
        kube_fields_remove(both, b);
        assert_true(kube_fields_is_empty(both));

        json_decref(one);
        json_decref(two);
        json_decref(a);
        json_decref(b);
        json_decref(both);
        json_decref(common);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merge_gives_what_each_file_expects),
        cmocka_unit_test(fields_survive_packing),
        cmocka_unit_test(fields_that_differ_are_all_that_differs),
        cmocka_unit_test(what_merges_as_a_whole_goes_as_a_whole),
        cmocka_unit_test(union_and_removal_undo_each_other),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
