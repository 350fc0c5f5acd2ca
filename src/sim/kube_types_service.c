/* kube_types_service.c - Service, Endpoints, EndpointSlice, Ingress. */
#include "sim/kube_schema.h"

#include "base/banned.h"

/* ---- Service ---- */

static const struct kube_field service_port_fields[] = {
    {"name", KUBE_TEXT,
     .help = "The name of this port within the service. This must be a DNS_LABEL. All "
             "ports within a ServiceSpec must have unique names. Optional if only one "
             "ServicePort is defined on this service."},
    {"protocol", KUBE_TEXT, .fallback = "TCP",
     .help = "The IP protocol for this port. Supports \"TCP\", \"UDP\", and "
             "\"SCTP\". Default is TCP."},
    {"appProtocol", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "The application protocol for this port."},
    {"port", KUBE_INT32, .empty = KUBE_KEEP, .required = true,
     .help = "The port that will be exposed by this service."},
    {"targetPort", KUBE_INT_OR_TEXT, .empty = KUBE_KEEP,
     .help = "Number or name of the port to access on the pods targeted by the service. "
             "If this is not specified, the value of the 'port' field is used."},
    {"nodePort", KUBE_INT32,
     .help = "The port on each node on which this service is exposed when type is "
             "NodePort or LoadBalancer. Usually assigned by the system."},
};

static const struct kube_type service_port = {
    .name = "io.k8s.api.core.v1.ServicePort",
    .go_name = "ServicePort",
    .help = "ServicePort contains information on service's port.",
    KUBE_FIELDS(service_port_fields),
};

static const struct kube_field client_ip_fields[] = {
    {"timeoutSeconds", KUBE_INT32, .empty = KUBE_POINTER,
     .help =
         "timeoutSeconds specifies the seconds of ClientIP type session sticky time."},
};

static const struct kube_type client_ip = {
    .name = "io.k8s.api.core.v1.ClientIPConfig",
    .go_name = "ClientIPConfig",
    .help = "ClientIPConfig represents the configurations of Client IP based session "
            "affinity.",
    KUBE_FIELDS(client_ip_fields),
};

static const struct kube_field session_affinity_fields[] = {
    {"clientIP", KUBE_STRUCT, .type = &client_ip,
     .help = "clientIP contains the configurations of Client IP based session affinity."},
};

static const struct kube_type session_affinity = {
    .name = "io.k8s.api.core.v1.SessionAffinityConfig",
    .go_name = "SessionAffinityConfig",
    .help = "SessionAffinityConfig represents the configurations of session affinity.",
    KUBE_FIELDS(session_affinity_fields),
};

static const struct kube_field service_spec_fields[] = {
    {"ports", KUBE_STRUCT, .many = KUBE_LIST, .type = &service_port,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"port", "protocol"}, .patch_key = "port",
     .help = "The list of ports that are exposed by this service."},
    {"selector", KUBE_TEXT, .many = KUBE_MAP, .merge = KUBE_MERGE_ATOMIC,
     .help = "Route service traffic to pods with label keys and values matching this "
             "selector. If empty or not present, the service is assumed to have an "
             "external process managing its endpoints."},
    {"clusterIP", KUBE_TEXT,
     .help =
         "clusterIP is the IP address of the service and is usually assigned randomly. "
         "Valid values are \"None\", empty string (\"\"), or a valid IP address."},
    {"clusterIPs", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "ClusterIPs is a list of IP addresses assigned to this service."},
    {"type", KUBE_TEXT,
     .help = "type determines how the Service is exposed. Defaults to ClusterIP. "
             "Valid options are ExternalName, ClusterIP, NodePort, and LoadBalancer."},
    {"externalIPs", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "externalIPs is a list of IP addresses for which nodes in the cluster will "
             "also accept traffic for this service."},
    {"sessionAffinity", KUBE_TEXT,
     .help = "Supports \"ClientIP\" and \"None\". Used to maintain session affinity."},
    {"loadBalancerIP", KUBE_TEXT,
     .help = "Only applies to Service Type: LoadBalancer. Deprecated: This field was "
             "under-specified and its meaning varies across implementations."},
    {"loadBalancerSourceRanges", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "If specified and supported by the platform, this will restrict traffic "
             "through the cloud-provider load-balancer to the specified client IPs."},
    {"externalName", KUBE_TEXT,
     .help = "externalName is the external reference that discovery mechanisms will "
             "return as an alias for this service (e.g. a DNS CNAME record)."},
    {"externalTrafficPolicy", KUBE_TEXT,
     .help = "externalTrafficPolicy describes how nodes distribute service traffic they "
             "receive on one of the Service's \"externally-facing\" addresses: Cluster "
             "or Local."},
    {"healthCheckNodePort", KUBE_INT32,
     .help = "healthCheckNodePort specifies the healthcheck nodePort for the service. "
             "This only applies when type is set to LoadBalancer and "
             "externalTrafficPolicy is set to Local."},
    {"publishNotReadyAddresses", KUBE_BOOL,
     .help =
         "publishNotReadyAddresses indicates that any agent which deals with endpoints "
         "for this Service should disregard any indications of ready/not-ready."},
    {"sessionAffinityConfig", KUBE_STRUCT, .type = &session_affinity,
     .help = "sessionAffinityConfig contains the configurations of session affinity."},
    {"ipFamilies", KUBE_TEXT, .many = KUBE_LIST, .merge = KUBE_MERGE_ATOMIC,
     .help = "IPFamilies is a list of IP families (e.g. IPv4, IPv6) assigned to this "
             "service."},
    {"ipFamilyPolicy", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "IPFamilyPolicy represents the dual-stack-ness requested or required by "
             "this Service."},
    {"allocateLoadBalancerNodePorts", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "allocateLoadBalancerNodePorts defines if NodePorts will be automatically "
             "allocated for services with type LoadBalancer. Default is \"true\"."},
    {"loadBalancerClass", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "loadBalancerClass is the class of the load balancer implementation "
             "this Service belongs to. Once set, it can not be changed."},
    {"internalTrafficPolicy", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "InternalTrafficPolicy describes how nodes distribute service traffic "
             "they receive on the ClusterIP."},
    {"trafficDistribution", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "TrafficDistribution offers a way to express preferences for how "
             "traffic is distributed to Service endpoints."},
};

