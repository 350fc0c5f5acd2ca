#include "sim/kube_rollout.h"

#include <string.h>

#include "base/span.h"
#include "wire/tree.h"
#include "base/banned.h"

static int64_t at_least(int64_t value, int64_t least)
{
    return value < least ? least : value;
}

static int64_t lower(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* A number, or "25%" of what is wanted. */
static int64_t share_of(const json_t *value, int64_t want, bool upwards)
{
    struct span text = span_of(json_string_value(value));
    struct span number = {0};
    int64_t percent = 0;

    if (json_is_integer(value))
        return at_least(json_integer_value(value), 0);
    if (!span_cut(&text, '%', &number) || !span_to_range(number, 0, 10000, &percent))
        return 0;
    return (want * percent + (upwards ? 99 : 0)) / 100;
}

void kube_rollout_read(const json_t *deployment, struct kube_rollout *ret_rollout)
{
    const char *type = tree_text(deployment, "spec.strategy.type");
    const json_t *rolling = tree_at(deployment, "spec.strategy.rollingUpdate");
    int64_t want = at_least(tree_int(deployment, "spec.replicas", 1), 0);

    *ret_rollout = (struct kube_rollout){
        .want = want,
        .surge = share_of(tree_key(rolling, "maxSurge"), want, true),
        .unavailable = share_of(tree_key(rolling, "maxUnavailable"), want, false),
        .recreate = type != NULL && strcmp(type, "Recreate") == 0,
        .paused = tree_bool(deployment, "spec.paused", false),
    };
    if (ret_rollout->surge == 0 && ret_rollout->unavailable == 0)
        ret_rollout->unavailable = 1; /* else nothing could ever move */
}

int64_t kube_rollout_fresh(const struct kube_rollout *rollout,
                           const struct kube_rollout_state *now)
{
    if (now->fresh >= rollout->want)
        return rollout->want;
    if (rollout->recreate)
        return now->old + now->old_there > 0 ? now->fresh : rollout->want;
    int64_t room = rollout->want + rollout->surge - now->fresh - now->old;
    return now->fresh + lower(at_least(room, 0), rollout->want - now->fresh);
}

struct kube_rollout_budget kube_rollout_budget(const struct kube_rollout *rollout,
                                               const struct kube_rollout_state *now)
{
    int64_t least = rollout->want - rollout->unavailable;
    int64_t not_yet = now->fresh - now->fresh_ready;
    struct kube_rollout_budget all = {.most = now->old, .ready = now->old_ready};

    if (rollout->recreate)
        return all;
    return (struct kube_rollout_budget){
        .most = at_least(now->fresh + now->old - least - not_yet, 0),
        .ready = at_least(now->fresh_ready + now->old_ready - least, 0),
    };
}

int64_t kube_rollout_take(struct kube_rollout_budget *budget, int64_t replicas,
                          int64_t ready)
{
    int64_t idle = lower(at_least(replicas - ready, 0), budget->most);
    budget->most -= idle;
    int64_t busy = lower(lower(replicas - idle, budget->ready), budget->most);
    budget->most -= busy;
    budget->ready -= busy;
    return idle + busy;
}
