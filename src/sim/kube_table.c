#include "sim/kube_table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/span.h"
#include "base/when.h"
#include "sim/kube_resource.h"
#include "wire/tree.h"
#include "base/banned.h"

static const char none[] = "<none>";
static const char unknown[] = "<unknown>";

static const char help_name[] =
    "Name must be unique within a namespace. Is required when creating resources, "
    "although "
    "some resources may allow a client to request the generation of an appropriate name "
    "automatically. Name is primarily intended for creation idempotence and "
    "configuration "
    "definition. Cannot be updated. More info: "
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";
static const char help_age[] =
    "CreationTimestamp is a timestamp representing the server time when this object was "
    "created. It is not guaranteed to be set in happens-before order across separate "
    "operations. Clients may not set this value. It is represented in RFC3339 form and "
    "is in "
    "UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: "
    "https://git.k8s.io/community/contributors/devel/sig-architecture/"
    "api-conventions.md#metadata";

/* ---- ages ---- */

/* As Kubernetes tells ages: the older, the coarser. */
static json_t *age_text(int64_t ms)
{
    enum { MINUTE = 60, HOUR = 3600, DAY = 86400, YEAR = 365 * DAY };
    int64_t s = ms / 1000;
    char text[64];

    if (s < -1)
        return json_string("<invalid>");
    if (s < 0)
        s = 0;
    if (s < 2 * MINUTE)
        snprintf(text, sizeof text, "%llds", (long long)s);
    else if (s < 10 * MINUTE && s % MINUTE != 0)
        snprintf(text, sizeof text, "%lldm%llds", (long long)(s / MINUTE),
                 (long long)(s % MINUTE));
    else if (s < 3 * HOUR)
        snprintf(text, sizeof text, "%lldm", (long long)(s / MINUTE));
    else if (s < 8 * HOUR && s % HOUR / MINUTE != 0)
        snprintf(text, sizeof text, "%lldh%lldm", (long long)(s / HOUR),
                 (long long)(s % HOUR / MINUTE));
    else if (s < 2 * DAY)
        snprintf(text, sizeof text, "%lldh", (long long)(s / HOUR));
    else if (s < 8 * DAY && s % DAY / HOUR != 0)
        snprintf(text, sizeof text, "%lldd%lldh", (long long)(s / DAY),
                 (long long)(s % DAY / HOUR));
    else if (s < 2 * (int64_t)YEAR)
        snprintf(text, sizeof text, "%lldd", (long long)(s / DAY));
    else
        snprintf(text, sizeof text, "%lldy%lldd", (long long)(s / YEAR),
                 (long long)(s % YEAR / DAY));
    return json_string(text);
}

static json_t *age_since(const struct kube_cell_source *source, const char *path)
{
    int64_t then_ms = tree_when(source->object, path);

    return then_ms == WHEN_UNKNOWN ? json_string(unknown)
                                   : age_text(source->now_ms - then_ms);
}

/* ---- common cells ---- */

static json_t *text_or(const char *text, const char *fallback)
{
    return json_string(text == NULL || text[0] == '\0' ? fallback : text);
}

static json_t *taken(struct buf *text, const char *fallback)
{
    json_t *cell = text_or(buf_text(text), fallback);

    buf_release(text);
    return cell;
}

static void join(struct buf *out, const char *text)
{
    buf_print(out, "%s%s", out->bytes == 0 ? "" : ",", text);
}

static json_t *cell_name(const struct kube_cell_source *source)
{
    return json_string(source->name);
}

static json_t *cell_age(const struct kube_cell_source *source)
{
    return source->created_ms == WHEN_UNKNOWN
               ? json_string(unknown)
               : age_text(source->now_ms - source->created_ms);
}

static json_t *map_text(const json_t *map)
{
    struct buf out;
    const char *key;
    json_t *value;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    json_object_foreach((json_t *)(uintptr_t)map, key, value)
    {
        buf_print(&out, "%s%s=%s", out.bytes == 0 ? "" : ",", key,
                  json_string_value(value));
    }
    return taken(&out, none);
}

static json_t *count_at(const struct kube_cell_source *source, const char *path)
{
    const json_t *there = tree_at(source->object, path);

    return json_integer((json_int_t)(json_is_array(there) ? json_array_size(there)
                                                          : json_object_size(there)));
}

