/* kube_columns_more.c - rows of all the other kinds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/span.h"
#include "sim/kube_cells.h"
#include "wire/tree.h"
#include "base/banned.h"

/* ---- Deployment, ReplicaSet ---- */

static json_t *container_texts(const struct kube_cell_source *source, const char *key)
{
    const json_t *list = tree_at(source->object, "spec.template.spec.containers");
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *text = tree_key_text(json_array_get(list, i), key);
        if (text != NULL)
            kube_cell_join(&out, text);
    }
    return kube_cell_take(&out, kube_none);
}

static json_t *template_names(const struct kube_cell_source *source)
{
    return container_texts(source, "name");
}

static json_t *template_images(const struct kube_cell_source *source)
{
    return container_texts(source, "image");
}

static json_t *template_selector(const struct kube_cell_source *source)
{
    return kube_cell_map(tree_at(source->object, "spec.selector.matchLabels"));
}

static json_t *deployment_ready(const struct kube_cell_source *source)
{
    char text[48];

    snprintf(text, sizeof text, "%lld/%lld",
             (long long)tree_int(source->object, "status.readyReplicas", 0),
             (long long)tree_int(source->object, "spec.replicas", 0));
    return json_string(text);
}

static json_t *deployment_updated(const struct kube_cell_source *source)
{
    return json_integer(tree_int(source->object, "status.updatedReplicas", 0));
}

static json_t *deployment_available(const struct kube_cell_source *source)
{
    return json_integer(tree_int(source->object, "status.availableReplicas", 0));
}

const struct kube_column kube_columns_deployment[] = {
    KUBE_COLUMN_NAME,
    {"Ready", "string", "", 0, "Number of the pod with ready state", deployment_ready},
    {"Up-to-date", "string", "", 0,
     "Total number of non-terminated pods targeted by this deployment that have the "
     "desired template spec.",
     deployment_updated},
    {"Available", "string", "", 0,
     "Total number of available pods (ready for at least minReadySeconds) targeted by "
     "this deployment.",
     deployment_available},
    KUBE_COLUMN_AGE,
    {"Containers", "string", "", 1, "Names of each container in the template.",
     template_names},
    {"Images", "string", "", 1, "Images referenced by each container in the template.",
     template_images},
    {"Selector", "string", "", 1, "Label selector for pods.", template_selector},
    KUBE_COLUMNS_END,
};

static json_t *replica_desired(const struct kube_cell_source *source)
{
    return json_integer(tree_int(source->object, "spec.replicas", 0));
}

static json_t *replica_current(const struct kube_cell_source *source)
{
    return json_integer(tree_int(source->object, "status.replicas", 0));
}

static json_t *replica_ready(const struct kube_cell_source *source)
{
    return json_integer(tree_int(source->object, "status.readyReplicas", 0));
}

const struct kube_column kube_columns_replica_set[] = {
    KUBE_COLUMN_NAME,
    {"Desired", "integer", "", 0, "Replicas is the number of desired pods.",
     replica_desired},
    {"Current", "integer", "", 0,
     "Replicas is the most recently observed number of non-terminating pods.",
     replica_current},
    {"Ready", "integer", "", 0,
     "The number of non-terminating pods with a Ready Condition.", replica_ready},
    KUBE_COLUMN_AGE,
    {"Containers", "string", "", 1, "Names of each container in the template.",
     template_names},
    {"Images", "string", "", 1, "Images referenced by each container in the template.",
     template_images},
    {"Selector", "string", "", 1,
     "Selector is a label query over pods that should match the replica count.",
     template_selector},
    KUBE_COLUMNS_END,
};

/* ---- Endpoints, EndpointSlice ---- */

static void add_address(struct buf *out, size_t *told, const char *ip,
                        const json_t *ports)
{
    size_t count = json_array_size(ports);

    for (size_t i = 0; i < (count == 0 ? 1 : count); i++) {
        if ((*told)++ >= 3)
            continue;
        buf_print(out, "%s%s", out->bytes == 0 ? "" : ",", ip);
        if (count > 0)
            buf_print(out, ":%lld",
                      (long long)tree_int(json_array_get(ports, i), "port", 0));
    }
}

static json_t *endpoints_text(const struct kube_cell_source *source)
{
    const json_t *subsets = tree_at(source->object, "subsets");
    struct buf out;
    size_t told = 0;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(subsets); i++) {
        const json_t *subset = json_array_get(subsets, i);
        const json_t *addresses = tree_key(subset, "addresses");
        for (size_t j = 0; j < json_array_size(addresses); j++)
            add_address(&out, &told, tree_key_text(json_array_get(addresses, j), "ip"),
                        tree_key(subset, "ports"));
    }
    if (told > 3)
        buf_print(&out, " + %zu more...", told - 3);
    return kube_cell_take(&out, kube_none);
}

