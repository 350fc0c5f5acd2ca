#include "sim/kube_service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/kube_validate.h"
#include "wire/tree.h"
#include "base/banned.h"

enum {
    /* The usual range; a world of thousands of Services needs more than its 2768 ports and
     * goes on above it. */
    NODE_PORT_LEAST = 30000,
    NODE_PORT_USUAL_MOST = 32767,
    NODE_PORT_MOST = 60999,
    CLUSTER_IP_HIGH = 10 * 256 + 247, /* 10.247.0.0/16, as CCE makes its clusters */
    CLUSTER_IP_FIRST = 256,           /* within it; the lower ones are left for wishes */
    CLUSTER_IPS = 65536,
    STICKY_SECONDS = 10800,
};

struct kube_addresses {
    unsigned char port[65536]; /* how often in use */
    unsigned char ip[CLUSTER_IPS];
    size_t ports_used;
};

/* ---- addresses ---- */

struct kube_addresses *kube_addresses_new(void)
{
    return mem_new(sizeof(struct kube_addresses));
}

void kube_addresses_free(struct kube_addresses *addresses)
{
    free(addresses);
}

/* Its place within the cluster's range; -1 outside. */
static int ip_place(const char *text)
{
    unsigned a, b, c, d;
    char more;

    if (text == NULL || sscanf(text, "%3u.%3u.%3u.%3u%c", &a, &b, &c, &d, &more) != 4)
        return -1;
    if (a * 256 + b != CLUSTER_IP_HIGH || c > 255 || d > 255)
        return -1;
    return (int)(c * 256 + d);
}

static void count_port(struct kube_addresses *addresses, int64_t port, int step)
{
    if (port <= 0 || port > 65535)
        return;
    unsigned char *uses = &addresses->port[port];
    if (step < 0 && *uses == 0)
        return;
    if (step > 0 && *uses == 0)
        addresses->ports_used++;
    *uses = (unsigned char)(*uses + step);
    if (step < 0 && *uses == 0)
        addresses->ports_used--;
}

static void count_all(struct kube_addresses *addresses, const json_t *service, int step)
{
    const json_t *ports = tree_at(service, "spec.ports");
    int place = ip_place(tree_text(service, "spec.clusterIP"));

    if (place >= 0 && (step > 0 || addresses->ip[place] > 0))
        addresses->ip[place] = (unsigned char)(addresses->ip[place] + step);
    for (size_t i = 0; i < json_array_size(ports); i++)
        count_port(addresses, tree_int(json_array_get(ports, i), "nodePort", 0), step);
    count_port(addresses, tree_int(service, "spec.healthCheckNodePort", 0), step);
}

void kube_addresses_take(struct kube_addresses *addresses, const json_t *service)
{
    if (service != NULL)
        count_all(addresses, service, 1);
}

void kube_addresses_give_back(struct kube_addresses *addresses, const json_t *service)
{
    if (service != NULL)
        count_all(addresses, service, -1);
}

static int64_t free_port(struct kube_api *api)
{
    const struct kube_addresses *addresses = api->addresses;
    bool crowded =
        addresses->ports_used > (NODE_PORT_USUAL_MOST - NODE_PORT_LEAST) * 3 / 4;
    int64_t most = crowded ? NODE_PORT_MOST : NODE_PORT_USUAL_MOST;
    int64_t start = chance_between(&api->chance, NODE_PORT_LEAST, most);

    for (int64_t i = 0; i <= most - NODE_PORT_LEAST; i++) {
        int64_t port =
            start + i > most ? NODE_PORT_LEAST + (start + i - most - 1) : start + i;
        if (addresses->port[port] == 0)
            return port;
    }
    return 0;
}

