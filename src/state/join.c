#include "state/join.h"

#include <stdio.h>
#include <string.h>

#include "base/when.h"

#include "base/banned.h"

/* Clocks of cloud and cluster may differ by so much and an ELB still be called younger. */
enum { CLOCKS_DIFFER_MS = 10000, NAME_BYTES = 80 };

/* ---- which ELB ---- */

static const char *elb_by_listener(const struct cloud *cloud, const char *uid)
{
    const struct listener *listener = index_one(&cloud->listeners_by_service, uid);
    return listener == NULL || listener->elb_id[0] == '\0' ? NULL : listener->elb_id;
}

static bool serves_another(const struct cloud *cloud, const struct elb *elb,
                           const struct meta *meta)
{
    size_t at = index_first(&cloud->listeners_by_elb, elb->id);

    for (; at != INDEX_END; at = index_next(&cloud->listeners_by_elb, at)) {
        const struct listener *listener = index_item(&cloud->listeners_by_elb, at);
        if (listener->service_uid != NULL &&
            strcmp(listener->service_uid, meta->uid) != 0)
            return true;
    }
    return false;
}

/* An ELB of that name may have been there long before, or be made for another Service. */
static bool may_be_made_for(const struct cloud *cloud, const struct elb *elb,
                            const struct meta *meta)
{
    bool younger = elb->created_ms == WHEN_UNKNOWN || meta->created_ms == WHEN_UNKNOWN ||
                   elb->created_ms + CLOCKS_DIFFER_MS >= meta->created_ms;

    return younger && !serves_another(cloud, elb, meta);
}

static const char *elb_by_name(const struct cloud *cloud, const char *name,
                               const struct meta *meta)
{
    const struct elb *newest = NULL;
    size_t at = index_first(&cloud->elbs_by_name, name);

    for (; at != INDEX_END; at = index_next(&cloud->elbs_by_name, at)) {
        const struct elb *elb = index_item(&cloud->elbs_by_name, at);
        if (may_be_made_for(cloud, elb, meta) &&
            (newest == NULL || elb->created_ms > newest->created_ms))
            newest = elb;
    }
    return newest == NULL ? NULL : newest->id;
}

static const char *elb_by_wanted_name(const struct cloud *cloud,
                                      const struct kube_object *object,
                                      const struct autocreate *autocreate)
{
    char name[NAME_BYTES];

    if (object->service.elb_autocreate == NULL)
        return NULL;
    if (autocreate->name.bytes > 0 && autocreate->name.bytes < sizeof name) {
        snprintf(name, sizeof name, "%.*s", (int)autocreate->name.bytes,
                 autocreate->name.at);
        return elb_by_name(cloud, name, &object->meta);
    }
    snprintf(name, sizeof name, "cce-lb-%s", object->meta.uid);
    return elb_by_name(cloud, name, &object->meta);
}

static const char *elb_by_address(const struct cloud *cloud,
                                  const struct service *service)
{
    const struct elb *elb = NULL;

    for (size_t i = 0; i < service->ingress_count && elb == NULL; i++)
        elb = cloud_elb_at(cloud, service->ingress[i]);
    if (elb == NULL)
        elb = cloud_elb_at(cloud, service->load_balancer_ip);
    return elb == NULL ? NULL : elb->id;
}

struct join_target join_target(const struct cloud *cloud,
                               const struct kube_object *object,
                               const struct autocreate *autocreate)
{
    const char *id = object->service.elb_id;

    if (id != NULL && id[0] != '\0')
        return (struct join_target){JOIN_BY_ID, id};
    if (cloud->elbs == NULL)
        return (struct join_target){JOIN_NONE, NULL};
    if ((id = elb_by_listener(cloud, object->meta.uid)) != NULL)
        return (struct join_target){JOIN_BY_UID, id};
    if ((id = elb_by_wanted_name(cloud, object, autocreate)) != NULL)
        return (struct join_target){JOIN_BY_NAME, id};
    if ((id = elb_by_address(cloud, &object->service)) != NULL)
        return (struct join_target){JOIN_BY_ADDRESS, id};
    return (struct join_target){JOIN_NONE, NULL};
}

/* ---- what is on it ---- */

bool port_is_published(const struct service_port *port)
{
    return strcmp(port->name, "cce-healthz") != 0;
}

static bool is_one_of(const char *text, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (strcmp(text, *words) == 0)
            return true;
    }
    return false;
}

bool listener_serves(const char *listener_protocol, const char *port_protocol)
{
    static const char *const over_tcp[] = {"TCP", "HTTP", "HTTPS", "TERMINATED_HTTPS",
                                           "TLS", NULL};
    static const char *const over_udp[] = {"UDP", "QUIC", NULL};

    if (listener_protocol == NULL)
        return false;
    if (strcmp(port_protocol, "TCP") == 0)
        return is_one_of(listener_protocol, over_tcp);
    if (strcmp(port_protocol, "UDP") == 0)
        return is_one_of(listener_protocol, over_udp);
    return strcmp(listener_protocol, port_protocol) == 0;
}

