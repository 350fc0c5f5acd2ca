#include "sim/gateway_status.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "wire/tree.h"

#include "base/banned.h"

static bool same(const char *a, const char *b)
{
    return a != NULL && b != NULL && strcmp(a, b) == 0;
}

/* ---- conditions ---- */

static const json_t *find_condition(const json_t *list, const char *type)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (same(tree_text(json_array_get(list, i), "type"), type))
            return json_array_get(list, i);
    }
    return NULL;
}

/* What was said before lends its time, if the answer is the same. */
struct saying {
    const json_t *before; /* the old list of conditions */
    int64_t generation;
    const char *now;
};

static json_t *condition(const struct saying *saying, const char *type, bool is_true,
                         const char *reason, const char *message)
{
    const json_t *old = find_condition(saying->before, type);
    const char *status = is_true ? "True" : "False";
    const char *since = tree_text(old, "lastTransitionTime");

    if (since == NULL || !same(tree_text(old, "status"), status))
        since = saying->now;
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:I}", "type", type, "status", status,
                     "reason", reason, "message", message, "lastTransitionTime", since,
                     "observedGeneration", (json_int_t)saying->generation);
}

static struct saying saying_of(const json_t *object, const json_t *before,
                               const char *now)
{
    return (struct saying){.before = before,
                           .generation = tree_int(object, "metadata.generation", 1),
                           .now = now};
}

json_t *gateway_class_status(const json_t *gateway_class, const char *now)
{
    struct saying saying =
        saying_of(gateway_class, tree_at(gateway_class, "status.conditions"), now);
    return json_pack(
        "{s:[o]}", "conditions",
        condition(&saying, "Accepted", true, "Accepted", "Valid GatewayClass"));
}

/* ---- Gateway ---- */

static json_t *addresses_of(const json_t *service)
{
    const json_t *ingress = tree_at(service, "status.loadBalancer.ingress");
    json_t *addresses = json_array();

    for (size_t i = 0; i < json_array_size(ingress); i++) {
        const json_t *one = json_array_get(ingress, i);
        const char *ip = tree_text(one, "ip");
        const char *name = tree_text(one, "hostname");
        if (ip != NULL || name != NULL)
            json_array_append_new(addresses,
                                  json_pack("{s:s, s:s}", "type",
                                            ip != NULL ? "IPAddress" : "Hostname",
                                            "value", ip != NULL ? ip : name));
    }
    return addresses;
}

static json_t *programmed(const struct saying *saying, const struct gateway_facts *facts,
                          bool has_address)
{
    char text[120];

    if (!has_address)
        return condition(saying, "Programmed", false, "AddressNotAssigned",
                         "No addresses have been assigned to the Gateway");
    if (facts->replicas_ready == 0)
        return condition(saying, "Programmed", false, "NoResources",
                         "Envoy replicas unavailable");
    snprintf(text, sizeof text,
             "Address assigned to the Gateway, %d/%d envoy replicas available",
             facts->replicas_ready, facts->replicas_total);
    return condition(saying, "Programmed", true, "Programmed", text);
}

static const json_t *old_listener(const json_t *gateway, const char *name)
{
    const json_t *list = tree_at(gateway, "status.listeners");
    for (size_t i = 0; i < json_array_size(list); i++) {
        if (same(tree_text(json_array_get(list, i), "name"), name))
            return json_array_get(list, i);
    }
    return NULL;
}

static json_t *listener_status(const json_t *gateway, const json_t *listener,
                               int attached, const char *now)
{
    const char *name = tree_text(listener, "name");
    const json_t *before = tree_at(old_listener(gateway, name), "conditions");
    struct saying saying = saying_of(gateway, before, now);

    return json_pack(
        "{s:s, s:[{s:s, s:s}, {s:s, s:s}], s:i, s:[o, o, o]}", "name",
        name != NULL ? name : "", "supportedKinds", "group", "gateway.networking.k8s.io",
        "kind", "HTTPRoute", "group", "gateway.networking.k8s.io", "kind", "GRPCRoute",
        "attachedRoutes", attached, "conditions",
        condition(&saying, "Programmed", true, "Programmed",
                  "Sending translated listener configuration to the data plane"),
        condition(&saying, "Accepted", true, "Accepted",
                  "Listener has been successfully translated"),
        condition(&saying, "ResolvedRefs", true, "ResolvedRefs",
                  "Listener references have been resolved"));
}

json_t *gateway_status(const json_t *gateway, const struct gateway_facts *facts,
                       const char *now)
{
    struct saying saying = saying_of(gateway, tree_at(gateway, "status.conditions"), now);
    const json_t *specs = tree_at(gateway, "spec.listeners");
    json_t *addresses = addresses_of(facts->service);
    json_t *listeners = json_array();

    for (size_t i = 0; i < json_array_size(specs); i++)
        json_array_append_new(
            listeners,
            listener_status(gateway, json_array_get(specs, i), facts->attached[i], now));
    json_t *conditions =
        json_pack("[o, o]",
                  condition(&saying, "Accepted", true, "Accepted",
                            "The Gateway has been scheduled by Envoy Gateway"),
                  programmed(&saying, facts, json_array_size(addresses) > 0));
    return json_pack("{s:o, s:o, s:o}", "addresses", addresses, "conditions", conditions,
                     "listeners", listeners);
}

/* ---- attaching ---- */

bool gateway_is_parent(const json_t *gateway, const json_t *route,
                       const json_t *parent_ref)
{
    const char *kind = tree_text(parent_ref, "kind");
    const char *namespace = tree_text(parent_ref, "namespace");

    if (namespace == NULL)
    namespace = tree_text(route, "metadata.namespace");
    return (kind == NULL || strcmp(kind, "Gateway") == 0) &&
           same(tree_text(parent_ref, "name"), tree_text(gateway, "metadata.name")) &&
           same(namespace, tree_text(gateway, "metadata.namespace"));
}

