/* kube_types_core.c - Event (both groups), Namespace, Node and the small kinds of core/v1. */
#include "sim/kube_schema.h"

#include "base/banned.h"

#define METADATA                                                                         \
    {                                                                                    \
        "metadata", KUBE_STRUCT, .type = &kube_type_object_meta, .empty = KUBE_KEEP,     \
                                 .help = "Standard object's metadata."                   \
    }

/* ---- ObjectReference ---- */

static const struct kube_field object_reference_fields[] = {
    {"kind", KUBE_TEXT, .help = "Kind of the referent."},
    {"namespace", KUBE_TEXT, .help = "Namespace of the referent."},
    {"name", KUBE_TEXT, .help = "Name of the referent."},
    {"uid", KUBE_TEXT, .help = "UID of the referent."},
    {"apiVersion", KUBE_TEXT, .help = "API version of the referent."},
    {"resourceVersion", KUBE_TEXT,
     .help = "Specific resourceVersion to which this reference is made, if any."},
    {"fieldPath", KUBE_TEXT,
     .help = "If referring to a piece of an object instead of an entire object, this "
             "string should contain a valid JSON/Go field access statement."},
};

const struct kube_type kube_type_object_reference = {
    .name = "io.k8s.api.core.v1.ObjectReference",
    .go_name = "ObjectReference",
    .help =
        "ObjectReference contains enough information to let you inspect or modify the "
        "referred object.",
    KUBE_FIELDS(object_reference_fields),
    .atomic = true,
};

/* ---- Event ---- */

static const struct kube_field event_source_fields[] = {
    {"component", KUBE_TEXT, .help = "Component from which the event is generated."},
    {"host", KUBE_TEXT, .help = "Node name on which the event is generated."},
};

static const struct kube_type event_source = {
    .name = "io.k8s.api.core.v1.EventSource",
    .go_name = "EventSource",
    .help = "EventSource contains information for an event.",
    KUBE_FIELDS(event_source_fields),
};

static const struct kube_field event_series_fields[] = {
    {"count", KUBE_INT32, .help = "Number of occurrences in this series."},
    {"lastObservedTime", KUBE_MICRO, .help = "Time of the last occurrence observed."},
};

static const struct kube_type event_series = {
    .name = "io.k8s.api.core.v1.EventSeries",
    .go_name = "EventSeries",
    .help = "EventSeries contain information on series of events.",
    KUBE_FIELDS(event_series_fields),
};

static const struct kube_field event_fields[] = {
    METADATA,
    {"involvedObject", KUBE_STRUCT, .type = &kube_type_object_reference,
     .empty = KUBE_KEEP, .required = true,
     .help = "The object that this event is about."},
    {"reason", KUBE_TEXT,
     .help = "This should be a short, machine understandable string that gives the "
             "reason for the transition into the object's current status."},
    {"message", KUBE_TEXT,
     .help = "A human-readable description of the status of this operation."},
    {"source", KUBE_STRUCT, .type = &event_source, .empty = KUBE_KEEP,
     .help = "The component reporting this event. Should be a short machine "
             "understandable string."},
    {"firstTimestamp", KUBE_TIME, .empty = KUBE_NULL,
     .help = "The time at which the event was first recorded. (Time of server receipt is "
             "in TypeMeta.)"},
    {"lastTimestamp", KUBE_TIME, .empty = KUBE_NULL,
     .help = "The time at which the most recent occurrence of this event was recorded."},
    {"count", KUBE_INT32, .help = "The number of times this event has occurred."},
    {"type", KUBE_TEXT,
     .help =
         "Type of this event (Normal, Warning), new types could be added in the future"},
    {"eventTime", KUBE_MICRO, .empty = KUBE_NULL,
     .help = "Time when this Event was first observed."},
    {"series", KUBE_STRUCT, .type = &event_series,
     .help = "Data about the Event series this event represents or nil if it's a "
             "singleton Event."},
    {"action", KUBE_TEXT,
     .help = "What action was taken/failed regarding to the Regarding object."},
    {"related", KUBE_STRUCT, .type = &kube_type_object_reference,
     .help = "Optional secondary object for more complex actions."},
    {"reportingComponent", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "Name of the controller that emitted this Event, e.g. "
             "`kubernetes.io/kubelet`."},
    {"reportingInstance", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "ID of the controller instance, e.g. `kubelet-xyzf`."},
};

