/*
 * webhook.h - CCE's validating admission webhook for Services: part of what is wrong with
 * elb.* annotations is refused before anything is stored.
 *
 *   an elb.* annotation that was set cannot be changed or taken off, as long as the Service
 *   is a load balancer; elb.id must be a UUID; keys of dedicated load balancers need class
 *   performance; a port of a load balancer is published by one Service only.
 *
 * Whether a bad autocreate block is refused here or by an Event later is not known of the
 * real one; it is a switch.
 *
 * Source: messages seen on CCE 1.35, with their spelling.
 * Thread: webhook_admit under the api-server's lock, so `taken` must not ask it; the rest
 *         from any.
 */
#ifndef ELBTOP_SIM_WEBHOOK_H
#define ELBTOP_SIM_WEBHOOK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "sim/kube_api.h"

struct webhook;

/* Does a Service other than key publish that port of that load balancer? */
typedef bool (*webhook_taken)(void *ctx, const char *elb_id, uint16_t port,
                              const char *protocol, const char *key);

struct webhook *webhook_new(bool strict);
void webhook_free(struct webhook *webhook);
void webhook_set_strict(struct webhook *webhook, bool strict);

/* Until it is set, no port is taken. */
void webhook_set_taken(struct webhook *webhook, webhook_taken fn, void *ctx);

/* Fits kube_admit; ctx is the webhook. */
bool webhook_admit(void *ctx, enum kube_operation operation, const json_t *old_object,
                   const json_t *new_object, char reason[KUBE_REASON_BYTES]);

#endif
