#include "sim/kube_service.h"

#include <stdio.h>
#include <string.h>

#include "wire/tree.h"
#include "base/banned.h"

enum { STICKY_SECONDS = 10800 };

static json_t *spec_of(json_t *service)
{
    return json_object_get(service, "spec");
}

/* ---- small words ---- */

bool kube_service_is(const json_t *service, const char *type)
{
    const char *its = tree_text(service, "spec.type");

    return its != NULL && strcmp(its, type) == 0;
}

bool kube_service_wants_node_ports(const json_t *service)
{
    return kube_service_is(service, "NodePort") ||
           (kube_service_is(service, "LoadBalancer") &&
            tree_bool(service, "spec.allocateLoadBalancerNodePorts", true));
}

bool kube_service_may_have_node_ports(const json_t *service)
{
    return kube_service_is(service, "NodePort") ||
           kube_service_is(service, "LoadBalancer");
}

bool kube_service_wants_health_port(const json_t *service)
{
    const char *policy = tree_text(service, "spec.externalTrafficPolicy");

    return kube_service_is(service, "LoadBalancer") && policy != NULL &&
           strcmp(policy, "Local") == 0;
}

bool kube_service_has_cluster_ip(const json_t *service)
{
    return !kube_service_is(service, "ExternalName");
}

bool kube_service_same(const json_t *a, const json_t *b, const char *key)
{
    const json_t *left = tree_at(a, key);
    const json_t *right = tree_at(b, key);

    return left == right || (left != NULL && right != NULL && json_equal(left, right));
}

static void set_text_if_absent(json_t *object, const char *key, const char *text)
{
    const char *there = json_string_value(json_object_get(object, key));

    if (there == NULL || there[0] == '\0')
        json_object_set_new(object, key, json_string(text));
}

/* ---- defaults ---- */

static void default_port(json_t *port)
{
    json_t *target = json_object_get(port, "targetPort");

    set_text_if_absent(port, "protocol", "TCP");
    bool unset = target == NULL ||
                 (json_is_integer(target) && json_integer_value(target) == 0) ||
                 (json_is_string(target) && json_string_length(target) == 0);
    if (unset)
        json_object_set(port, "targetPort", json_object_get(port, "port"));
}

static void default_ingress(json_t *service)
{
    const json_t *list = tree_at(service, "status.loadBalancer.ingress");

    for (size_t i = 0; i < json_array_size(list); i++) {
        json_t *one = json_array_get(list, i);
        if (tree_key_text(one, "ip") != NULL)
            set_text_if_absent(one, "ipMode", "VIP");
    }
}

void kube_service_default(json_t *service)
{
    json_t *spec = spec_of(service);
    json_t *ports = json_object_get(spec, "ports");

    set_text_if_absent(spec, "sessionAffinity", "None");
    set_text_if_absent(spec, "type", "ClusterIP");
    if (strcmp(tree_key_text(spec, "sessionAffinity"), "ClientIP") == 0 &&
        tree_at(spec, "sessionAffinityConfig.clientIP.timeoutSeconds") == NULL)
        json_object_set_new(
            spec, "sessionAffinityConfig",
            json_pack("{s:{s:i}}", "clientIP", "timeoutSeconds", STICKY_SECONDS));
    for (size_t i = 0; i < json_array_size(ports); i++)
        default_port(json_array_get(ports, i));
    if (kube_service_may_have_node_ports(service) ||
        (kube_service_is(service, "ClusterIP") && tree_key(spec, "externalIPs") != NULL))
        set_text_if_absent(spec, "externalTrafficPolicy", "Cluster");
    if (kube_service_has_cluster_ip(service))
        set_text_if_absent(spec, "internalTrafficPolicy", "Cluster");
    if (kube_service_is(service, "LoadBalancer") &&
        json_object_get(spec, "allocateLoadBalancerNodePorts") == NULL)
        json_object_set_new(spec, "allocateLoadBalancerNodePorts", json_true());
    default_ingress(service);
}

/* ---- fields that go with a type ---- */

static void drop_if_same(json_t *service, const json_t *before, const char *key)
{
    char path[64];

    snprintf(path, sizeof path, "spec.%s", key);
    if (kube_service_same(service, before, path))
        json_object_del(spec_of(service), key);
}

/* Were the node ports left as they were while the type went away from them? */
static void drop_node_ports(json_t *service, const json_t *before)
{
    const json_t *ports = tree_at(service, "spec.ports");
    const json_t *old = tree_at(before, "spec.ports");

    for (size_t i = 0; i < json_array_size(ports); i++) {
        int64_t node_port = tree_int(json_array_get(ports, i), "nodePort", 0);
        bool kept = false;
        for (size_t j = 0; j < json_array_size(old) && !kept; j++)
            kept = tree_int(json_array_get(old, j), "nodePort", 0) == node_port;
        if (node_port != 0 && !kept)
            return;
    }
    for (size_t i = 0; i < json_array_size(ports); i++)
        json_object_del(json_array_get(ports, i), "nodePort");
}

void kube_service_drop_stale(json_t *service, const json_t *before)
{
    bool was_exposed = kube_service_may_have_node_ports(before);

    if (kube_service_has_cluster_ip(before) && !kube_service_has_cluster_ip(service)) {
        drop_if_same(service, before, "clusterIP");
        drop_if_same(service, before, "clusterIPs");
        drop_if_same(service, before, "ipFamilies");
        drop_if_same(service, before, "ipFamilyPolicy");
        drop_if_same(service, before, "internalTrafficPolicy");
    }
    if (was_exposed && !kube_service_may_have_node_ports(service)) {
        drop_node_ports(service, before);
        drop_if_same(service, before, "externalTrafficPolicy");
    }
    if (kube_service_wants_health_port(before) &&
        !kube_service_wants_health_port(service))
        drop_if_same(service, before, "healthCheckNodePort");
    if (kube_service_is(before, "LoadBalancer") &&
        !kube_service_is(service, "LoadBalancer")) {
        drop_if_same(service, before, "allocateLoadBalancerNodePorts");
        drop_if_same(service, before, "loadBalancerClass");
        json_object_set_new(json_object_get(service, "status"), "loadBalancer",
                            json_object());
    }
}
