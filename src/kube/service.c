#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "kube/decode.h"
#include "wire/value.h"

#include "base/banned.h"

/* targetPort is a number, a name, or absent: then it is the port itself. */
static enum err_code decode_target(const struct value *item, int64_t port,
                                   struct keep *keep, const char **ret_target,
                                   struct err *err)
{
    const struct value *target = value_key(item, "targetPort");
    char digits[24];

    if (value_is(target, VALUE_TEXT)) {
        *ret_target = keep_text(keep, target->text);
        return ERR_OK;
    }
    if (target != NULL && target->type != VALUE_WHOLE) {
        err_set(err, ERR_SHAPE, "expected a number or a name");
        err_at(err, "targetPort");
        return ERR_SHAPE;
    }
    /* The api-server says 0 when it was left open in very old objects. */
    int64_t number = target == NULL ? 0 : target->whole;
    int wrote =
        snprintf(digits, sizeof digits, "%lld", (long long)(number == 0 ? port : number));
    *ret_target = keep_bytes(keep, digits, (size_t)wrote);
    return ERR_OK;
}

static enum err_code decode_port(const struct value *item, struct keep *keep,
                                 struct service_port *ret_port, struct err *err)
{
    const char *name;
    const char *protocol;
    int64_t port;
    int64_t node_port = 0;
    enum err_code code;

    if ((code = value_may_text(item, "name", &name, err)) != ERR_OK ||
        (code = value_may_text(item, "protocol", &protocol, err)) != ERR_OK ||
        (code = value_need_int(item, "port", 1, UINT16_MAX, &port, err)) != ERR_OK)
        return code;
    if (value_key(item, "nodePort") != NULL) {
        code = value_need_int(item, "nodePort", 0, UINT16_MAX, &node_port, err);
        if (code != ERR_OK)
            return code;
    }

    ret_port->name = keep_text_or_empty(keep, name);
    ret_port->protocol = protocol == NULL ? "TCP" : keep_text(keep, protocol);
    ret_port->port = (uint16_t)port;           /* in range, as just read */
    ret_port->node_port = (uint16_t)node_port; /* the same */
    return decode_target(item, port, keep, &ret_port->target_port, err);
}

static enum err_code decode_ports(const struct value *tree, struct keep *keep,
                                  struct service *service, struct err *err)
{
    const struct value *item;
    size_t count;
    enum err_code code = decode_list(tree, "spec.ports", &item, &count, err);
    if (code != ERR_OK)
        return code;

    struct service_port *ports = keep_array(keep, count, sizeof *ports);
    for (size_t i = 0; i < count; i++) {
        code = decode_port(item, keep, &ports[i], err);
        if (code != ERR_OK)
            return decode_item_misfit(err, code, "spec.ports", i);
        item = value_next(item);
    }
    service->ports = ports;
    service->port_count = count;
    return ERR_OK;
}

/* Each entry is an address or a host name. An entry with neither says nothing. */
static enum err_code decode_ingress(const struct value *tree, struct keep *keep,
                                    struct service *service, struct err *err)
{
    const char *path = "status.loadBalancer.ingress";
    const struct value *item;
    size_t count;
    enum err_code code = decode_list(tree, path, &item, &count, err);
    if (code != ERR_OK)
        return code;

    const char **ingress = keep_array(keep, count, sizeof *ingress);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const char *ip = NULL;
        const char *host = NULL;
        if ((code = value_may_text(item, "ip", &ip, err)) != ERR_OK ||
            (code = value_may_text(item, "hostname", &host, err)) != ERR_OK)
            return decode_item_misfit(err, code, path, i);

        const char *address = ip != NULL && ip[0] != '\0' ? ip : host;
        if (address != NULL && address[0] != '\0')
            ingress[kept++] = keep_text(keep, address);
        item = value_next(item);
    }
    service->ingress = ingress;
    service->ingress_count = kept;
    return ERR_OK;
}

static bool is_local(const struct value *spec)
{
    const char *policy = value_key_text(spec, "externalTrafficPolicy");
    return policy != NULL && strcmp(policy, "Local") == 0;
}

static void keep_spec(const struct value *spec, struct keep *keep,
                      struct service *service)
{
    const char *type = value_key_text(spec, "type");

    service->type = type == NULL ? "ClusterIP" : keep_text(keep, type);
    service->cluster_ip = keep_text_or_empty(keep, value_key_text(spec, "clusterIP"));
    service->load_balancer_ip = keep_text(keep, value_key_text(spec, "loadBalancerIP"));
    service->load_balancer_class =
        keep_text(keep, value_key_text(spec, "loadBalancerClass"));
    service->local = is_local(spec);
}

enum err_code service_decode(const struct value *tree, const struct meta *meta,
                             struct keep *keep, struct service *ret_service,
                             struct err *err)
{
    const struct value *spec;
    enum err_code code = value_need_object(tree, "spec", &spec, err);
    if (code != ERR_OK)
        return code;

    keep_spec(spec, keep, ret_service);
    if ((code = decode_ports(tree, keep, ret_service, err)) != ERR_OK ||
        (code = decode_ingress(tree, keep, ret_service, err)) != ERR_OK ||
        (code = decode_pairs(tree, "spec.selector", NULL, keep, &ret_service->selector,
                             &ret_service->selector_count, err)) != ERR_OK)
        return code;

    ret_service->elb_class = meta_annotation(meta, "kubernetes.io/elb.class");
    ret_service->elb_id = meta_annotation(meta, "kubernetes.io/elb.id");
    ret_service->elb_eip_id = meta_annotation(meta, "kubernetes.io/elb.eip-id");
    ret_service->elb_autocreate = meta_annotation(meta, "kubernetes.io/elb.autocreate");
    ret_service->times = (struct service_times){WHEN_UNKNOWN, WHEN_UNKNOWN, WHEN_UNKNOWN};
    return ERR_OK;
}
