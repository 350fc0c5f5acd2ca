/*
 * kube_rollout.h - how many Pods each ReplicaSet of a Deployment ought to have next, on the
 * way from an old template to a new one. Pure.
 *
 * Source: Kubernetes' Deployment documentation (maxSurge, maxUnavailable, Recreate), and
 *         the order in which its controller goes: up with the new, then down with the old.
 */
#ifndef ELBTOP_SIM_KUBE_ROLLOUT_H
#define ELBTOP_SIM_KUBE_ROLLOUT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/* What a Deployment asks for. */
struct kube_rollout {
    int64_t want;
    int64_t surge;       /* so many more than wanted at once */
    int64_t unavailable; /* so many fewer */
    bool recreate;       /* all old ones go before a new one comes */
    bool paused;
};

/* Replicas as the sets' specs say, and those of their Pods that are ready. */
struct kube_rollout_state {
    int64_t fresh, fresh_ready; /* of the set with today's template */
    int64_t old, old_ready;     /* of all others together */
    int64_t old_there;          /* Pods of them that are still there */
};

void kube_rollout_read(const json_t *deployment, struct kube_rollout *ret_rollout);

/* Replicas the set with today's template ought to have. */
int64_t kube_rollout_fresh(const struct kube_rollout *rollout,
                           const struct kube_rollout_state *now);

/*
 * How many replicas of an old set may go: those that are not ready first. *budget is what
 * is left for all of them; it begins with kube_rollout_budget().
 */
struct kube_rollout_budget {
    int64_t most;  /* of all */
    int64_t ready; /* of these, such that are ready */
};
struct kube_rollout_budget kube_rollout_budget(const struct kube_rollout *rollout,
                                               const struct kube_rollout_state *now);
int64_t kube_rollout_take(struct kube_rollout_budget *budget, int64_t replicas,
                          int64_t ready);

#endif
