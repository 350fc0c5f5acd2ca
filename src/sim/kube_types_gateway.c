/*
 * kube_types_gateway.c - Gateway API v1 and Envoy Gateway's EnvoyProxy.
 *
 * They are custom resources on a real cluster; what a load balancer's life does not touch
 * (filters, TLS options, Envoy's own settings) is kept as it comes.
 */
#include "sim/kube_schema.h"

#include "base/banned.h"

#define METADATA                                                                         \
    {                                                                                    \
        "metadata", KUBE_STRUCT, .type = &kube_type_object_meta, .empty = KUBE_KEEP,     \
                                 .help = "Standard object's metadata."                   \
    }

#define CONDITIONS(text)                                                                 \
    {                                                                                    \
        "conditions", KUBE_STRUCT, .many = KUBE_LIST, .type = &kube_type_condition,      \
                                   .merge = KUBE_MERGE_BY_KEYS, .keys = {"type"},        \
                                   .help = text                                          \
    }

/* ---- GatewayClass ---- */

static const struct kube_field parameters_ref_fields[] = {
    {"group", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Group of the referent."},
    {"kind", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Kind of the referent."},
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Name of the referent."},
    {"namespace", KUBE_TEXT, .help = "Namespace of the referent."},
};

static const struct kube_type parameters_ref = {
    .name = "io.k8s.networking.gateway.v1.ParametersReference",
    .go_name = "ParametersReference",
    .help = "A reference to a resource that contains configuration parameters.",
    KUBE_FIELDS(parameters_ref_fields),
};

static const struct kube_field gateway_class_spec_fields[] = {
    {"controllerName", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "ControllerName is the name of the controller that is managing Gateways of "
             "this class."},
    {"description", KUBE_TEXT,
     .help = "Description helps describe a GatewayClass with more details."},
    {"parametersRef", KUBE_STRUCT, .type = &parameters_ref,
     .help = "ParametersRef is a reference to a resource that contains the "
             "configuration parameters corresponding to the GatewayClass."},
};

static const struct kube_type gateway_class_spec = {
    .name = "io.k8s.networking.gateway.v1.GatewayClassSpec",
    .go_name = "GatewayClassSpec",
    .help = "Spec defines the desired state of GatewayClass.",
    KUBE_FIELDS(gateway_class_spec_fields),
};

static const struct kube_field gateway_class_status_fields[] = {
    CONDITIONS(
        "Conditions is the current status from the controller for this GatewayClass."),
    {"supportedFeatures", KUBE_RAW, .many = KUBE_LIST,
     .help = "SupportedFeatures is the set of features the GatewayClass support."},
};

static const struct kube_type gateway_class_status = {
    .name = "io.k8s.networking.gateway.v1.GatewayClassStatus",
    .go_name = "GatewayClassStatus",
    .help = "Status defines the current state of GatewayClass.",
    KUBE_FIELDS(gateway_class_status_fields),
};

static const struct kube_field gateway_class_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &gateway_class_spec, .required = true,
     .help = "Spec defines the desired state of GatewayClass."},
    {"status", KUBE_STRUCT, .type = &gateway_class_status,
     .help = "Status defines the current state of GatewayClass."},
};

const struct kube_type kube_type_gateway_class = {
    .name = "io.k8s.networking.gateway.v1.GatewayClass",
    .go_name = "GatewayClass",
    .help = "GatewayClass describes a class of Gateways available to the user for "
            "creating Gateway resources.",
    KUBE_FIELDS(gateway_class_fields),
};

/* ---- Gateway ---- */

static const struct kube_field gateway_listener_fields[] = {
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help =
         "Name is the name of the Listener. This name MUST be unique within a Gateway."},
    {"hostname", KUBE_TEXT,
     .help = "Hostname specifies the virtual hostname to match for protocol types "
             "that define this concept."},
    {"port", KUBE_INT32, .empty = KUBE_KEEP, .required = true,
     .help = "Port is the network port."},
    {"protocol", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Protocol specifies the network protocol this listener expects to receive."},
    {"tls", KUBE_RAW, .help = "TLS is the TLS configuration for the Listener."},
    {"allowedRoutes", KUBE_RAW,
     .help =
         "AllowedRoutes defines the types of routes that MAY be attached to a Listener."},
};

