#include "sim/ccm_service.h"

#include <string.h>

#include "base/span.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { PORTS_MOST = 100, INGRESS_MOST = 8 };

static const char *text_or(const char *text, const char *otherwise)
{
    return text != NULL ? text : otherwise;
}

static const json_t *annotations_of(const json_t *object)
{
    return tree_at(object, "metadata.annotations");
}

static const char *annotation(struct arena *arena, const json_t *object, const char *key)
{
    const char *value = tree_key_text(annotations_of(object), key);
    return value != NULL && value[0] != '\0' ? arena_text(arena, value) : NULL;
}

/* ---- ports ---- */

/* "https:443,http:80" → what the listener of that port speaks; NULL: not named. */
static const char *protocol_named_for(const char *list, uint16_t port)
{
    struct span rest = span_of(list);
    struct span part;

    while (span_cut(&rest, ',', &part)) {
        struct span protocol;
        int64_t number;
        if (!span_cut(&part, ':', &protocol) || !span_to_i64(span_trim(part), &number) ||
            number != port)
            continue;
        protocol = span_trim(protocol);
        if (span_is_nocase(protocol, "https") || span_is_nocase(protocol, "tls"))
            return "HTTPS";
        if (span_is_nocase(protocol, "http"))
            return "HTTP";
    }
    return NULL;
}

static void read_ports(const json_t *object, struct arena *arena,
                       struct ccm_service *service)
{
    const json_t *list = tree_at(object, "spec.ports");
    const char *named = annotation(arena, object, CCM_PROTOCOL_PORT);
    size_t count = json_array_size(list);
    struct ccm_port *ports;

    if (count > PORTS_MOST)
        count = PORTS_MOST;
    ports = arena_new_array(arena, count, sizeof *ports);
    for (size_t i = 0; i < count; i++) {
        const json_t *from = json_array_get(list, i);
        struct ccm_port *port = &ports[i];
        port->name = text_or(arena_text(arena, tree_text(from, "name")), "");
        port->protocol = text_or(arena_text(arena, tree_text(from, "protocol")), "TCP");
        port->port = (uint16_t)tree_int(from, "port", 0);
        port->node_port = (uint16_t)tree_int(from, "nodePort", 0);
        port->listener = text_or(protocol_named_for(named, port->port), port->protocol);
    }
    service->port_count = count;
    service->ports = ports;
}

static void read_ingress(const json_t *object, struct arena *arena,
                         struct ccm_service *service)
{
    const json_t *list = tree_at(object, "status.loadBalancer.ingress");
    size_t count = json_array_size(list);
    const char **ips;

    if (count > INGRESS_MOST)
        count = INGRESS_MOST;
    ips = arena_new_array(arena, count, sizeof *ips);
    for (size_t i = 0; i < count; i++) {
        const char *ip = tree_text(json_array_get(list, i), "ip");
        ips[i] = text_or(arena_text(arena, ip), "");
    }
    service->ingress_count = count;
    service->ingress = ips;
}

/* ---- the whole ---- */

static bool has_finalizer(const json_t *object)
{
    const json_t *list = tree_at(object, "metadata.finalizers");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *one = json_string_value(json_array_get(list, i));
        if (one != NULL && strcmp(one, CCM_FINALIZER) == 0)
            return true;
    }
    return false;
}

static bool is_balancer(const json_t *object)
{
    const char *type = tree_text(object, "spec.type");
    return type != NULL && strcmp(type, "LoadBalancer") == 0 &&
           tree_at(object, "spec.loadBalancerClass") == NULL;
}