/* "True", "False" or "Unknown" of the condition; fallback when there is none. */
static const char *condition(const json_t *object, const char *type, const char *fallback)
{
    const json_t *list = tree_at(object, "status.conditions");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *its = tree_key_text(one, "type");
        const char *status = tree_key_text(one, "status");
        if (its != NULL && strcmp(its, type) == 0)
            return status == NULL ? fallback : status;
    }
    return fallback;
}

#define NAME                                                                             \
    {                                                                                    \
        "Name", "string", "name", 0, help_name, cell_name                                \
    }
#define AGE                                                                              \
    {                                                                                    \
        "Age", "string", "", 0, help_age, cell_age                                       \
    }
#define END                                                                              \
    {                                                                                    \
        NULL, NULL, NULL, 0, NULL, NULL                                                  \
    }

const struct kube_column kube_columns_plain[] = {
    NAME,
    {"Age", "date", "", 0, help_age, cell_age},
    END,
};

/* ---- Service ---- */

static json_t *service_type(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "spec.type"), "");
}

static json_t *service_cluster_ip(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "spec.clusterIP"), none);
}

static json_t *service_external(const struct kube_cell_source *source)
{
    const char *type = tree_text(source->object, "spec.type");
    const json_t *ingress = tree_at(source->object, "status.loadBalancer.ingress");
    const json_t *more = tree_at(source->object, "spec.externalIPs");
    bool balanced = type != NULL && strcmp(type, "LoadBalancer") == 0;
    struct buf out;

    if (type != NULL && strcmp(type, "ExternalName") == 0)
        return text_or(tree_text(source->object, "spec.externalName"), none);
    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; balanced && i < json_array_size(ingress); i++) {
        const json_t *one = json_array_get(ingress, i);
        const char *ip = tree_key_text(one, "ip");
        const char *host = tree_key_text(one, "hostname");
        if (ip != NULL || host != NULL)
            join(&out, ip != NULL ? ip : host);
    }
    for (size_t i = 0; i < json_array_size(more); i++)
        join(&out, json_string_value(json_array_get(more, i)));
    return taken(&out, balanced ? "<pending>" : none);
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
    return taken(&out, none);
}

static json_t *service_selector(const struct kube_cell_source *source)
{
    return map_text(tree_at(source->object, "spec.selector"));
}

const struct kube_column kube_columns_service[] = {
    NAME,
    {"Type", "string", "", 0,
     "type determines how the Service is exposed. Defaults to ClusterIP. Valid options "
     "are "
     "ExternalName, ClusterIP, NodePort, and LoadBalancer.",
     service_type},
    {"Cluster-IP", "string", "", 0,
     "clusterIP is the IP address of the service and is usually assigned randomly.",
     service_cluster_ip},
    {"External-IP", "string", "", 0,
     "externalIPs is a list of IP addresses for which nodes in the cluster will also "
     "accept "
     "traffic for this service.",
     service_external},
    {"Port(s)", "string", "", 0, "The list of ports that are exposed by this service.",
     service_ports},
    AGE,
    {"Selector", "string", "", 1,
     "Route service traffic to pods with label keys and values matching this selector.",
     service_selector},
    END,
};

/* ---- Event ---- */

static json_t *event_last_seen(const struct kube_cell_source *source)
{
    if (tree_text(source->object, "series.lastObservedTime") != NULL)
        return age_since(source, "series.lastObservedTime");
    if (tree_text(source->object, "lastTimestamp") != NULL)
        return age_since(source, "lastTimestamp");
    return age_since(source, "eventTime");
}

static json_t *event_first_seen(const struct kube_cell_source *source)
{
    bool first = tree_text(source->object, "firstTimestamp") != NULL;

    return age_since(source, first ? "firstTimestamp" : "eventTime");
}

static json_t *event_type(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "type"), "");
}

static json_t *event_reason(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "reason"), "");
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
    return text_or(tree_text(source->object, "involvedObject.fieldPath"), "");
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
     "the "
     "transition into the object's current status.",
     event_reason},
    {"Object", "string", "", 0, "The object that this event is about.", event_object},
    {"Subobject", "string", "", 1,
     "If referring to a piece of an object instead of an entire object, this string "
     "should "
     "contain a valid JSON/Go field access statement.",
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
    {"Name", "string", "name", 1, help_name, cell_name},
    END,
};

