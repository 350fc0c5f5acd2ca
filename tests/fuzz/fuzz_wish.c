/* A Service as the cloud controller reads it, and its autocreate block. */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "base/mem.h"
#include "sim/ccm_inside.h"
#include "wire/tree.h"

static void check_wish(const char *text, bool dedicated, struct arena *arena)
{
    struct ccm_wish wish;
    struct buf why;

    buf_init(&why, CCM_WHY_BYTES);
    if (ccm_wish_read(text, dedicated, "0f3c1a52-1111-4222-8333-444444444444", arena,
                      &wish, &why))
        ccm_wish_release(&wish);
    else
        FUZZ_CHECK(why.bytes > 0 || why.over);
    buf_release(&why);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct arena arena;
    struct ccm_service service;
    json_t *tree = NULL;
    char *text = mem_copy_bytes((const char *)at, bytes);

    arena_init(&arena, 0);
    check_wish(text, false, &arena);
    check_wish(text, true, &arena);
    if (tree_from_json(fuzz_text(at, bytes), "-", &tree, NULL) == ERR_OK) {
        ccm_service_read(tree, &arena, &service);
        ccm_service_needs_sync(NULL, tree);
        ccm_service_is_settled(tree);
        if (service.autocreate != NULL)
            check_wish(service.autocreate, false, &arena);
    }
    json_decref(tree);
    arena_release(&arena);
    free(text);
    return 0;
}
