/*
 * The target of a request to the world's api-server: cut into segments and queries, and
 * from there to the kind, namespace and name it means. The first word is the method.
 */
#include "fuzz/fuzz.h"

#include "base/limits.h"
#include "sim/kube_inside.h"
#include "sim/kube_route.h"
#include "sim/server_inside.h"

static void check(const struct ask *ask)
{
    struct kube_call call = {.ask = ask, .group = "", .resource = ""};

    FUZZ_CHECK(ask->segment_count <= LIMIT_ASK_SEGMENTS);
    FUZZ_CHECK(ask->query_count <= LIMIT_ASK_QUERIES);
    for (size_t i = 0; i < ask->query_count; i++)
        FUZZ_CHECK(ask_query(ask, ask->query[i].name) != NULL);
    if (kube_route(&call))
        FUZZ_CHECK(call.verb != NULL && call.resource != NULL &&
                   call.subresource != NULL);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct span rest = fuzz_text(at, bytes), method;
    struct peer peer = {0};
    struct visit visit = {.peer = &peer};

    if (bytes == 0 || bytes > LIMIT_KIB * 64)
        return 0;
    span_cut(&rest, ' ', &method);
    arena_init(&visit.arena, 0);
    buf_init(&visit.body, LIMIT_KIB);
    visit.target = strndup(rest.at == NULL ? "" : rest.at, rest.bytes);
    char *word = strndup(method.at, method.bytes);
    if (ask_parse(&visit, word))
        check(&visit.ask);
    free(word);
    free(visit.target);
    buf_release(&visit.body);
    arena_release(&visit.arena);
    return 0;
}
