/* kube_resource.c - the table of kinds. */
#include "sim/kube_resource.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "sim/kube_table.h"
#include "base/banned.h"

#define STATUS                                                                           \
    {                                                                                    \
        "status", KUBE_VERBS_ITEM, NULL, NULL, NULL                                      \
    }
#define SCALE                                                                            \
    {                                                                                    \
        "scale", KUBE_VERBS_ITEM, "autoscaling", "v1", "Scale"                           \
    }

enum { CORE_EVENTS = 2 }; /* place of core events in the table */

const struct kube_kind kube_kinds[] = {
    {"",
     "v1",
     "configmaps",
     "configmap",
     "ConfigMap",
     {"cm"},
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .type = &kube_type_config_map,
     .storage_hash = "qFsyl6wFWjQ=",
     .columns = kube_columns_config_map},
    {"",
     "v1",
     "endpoints",
     "endpoints",
     "Endpoints",
     {"ep"},
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .type = &kube_type_endpoints,
     .storage_hash = "fWeeMqaN/OA=",
     .columns = kube_columns_endpoints},
    [CORE_EVENTS] = {"",
                     "v1",
                     "events",
                     "event",
                     "Event",
                     {"ev"},
                     .namespaced = true,
                     .verbs = KUBE_VERBS_ALL,
                     .type = &kube_type_event,
                     .storage_hash = "r2yiGXH7wu8=",
                     .columns = kube_columns_event,
                     .selectable = {"involvedObject.kind", "involvedObject.namespace",
                                    "involvedObject.name", "involvedObject.uid",
                                    "involvedObject.apiVersion",
                                    "involvedObject.resourceVersion",
                                    "involvedObject.fieldPath", "reason",
                                    "reportingComponent", "type"}},
    {"",
     "v1",
     "namespaces",
     "namespace",
     "Namespace",
     {"ns"},
     .verbs = KUBE_VERBS_ALL & ~KUBE_VERB_DELETE_ALL,
     .sub = {{"finalize", KUBE_VERB_UPDATE, NULL, NULL, NULL}, STATUS},
     .type = &kube_type_namespace,
     .storage_hash = "Q3oi5N2YM8M=",
     .naming = KUBE_NAME_LABEL,
     .columns = kube_columns_namespace,
     .selectable = {"status.phase"},
     .returns_deleted = true},
    {"",
     "v1",
     "nodes",
     "node",
     "Node",
     {"no"},
     .verbs = KUBE_VERBS_ALL,
     .sub = {STATUS},
     .type = &kube_type_node,
     .storage_hash = "XwShjMxG9Fs=",
     .columns = kube_columns_node,
     .selectable = {"spec.unschedulable"}},
    {"",
     "v1",
     "pods",
     "pod",
     "Pod",
     {"po"},
     "all",
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .sub = {STATUS},
     .type = &kube_type_pod,
     .storage_hash = "xPOwRZ+Yhw8=",
     .columns = kube_columns_pod,
     .returns_deleted = true,
     .selectable = {"spec.nodeName", "spec.restartPolicy", "spec.schedulerName",
                    "spec.serviceAccountName", "spec.hostNetwork", "status.phase",
                    "status.podIP", "status.nominatedNodeName"}},
    {"",
     "v1",
     "resourcequotas",
     "resourcequota",
     "ResourceQuota",
     {"quota"},
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .sub = {STATUS},
     .type = &kube_type_resource_quota,
     .storage_hash = "8uhSgffRX6w=",
     .columns = kube_columns_quota,
     .returns_deleted = true},
    {"", "v1", "secrets", "secret", "Secret", .namespaced = true, .verbs = KUBE_VERBS_ALL,
     .type = &kube_type_secret, .storage_hash = "S6u1pOWzb84=",
     .columns = kube_columns_secret, .selectable = {"type"}},
    {"",
     "v1",
     "serviceaccounts",
     "serviceaccount",
     "ServiceAccount",
     {"sa"},
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .type = &kube_type_service_account,
     .storage_hash = "pbx9ZvyFpBE=",
     .columns = kube_columns_service_account,
     .returns_deleted = true},
    {"",
     "v1",
     "services",
     "service",
     "Service",
     {"svc"},
     "all",
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .sub = {STATUS},
     .type = &kube_type_service,
     .storage_hash = "0/CO1lhkEBI=",
     .naming = KUBE_NAME_LABEL,
     .columns = kube_columns_service,
     .selectable = {"spec.clusterIP", "spec.type"},
     .returns_deleted = true},

    {"apps",
     "v1",
     "deployments",
     "deployment",
     "Deployment",
     {"deploy"},
     "all",
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .sub = {SCALE, STATUS},
     .type = &kube_type_deployment,
     .storage_hash = "8aSe+NMegvE=",
     .columns = kube_columns_deployment,
     .generation = true},
    {"apps",
     "v1",
     "replicasets",
     "replicaset",
     "ReplicaSet",
     {"rs"},
     "all",
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .sub = {SCALE, STATUS},
     .type = &kube_type_replica_set,
     .storage_hash = "P1RzHs8/mWQ=",
     .columns = kube_columns_replica_set,
     .generation = true,
     .selectable = {"status.replicas"}},

    {"events.k8s.io",
     "v1",
     "events",
     "event",
     "Event",
     {"ev"},
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .type = &kube_type_event_events,
     .storage_hash = "r2yiGXH7wu8=",
     .columns = kube_columns_event,
     .stored_as = CORE_EVENTS + 1,
     .selectable = {"regarding.kind", "regarding.namespace", "regarding.name",
                    "regarding.uid", "regarding.apiVersion", "regarding.resourceVersion",
                    "regarding.fieldPath", "reason", "reportingController", "type"}},

    {"authentication.k8s.io", "v1", "selfsubjectreviews", "selfsubjectreview",
     "SelfSubjectReview", .verbs = KUBE_VERB_CREATE, .type = &kube_type_self_review,
     .review = true},
    {"authorization.k8s.io", "v1", "selfsubjectaccessreviews", "selfsubjectaccessreview",
     "SelfSubjectAccessReview", .verbs = KUBE_VERB_CREATE,
     .type = &kube_type_access_review, .review = true},
    {"authorization.k8s.io", "v1", "selfsubjectrulesreviews", "selfsubjectrulesreview",
     "SelfSubjectRulesReview", .verbs = KUBE_VERB_CREATE, .type = &kube_type_rules_review,
     .review = true},

    {"networking.k8s.io",
     "v1",
     "ingresses",
     "ingress",
     "Ingress",
     {"ing"},
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .sub = {STATUS},
     .type = &kube_type_ingress,
     .storage_hash = "39NQlfNR+bo=",
     .columns = kube_columns_ingress,
     .generation = true},
    {"discovery.k8s.io", "v1", "endpointslices", "endpointslice", "EndpointSlice",
     .namespaced = true, .verbs = KUBE_VERBS_ALL, .type = &kube_type_endpoint_slice,
     .storage_hash = "qgS0xkrxYAI=", .columns = kube_columns_endpoint_slice,
     .generation = true},
    {"coordination.k8s.io", "v1", "leases", "lease", "Lease", .namespaced = true,
     .verbs = KUBE_VERBS_ALL, .type = &kube_type_lease,
     .storage_hash = "gqkMMb/YqFM=", .columns = kube_columns_lease},

    {"gateway.networking.k8s.io",
     "v1",
     "gatewayclasses",
     "gatewayclass",
     "GatewayClass",
     {"gc"},
     "gateway-api",
     .verbs = KUBE_VERBS_ALL,
     .sub = {STATUS},
     .type = &kube_type_gateway_class,
     .custom = true,
     .generation = true,
     .storage_hash = "/nnOBxsivkE=",
     .columns = kube_columns_gateway_class},
    {"gateway.networking.k8s.io",
     "v1",
     "gateways",
     "gateway",
     "Gateway",
     {"gtw"},
     "gateway-api",
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .sub = {STATUS},
     .type = &kube_type_gateway,
     .custom = true,
     .generation = true,
     .storage_hash = "PH+ne6eU2qA=",
     .columns = kube_columns_gateway},
    {"gateway.networking.k8s.io",
     "v1",
     "httproutes",
     "httproute",
     "HTTPRoute",
     {NULL},
     "gateway-api",
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .sub = {STATUS},
     .type = &kube_type_http_route,
     .custom = true,
     .generation = true,
     .storage_hash = "B8qUBK4E2PI=",
     .columns = kube_columns_http_route},
    {"gateway.networking.k8s.io",
     "v1beta1",
     "referencegrants",
     "referencegrant",
     "ReferenceGrant",
     {"refgrant"},
     "gateway-api",
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .type = &kube_type_reference_grant,
     .custom = true,
     .generation = true,
     .storage_hash = "yiMy9EZI11Y="},
    {"gateway.envoyproxy.io",
     "v1alpha1",
     "envoyproxies",
     "envoyproxy",
     "EnvoyProxy",
     {"eproxy"},
     "envoy-gateway",
     .namespaced = true,
     .verbs = KUBE_VERBS_ALL,
     .sub = {STATUS},
     .type = &kube_type_envoy_proxy,
     .custom = true,
     .generation = true,
     .storage_hash = "oKb6E2dUm4s="},
};

