/* kube_columns_core.c - rows of Services, Events, Namespaces, Nodes and Pods. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "sim/kube_cells.h"
#include "wire/tree.h"
#include "base/banned.h"

/* ---- Service ---- */

static json_t *service_type(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "spec.type"), "");
}

static json_t *service_cluster_ip(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "spec.clusterIP"), kube_none);
}

static json_t *service_external(const struct kube_cell_source *source)
{
    const char *type = tree_text(source->object, "spec.type");
    const json_t *ingress = tree_at(source->object, "status.loadBalancer.ingress");
    const json_t *more = tree_at(source->object, "spec.externalIPs");
    bool balanced = type != NULL && strcmp(type, "LoadBalancer") == 0;
    struct buf out;

    if (type != NULL && strcmp(type, "ExternalName") == 0)
        return kube_cell_text(tree_text(source->object, "spec.externalName"), kube_none);
    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; balanced && i < json_array_size(ingress); i++) {
        const json_t *one = json_array_get(ingress, i);
        const char *ip = tree_key_text(one, "ip");
        const char *host = tree_key_text(one, "hostname");
        if (ip != NULL || host != NULL)
            kube_cell_join(&out, ip != NULL ? ip : host);
    }
    for (size_t i = 0; i < json_array_size(more); i++)
        kube_cell_join(&out, json_string_value(json_array_get(more, i)));
    return kube_cell_take(&out, balanced ? "<pending>" : kube_none);
}

static json_t *service_ports(const struct kube_cell_source *source)
{
    const json_t *ports = tree_at(source->object, "spec.ports");
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(ports); i++) {
        const json_t *port = json_array_get(ports, i);
        int64_t node_port = tree_int(port, "nodePort", 0);
        const char *protocol = tree_key_text(port, "protocol");
        buf_print(&out, "%s%lld", i == 0 ? "" : ",",
                  (long long)tree_int(port, "port", 0));
        if (node_port > 0)
            buf_print(&out, ":%lld", (long long)node_port);
        buf_print(&out, "/%s", protocol == NULL ? "TCP" : protocol);
    }
    return kube_cell_take(&out, kube_none);
}

static json_t *service_selector(const struct kube_cell_source *source)
{
    return kube_cell_map(tree_at(source->object, "spec.selector"));
}

const struct kube_column kube_columns_service[] = {
    KUBE_COLUMN_NAME,
    {"Type", "string", "", 0,
     "type determines how the Service is exposed. Defaults to ClusterIP. Valid "
     "options are ExternalName, ClusterIP, NodePort, and LoadBalancer.",
     service_type},
    {"Cluster-IP", "string", "", 0,
     "clusterIP is the IP address of the service and is usually assigned randomly.",
     service_cluster_ip},
    {"External-IP", "string", "", 0,
     "externalIPs is a list of IP addresses for which nodes in the cluster will also "
     "accept traffic for this service.",
     service_external},
    {"Port(s)", "string", "", 0, "The list of ports that are exposed by this service.",
     service_ports},
    KUBE_COLUMN_AGE,
    {"Selector", "string", "", 1,
     "Route service traffic to pods with label keys and values matching this selector.",
     service_selector},
    KUBE_COLUMNS_END,
};

/* ---- Event ---- */

static json_t *event_last_seen(const struct kube_cell_source *source)
{
    if (tree_text(source->object, "series.lastObservedTime") != NULL)
        return kube_cell_age_since(source, "series.lastObservedTime");
    if (tree_text(source->object, "lastTimestamp") != NULL)
        return kube_cell_age_since(source, "lastTimestamp");
    return kube_cell_age_since(source, "eventTime");
}

static json_t *event_first_seen(const struct kube_cell_source *source)
{
    bool first = tree_text(source->object, "firstTimestamp") != NULL;

    return kube_cell_age_since(source, first ? "firstTimestamp" : "eventTime");
}

static json_t *event_type(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "type"), "");
}

static json_t *event_reason(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "reason"), "");
}

static json_t *event_object(const struct kube_cell_source *source)
{
    const char *kind = tree_text(source->object, "involvedObject.kind");
    const char *name = tree_text(source->object, "involvedObject.name");
    char text[400];

    snprintf(text, sizeof text, "%s/%s", kind == NULL ? "" : kind,
             name == NULL ? "" : name);
    for (char *at = text; *at != '\0' && *at != '/'; at++) {
        if (*at >= 'A' && *at <= 'Z')
            *at = (char)(*at - 'A' + 'a');
    }
    return json_string(text);
}

