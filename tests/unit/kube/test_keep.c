#include "kube/keep.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/when.h"
#include "kube/object.h"

#include "base/banned.h"

static void keep_lays_texts_side_by_side(void **state)
{
    (void)state;
    struct arena scratch = {0};
    struct arena arena;
    struct keep measure = keep_measure(&scratch);
    keep_text(&measure, "one");
    keep_bytes(&measure, "twofold", 3);

    struct keep keep = keep_in(&arena, &measure);
    const char *one = keep_text(&keep, "one");
    const char *two = keep_bytes(&keep, "twofold", 3);

    assert_string_equal(one, "one");
    assert_string_equal(two, "two");
    assert_ptr_equal(two, one + 4);
    arena_release(&arena);
    arena_release(&scratch);
}

static void keep_tells_absent_from_empty(void **state)
{
    (void)state;
    struct arena scratch = {0};
    struct keep keep = keep_measure(&scratch);

    assert_null(keep_text(&keep, NULL));
    assert_string_equal(keep_text(&keep, ""), "");
    assert_string_equal(keep_text_or_empty(&keep, NULL), "");
    assert_null(keep_array(&keep, 0, 8));
    assert_int_equal(keep.text_bytes + keep.array_bytes, 0);
    arena_release(&scratch);
}

/* Were there slack in its block, one more taking would not need another block. */
static void object_takes_one_block_without_slack(void **state)
{
    (void)state;
    static const char text[] =
        "{\"metadata\":{\"name\":\"web\",\"namespace\":\"shop\",\"labels\":{\"b\":\"2\","
        "\"a\":\"1\"},\"finalizers\":[\"f\"]},\"spec\":{\"ports\":[{\"port\":80},"
        "{\"port\":443,\"name\":\"https\"}],\"selector\":{\"app\":\"web\"}}}";
    struct kube_object *object = NULL;

    enum err_code code = kube_object_decode(KUBE_SERVICE, span_of(text), span_of(""),
                                            WHEN_UNKNOWN, &object, NULL);

    assert_int_equal(code, ERR_OK);
    size_t held = object->arena.held_bytes;
    arena_new(&object->arena, 1);
    assert_true(object->arena.held_bytes > held);
    assert_true(held < 400);
    kube_object_free(object);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keep_lays_texts_side_by_side),
        cmocka_unit_test(keep_tells_absent_from_empty),
        cmocka_unit_test(object_takes_one_block_without_slack),
    };
    return cmocka_run_group_tests_name("keep", tests, NULL, NULL);
}
