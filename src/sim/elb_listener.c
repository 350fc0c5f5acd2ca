#include "sim/elb_ops.h"

#include <string.h>

#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { LISTENERS_PER_ELB = 50 };

static const struct elb_attribute attributes[] = {
    {"default_tls_container_ref", 's'},
    {"client_ca_tls_container_ref", 's'},
    {"sni_container_refs", 'a'},
    {"sni_match_algo", 's'},
    {"insert_headers", 'o'},
    {"http2_enable", 'b'},
    {"connection_limit", 'i'},
    {"keepalive_timeout", 'i'},
    {"client_timeout", 'i'},
    {"member_timeout", 'i'},
    {"ipgroup", 'o'},
    {"tls_ciphers_policy", 's'},
    {"security_policy_id", 's'},
    {"enable_member_retry", 'b'},
    {"transparent_client_ip_enable", 'b'},
    {"enhance_l7policy_enable", 'b'},
    {"tags", 'a'},
    {"protection_status", 's'},
    {"protection_reason", 's'},
    {"gzip_enable", 'b'},
    {"proxy_protocol_enable", 'b'},
};

static bool is_visible(const struct cloud_call *call, const struct cloud_thing *thing)
{
    return elb_is_visible(call, ((const struct cloud_listener *)thing)->elb);
}

static bool special_filter(const struct cloud_thing *thing, const char *name,
                           const char *value, bool *ret_fits)
{
    const struct cloud_listener *listener = (const struct cloud_listener *)thing;
    const struct cloud_pool *pool = listener->default_pool;

    *ret_fits = false;
    if (strcmp(name, "loadbalancer_id") == 0) {
        *ret_fits = strcmp(listener->elb->thing.id, value) == 0;
        return true;
    }
    if (strcmp(name, "member_address") != 0)
        return false;
    for (size_t i = 0; pool != NULL && i < pool->members.count; i++)
        *ret_fits |= strcmp(cloud_member_at(&pool->members, i)->address, value) == 0;
    return true;
}

void elb_listener_list(struct cloud_call *call)
{
    struct cloud_listing listing = {
        .plural = "listeners",
        .set = &call->state->listeners,
        .show = elb_view_of(call)->listener,
        .is_visible = is_visible,
        .special = special_filter,
    };
    elb_list(call, &listing);
}

static void answer_listener(struct cloud_call *call, int status,
                            const struct cloud_listener *listener)
{
    elb_answer(call, status, "listener",
               elb_view_of(call)->listener(call, &listener->thing));
}

void elb_listener_show(struct cloud_call *call)
{
    struct cloud_listener *listener = elb_wanted_listener(call, call->args[0]);
    if (listener != NULL)
        answer_listener(call, 200, listener);
}

/* ---- create ---- */

/* v3 swaps the two names of HTTPS so that they fit the kind of load balancer. */
static const char *fitting_protocol(const struct cloud_elb *elb, const char *protocol)
{
    if (strstr(protocol, "HTTPS") == NULL)
        return protocol;
    return elb->dedicated ? "HTTPS" : "TERMINATED_HTTPS";
}

/* A dedicated load balancer serves the layers it has flavors for. */
static bool flavor_allows(struct cloud_call *call, const struct cloud_elb *elb,
                          const char *protocol)
{
    bool is_l7 = strncmp(protocol, "HTTP", 4) == 0 || strstr(protocol, "HTTPS") != NULL;
    const char *key = is_l7 ? "l7_flavor_id" : "l4_flavor_id";

    if (!elb->dedicated || tree_text(elb->thing.more, key) != NULL)
        return true;
    call_no(call, NO_INPUT, "Load Balancer %s has no %s flavor for a %s listener.",
            elb->thing.id, is_l7 ? "L7" : "L4", protocol);
    return false;
}

static bool port_is_free(struct cloud_call *call, const struct cloud_elb *elb,
                         const char *protocol, uint16_t port)
{
    if (cloud_elb_listener(elb, port, strcmp(protocol, "UDP") == 0) == NULL)
        return true;
    call_no(call, NO_CONFLICT,
            "Load Balancer %s already has a listener with protocol_port of %u.",
            elb->thing.id, (unsigned)port);
    return false;
}

static bool room_for_listener(struct cloud_call *call, const struct cloud_elb *elb)
{
    return elb_quota_allows(call, "listener", call->state->listeners.count,
                            call->state->quota.listener) &&
           elb_quota_allows(call, "listeners_per_loadbalancer", elb->listeners.count,
                            LISTENERS_PER_ELB);
}

struct listener_wish {
    struct cloud_elb *elb;
    const struct cloud_listener *old; /* being changed; NULL: a new one */
    struct cloud_pool *pool;          /* that becomes its default; NULL */
    struct cloud_listener_spec spec;
};

/* Not sent: as it was. null: none. */
static bool read_default_pool(struct cloud_call *call, const json_t *sent,
                              struct listener_wish *wish)
{
    const char *id = NULL;

    if (json_object_get(sent, "default_pool_id") == NULL)
        return true;
    if (!call_text(call, sent, "default_pool_id", 36, &id))
        return false;
    wish->pool = id == NULL ? NULL : elb_wanted_pool(call, id);
    if (wish->pool == NULL)
        return id == NULL;
    if (wish->pool->elb != wish->elb) {
        call_no(call, NO_INPUT, "pool %s belongs to another load balancer.", id);
        return false;
    }
    if (wish->pool->listener != NULL && wish->pool->listener != wish->old) {
        call_no(call, NO_CONFLICT, "listener %s is using this pool",
                wish->pool->listener->thing.id);
        return false;
    }
    return true;
}