static json_t *event_part(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "involvedObject.fieldPath"), "");
}

static json_t *event_source(const struct kube_cell_source *source)
{
    const char *component = tree_text(source->object, "source.component");
    const char *host = tree_text(source->object, "source.host");
    char text[300];

    if (component == NULL) {
        component = tree_text(source->object, "reportingComponent");
        host = tree_text(source->object, "reportingInstance");
    }
    snprintf(text, sizeof text, "%s%s%s", component == NULL ? "" : component,
             host == NULL || host[0] == '\0' ? "" : ", ", host == NULL ? "" : host);
    return json_string(text);
}

static json_t *event_message(const struct kube_cell_source *source)
{
    const char *message = tree_text(source->object, "message");
    struct span text = span_trim(span_of(message));

    return json_stringn(text.bytes == 0 ? "" : text.at, text.bytes);
}

static json_t *event_count(const struct kube_cell_source *source)
{
    int64_t count = tree_int(source->object, "series.count", 0);

    if (count == 0)
        count = tree_int(source->object, "count", 0);
    return json_integer(count == 0 ? 1 : count);
}

const struct kube_column kube_columns_event[] = {
    {"Last Seen", "string", "", 0,
     "The time at which the most recent occurrence of this event was recorded.",
     event_last_seen},
    {"Type", "string", "", 0,
     "Type of this event (Normal, Warning), new types could be added in the future",
     event_type},
    {"Reason", "string", "", 0,
     "This should be a short, machine understandable string that gives the reason for "
     "the transition into the object's current status.",
     event_reason},
    {"Object", "string", "", 0, "The object that this event is about.", event_object},
    {"Subobject", "string", "", 1,
     "If referring to a piece of an object instead of an entire object, this string "
     "should contain a valid JSON/Go field access statement.",
     event_part},
    {"Source", "string", "", 1,
     "The component reporting this event. Should be a short machine understandable "
     "string.",
     event_source},
    {"Message", "string", "", 0,
     "A human-readable description of the status of this operation.", event_message},
    {"First Seen", "string", "", 1,
     "The time at which the event was first recorded. (Time of server receipt is in "
     "TypeMeta.)",
     event_first_seen},
    {"Count", "string", "", 1, "The number of times this event has occurred.",
     event_count},
    {"Name", "string", "name", 1, kube_help_name, kube_cell_name},
    KUBE_COLUMNS_END,
};

/* ---- Namespace, Node ---- */

static json_t *status_phase(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "status.phase"), "");
}

const struct kube_column kube_columns_namespace[] = {
    KUBE_COLUMN_NAME,
    {"Status", "string", "", 0, "The status of the namespace", status_phase},
    KUBE_COLUMN_AGE,
    KUBE_COLUMNS_END,
};

static json_t *node_ready(const struct kube_cell_source *source)
{
    const char *ready = kube_cell_condition(source->object, "Ready", NULL);
    char text[64];

    snprintf(text, sizeof text, "%s%s",
             ready == NULL                ? "Unknown"
             : strcmp(ready, "True") == 0 ? "Ready"
                                          : "NotReady",
             tree_bool(source->object, "spec.unschedulable", false)
                 ? ",SchedulingDisabled"
                 : "");
    return json_string(text);
}

static json_t *node_roles(const struct kube_cell_source *source)
{
    static const char prefix[] = "node-role.kubernetes.io/";
    const json_t *labels = tree_at(source->object, "metadata.labels");
    struct buf out;
    const char *key;
    json_t *value;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    json_object_foreach((json_t *)(uintptr_t)labels, key, value)
    {
        if (strncmp(key, prefix, sizeof prefix - 1) == 0)
            kube_cell_join(&out, key + sizeof prefix - 1);
        else if (strcmp(key, "kubernetes.io/role") == 0)
            kube_cell_join(&out, json_string_value(value));
    }
    return kube_cell_take(&out, kube_none);
}

static json_t *node_address(const struct kube_cell_source *source, const char *type)
{
    const json_t *list = tree_at(source->object, "status.addresses");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *its = tree_key_text(one, "type");
        if (its != NULL && strcmp(its, type) == 0)
            return kube_cell_text(tree_key_text(one, "address"), kube_none);
    }
    return json_string(kube_none);
}

static json_t *node_internal(const struct kube_cell_source *source)
{
    return node_address(source, "InternalIP");
}

