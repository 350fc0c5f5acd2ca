#include "sim/webhook.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "sim/ccm_inside.h"
#include "wire/digest.h"
#include "wire/tree.h"

#include "base/banned.h"

struct webhook {
    atomic_bool strict;

    pthread_mutex_t mu;
    webhook_taken taken; /* NULL: not known yet */
    void *taken_ctx;
};

static bool refuse(char reason[KUBE_REASON_BYTES], const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool refuse(char reason[KUBE_REASON_BYTES], const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(reason, KUBE_REASON_BYTES, format, args);
    va_end(args);
    return false;
}

static const char *annotation(const json_t *object, const char *key)
{
    return tree_key_text(tree_at(object, "metadata.annotations"), key);
}

static bool is_balancer(const json_t *object)
{
    const char *type = tree_text(object, "spec.type");
    return type != NULL && strcmp(type, "LoadBalancer") == 0;
}

/* ---- the rules; false: reason says why ---- */

/* Set once and for all. The public address may be swapped by its own key. */
static bool keeps_its_annotations(const json_t *old, const json_t *now,
                                  char reason[KUBE_REASON_BYTES])
{
    static const char *const frozen[] = {CCM_CLASS, CCM_ID, CCM_AUTOCREATE, CCM_EIP_ID};

    if (old == NULL || !is_balancer(old) || !is_balancer(now))
        return true;
    for (size_t i = 0; i < ARRAY_COUNT(frozen); i++) {
        const char *was = annotation(old, frozen[i]);
        const char *is = annotation(now, frozen[i]);
        if (was != NULL && (is == NULL || strcmp(was, is) != 0))
            return refuse(reason, "can't modify service elb [%s] annotation", frozen[i]);
    }
    return true;
}

static bool has_a_valid_id(const json_t *now, char reason[KUBE_REASON_BYTES])
{
    const char *id = annotation(now, CCM_ID);
    if (id == NULL || id[0] == '\0' || uuid_is_valid(span_of(id)))
        return true;
    return refuse(reason, "loadBalancerID[%s] is invalid.", id);
}

static bool has_no_foreign_keys(const json_t *now, char reason[KUBE_REASON_BYTES])
{
    static const char *const dedicated_only[] = {
        "kubernetes.io/elb.x-forwarded-host",
        "kubernetes.io/elb.x-forwarded-port",
        "kubernetes.io/elb.x-forwarded-for-port",
        "kubernetes.io/elb.x-forwarded-proto",
        "kubernetes.io/elb.connection-drain-enable",
        "kubernetes.io/elb.connection-drain-timeout",
    };
    const char *elb_class = annotation(now, CCM_CLASS);

    if (elb_class != NULL && strcmp(elb_class, "performance") == 0)
        return true;
    for (size_t i = 0; i < ARRAY_COUNT(dedicated_only); i++) {
        if (annotation(now, dedicated_only[i]) != NULL)
            return refuse(reason, "only performance elb supports %s", dedicated_only[i]);
    }
    return true;
}

/* Asked when the ports or the load balancer are new: what is there already stays. */
static bool ports_are_new(const json_t *old, const json_t *now)
{
    const char *was = old != NULL ? annotation(old, CCM_ID) : NULL;
    const char *is = annotation(now, CCM_ID);
    if (old == NULL || was == NULL || is == NULL || strcmp(was, is) != 0)
        return true;
    return !json_equal(tree_at(old, "spec.ports"), tree_at(now, "spec.ports"));
}

static bool is_taken(struct webhook *webhook, const char *id, uint16_t port,
                     const char *protocol, const char *key)
{
    pthread_mutex_lock(&webhook->mu);
    webhook_taken taken = webhook->taken;
    void *ctx = webhook->taken_ctx;
    pthread_mutex_unlock(&webhook->mu);
    return taken != NULL && taken(ctx, id, port, protocol, key);
}

static bool ports_are_free(struct webhook *webhook, const struct ccm_service *service,
                           char reason[KUBE_REASON_BYTES])
{
    for (size_t i = 0; i < service->port_count; i++) {
        const struct ccm_port *port = &service->ports[i];
        if (is_taken(webhook, service->elb_id, port->port, port->protocol, service->key))
            return refuse(
                reason,
                "protocol_port %u of the load Balancer ID already has been usesd by "
                "other service",
                (unsigned)port->port);
    }
    return true;
}

static bool has_a_valid_wish(const struct ccm_service *service, struct arena *arena,
                             char reason[KUBE_REASON_BYTES])
{
    struct ccm_wish wish;
    struct buf why;
    bool dedicated;

    if (service->autocreate == NULL || !ccm_class_read(service->elb_class, &dedicated))
        return true;
    buf_init(&why, KUBE_REASON_BYTES);
    bool good =
        ccm_wish_read(service->autocreate, dedicated, service->uid, arena, &wish, &why);
    if (good)
        ccm_wish_release(&wish);
    else
        refuse(reason, "%s", buf_text(&why));
    buf_release(&why);
    return good;
}

static bool fits(struct webhook *webhook, const json_t *old, const json_t *now,
                 char reason[KUBE_REASON_BYTES])
{
    struct arena arena;
    struct ccm_service service;
    bool good = true;

    arena_init(&arena, 0);
    ccm_service_read(now, &arena, &service);
    if (service.elb_id != NULL && ports_are_new(old, now))
        good = ports_are_free(webhook, &service, reason);
    if (good && old == NULL && atomic_load(&webhook->strict))
        good = has_a_valid_wish(&service, &arena, reason);
    arena_release(&arena);
    return good;
}

struct webhook *webhook_new(bool strict)
{
    struct webhook *webhook = mem_new(sizeof *webhook);
    atomic_init(&webhook->strict, strict);
    pthread_mutex_init(&webhook->mu, NULL);
    return webhook;
}

void webhook_free(struct webhook *webhook)
{
    if (webhook == NULL)
        return;
    pthread_mutex_destroy(&webhook->mu);
    free(webhook);
}

void webhook_set_strict(struct webhook *webhook, bool strict)
{
    atomic_store(&webhook->strict, strict);
}

void webhook_set_taken(struct webhook *webhook, webhook_taken fn, void *ctx)
{
    pthread_mutex_lock(&webhook->mu);
    webhook->taken = fn;
    webhook->taken_ctx = ctx;
    pthread_mutex_unlock(&webhook->mu);
}

bool webhook_admit(void *ctx, enum kube_operation operation, const json_t *old_object,
                   const json_t *new_object, char reason[KUBE_REASON_BYTES])
{
    if (operation == KUBE_DELETE || new_object == NULL ||
        tree_at(new_object, "metadata.deletionTimestamp") != NULL)
        return true;
    if (!keeps_its_annotations(old_object, new_object, reason))
        return false;
    if (!is_balancer(new_object))
        return true;
    return has_a_valid_id(new_object, reason) &&
           has_no_foreign_keys(new_object, reason) &&
           fits(ctx, old_object, new_object, reason);
}
