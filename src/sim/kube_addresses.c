/*
 * kube_addresses.c - cluster IPs and node ports: which are in use, and giving out more.
 */
#include "sim/kube_service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
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

static struct chance *chance_of(const struct kube_api *api)
{
    return kube_chance(api, kube_kind_find("", "v1", "services"));
}

static int64_t free_port(struct kube_api *api)
{
    const struct kube_addresses *addresses = api->addresses;
    bool crowded =
        addresses->ports_used > (NODE_PORT_USUAL_MOST - NODE_PORT_LEAST) * 3 / 4;
    int64_t most = crowded ? NODE_PORT_MOST : NODE_PORT_USUAL_MOST;
    int64_t start = chance_between(chance_of(api), NODE_PORT_LEAST, most);

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
    int64_t start = chance_between(chance_of(api), CLUSTER_IP_FIRST, CLUSTER_IPS - 2);

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

/* ---- allocation ---- */

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
    if (wish == NULL && old != NULL && kube_service_has_cluster_ip(before))
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
                     "Invalid value: [\"%s\"]: failed to allocate IP %s: provided IP "
                     "is already allocated",
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
    if (kube_service_has_cluster_ip(service))
        allocate_ip(api, service, before, problem);
    if (kube_service_wants_node_ports(service))
        allocate_node_ports(api, service, before, problem);
    if (kube_service_wants_health_port(service))
        allocate_health_port(api, service, before);
}
