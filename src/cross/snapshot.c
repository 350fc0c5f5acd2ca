#include "cross/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/when.h"

#include "base/banned.h"

void snapshot_free(struct snapshot *snapshot)
{
    if (snapshot == NULL)
        return;
    view_free(snapshot->view);
    arena_release(&snapshot->arena);
    free(snapshot);
}

const struct rights *snapshot_rights(const struct snapshot *snapshot,
                                     const char *namespace)
{
    static const struct rights unknown = {.namespace = NULL};
    const struct rights *everywhere = &unknown;

    for (size_t i = 0; i < snapshot->rights_count; i++) {
        const struct rights *rights = &snapshot->rights[i];
        if (rights->namespace == NULL)
            everywhere = rights;
        else if (namespace != NULL && strcmp(rights->namespace, namespace) == 0)
            return rights;
    }
    /* What is denied for all namespaces may be given in one. */
    bool given = everywhere->create == RIGHT_GIVEN && everywhere->patch == RIGHT_GIVEN &&
                 everywhere->delete == RIGHT_GIVEN;
    return given ? everywhere : &unknown;
}

static enum right any_of(const struct rights *rights)
{
    if (rights->create == RIGHT_GIVEN || rights->patch == RIGHT_GIVEN ||
        rights->delete == RIGHT_GIVEN)
        return RIGHT_GIVEN;
    if (rights->create == RIGHT_DENIED && rights->patch == RIGHT_DENIED &&
        rights->delete == RIGHT_DENIED)
        return RIGHT_DENIED;
    return RIGHT_UNKNOWN;
}

static enum right anywhere(const struct snapshot *snapshot)
{
    const struct view *view = snapshot->view;
    enum right found = view->row_count == 0 ? RIGHT_UNKNOWN : RIGHT_DENIED;

    for (size_t i = 0; i < view->row_count && found == RIGHT_DENIED; i++) {
        const char *namespace = view->rows[i]->namespace;
        if (i == 0 || strcmp(namespace, view->rows[i - 1]->namespace) != 0)
            found = any_of(snapshot_rights(snapshot, namespace));
    }
    return found;
}

enum right snapshot_may_change(const struct snapshot *snapshot, const char *namespace)
{
    const char *scope = namespace != NULL ? namespace : snapshot->namespace;

    if (snapshot->view == NULL)
        return RIGHT_UNKNOWN;
    return scope != NULL ? any_of(snapshot_rights(snapshot, scope)) : anywhere(snapshot);
}

void snapshot_guard(const struct snapshot *snapshot, int64_t now_ms,
                    struct plan_guard *ret_guard)
{
    const struct source *kubernetes = &snapshot->view->sources[SOURCE_KUBERNETES];
    int64_t wall_ms = snapshot->view->wall_ms + (now_ms - snapshot->view->now_ms);
    bool armed = snapshot->armed_until_wall_ms != WHEN_UNKNOWN &&
                 wall_ms < snapshot->armed_until_wall_ms;

    *ret_guard = (struct plan_guard){
        .protected_context = snapshot->protected_context,
        .disarmed = snapshot->protected_context && !armed,
        .read_only = snapshot->read_only,
        .kubernetes_age_ms = kubernetes->ever ? now_ms - kubernetes->read_ms : INT64_MAX,
        .demo_label = PLAN_DEMO_LABEL,
        .made_count = snapshot->made_count,
        .made = snapshot->made,
        .only_namespace = snapshot->namespace,
        .around = &snapshot->around,
    };
}

void snapshot_time(const struct snapshot *snapshot, int64_t *now_ms, int64_t *wall_ms)
{
    if (snapshot == NULL || !snapshot->replay.on)
        return;

    const struct replay_report *replay = &snapshot->replay;
    int64_t went_ms =
        replay->runs ? (*now_ms - replay->machine_ms) * replay->speed_percent / 100 : 0;
    int64_t left_ms = replay->to_wall_ms - replay->wall_ms;
    if (went_ms > left_ms)
        went_ms = left_ms;
    *now_ms = replay->now_ms + went_ms;
    *wall_ms = replay->wall_ms + went_ms;
}
