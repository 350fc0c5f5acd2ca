/*
 * kube_types_pod.c - Pod, and Deployment and ReplicaSet that make Pods.
 *
 * Of a Pod's many fields those are spelt out that a demo's manifest uses; the rest
 * (affinity, volumes' sources, security contexts) is kept as it comes.
 */
#include "sim/kube_schema.h"

#include "base/banned.h"

#define METADATA                                                                         \
    {                                                                                    \
        "metadata", KUBE_STRUCT, .type = &kube_type_object_meta, .empty = KUBE_KEEP,     \
                                 .help = "Standard object's metadata."                   \
    }

/* ---- Container ---- */

static const struct kube_field container_port_fields[] = {
    {"name", KUBE_TEXT,
     .help = "If specified, this must be an IANA_SVC_NAME and unique within the pod."},
    {"hostPort", KUBE_INT32, .help = "Number of port to expose on the host."},
    {"containerPort", KUBE_INT32, .empty = KUBE_KEEP, .required = true,
     .help = "Number of port to expose on the pod's IP address."},
    {"protocol", KUBE_TEXT, .fallback = "TCP",
     .help = "Protocol for port. Must be UDP, TCP, or SCTP. Defaults to \"TCP\"."},
    {"hostIP", KUBE_TEXT, .help = "What host IP to bind the external port to."},
};

static const struct kube_type container_port = {
    .name = "io.k8s.api.core.v1.ContainerPort",
    .go_name = "ContainerPort",
    .help = "ContainerPort represents a network port in a single container.",
    KUBE_FIELDS(container_port_fields),
};

static const struct kube_field env_var_fields[] = {
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Name of the environment variable."},
    {"value", KUBE_TEXT, .help = "Variable references $(VAR_NAME) are expanded."},
    {"valueFrom", KUBE_RAW, .help = "Source for the environment variable's value."},
};

static const struct kube_type env_var = {
    .name = "io.k8s.api.core.v1.EnvVar",
    .go_name = "EnvVar",
    .help = "EnvVar represents an environment variable present in a Container.",
    KUBE_FIELDS(env_var_fields),
};

static const struct kube_field requirements_fields[] = {
    {"limits", KUBE_QUANTITY, .many = KUBE_MAP,
     .help = "Limits describes the maximum amount of compute resources allowed."},
    {"requests", KUBE_QUANTITY, .many = KUBE_MAP,
     .help = "Requests describes the minimum amount of compute resources required."},
    {"claims", KUBE_RAW, .many = KUBE_LIST,
     .help = "Claims lists the names of resources that are used by this container."},
};

static const struct kube_type requirements = {
    .name = "io.k8s.api.core.v1.ResourceRequirements",
    .go_name = "ResourceRequirements",
    .help = "ResourceRequirements describes the compute resource requirements.",
    KUBE_FIELDS(requirements_fields),
};

static const struct kube_field volume_mount_fields[] = {
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "This must match the Name of a Volume."},
    {"readOnly", KUBE_BOOL, .help = "Mounted read-only if true."},
    {"recursiveReadOnly", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "Whether read-only mounts should be handled recursively."},
    {"mountPath", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Path within the container at which the volume should be mounted."},
    {"subPath", KUBE_TEXT,
     .help = "Path within the volume from which the container's volume should be "
             "mounted."},
    {"mountPropagation", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "How mounts are propagated from the host to container and the other way "
             "around."},
    {"subPathExpr", KUBE_TEXT, .help = "Expanded path within the volume."},
};

static const struct kube_type volume_mount = {
    .name = "io.k8s.api.core.v1.VolumeMount",
    .go_name = "VolumeMount",
    .help = "VolumeMount describes a mounting of a Volume within a container.",
    KUBE_FIELDS(volume_mount_fields),
};

