#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/chance.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/span.h"
#include "sim/kube_store.h"
#include "wire/tree.h"
#include "base/banned.h"

static const struct kube_kind *services(void)
{
    return kube_kind_find("", "v1", "services");
}

static json_t *a_service(const char *name_space, const char *name, const char *label)
{
    return json_pack("{s:{s:s,s:s,s:s,s:s,s:{s:s},s:[{s:s,s:{}}]},s:{s:s,s:{s:s}}}",
                     "metadata", "name", name, "namespace", name_space, "resourceVersion",
                     "0", "creationTimestamp", "2026-01-02T03:04:05Z", "labels", "app",
                     label, "managedFields", "manager", "a \"quoted\" {one}", "fieldsV1",
                     "spec", "type", "LoadBalancer", "selector", "app", label);
}

static uint64_t put(struct kube_store *store, const char *name_space, const char *name,
                    const char *label)
{
    json_t *object = a_service(name_space, name, label);
    uint64_t rv = kube_store_put(store, services(), object)->rv;

    json_decref(object);
    return rv;
}

static void take(struct kube_store *store, const char *name_space, const char *name)
{
    json_t *object = a_service(name_space, name, "last");

    kube_version_drop(kube_store_remove(store, services(), object));
    json_decref(object);
}

static void store_keeps_what_lists_and_selectors_need(void **state)
{
    struct kube_store *store = kube_store_new(10);

    (void)state;
    put(store, "demo", "web", "front");
    const struct kube_version *found = kube_store_find(store, services(), "demo", "web");

    assert_string_equal(found->key, "demo/web");
    assert_string_equal(found->name, "web");
    assert_string_equal(kube_version_label(found, "app"), "front");
    assert_null(kube_version_label(found, "ap"));
    assert_string_equal(kube_version_field(found, services(), 1), "LoadBalancer");
    assert_true(span_starts(found->metadata, "{\"name\":\"web\""));
    assert_true(span_ends(found->metadata, "]}"));
    json_t *whole = kube_version_tree(found);
    json_t *bare = kube_version_tree_unmanaged(found);
    assert_non_null(tree_at(whole, "metadata.managedFields"));
    json_object_del(json_object_get(whole, "metadata"), "managedFields");
    assert_true(json_equal(whole, bare));
    json_decref(whole);
    json_decref(bare);
    kube_store_free(store);
}

static void store_sorts_by_namespace_and_name(void **state)
{
    static const char *const keys[] = {"a-b/x", "a/a", "a/b", "b/a"};
    struct kube_store *store = kube_store_new(10);

    (void)state;
    put(store, "b", "a", "1");
    put(store, "a", "b", "1");
    put(store, "a-b", "x", "1");
    put(store, "a", "a", "1");

    assert_int_equal(kube_store_count(store, services()), ARRAY_COUNT(keys));
    for (size_t i = 0; i < ARRAY_COUNT(keys); i++)
        assert_string_equal(kube_store_at(store, services(), i)->key, keys[i]);
    kube_store_free(store);
}

static void store_tells_changes_in_order(void **state)
{
    struct kube_store *store = kube_store_new(10);
    uint64_t start = kube_store_rv(store);

    (void)state;
    put(store, "demo", "web", "1");
    put(store, "demo", "web", "2");
    take(store, "demo", "web");

    const struct kube_change *one = kube_store_change_after(store, services(), start);
    assert_int_equal(one->type, KUBE_ADDED);
    const struct kube_change *two = kube_store_change_after(store, services(), one->rv);
    assert_int_equal(two->type, KUBE_MODIFIED);
    assert_string_equal(kube_version_label(two->before, "app"), "1");
    const struct kube_change *three = kube_store_change_after(store, services(), two->rv);
    assert_int_equal(three->type, KUBE_DELETED);
    assert_null(kube_store_change_after(store, services(), three->rv));
    kube_store_free(store);
}

