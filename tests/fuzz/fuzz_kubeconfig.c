/* A kubeconfig of anybody's: read, merged and understood, or refused with a reason. */
#include "fuzz/fuzz_file.h"

#include "kube/cluster.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct cluster_choice choice = {0};
    struct cluster *cluster = NULL;
    struct err err = ERR_INIT;
    const struct cluster_context *contexts = NULL;
    const char *current = NULL;
    size_t count = 0;
    struct arena arena;

    if (fuzz_names_a_device(at, bytes))
        return 0;
    choice.kubeconfig = fuzz_file(at, bytes);
    arena_init(&arena, 0);
    if (cluster_contexts(&choice, &arena, &contexts, &count, &current, NULL) == ERR_OK) {
        for (size_t i = 0; i < count; i++)
            FUZZ_CHECK(contexts[i].name != NULL && contexts[i].file != NULL);
    }
    enum err_code code = cluster_load(&choice, &cluster, &err);
    FUZZ_CHECK((code == ERR_OK) == (cluster != NULL));
    FUZZ_CHECK(code == ERR_OK || err.text[0] != '\0');
    FUZZ_CHECK(cluster == NULL ||
               (cluster->server != NULL && cluster->namespace != NULL));
    cluster_free(cluster);
    arena_release(&arena);
    return 0;
}