static const struct kube_field container_fields[] = {
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Name of the container specified as a DNS_LABEL."},
    {"image", KUBE_TEXT, .help = "Container image name."},
    {"command", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "Entrypoint array. Not executed within a shell."},
    {"args", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "Arguments to the entrypoint."},
    {"workingDir", KUBE_TEXT, .help = "Container's working directory."},
    {"ports", KUBE_STRUCT, .many = KUBE_LIST, .type = &container_port,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"containerPort", "protocol"},
     .patch_key = "containerPort", .help = "List of ports to expose from the container."},
    {"envFrom", KUBE_RAW, .many = KUBE_LIST,
     .help = "List of sources to populate environment variables in the container."},
    {"env", KUBE_STRUCT, .many = KUBE_LIST, .type = &env_var, .merge = KUBE_MERGE_BY_KEYS,
     .keys = {"name"}, .patch_key = "name",
     .help = "List of environment variables to set in the container."},
    {"resources", KUBE_STRUCT, .type = &requirements, .empty = KUBE_KEEP,
     .help = "Compute Resources required by this container."},
    {"resizePolicy", KUBE_RAW, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "Resources resize policy for the container."},
    {"restartPolicy", KUBE_TEXT, .empty = KUBE_POINTER,
     .help =
         "RestartPolicy defines the restart behavior of individual containers in a pod."},
    {"volumeMounts", KUBE_STRUCT, .many = KUBE_LIST, .type = &volume_mount,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"mountPath"}, .patch_key = "mountPath",
     .help = "Pod volumes to mount into the container's filesystem."},
    {"volumeDevices", KUBE_RAW, .many = KUBE_LIST,
     .help = "volumeDevices is the list of block devices to be used by the container."},
    {"livenessProbe", KUBE_RAW, .help = "Periodic probe of container liveness."},
    {"readinessProbe", KUBE_RAW,
     .help = "Periodic probe of container service readiness."},
    {"startupProbe", KUBE_RAW,
     .help = "StartupProbe indicates that the Pod has successfully initialized."},
    {"lifecycle", KUBE_RAW,
     .help = "Actions that the management system should take in response to "
             "container lifecycle events."},
    {"terminationMessagePath", KUBE_TEXT,
     .help = "Path at which the file to which the container's termination message will "
             "be written is mounted into the container's filesystem."},
    {"terminationMessagePolicy", KUBE_TEXT,
     .help = "Indicate how the termination message should be populated."},
    {"imagePullPolicy", KUBE_TEXT,
     .help = "Image pull policy. One of Always, Never, IfNotPresent."},
    {"securityContext", KUBE_RAW,
     .help = "SecurityContext defines the security options the container should be "
             "run with."},
    {"stdin", KUBE_BOOL,
     .help = "Whether this container should allocate a buffer for stdin in the "
             "container runtime."},
    {"stdinOnce", KUBE_BOOL,
     .help = "Whether the container runtime should close the stdin channel after it "
             "has been opened by a single attach."},
    {"tty", KUBE_BOOL,
     .help = "Whether this container should allocate a TTY for itself."},
};

static const struct kube_type container = {
    .name = "io.k8s.api.core.v1.Container",
    .go_name = "Container",
    .help = "A single application container that you want to run within a pod.",
    KUBE_FIELDS(container_fields),
};

/* ---- PodSpec ---- */

static const struct kube_field volume_fields[] = {
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "name of the volume."},
    {"hostPath", KUBE_RAW, .help = "hostPath represents a directory on the host."},
    {"emptyDir", KUBE_RAW, .empty = KUBE_POINTER,
     .help = "emptyDir represents a temporary directory that shares a pod's lifetime."},
    {"secret", KUBE_RAW,
     .help = "secret represents a secret that should populate this volume."},
    {"configMap", KUBE_RAW,
     .help = "configMap represents a configMap that should populate this volume."},
    {"downwardAPI", KUBE_RAW,
     .help = "downwardAPI represents downward API about the pod that should populate "
             "this volume."},
    {"projected", KUBE_RAW,
     .help = "projected items for all in one resources secrets, configmaps, and "
             "downward API."},
    {"persistentVolumeClaim", KUBE_RAW,
     .help = "persistentVolumeClaimVolumeSource represents a reference to a "
             "PersistentVolumeClaim in the same namespace."},
    {"nfs", KUBE_RAW, .help = "nfs represents an NFS mount on the host."},
    {"csi", KUBE_RAW,
     .help = "csi represents ephemeral storage that is handled by certain external "
             "CSI drivers."},
    {"ephemeral", KUBE_RAW,
     .help =
         "ephemeral represents a volume that is handled by a cluster storage driver."},
};