static bool is_named(const json_t *listener, const json_t *parent_ref)
{
    const char *section = tree_text(parent_ref, "sectionName");
    int64_t port = tree_int(parent_ref, "port", 0);
    return (section == NULL || same(section, tree_text(listener, "name"))) &&
           (port == 0 || port == tree_int(listener, "port", 0));
}

static bool labels_match(const json_t *wanted, const json_t *labels)
{
    json_t *copy = json_deep_copy(wanted);
    const char *key;
    json_t *value;
    bool match = true;

    json_object_foreach(copy, key, value)
    {
        if (!same(json_string_value(value), tree_key_text(labels, key)))
            match = false;
    }
    json_decref(copy);
    return match;
}

static bool is_allowed(const json_t *gateway, const json_t *listener, const json_t *route,
                       const json_t *labels)
{
    const char *from = tree_text(listener, "allowedRoutes.namespaces.from");

    if (from != NULL && strcmp(from, "All") == 0)
        return true;
    if (from != NULL && strcmp(from, "Selector") == 0)
        return labels_match(
            tree_at(listener, "allowedRoutes.namespaces.selector.matchLabels"), labels);
    return same(tree_text(route, "metadata.namespace"),
                tree_text(gateway, "metadata.namespace"));
}

/* "*.example.org" and "shop.example.org" have the latter in common. */
static bool host_covers(const char *pattern, const char *host)
{
    size_t bytes = strlen(pattern);
    size_t host_bytes = strlen(host);

    if (strncmp(pattern, "*.", 2) != 0)
        return strcasecmp(pattern, host) == 0;
    return host_bytes >= bytes &&
           strcasecmp(host + host_bytes - (bytes - 1), pattern + 1) == 0;
}

static bool host_fits(const json_t *listener, const json_t *route)
{
    const char *own = tree_text(listener, "hostname");
    const json_t *names = tree_at(route, "spec.hostnames");

    if (own == NULL || json_array_size(names) == 0)
        return true;
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (name != NULL && (host_covers(own, name) || host_covers(name, own)))
            return true;
    }
    return false;
}

enum gateway_attach gateway_attach(const json_t *gateway, const json_t *route,
                                   const json_t *parent_ref,
                                   const json_t *namespace_labels, bool *taken)
{
    const json_t *listeners = tree_at(gateway, "spec.listeners");
    bool named = false, allowed = false, attached = false;

    for (size_t i = 0; i < json_array_size(listeners); i++) {
        const json_t *listener = json_array_get(listeners, i);
        taken[i] = false;
        if (!is_named(listener, parent_ref))
            continue;
        named = true;
        if (!is_allowed(gateway, listener, route, namespace_labels))
            continue;
        allowed = true;
        taken[i] = host_fits(listener, route);
        attached = attached || taken[i];
    }
    return attached   ? GATEWAY_ATTACHED
           : !named   ? GATEWAY_NO_PARENT
           : !allowed ? GATEWAY_NOT_ALLOWED
                      : GATEWAY_NO_HOSTNAME;
}

static json_t *accepted(const struct saying *saying, enum gateway_attach attach)
{
    switch (attach) {
    case GATEWAY_NO_PARENT:
        return condition(saying, "Accepted", false, "NoMatchingParent",
                         "No listeners match this parent ref");
    case GATEWAY_NOT_ALLOWED:
        return condition(
            saying, "Accepted", false, "NotAllowedByListeners",
            "No listeners included by this parent ref allowed this attachment.");
    case GATEWAY_NO_HOSTNAME:
        return condition(
            saying, "Accepted", false, "NoMatchingListenerHostname",
            "There were no hostname intersections between the HTTPRoute and this "
            "parent ref's Listener(s).");
    case GATEWAY_ATTACHED:
        break;
    }
    return condition(saying, "Accepted", true, "Accepted", "Route is accepted");
}

static json_t *resolved(const struct saying *saying, const char *missing,
                        const char *forbidden)
{
    char text[320];

    if (missing[0] != '\0') {
        snprintf(text, sizeof text,
                 "Failed to process route rule 0 backendRef 0: service %s not found.",
                 missing);
        return condition(saying, "ResolvedRefs", false, "BackendNotFound", text);
    }
    if (forbidden[0] != '\0') {
        snprintf(
            text, sizeof text,
            "Failed to process route rule 0 backendRef 0: backend ref to Service %s not "
            "permitted by any ReferenceGrant.",
            forbidden);
        return condition(saying, "ResolvedRefs", false, "RefNotPermitted", text);
    }
    return condition(saying, "ResolvedRefs", true, "ResolvedRefs",
                     "Resolved all the Object references for the Route");
}

static const json_t *old_parent(const json_t *route, const json_t *parent_ref)
{
    const json_t *list = tree_at(route, "status.parents");
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        if (same(tree_text(one, "controllerName"), GATEWAY_CONTROLLER) &&
            json_equal(tree_at(one, "parentRef"), parent_ref))
            return one;
    }
    return NULL;
}

json_t *gateway_parent_status(const json_t *route, const json_t *parent_ref,
                              enum gateway_attach attach, const char *missing,
                              const char *forbidden, const char *now)
{
    const json_t *before = tree_at(old_parent(route, parent_ref), "conditions");
    struct saying saying = saying_of(route, before, now);

    return json_pack("{s:o, s:s, s:[o, o]}", "parentRef", json_deep_copy(parent_ref),
                     "controllerName", GATEWAY_CONTROLLER, "conditions",
                     accepted(&saying, attach), resolved(&saying, missing, forbidden));
}