static void store_forgets_what_does_not_fit(void **state)
{
    struct kube_store *store = kube_store_new(3);
    uint64_t start = kube_store_rv(store);

    (void)state;
    for (int i = 0; i < 5; i++)
        put(store, "demo", "web", "x");

    assert_false(kube_store_remembers(store, services(), start));
    assert_true(kube_store_remembers(store, services(), start + 2));
    struct kube_shelf_view view;
    assert_false(kube_store_view(store, services(), NULL, start + 1, &view));
    kube_store_forget(store);
    assert_true(kube_store_remembers(store, services(), kube_store_rv(store)));
    assert_false(kube_store_remembers(store, services(), kube_store_rv(store) - 1));
    kube_store_free(store);
}

static void store_forgets_sooner_what_is_large(void **state)
{
    enum { BIG = 1024 * 1024, PUTS = 140 };
    struct kube_store *store = kube_store_new(1000);
    char *label = mem_new(BIG + 1);
    uint64_t rvs[PUTS];

    (void)state;
    memset(label, 'x', BIG / 2); /* it stands in the object twice */
    for (size_t i = 0; i < PUTS; i++)
        rvs[i] = put(store, "demo", "web", label);

    assert_false(kube_store_remembers(store, services(), rvs[10]));
    assert_true(kube_store_remembers(store, services(), rvs[20]));
    for (size_t i = 0; i < 5; i++)
        put(store, "demo", "web", "small");
    assert_true(kube_store_remembers(store, services(), rvs[20]));
    free(label);
    kube_store_free(store);
}

/* ---- property: any state that is remembered can be seen again ---- */

enum { STEPS = 600, HISTORY = 200 };

static char *picture(struct kube_version *const *at, size_t count)
{
    struct buf out;

    buf_init(&out, LIMIT_MIB);
    for (size_t i = 0; i < count; i++)
        buf_print(&out, "%s@%llu ", at[i]->key, (unsigned long long)at[i]->rv);
    return buf_take(&out);
}

static char *picture_at(const struct kube_store *store, uint64_t rv)
{
    struct kube_shelf_view view;

    if (!kube_store_view(store, services(), NULL, rv, &view))
        return NULL;
    char *text = picture(view.at, view.count);
    kube_shelf_view_release(&view);
    return text;
}

static uint64_t seed_of_test(void)
{
    const char *text = getenv("SEED");
    int64_t seed = 42;

    if (text != NULL)
        span_to_i64(span_of(text), &seed);
    print_message("# SEED=%lld\n", (long long)seed);
    return (uint64_t)seed;
}

static void store_shows_any_state_it_remembers(void **state)
{
    struct chance chance = chance_from(seed_of_test());
    struct kube_store *store = kube_store_new(HISTORY);
    char *pictures[STEPS + 1];
    uint64_t numbers[STEPS + 1];
    size_t seen = 0;

    (void)state;
    for (size_t i = 0; i <= STEPS; i++) {
        numbers[i] = kube_store_rv(store);
        pictures[i] = picture_at(store, 0);
        char name[16];
        snprintf(name, sizeof name, "s%d", (int)chance_below(&chance, 20));
        bool there = kube_store_find(store, services(), "demo", name) != NULL;
        if (there && chance_below(&chance, 3) == 0)
            take(store, "demo", name);
        else
            put(store, "demo", name, "x");
    }

    for (size_t i = 0; i <= STEPS; i++) {
        char *again = picture_at(store, numbers[i]);
        bool remembered = kube_store_remembers(store, services(), numbers[i]);
        assert_int_equal(again != NULL, remembered);
        if (again != NULL) {
            assert_string_equal(again, pictures[i]);
            seen++;
        }
        free(again);
        free(pictures[i]);
    }
    assert_true(seen >= HISTORY - 1);
    kube_store_free(store);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(store_keeps_what_lists_and_selectors_need),
        cmocka_unit_test(store_sorts_by_namespace_and_name),
        cmocka_unit_test(store_tells_changes_in_order),
        cmocka_unit_test(store_forgets_what_does_not_fit),
        cmocka_unit_test(store_forgets_sooner_what_is_large),
        cmocka_unit_test(store_shows_any_state_it_remembers),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