static const struct kube_type volume = {
    .name = "io.k8s.api.core.v1.Volume",
    .go_name = "Volume",
    .help = "Volume represents a named volume in a pod that may be accessed by any "
            "container in the pod.",
    KUBE_FIELDS(volume_fields),
};

static const struct kube_field toleration_fields[] = {
    {"key", KUBE_TEXT, .help = "Key is the taint key that the toleration applies to."},
    {"operator", KUBE_TEXT,
     .help = "Operator represents a key's relationship to the value."},
    {"value", KUBE_TEXT, .help = "Value is the taint value the toleration matches to."},
    {"effect", KUBE_TEXT, .help = "Effect indicates the taint effect to match."},
    {"tolerationSeconds", KUBE_INT64, .empty = KUBE_POINTER,
     .help = "TolerationSeconds represents the period of time the toleration tolerates "
             "the taint."},
};

static const struct kube_type toleration = {
    .name = "io.k8s.api.core.v1.Toleration",
    .go_name = "Toleration",
    .help = "The pod this Toleration is attached to tolerates any taint that matches "
            "the triple <key,value,effect>.",
    KUBE_FIELDS(toleration_fields),
};

static const struct kube_field local_reference_fields[] = {
    {"name", KUBE_TEXT, .help = "Name of the referent."},
};

static const struct kube_type local_reference = {
    .name = "io.k8s.api.core.v1.LocalObjectReference",
    .go_name = "LocalObjectReference",
    .help = "LocalObjectReference contains enough information to let you locate the "
            "referenced object inside the same namespace.",
    KUBE_FIELDS(local_reference_fields),
    .atomic = true,
};

