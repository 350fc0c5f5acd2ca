#include "sim/bulk.h"

#include <stdio.h>
#include <string.h>

#include "base/chance.h"
#include "base/mem.h"
#include "base/when.h"
#include "sim/ccm_service.h"

#include "base/banned.h"

enum {
    PER_NAMESPACE = 100,
    PER_ELB = 10,
    FIRST_NODE_PORT = 33000, /* above what the api-server gives out by itself */
};

void bulk_names(size_t index, char namespace[BULK_KEY_BYTES], char name[BULK_KEY_BYTES])
{
    snprintf(namespace, BULK_KEY_BYTES, "bulk-%03zu", index / PER_NAMESPACE);
    snprintf(name, BULK_KEY_BYTES, "svc-%04zu", index);
}

static json_t *autocreate(size_t elb)
{
    char text[320];
    snprintf(
        text, sizeof text,
        "{\"type\":\"public\",\"name\":\"k8s-bulk-%04zu\",\"bandwidth_name\":"
        "\"k8s-bulk-%04zu-bw\",\"bandwidth_chargemode\":\"traffic\",\"bandwidth_size\":5,"
        "\"bandwidth_sharetype\":\"PER\",\"eip_type\":\"5_bgp\"}",
        elb, elb);
    return json_string(text);
}

static json_t *service_of(size_t index)
{
    char namespace[BULK_KEY_BYTES], name[BULK_KEY_BYTES];

    bulk_names(index, namespace, name);
    json_t *service = json_pack(
        "{s:s, s:s, s:{s:s, s:s, s:{s:s, s:s}, s:{s:s}}, s:{s:s, s:{s:s}, s:[{s:s, s:s, "
        "s:i, "
        "s:i, s:i}]}}",
        "apiVersion", "v1", "kind", "Service", "metadata", "name", name, "namespace",
        namespace, "labels", "app", name, "team", namespace, "annotations", CCM_CLASS,
        "union", "spec", "type", "LoadBalancer", "selector", "app", "bulk", "ports",
        "name", "http", "protocol", "TCP", "port", 8000 + (int)(index % PER_ELB),
        "targetPort", 8080, "nodePort", FIRST_NODE_PORT + (int)index);
    if (index % PER_ELB == 0) {
        json_t *annotations =
            json_object_get(json_object_get(service, "metadata"), "annotations");
        json_object_set_new(annotations, CCM_AUTOCREATE, autocreate(index / PER_ELB));
    }
    return service;
}

static enum err_code add_service(const struct settled_place *place, size_t index,
                                 char elb_id[CLOUD_ID_BYTES], struct err *err)
{
    struct chance chance = chance_from(index);
    json_t *service = service_of(index);
    bool creates = index % PER_ELB == 0;

    const struct settled_spec spec = {
        .service = service,
        .age_ms = chance_between(&chance, 2 * 3600, 40 * 24 * 3600) * 1000,
        .attach_id = creates ? NULL : elb_id,
    };
    enum err_code code = settled_add(place, &spec, err);
    json_decref(service);
    if (creates) {
        char namespace[BULK_KEY_BYTES], name[BULK_KEY_BYTES], key[2 * BULK_KEY_BYTES];
        bulk_names(index, namespace, name);
        snprintf(key, sizeof key, "%s/%s", namespace, name);
        settled_id("elb", key, elb_id);
    }
    return code;
}

/* The pods behind all Services of one namespace. */
static enum err_code add_workload(const struct settled_place *place, size_t index,
                                  struct err *err)
{
    char namespace[BULK_KEY_BYTES], name[BULK_KEY_BYTES];

    bulk_names(index, namespace, name);
    json_t *deployment = json_pack(
        "{s:s, s:s, s:{s:s, s:s}, s:{s:i, s:{s:{s:s}}, s:{s:{s:{s:s}}, s:{s:[{s:s, s:s, "
        "s:[{s:i}]}]}}}}",
        "apiVersion", "apps/v1", "kind", "Deployment", "metadata", "name", "bulk",
        "namespace", namespace, "spec", "replicas", 2, "selector", "matchLabels", "app",
        "bulk", "template", "metadata", "labels", "app", "bulk", "spec", "containers",
        "name", "web", "image", "web:1", "ports", "containerPort", 8080);
    enum err_code code = kube_api_seed(place->kube, deployment, err);
    json_decref(deployment);
    return code;
}

enum err_code bulk_add(const struct settled_place *place, size_t count, struct err *err)
{
    char elb_id[CLOUD_ID_BYTES] = "";
    enum err_code code = ERR_OK;

    if (count > BULK_MOST)
        return err_set(err, ERR_LIMIT, "at most %d services", BULK_MOST);
    for (size_t i = 0; code == ERR_OK && i < count; i++) {
        if (i % PER_NAMESPACE == 0)
            code = add_workload(place, i, err);
        if (code == ERR_OK)
            code = add_service(place, i, elb_id, err);
    }
    return code;
}