static bool free_ip(struct kube_api *api, char out[16])
{
    int64_t start = chance_between(&api->chance, CLUSTER_IP_FIRST, CLUSTER_IPS - 2);

    for (int64_t i = 0; i < CLUSTER_IPS - CLUSTER_IP_FIRST - 1; i++) {
        int64_t place = start + i;
        if (place > CLUSTER_IPS - 2)
            place = CLUSTER_IP_FIRST + (place - (CLUSTER_IPS - 1));
        if (api->addresses->ip[place] != 0)
            continue;
        snprintf(out, 16, "%d.%d.%d.%d", CLUSTER_IP_HIGH / 256, CLUSTER_IP_HIGH % 256,
                 (int)(place / 256), (int)(place % 256));
        return true;
    }
    return false;
}

/* ---- small words ---- */

static bool is_type(const json_t *service, const char *type)
{
    const char *its = tree_text(service, "spec.type");

    return its != NULL && strcmp(its, type) == 0;
}

static bool wants_node_ports(const json_t *service)
{
    return is_type(service, "NodePort") ||
           (is_type(service, "LoadBalancer") &&
            tree_bool(service, "spec.allocateLoadBalancerNodePorts", true));
}

static bool may_have_node_ports(const json_t *service)
{
    return is_type(service, "NodePort") || is_type(service, "LoadBalancer");
}

static bool wants_health_port(const json_t *service)
{
    const char *policy = tree_text(service, "spec.externalTrafficPolicy");

    return is_type(service, "LoadBalancer") && policy != NULL &&
           strcmp(policy, "Local") == 0;
}

static bool has_cluster_ip(const json_t *service)
{
    return !is_type(service, "ExternalName");
}

static json_t *spec_of(json_t *service)
{
    return json_object_get(service, "spec");
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
    if (may_have_node_ports(service) ||
        (is_type(service, "ClusterIP") && tree_key(spec, "externalIPs") != NULL))
        set_text_if_absent(spec, "externalTrafficPolicy", "Cluster");
    if (has_cluster_ip(service))
        set_text_if_absent(spec, "internalTrafficPolicy", "Cluster");
    if (is_type(service, "LoadBalancer") &&
        json_object_get(spec, "allocateLoadBalancerNodePorts") == NULL)
        json_object_set_new(spec, "allocateLoadBalancerNodePorts", json_true());
    default_ingress(service);
}

/* ---- fields that go with a type ---- */

static bool same_field(const json_t *a, const json_t *b, const char *key)
{
    const json_t *left = tree_at(a, key);
    const json_t *right = tree_at(b, key);

    return left == right || (left != NULL && right != NULL && json_equal(left, right));
}

static void drop_if_same(json_t *service, const json_t *before, const char *key)
{
    char path[64];

    snprintf(path, sizeof path, "spec.%s", key);
    if (same_field(service, before, path))
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
    bool was_exposed = may_have_node_ports(before);

    if (has_cluster_ip(before) && !has_cluster_ip(service)) {
        drop_if_same(service, before, "clusterIP");
        drop_if_same(service, before, "clusterIPs");
        drop_if_same(service, before, "ipFamilies");
        drop_if_same(service, before, "ipFamilyPolicy");
        drop_if_same(service, before, "internalTrafficPolicy");
    }
    if (was_exposed && !may_have_node_ports(service)) {
        drop_node_ports(service, before);
        drop_if_same(service, before, "externalTrafficPolicy");
    }
    if (wants_health_port(before) && !wants_health_port(service))
        drop_if_same(service, before, "healthCheckNodePort");
    if (is_type(before, "LoadBalancer") && !is_type(service, "LoadBalancer")) {
        drop_if_same(service, before, "allocateLoadBalancerNodePorts");
        drop_if_same(service, before, "loadBalancerClass");
        json_object_set_new(json_object_get(service, "status"), "loadBalancer",
                            json_object());
    }
}

/* ---- allocation ---- */