static const struct kube_field pod_spec_fields[] = {
    {"volumes", KUBE_STRUCT, .many = KUBE_LIST, .type = &volume,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"name"}, .patch_key = "name",
     .help = "List of volumes that can be mounted by containers belonging to the pod."},
    {"initContainers", KUBE_STRUCT, .many = KUBE_LIST, .type = &container,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"name"}, .patch_key = "name",
     .help = "List of initialization containers belonging to the pod."},
    {"containers", KUBE_STRUCT, .many = KUBE_LIST, .type = &container, .empty = KUBE_KEEP,
     .required = true, .merge = KUBE_MERGE_BY_KEYS, .keys = {"name"}, .patch_key = "name",
     .help = "List of containers belonging to the pod."},
    {"ephemeralContainers", KUBE_RAW, .many = KUBE_LIST,
     .help = "List of ephemeral containers run in this pod."},
    {"restartPolicy", KUBE_TEXT,
     .help = "Restart policy for all containers within the pod."},
    {"terminationGracePeriodSeconds", KUBE_INT64, .empty = KUBE_POINTER,
     .help = "Optional duration in seconds the pod needs to terminate gracefully."},
    {"activeDeadlineSeconds", KUBE_INT64, .empty = KUBE_POINTER,
     .help = "Optional duration in seconds the pod may be active on the node."},
    {"dnsPolicy", KUBE_TEXT, .help = "Set DNS policy for the pod."},
    {"nodeSelector", KUBE_TEXT, .many = KUBE_MAP, .merge = KUBE_MERGE_ATOMIC,
     .help =
         "NodeSelector is a selector which must be true for the pod to fit on a node."},
    {"serviceAccountName", KUBE_TEXT,
     .help =
         "ServiceAccountName is the name of the ServiceAccount to use to run this pod."},
    {"serviceAccount", KUBE_TEXT, .help = "Deprecated: Use serviceAccountName instead."},
    {"automountServiceAccountToken", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "Whether a service account token should be automatically mounted."},
    {"nodeName", KUBE_TEXT,
     .help = "NodeName indicates in which node this pod is scheduled."},
    {"hostNetwork", KUBE_BOOL, .help = "Host networking requested for this pod."},
    {"hostPID", KUBE_BOOL, .help = "Use the host's pid namespace."},
    {"hostIPC", KUBE_BOOL, .help = "Use the host's ipc namespace."},
    {"shareProcessNamespace", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "Share a single process namespace between all of the containers in a pod."},
    {"securityContext", KUBE_RAW, .empty = KUBE_POINTER,
     .help = "SecurityContext holds pod-level security attributes and common "
             "container settings."},
    {"imagePullSecrets", KUBE_STRUCT, .many = KUBE_LIST, .type = &local_reference,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"name"}, .patch_key = "name",
     .help = "ImagePullSecrets is an optional list of references to secrets in the "
             "same namespace."},
    {"hostname", KUBE_TEXT, .help = "Specifies the hostname of the Pod."},
    {"subdomain", KUBE_TEXT, .help = "If specified, the fully qualified Pod hostname."},
    {"affinity", KUBE_RAW, .help = "If specified, the pod's scheduling constraints."},
    {"schedulerName", KUBE_TEXT,
     .help = "If specified, the pod will be dispatched by specified scheduler."},
    {"tolerations", KUBE_STRUCT, .many = KUBE_LIST, .type = &toleration,
     .merge = KUBE_MERGE_ATOMIC, .help = "If specified, the pod's tolerations."},
    {"hostAliases", KUBE_RAW, .many = KUBE_LIST,
     .help = "HostAliases is an optional list of hosts and IPs."},
    {"priorityClassName", KUBE_TEXT,
     .help = "If specified, indicates the pod's priority."},
    {"priority", KUBE_INT32, .empty = KUBE_POINTER, .help = "The priority value."},
    {"dnsConfig", KUBE_RAW, .help = "Specifies the DNS parameters of a pod."},
    {"readinessGates", KUBE_RAW, .many = KUBE_LIST,
     .help = "If specified, all readiness gates will be evaluated for pod readiness."},
    {"runtimeClassName", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "RuntimeClassName refers to a RuntimeClass object."},
    {"enableServiceLinks", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "Whether information about services should be injected into pod's "
             "environment variables."},
    {"preemptionPolicy", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "PreemptionPolicy is the Policy for preempting pods with lower priority."},
    {"topologySpreadConstraints", KUBE_RAW, .many = KUBE_LIST,
     .help = "How a group of pods ought to spread across topology domains."},
};

static const struct kube_type pod_spec = {
    .name = "io.k8s.api.core.v1.PodSpec",
    .go_name = "PodSpec",
    .help = "PodSpec is a description of a pod.",
    KUBE_FIELDS(pod_spec_fields),
};

static const struct kube_field pod_template_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &pod_spec, .empty = KUBE_KEEP,
     .help = "Specification of the desired behavior of the pod."},
};

const struct kube_type kube_type_pod_template = {
    .name = "io.k8s.api.core.v1.PodTemplateSpec",
    .go_name = "PodTemplateSpec",
    .help = "PodTemplateSpec describes the data a pod should have when created from a "
            "template.",
    KUBE_FIELDS(pod_template_fields),
};

/* ---- PodStatus ---- */

