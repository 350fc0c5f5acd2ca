#include "sim/kube_quota.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "wire/tree.h"
#include "base/banned.h"

/* What a quota may count of Services; type NULL: all. */
static const struct counted {
    const char *name;
    const char *type;
} counted[] = {
    {"services", NULL},
    {"count/services", NULL},
    {"services.loadbalancers", "LoadBalancer"},
    {"services.nodeports", "NodePort"},
};

static bool counts(const struct counted *what, const char *type)
{
    return what->type == NULL || (type != NULL && strcmp(what->type, type) == 0);
}

static int64_t used(const struct kube_api *api, const struct counted *what,
                    const struct kube_wish *wish)
{
    const size_t type_field = 1; /* spec.type in services' selectable fields */
    int64_t count = 0;

    for (size_t i = 0; i < kube_store_count(api->store, wish->kind); i++) {
        const struct kube_version *one = kube_store_at(api->store, wish->kind, i);
        if (strcmp(one->name_space, wish->name_space) == 0 &&
            counts(what, kube_version_field(one, wish->kind, type_field)))
            count++;
    }
    return count;
}

static bool fits(struct kube_api *api, const struct kube_wish *wish,
                 const struct kube_version *quota, const json_t *hard,
                 const json_t *before, const json_t *after, struct kube_problem *problem)
{
    for (size_t i = 0; i < ARRAY_COUNT(counted); i++) {
        int64_t limit;
        const char *text = tree_key_text(hard, counted[i].name);
        if (text == NULL || !span_to_i64(span_of(text), &limit))
            continue;
        bool adds =
            counts(&counted[i], tree_text(after, "spec.type")) &&
            (before == NULL || !counts(&counted[i], tree_text(before, "spec.type")));
        int64_t now = used(api, &counted[i], wish);
        if (!adds || now + 1 <= limit)
            continue;
        const char *name = tree_text(after, "metadata.name");
        kube_problem_set(
            problem, 403, "Forbidden",
            "%s \"%s\" is forbidden: exceeded quota: %s, requested: %s=1, used: "
            "%s=%lld, limited: %s=%lld",
            wish->kind->resource, name, quota->name, counted[i].name, counted[i].name,
            (long long)now, counted[i].name, (long long)limit);
        return kube_problem_about(problem, wish->kind, name);
    }
    return true;
}

bool kube_quota_allows(struct kube_api *api, const struct kube_wish *wish,
                       const json_t *before, const json_t *after,
                       struct kube_problem *problem)
{
    const struct kube_kind *quotas = kube_kind_find("", "v1", "resourcequotas");
    bool fine = true;

    if (wish->kind->type != &kube_type_service || after == NULL)
        return true;
    for (size_t i = 0; i < kube_store_count(api->store, quotas) && fine; i++) {
        const struct kube_version *quota = kube_store_at(api->store, quotas, i);
        if (strcmp(quota->name_space, wish->name_space) != 0)
            continue;
        json_t *tree = kube_version_tree(quota);
        fine = fits(api, wish, quota, tree_at(tree, "spec.hard"), before, after, problem);
        json_decref(tree);
    }
    return fine;
}