static void read_annotations(const json_t *object, struct arena *arena,
                             struct ccm_service *service)
{
    service->elb_class = annotation(arena, object, CCM_CLASS);
    service->elb_id = annotation(arena, object, CCM_ID);
    service->autocreate = annotation(arena, object, CCM_AUTOCREATE);
    service->eip_id =
        arena_text(arena, tree_key_text(annotations_of(object), CCM_EIP_ID));
    service->mark = annotation(arena, object, CCM_MARK);
    service->pass_through = annotation(arena, object, CCM_PASS_THROUGH);
    service->algorithm = annotation(arena, object, CCM_ALGORITHM);
    service->affinity = annotation(arena, object, CCM_AFFINITY);
    service->affinity_option = annotation(arena, object, CCM_AFFINITY_MORE);
    service->health_flag = annotation(arena, object, CCM_HEALTH_FLAG);
    service->health_option = annotation(arena, object, CCM_HEALTH_OPTION);
    service->cert_id = annotation(arena, object, CCM_CERT_ID);
}

void ccm_service_read(const json_t *object, struct arena *arena,
                      struct ccm_service *ret_service)
{
    struct ccm_service service = {0};
    const char *policy = tree_text(object, "spec.externalTrafficPolicy");

    service.namespace =
        text_or(arena_text(arena, tree_text(object, "metadata.namespace")), "");
    service.name = text_or(arena_text(arena, tree_text(object, "metadata.name")), "");
    service.key = arena_print(arena, "%s/%s", service.namespace, service.name);
    service.uid = text_or(arena_text(arena, tree_text(object, "metadata.uid")), "");
    service.is_balancer = is_balancer(object);
    service.deleting = tree_at(object, "metadata.deletionTimestamp") != NULL;
    service.has_finalizer = has_finalizer(object);
    service.has_selector = json_object_size(tree_at(object, "spec.selector")) > 0;
    service.local = policy != NULL && strcmp(policy, "Local") == 0;
    service.balancer_ip =
        text_or(arena_text(arena, tree_text(object, "spec.loadBalancerIP")), "");
    read_annotations(object, arena, &service);
    read_ports(object, arena, &service);
    read_ingress(object, arena, &service);
    *ret_service = service;
}

/* ---- changes ---- */

static bool differ(const json_t *old, const json_t *now, const char *path)
{
    const json_t *a = tree_at(old, path);
    const json_t *b = tree_at(now, path);
    return a != b && !json_equal(a, b);
}

/* The controller's own small notes are no reason to sync again. */
static bool annotations_differ(const json_t *old, const json_t *now)
{
    static const char *const own[] = {CCM_MARK, CCM_PASS_THROUGH};
    const json_t *was = annotations_of(old);
    const json_t *is = annotations_of(now);
    json_t *a = was != NULL ? json_deep_copy(was) : json_object();
    json_t *b = is != NULL ? json_deep_copy(is) : json_object();

    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        json_object_del(a, own[i]);
        json_object_del(b, own[i]);
    }
    bool differs = !json_equal(a, b);
    json_decref(a);
    json_decref(b);
    return differs;
}

static bool needs_cleanup(const json_t *now)
{
    return has_finalizer(now) &&
           (tree_at(now, "metadata.deletionTimestamp") != NULL || !is_balancer(now));
}

bool ccm_service_needs_sync(const json_t *old, const json_t *now)
{
    static const char *const watched[] = {
        "metadata.uid",
        "spec.ports",
        "spec.sessionAffinity",
        "spec.loadBalancerIP",
        "spec.loadBalancerSourceRanges",
        "spec.externalIPs",
        "spec.externalTrafficPolicy",
        "spec.healthCheckNodePort",
    };

    if (needs_cleanup(now))
        return old == NULL || !needs_cleanup(old);
    if (!is_balancer(now) || tree_at(now, "metadata.deletionTimestamp") != NULL)
        return false;
    if (old == NULL || !is_balancer(old) || annotations_differ(old, now))
        return true;
    for (size_t i = 0; i < sizeof watched / sizeof watched[0]; i++) {
        if (differ(old, now, watched[i]))
            return true;
    }
    return false;
}

bool ccm_service_is_settled(const json_t *now)
{
    return !needs_cleanup(now) && has_finalizer(now) &&
           tree_key_text(annotations_of(now), CCM_ID) != NULL &&
           json_array_size(tree_at(now, "status.loadBalancer.ingress")) > 0;
}