static const struct kube_type gateway_listener = {
    .name = "io.k8s.networking.gateway.v1.Listener",
    .go_name = "Listener",
    .help = "Listener embodies the concept of a logical endpoint where a Gateway "
            "accepts network connections.",
    KUBE_FIELDS(gateway_listener_fields),
};

static const struct kube_field gateway_address_fields[] = {
    {"type", KUBE_TEXT, .help = "Type of the address."},
    {"value", KUBE_TEXT, .help = "Value of the address."},
};

static const struct kube_type gateway_address = {
    .name = "io.k8s.networking.gateway.v1.GatewayAddress",
    .go_name = "GatewayAddress",
    .help = "GatewayAddress describes an address that can be bound to a Gateway.",
    KUBE_FIELDS(gateway_address_fields),
};

static const struct kube_field gateway_spec_fields[] = {
    {"gatewayClassName", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "GatewayClassName used for this Gateway. This is the name of a "
             "GatewayClass resource."},
    {"listeners", KUBE_STRUCT, .many = KUBE_LIST, .type = &gateway_listener,
     .empty = KUBE_KEEP, .required = true, .merge = KUBE_MERGE_BY_KEYS, .keys = {"name"},
     .help = "Listeners associated with this Gateway."},
    {"addresses", KUBE_STRUCT, .many = KUBE_LIST, .type = &gateway_address,
     .help = "Addresses requested for this Gateway."},
    {"infrastructure", KUBE_RAW,
     .help = "Infrastructure defines infrastructure level attributes about this "
             "Gateway instance."},
};

static const struct kube_type gateway_spec = {
    .name = "io.k8s.networking.gateway.v1.GatewaySpec",
    .go_name = "GatewaySpec",
    .help = "Spec defines the desired state of Gateway.",
    KUBE_FIELDS(gateway_spec_fields),
};

static const struct kube_field listener_status_fields[] = {
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Name is the name of the Listener that this status corresponds to."},
    {"supportedKinds", KUBE_RAW, .many = KUBE_LIST, .empty = KUBE_POINTER,
     .help =
         "SupportedKinds is the list indicating the Kinds supported by this listener."},
    {"attachedRoutes", KUBE_INT32, .empty = KUBE_KEEP, .required = true,
     .help = "AttachedRoutes represents the total number of Routes that have been "
             "successfully attached to this Listener."},
    CONDITIONS("Conditions describe the current condition of this listener."),
};

static const struct kube_type listener_status = {
    .name = "io.k8s.networking.gateway.v1.ListenerStatus",
    .go_name = "ListenerStatus",
    .help = "ListenerStatus is the status associated with a Listener.",
    KUBE_FIELDS(listener_status_fields),
};

static const struct kube_field gateway_status_fields[] = {
    {"addresses", KUBE_STRUCT, .many = KUBE_LIST, .type = &gateway_address,
     .help =
         "Addresses lists the network addresses that have been bound to the Gateway."},
    CONDITIONS("Conditions describe the current conditions of the Gateway."),
    {"listeners", KUBE_STRUCT, .many = KUBE_LIST, .type = &listener_status,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"name"},
     .help =
         "Listeners provide status for each unique listener port defined in the Spec."},
};

static const struct kube_type gateway_status = {
    .name = "io.k8s.networking.gateway.v1.GatewayStatus",
    .go_name = "GatewayStatus",
    .help = "Status defines the current state of Gateway.",
    KUBE_FIELDS(gateway_status_fields),
};

static const struct kube_field gateway_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &gateway_spec, .required = true,
     .help = "Spec defines the desired state of Gateway."},
    {"status", KUBE_STRUCT, .type = &gateway_status,
     .help = "Status defines the current state of Gateway."},
};

const struct kube_type kube_type_gateway = {
    .name = "io.k8s.networking.gateway.v1.Gateway",
    .go_name = "Gateway",
    .help = "Gateway represents an instance of a service-traffic handling infrastructure "
            "by binding Listeners to a set of IP addresses.",
    KUBE_FIELDS(gateway_fields),
};

/* ---- HTTPRoute ---- */

static const struct kube_field parent_ref_fields[] = {
    {"group", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "Group is the group of the referent."},
    {"kind", KUBE_TEXT, .help = "Kind is kind of the referent."},
    {"namespace", KUBE_TEXT, .help = "Namespace is the namespace of the referent."},
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Name is the name of the referent."},
    {"sectionName", KUBE_TEXT,
     .help = "SectionName is the name of a section within the target resource."},
    {"port", KUBE_INT32, .help = "Port is the network port this Route targets."},
};

