#include "sim/kube_endpoints.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/kube_controller.h"
#include "sim/kube_write.h"
#include "wire/tree.h"
#include "base/banned.h"

static const char manager[] = "kube-controller-manager";

/* ---- which pods ---- */

static bool selects(const struct kube_version *service, const struct kube_version *pod)
{
    if (service->selector[0] == '\0' || strcmp(service->name_space, pod->name_space) != 0)
        return false;
    for (const char *at = service->selector; *at != '\0';) {
        const char *value = at + strlen(at) + 1;
        const char *its = kube_version_label(pod, at);
        if (its == NULL || strcmp(its, value) != 0)
            return false;
        at = value + strlen(value) + 1;
    }
    return true;
}

static bool is_ready(const json_t *pod)
{
    const json_t *list = tree_at(pod, "status.conditions");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        const char *type = tree_key_text(one, "type");
        const char *status = tree_key_text(one, "status");
        if (type != NULL && status != NULL && strcmp(type, "Ready") == 0)
            return strcmp(status, "True") == 0;
    }
    return false;
}

/* A target port as a number; 0: this pod has no port of that name. */
static int64_t target_port(const json_t *target, const json_t *pod)
{
    const char *name = json_string_value(target);
    const json_t *containers = tree_at(pod, "spec.containers");

    if (json_is_integer(target))
        return json_integer_value(target);
    for (size_t i = 0; name != NULL && i < json_array_size(containers); i++) {
        const json_t *ports = tree_key(json_array_get(containers, i), "ports");
        for (size_t j = 0; j < json_array_size(ports); j++) {
            const json_t *port = json_array_get(ports, j);
            const char *its = tree_key_text(port, "name");
            if (its != NULL && strcmp(its, name) == 0)
                return tree_int(port, "containerPort", 0);
        }
    }
    return 0;
}

/* ---- what a Service's pods amount to ---- */

struct endpoints {
    json_t *slice;     /* "endpoints" of an EndpointSlice */
    json_t *ready;     /* "addresses" of Endpoints */
    json_t *not_ready; /* "notReadyAddresses" */
    json_t *ports;     /* of both; out of the first pod that has them */
};

static json_t *reference(const json_t *pod)
{
    return json_pack("{s:s,s:O,s:O,s:O}", "kind", "Pod", "namespace",
                     tree_at(pod, "metadata.namespace"), "name",
                     tree_at(pod, "metadata.name"), "uid", tree_at(pod, "metadata.uid"));
}

static json_t *zone_of(const struct kube_api *api, const char *node)
{
    const struct kube_kind *kind = kube_kind_find("", "v1", "nodes");
    const struct kube_version *version = kube_store_find(api->store, kind, "", node);
    const char *zone = version == NULL
                           ? NULL
                           : kube_version_label(version, "topology.kubernetes.io/zone");

    return zone == NULL ? NULL : json_string(zone);
}

static json_t *ports_for(const json_t *service, const json_t *pod)
{
    const json_t *list = tree_at(service, "spec.ports");
    json_t *ports = json_array();

    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *one = json_array_get(list, i);
        int64_t number = target_port(json_object_get(one, "targetPort"), pod);
        const char *name = tree_key_text(one, "name");
        const char *protocol = tree_key_text(one, "protocol");
        if (number == 0)
            continue;
        json_array_append_new(ports,
                              json_pack("{s:s,s:s,s:I}", "name", name == NULL ? "" : name,
                                        "protocol", protocol == NULL ? "TCP" : protocol,
                                        "port", (json_int_t)number));
    }
    return ports;
}

static void add_pod(const struct kube_api *api, const json_t *service, const json_t *pod,
                    struct endpoints *all)
{
    const char *ip = tree_text(pod, "status.podIP");
    const char *node = tree_text(pod, "spec.nodeName");
    bool going = tree_text(pod, "metadata.deletionTimestamp") != NULL;
    bool ready = is_ready(pod) && !going;

