/*
 * kube_scheduler.c - Pods are given to nodes: to any that takes them, by chance. Looked at are
 * readiness, cordon, taints and the Pod's nodeSelector.
 *
 * A Pod that nobody takes says so and waits; every change of a node is another chance.
 */
#include "sim/kube_scheduler.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sim/kube_controller.h"
#include "sim/kube_write.h"
#include "wire/tree.h"
#include "base/banned.h"

static const char manager[] = "kube-scheduler";

static const struct kube_kind *pods(void)
{
    return kube_kind_find("", "v1", "pods");
}

static const struct kube_kind *nodes(void)
{
    return kube_kind_find("", "v1", "nodes");
}

/* ---- which node ---- */

static bool is_ready(const struct kube_version *node)
{
    return strstr(node->text, "\"type\":\"Ready\",\"status\":\"True\"") != NULL;
}

static bool is_cordoned(const struct kube_version *node)
{
    return strstr(node->text, "\"unschedulable\":true") != NULL;
}

/* "Exists", or "Equal" with that value; no key is any key, no effect any effect. */
static bool tolerates(const json_t *toleration, const json_t *taint)
{
    const char *key = tree_key_text(toleration, "key");
    const char *operator= tree_key_text(toleration, "operator");
    const char *effect = tree_key_text(toleration, "effect");
    const char *value = tree_key_text(toleration, "value");
    const char *its_value = tree_key_text(taint, "value");
    const char *its_key = tree_key_text(taint, "key");
    const char *its_effect = tree_key_text(taint, "effect");
    bool exists = operator!= NULL && strcmp(operator, "Exists") == 0;

    if (effect != NULL && effect[0] != '\0' && strcmp(effect, its_effect) != 0)
        return false;
    if (key == NULL || key[0] == '\0')
        return exists;
    return its_key != NULL && strcmp(key, its_key) == 0 &&
           (exists ||
            strcmp(value == NULL ? "" : value, its_value == NULL ? "" : its_value) == 0);
}

/* A taint that keeps the Pod away; NULL: none. */
static const json_t *taint_against(const json_t *node, const json_t *pod)
{
    const json_t *taints = tree_at(node, "spec.taints");
    const json_t *tolerations = tree_at(pod, "spec.tolerations");

    for (size_t i = 0; i < json_array_size(taints); i++) {
        const json_t *taint = json_array_get(taints, i);
        const char *effect = tree_key_text(taint, "effect");
        bool tolerated = effect == NULL || strncmp(effect, "No", 2) != 0;
        for (size_t j = 0; !tolerated && j < json_array_size(tolerations); j++)
            tolerated = tolerates(json_array_get(tolerations, j), taint);
        if (!tolerated)
            return taint;
    }
    return NULL;
}

static bool has_labels(const struct kube_version *node, const json_t *pod)
{
    json_t *wanted =
        json_incref(json_object_get(json_object_get(pod, "spec"), "nodeSelector"));
    const char *key;
    json_t *value;
    bool has = true;

    json_object_foreach(wanted, key, value)
    {
        const char *its = kube_version_label(node, key);
        has = has && its != NULL && json_is_string(value) &&
              strcmp(its, json_string_value(value)) == 0;
    }
    json_decref(wanted);
    return has;
}

enum { WHY_BYTES = 160 };

/* "": the node takes the Pod. */
static void why_not(struct kube_api *api, const struct kube_version *node,
                    const json_t *pod, char out[WHY_BYTES])
{
    json_t *tree = kube_controller_tree(api, node);
    const json_t *taint = taint_against(tree, pod);
    const char *key = tree_key_text(taint, "key");
    const char *value = tree_key_text(taint, "value");

    out[0] = '\0';
    if (is_cordoned(node))
        snprintf(out, WHY_BYTES, "node(s) were unschedulable");
    else if (!is_ready(node) && taint == NULL)
        snprintf(out, WHY_BYTES,
                 "node(s) had untolerated taint {node.kubernetes.io/not-ready: }");
    else if (taint != NULL)
        snprintf(out, WHY_BYTES, "node(s) had untolerated taint {%.60s: %.40s}",
                 key == NULL ? "" : key, value == NULL ? "" : value);
    else if (!has_labels(node, pod))
        snprintf(out, WHY_BYTES, "node(s) didn't match Pod's node affinity/selector");
    json_decref(tree);
}