const struct kube_type kube_type_event = {
    .name = "io.k8s.api.core.v1.Event",
    .go_name = "Event",
    .help = "Event is a report of an event somewhere in the cluster. Events have a "
            "limited retention time and triggers and messages may evolve with time.",
    KUBE_FIELDS(event_fields),
};

static const struct kube_field event_events_fields[] = {
    METADATA,
    {"eventTime", KUBE_MICRO, .empty = KUBE_NULL, .required = true,
     .help = "eventTime is the time when this Event was first observed. It is required."},
    {"series", KUBE_STRUCT, .type = &event_series,
     .help = "series is data about the Event series this event represents."},
    {"reportingController", KUBE_TEXT,
     .help =
         "reportingController is the name of the controller that emitted this Event."},
    {"reportingInstance", KUBE_TEXT,
     .help = "reportingInstance is the ID of the controller instance."},
    {"action", KUBE_TEXT,
     .help = "action is what action was taken/failed regarding to the regarding object."},
    {"reason", KUBE_TEXT, .help = "reason is why the action was taken."},
    {"regarding", KUBE_STRUCT, .type = &kube_type_object_reference, .empty = KUBE_KEEP,
     .help = "regarding contains the object this Event is about."},
    {"related", KUBE_STRUCT, .type = &kube_type_object_reference,
     .help = "related is the optional secondary object for more complex actions."},
    {"note", KUBE_TEXT,
     .help = "note is a human-readable description of the status of this operation."},
    {"type", KUBE_TEXT, .help = "type is the type of this event (Normal, Warning)."},
    {"deprecatedSource", KUBE_STRUCT, .type = &event_source, .empty = KUBE_KEEP,
     .help = "deprecatedSource is the deprecated field assuring backward compatibility "
             "with core.v1 Event type."},
    {"deprecatedFirstTimestamp", KUBE_TIME, .empty = KUBE_NULL,
     .help = "deprecatedFirstTimestamp is the deprecated field assuring backward "
             "compatibility with core.v1 Event type."},
    {"deprecatedLastTimestamp", KUBE_TIME, .empty = KUBE_NULL,
     .help = "deprecatedLastTimestamp is the deprecated field assuring backward "
             "compatibility with core.v1 Event type."},
    {"deprecatedCount", KUBE_INT32,
     .help = "deprecatedCount is the deprecated field assuring backward compatibility "
             "with core.v1 Event type."},
};

const struct kube_type kube_type_event_events = {
    .name = "io.k8s.api.events.v1.Event",
    .go_name = "Event",
    .help = "Event is a report of an event somewhere in the cluster.",
    KUBE_FIELDS(event_events_fields),
};

/* ---- Namespace ---- */

static const struct kube_field namespace_spec_fields[] = {
    {"finalizers", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "Finalizers is an opaque list of values that must be empty to "
             "permanently remove object from storage."},
};

static const struct kube_type namespace_spec = {
    .name = "io.k8s.api.core.v1.NamespaceSpec",
    .go_name = "NamespaceSpec",
    .help = "NamespaceSpec describes the attributes on a Namespace.",
    KUBE_FIELDS(namespace_spec_fields),
};