static const struct kube_field pod_condition_fields[] = {
    {"type", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Type is the type of the condition."},
    {"observedGeneration", KUBE_INT64,
     .help = "The .metadata.generation that the condition was set based upon."},
    {"status", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Status is the status of the condition."},
    {"lastProbeTime", KUBE_TIME, .empty = KUBE_NULL,
     .help = "Last time we probed the condition."},
    {"lastTransitionTime", KUBE_TIME, .empty = KUBE_NULL,
     .help = "Last time the condition transitioned from one status to another."},
    {"reason", KUBE_TEXT,
     .help = "Unique, one-word, CamelCase reason for the condition's last transition."},
    {"message", KUBE_TEXT,
     .help = "Human-readable message indicating details about last transition."},
};

static const struct kube_type pod_condition = {
    .name = "io.k8s.api.core.v1.PodCondition",
    .go_name = "PodCondition",
    .help = "PodCondition contains details for the current condition of this pod.",
    KUBE_FIELDS(pod_condition_fields),
};

static const struct kube_field address_fields[] = {
    {"ip", KUBE_TEXT, .help = "IP is the IP address."},
};

static const struct kube_type pod_ip = {
    .name = "io.k8s.api.core.v1.PodIP",
    .go_name = "PodIP",
    .help = "PodIP represents a single IP address allocated to the pod.",
    KUBE_FIELDS(address_fields),
};

static const struct kube_type host_ip = {
    .name = "io.k8s.api.core.v1.HostIP",
    .go_name = "HostIP",
    .help = "HostIP represents a single IP address allocated to the host.",
    KUBE_FIELDS(address_fields),
};

static const struct kube_field container_status_fields[] = {
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Name is a DNS_LABEL representing the unique name of the container."},
    {"state", KUBE_RAW, .empty = KUBE_POINTER,
     .help = "State holds details about the container's current condition."},
    {"lastState", KUBE_RAW, .empty = KUBE_POINTER,
     .help = "LastTerminationState holds the last termination state of the container."},
    {"ready", KUBE_BOOL, .empty = KUBE_KEEP, .required = true,
     .help = "Ready specifies whether the container is currently passing its "
             "readiness check."},
    {"restartCount", KUBE_INT32, .empty = KUBE_KEEP, .required = true,
     .help = "RestartCount holds the number of times the container has been restarted."},
    {"image", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Image is the name of container image that the container is running."},
    {"imageID", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "ImageID is the image ID of the container's image."},
    {"containerID", KUBE_TEXT, .help = "ContainerID is the ID of the container."},
    {"started", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "Started indicates whether the container has finished its postStart "
             "lifecycle hook."},
    {"allocatedResources", KUBE_QUANTITY, .many = KUBE_MAP,
     .help = "AllocatedResources represents the compute resources allocated for this "
             "container by the node."},
    {"resources", KUBE_RAW,
     .help = "Resources represents the compute resource requests and limits that "
             "have been successfully enacted."},
    {"volumeMounts", KUBE_RAW, .many = KUBE_LIST, .help = "Status of volume mounts."},
    {"user", KUBE_RAW,
     .help = "User represents user identity information of the first process of the "
             "container."},
};

static const struct kube_type container_status = {
    .name = "io.k8s.api.core.v1.ContainerStatus",
    .go_name = "ContainerStatus",
    .help = "ContainerStatus contains details for the current status of this container.",
    KUBE_FIELDS(container_status_fields),
};

static const struct kube_field pod_status_fields[] = {
    {"observedGeneration", KUBE_INT64,
     .help = "The .metadata.generation that the pod status was set based upon."},
    {"phase", KUBE_TEXT,
     .help = "The phase of a Pod is a simple, high-level summary of where the Pod is in "
             "its lifecycle."},
    {"conditions", KUBE_STRUCT, .many = KUBE_LIST, .type = &pod_condition,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"type"}, .patch_key = "type",
     .help = "Current service state of pod."},
    {"message", KUBE_TEXT,
     .help = "A human readable message indicating details about why the pod is in "
             "this condition."},
    {"reason", KUBE_TEXT,
     .help = "A brief CamelCase message indicating details about why the pod is in "
             "this state."},
    {"nominatedNodeName", KUBE_TEXT,
     .help =
         "nominatedNodeName is set only when this pod preempts other pods on the node."},
    {"hostIP", KUBE_TEXT,
     .help = "hostIP holds the IP address of the host to which the pod is assigned."},
    {"hostIPs", KUBE_STRUCT, .many = KUBE_LIST, .type = &host_ip,
     .merge = KUBE_MERGE_ATOMIC, .patch_key = "ip",
     .help = "hostIPs holds the IP addresses allocated to the host."},
    {"podIP", KUBE_TEXT, .help = "podIP address allocated to the pod."},
    {"podIPs", KUBE_STRUCT, .many = KUBE_LIST, .type = &pod_ip,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"ip"}, .patch_key = "ip",
     .help = "podIPs holds the IP addresses allocated to the pod."},
    {"startTime", KUBE_TIME,
     .help = "RFC 3339 date and time at which the object was acknowledged by the "
             "Kubelet."},
    {"initContainerStatuses", KUBE_STRUCT, .many = KUBE_LIST, .type = &container_status,
     .merge = KUBE_MERGE_ATOMIC, .help = "Statuses of init containers in this pod."},
    {"containerStatuses", KUBE_STRUCT, .many = KUBE_LIST, .type = &container_status,
     .merge = KUBE_MERGE_ATOMIC, .help = "Statuses of containers in this pod."},
    {"qosClass", KUBE_TEXT,
     .help = "The Quality of Service (QOS) classification assigned to the pod based "
             "on resource requirements."},
    {"ephemeralContainerStatuses", KUBE_RAW, .many = KUBE_LIST,
     .help = "Statuses for any ephemeral containers that have run in this pod."},
    {"resize", KUBE_TEXT,
     .help = "Status of resources resize desired for pod's containers."},
};

static const struct kube_type pod_status = {
    .name = "io.k8s.api.core.v1.PodStatus",
    .go_name = "PodStatus",
    .help = "PodStatus represents information about the status of a pod.",
    KUBE_FIELDS(pod_status_fields),
};

static const struct kube_field pod_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &pod_spec, .empty = KUBE_KEEP,
     .help = "Specification of the desired behavior of the pod."},
    {"status", KUBE_STRUCT, .type = &pod_status, .empty = KUBE_KEEP,
     .help = "Most recently observed status of the pod."},
};