static const struct kube_type service_spec = {
    .name = "io.k8s.api.core.v1.ServiceSpec",
    .go_name = "ServiceSpec",
    .help = "ServiceSpec describes the attributes that a user creates on a service.",
    KUBE_FIELDS(service_spec_fields),
};

static const struct kube_field port_status_fields[] = {
    {"port", KUBE_INT32, .empty = KUBE_KEEP, .required = true,
     .help =
         "Port is the port number of the service port of which status is recorded here."},
    {"protocol", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "Protocol is the protocol of the service port."},
    {"error", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "Error is to record the problem with the service port."},
};

static const struct kube_type port_status = {
    .name = "io.k8s.api.core.v1.PortStatus",
    .go_name = "PortStatus",
    .help = "PortStatus represents the error condition of a service port.",
    KUBE_FIELDS(port_status_fields),
};

static const struct kube_field ingress_status_fields[] = {
    {"ip", KUBE_TEXT,
     .help = "IP is set for load-balancer ingress points that are IP based."},
    {"hostname", KUBE_TEXT,
     .help = "Hostname is set for load-balancer ingress points that are DNS based."},
    {"ipMode", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "IPMode specifies how the load-balancer IP behaves, and may only be "
             "specified when the ip field is specified: VIP or Proxy."},
    {"ports", KUBE_STRUCT, .many = KUBE_LIST, .type = &port_status,
     .merge = KUBE_MERGE_ATOMIC, .help = "Ports is a list of records of service ports."},
};

static const struct kube_type ingress_status = {
    .name = "io.k8s.api.core.v1.LoadBalancerIngress",
    .go_name = "LoadBalancerIngress",
    .help = "LoadBalancerIngress represents the status of a load-balancer ingress point.",
    KUBE_FIELDS(ingress_status_fields),
};

static const struct kube_field load_balancer_fields[] = {
    {"ingress", KUBE_STRUCT, .many = KUBE_LIST, .type = &ingress_status,
     .merge = KUBE_MERGE_ATOMIC,
     .help = "Ingress is a list containing ingress points for the load-balancer."},
};

static const struct kube_type load_balancer = {
    .name = "io.k8s.api.core.v1.LoadBalancerStatus",
    .go_name = "LoadBalancerStatus",
    .help = "LoadBalancerStatus represents the status of a load-balancer.",
    KUBE_FIELDS(load_balancer_fields),
};

static const struct kube_field service_status_fields[] = {
    {"loadBalancer", KUBE_STRUCT, .type = &load_balancer, .empty = KUBE_KEEP,
     .help = "LoadBalancer contains the current status of the load-balancer, if one "
             "is present."},
    {"conditions", KUBE_STRUCT, .many = KUBE_LIST, .type = &kube_type_condition,
     .merge = KUBE_MERGE_BY_KEYS, .keys = {"type"}, .patch_key = "type",
     .help = "Current service state"},
};