/* ---- Namespace, Node ---- */

static json_t *status_phase(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "status.phase"), "");
}

const struct kube_column kube_columns_namespace[] = {
    NAME,
    {"Status", "string", "", 0, "The status of the namespace", status_phase},
    AGE,
    END,
};

static json_t *node_ready(const struct kube_cell_source *source)
{
    const char *ready = condition(source->object, "Ready", NULL);
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
            join(&out, key + sizeof prefix - 1);
        else if (strcmp(key, "kubernetes.io/role") == 0)
            join(&out, json_string_value(value));
    }
    return taken(&out, none);
}

static json_t *node_address(const struct kube_cell_source *source, const char *type)
{
    const json_t *list = tree_at(source->object, "status.addresses");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *its = tree_key_text(one, "type");
        if (its != NULL && strcmp(its, type) == 0)
            return text_or(tree_key_text(one, "address"), none);
    }
    return json_string(none);
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
    return text_or(tree_text(source->object, "status.nodeInfo.kubeletVersion"), "");
}

static json_t *node_image(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "status.nodeInfo.osImage"), unknown);
}

static json_t *node_kernel(const struct kube_cell_source *source)
{
    const char *kernel = tree_text(source->object, "status.nodeInfo.kernelVersion");
    const char *machine = tree_text(source->object, "status.nodeInfo.architecture");

    if (kernel == NULL || machine == NULL)
        return text_or(kernel, unknown);
    return json_sprintf("%s (%s)", kernel, machine);
}

static json_t *node_runtime(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "status.nodeInfo.containerRuntimeVersion"),
                   unknown);
}

const struct kube_column kube_columns_node[] = {
    NAME,
    {"Status", "string", "", 0, "The status of the node", node_ready},
    {"Roles", "string", "", 0, "The roles of the node", node_roles},
    AGE,
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
    END,
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
    return text_or(tree_text(source->object, "status.podIP"), none);
}

static json_t *pod_node(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "spec.nodeName"), none);
}

static json_t *cell_none(const struct kube_cell_source *source)
{
    (void)source;
    return json_string(none);
}

const struct kube_column kube_columns_pod[] = {
    NAME,
    {"Ready", "string", "", 0,
     "The aggregate readiness state of this pod for accepting traffic.", pod_ready},
    {"Status", "string", "", 0, "The aggregate status of the containers in this pod.",
     pod_status},
    {"Restarts", "string", "", 0,
     "The number of times the containers in this pod have been restarted and when the "
     "last "
     "container in this pod has restarted.",
     pod_restarts},
    AGE,
    {"IP", "string", "", 1, "podIP address allocated to the pod.", pod_ip},
    {"Node", "string", "", 1, "NodeName indicates in which node this pod is scheduled.",
     pod_node},
    {"Nominated Node", "string", "", 1,
     "nominatedNodeName is set only when this pod preempts other pods on the node.",
     cell_none},
    {"Readiness Gates", "string", "", 1,
     "If specified, all readiness gates will be evaluated for pod readiness.", cell_none},
    END,
};

/* ---- Deployment, ReplicaSet ---- */

static json_t *container_texts(const struct kube_cell_source *source, const char *key)
{
    const json_t *list = tree_at(source->object, "spec.template.spec.containers");
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = tree_key_text(json_array_get(list, i), key);
        if (text != NULL)
            join(&out, text);
    }
    return taken(&out, none);
}

static json_t *template_names(const struct kube_cell_source *source)
{
    return container_texts(source, "name");
}

static json_t *template_images(const struct kube_cell_source *source)
{
    return container_texts(source, "image");
}

static json_t *template_selector(const struct kube_cell_source *source)
{
    return map_text(tree_at(source->object, "spec.selector.matchLabels"));
}

static json_t *deployment_ready(const struct kube_cell_source *source)
{
    char text[48];

    snprintf(text, sizeof text, "%lld/%lld",
             (long long)tree_int(source->object, "status.readyReplicas", 0),
             (long long)tree_int(source->object, "spec.replicas", 0));
    return json_string(text);
}

