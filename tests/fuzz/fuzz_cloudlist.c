/*
 * A page of a list of the cloud, in pieces: each object is a record or none, whatever its
 * fields hold. The first byte says which list, the second how large the pieces are.
 */
#include "fuzz/fuzz.h"

#include "otc/decode.h"
#include "otc/intake.h"

static const char *const collections[] = {"loadbalancers", "listeners", "pools",
                                          "members", "publicips"};
enum { COLLECTIONS = sizeof collections / sizeof collections[0] };

static bool decode(size_t kind, const struct value *object, struct arena *arena)
{
    struct elb elb;
    struct listener listener;
    struct pool pool;
    struct member member;
    struct eip eip;

    switch (kind) {
    case 0:
        return elb_decode(object, arena, &elb);
    case 1:
        return listener_decode(object, arena, &listener);
    case 2:
        return pool_decode(object, arena, &pool);
    case 3:
        return member_decode(object, arena, &member);
    default:
        return eip_decode(object, arena, &eip);
    }
}

static void take(void *ctx, const struct value *object)
{
    const size_t *kind = ctx;
    struct arena arena;

    arena_init(&arena, 0);
    FUZZ_CHECK(!decode(*kind, object, &arena) || decode_id(object) != NULL);
    arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct intake intake = {0};
    char *marker = NULL;
    bool good = true;

    if (bytes < 2)
        return 0;
    size_t kind = at[0] % COLLECTIONS;
    size_t piece = fuzz_piece_bytes(at + 1, bytes - 1);
    intake_begin(&intake, collections[kind], take, &kind);
    for (size_t i = 2; good && i < bytes; i += piece)
        good = intake_feed(&intake, (const char *)at + i,
                           bytes - i < piece ? bytes - i : piece);
    FUZZ_CHECK(intake_end(&intake, &marker, NULL) != ERR_OK || good);
    free(marker);
    intake_release(&intake);
    return 0;
}