static const struct kube_type parent_ref = {
    .name = "io.k8s.networking.gateway.v1.ParentReference",
    .go_name = "ParentReference",
    .help = "ParentReference identifies an API object (usually a Gateway) that can be "
            "considered a parent of this resource.",
    KUBE_FIELDS(parent_ref_fields),
};

static const struct kube_field backend_ref_fields[] = {
    {"group", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "Group is the group of the referent."},
    {"kind", KUBE_TEXT, .help = "Kind is the Kubernetes resource kind of the referent."},
    {"name", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Name is the name of the referent."},
    {"namespace", KUBE_TEXT, .help = "Namespace is the namespace of the backend."},
    {"port", KUBE_INT32,
     .help = "Port specifies the destination port number to use for this resource."},
    {"weight", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "Weight specifies the proportion of requests forwarded to the "
             "referenced backend."},
    {"filters", KUBE_RAW, .many = KUBE_LIST,
     .help = "Filters defined at this level should be executed if and only if the "
             "request is being forwarded to the backend defined here."},
};

static const struct kube_type backend_ref = {
    .name = "io.k8s.networking.gateway.v1.HTTPBackendRef",
    .go_name = "HTTPBackendRef",
    .help = "HTTPBackendRef defines how a HTTPRoute forwards a HTTP request.",
    KUBE_FIELDS(backend_ref_fields),
};

static const struct kube_field route_rule_fields[] = {
    {"name", KUBE_TEXT, .help = "Name is the name of the route rule."},
    {"matches", KUBE_RAW, .many = KUBE_LIST,
     .help = "Matches define conditions used for matching the rule against incoming "
             "HTTP requests."},
    {"filters", KUBE_RAW, .many = KUBE_LIST,
     .help =
         "Filters define the filters that are applied to requests that match this rule."},
    {"backendRefs", KUBE_STRUCT, .many = KUBE_LIST, .type = &backend_ref,
     .help =
         "BackendRefs defines the backend(s) where matching requests should be sent."},
    {"timeouts", KUBE_RAW,
     .help = "Timeouts defines the timeouts that can be configured for an HTTP "
             "request."},
};

static const struct kube_type route_rule = {
    .name = "io.k8s.networking.gateway.v1.HTTPRouteRule",
    .go_name = "HTTPRouteRule",
    .help = "HTTPRouteRule defines semantics for matching an HTTP request based on "
            "conditions.",
    KUBE_FIELDS(route_rule_fields),
};

static const struct kube_field route_spec_fields[] = {
    {"parentRefs", KUBE_STRUCT, .many = KUBE_LIST, .type = &parent_ref,
     .help = "ParentRefs references the resources (usually Gateways) that a Route "
             "wants to be attached to."},
    {"hostnames", KUBE_TEXT, .many = KUBE_LIST,
     .help = "Hostnames defines a set of hostnames that should match against the HTTP "
             "Host header."},
    {"rules", KUBE_STRUCT, .many = KUBE_LIST, .type = &route_rule,
     .help = "Rules are a list of HTTP matchers, filters and actions."},
};

static const struct kube_type route_spec = {
    .name = "io.k8s.networking.gateway.v1.HTTPRouteSpec",
    .go_name = "HTTPRouteSpec",
    .help = "Spec defines the desired state of HTTPRoute.",
    KUBE_FIELDS(route_spec_fields),
};

static const struct kube_field route_parent_fields[] = {
    {"parentRef", KUBE_STRUCT, .type = &parent_ref, .required = true,
     .help = "ParentRef corresponds with a ParentRef in the spec."},
    {"controllerName", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "ControllerName is a domain/path string that indicates the name of the "
             "controller that wrote this status."},
    CONDITIONS(
        "Conditions describes the status of the route with respect to the Gateway."),
};

static const struct kube_type route_parent = {
    .name = "io.k8s.networking.gateway.v1.RouteParentStatus",
    .go_name = "RouteParentStatus",
    .help = "RouteParentStatus describes the status of a route with respect to an "
            "associated Parent.",
    KUBE_FIELDS(route_parent_fields),
};

static const struct kube_field route_status_fields[] = {
    {"parents", KUBE_STRUCT, .many = KUBE_LIST, .type = &route_parent, .empty = KUBE_KEEP,
     .required = true,
     .help = "Parents is a list of parent resources (usually Gateways) that are "
             "associated with the route."},
};

static const struct kube_type route_status = {
    .name = "io.k8s.networking.gateway.v1.HTTPRouteStatus",
    .go_name = "HTTPRouteStatus",
    .help = "Status defines the current state of HTTPRoute.",
    KUBE_FIELDS(route_status_fields),
};

static const struct kube_field http_route_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &route_spec, .required = true,
     .help = "Spec defines the desired state of HTTPRoute."},
    {"status", KUBE_STRUCT, .type = &route_status,
     .help = "Status defines the current state of HTTPRoute."},
};