static json_t *deployment_updated(const struct kube_cell_source *source)
{
    return json_integer(tree_int(source->object, "status.updatedReplicas", 0));
}

static json_t *deployment_available(const struct kube_cell_source *source)
{
    return json_integer(tree_int(source->object, "status.availableReplicas", 0));
}

const struct kube_column kube_columns_deployment[] = {
    NAME,
    {"Ready", "string", "", 0, "Number of the pod with ready state", deployment_ready},
    {"Up-to-date", "string", "", 0,
     "Total number of non-terminated pods targeted by this deployment that have the "
     "desired "
     "template spec.",
     deployment_updated},
    {"Available", "string", "", 0,
     "Total number of available pods (ready for at least minReadySeconds) targeted by "
     "this "
     "deployment.",
     deployment_available},
    AGE,
    {"Containers", "string", "", 1, "Names of each container in the template.",
     template_names},
    {"Images", "string", "", 1, "Images referenced by each container in the template.",
     template_images},
    {"Selector", "string", "", 1, "Label selector for pods.", template_selector},
    END,
};

static json_t *replica_desired(const struct kube_cell_source *source)
{
    return json_integer(tree_int(source->object, "spec.replicas", 0));
}

static json_t *replica_current(const struct kube_cell_source *source)
{
    return json_integer(tree_int(source->object, "status.replicas", 0));
}

static json_t *replica_ready(const struct kube_cell_source *source)
{
    return json_integer(tree_int(source->object, "status.readyReplicas", 0));
}

const struct kube_column kube_columns_replica_set[] = {
    NAME,
    {"Desired", "integer", "", 0, "Replicas is the number of desired pods.",
     replica_desired},
    {"Current", "integer", "", 0,
     "Replicas is the most recently observed number of non-terminating pods.",
     replica_current},
    {"Ready", "integer", "", 0,
     "The number of non-terminating pods with a Ready Condition.", replica_ready},
    AGE,
    {"Containers", "string", "", 1, "Names of each container in the template.",
     template_names},
    {"Images", "string", "", 1, "Images referenced by each container in the template.",
     template_images},
    {"Selector", "string", "", 1,
     "Selector is a label query over pods that should match the "
     "replica count.",
     template_selector},
    END,
};

/* ---- Endpoints, EndpointSlice ---- */

static void add_address(struct buf *out, size_t *told, const char *ip,
                        const json_t *ports)
{
    size_t count = json_array_size(ports);

    for (size_t i = 0; i < (count == 0 ? 1 : count); i++) {
        if ((*told)++ >= 3)
            continue;
        buf_print(out, "%s%s", out->bytes == 0 ? "" : ",", ip);
        if (count > 0)
            buf_print(out, ":%lld",
                      (long long)tree_int(json_array_get(ports, i), "port", 0));
    }
}

static json_t *endpoints_text(const struct kube_cell_source *source)
{
    const json_t *subsets = tree_at(source->object, "subsets");
    struct buf out;
    size_t told = 0;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(subsets); i++) {
        const json_t *subset = json_array_get(subsets, i);
        const json_t *addresses = tree_key(subset, "addresses");
        for (size_t j = 0; j < json_array_size(addresses); j++)
            add_address(&out, &told, tree_key_text(json_array_get(addresses, j), "ip"),
                        tree_key(subset, "ports"));
    }
    if (told > 3)
        buf_print(&out, " + %zu more...", told - 3);
    return taken(&out, none);
}

const struct kube_column kube_columns_endpoints[] = {
    NAME,
    {"Endpoints", "string", "", 0,
     "The set of all endpoints is the union of all subsets.", endpoints_text},
    AGE,
    END,
};

static json_t *slice_type(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "addressType"), "");
}

static json_t *slice_ports(const struct kube_cell_source *source)
{
    const json_t *ports = tree_at(source->object, "ports");
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(ports) && i < 3; i++)
        buf_print(&out, "%s%lld", i == 0 ? "" : ",",
                  (long long)tree_int(json_array_get(ports, i), "port", 0));
    return taken(&out, "<unset>");
}