const struct kube_type kube_type_pod = {
    .name = "io.k8s.api.core.v1.Pod",
    .go_name = "Pod",
    .help = "Pod is a collection of containers that can run on a host.",
    KUBE_FIELDS(pod_fields),
};

/* ---- Deployment ---- */

static const struct kube_field rolling_update_fields[] = {
    {"maxUnavailable", KUBE_INT_OR_TEXT, .empty = KUBE_POINTER,
     .help = "The maximum number of pods that can be unavailable during the update."},
    {"maxSurge", KUBE_INT_OR_TEXT, .empty = KUBE_POINTER,
     .help = "The maximum number of pods that can be scheduled above the desired number "
             "of pods."},
};

static const struct kube_type rolling_update = {
    .name = "io.k8s.api.apps.v1.RollingUpdateDeployment",
    .go_name = "RollingUpdateDeployment",
    .help = "Spec to control the desired behavior of rolling update.",
    KUBE_FIELDS(rolling_update_fields),
};

static const struct kube_field strategy_fields[] = {
    {"type", KUBE_TEXT,
     .help = "Type of deployment. Can be \"Recreate\" or \"RollingUpdate\". Default "
             "is RollingUpdate."},
    {"rollingUpdate", KUBE_STRUCT, .type = &rolling_update,
     .help = "Rolling update config params."},
};

static const struct kube_type strategy = {
    .name = "io.k8s.api.apps.v1.DeploymentStrategy",
    .go_name = "DeploymentStrategy",
    .help = "DeploymentStrategy describes how to replace existing pods with new ones.",
    KUBE_FIELDS(strategy_fields),
};