static void allocate_ip(struct kube_api *api, json_t *service, const json_t *before,
                        struct kube_problem *problem)
{
    json_t *spec = spec_of(service);
    const char *old = tree_text(before, "spec.clusterIP");
    const char *wish = tree_key_text(spec, "clusterIP");
    char text[16];

    if (wish == NULL || wish[0] == '\0') {
        const json_t *first = json_array_get(tree_key(spec, "clusterIPs"), 0);
        wish = json_string_value(first);
    }
    if (wish == NULL && old != NULL && has_cluster_ip(before))
        wish = old;
    int place = ip_place(wish);
    if (wish == NULL) {
        if (!free_ip(api, text)) {
            kube_mistake(problem, "FieldValueInvalid", "spec.clusterIPs",
                         "Invalid value: []: failed to allocate IP: range is full");
            return;
        }
        wish = text;
    } else if (place >= 0 && api->addresses->ip[place] != 0 &&
               (old == NULL || strcmp(old, wish) != 0)) {
        kube_mistake(problem, "FieldValueInvalid", "spec.clusterIPs",
                     "Invalid value: [\"%s\"]: failed to allocate IP %s: provided IP is "
                     "already allocated",
                     wish, wish);
    }
    json_t *ip = json_string(wish);
    json_object_set(spec, "clusterIP", ip);
    if (tree_key(spec, "clusterIPs") == NULL)
        json_object_set_new(spec, "clusterIPs", json_pack("[O]", ip));
    json_decref(ip);
    if (tree_key(spec, "ipFamilies") == NULL)
        json_object_set_new(spec, "ipFamilies", json_pack("[s]", "IPv4"));
    set_text_if_absent(spec, "ipFamilyPolicy", "SingleStack");
}

/* The node port that the same port had before, or that an earlier port of the same number
 * has now (another protocol behind the same port). */
static int64_t known_node_port(const json_t *ports, size_t upto, const json_t *port)
{
    int64_t number = tree_int(port, "port", 0);
    const char *protocol = tree_key_text(port, "protocol");

    for (size_t i = 0; i < upto; i++) {
        const json_t *one = json_array_get(ports, i);
        const char *its = tree_key_text(one, "protocol");
        if (tree_int(one, "port", 0) == number && tree_int(one, "nodePort", 0) != 0 &&
            (protocol == NULL || (its != NULL && strcmp(its, protocol) == 0)))
            return tree_int(one, "nodePort", 0);
    }
    return 0;
}

static bool had_node_port(const json_t *before, int64_t node_port)
{
    const json_t *ports = tree_at(before, "spec.ports");

    for (size_t i = 0; i < json_array_size(ports); i++) {
        if (tree_int(json_array_get(ports, i), "nodePort", 0) == node_port)
            return true;
    }
    return false;
}

static void allocate_node_port(struct kube_api *api, json_t *ports, size_t index,
                               const json_t *before, struct kube_problem *problem)
{
    json_t *port = json_array_get(ports, index);
    const json_t *old_ports = tree_at(before, "spec.ports");
    int64_t wish = tree_int(port, "nodePort", 0);
    char field[64];

    snprintf(field, sizeof field, "spec.ports[%zu].nodePort", index);
    if (wish != 0) {
        if ((wish < NODE_PORT_LEAST || wish > NODE_PORT_MOST) &&
            !had_node_port(before, wish))
            kube_mistake(
                problem, "FieldValueInvalid", field,
                "Invalid value: %lld: provided port is not in the valid range. The "
                "range of valid ports is %d-%d",
                (long long)wish, NODE_PORT_LEAST, NODE_PORT_USUAL_MOST);
        else if (wish <= 65535 && wish > 0 && api->addresses->port[wish] != 0 &&
                 !had_node_port(before, wish))
            kube_mistake(problem, "FieldValueInvalid", field,
                         "Invalid value: %lld: provided port is already allocated",
                         (long long)wish);
        return;
    }
    int64_t given = known_node_port(old_ports, json_array_size(old_ports), port);
    if (given == 0)
        given = known_node_port(ports, index, port);
    if (given == 0)
        given = free_port(api);
    if (given == 0) {
        kube_mistake(problem, "InternalError", field,
                     "Internal error: failed to allocate a nodePort: range is full");
        return;
    }
    json_object_set_new(port, "nodePort", json_integer(given));
    /* Not to be given to the next port too; the counts are set right when it is stored. */
    count_port(api->addresses, given, 1);
}