static const struct kube_field namespace_condition_fields[] = {
    {"type", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Type of namespace controller condition."},
    {"status", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Status of the condition, one of True, False, Unknown."},
    {"lastTransitionTime", KUBE_TIME, .help = "Last time the condition changed."},
    {"reason", KUBE_TEXT, .help = "Unique, one-word, CamelCase reason."},
    {"message", KUBE_TEXT, .help = "Human-readable message."},
};

static const struct kube_type namespace_condition = {
    .name = "io.k8s.api.core.v1.NamespaceCondition",
    .go_name = "NamespaceCondition",
    .help = "NamespaceCondition contains details about state of namespace.",
    KUBE_FIELDS(namespace_condition_fields),
};

static const struct kube_field namespace_status_fields[] = {
    {"phase", KUBE_TEXT,
     .help = "Phase is the current lifecycle phase of the namespace."},
    {"conditions", KUBE_STRUCT, .many = KUBE_LIST, .type = &namespace_condition,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"type"}, .patch_key = "type",
     .help =
         "Represents the latest available observations of a namespace's current state."},
};

static const struct kube_type namespace_status = {
    .name = "io.k8s.api.core.v1.NamespaceStatus",
    .go_name = "NamespaceStatus",
    .help = "NamespaceStatus is information about the current status of a Namespace.",
    KUBE_FIELDS(namespace_status_fields),
};

static const struct kube_field namespace_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &namespace_spec, .empty = KUBE_KEEP,
     .help = "Spec defines the behavior of the Namespace."},
    {"status", KUBE_STRUCT, .type = &namespace_status, .empty = KUBE_KEEP,
     .help = "Status describes the current status of a Namespace."},
};

const struct kube_type kube_type_namespace = {
    .name = "io.k8s.api.core.v1.Namespace",
    .go_name = "Namespace",
    .help =
        "Namespace provides a scope for Names. Use of multiple namespaces is optional.",
    KUBE_FIELDS(namespace_fields),
};

/* ---- Node ---- */

static const struct kube_field taint_fields[] = {
    {"key", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "The taint key to be applied to a node."},
    {"value", KUBE_TEXT, .help = "The taint value corresponding to the taint key."},
    {"effect", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "The effect of the taint on pods that do not tolerate the taint: "
             "NoSchedule, PreferNoSchedule and NoExecute."},
    {"timeAdded", KUBE_TIME,
     .help = "TimeAdded represents the time at which the taint was added."},
};

static const struct kube_type taint = {
    .name = "io.k8s.api.core.v1.Taint",
    .go_name = "Taint",
    .help = "The node this Taint is attached to has the \"effect\" on any pod that does "
            "not tolerate the Taint.",
    KUBE_FIELDS(taint_fields),
};

static const struct kube_field node_spec_fields[] = {
    {"podCIDR", KUBE_TEXT,
     .help = "PodCIDR represents the pod IP range assigned to the node."},
    {"podCIDRs", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_SET, .patch_key = "",
     .help = "podCIDRs represents the IP ranges assigned to the node for usage by Pods "
             "on that node."},
    {"providerID", KUBE_TEXT, .help = "ID of the node assigned by the cloud provider."},
    {"unschedulable", KUBE_BOOL,
     .help = "Unschedulable controls node schedulability of new pods."},
    {"taints", KUBE_STRUCT, .many = KUBE_LIST, .type = &taint, .merge = KUBE_MERGE_ATOMIC,
     .help = "If specified, the node's taints."},
};

static const struct kube_type node_spec = {
    .name = "io.k8s.api.core.v1.NodeSpec",
    .go_name = "NodeSpec",
    .help = "NodeSpec describes the attributes that a node is created with.",
    KUBE_FIELDS(node_spec_fields),
};

