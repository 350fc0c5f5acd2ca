#include "sim/kube_workload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/kube_controller.h"
#include "sim/kube_rollout.h"
#include "sim/kube_write.h"
#include "wire/digest.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { HASH_LETTERS = 10, REPLICAS_MOST = 1000 };

static const char manager[] = "kube-controller-manager";
static const char hash_label[] = "pod-template-hash";
static const char revision_key[] = "deployment.kubernetes.io/revision";

static const struct kube_kind *pods(void)
{
    return kube_kind_find("", "v1", "pods");
}

static const struct kube_kind *replica_sets(void)
{
    return kube_kind_find("apps", "v1", "replicasets");
}

static json_t *owner_references(const char *kind, const struct kube_version *owner)
{
    return json_pack("[{s:s,s:s,s:s,s:s,s:b,s:b}]", "apiVersion", "apps/v1", "kind", kind,
                     "name", owner->name, "uid", owner->uid, "controller", 1,
                     "blockOwnerDeletion", 1);
}

/* The next one on the shelf, from *index on, that the uid owns in the namespace; NULL. */
static const struct kube_version *next_owned(const struct kube_api *api,
                                             const struct kube_kind *kind,
                                             const char *name_space, const char *uid,
                                             size_t *index)
{
    while (*index < kube_store_count(api->store, kind)) {
        const struct kube_version *one = kube_store_at(api->store, kind, (*index)++);
        if (strcmp(one->name_space, name_space) == 0 && strcmp(one->owner, uid) == 0)
            return one;
    }
    return NULL;
}

/* ---- pods ---- */

static void create_pod(struct kube_api *api, const struct kube_version *set,
                       const json_t *set_tree)
{
    struct kube_wish wish = kube_controller_wish(pods(), set->name_space, NULL, manager);
    json_t *pod = json_deep_copy(tree_at(set_tree, "spec.template"));
    json_t *metadata = json_object_get(pod, "metadata");

    if (metadata == NULL)
        json_object_set_new(pod, "metadata", metadata = json_object());
    json_object_set_new(metadata, "generateName", json_sprintf("%s-", set->name));
    json_object_set_new(metadata, "ownerReferences", owner_references("ReplicaSet", set));
    kube_controller_put(api, &wish, pod);
}

static bool pod_is_ready(const struct kube_version *pod)
{
    return strstr(pod->text, "\"type\":\"Ready\",\"status\":\"True\"") != NULL;
}

/* ---- ReplicaSets ---- */

struct tally {
    int64_t there;
    int64_t ready;
};

static struct tally count_pods(const struct kube_api *api, const struct kube_version *set)
{
    struct tally tally = {0};
    size_t index = 0;
    const struct kube_version *pod;

    while ((pod = next_owned(api, pods(), set->name_space, set->uid, &index)) != NULL) {
        if (pod->deleting)
            continue;
        tally.there++;
        tally.ready += pod_is_ready(pod);
    }
    return tally;
}

/* Rather one that is not ready; NULL: there is none. */
static const struct kube_version *one_to_go(const struct kube_api *api,
                                            const struct kube_version *set)
{
    size_t index = 0;
    const struct kube_version *first =
        next_owned(api, pods(), set->name_space, set->uid, &index);
    const struct kube_version *pod = first;

    while (pod != NULL && pod_is_ready(pod))
        pod = next_owned(api, pods(), set->name_space, set->uid, &index);
    return pod != NULL ? pod : first;
}

static void delete_one_pod(struct kube_api *api, const struct kube_version *set)
{
    const struct kube_version *pod = one_to_go(api, set);

    if (pod == NULL)
        return;
    struct kube_version *held = kube_version_hold(pod);
    kube_controller_delete(api, pods(), held->name_space, held->name);
    kube_version_drop(held);
}

static void set_status_of_set(struct kube_api *api, const struct kube_version *set,
                              json_t *tree, struct tally tally)
{
    struct kube_wish wish =
        kube_controller_wish(replica_sets(), set->name_space, set->name, manager);
    json_t *status = json_pack("{s:I}", "replicas", (json_int_t)tally.there);

    wish.subresource = "status";
    if (tally.there > 0)
        json_object_set_new(status, "fullyLabeledReplicas", json_integer(tally.there));
    if (tally.ready > 0) {
        json_object_set_new(status, "readyReplicas", json_integer(tally.ready));
        json_object_set_new(status, "availableReplicas", json_integer(tally.ready));
    }
    json_object_set_new(status, "observedGeneration",
                        json_integer(tree_int(tree, "metadata.generation", 1)));
    bool same = json_equal(status, json_object_get(tree, "status"));
    json_object_set_new(tree, "status", status);
    if (!same)
        kube_controller_put(api, &wish, json_incref(tree));
}