static const struct kube_type service_status = {
    .name = "io.k8s.api.core.v1.ServiceStatus",
    .go_name = "ServiceStatus",
    .help = "ServiceStatus represents the current status of a service.",
    KUBE_FIELDS(service_status_fields),
};

static const struct kube_field service_fields[] = {
    {"metadata", KUBE_STRUCT, .type = &kube_type_object_meta, .empty = KUBE_KEEP,
     .help = "Standard object's metadata."},
    {"spec", KUBE_STRUCT, .type = &service_spec, .empty = KUBE_KEEP,
     .help = "Spec defines the behavior of a service."},
    {"status", KUBE_STRUCT, .type = &service_status, .empty = KUBE_KEEP,
     .help = "Most recently observed status of the service. Populated by the system. "
             "Read-only."},
};

const struct kube_type kube_type_service = {
    .name = "io.k8s.api.core.v1.Service",
    .go_name = "Service",
    .help = "Service is a named abstraction of software service (for example, mysql) "
            "consisting of local port (for example 3306) that the proxy listens on, and "
            "the selector that determines which pods will answer requests sent through "
            "the proxy.",
    KUBE_FIELDS(service_fields),
};

/* ---- Endpoints ---- */

static const struct kube_field endpoint_address_fields[] = {
    {"ip", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "The IP of this endpoint."},
    {"hostname", KUBE_TEXT, .help = "The Hostname of this endpoint."},
    {"nodeName", KUBE_TEXT, .empty = KUBE_POINTER, .help = "Node hosting this endpoint."},
    {"targetRef", KUBE_STRUCT, .type = &kube_type_object_reference,
     .help = "Reference to object providing the endpoint."},
};

static const struct kube_type endpoint_address = {
    .name = "io.k8s.api.core.v1.EndpointAddress",
    .go_name = "EndpointAddress",
    .help = "EndpointAddress is a tuple that describes single IP address.",
    KUBE_FIELDS(endpoint_address_fields),
    .atomic = true,
};

static const struct kube_field endpoint_port_fields[] = {
    {"name", KUBE_TEXT, .help = "The name of this port."},
    {"port", KUBE_INT32, .empty = KUBE_KEEP, .required = true,
     .help = "The port number of the endpoint."},
    {"protocol", KUBE_TEXT, .help = "The IP protocol for this port."},
    {"appProtocol", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "The application protocol for this port."},
};

static const struct kube_type endpoint_port = {
    .name = "io.k8s.api.core.v1.EndpointPort",
    .go_name = "EndpointPort",
    .help = "EndpointPort is a tuple that describes a single port.",
    KUBE_FIELDS(endpoint_port_fields),
    .atomic = true,
};

static const struct kube_field endpoint_subset_fields[] = {
    {"addresses", KUBE_STRUCT, .many = KUBE_LIST, .type = &endpoint_address,
     .merge = KUBE_MERGE_ATOMIC,
     .help = "IP addresses which offer the related ports that are marked as ready."},
    {"notReadyAddresses", KUBE_STRUCT, .many = KUBE_LIST, .type = &endpoint_address,
     .merge = KUBE_MERGE_ATOMIC,
     .help = "IP addresses which offer the related ports but are not currently "
             "marked as ready."},
    {"ports", KUBE_STRUCT, .many = KUBE_LIST, .type = &endpoint_port,
     .merge = KUBE_MERGE_ATOMIC,
     .help = "Port numbers available on the related IP addresses."},
};

static const struct kube_type endpoint_subset = {
    .name = "io.k8s.api.core.v1.EndpointSubset",
    .go_name = "EndpointSubset",
    .help = "EndpointSubset is a group of addresses with a common set of ports.",
    KUBE_FIELDS(endpoint_subset_fields),
};

static const struct kube_field endpoints_fields[] = {
    {"metadata", KUBE_STRUCT, .type = &kube_type_object_meta, .empty = KUBE_KEEP,
     .help = "Standard object's metadata."},
    {"subsets", KUBE_STRUCT, .many = KUBE_LIST, .type = &endpoint_subset,
     .merge = KUBE_MERGE_ATOMIC,
     .help = "The set of all endpoints is the union of all subsets."},
};

const struct kube_type kube_type_endpoints = {
    .name = "io.k8s.api.core.v1.Endpoints",
    .go_name = "Endpoints",
    .help = "Endpoints is a collection of endpoints that implement the actual service.",
    KUBE_FIELDS(endpoints_fields),
};

/* ---- EndpointSlice ---- */

static const struct kube_field endpoint_conditions_fields[] = {
    {"ready", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "ready indicates that this endpoint is ready to receive traffic."},
    {"serving", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "serving indicates that this endpoint is able to receive traffic."},
    {"terminating", KUBE_BOOL, .empty = KUBE_POINTER,
     .help = "terminating indicates that this endpoint is terminating."},
};

