/*
 * kube_discovery.h - what the api-server says about itself: /version, health, the kinds it
 * serves in the old and the aggregated form, and their schemas.
 *
 * Source: captures 001-019, 808, 809.
 */
#ifndef ELBTOP_SIM_KUBE_DISCOVERY_H
#define ELBTOP_SIM_KUBE_DISCOVERY_H

#include "sim/kube_inside.h"

struct kube_documents;

struct kube_documents *kube_documents_new(const char *version);
void kube_documents_free(struct kube_documents *documents);

enum { KUBE_ETAG_BYTES = 132 };

/* A strong tag of the text, in quotes. */
void kube_etag_make(const char *text, size_t bytes, char out[KUBE_ETAG_BYTES]);

#endif