const size_t kube_kind_count = ARRAY_COUNT(kube_kinds);

const struct kube_kind *kube_kind_find(const char *group, const char *version,
                                       const char *resource)
{
    for (size_t i = 0; i < kube_kind_count; i++) {
        const struct kube_kind *kind = &kube_kinds[i];
        if (strcmp(kind->resource, resource) == 0 && strcmp(kind->group, group) == 0 &&
            strcmp(kind->version, version) == 0)
            return kind;
    }
    return NULL;
}

const struct kube_kind *kube_kind_named(const char *api_version, const char *name)
{
    char text[96];

    for (size_t i = 0; i < kube_kind_count; i++) {
        const struct kube_kind *kind = &kube_kinds[i];
        if (strcmp(kind->kind, name) == 0 &&
            strcmp(kube_kind_api_version(kind, text), api_version) == 0)
            return kind;
    }
    return NULL;
}

const struct kube_kind *kube_kind_stored(const struct kube_kind *kind)
{
    return kind->stored_as == 0 ? kind : &kube_kinds[kind->stored_as - 1];
}

size_t kube_kind_index(const struct kube_kind *kind)
{
    return (size_t)(kind - kube_kinds);
}

const char *kube_kind_api_version(const struct kube_kind *kind, char out[96])
{
    if (kind->group[0] == '\0')
        return kind->version;
    snprintf(out, 96, "%s/%s", kind->group, kind->version);
    return out;
}

const struct kube_subresource *kube_kind_sub(const struct kube_kind *kind,
                                             const char *name)
{
    for (size_t i = 0; i < KUBE_SUBRESOURCES && kind->sub[i].name != NULL; i++) {
        if (strcmp(kind->sub[i].name, name) == 0)
            return &kind->sub[i];
    }
    return NULL;
}
