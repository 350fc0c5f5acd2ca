/*
 * kube_body.h - the body of a request as an object, and the wish that goes with it.
 *
 * Those that return bool or a pointer set the call's problem when they fail.
 */
#ifndef ELBTOP_SIM_KUBE_BODY_H
#define ELBTOP_SIM_KUBE_BODY_H

#include "sim/kube_inside.h"
#include "sim/kube_write.h"

/* 400 with that text; always false. */
bool kube_body_refuse(struct kube_call *call, const char *text);
bool kube_body_not_json(struct kube_call *call);

/* The Content-Type without its parameters. */
struct span kube_body_type(const struct kube_call *call);

/* Who writes: fieldManager, else the first part of the User-Agent. */
const char *kube_body_manager(struct kube_call *call);

bool kube_body_wish(struct kube_call *call, struct kube_wish *wish);

/* The document as YAML; keys that stand twice are kept in call->said_again. */
bool kube_body_yaml(struct kube_call *call, json_t **ret_tree, struct err *err);

/* The document, JSON or YAML. */
json_t *kube_body_tree(struct kube_call *call);

bool kube_body_check_kind(struct kube_call *call, const json_t *body,
                          const struct kube_kind *kind);

/* As an object of its kind, turned into the stored kind. Takes body. */
json_t *kube_body_understand(struct kube_call *call, json_t *body);

/* The name and namespace in the body must be those of the path, or absent. */
bool kube_body_check_place(struct kube_call *call, const json_t *object);

/* What is stored under the path; borrowed. NULL: 404. */
const struct kube_version *kube_body_target(struct kube_call *call);

#endif
