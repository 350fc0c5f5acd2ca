/*
 * kube_inside_pod.c - logs, exec, attach and port-forward: what an api-server asks the
 * kubelet of the Pod's node for. The Pods of this world have no containers behind them, so
 * it is told as a node is that does not answer.
 *
 * Source: registry/core/pod of the api-server (LogLocation, ExecLocation), and what kubectl
 *         shows of a node whose kubelet is away.
 */
#include "sim/kube_inside_pod.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { KUBELET_PORT = 10250 };

bool kube_inside_pod_is_asked(const struct kube_call *call)
{
    static const char *const known[] = {"log", "exec", "attach", "portforward"};

    if (call->kind == NULL || call->kind->type != &kube_type_pod || call->name == NULL)
        return false;
    for (size_t i = 0; i < ARRAY_COUNT(known); i++) {
        if (strcmp(call->subresource, known[i]) == 0)
            return true;
    }
    return false;
}

static json_t *pod_of(struct kube_call *call)
{
    json_t *pod = NULL;

    pthread_mutex_lock(&call->api->lock);
    const struct kube_version *found =
        kube_store_find(call->api->store, call->kind, call->name_space, call->name);
    if (found != NULL)
        pod = kube_version_tree(found);
    pthread_mutex_unlock(&call->api->lock);
    if (pod == NULL)
        kube_problem_not_found(&call->problem, call->kind, call->name);
    return pod;
}

static bool bad(struct kube_call *call, const char *text)
{
    return kube_problem_set(&call->problem, 400, "BadRequest", "%s", text);
}

/* "[web sidecar]" */
static const char *names_of(struct kube_call *call, const json_t *containers)
{
    struct buf text;

    buf_init(&text, LIMIT_KIB * 4);
    for (size_t i = 0; i < json_array_size(containers); i++) {
        const char *name = tree_key_text(json_array_get(containers, i), "name");
        buf_print(&text, "%s%s", i == 0 ? "[" : " ", name != NULL ? name : "");
    }
    buf_add_text(&text, "]");
    const char *kept = arena_text(&call->arena, buf_text(&text));
    buf_release(&text);
    return kept;
}

/* The container that is meant; NULL with the problem set. */
static const char *container_of(struct kube_call *call, const json_t *pod)
{
    const char *wanted = ask_query(call->ask, "container");
    const json_t *list = tree_at(pod, "spec.containers");

    if (wanted != NULL && wanted[0] == '\0')
        wanted = NULL;
    if (wanted == NULL && json_array_size(list) == 1)
        return tree_key_text(json_array_get(list, 0), "name");
    for (size_t i = 0; wanted != NULL && i < json_array_size(list); i++) {
        const char *name = tree_key_text(json_array_get(list, i), "name");
        if (name != NULL && strcmp(name, wanted) == 0)
            return wanted;
    }
    if (wanted == NULL)
        bad(call, arena_print(&call->arena,
                              "a container name must be specified for pod %s, choose one "
                              "of: %s",
                              call->name, names_of(call, list)));
    else
        bad(call, arena_print(&call->arena, "container %s is not valid for pod %s",
                              wanted, call->name));
    return NULL;
}

static bool refuse(struct kube_call *call, const json_t *pod)
{
    const char *node = tree_text(pod, "status.hostIP");
    const char *phase = tree_text(pod, "status.phase");
    const char *container = "";

    if (strcmp(call->subresource, "portforward") != 0 &&
        (container = container_of(call, pod)) == NULL)
        return false;
    if (tree_text(pod, "spec.nodeName") == NULL || node == NULL)
        return bad(call, arena_print(&call->arena, "pod %s does not have a host assigned",
                                     call->name));
    if (strcmp(call->subresource, "log") != 0)
        return kube_problem_set(&call->problem, 500, NULL,
                                "error dialing backend: dial tcp %s:%d: connect: "
                                "connection refused (the Pods "
                                "of the embedded world have no containers)",
                                node, KUBELET_PORT);
    if (phase != NULL && strcmp(phase, "Pending") == 0)
        return bad(call,
                   arena_print(&call->arena,
                               "container \"%s\" in pod \"%s\" is waiting to start: "
                               "ContainerCreating",
                               container, call->name));
    return kube_problem_set(&call->problem, 500, NULL,
                            "Get \"https://%s:%d/containerLogs/%s/%s/%s\": dial tcp "
                            "%s:%d: connect: connection "
                            "refused (the Pods of the embedded world have no containers)",
                            node, KUBELET_PORT, call->name_space, call->name, container,
                            node, KUBELET_PORT);
}

bool kube_inside_pod_refuse(struct kube_call *call)
{
    json_t *pod = pod_of(call);

    if (pod != NULL)
        refuse(call, pod);
    json_decref(pod);
    return false;
}
