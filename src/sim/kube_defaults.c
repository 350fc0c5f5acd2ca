#include "sim/kube_defaults.h"

#include <string.h>

#include "sim/kube_service.h"
#include "wire/tree.h"
#include "base/banned.h"

static void set_new(json_t *object, const char *key, json_t *value)
{
    if (object == NULL || json_object_get(object, key) != NULL)
        json_decref(value);
    else
        json_object_set_new(object, key, value);
}

static json_t *sub_object(json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);

    if (value == NULL && object != NULL)
        json_object_set_new(object, key, value = json_object());
    return value;
}

/* ---- pods ---- */

static bool has_latest_image(const json_t *container)
{
    const char *image = tree_key_text(container, "image");
    const char *slash = image == NULL ? NULL : strrchr(image, '/');
    const char *tag = strrchr(slash == NULL ? (image == NULL ? "" : image) : slash, ':');

    return tag == NULL || strcmp(tag, ":latest") == 0;
}

static void default_containers(json_t *list)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        json_t *ports = json_object_get(one, "ports");
        for (size_t j = 0; j < json_array_size(ports); j++)
            set_new(json_array_get(ports, j), "protocol", json_string("TCP"));
        set_new(one, "terminationMessagePath", json_string("/dev/termination-log"));
        set_new(one, "terminationMessagePolicy", json_string("File"));
        set_new(one, "imagePullPolicy",
                json_string(has_latest_image(one) ? "Always" : "IfNotPresent"));
    }
}

static void default_pod_spec(json_t *spec)
{
    if (spec == NULL)
        return;
    default_containers(json_object_get(spec, "containers"));
    default_containers(json_object_get(spec, "initContainers"));
    set_new(spec, "restartPolicy", json_string("Always"));
    set_new(spec, "terminationGracePeriodSeconds", json_integer(30));
    set_new(spec, "dnsPolicy", json_string("ClusterFirst"));
    set_new(spec, "securityContext", json_object());
    set_new(spec, "schedulerName", json_string("default-scheduler"));
}

/* ---- apps ---- */

static void default_deployment(json_t *object)
{
    json_t *spec = sub_object(object, "spec");
    json_t *strategy = sub_object(spec, "strategy");
    json_t *template = json_object_get(spec, "template");

    default_pod_spec(json_object_get(template, "spec"));
    set_new(spec, "replicas", json_integer(1));
    set_new(spec, "revisionHistoryLimit", json_integer(10));
    set_new(spec, "progressDeadlineSeconds", json_integer(600));
    set_new(strategy, "type", json_string("RollingUpdate"));
    const char *type = tree_key_text(strategy, "type");
    if (type != NULL && strcmp(type, "RollingUpdate") == 0) {
        json_t *rolling = sub_object(strategy, "rollingUpdate");
        set_new(rolling, "maxUnavailable", json_string("25%"));
        set_new(rolling, "maxSurge", json_string("25%"));
    }
}

static void default_replica_set(json_t *object)
{
    json_t *spec = sub_object(object, "spec");

    default_pod_spec(json_object_get(json_object_get(spec, "template"), "spec"));
    set_new(spec, "replicas", json_integer(1));
}

/* ---- gateways ---- */

static void default_gateway(json_t *object)
{
    json_t *listeners = json_object_get(json_object_get(object, "spec"), "listeners");

    for (size_t i = 0; i < json_array_size(listeners); i++)
        set_new(json_array_get(listeners, i), "allowedRoutes",
                json_pack("{s:{s:s}}", "namespaces", "from", "Same"));
}

static void default_parent_ref(json_t *ref)
{
    set_new(ref, "group", json_string("gateway.networking.k8s.io"));
    set_new(ref, "kind", json_string("Gateway"));
}

static void default_route(json_t *object)
{
    json_t *spec = json_object_get(object, "spec");
    json_t *parents = json_object_get(spec, "parentRefs");
    json_t *rules = json_object_get(spec, "rules");

    for (size_t i = 0; i < json_array_size(parents); i++)
        default_parent_ref(json_array_get(parents, i));
    for (size_t i = 0; i < json_array_size(rules); i++) {
        json_t *rule = json_array_get(rules, i);
        json_t *backends = json_object_get(rule, "backendRefs");
        set_new(rule, "matches",
                json_pack("[{s:{s:s,s:s}}]", "path", "type", "PathPrefix", "value", "/"));
        for (size_t j = 0; j < json_array_size(backends); j++) {
            json_t *backend = json_array_get(backends, j);
            set_new(backend, "group", json_string(""));
            set_new(backend, "kind", json_string("Service"));
            set_new(backend, "weight", json_integer(1));
        }
    }
}

/* ---- all ---- */

void kube_default(const struct kube_kind *kind, json_t *object)
{
    if (kind->type == &kube_type_service)
        kube_service_default(object);
    else if (kind->type == &kube_type_pod)
        default_pod_spec(json_object_get(object, "spec"));
    else if (kind->type == &kube_type_deployment)
        default_deployment(object);
    else if (kind->type == &kube_type_replica_set)
        default_replica_set(object);
    else if (kind->type == &kube_type_gateway)
        default_gateway(object);
    else if (kind->type == &kube_type_http_route)
        default_route(object);
    else if (kind->type == &kube_type_secret)
        set_new(object, "type", json_string("Opaque"));
    if (kind->type == &kube_type_namespace) {
        json_t *labels = sub_object(json_object_get(object, "metadata"), "labels");
        json_t *name = json_object_get(json_object_get(object, "metadata"), "name");
        if (name != NULL)
            json_object_set(labels, "kubernetes.io/metadata.name", name);
    }
}

void kube_default_new(const struct kube_kind *kind, json_t *object)
{
    if (kind->type == &kube_type_namespace) {
        json_object_set_new(object, "spec",
                            json_pack("{s:[s]}", "finalizers", "kubernetes"));
        json_object_set_new(object, "status", json_pack("{s:s}", "phase", "Active"));
    } else if (kind->type == &kube_type_pod &&
               json_object_get(object, "status") == NULL) {
        json_object_set_new(
            object, "status",
            json_pack("{s:s,s:s}", "phase", "Pending", "qosClass", "BestEffort"));
    } else if (kind->type == &kube_type_gateway_class &&
               json_object_get(object, "status") == NULL) {
        json_object_set_new(
            object, "status",
            json_pack("{s:[{s:s,s:s,s:s,s:s,s:s}]}", "conditions", "type", "Accepted",
                      "status", "Unknown", "lastTransitionTime", "1970-01-01T00:00:00Z",
                      "reason", "Pending", "message", "Waiting for controller"));
    }
}