/* NULL: none takes it. */
static const struct kube_version *node_for(struct kube_api *api, const json_t *pod)
{
    size_t count = kube_store_count(api->store, nodes());
    const struct kube_version *chosen = NULL;
    size_t fit = 0;
    char why[WHY_BYTES];

    for (size_t i = 0; i < count; i++) {
        const struct kube_version *node = kube_store_at(api->store, nodes(), i);
        why_not(api, node, pod, why);
        /* Each that fits takes the place of the one before with the right chance. */
        if (why[0] == '\0' && chance_below(kube_chance(api, pods()), ++fit) == 0)
            chosen = node;
    }
    return chosen;
}

/* "0/3 nodes are available: 1 node(s) had untolerated taint …, 2 node(s) were
 * unschedulable." */
static const char *why_none(struct kube_api *api, const json_t *pod, struct buf *out)
{
    size_t count = kube_store_count(api->store, nodes());
    json_t *counts = json_object();
    const char *reason;
    json_t *value;
    char why[WHY_BYTES];

    for (size_t i = 0; i < count; i++) {
        why_not(api, kube_store_at(api->store, nodes(), i), pod, why);
        json_object_set_new(
            counts, why,
            json_integer(json_integer_value(json_object_get(counts, why)) + 1));
    }
    if (count == 0)
        buf_add_text(out, "no nodes available to schedule pods");
    else
        buf_print(out, "0/%zu nodes are available: ", count);
    json_object_foreach(counts, reason, value)
        buf_print(out, "%s%lld %s", out->at[out->bytes - 1] == ' ' ? "" : ", ",
                  (long long)json_integer_value(value), reason);
    if (count > 0)
        buf_add_text(out, ".");
    json_decref(counts);
    return buf_text(out);
}

/* ---- the status of a Pod ---- */

static json_t *container_statuses(const json_t *pod, const char *now)
{
    const json_t *list = tree_at(pod, "spec.containers");
    json_t *out = json_array();

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = tree_key_text(json_array_get(list, i), "name");
        const char *image = tree_key_text(json_array_get(list, i), "image");
        json_array_append_new(out,
                              json_pack("{s:s,s:{s:{s:s}},s:b,s:i,s:s,s:s,s:b}", "name",
                                        name == NULL ? "" : name, "state", "running",
                                        "startedAt", now, "ready", 1, "restartCount", 0,
                                        "image", image == NULL ? "" : image, "imageID",
                                        image == NULL ? "" : image, "started", 1));
    }
    return out;
}

static json_t *pod_conditions(const char *now)
{
    static const char *const types[] = {"Initialized", "Ready", "ContainersReady",
                                        "PodScheduled"};
    json_t *list = json_array();

    for (size_t i = 0; i < ARRAY_COUNT(types); i++)
        json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "type", types[i], "status",
                                              "True", "lastTransitionTime", now));
    return list;
}

static void pod_address(struct kube_api *api, char out[16])
{
    snprintf(out, 16, "10.0.%d.%d", (int)chance_between(kube_chance(api, pods()), 0, 255),
             (int)chance_between(kube_chance(api, pods()), 2, 254));
}

/* A kubelet is to start it. */
static json_t *waiting_status(const json_t *pod, const struct kube_version *node)
{
    const char *qos = tree_text(pod, "status.qosClass");
    char now[32];

    return json_pack("{s:s,s:[{s:s,s:s,s:s}],s:s,s:s}", "phase", "Pending", "conditions",
                     "type", "PodScheduled", "status", "True", "lastTransitionTime",
                     kube_now_text(now), "hostIP", node->name, "qosClass",
                     qos != NULL ? qos : "BestEffort");
}

static json_t *running_status(struct kube_api *api, const json_t *pod,
                              const struct kube_version *node)
{
    const char *qos = tree_text(pod, "status.qosClass");
    char ip[16];
    char now[32];

    kube_now_text(now);
    pod_address(api, ip);
    return json_pack("{s:s,s:o,s:s,s:s,s:[{s:s}],s:s,s:o,s:s}", "phase", "Running",
                     "conditions", pod_conditions(now), "hostIP", node->name, "podIP", ip,
                     "podIPs", "ip", ip, "startTime", now, "containerStatuses",
                     container_statuses(pod, now), "qosClass",
                     qos != NULL ? qos : "BestEffort");
}