static json_t *slice_endpoints(const struct kube_cell_source *source)
{
    const json_t *list = tree_at(source->object, "endpoints");
    size_t count = json_array_size(list);
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < count && i < 3; i++) {
        const json_t *addresses = tree_key(json_array_get(list, i), "addresses");
        const char *ip = json_string_value(json_array_get(addresses, 0));
        if (ip != NULL)
            join(&out, ip);
    }
    if (count > 3)
        buf_print(&out, " + %zu more...", count - 3);
    return taken(&out, "<unset>");
}

const struct kube_column kube_columns_endpoint_slice[] = {
    NAME,
    {"AddressType", "string", "", 0,
     "addressType specifies the type of address carried by this EndpointSlice.",
     slice_type},
    {"Ports", "string", "", 0,
     "ports specifies the list of network ports exposed by each endpoint in this slice.",
     slice_ports},
    {"Endpoints", "string", "", 0,
     "endpoints is a list of unique endpoints in this slice.", slice_endpoints},
    AGE,
    END,
};

/* ---- the small kinds ---- */

static json_t *data_count(const struct kube_cell_source *source)
{
    json_t *data = count_at(source, "data");
    json_t *binary = count_at(source, "binaryData");
    json_t *sum = json_integer(json_integer_value(data) + json_integer_value(binary));

    json_decref(data);
    json_decref(binary);
    return sum;
}

const struct kube_column kube_columns_config_map[] = {
    NAME,
    {"Data", "string", "", 0, "Data contains the configuration data.", data_count},
    AGE,
    END,
};

static json_t *secret_type(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "type"), "");
}

const struct kube_column kube_columns_secret[] = {
    NAME,
    {"Type", "string", "", 0, "Used to facilitate programmatic handling of secret data.",
     secret_type},
    {"Data", "string", "", 0, "Data contains the secret data.", data_count},
    AGE,
    END,
};

static json_t *account_secrets(const struct kube_cell_source *source)
{
    return count_at(source, "secrets");
}

const struct kube_column kube_columns_service_account[] = {
    NAME,
    {"Secrets", "string", "", 0,
     "Secrets is a list of the secrets in the same namespace.", account_secrets},
    AGE,
    END,
};

static json_t *quota_request(const struct kube_cell_source *source)
{
    const json_t *hard = tree_at(source->object, "spec.hard");
    struct buf out;
    const char *key;
    json_t *value;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    json_object_foreach((json_t *)(uintptr_t)hard, key, value)
    {
        const char *used = tree_key_text(tree_at(source->object, "status.used"), key);
        buf_print(&out, "%s%s: %s/%s", out.bytes == 0 ? "" : ", ", key,
                  used == NULL ? "0" : used, json_string_value(value));
    }
    return taken(&out, "");
}

static json_t *cell_empty(const struct kube_cell_source *source)
{
    (void)source;
    return json_string("");
}

const struct kube_column kube_columns_quota[] = {
    NAME,
    {"Request", "string", "", 0,
     "Request represents a minimum amount of cpu/memory that a container may consume.",
     quota_request},
    {"Limit", "string", "", 0,
     "Limits control the maximum amount of cpu/memory that a container may use "
     "independent "
     "of contention on the node.",
     cell_empty},
    AGE,
    END,
};

static json_t *ingress_class(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "spec.ingressClassName"), none);
}

static json_t *ingress_hosts(const struct kube_cell_source *source)
{
    const json_t *rules = tree_at(source->object, "spec.rules");
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(rules); i++) {
        const char *host = tree_key_text(json_array_get(rules, i), "host");
        if (host != NULL)
            join(&out, host);
    }
    return taken(&out, "*");
}

static json_t *ingress_ports(const struct kube_cell_source *source)
{
    return json_string(tree_at(source->object, "spec.tls") != NULL ? "80, 443" : "80");
}

const struct kube_column kube_columns_ingress[] = {
    NAME,
    {"Class", "string", "", 0,
     "The name of the IngressClass resource that should be used for "
     "additional configuration",
     ingress_class},
    {"Hosts", "string", "", 0,
     "Hosts that incoming requests are matched against before the "
     "ingress rule",
     ingress_hosts},
    {"Address", "string", "", 0,
     "Address is a list containing ingress points for the "
     "load-balancer",
     cell_empty},
    {"Ports", "string", "", 0, "Ports of TLS configurations that open", ingress_ports},
    AGE,
    END,
};