static void allocate_node_ports(struct kube_api *api, json_t *service,
                                const json_t *before, struct kube_problem *problem)
{
    json_t *ports = json_object_get(spec_of(service), "ports");
    json_t *given = json_array();

    for (size_t i = 0; i < json_array_size(ports); i++) {
        int64_t had = tree_int(json_array_get(ports, i), "nodePort", 0);
        allocate_node_port(api, ports, i, before, problem);
        if (had == 0)
            json_array_append_new(
                given, json_integer(tree_int(json_array_get(ports, i), "nodePort", 0)));
    }
    for (size_t i = 0; i < json_array_size(given); i++)
        count_port(api->addresses, json_integer_value(json_array_get(given, i)), -1);
    json_decref(given);
}

static void allocate_health_port(struct kube_api *api, json_t *service,
                                 const json_t *before)
{
    json_t *spec = spec_of(service);
    int64_t old = tree_int(before, "spec.healthCheckNodePort", 0);

    if (tree_int(spec, "healthCheckNodePort", 0) == 0)
        json_object_set_new(spec, "healthCheckNodePort",
                            json_integer(old != 0 ? old : free_port(api)));
}

void kube_service_allocate(struct kube_api *api, json_t *service, const json_t *before,
                           struct kube_problem *problem)
{
    if (has_cluster_ip(service))
        allocate_ip(api, service, before, problem);
    if (wants_node_ports(service))
        allocate_node_ports(api, service, before, problem);
    if (wants_health_port(service))
        allocate_health_port(api, service, before);
}

/* ---- rules ---- */

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
                     "Invalid value: \"%s\": must contain only alpha-numeric characters "
                     "(a-z, 0-9), and hyphens (-)",
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

    for (size_t i = 0; i < ARRAY_COUNT(only) && !is_type(service, "LoadBalancer"); i++) {
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

    if (has_cluster_ip(service) && has_cluster_ip(before) && old_ips != NULL &&
        ips != NULL && !json_equal(ips, old_ips)) {
        char *text = json_dumps(ips, JSON_COMPACT);
        kube_mistake(problem, "FieldValueInvalid", "spec.clusterIPs[0]",
                     "Invalid value: %s: may not change once set",
                     text == NULL ? "" : text);
        free(text);
    }
    if (class != NULL && is_type(service, "LoadBalancer") &&
        !same_field(service, before, "spec.loadBalancerClass"))
        kube_mistake(problem, "FieldValueInvalid", "spec.loadBalancerClass",
                     "Invalid value: \"%s\": may not change once set",
                     tree_text(service, "spec.loadBalancerClass") == NULL
                         ? ""
                         : tree_text(service, "spec.loadBalancerClass"));
    if (class == NULL && is_type(before, "LoadBalancer") &&
        is_type(service, "LoadBalancer") &&
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

    if (json_array_size(ports) == 0 && !headless && has_cluster_ip(service))
        kube_mistake(problem, "FieldValueRequired", "spec.ports", "Required value");
    if (headless && is_type(service, "LoadBalancer"))
        kube_mistake(problem, "FieldValueInvalid", "spec.clusterIPs[0]",
                     "Invalid value: \"None\": may not be set to 'None' for LoadBalancer "
                     "services");
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
    if (is_type(service, "ExternalName") && tree_key_text(spec, "externalName") == NULL)
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

    if (list != NULL && json_array_size(list) > 0 && !is_type(service, "LoadBalancer"))
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