const struct kube_column kube_columns_endpoints[] = {
    KUBE_COLUMN_NAME,
    {"Endpoints", "string", "", 0,
     "The set of all endpoints is the union of all subsets.", endpoints_text},
    KUBE_COLUMN_AGE,
    KUBE_COLUMNS_END,
};

static json_t *slice_type(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "addressType"), "");
}

static json_t *slice_ports(const struct kube_cell_source *source)
{
    const json_t *ports = tree_at(source->object, "ports");
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(ports) && i < 3; i++)
        buf_print(&out, "%s%lld", i == 0 ? "" : ",",
                  (long long)tree_int(json_array_get(ports, i), "port", 0));
    return kube_cell_take(&out, "<unset>");
}

static json_t *slice_endpoints(const struct kube_cell_source *source)
{
    const json_t *list = tree_at(source->object, "endpoints");
    size_t count = json_array_size(list);
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < count && i < 3; i++) {
        const json_t *addresses = tree_key(json_array_get(list, i), "addresses");
        const char *ip = json_string_value(json_array_get(addresses, 0));
        if (ip != NULL)
            kube_cell_join(&out, ip);
    }
    if (count > 3)
        buf_print(&out, " + %zu more...", count - 3);
    return kube_cell_take(&out, "<unset>");
}

const struct kube_column kube_columns_endpoint_slice[] = {
    KUBE_COLUMN_NAME,
    {"AddressType", "string", "", 0,
     "addressType specifies the type of address carried by this EndpointSlice.",
     slice_type},
    {"Ports", "string", "", 0,
     "ports specifies the list of network ports exposed by each endpoint in this slice.",
     slice_ports},
    {"Endpoints", "string", "", 0,
     "endpoints is a list of unique endpoints in this slice.", slice_endpoints},
    KUBE_COLUMN_AGE,
    KUBE_COLUMNS_END,
};

/* ---- the small kinds ---- */

static json_t *data_count(const struct kube_cell_source *source)
{
    json_t *data = kube_cell_count(source, "data");
    json_t *binary = kube_cell_count(source, "binaryData");
    json_t *sum = json_integer(json_integer_value(data) + json_integer_value(binary));

    json_decref(data);
    json_decref(binary);
    return sum;
}

const struct kube_column kube_columns_config_map[] = {
    KUBE_COLUMN_NAME,
    {"Data", "string", "", 0, "Data contains the configuration data.", data_count},
    KUBE_COLUMN_AGE,
    KUBE_COLUMNS_END,
};

static json_t *secret_type(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "type"), "");
}

const struct kube_column kube_columns_secret[] = {
    KUBE_COLUMN_NAME,
    {"Type", "string", "", 0, "Used to facilitate programmatic handling of secret data.",
     secret_type},
    {"Data", "string", "", 0, "Data contains the secret data.", data_count},
    KUBE_COLUMN_AGE,
    KUBE_COLUMNS_END,
};

static json_t *account_secrets(const struct kube_cell_source *source)
{
    return kube_cell_count(source, "secrets");
}

const struct kube_column kube_columns_service_account[] = {
    KUBE_COLUMN_NAME,
    {"Secrets", "string", "", 0,
     "Secrets is a list of the secrets in the same namespace.", account_secrets},
    KUBE_COLUMN_AGE,
    KUBE_COLUMNS_END,
};

static json_t *quota_request(const struct kube_cell_source *source)
{
    const json_t *hard = tree_at(source->object, "spec.hard");
    struct buf out;
    const char *key;
    json_t *value;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    json_object_foreach((json_t *)(uintptr_t)hard, key, value)
    {
        const char *used = tree_key_text(tree_at(source->object, "status.used"), key);
        buf_print(&out, "%s%s: %s/%s", out.bytes == 0 ? "" : ", ", key,
                  used == NULL ? "0" : used, json_string_value(value));
    }
    return kube_cell_take(&out, "");
}

const struct kube_column kube_columns_quota[] = {
    KUBE_COLUMN_NAME,
    {"Request", "string", "", 0,
     "Request represents a minimum amount of cpu/memory that a container may consume.",
     quota_request},
    {"Limit", "string", "", 0,
     "Limits control the maximum amount of cpu/memory that a container may use "
     "independent of contention on the node.",
     kube_cell_empty},
    KUBE_COLUMN_AGE,
    KUBE_COLUMNS_END,
};

static json_t *ingress_class(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "spec.ingressClassName"), kube_none);
}