static void sync_set(struct kube_api *api, const struct kube_version *version)
{
    struct kube_version *set = kube_version_hold(version);
    json_t *tree = kube_version_tree(set);
    int64_t want = tree_int(tree, "spec.replicas", 1);
    struct tally tally = count_pods(api, set);

    if (want > REPLICAS_MOST)
        want = REPLICAS_MOST;
    for (int64_t i = tally.there; i < want; i++)
        create_pod(api, set, tree);
    for (int64_t i = want; i < tally.there; i++)
        delete_one_pod(api, set);
    set_status_of_set(api, set, tree, count_pods(api, set));
    json_decref(tree);
    kube_version_drop(set);
}

/* ---- Deployments ---- */

static void template_hash(const json_t *template, char out[HASH_LETTERS + 1])
{
    static const char letters[] = "bcdfghjklmnpqrstvwxz2456789";
    unsigned char digest[SHA256_BYTES];
    char *text = json_dumps(template, JSON_COMPACT | JSON_SORT_KEYS);

    digest_sha256(span_of(text), digest);
    free(text);
    for (size_t i = 0; i < HASH_LETTERS; i++)
        out[i] = letters[digest[i] % (sizeof letters - 1)];
    out[HASH_LETTERS] = '\0';
}

static json_t *new_set(const struct kube_version *deployment, const json_t *tree,
                       const char *hash, int64_t revision, int64_t replicas)
{
    json_t *template = json_deep_copy(tree_at(tree, "spec.template"));
    json_t *selector = json_deep_copy(tree_at(tree, "spec.selector"));
    json_t *metadata = json_object_get(template, "metadata");
    json_t *match = json_object_get(selector, "matchLabels");

    if (metadata == NULL)
        json_object_set_new(template, "metadata", metadata = json_object());
    if (json_object_get(metadata, "labels") == NULL)
        json_object_set_new(metadata, "labels", json_object());
    json_object_set_new(json_object_get(metadata, "labels"), hash_label,
                        json_string(hash));
    if (match == NULL)
        json_object_set_new(selector, "matchLabels", match = json_object());
    json_object_set_new(match, hash_label, json_string(hash));
    return json_pack("{s:{s:o,s:s,s:O,s:{s:o},s:o},s:{s:I,s:o,s:o}}", "metadata", "name",
                     json_sprintf("%s-%s", deployment->name, hash), "namespace",
                     deployment->name_space, "labels",
                     json_object_get(metadata, "labels"), "annotations", revision_key,
                     json_sprintf("%lld", (long long)revision), "ownerReferences",
                     owner_references("Deployment", deployment), "spec", "replicas",
                     (json_int_t)replicas, "selector", selector, "template", template);
}

static int64_t revision_of(const struct kube_version *set)
{
    json_t *tree = kube_version_tree_unmanaged(set);
    const char *text = tree_key_text(tree_at(tree, "metadata.annotations"), revision_key);
    int64_t revision = 0;

    if (text != NULL)
        span_to_i64(span_of(text), &revision);
    json_decref(tree);
    return revision;
}

static int64_t replicas_of(const struct kube_version *set)
{
    json_t *tree = kube_version_tree_unmanaged(set);
    int64_t replicas = tree_int(tree, "spec.replicas", 1);

    json_decref(tree);
    return replicas;
}

static int64_t highest_revision(const struct kube_api *api,
                                const struct kube_version *deployment)
{
    int64_t highest = 0;
    size_t index = 0;
    const struct kube_version *set;

    while ((set = next_owned(api, replica_sets(), deployment->name_space, deployment->uid,
                             &index)) != NULL) {
        int64_t revision = revision_of(set);
        highest = revision > highest ? revision : highest;
    }
    return highest;
}

static void scale_set(struct kube_api *api, const struct kube_version *set,
                      int64_t replicas, int64_t revision)
{
    struct kube_wish wish =
        kube_controller_wish(replica_sets(), set->name_space, set->name, manager);
    json_t *tree = kube_version_tree(set);
    json_t *metadata = json_object_get(tree, "metadata");

    json_object_set_new(json_object_get(tree, "spec"), "replicas",
                        json_integer(replicas));
    if (revision > 0) {
        json_t *annotations = json_object_get(metadata, "annotations");
        if (annotations == NULL)
            json_object_set_new(metadata, "annotations", annotations = json_object());
        json_object_set_new(annotations, revision_key,
                            json_sprintf("%lld", (long long)revision));
    }
    kube_controller_put(api, &wish, tree);
}

static bool is_set_of_hash(const struct kube_version *set, const char *hash)
{
    const char *its = kube_version_label(set, hash_label);

    return its != NULL && strcmp(its, hash) == 0;
}