static const struct kube_field node_condition_fields[] = {
    {"type", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Type of node condition."},
    {"status", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Status of the condition, one of True, False, Unknown."},
    {"lastHeartbeatTime", KUBE_TIME, .empty = KUBE_NULL,
     .help = "Last time we got an update on a given condition."},
    {"lastTransitionTime", KUBE_TIME, .empty = KUBE_NULL,
     .help = "Last time the condition transit from one status to another."},
    {"reason", KUBE_TEXT, .help = "(brief) reason for the condition's last transition."},
    {"message", KUBE_TEXT, .help = "Human readable message."},
};

static const struct kube_type node_condition = {
    .name = "io.k8s.api.core.v1.NodeCondition",
    .go_name = "NodeCondition",
    .help = "NodeCondition contains condition information for a node.",
    KUBE_FIELDS(node_condition_fields),
};

static const struct kube_field node_address_fields[] = {
    {"type", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Node address type, one of Hostname, ExternalIP or InternalIP."},
    {"address", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "The node address."},
};

static const struct kube_type node_address = {
    .name = "io.k8s.api.core.v1.NodeAddress",
    .go_name = "NodeAddress",
    .help = "NodeAddress contains information for the node's address.",
    KUBE_FIELDS(node_address_fields),
};

static const struct kube_field daemon_endpoint_fields[] = {
    {"Port", KUBE_INT32, .empty = KUBE_KEEP, .required = true,
     .help = "Port number of the given endpoint."},
};

static const struct kube_type daemon_endpoint = {
    .name = "io.k8s.api.core.v1.DaemonEndpoint",
    .go_name = "DaemonEndpoint",
    .help = "DaemonEndpoint contains information about a single Daemon endpoint.",
    KUBE_FIELDS(daemon_endpoint_fields),
};

static const struct kube_field node_daemons_fields[] = {
    {"kubeletEndpoint", KUBE_STRUCT, .type = &daemon_endpoint, .empty = KUBE_KEEP,
     .help = "Endpoint on which Kubelet is listening."},
};

static const struct kube_type node_daemons = {
    .name = "io.k8s.api.core.v1.NodeDaemonEndpoints",
    .go_name = "NodeDaemonEndpoints",
    .help = "NodeDaemonEndpoints lists ports opened by daemons running on the Node.",
    KUBE_FIELDS(node_daemons_fields),
};

static const struct kube_field node_info_fields[] = {
    {"machineID", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "MachineID reported by the node."},
    {"systemUUID", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "SystemUUID reported by the node."},
    {"bootID", KUBE_TEXT, .empty = KUBE_KEEP, .help = "Boot ID reported by the node."},
    {"kernelVersion", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "Kernel Version reported by the node from 'uname -r' (e.g. "
             "3.16.0-0.bpo.4-amd64)."},
    {"osImage", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux "
             "7 (wheezy))."},
    {"containerRuntimeVersion", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "ContainerRuntime Version reported by the node through runtime remote API "
             "(e.g. containerd://1.4.2)."},
    {"kubeletVersion", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "Kubelet Version reported by the node."},
    {"kubeProxyVersion", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "Deprecated: KubeProxy Version reported by the node."},
    {"operatingSystem", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "The Operating System reported by the node"},
    {"architecture", KUBE_TEXT, .empty = KUBE_KEEP,
     .help = "The Architecture reported by the node"},
    {"swap", KUBE_RAW, .help = "Swap Info reported by the node."},
};

static const struct kube_type node_info = {
    .name = "io.k8s.api.core.v1.NodeSystemInfo",
    .go_name = "NodeSystemInfo",
    .help = "NodeSystemInfo is a set of ids/uuids to uniquely identify the node.",
    KUBE_FIELDS(node_info_fields),
};

static const struct kube_field node_status_fields[] = {
    {"capacity", KUBE_QUANTITY, .many = KUBE_MAP,
     .help = "Capacity represents the total resources of a node."},
    {"allocatable", KUBE_QUANTITY, .many = KUBE_MAP,
     .help = "Allocatable represents the resources of a node that are available for "
             "scheduling."},
    {"phase", KUBE_TEXT,
     .help = "NodePhase is the recently observed lifecycle phase of the node."},
    {"conditions", KUBE_STRUCT, .many = KUBE_LIST, .type = &node_condition,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"type"}, .patch_key = "type",
     .help = "Conditions is an array of current observed node conditions."},
    {"addresses", KUBE_STRUCT, .many = KUBE_LIST, .type = &node_address,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"type"}, .patch_key = "type",
     .help = "List of addresses reachable to the node. Queried from cloud provider, "
             "if available."},
    {"daemonEndpoints", KUBE_STRUCT, .type = &node_daemons, .empty = KUBE_KEEP,
     .help = "Endpoints of daemons running on the Node."},
    {"nodeInfo", KUBE_STRUCT, .type = &node_info, .empty = KUBE_KEEP,
     .help = "Set of ids/uuids to uniquely identify the node."},
    {"images", KUBE_RAW, .many = KUBE_LIST,
     .help = "List of container images on this node"},
    {"volumesInUse", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "List of attachable volumes in use (mounted) by the node."},
    {"volumesAttached", KUBE_RAW, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "List of volumes that are attached to the node."},
    {"config", KUBE_RAW, .help = "Status of the config assigned to the node."},
    {"runtimeHandlers", KUBE_RAW, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "The available runtime handlers."},
    {"features", KUBE_RAW,
     .help = "Features describes the set of features implemented by the CRI "
             "implementation."},
};

static const struct kube_type node_status = {
    .name = "io.k8s.api.core.v1.NodeStatus",
    .go_name = "NodeStatus",
    .help = "NodeStatus is information about the current status of a node.",
    KUBE_FIELDS(node_status_fields),
};

static const struct kube_field node_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &node_spec, .empty = KUBE_KEEP,
     .help = "Spec defines the behavior of a node."},
    {"status", KUBE_STRUCT, .type = &node_status, .empty = KUBE_KEEP,
     .help = "Most recently observed status of the node. Populated by the system. "
             "Read-only."},
};

