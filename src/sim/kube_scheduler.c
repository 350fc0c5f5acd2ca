/*
 * kube_scheduler.c - Pods are given to nodes: to any that is ready and takes more, by chance.
 *
 * A Pod that nobody takes says so and waits; every change of a node is another chance.
 */
#include "sim/kube_scheduler.h"

#include <stdio.h>
#include <string.h>

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

/* NULL: none. */
static const struct kube_version *node_for(struct kube_api *api)
{
    size_t count = kube_store_count(api->store, nodes());
    size_t fit = 0;

    for (size_t i = 0; i < count; i++) {
        const struct kube_version *node = kube_store_at(api->store, nodes(), i);
        fit += is_ready(node) && !is_cordoned(node);
    }
    if (fit == 0)
        return NULL;
    size_t left = (size_t)chance_below(kube_chance(api, pods()), fit);
    for (size_t i = 0; i < count; i++) {
        const struct kube_version *node = kube_store_at(api->store, nodes(), i);
        if (is_ready(node) && !is_cordoned(node) && left-- == 0)
            return node;
    }
    return NULL;
}

/* "0/3 nodes are available: 1 node(s) had untolerated taint …, 2 node(s) were unschedulable." */
static const char *why_none(const struct kube_api *api, char *out, size_t bytes)
{
    size_t count = kube_store_count(api->store, nodes());
    size_t cordoned = 0;
    char down_text[96] = "", cordoned_text[64] = "";

    if (count == 0)
        return "no nodes available to schedule pods";
    for (size_t i = 0; i < count; i++)
        cordoned += is_cordoned(kube_store_at(api->store, nodes(), i));
    if (cordoned < count)
        snprintf(down_text, sizeof down_text,
                 " %zu node(s) had untolerated taint {node.kubernetes.io/not-ready: }%s",
                 count - cordoned, cordoned > 0 ? "," : "");
    if (cordoned > 0)
        snprintf(cordoned_text, sizeof cordoned_text, " %zu node(s) were unschedulable",
                 cordoned);
    snprintf(out, bytes, "0/%zu nodes are available:%s%s.", count, down_text,
             cordoned_text);
    return out;
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
    char text[200], now[32];
    const char *why = why_none(api, text, sizeof text);
    const json_t *first = json_array_get(tree_at(pod, "status.conditions"), 0);
    const char *said = tree_key_text(first, "message");

    if (said != NULL && strcmp(said, why) == 0)
        return;
    json_object_set_new(json_object_get(pod, "status"), "conditions",
                        json_pack("[{s:s,s:s,s:s,s:s,s:s}]", "type", "PodScheduled",
                                  "status", "False", "lastTransitionTime",
                                  kube_now_text(now), "reason", "Unschedulable",
                                  "message", why));
    put(api, held, json_incref(pod));
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
        node = node_for(api);
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
    else if (pod != NULL)
        place(api, pod);
}