/* ---- one Pod ---- */

/* Takes the Pod. */
static void put(struct kube_api *api, const struct kube_version *held, json_t *pod)
{
    struct kube_wish wish =
        kube_controller_wish(pods(), held->name_space, held->name, manager);

    kube_controller_put(api, &wish, pod);
}

/* Once: a Pod that says so already is left alone. */
static void tell_that_none_fits(struct kube_api *api, const struct kube_version *held,
                                json_t *pod)
{
    struct buf text;
    char now[32];
    const json_t *first = json_array_get(tree_at(pod, "status.conditions"), 0);
    const char *said = tree_key_text(first, "message");

    buf_init(&text, LIMIT_KIB * 4);
    const char *why = why_none(api, pod, &text);
    if (said != NULL && strcmp(said, why) == 0)
        goto out;
    json_object_set_new(json_object_get(pod, "status"), "conditions",
                        json_pack("[{s:s,s:s,s:s,s:s,s:s}]", "type", "PodScheduled",
                                  "status", "False", "lastTransitionTime",
                                  kube_now_text(now), "reason", "Unschedulable",
                                  "message", why));
    put(api, held, json_incref(pod));
out:
    buf_release(&text);
}

/* A node may have been named by whoever made the Pod. */
static void place(struct kube_api *api, const struct kube_version *pod_version)
{
    struct kube_version *held = kube_version_hold(pod_version);
    json_t *pod = kube_version_tree(held);
    const char *phase = tree_text(pod, "status.phase");
    const char *named = tree_text(pod, "spec.nodeName");
    const struct kube_version *node =
        named == NULL ? NULL : kube_store_find(api->store, nodes(), "", named);

    if (phase == NULL || strcmp(phase, "Pending") != 0 ||
        (named != NULL && (node == NULL || api->has_kubelet)))
        goto out;
    if (node == NULL)
        node = node_for(api, pod);
    if (node == NULL) {
        tell_that_none_fits(api, held, pod);
        goto out;
    }
    json_object_set_new(json_object_get(pod, "spec"), "nodeName",
                        json_string(node->name));
    json_object_set_new(pod, "status",
                        api->has_kubelet ? waiting_status(pod, node)
                                         : running_status(api, pod, node));
    put(api, held, json_incref(pod));
out:
    json_decref(pod);
    kube_version_drop(held);
}

/* Without a kubelet nothing else ends it. */
static void end_at_once(struct kube_api *api, const struct kube_version *pod)
{
    if (api->has_kubelet || strstr(pod->text, "\"deletionGracePeriodSeconds\"") == NULL)
        return;
    struct kube_version *held = kube_version_hold(pod);
    kube_controller_end(api, pods(), held->name_space, held->name);
    kube_version_drop(held);
}

/* ---- following ---- */

static bool waits(const struct kube_version *pod)
{
    return !pod->deleting && strstr(pod->text, "\"nodeName\":") == NULL;
}

/* Looked for in the text: Pods change far more often than they have to be placed. */
static bool may_need_a_place(const struct kube_api *api, const struct kube_version *pod)
{
    return waits(pod) ||
           (!api->has_kubelet && strstr(pod->text, "\"phase\":\"Pending\"") != NULL);
}

static void place_all(struct kube_api *api)
{
    for (size_t i = 0; i < kube_store_count(api->store, pods()); i++) {
        const struct kube_version *pod = kube_store_at(api->store, pods(), i);
        if (waits(pod))
            place(api, pod);
    }
}

void kube_scheduler_follow(struct kube_api *api, const struct kube_kind *kind,
                           const char *name_space, const char *name)
{
    if (kind->type == &kube_type_node) {
        place_all(api);
        return;
    }
    if (kind->type != &kube_type_pod)
        return;
    const struct kube_version *pod = kube_store_find(api->store, kind, name_space, name);
    if (pod != NULL && pod->deleting)
        end_at_once(api, pod);
    else if (pod != NULL && may_need_a_place(api, pod))
        place(api, pod);
}