const struct kube_type kube_type_node = {
    .name = "io.k8s.api.core.v1.Node",
    .go_name = "Node",
    .help =
        "Node is a worker node in Kubernetes. Each node will have a unique identifier "
        "in the cache (i.e. in etcd).",
    KUBE_FIELDS(node_fields),
};

/* ---- the small kinds ---- */

static const struct kube_field config_map_fields[] = {
    METADATA,
    {"immutable", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "Immutable, if set to true, ensures that data stored in the ConfigMap "
             "cannot be updated."},
    {"data", KUBE_TEXT, .many = KUBE_MAP,
     .help = "Data contains the configuration data."},
    {"binaryData", KUBE_BYTES, .many = KUBE_MAP,
     .help = "BinaryData contains the binary data."},
};

const struct kube_type kube_type_config_map = {
    .name = "io.k8s.api.core.v1.ConfigMap",
    .go_name = "ConfigMap",
    .help = "ConfigMap holds configuration data for pods to consume.",
    KUBE_FIELDS(config_map_fields),
};

static const struct kube_field secret_fields[] = {
    METADATA,
    {"immutable", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "Immutable, if set to true, ensures that data stored in the Secret cannot "
             "be updated."},
    {"data", KUBE_BYTES, .many = KUBE_MAP, .help = "Data contains the secret data."},
    {"stringData", KUBE_TEXT, .many = KUBE_MAP,
     .help = "stringData allows specifying non-binary secret data in string form."},
    {"type", KUBE_TEXT,
     .help = "Used to facilitate programmatic handling of secret data."},
};

const struct kube_type kube_type_secret = {
    .name = "io.k8s.api.core.v1.Secret",
    .go_name = "Secret",
    .help = "Secret holds secret data of a certain type.",
    KUBE_FIELDS(secret_fields),
};

