/*
 * kube_service_rules.c - what a Service may look like, in the words of the api-server.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/kube_service.h"
#include "sim/kube_validate.h"
#include "wire/tree.h"
#include "base/banned.h"

static void need_one_of(const json_t *spec, const char *key, const char *const *allowed,
                        size_t count, const char *supported, struct kube_problem *problem)
{
    const char *text = tree_key_text(spec, key);
    char field[64];

    if (text == NULL)
        return;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(text, allowed[i]) == 0)
            return;
    }
    snprintf(field, sizeof field, "spec.%s", key);
    kube_mistake(problem, "FieldValueNotSupported", field,
                 "Unsupported value: \"%s\": supported values: %s", text, supported);
}

static void validate_target(const json_t *target, const char *field,
                            struct kube_problem *problem)
{
    if (json_is_integer(target) &&
        (json_integer_value(target) < 1 || json_integer_value(target) > 65535))
        kube_mistake(problem, "FieldValueInvalid", field,
                     "Invalid value: %" JSON_INTEGER_FORMAT
                     ": must be between 1 and 65535, inclusive",
                     json_integer_value(target));
    if (json_is_string(target) && !kube_is_port_name(json_string_value(target)))
        kube_mistake(problem, "FieldValueInvalid", field,
                     "Invalid value: \"%s\": must contain only alpha-numeric "
                     "characters (a-z, 0-9), and hyphens (-)",
                     json_string_value(target));
}

static void validate_port_name(const json_t *ports, size_t index, const char *at,
                               struct kube_problem *problem)
{
    const char *name = tree_key_text(json_array_get(ports, index), "name");
    char field[80];

    snprintf(field, sizeof field, "%s.name", at);
    if (name == NULL || name[0] == '\0') {
        if (json_array_size(ports) > 1)
            kube_mistake(problem, "FieldValueRequired", field, "Required value");
        return;
    }
    if (!kube_is_label_name(name))
        kube_mistake(problem, "FieldValueInvalid", field, "Invalid value: \"%s\": %s",
                     name, kube_label_rule);
    for (size_t i = 0; i < index; i++) {
        const char *other = tree_key_text(json_array_get(ports, i), "name");
        if (other != NULL && strcmp(other, name) == 0)
            kube_mistake(problem, "FieldValueDuplicate", field, "Duplicate value: \"%s\"",
                         name);
    }
}

static void validate_port(const json_t *ports, size_t index, struct kube_problem *problem)
{
    const json_t *port = json_array_get(ports, index);
    int64_t number = tree_int(port, "port", 0);
    const char *protocol = tree_key_text(port, "protocol");
    char at[64];
    char field[80];

    snprintf(at, sizeof at, "spec.ports[%zu]", index);
    validate_port_name(ports, index, at, problem);
    if (number < 1 || number > 65535) {
        snprintf(field, sizeof field, "%s.port", at);
        kube_mistake(problem, "FieldValueInvalid", field,
                     "Invalid value: %lld: must be between 1 and 65535, inclusive",
                     (long long)number);
    }
    if (protocol != NULL && strcmp(protocol, "TCP") != 0 &&
        strcmp(protocol, "UDP") != 0 && strcmp(protocol, "SCTP") != 0) {
        snprintf(field, sizeof field, "%s.protocol", at);
        kube_mistake(problem, "FieldValueNotSupported", field,
                     "Unsupported value: \"%s\": supported values: \"SCTP\", \"TCP\", "
                     "\"UDP\"",
                     protocol);
    }
    snprintf(field, sizeof field, "%s.targetPort", at);
    if (number >= 1 && number <= 65535)
        validate_target(json_object_get(port, "targetPort"), field, problem);
}

static bool same_protocol(const json_t *a, const json_t *b)
{
    const char *left = tree_key_text(a, "protocol");
    const char *right = tree_key_text(b, "protocol");

    return left != NULL && right != NULL && strcmp(left, right) == 0;
}

static void validate_twins(const json_t *ports, struct kube_problem *problem)
{
    char field[80];

    for (size_t i = 1; i < json_array_size(ports); i++) {
        const json_t *port = json_array_get(ports, i);
        int64_t node_port = tree_int(port, "nodePort", 0);
        for (size_t j = 0; j < i && node_port != 0; j++) {
            const json_t *other = json_array_get(ports, j);
            if (tree_int(other, "nodePort", 0) != node_port ||
                !same_protocol(port, other))
                continue;
            snprintf(field, sizeof field, "spec.ports[%zu].nodePort", i);
            kube_mistake(problem, "FieldValueDuplicate", field, "Duplicate value: %lld",
                         (long long)node_port);
        }
    }
    for (size_t i = 1; i < json_array_size(ports); i++) {
        const json_t *port = json_array_get(ports, i);
        for (size_t j = 0; j < i; j++) {
            const json_t *other = json_array_get(ports, j);
            if (tree_int(other, "port", 0) != tree_int(port, "port", 0) ||
                !same_protocol(port, other))
                continue;
            snprintf(field, sizeof field, "spec.ports[%zu]", i);
            kube_mistake(
                problem, "FieldValueDuplicate", field,
                "Duplicate value: {\"Name\":\"\",\"Protocol\":\"%s\",\"AppProtocol\":"
                "null,\"Port\":%lld,\"TargetPort\":0,\"NodePort\":0}",
                tree_key_text(port, "protocol"), (long long)tree_int(port, "port", 0));
            break;
        }
    }
}

static void validate_load_balancer_fields(const json_t *service,
                                          struct kube_problem *problem)
{
    static const char *const only[] = {"loadBalancerClass",
                                       "allocateLoadBalancerNodePorts"};
    const json_t *spec = tree_at(service, "spec");
    const json_t *ranges = tree_key(spec, "loadBalancerSourceRanges");
    char field[80];

    for (size_t i = 0; i < ARRAY_COUNT(only) && !kube_service_is(service, "LoadBalancer");
         i++) {
        if (tree_key(spec, only[i]) == NULL)
            continue;
        snprintf(field, sizeof field, "spec.%s", only[i]);
        kube_mistake(problem, "FieldValueForbidden", field,
                     "Forbidden: may only be used when `type` is 'LoadBalancer'");
    }
    for (size_t i = 0; i < json_array_size(ranges); i++) {
        const char *range = json_string_value(json_array_get(ranges, i));
        if (range == NULL || kube_is_cidr(range))
            continue;
        snprintf(field, sizeof field, "spec.LoadBalancerSourceRanges[%zu]", i);
        kube_mistake(
            problem, "FieldValueInvalid", field,
            "Invalid value: \"%s\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or "
            "2001:db8::/64)",
            range);
    }
}

static void validate_addresses(const json_t *service, struct kube_problem *problem)
{
    const char *ip = tree_text(service, "spec.clusterIP");
    const json_t *external = tree_at(service, "spec.externalIPs");
    char field[80];

    if (ip != NULL && ip[0] != '\0' && strcmp(ip, "None") != 0 && !kube_is_ip(ip))
        kube_mistake(
            problem, "FieldValueInvalid", "spec.clusterIPs[0]",
            "Invalid value: \"%s\": must be a valid IP address, (e.g. 10.9.8.7 or "
            "2001:db8::ffff)",
            ip);
    for (size_t i = 0; i < json_array_size(external); i++) {
        const char *one = json_string_value(json_array_get(external, i));
        snprintf(field, sizeof field, "spec.externalIPs[%zu]", i);
        if (one != NULL && !kube_is_ip(one))
            kube_mistake(problem, "FieldValueInvalid", field, "Invalid value: \"%s\": %s",
                         one, kube_ip_rule);
    }
}

static void validate_unchanged(const json_t *service, const json_t *before,
                               struct kube_problem *problem)
{
    const json_t *ips = tree_at(service, "spec.clusterIPs");
    const json_t *old_ips = tree_at(before, "spec.clusterIPs");
    const char *class = tree_text(before, "spec.loadBalancerClass");

    if (kube_service_has_cluster_ip(service) && kube_service_has_cluster_ip(before) &&
        old_ips != NULL && ips != NULL && !json_equal(ips, old_ips)) {
        char *text = json_dumps(ips, JSON_COMPACT);
        kube_mistake(problem, "FieldValueInvalid", "spec.clusterIPs[0]",
                     "Invalid value: %s: may not change once set",
                     text == NULL ? "" : text);
        free(text);
    }
    if (class != NULL && kube_service_is(service, "LoadBalancer") &&
        !kube_service_same(service, before, "spec.loadBalancerClass"))
        kube_mistake(problem, "FieldValueInvalid", "spec.loadBalancerClass",
                     "Invalid value: \"%s\": may not change once set",
                     tree_text(service, "spec.loadBalancerClass") == NULL
                         ? ""
                         : tree_text(service, "spec.loadBalancerClass"));
    if (class == NULL && kube_service_is(before, "LoadBalancer") &&
        kube_service_is(service, "LoadBalancer") &&
        tree_text(service, "spec.loadBalancerClass") != NULL)
        kube_mistake(problem, "FieldValueInvalid", "spec.loadBalancerClass",
                     "Invalid value: \"%s\": may not change once set",
                     tree_text(service, "spec.loadBalancerClass"));
}

void kube_service_validate(const json_t *service, const json_t *before,
                           struct kube_problem *problem)
{
    static const char *const types[] = {"ClusterIP", "ExternalName", "LoadBalancer",
                                        "NodePort"};
    static const char *const affinities[] = {"ClientIP", "None"};
    static const char *const policies[] = {"Cluster", "Local"};
    const json_t *spec = tree_at(service, "spec");
    const json_t *ports = tree_key(spec, "ports");
    const char *ip = tree_key_text(spec, "clusterIP");
    bool headless = ip != NULL && strcmp(ip, "None") == 0;

    if (json_array_size(ports) == 0 && !headless && kube_service_has_cluster_ip(service))
        kube_mistake(problem, "FieldValueRequired", "spec.ports", "Required value");
    if (headless && kube_service_is(service, "LoadBalancer"))
        kube_mistake(problem, "FieldValueInvalid", "spec.clusterIPs[0]",
                     "Invalid value: \"None\": may not be set to 'None' for "
                     "LoadBalancer services");
    for (size_t i = 0; i < json_array_size(ports); i++)
        validate_port(ports, i, problem);
    kube_validate_labels(tree_key(spec, "selector"), "spec.selector", problem);
    need_one_of(spec, "sessionAffinity", affinities, ARRAY_COUNT(affinities),
                "\"ClientIP\", \"None\"", problem);
    need_one_of(spec, "type", types, ARRAY_COUNT(types),
                "\"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
                problem);
    need_one_of(spec, "externalTrafficPolicy", policies, ARRAY_COUNT(policies),
                "\"Cluster\", \"Local\"", problem);
    need_one_of(spec, "internalTrafficPolicy", policies, ARRAY_COUNT(policies),
                "\"Cluster\", \"Local\"", problem);
    if (kube_service_is(service, "ExternalName") &&
        tree_key_text(spec, "externalName") == NULL)
        kube_mistake(problem, "FieldValueRequired", "spec.externalName",
                     "Required value");
    validate_addresses(service, problem);
    validate_load_balancer_fields(service, problem);
    validate_twins(ports, problem);
    if (before != NULL)
        validate_unchanged(service, before, problem);
}

void kube_service_validate_status(const json_t *service, struct kube_problem *problem)
{
    const json_t *list = tree_at(service, "status.loadBalancer.ingress");
    char field[96];

    if (list != NULL && json_array_size(list) > 0 &&
        !kube_service_is(service, "LoadBalancer"))
        kube_mistake(problem, "FieldValueForbidden", "status.loadBalancer.ingress",
                     "Forbidden: may only be used when `spec.type` is \"LoadBalancer\"");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *ip = tree_key_text(one, "ip");
        const char *host = tree_key_text(one, "hostname");
        snprintf(field, sizeof field, "status.loadBalancer.ingress[%zu].ip", i);
        if (ip != NULL && !kube_is_ip(ip))
            kube_mistake(problem, "FieldValueInvalid", field, "Invalid value: \"%s\": %s",
                         ip, kube_ip_rule);
        snprintf(field, sizeof field, "status.loadBalancer.ingress[%zu].hostname", i);
        if (host != NULL && (!kube_is_subdomain(host) || kube_is_ip(host)))
            kube_mistake(problem, "FieldValueInvalid", field, "Invalid value: \"%s\": %s",
                         host, kube_subdomain_rule);
    }
}
