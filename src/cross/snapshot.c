#include "cross/snapshot.h"

#include <stdlib.h>

#include "base/banned.h"

void snapshot_free(struct snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    view_free(snapshot->view);
    arena_release(&snapshot->arena);
    free(snapshot);
}