static const struct kube_type endpoint_conditions = {
    .name = "io.k8s.api.discovery.v1.EndpointConditions",
    .go_name = "EndpointConditions",
    .help = "EndpointConditions represents the current condition of an endpoint.",
    KUBE_FIELDS(endpoint_conditions_fields),
};

static const struct kube_field endpoint_fields[] = {
    {"addresses", KUBE_TEXT, .many = KUBE_LIST, .empty = KUBE_KEEP, .required = true,
     .merge = KUBE_MERGE_SET, .help = "addresses of this endpoint."},
    {"conditions", KUBE_STRUCT, .type = &endpoint_conditions, .empty = KUBE_KEEP,
     .help = "conditions contains information about the current status of the endpoint."},
    {"hostname", KUBE_TEXT, .empty = KUBE_POINTER, .help = "hostname of this endpoint."},
    {"targetRef", KUBE_STRUCT, .type = &kube_type_object_reference,
     .help = "targetRef is a reference to a Kubernetes object that represents this "
             "endpoint."},
    {"deprecatedTopology", KUBE_TEXT, .many = KUBE_MAP,
     .help = "deprecatedTopology contains topology information part of the v1beta1 API."},
    {"nodeName", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "nodeName represents the name of the Node hosting this endpoint."},
    {"zone", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "zone is the name of the Zone this endpoint exists in."},
    {"hints", KUBE_RAW,
     .help = "hints contains information associated with how an endpoint should be "
             "consumed."},
};

static const struct kube_type endpoint = {
    .name = "io.k8s.api.discovery.v1.Endpoint",
    .go_name = "Endpoint",
    .help = "Endpoint represents a single logical \"backend\" implementing a service.",
    KUBE_FIELDS(endpoint_fields),
};

static const struct kube_field slice_port_fields[] = {
    {"name", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "name represents the name of this port."},
    {"protocol", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "protocol represents the IP protocol for this port."},
    {"port", KUBE_INT32, .empty = KUBE_POINTER,
     .help = "port represents the port number of the endpoint."},
    {"appProtocol", KUBE_TEXT, .empty = KUBE_POINTER,
     .help = "The application protocol for this port."},
};

static const struct kube_type slice_port = {
    .name = "io.k8s.api.discovery.v1.EndpointPort",
    .go_name = "EndpointPort",
    .help = "EndpointPort represents a Port used by an EndpointSlice.",
    KUBE_FIELDS(slice_port_fields),
    .atomic = true,
};

static const struct kube_field endpoint_slice_fields[] = {
    {"metadata", KUBE_STRUCT, .type = &kube_type_object_meta, .empty = KUBE_KEEP,
     .help = "Standard object's metadata."},
    {"addressType", KUBE_TEXT, .empty = KUBE_KEEP, .required = true,
     .help = "addressType specifies the type of address carried by this EndpointSlice: "
             "IPv4, IPv6 or FQDN."},
    {"endpoints", KUBE_STRUCT, .many = KUBE_LIST, .type = &endpoint, .empty = KUBE_KEEP,
     .required = true, .merge = KUBE_MERGE_ATOMIC,
     .help = "endpoints is a list of unique endpoints in this slice."},
    {"ports", KUBE_STRUCT, .many = KUBE_LIST, .type = &slice_port, .empty = KUBE_KEEP,
     .merge = KUBE_MERGE_ATOMIC,
     .help = "ports specifies the list of network ports exposed by each endpoint in "
             "this slice."},
};

const struct kube_type kube_type_endpoint_slice = {
    .name = "io.k8s.api.discovery.v1.EndpointSlice",
    .go_name = "EndpointSlice",
    .help = "EndpointSlice represents a set of service endpoints.",
    KUBE_FIELDS(endpoint_slice_fields),
};

/* ---- Ingress, as far as to list and keep them ---- */

static const struct kube_field ingress_fields[] = {
    {"metadata", KUBE_STRUCT, .type = &kube_type_object_meta, .empty = KUBE_KEEP,
     .help = "Standard object's metadata."},
    {"spec", KUBE_RAW, .help = "spec is the desired state of the Ingress."},
    {"status", KUBE_RAW, .help = "status is the current state of the Ingress."},
};

const struct kube_type kube_type_ingress = {
    .name = "io.k8s.api.networking.v1.Ingress",
    .go_name = "Ingress",
    .help =
        "Ingress is a collection of rules that allow inbound connections to reach the "
        "endpoints defined by a backend.",
    KUBE_FIELDS(ingress_fields),
};
