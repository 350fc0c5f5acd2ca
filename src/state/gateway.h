/*
 * gateway.h - which Gateway a Service belongs to, by the labels its controller wrote.
 *
 * Names of Services are never computed: labels say it, by one Gateway's name, by a class
 * that shares one Service, or by the name alone in the Gateway's own namespace.
 */
#ifndef ELBTOP_STATE_GATEWAY_H
#define ELBTOP_STATE_GATEWAY_H

#include <stdbool.h>

#include "kube/object.h"

/* Was this Service made for a Gateway? */
bool gateway_owns(const struct meta *service);

/* Is it this Gateway's? Both are objects of their kind. */
bool gateway_has_service(const struct kube_object *gateway, const struct meta *service);

#endif
