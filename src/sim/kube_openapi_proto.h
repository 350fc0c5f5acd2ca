/*
 * kube_openapi_proto.h - an OpenAPI v2 document as protobuf.
 *
 * kubectl asks for nothing else: it reads gnostic's openapi.v2.Document.
 * Source: gnostic, openapiv2/OpenAPIv2.proto (field numbers).
 */
#ifndef ELBTOP_SIM_KUBE_OPENAPI_PROTO_H
#define ELBTOP_SIM_KUBE_OPENAPI_PROTO_H

#include <jansson.h>

#include "base/buf.h"

void kube_openapi_proto(const json_t *document, struct buf *out);

#endif
