/*
 * kube_validate.h - is this a name, a label, an address? And the rules of all kinds.
 */
#ifndef ELBTOP_SIM_KUBE_VALIDATE_H
#define ELBTOP_SIM_KUBE_VALIDATE_H

#include <jansson.h>
#include <stdbool.h>

#include "sim/kube_inside.h"

bool kube_is_label_name(const char *text); /* RFC 1123 label */
bool kube_is_subdomain(const char *text);  /* RFC 1123 subdomain */
bool kube_is_qualified(const char *text);  /* "prefix.example.com/name" */
bool kube_is_label_value(const char *text);
bool kube_is_ip(const char *text);
bool kube_is_cidr(const char *text);
bool kube_is_port_name(const char *text); /* IANA_SVC_NAME */

extern const char kube_label_rule[]; /* "a lowercase RFC 1123 label must …" */
extern const char kube_subdomain_rule[];
extern const char kube_ip_rule[];

/* Labels as in a selector or metadata; mistakes under that path. */
void kube_validate_labels(const json_t *labels, const char *path,
                          struct kube_problem *problem);

/* metadata, and what changed in it. before NULL: a new object. */
void kube_validate_metadata(const struct kube_kind *kind, const json_t *object,
                            const json_t *before, struct kube_problem *problem);

/* The rules of the kind itself. */
void kube_validate_kind(const struct kube_kind *kind, const json_t *object,
                        const json_t *before, bool status, struct kube_problem *problem);

/* Required fields of a custom resource, as its CRD has them. */
void kube_validate_required(const struct kube_type *type, const json_t *object,
                            const char *path, struct kube_problem *problem);

#endif