static json_t *node_external(const struct kube_cell_source *source)
{
    return node_address(source, "ExternalIP");
}

static json_t *node_version(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "status.nodeInfo.kubeletVersion"),
                          "");
}

static json_t *node_image(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "status.nodeInfo.osImage"),
                          kube_unknown);
}

static json_t *node_kernel(const struct kube_cell_source *source)
{
    const char *kernel = tree_text(source->object, "status.nodeInfo.kernelVersion");
    const char *machine = tree_text(source->object, "status.nodeInfo.architecture");

    if (kernel == NULL || kernel[0] == '\0' || machine == NULL)
        return kube_cell_text(kernel, kube_unknown);
    return json_sprintf("%s (%s)", kernel, machine);
}

static json_t *node_runtime(const struct kube_cell_source *source)
{
    return kube_cell_text(
        tree_text(source->object, "status.nodeInfo.containerRuntimeVersion"),
        kube_unknown);
}

const struct kube_column kube_columns_node[] = {
    KUBE_COLUMN_NAME,
    {"Status", "string", "", 0, "The status of the node", node_ready},
    {"Roles", "string", "", 0, "The roles of the node", node_roles},
    KUBE_COLUMN_AGE,
    {"Version", "string", "", 0, "Kubelet Version reported by the node.", node_version},
    {"Internal-IP", "string", "", 1,
     "List of addresses reachable to the node. Queried from cloud provider, if "
     "available.",
     node_internal},
    {"External-IP", "string", "", 1,
     "List of addresses reachable to the node. Queried from cloud provider, if "
     "available.",
     node_external},
    {"OS-Image", "string", "", 1,
     "OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 "
     "(wheezy)).",
     node_image},
    {"Kernel-Version", "string", "", 1,
     "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).",
     node_kernel},
    {"Container-Runtime", "string", "", 1,
     "ContainerRuntime Version reported by the node through runtime remote API (e.g. "
     "containerd://1.4.2).",
     node_runtime},
    KUBE_COLUMNS_END,
};

/* ---- Pod ---- */

static json_t *pod_ready(const struct kube_cell_source *source)
{
    const json_t *containers = tree_at(source->object, "spec.containers");
    const json_t *statuses = tree_at(source->object, "status.containerStatuses");
    size_t ready = 0;
    char text[48];

    for (size_t i = 0; i < json_array_size(statuses); i++)
        ready += tree_bool(json_array_get(statuses, i), "ready", false);
    snprintf(text, sizeof text, "%zu/%zu", ready, json_array_size(containers));
    return json_string(text);
}

static json_t *pod_status(const struct kube_cell_source *source)
{
    const char *reason = tree_text(source->object, "status.reason");

    if (tree_text(source->object, "metadata.deletionTimestamp") != NULL)
        return json_string("Terminating");
    return reason != NULL ? json_string(reason) : status_phase(source);
}

static json_t *pod_restarts(const struct kube_cell_source *source)
{
    const json_t *statuses = tree_at(source->object, "status.containerStatuses");
    int64_t restarts = 0;
    char text[32];

    for (size_t i = 0; i < json_array_size(statuses); i++)
        restarts += tree_int(json_array_get(statuses, i), "restartCount", 0);
    snprintf(text, sizeof text, "%lld", (long long)restarts);
    return json_string(text);
}

static json_t *pod_ip(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "status.podIP"), kube_none);
}

static json_t *pod_node(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "spec.nodeName"), kube_none);
}

const struct kube_column kube_columns_pod[] = {
    KUBE_COLUMN_NAME,
    {"Ready", "string", "", 0,
     "The aggregate readiness state of this pod for accepting traffic.", pod_ready},
    {"Status", "string", "", 0, "The aggregate status of the containers in this pod.",
     pod_status},
    {"Restarts", "string", "", 0,
     "The number of times the containers in this pod have been restarted and when the "
     "last container in this pod has restarted.",
     pod_restarts},
    KUBE_COLUMN_AGE,
    {"IP", "string", "", 1, "podIP address allocated to the pod.", pod_ip},
    {"Node", "string", "", 1, "NodeName indicates in which node this pod is scheduled.",
     pod_node},
    {"Nominated Node", "string", "", 1,
     "nominatedNodeName is set only when this pod preempts other pods on the node.",
     kube_cell_none},
    {"Readiness Gates", "string", "", 1,
     "If specified, all readiness gates will be evaluated for pod readiness.",
     kube_cell_none},
    KUBE_COLUMNS_END,
};
