/*
 * What a client sends to the world's api-server, by the type of any kind: what was read is
 * read again without a change, patches of all sorts leave a tree, fields are noted.
 */
#include "fuzz/fuzz.h"

#include "base/arena.h"
#include "sim/kube_fields.h"
#include "sim/kube_merge.h"
#include "sim/kube_resource.h"
#include "sim/kube_twice.h"
#include "wire/patch.h"
#include "wire/tree.h"

static void check_read(const struct kube_type *type, const json_t *tree,
                       struct arena *arena)
{
    struct kube_reading reading = {.arena = arena};
    json_t *read = kube_read(type, tree, &reading);

    FUZZ_CHECK((read == NULL) == (reading.misfit != NULL));
    if (read == NULL)
        return;
    struct kube_reading again = {.arena = arena};
    json_t *same = kube_read(type, read, &again);
    FUZZ_CHECK(same != NULL && json_equal(read, same));
    json_t *said = kube_fields_said(type, read);
    json_t *packed = kube_fields_pack(said);
    json_t *unpacked = kube_fields_unpack(packed);
    json_decref(kube_merge_typed(type, same, read));
    kube_merge_drop(type, same, unpacked);
    json_decref(unpacked);
    json_decref(packed);
    json_decref(said);
    json_decref(same);
    json_decref(read);
}

static void check_patches(const struct kube_type *type, const json_t *object,
                          const json_t *patch)
{
    const char *why = NULL;

    if (json_is_object(patch) && json_is_object(object)) {
        json_decref(patch_merge(object, patch));
        json_t *merged = kube_merge_strategic(type, object, patch, &why);
        FUZZ_CHECK(merged != NULL || why != NULL);
        json_decref(merged);
    }
    if (json_is_array(patch) && json_is_object(object)) {
        json_t *changed = kube_merge_json_patch(object, patch, &why);
        FUZZ_CHECK(changed != NULL || why != NULL);
        json_decref(changed);
    }
}

/* The kind by the first byte; then a document, and behind an empty line a patch of it. */
int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct kube_twice twice;
    struct arena arena;
    json_t *tree = NULL;
    json_t *patch = NULL;

    if (bytes < 2)
        return 0;
    const struct kube_type *type = kube_kinds[at[0] % kube_kind_count].type;
    struct span text = fuzz_text(at + 1, bytes - 1);
    const char *line = memmem(text.at, text.bytes, "\n\n", 2);
    struct span first =
        line == NULL ? text : span_make(text.at, (size_t)(line - text.at));
    arena_init(&arena, 0);
    kube_twice_find(first, &arena, &twice);
    if (tree_from_json(first, "-", &tree, NULL) == ERR_OK) {
        if (json_is_object(tree))
            check_read(type, tree, &arena);
        if (line != NULL && tree_from_json(span_make(line, text.bytes - first.bytes), "-",
                                           &patch, NULL) == ERR_OK)
            check_patches(type, tree, patch);
    }
    json_decref(tree);
    json_decref(patch);
    arena_release(&arena);
    return 0;
}