bool listener_is_of(const struct listener *listener, const struct kube_object *object)
{
    if (listener->service_uid != NULL)
        return strcmp(listener->service_uid, object->meta.uid) == 0;
    return strncmp(listener->name, "k8s_", 4) == 0 ||
           strcmp(listener->name, object->meta.uid) == 0;
}

static void count_members(const struct cloud *cloud, struct join_port *port)
{
    if (!cloud->elbs->members_known || port->pool == NULL)
        return;
    port->online = 0;
    port->total = 0;
    size_t at = index_first(&cloud->members_by_pool, port->pool->id);
    for (; at != INDEX_END; at = index_next(&cloud->members_by_pool, at)) {
        const struct member *member = index_item(&cloud->members_by_pool, at);
        port->total++;
        port->online += member_is_online(member);
        if (member->created_ms > port->newest_member_ms)
            port->newest_member_ms = member->created_ms;
    }
}

static void find_listener(const struct cloud *cloud, const struct kube_object *object,
                          const char *elb_id, struct join_port *port)
{
    size_t at = index_first(&cloud->listeners_by_elb, elb_id);

    for (; at != INDEX_END; at = index_next(&cloud->listeners_by_elb, at)) {
        const struct listener *listener = index_item(&cloud->listeners_by_elb, at);
        if (listener->port != port->port->port ||
            !listener_serves(listener->protocol, port->port->protocol))
            continue;
        if (listener_is_of(listener, object))
            port->listener = listener;
        else
            port->taken_by = listener;
    }
    if (port->listener == NULL)
        return;
    port->taken_by = NULL;
    port->pool = cloud_pool_of(cloud, port->listener);
    count_members(cloud, port);
}

static void join_ports(const struct cloud *cloud, const struct kube_object *object,
                       struct scratch *scratch, struct join *join)
{
    const struct service *service = &object->service;

    join->ports = scratch_array(scratch, service->port_count, sizeof *join->ports);
    for (size_t i = 0; i < service->port_count; i++) {
        if (!port_is_published(&service->ports[i]))
            continue;
        struct join_port *port = &join->ports[join->port_count++];
        *port = (struct join_port){.port = &service->ports[i],
                                   .online = -1,
                                   .total = -1,
                                   .newest_member_ms = WHEN_UNKNOWN};
        if (join->elb != NULL)
            find_listener(cloud, object, join->elb->id, port);
        if (port->total >= 0) {
            join->online = (join->online < 0 ? 0 : join->online) + port->online;
            join->total = (join->total < 0 ? 0 : join->total) + port->total;
            if (join->dead == NULL && port->total > 0 && port->online == 0)
                join->dead = port;
        }
    }
}

static bool wants_port(const struct kube_object *object, const struct listener *listener)
{
    const struct service *service = &object->service;

    for (size_t i = 0; i < service->port_count; i++) {
        if (service->ports[i].port == listener->port &&
            listener_serves(listener->protocol, service->ports[i].protocol))
            return true;
    }
    return false;
}

/* While it is taken down, a listener counts by uid even when its port is not wanted. */
static void count_own_listeners(const struct cloud *cloud,
                                const struct kube_object *object, struct join *join)
{
    size_t at = index_first(&cloud->listeners_by_elb, join->elb->id);

    for (; at != INDEX_END; at = index_next(&cloud->listeners_by_elb, at)) {
        const struct listener *listener = index_item(&cloud->listeners_by_elb, at);
        if (listener_is_of(listener, object) &&
            (listener->service_uid != NULL || wants_port(object, listener)))
            join->own_listener_count++;
    }
}

/* ---- its EIP ---- */

/* Without an EIP list only the ELB's own word counts, and only the word "yes". */
static bool eip_is_bound(const struct elb *elb, const struct eip *eip)
{
    if (eip == NULL)
        return elb != NULL && (elb->eip_id != NULL || elb->eip_address != NULL);
    if (elb == NULL)
        return eip->port_id != NULL;
    if (elb->eip_id != NULL)
        return strcmp(elb->eip_id, eip->id) == 0;
    return eip->port_id != NULL && elb->vip_port_id != NULL &&
           strcmp(eip->port_id, elb->vip_port_id) == 0;
}

static void join_eip(const struct cloud *cloud, const struct service *service,
                     struct join *join)
{
    if (join->elb != NULL)
        join->eip = cloud_eip_of(cloud, join->elb);
    if (join->eip == NULL && service->elb_eip_id != NULL)
        join->eip = cloud_eip(cloud, service->elb_eip_id);
    join->bound = eip_is_bound(join->elb, join->eip);
    join->has_eip = join->eip != NULL || join->bound;
    join->eip_known = join->has_eip || cloud_has_eips(cloud);
}

void join_make(const struct cloud *cloud, const struct kube_object *object,
               struct join_target target, struct scratch *scratch, struct join *ret_join)
{
    *ret_join = (struct join){.target = target, .online = -1, .total = -1};
    ret_join->elb = cloud_elb(cloud, target.elb_id);
    join_ports(cloud, object, scratch, ret_join);
    if (ret_join->elb != NULL)
        count_own_listeners(cloud, object, ret_join);
    join_eip(cloud, &object->service, ret_join);
}