static const struct kube_field service_account_fields[] = {
    METADATA,
    {"secrets", KUBE_RAW, .many = KUBE_LIST,
     .help = "Secrets is a list of the secrets in the same namespace."},
    {"imagePullSecrets", KUBE_RAW, .many = KUBE_LIST,
     .help =
         "ImagePullSecrets is a list of references to secrets in the same namespace."},
    {"automountServiceAccountToken", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "Whether pods running as this service account should have an API token "
             "automatically mounted."},
};

const struct kube_type kube_type_service_account = {
    .name = "io.k8s.api.core.v1.ServiceAccount",
    .go_name = "ServiceAccount",
    .help = "ServiceAccount binds together a name and a principal that can be "
            "authenticated and authorized.",
    KUBE_FIELDS(service_account_fields),
};

static const struct kube_field quota_spec_fields[] = {
    {"hard", KUBE_QUANTITY, .many = KUBE_MAP,
     .help = "hard is the set of desired hard limits for each named resource."},
    {"scopeSelector", KUBE_RAW, .help = "A collection of filters like scopes."},
    {"scopes", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "A collection of filters that must match each object tracked by a quota."},
};

static const struct kube_type quota_spec = {
    .name = "io.k8s.api.core.v1.ResourceQuotaSpec",
    .go_name = "ResourceQuotaSpec",
    .help = "ResourceQuotaSpec defines the desired hard limits to enforce for Quota.",
    KUBE_FIELDS(quota_spec_fields),
};

static const struct kube_field quota_status_fields[] = {
    {"hard", KUBE_QUANTITY, .many = KUBE_MAP,
     .help = "Hard is the set of enforced hard limits for each named resource."},
    {"used", KUBE_QUANTITY, .many = KUBE_MAP,
     .help =
         "Used is the current observed total usage of the resource in the namespace."},
};

static const struct kube_type quota_status = {
    .name = "io.k8s.api.core.v1.ResourceQuotaStatus",
    .go_name = "ResourceQuotaStatus",
    .help = "ResourceQuotaStatus defines the enforced hard limits and observed use.",
    KUBE_FIELDS(quota_status_fields),
};

static const struct kube_field quota_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &quota_spec, .empty = KUBE_KEEP,
     .help = "Spec defines the desired quota."},
    {"status", KUBE_STRUCT, .type = &quota_status, .empty = KUBE_KEEP,
     .help = "Status defines the actual enforced quota and its current usage."},
};

const struct kube_type kube_type_resource_quota = {
    .name = "io.k8s.api.core.v1.ResourceQuota",
    .go_name = "ResourceQuota",
    .help = "ResourceQuota sets aggregate quota restrictions enforced per namespace",
    KUBE_FIELDS(quota_fields),
};

static const struct kube_field lease_spec_fields[] = {
    {"holderIdentity", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "holderIdentity contains the identity of the holder of a current lease."},
    {"leaseDurationSeconds", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "leaseDurationSeconds is a duration that candidates for a lease need to "
             "wait to force acquire it."},
    {"acquireTime", KUBE_MICRO,
     .help = "acquireTime is a time when the current lease was acquired."},
    {"renewTime", KUBE_MICRO,
     .help = "renewTime is a time when the current holder of a lease has last "
             "updated the lease."},
    {"leaseTransitions", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "leaseTransitions is the number of transitions of a lease between holders."},
};

static const struct kube_type lease_spec = {
    .name = "io.k8s.api.coordination.v1.LeaseSpec",
    .go_name = "LeaseSpec",
    .help = "LeaseSpec is a specification of a Lease.",
    KUBE_FIELDS(lease_spec_fields),
};

static const struct kube_field lease_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &lease_spec, .empty = KUBE_KEEP,
     .help = "spec contains the specification of the Lease."},
};

const struct kube_type kube_type_lease = {
    .name = "io.k8s.api.coordination.v1.Lease",
    .go_name = "Lease",
    .help = "Lease defines a lease concept.",
    KUBE_FIELDS(lease_fields),
};