static const struct kube_version *set_of_hash(const struct kube_api *api,
                                              const struct kube_version *deployment,
                                              const char *hash)
{
    size_t index = 0;
    const struct kube_version *set;

    do
        set = next_owned(api, replica_sets(), deployment->name_space, deployment->uid,
                         &index);
    while (set != NULL && !is_set_of_hash(set, hash));
    return set;
}

/* What the Deployment's sets and their Pods amount to. */
static struct kube_rollout_state state_of(const struct kube_api *api,
                                          const struct kube_version *deployment,
                                          const char *hash)
{
    struct kube_rollout_state state = {0};
    size_t index = 0;
    const struct kube_version *set;

    while ((set = next_owned(api, replica_sets(), deployment->name_space, deployment->uid,
                             &index)) != NULL) {
        struct tally tally = count_pods(api, set);
        if (is_set_of_hash(set, hash)) {
            state.fresh += replicas_of(set);
            state.fresh_ready += tally.ready;
        } else {
            state.old += replicas_of(set);
            state.old_ready += tally.ready;
            state.old_there += tally.there;
        }
    }
    return state;
}

/* The set of today's template: made, or given its replicas and the highest revision. */
static int64_t sync_fresh_set(struct kube_api *api, const struct kube_version *deployment,
                              const json_t *tree, const char *hash, int64_t replicas)
{
    int64_t highest = highest_revision(api, deployment);
    const struct kube_version *set = set_of_hash(api, deployment, hash);

    if (set == NULL) {
        struct kube_wish wish =
            kube_controller_wish(replica_sets(), deployment->name_space, NULL, manager);
        kube_controller_put(api, &wish,
                            new_set(deployment, tree, hash, highest + 1, replicas));
        return highest + 1;
    }
    bool rises = revision_of(set) != highest;
    if (rises || replicas_of(set) != replicas) {
        struct kube_version *held = kube_version_hold(set);
        scale_set(api, held, replicas, rises ? highest + 1 : 0);
        kube_version_drop(held);
    }
    return highest + rises;
}

static void shrink_old_sets(struct kube_api *api, const struct kube_version *deployment,
                            const char *hash, struct kube_rollout_budget budget)
{
    size_t index = 0;
    const struct kube_version *set;

    while ((set = next_owned(api, replica_sets(), deployment->name_space, deployment->uid,
                             &index)) != NULL) {
        if (is_set_of_hash(set, hash))
            continue;
        int64_t replicas = replicas_of(set);
        int64_t fewer = kube_rollout_take(&budget, replicas, count_pods(api, set).ready);
        if (fewer == 0)
            continue;
        struct kube_version *held = kube_version_hold(set);
        scale_set(api, held, replicas - fewer, 0);
        kube_version_drop(held);
    }
}

/* One stride of the way: up with the new set, down with the old ones. The revision. */
static int64_t sync_sets(struct kube_api *api, const struct kube_version *deployment,
                         const json_t *tree, const char *hash)
{
    struct kube_rollout rollout;
    struct kube_rollout_state now = state_of(api, deployment, hash);

    kube_rollout_read(tree, &rollout);
    if (rollout.paused && now.fresh == 0)
        return highest_revision(api, deployment);
    int64_t revision =
        sync_fresh_set(api, deployment, tree, hash, kube_rollout_fresh(&rollout, &now));
    now = state_of(api, deployment, hash);
    if (!rollout.paused && now.old > 0)
        shrink_old_sets(api, deployment, hash, kube_rollout_budget(&rollout, &now));
    return revision;
}

static struct tally count_deployment(const struct kube_api *api,
                                     const struct kube_version *deployment,
                                     const char *hash, int64_t *ret_updated)
{
    struct tally all = {0};
    size_t index = 0;
    const struct kube_version *set;

    *ret_updated = 0;
    while ((set = next_owned(api, replica_sets(), deployment->name_space, deployment->uid,
                             &index)) != NULL) {
        struct tally tally = count_pods(api, set);
        all.there += tally.there;
        all.ready += tally.ready;
        if (is_set_of_hash(set, hash))
            *ret_updated = tally.there;
    }
    return all;
}

static void add_count(json_t *status, const char *key, int64_t count)
{
    if (count > 0)
        json_object_set_new(status, key, json_integer(count));
}