static const struct kube_field deployment_spec_fields[] = {
    {"replicas", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "Number of desired pods. Defaults to 1."},
    {"selector", KUBE_STRUCT, .type = &kube_type_label_selector, .required = true,
     .help = "Label selector for pods."},
    {"template", KUBE_STRUCT, .type = &kube_type_pod_template, .empty = KUBE_KEEP,
     .required = true, .help = "Template describes the pods that will be created."},
    {"strategy", KUBE_STRUCT, .type = &strategy, .empty = KUBE_KEEP,
     .help = "The deployment strategy to use to replace existing pods with new ones."},
    {"minReadySeconds", KUBE_INT32,
     .help = "Minimum number of seconds for which a newly created pod should be ready."},
    {"revisionHistoryLimit", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "The number of old ReplicaSets to retain to allow rollback."},
    {"paused", KUBE_BOOL, .help = "Indicates that the deployment is paused."},
    {"progressDeadlineSeconds", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "The maximum time in seconds for a deployment to make progress before "
             "it is considered to be failed."},
};

static const struct kube_type deployment_spec = {
    .name = "io.k8s.api.apps.v1.DeploymentSpec",
    .go_name = "DeploymentSpec",
    .help =
        "DeploymentSpec is the specification of the desired behavior of the Deployment.",
    KUBE_FIELDS(deployment_spec_fields),
};

static const struct kube_field deployment_condition_fields[] = {
    {"type", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Type of deployment condition."},
    {"status", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Status of the condition, one of True, False, Unknown."},
    {"lastUpdateTime", KUBE_TIME, .help = "The last time this condition was updated."},
    {"lastTransitionTime", KUBE_TIME,
     .help = "Last time the condition transitioned from one status to another."},
    {"reason", KUBE_TEXT, .help = "The reason for the condition's last transition."},
    {"message", KUBE_TEXT,
     .help = "A human readable message indicating details about the transition."},
};

static const struct kube_type deployment_condition = {
    .name = "io.k8s.api.apps.v1.DeploymentCondition",
    .go_name = "DeploymentCondition",
    .help = "DeploymentCondition describes the state of a deployment at a certain point.",
    KUBE_FIELDS(deployment_condition_fields),
};

static const struct kube_field deployment_status_fields[] = {
    {"observedGeneration", KUBE_INT64,
     .help = "The generation observed by the deployment controller."},
    {"replicas", KUBE_INT32,
     .help = "Total number of non-terminating pods targeted by this deployment."},
    {"updatedReplicas", KUBE_INT32,
     .help = "Total number of non-terminating pods that have the desired template spec."},
    {"readyReplicas", KUBE_INT32, .help = "Total number of ready pods."},
    {"availableReplicas", KUBE_INT32, .help = "Total number of available pods."},
    {"unavailableReplicas", KUBE_INT32, .help = "Total number of unavailable pods."},
    {"terminatingReplicas", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "Total number of terminating pods."},
    {"conditions", KUBE_STRUCT, .many = KUBE_LIST, .type = &deployment_condition,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"type"}, .patch_key = "type",
     .help =
         "Represents the latest available observations of a deployment's current state."},
    {"collisionCount", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "Count of hash collisions for the Deployment."},
};

static const struct kube_type deployment_status = {
    .name = "io.k8s.api.apps.v1.DeploymentStatus",
    .go_name = "DeploymentStatus",
    .help = "DeploymentStatus is the most recently observed status of the Deployment.",
    KUBE_FIELDS(deployment_status_fields),
};

static const struct kube_field deployment_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &deployment_spec, .empty = KUBE_KEEP,
     .help = "Specification of the desired behavior of the Deployment."},
    {"status", KUBE_STRUCT, .type = &deployment_status, .empty = KUBE_KEEP,
     .help = "Most recently observed status of the Deployment."},
};

const struct kube_type kube_type_deployment = {
    .name = "io.k8s.api.apps.v1.Deployment",
    .go_name = "Deployment",
    .help = "Deployment enables declarative updates for Pods and ReplicaSets.",
    KUBE_FIELDS(deployment_fields),
};

/* ---- ReplicaSet ---- */

static const struct kube_field replica_set_spec_fields[] = {
    {"replicas", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "Replicas is the number of desired pods."},
    {"minReadySeconds", KUBE_INT32,
     .help = "Minimum number of seconds for which a newly created pod should be ready."},
    {"selector", KUBE_STRUCT, .type = &kube_type_label_selector, .required = true,
     .help = "Selector is a label query over pods that should match the replica count."},
    {"template", KUBE_STRUCT, .type = &kube_type_pod_template, .empty = KUBE_KEEP,
     .help = "Template is the object that describes the pod that will be created."},
};