    if (ip == NULL)
        return;
    json_t *ports = ports_for(service, pod);
    bool serves_none = json_array_size(ports) == 0 &&
                       json_array_size(tree_at(service, "spec.ports")) > 0;
    if (all->ports == NULL && !serves_none)
        all->ports = json_incref(ports);
    json_decref(ports);
    if (serves_none)
        return; /* it has no port of that name: nothing would come to it */
    json_t *slice = json_pack("{s:[s],s:{s:b,s:b,s:b},s:o}", "addresses", ip,
                              "conditions", "ready", ready, "serving", is_ready(pod),
                              "terminating", going, "targetRef", reference(pod));
    json_t *address = json_pack("{s:s,s:o}", "ip", ip, "targetRef", reference(pod));
    if (node != NULL) {
        json_t *zone = zone_of(api, node);
        json_object_set_new(slice, "nodeName", json_string(node));
        if (zone != NULL)
            json_object_set_new(slice, "zone", zone);
        json_object_set_new(address, "nodeName", json_string(node));
    }
    json_array_append_new(all->slice, slice);
    if (going)
        json_decref(address);
    else
        json_array_append_new(ready ? all->ready : all->not_ready, address);
}

static void collect(struct kube_api *api, const struct kube_version *service,
                    const json_t *tree, struct endpoints *all)
{
    const struct kube_kind *pods = kube_kind_find("", "v1", "pods");

    *all = (struct endpoints){
        .slice = json_array(), .ready = json_array(), .not_ready = json_array()};
    for (size_t i = kube_store_place(api->store, pods, service->name_space, "");
         i < kube_store_count(api->store, pods); i++) {
        const struct kube_version *pod = kube_store_at(api->store, pods, i);
        if (strcmp(pod->name_space, service->name_space) != 0)
            break;
        if (!selects(service, pod))
            continue;
        json_t *object = kube_controller_tree(api, pod);
        add_pod(api, tree, object, all);
        json_decref(object);
    }
}

static void endpoints_release(struct endpoints *all)
{
    json_decref(all->slice);
    json_decref(all->ready);
    json_decref(all->not_ready);
    json_decref(all->ports);
}

/* ---- their objects ---- */

/* Labels of the Service and the time of the change. */
static json_t *follower_metadata(const struct kube_version *service, const json_t *tree)
{
    const json_t *labels = tree_at(tree, "metadata.labels");
    char now[32];

    return json_pack("{s:s,s:o,s:{s:s}}", "namespace", service->name_space, "labels",
                     labels == NULL ? json_object() : json_deep_copy(labels),
                     "annotations", "endpoints.kubernetes.io/last-change-trigger-time",
                     kube_now_text(now));
}

static const struct kube_version *slice_of(const struct kube_api *api,
                                           const struct kube_version *service)
{
    const struct kube_kind *kind =
        kube_kind_find("discovery.k8s.io", "v1", "endpointslices");
    size_t bytes = strlen(service->name);

    for (size_t i =
             kube_store_place(api->store, kind, service->name_space, service->name);
         i < kube_store_count(api->store, kind); i++) {
        const struct kube_version *one = kube_store_at(api->store, kind, i);
        if (strcmp(one->name_space, service->name_space) != 0 ||
            strncmp(one->name, service->name, bytes) != 0)
            return NULL;
        if (strcmp(one->owner, service->uid) == 0)
            return one;
    }
    return NULL;
}

static json_t *new_slice(const struct kube_version *service, const json_t *tree)
{
    json_t *metadata = follower_metadata(service, tree);
    json_t *labels = json_object_get(metadata, "labels");

    json_object_set_new(metadata, "generateName", json_sprintf("%s-", service->name));
    json_object_set_new(labels, "endpointslice.kubernetes.io/managed-by",
                        json_string("endpointslice-controller.k8s.io"));
    json_object_set_new(labels, "kubernetes.io/service-name", json_string(service->name));
    json_object_set_new(metadata, "ownerReferences",
                        json_pack("[{s:s,s:s,s:s,s:s,s:b,s:b}]", "apiVersion", "v1",
                                  "kind", "Service", "name", service->name, "uid",
                                  service->uid, "controller", 1, "blockOwnerDeletion",
                                  1));
    return json_pack("{s:o,s:s}", "metadata", metadata, "addressType", "IPv4");
}