/* Its former time stays as long as the status stays. */
static json_t *deployment_condition(const json_t *tree, const char *type, bool fine,
                                    const char *reason, const char *message)
{
    const json_t *list = tree_at(tree, "status.conditions");
    const char *status = fine ? "True" : "False";
    char now[32];
    const char *since = kube_now_text(now);

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *its = tree_key_text(one, "type");
        const char *was = tree_key_text(one, "status");
        const char *then = tree_key_text(one, "lastTransitionTime");
        if (its != NULL && was != NULL && then != NULL && strcmp(its, type) == 0 &&
            strcmp(was, status) == 0)
            since = then;
    }
    return json_pack("{s:s,s:s,s:s,s:s,s:s,s:s}", "type", type, "status", status,
                     "lastUpdateTime", since, "lastTransitionTime", since, "reason",
                     reason, "message", message);
}

static json_t *deployment_status(const json_t *tree, struct tally tally, int64_t updated)
{
    int64_t want = tree_int(tree, "spec.replicas", 1);
    bool available = tally.ready >= want;
    json_t *status = json_object();

    add_count(status, "observedGeneration", tree_int(tree, "metadata.generation", 1));
    add_count(status, "replicas", tally.there);
    add_count(status, "updatedReplicas", updated);
    add_count(status, "readyReplicas", tally.ready);
    add_count(status, "availableReplicas", tally.ready);
    add_count(status, "unavailableReplicas", want > tally.ready ? want - tally.ready : 0);
    json_object_set_new(
        status, "conditions",
        json_pack("[o,o]",
                  deployment_condition(tree, "Available", available,
                                       available ? "MinimumReplicasAvailable"
                                                 : "MinimumReplicasUnavailable",
                                       available ? "Deployment has minimum availability."
                                                 : "Deployment does not have minimum "
                                                   "availability."),
                  deployment_condition(
                      tree, "Progressing", true,
                      available ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
                      available ? "ReplicaSet has successfully progressed."
                                : "ReplicaSet is progressing.")));
    return status;
}

/* Takes the status. */
static void set_status_of_deployment(struct kube_api *api,
                                     const struct kube_version *deployment, json_t *tree,
                                     json_t *status, int64_t revision)
{
    struct kube_wish wish =
        kube_controller_wish(kube_kind_find("apps", "v1", "deployments"),
                             deployment->name_space, deployment->name, manager);
    json_t *metadata = json_object_get(tree, "metadata");
    json_t *annotations = json_object_get(metadata, "annotations");
    json_t *number = json_sprintf("%lld", (long long)revision);
    bool same = json_equal(status, json_object_get(tree, "status")) &&
                json_equal(number, json_object_get(annotations, revision_key));

    if (annotations == NULL)
        json_object_set_new(metadata, "annotations", annotations = json_object());
    json_object_set_new(annotations, revision_key, number);
    json_object_set_new(tree, "status", status);
    wish.subresource = "status";
    if (!same)
        kube_controller_put(api, &wish, json_incref(tree));
}

static void sync_deployment(struct kube_api *api, const struct kube_version *version)
{
    struct kube_version *deployment = kube_version_hold(version);
    json_t *tree = kube_version_tree(deployment);
    char hash[HASH_LETTERS + 1];
    int64_t updated;

    template_hash(tree_at(tree, "spec.template"), hash);
    int64_t revision = sync_sets(api, deployment, tree, hash);
    struct tally tally = count_deployment(api, deployment, hash, &updated);
    set_status_of_deployment(api, deployment, tree,
                             deployment_status(tree, tally, updated), revision);
    json_decref(tree);
    kube_version_drop(deployment);
}

/* ---- following ---- */

static const struct kube_version *owner_of(const struct kube_api *api,
                                           const struct kube_kind *kind,
                                           const struct kube_version *owned)
{
    for (size_t i = 0; owned->owner[0] != '\0' && i < kube_store_count(api->store, kind);
         i++) {
        const struct kube_version *one = kube_store_at(api->store, kind, i);
        if (strcmp(one->uid, owned->owner) == 0)
            return one->deleting ? NULL : one;
    }
    return NULL;
}

void kube_workload_follow(struct kube_api *api, const struct kube_kind *kind,
                          const char *name_space, const char *name,
                          const struct kube_version *last)
{
    const struct kube_version *now = kube_store_find(api->store, kind, name_space, name);
    const struct kube_version *owner = NULL;

    if (now != NULL && now->deleting)
        return;
    if (kind->type == &kube_type_deployment) {
        if (now != NULL)
            sync_deployment(api, now);
    } else if (kind->type == &kube_type_replica_set) {
        if (now != NULL)
            sync_set(api, now);
        owner = owner_of(api, kube_kind_find("apps", "v1", "deployments"), last);
        if (owner != NULL)
            sync_deployment(api, owner);
    } else if (kind->type == &kube_type_pod) {
        owner = owner_of(api, replica_sets(), last);
        if (owner != NULL)
            sync_set(api, owner);
    }
}