static json_t *ingress_hosts(const struct kube_cell_source *source)
{
    const json_t *rules = tree_at(source->object, "spec.rules");
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(rules); i++) {
        const char *host = tree_key_text(json_array_get(rules, i), "host");
        if (host != NULL)
            kube_cell_join(&out, host);
    }
    return kube_cell_take(&out, "*");
}

static json_t *ingress_ports(const struct kube_cell_source *source)
{
    return json_string(tree_at(source->object, "spec.tls") != NULL ? "80, 443" : "80");
}

const struct kube_column kube_columns_ingress[] = {
    KUBE_COLUMN_NAME,
    {"Class", "string", "", 0,
     "The name of the IngressClass resource that should be used for additional "
     "configuration",
     ingress_class},
    {"Hosts", "string", "", 0,
     "Hosts that incoming requests are matched against before the ingress rule",
     ingress_hosts},
    {"Address", "string", "", 0,
     "Address is a list containing ingress points for the load-balancer",
     kube_cell_empty},
    {"Ports", "string", "", 0, "Ports of TLS configurations that open", ingress_ports},
    KUBE_COLUMN_AGE,
    KUBE_COLUMNS_END,
};

static json_t *lease_holder(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "spec.holderIdentity"), "");
}

const struct kube_column kube_columns_lease[] = {
    KUBE_COLUMN_NAME,
    {"Holder", "string", "", 0,
     "holderIdentity contains the identity of the holder of a current lease.",
     lease_holder},
    KUBE_COLUMN_AGE,
    KUBE_COLUMNS_END,
};

/* ---- Gateway API ---- */

static json_t *class_controller(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "spec.controllerName"), "");
}

static json_t *class_accepted(const struct kube_cell_source *source)
{
    return kube_cell_text(kube_cell_condition(source->object, "Accepted", NULL), "");
}

static json_t *class_description(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "spec.description"), "");
}

const struct kube_column kube_columns_gateway_class[] = {
    KUBE_COLUMN_NAME,
    {"Controller", "string", "", 0,
     "Custom resource definition column (in JSONPath format): .spec.controllerName",
     class_controller},
    {"Accepted", "string", "", 0,
     "Custom resource definition column (in JSONPath format): "
     ".status.conditions[?(@.type==\"Accepted\")].status",
     class_accepted},
    {"Age", "date", "", 0,
     "Custom resource definition column (in JSONPath format): "
     ".metadata.creationTimestamp",
     kube_cell_age},
    {"Description", "string", "", 1,
     "Custom resource definition column (in JSONPath format): .spec.description",
     class_description},
    KUBE_COLUMNS_END,
};

static json_t *gateway_class(const struct kube_cell_source *source)
{
    return kube_cell_text(tree_text(source->object, "spec.gatewayClassName"), "");
}

static json_t *gateway_address(const struct kube_cell_source *source)
{
    const json_t *list = tree_at(source->object, "status.addresses");
    struct buf out;

    buf_init(&out, LIMIT_OBJECT_BYTES);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *value = tree_key_text(json_array_get(list, i), "value");
        if (value != NULL)
            kube_cell_join(&out, value);
    }
    return kube_cell_take(&out, "");
}

static json_t *gateway_programmed(const struct kube_cell_source *source)
{
    return kube_cell_text(kube_cell_condition(source->object, "Programmed", NULL), "");
}

const struct kube_column kube_columns_gateway[] = {
    KUBE_COLUMN_NAME,
    {"Class", "string", "", 0,
     "Custom resource definition column (in JSONPath format): .spec.gatewayClassName",
     gateway_class},
    {"Address", "string", "", 0,
     "Custom resource definition column (in JSONPath format): .status.addresses[*].value",
     gateway_address},
    {"Programmed", "string", "", 0,
     "Custom resource definition column (in JSONPath format): "
     ".status.conditions[?(@.type==\"Programmed\")].status",
     gateway_programmed},
    {"Age", "date", "", 0,
     "Custom resource definition column (in JSONPath format): "
     ".metadata.creationTimestamp",
     kube_cell_age},
    KUBE_COLUMNS_END,
};

static json_t *route_hostnames(const struct kube_cell_source *source)
{
    const json_t *list = tree_at(source->object, "spec.hostnames");
    char *text = list == NULL ? NULL : json_dumps(list, JSON_COMPACT);
    json_t *cell = json_string(text == NULL ? "" : text);

    free(text);
    return cell;
}

const struct kube_column kube_columns_http_route[] = {
    KUBE_COLUMN_NAME,
    {"Hostnames", "string", "", 0,
     "Custom resource definition column (in JSONPath format): .spec.hostnames",
     route_hostnames},
    {"Age", "date", "", 0,
     "Custom resource definition column (in JSONPath format): "
     ".metadata.creationTimestamp",
     kube_cell_age},
    KUBE_COLUMNS_END,
};