static bool set_if_other(json_t *object, const char *key, json_t *value)
{
    json_t *there = json_object_get(object, key);
    bool none = value == NULL || json_array_size(value) == 0;
    bool same = none ? there == NULL || json_is_null(there)
                     : there != NULL && json_equal(there, value);

    if (same)
        return false;
    if (none)
        json_object_del(object, key);
    else
        json_object_set(object, key, value);
    return true;
}

static void put_slice(struct kube_api *api, const struct kube_version *service,
                      const json_t *tree, const struct endpoints *all)
{
    const struct kube_kind *kind =
        kube_kind_find("discovery.k8s.io", "v1", "endpointslices");
    const struct kube_version *there = slice_of(api, service);
    json_t *object = there == NULL ? new_slice(service, tree) : kube_version_tree(there);
    struct kube_wish wish = kube_controller_wish(
        kind, service->name_space, there == NULL ? NULL : there->name, manager);
    bool endpoints_changed = set_if_other(object, "endpoints", all->slice);
    bool ports_changed = set_if_other(object, "ports", all->ports);

    if (there == NULL || endpoints_changed || ports_changed)
        kube_controller_put(api, &wish, object);
    else
        json_decref(object);
}

static void put_endpoints(struct kube_api *api, const struct kube_version *service,
                          const json_t *tree, const struct endpoints *all)
{
    const struct kube_kind *kind = kube_kind_find("", "v1", "endpoints");
    const struct kube_version *there =
        kube_store_find(api->store, kind, service->name_space, service->name);
    json_t *object;
    json_t *subsets = json_array();

    if (there == NULL) {
        object = json_pack("{s:o}", "metadata", follower_metadata(service, tree));
        json_t *metadata = json_object_get(object, "metadata");
        json_object_set_new(metadata, "name", json_string(service->name));
        json_object_set_new(json_object_get(metadata, "labels"),
                            "endpoints.kubernetes.io/managed-by",
                            json_string("endpoint-controller"));
    } else {
        object = kube_version_tree(there);
    }
    if (json_array_size(all->ready) + json_array_size(all->not_ready) > 0) {
        json_t *subset = json_object();
        if (json_array_size(all->ready) > 0)
            json_object_set(subset, "addresses", all->ready);
        if (json_array_size(all->not_ready) > 0)
            json_object_set(subset, "notReadyAddresses", all->not_ready);
        if (all->ports != NULL)
            json_object_set(subset, "ports", all->ports);
        json_array_append_new(subsets, subset);
    }
    struct kube_wish wish =
        kube_controller_wish(kind, service->name_space, service->name, manager);
    if (set_if_other(object, "subsets", subsets) || there == NULL)
        kube_controller_put(api, &wish, object);
    else
        json_decref(object);
    json_decref(subsets);
}

/* ---- following ---- */

static void sync_service(struct kube_api *api, const struct kube_version *service)
{
    struct kube_version *held = kube_version_hold(service);
    struct endpoints all;

    if (held->selector[0] != '\0' && !held->deleting) {
        json_t *tree = kube_controller_tree(api, held);
        collect(api, held, tree, &all);
        put_slice(api, held, tree, &all);
        put_endpoints(api, held, tree, &all);
        endpoints_release(&all);
        json_decref(tree);
    }
    kube_version_drop(held);
}

static void sync_services_of(struct kube_api *api, const struct kube_version *pod)
{
    const struct kube_kind *kind = kube_kind_find("", "v1", "services");

    for (size_t i = kube_store_place(api->store, kind, pod->name_space, "");
         i < kube_store_count(api->store, kind); i++) {
        const struct kube_version *service = kube_store_at(api->store, kind, i);
        if (strcmp(service->name_space, pod->name_space) != 0)
            return;
        if (selects(service, pod))
            sync_service(api, service);
    }
}

void kube_endpoints_follow(struct kube_api *api, const struct kube_kind *kind,
                           const char *name_space, const char *name,
                           const struct kube_version *last)
{
    const struct kube_version *now;

    if (kind->type == &kube_type_pod) {
        sync_services_of(api, last);
        return;
    }
    if (kind->type != &kube_type_service)
        return;
    now = kube_store_find(api->store, kind, name_space, name);
    if (now != NULL)
        sync_service(api, now);
    else /* its slice goes with its owner; Endpoints have none */
        kube_controller_delete(api, kube_kind_find("", "v1", "endpoints"), name_space,
                               name);
}