static bool read_wish(struct cloud_call *call, const json_t *sent,
                      struct listener_wish *wish)
{
    static const char *const protocols[] = {"TCP",   "UDP", "HTTP", "TERMINATED_HTTPS",
                                            "HTTPS", NULL};
    const char *elb_id = NULL, *protocol = NULL;
    int64_t port = 0;

    if (!elb_read_names(call, sent, &wish->spec.name, &wish->spec.description) ||
        !call_text(call, sent, "loadbalancer_id", 36, &elb_id) ||
        !call_word(call, sent, "protocol", protocols, &protocol) ||
        !call_int(call, sent, "protocol_port", 1, 65535, &port))
        return false;
    if (elb_id == NULL || protocol == NULL || port == 0) {
        call_no(call, NO_INPUT, "%s is mandatory.",
                elb_id == NULL     ? "loadbalancer_id"
                : protocol == NULL ? "protocol"
                                   : "protocol_port");
        return false;
    }
    wish->elb = elb_wanted(call, elb_id);
    if (wish->elb == NULL)
        return false;
    wish->spec.protocol = fitting_protocol(wish->elb, protocol);
    wish->spec.port = (uint16_t)port;
    return read_default_pool(call, sent, wish) &&
           flavor_allows(call, wish->elb, wish->spec.protocol) &&
           port_is_free(call, wish->elb, wish->spec.protocol, wish->spec.port) &&
           room_for_listener(call, wish->elb);
}

static bool has_certificate(struct cloud_call *call, const struct listener_wish *wish)
{
    if (strstr(wish->spec.protocol, "HTTPS") == NULL ||
        tree_text(wish->spec.more, "default_tls_container_ref") != NULL)
        return true;
    call_no(call, NO_INPUT, "default_tls_container_ref is mandatory for %s.",
            wish->spec.protocol);
    return false;
}

static void set_default_pool(struct cloud_listener *listener, struct cloud_pool *pool)
{
    if (listener->default_pool == pool)
        return;
    if (listener->default_pool != NULL)
        listener->default_pool->listener = NULL;
    listener->default_pool = pool;
    if (pool != NULL)
        pool->listener = listener;
}

static void make_listener(struct cloud_call *call, struct listener_wish *wish)
{
    json_incref(wish->spec.more);
    struct cloud_listener *listener =
        cloud_listener_add(call->state, wish->elb, &wish->spec);

    set_default_pool(listener, wish->pool);
    answer_listener(call, 201, listener);
}

void elb_listener_create(struct cloud_call *call)
{
    struct listener_wish wish = {.spec.more = json_object()};
    const json_t *sent;

    if (call_body(call, "listener", &sent) && read_wish(call, sent, &wish) &&
        elb_remember(call, sent, attributes, ARRAY_COUNT(attributes), wish.spec.more) &&
        has_certificate(call, &wish) &&
        !call_waits(call, "listener-create",
                    wish.spec.name == NULL ? wish.elb->thing.id : wish.spec.name, 600,
                    1200))
        make_listener(call, &wish);
    json_decref(wish.spec.more);
}

/* ---- update, delete ---- */

void elb_listener_update(struct cloud_call *call)
{
    struct cloud_listener *listener = elb_wanted_listener(call, call->args[0]);
    const json_t *sent;

    if (listener == NULL || !call_body(call, "listener", &sent))
        return;
    struct listener_wish wish = {
        .elb = listener->elb, .old = listener, .pool = listener->default_pool};
    if (!read_default_pool(call, sent, &wish) ||
        !elb_change(call, sent, attributes, ARRAY_COUNT(attributes), &listener->thing))
        return;
    set_default_pool(listener, wish.pool);
    cloud_tell(call->state, CLOUD_KIND_LISTENER, CLOUD_CHANGED, &listener->thing);
    answer_listener(call, 200, listener);
}

/* Its policies must be gone, and its default pool gone or empty. */
static bool may_delete(struct cloud_call *call, const struct cloud_listener *listener)
{
    const struct cloud_pool *pool = listener->default_pool;

    if (listener->policies.count > 0) {
        call_no(call, NO_CONFLICT, "l7policy %s is using this listener",
                listener->policies.at[0]->id);
        return false;
    }
    if (pool != NULL && pool->members.count > 0) {
        call_no(call, NO_CONFLICT, "pool %s is using this listener", pool->thing.id);
        return false;
    }
    return !elb_is_haunted(call, &listener->thing);
}

static void drop_listener(struct cloud_call *call, struct cloud_listener *listener)
{
    elb_haunt(call, &listener->elb->thing, "loadbalancer", &listener->thing, "listener");
    cloud_listener_remove(call->state, listener);
    call_answer_nothing(call);
}

void elb_listener_delete(struct cloud_call *call)
{
    struct cloud_listener *listener = elb_wanted_listener(call, call->args[0]);

    if (listener == NULL || !may_delete(call, listener) ||
        call_waits(call, "listener-delete", listener->thing.id, 300, 700))
        return;
    drop_listener(call, listener);
}

void elb_listener_delete_force(struct cloud_call *call)
{
    struct cloud_listener *listener = elb_wanted_listener(call, call->args[0]);

    if (listener == NULL ||
        call_waits(call, "listener-delete", listener->thing.id, 300, 700))
        return;
    if (listener->default_pool != NULL)
        cloud_pool_remove(call->state, listener->default_pool);
    drop_listener(call, listener);
}
