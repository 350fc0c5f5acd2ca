/* The JSON of a list, whole and in part. */
#include "lib/check.h"

#include "cli/document.h"
#include "screen/world.h"

#include "base/banned.h"

struct bench {
    struct snapshot *snapshot;
    struct buf text;
};

static void open_bench(struct bench *bench)
{
    struct world world;

    world_init(&world);
    world_fill_demo(&world);
    bench->snapshot = world_give(&world);
    buf_init(&bench->text, 1 << 24);
}

static void close_bench(struct bench *bench)
{
    buf_release(&bench->text);
    snapshot_free(bench->snapshot);
}

static json_t *document(struct bench *bench, const char *kind, const void *const *at,
                        size_t count)
{
    buf_clear(&bench->text);
    document_of(kind_find(kind), bench->snapshot->view, at, count, &bench->text);
    json_t *tree = json_loads(buf_text(&bench->text), 0, NULL);
    if (tree == NULL)
        fail_msg("no JSON: %s", buf_text(&bench->text));
    return tree;
}

static const char *name_at(const json_t *tree, size_t i, const char *member)
{
    const json_t *item = json_array_get(json_object_get(tree, "items"), i);
    return json_string_value(json_object_get(item, member));
}

static void document_has_the_things_in_the_order_given(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    const struct row **rows = bench.snapshot->view->rows;
    const void *at[] = {rows[3], rows[0]};

    json_t *tree = document(&bench, "services", at, 2);

    assert_string_equal(json_string_value(json_object_get(tree, "api_version")),
                        "elbtop/v1");
    assert_string_equal(json_string_value(json_object_get(tree, "kind")), "ServiceList");
    assert_int_equal(json_array_size(json_object_get(tree, "sources")), SOURCE_COUNT);
    assert_int_equal(json_array_size(json_object_get(tree, "items")), 2);
    assert_string_equal(name_at(tree, 0, "name"), rows[3]->name);
    assert_string_equal(name_at(tree, 1, "name"), rows[0]->name);
    json_decref(tree);
    close_bench(&bench);
}

static int gather(const char *bytes, size_t count, void *ctx)
{
    buf_add(ctx, bytes, count);
    return 0;
}

/* All things of a kind, given by hand, make the same bytes as the whole list. */
static void document_of_all_is_the_whole_list(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    const struct view *view = bench.snapshot->view;

    for (size_t i = 0; kind_at(i) != NULL; i++) {
        const struct kind *kind = kind_at(i);
        struct kind_list all = {0};
        struct buf whole;
        kind->collect(view, &all);
        const void **at = mem_new_array(all.count + 1, sizeof *at);
        for (size_t k = 0; k < all.count; k++)
            at[k] = all.items[k].at != NULL ? all.items[k].at : all.items[k].elb;
        buf_init(&whole, 1 << 24);
        document_print(kind, view, &all, gather, &whole);

        json_decref(document(&bench, kind->name, at, all.count));

        assert_string_equal(buf_text(&bench.text), buf_text(&whole));
        buf_release(&whole);
        free(at);
        free(all.items);
    }
    close_bench(&bench);
}

static void document_leaves_out_what_is_not_of_the_view(void **state)
{
    (void)state;
    struct bench bench;
    open_bench(&bench);
    const void *at[] = {&bench, bench.snapshot->view->rows[1]};

    json_t *tree = document(&bench, "services", at, 2);

    assert_int_equal(json_array_size(json_object_get(tree, "items")), 1);
    json_decref(tree);
    tree = document(&bench, "elbs", NULL, 0);
    assert_int_equal(json_array_size(json_object_get(tree, "items")), 0);
    json_decref(tree);
    close_bench(&bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(document_has_the_things_in_the_order_given),
        cmocka_unit_test(document_of_all_is_the_whole_list),
        cmocka_unit_test(document_leaves_out_what_is_not_of_the_view),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
