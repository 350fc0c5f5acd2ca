/*
 * kube_defaults.h - what the api-server fills in where a client said nothing.
 *
 * Source: defaults.go of core/v1, apps/v1; the strategies' PrepareForCreate.
 */
#ifndef ELBTOP_SIM_KUBE_DEFAULTS_H
#define ELBTOP_SIM_KUBE_DEFAULTS_H

#include <jansson.h>

#include "sim/kube_resource.h"

/* At every decoding. */
void kube_default(const struct kube_kind *kind, json_t *object);

/* Once, when it is made: a phase, a finalizer, a label. */
void kube_default_new(const struct kube_kind *kind, json_t *object);

#endif