static const struct kube_type replica_set_spec = {
    .name = "io.k8s.api.apps.v1.ReplicaSetSpec",
    .go_name = "ReplicaSetSpec",
    .help = "ReplicaSetSpec is the specification of a ReplicaSet.",
    KUBE_FIELDS(replica_set_spec_fields),
};

static const struct kube_field replica_set_status_fields[] = {
    {"replicas", KUBE_INT32, .empty = KUBE_KEEP, .required = true,
     .help = "Replicas is the most recently observed number of non-terminating pods."},
    {"fullyLabeledReplicas", KUBE_INT32,
     .help = "The number of non-terminating pods that have labels matching the labels of "
             "the pod template."},
    {"readyReplicas", KUBE_INT32, .help = "The number of ready pods."},
    {"availableReplicas", KUBE_INT32, .help = "The number of available pods."},
    {"terminatingReplicas", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "The number of terminating pods."},
    {"observedGeneration", KUBE_INT64,
     .help = "The generation of the most recently observed ReplicaSet."},
    {"conditions", KUBE_STRUCT, .many = KUBE_LIST, .type = &deployment_condition,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"type"}, .patch_key = "type",
     .help = "Represents the latest available observations of a replica set's "
             "current state."},
};

static const struct kube_type replica_set_status = {
    .name = "io.k8s.api.apps.v1.ReplicaSetStatus",
    .go_name = "ReplicaSetStatus",
    .help = "ReplicaSetStatus represents the current status of a ReplicaSet.",
    KUBE_FIELDS(replica_set_status_fields),
};

static const struct kube_field replica_set_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &replica_set_spec, .empty = KUBE_KEEP,
     .help = "Spec defines the specification of the desired behavior of the ReplicaSet."},
    {"status", KUBE_STRUCT, .type = &replica_set_status, .empty = KUBE_KEEP,
     .help = "Status is the most recently observed status of the ReplicaSet."},
};

const struct kube_type kube_type_replica_set = {
    .name = "io.k8s.api.apps.v1.ReplicaSet",
    .go_name = "ReplicaSet",
    .help = "ReplicaSet ensures that a specified number of pod replicas are running at "
            "any given time.",
    KUBE_FIELDS(replica_set_fields),
};

/* ---- Scale ---- */

static const struct kube_field scale_spec_fields[] = {
    {"replicas", KUBE_INT32, .help = "replicas is the desired number of instances."},
};

static const struct kube_type scale_spec = {
    .name = "io.k8s.api.autoscaling.v1.ScaleSpec",
    .go_name = "ScaleSpec",
    .help = "ScaleSpec describes the attributes of a scale subresource.",
    KUBE_FIELDS(scale_spec_fields),
};

static const struct kube_field scale_status_fields[] = {
    {"replicas", KUBE_INT32, .empty = KUBE_KEEP, .required = true,
     .help = "replicas is the actual number of observed instances of the scaled object."},
    {"selector", KUBE_TEXT,
     .help = "selector is the label query over pods that should match the replicas "
             "count."},
};

static const struct kube_type scale_status = {
    .name = "io.k8s.api.autoscaling.v1.ScaleStatus",
    .go_name = "ScaleStatus",
    .help = "ScaleStatus represents the current status of a scale subresource.",
    KUBE_FIELDS(scale_status_fields),
};

static const struct kube_field scale_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &scale_spec, .empty = KUBE_KEEP,
     .help = "spec defines the behavior of the scale."},
    {"status", KUBE_STRUCT, .type = &scale_status, .empty = KUBE_KEEP,
     .help = "status is the current status of the scale."},
};

const struct kube_type kube_type_scale = {
    .name = "io.k8s.api.autoscaling.v1.Scale",
    .go_name = "Scale",
    .help = "Scale represents a scaling request for a resource.",
    KUBE_FIELDS(scale_fields),
};