static json_t *lease_holder(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "spec.holderIdentity"), "");
}

const struct kube_column kube_columns_lease[] = {
    NAME,
    {"Holder", "string", "", 0,
     "holderIdentity contains the identity of the holder of a current lease.",
     lease_holder},
    AGE,
    END,
};

/* ---- Gateway API ---- */

static json_t *class_controller(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "spec.controllerName"), "");
}

static json_t *class_accepted(const struct kube_cell_source *source)
{
    return text_or(condition(source->object, "Accepted", NULL), "");
}

static json_t *class_description(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "spec.description"), "");
}

const struct kube_column kube_columns_gateway_class[] = {
    NAME,
    {"Controller", "string", "", 0,
     "Custom resource definition column (in JSONPath format): .spec.controllerName",
     class_controller},
    {"Accepted", "string", "", 0,
     "Custom resource definition column (in JSONPath format): "
     ".status.conditions[?(@.type==\"Accepted\")].status",
     class_accepted},
    {"Age", "date", "", 0,
     "Custom resource definition column (in JSONPath format): "
     ".metadata.creationTimestamp",
     cell_age},
    {"Description", "string", "", 1,
     "Custom resource definition column (in JSONPath format): .spec.description",
     class_description},
    END,
};

static json_t *gateway_class(const struct kube_cell_source *source)
{
    return text_or(tree_text(source->object, "spec.gatewayClassName"), "");
}

static json_t *gateway_address(const struct kube_cell_source *source)
{
    const json_t *list = tree_at(source->object, "status.addresses");
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *value = tree_key_text(json_array_get(list, i), "value");
        if (value != NULL)
            join(&out, value);
    }
    return taken(&out, "");
}

static json_t *gateway_programmed(const struct kube_cell_source *source)
{
    return text_or(condition(source->object, "Programmed", NULL), "");
}

const struct kube_column kube_columns_gateway[] = {
    NAME,
    {"Class", "string", "", 0,
     "Custom resource definition column (in JSONPath format): .spec.gatewayClassName",
     gateway_class},
    {"Address", "string", "", 0,
     "Custom resource definition column (in JSONPath format): .status.addresses[*].value",
     gateway_address},
    {"Programmed", "string", "", 0,
     "Custom resource definition column (in JSONPath format): "
     ".status.conditions[?(@.type==\"Programmed\")].status",
     gateway_programmed},
    {"Age", "date", "", 0,
     "Custom resource definition column (in JSONPath format): "
     ".metadata.creationTimestamp",
     cell_age},
    END,
};

static json_t *route_hostnames(const struct kube_cell_source *source)
{
    const json_t *list = tree_at(source->object, "spec.hostnames");
    char *text = list == NULL ? NULL : json_dumps(list, JSON_COMPACT);
    json_t *cell = json_string(text == NULL ? "" : text);

    free(text);
    return cell;
}

const struct kube_column kube_columns_http_route[] = {
    NAME,
    {"Hostnames", "string", "", 0,
     "Custom resource definition column (in JSONPath format): .spec.hostnames",
     route_hostnames},
    {"Age", "date", "", 0,
     "Custom resource definition column (in JSONPath format): "
     ".metadata.creationTimestamp",
     cell_age},
    END,
};

/* ---- tables ---- */

static const struct kube_column *columns_of(const struct kube_kind *kind)
{
    return kind->columns == NULL ? kube_columns_plain : kind->columns;
}

json_t *kube_table_columns(const struct kube_kind *kind)
{
    json_t *list = json_array();

    for (const struct kube_column *column = columns_of(kind); column->name != NULL;
         column++)
        json_array_append_new(
            list, json_pack("{s:s,s:s,s:s,s:s,s:i}", "name", column->name, "type",
                            column->type, "format", column->format, "description",
                            column->help, "priority", column->priority));
    return list;
}

json_t *kube_table_cells(const struct kube_kind *kind,
                         const struct kube_cell_source *source)
{
    json_t *list = json_array();

    for (const struct kube_column *column = columns_of(kind); column->name != NULL;
         column++)
        json_array_append_new(list, column->cell(source));
    return list;
}
