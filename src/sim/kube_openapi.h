/*
 * kube_openapi.h - the schemas of all kinds as OpenAPI documents: v2 in JSON and protobuf
 * (what kubectl before 1.27 validates with), v3 with an index (what later ones explain,
 * diff and apply with).
 *
 * Source: captures 015-017, 808; OpenAPI 2.0 and 3.0; gnostic's OpenAPIv2.proto.
 */
#ifndef ELBTOP_SIM_KUBE_OPENAPI_H
#define ELBTOP_SIM_KUBE_OPENAPI_H

#include "sim/kube_inside.h"

struct kube_openapi;

struct kube_openapi *kube_openapi_new(const char *version);
void kube_openapi_free(struct kube_openapi *openapi);

/* /openapi/… false: no such document, nothing was answered. */
bool kube_openapi_answer(const struct kube_openapi *openapi, struct kube_call *call);

#endif