const struct kube_type kube_type_http_route = {
    .name = "io.k8s.networking.gateway.v1.HTTPRoute",
    .go_name = "HTTPRoute",
    .help = "HTTPRoute provides a way to route HTTP requests.",
    KUBE_FIELDS(http_route_fields),
};

/* ---- ReferenceGrant ---- */

static const struct kube_field grant_from_fields[] = {
    {"group", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Group is the group of the referent."},
    {"kind", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Kind is the kind of the referent."},
    {"namespace", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Namespace is the namespace of the referent."},
};

static const struct kube_type grant_from = {
    .name = "io.k8s.networking.gateway.v1beta1.ReferenceGrantFrom",
    .go_name = "ReferenceGrantFrom",
    .help = "ReferenceGrantFrom describes trusted namespaces and kinds.",
    KUBE_FIELDS(grant_from_fields),
};

static const struct kube_field grant_to_fields[] = {
    {"group", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Group is the group of the referent."},
    {"kind", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Kind is the kind of the referent."},
    {"name", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "Name is the name of the referent. When unspecified, this policy refers to "
             "all resources of the specified Group and Kind in the local namespace."},
};

static const struct kube_type grant_to = {
    .name = "io.k8s.networking.gateway.v1beta1.ReferenceGrantTo",
    .go_name = "ReferenceGrantTo",
    .help = "ReferenceGrantTo describes what Kinds are allowed as targets of the "
            "references.",
    KUBE_FIELDS(grant_to_fields),
};

static const struct kube_field grant_spec_fields[] = {
    {"from", KUBE_STRUCT, .many = KUBE_LIST, .type = &grant_from, .required = true,
     .help = "From describes the trusted namespaces and kinds that can reference the "
             "resources described in \"To\"."},
    {"to", KUBE_STRUCT, .many = KUBE_LIST, .type = &grant_to, .required = true,
     .help = "To describes the resources that may be referenced by the resources "
             "described in \"From\"."},
};

static const struct kube_type grant_spec = {
    .name = "io.k8s.networking.gateway.v1beta1.ReferenceGrantSpec",
    .go_name = "ReferenceGrantSpec",
    .help = "Spec defines the desired state of ReferenceGrant.",
    KUBE_FIELDS(grant_spec_fields),
};

static const struct kube_field reference_grant_fields[] = {
    METADATA,
    {"spec", KUBE_STRUCT, .type = &grant_spec,
     .help = "Spec defines the desired state of ReferenceGrant."},
};

const struct kube_type kube_type_reference_grant = {
    .name = "io.k8s.networking.gateway.v1beta1.ReferenceGrant",
    .go_name = "ReferenceGrant",
    .help = "ReferenceGrant identifies kinds of resources in other namespaces that are "
            "trusted to reference the specified kinds of resources in the same namespace "
            "as the policy.",
    KUBE_FIELDS(reference_grant_fields),
};

/* ---- EnvoyProxy ---- */

static const struct kube_field envoy_proxy_fields[] = {
    METADATA,
    {"spec", KUBE_RAW, .help = "EnvoyProxySpec defines the desired state of EnvoyProxy."},
    {"status", KUBE_RAW,
     .help = "EnvoyProxyStatus defines the actual state of EnvoyProxy."},
};

const struct kube_type kube_type_envoy_proxy = {
    .name = "io.envoyproxy.gateway.v1alpha1.EnvoyProxy",
    .go_name = "EnvoyProxy",
    .help = "EnvoyProxy is the schema for the envoyproxies API.",
    KUBE_FIELDS(envoy_proxy_fields),
};
