/*
 * kube_review.c - what may I, and who am I: the self reviews of kubectl auth.
 *
 * Source: captures 413-421.
 */
#include <stdlib.h>
#include <string.h>

#include "sim/kube_managed.h"
#include "sim/kube_write.h"
#include "wire/tree.h"
#include "base/banned.h"

static json_t *review_body(struct kube_call *call)
{
    struct kube_reading reading = {.arena = &call->arena};
    json_t *body = NULL;
    json_t *review = NULL;

    tree_from_yaml(call->ask->body, "body", &body, NULL); /* JSON is YAML too */
    if (!json_is_object(body))
        kube_problem_set(&call->problem, 400, "BadRequest",
                         "the object provided is unrecognized (must be of type %s)",
                         call->kind->kind);
    else
        review = kube_write_read(call->kind, body, &reading, &call->problem);
    json_decref(body);
    return review;
}

static const char *or_empty(const char *text)
{
    return text == NULL ? "" : text;
}

/* ---- may I ---- */

static json_t *access_status(struct kube_call *call, const json_t *review)
{
    const json_t *wanted = tree_at(review, "spec.resourceAttributes");
    const char *resource = or_empty(tree_key_text(wanted, "resource"));
    bool may;

    if (wanted == NULL)
        may = call->who.role != KUBE_ROLE_NONE;
    else
        may = kube_may(&call->who, or_empty(tree_key_text(wanted, "verb")),
                       or_empty(tree_key_text(wanted, "group")), resource,
                       or_empty(tree_key_text(wanted, "subresource")));
    json_t *status = json_pack("{s:b}", "allowed", may);
    if (may && call->who.binding != NULL) {
        const char *role = call->who.role == KUBE_ROLE_ADMIN ? "cluster-admin" : "view";
        json_object_set_new(
            status, "reason",
            json_string(arena_print(&call->arena,
                                    "RBAC: allowed by ClusterRoleBinding \"%s\" of "
                                    "ClusterRole \"%s\" to User \"%s\"",
                                    call->who.binding, role, call->who.name)));
    }
    return status;
}

static bool review_access(struct kube_call *call, json_t *review)
{
    char version[96];
    const char *agent = ask_header(call->ask, "User-Agent");
    size_t bytes = agent == NULL ? 0 : strcspn(agent, "/");
    struct kube_manager manager = {
        bytes == 0 ? "unknown" : arena_bytes(&call->arena, agent, bytes),
        arena_text(&call->arena, kube_kind_api_version(call->kind, version)), ""};

    if (tree_at(review, "spec.resourceAttributes") == NULL &&
        tree_at(review, "spec.nonResourceAttributes") == NULL) {
        kube_mistake(&call->problem, "FieldValueInvalid", "spec.resourceAttributes",
                     "Invalid value: null: exactly one of nonResourceAttributes or "
                     "resourceAttributes must be specified");
        return kube_problem_invalid(&call->problem, call->kind, "");
    }
    kube_managed_update(call->kind, &manager, NULL, review);
    json_object_set_new(review, "status", access_status(call, review));
    return true;
}

/* ---- all I may ---- */

static json_t *rule(const char *verbs, const char *groups, const char *resources)
{
    json_t *out = json_object();
    json_t *list;

    list = json_loads(verbs, 0, NULL);
    json_object_set_new(out, "verbs", list);
    list = json_loads(groups, 0, NULL);
    json_object_set_new(out, "apiGroups", list);
    list = json_loads(resources, 0, NULL);
    json_object_set_new(out, "resources", list);
    return out;
}

static const char reading[] = "[\"get\",\"list\",\"watch\"]";

static void add_view_rules(json_t *rules)
{
    static const char *const view[][2] = {
        {"[\"\"]",
         "[\"configmaps\",\"endpoints\",\"persistentvolumeclaims\","
         "\"persistentvolumeclaims/status\",\"pods\",\"replicationcontrollers\","
         "\"replicationcontrollers/scale\",\"serviceaccounts\",\"services\","
         "\"services/status\"]"},
        {"[\"\"]", "[\"bindings\",\"limitranges\",\"namespaces/status\",\"pods/"
                   "log\",\"pods/status\","
                   "\"replicationcontrollers/"
                   "status\",\"resourcequotas\",\"resourcequotas/status\"]"},
        {"[\"\"]", "[\"namespaces\"]"},
        {"[\"\",\"events.k8s.io\"]", "[\"events\"]"},
        {"[\"discovery.k8s.io\"]", "[\"endpointslices\"]"},
        {"[\"apps\"]",
         "[\"controllerrevisions\",\"daemonsets\",\"daemonsets/status\",\"deployments\","
         "\"deployments/scale\",\"deployments/status\",\"replicasets\",\"replicasets/"
         "scale\","
         "\"replicasets/status\",\"statefulsets\",\"statefulsets/scale\","
         "\"statefulsets/status\"]"},
        {"[\"networking.k8s.io\"]",
         "[\"ingresses\",\"ingresses/status\",\"networkpolicies\"]"},
        {"[\"gateway.networking.k8s.io\"]",
         "[\"gatewayclasses\",\"gateways\",\"httproutes\"]"},
        {"[\"gateway.envoyproxy.io\"]", "[\"envoyproxies\"]"},
    };

    for (size_t i = 0; i < sizeof view / sizeof view[0]; i++)
        json_array_append_new(rules, rule(reading, view[i][0], view[i][1]));
}

static json_t *resource_rules(const struct kube_identity *who)
{
    json_t *rules = json_array();

    if (who->role == KUBE_ROLE_VIEW)
        add_view_rules(rules);
    json_array_append_new(
        rules, rule("[\"create\"]", "[\"authorization.k8s.io\"]",
                    "[\"selfsubjectaccessreviews\",\"selfsubjectrulesreviews\"]"));
    json_array_append_new(rules, rule("[\"create\"]", "[\"authentication.k8s.io\"]",
                                      "[\"selfsubjectreviews\"]"));
    if (who->role == KUBE_ROLE_ADMIN)
        json_array_append_new(rules, rule("[\"*\"]", "[\"*\"]", "[\"*\"]"));
    return rules;
}

static json_t *path_rules(const struct kube_identity *who)
{
    static const char known[] =
        "[{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"/api\",\"/api/*\",\"/apis\",\"/"
        "apis/*\","
        "\"/healthz\",\"/livez\",\"/openapi\",\"/openapi/*\",\"/readyz\",\"/version\","
        "\"/version/\"]},{\"verbs\":[\"get\"],\"nonResourceURLs\":[\"/healthz\",\"/"
        "livez\","
        "\"/readyz\",\"/version\",\"/version/\"]}]";
    json_t *rules = json_loads(known, 0, NULL);

    if (who->role == KUBE_ROLE_ADMIN)
        json_array_append_new(rules, json_loads("{\"verbs\":[\"*\"],\"nonResourceURLs\":"
                                                "[\"*\"]}",
                                                0, NULL));
    return rules;
}

static bool review_rules(struct kube_call *call, json_t *review)
{
    if (tree_text(review, "spec.namespace") == NULL)
        return kube_problem_set(&call->problem, 400, "BadRequest",
                                "no namespace on request");
    json_object_set_new(review, "spec", json_object());
    json_object_set_new(review, "status",
                        json_pack("{s:o,s:o,s:b}", "resourceRules",
                                  resource_rules(&call->who), "nonResourceRules",
                                  path_rules(&call->who), "incomplete", 0));
    return true;
}

/* ---- who am I ---- */

static bool review_self(struct kube_call *call, json_t *review)
{
    json_t *user = json_pack("{s:s}", "username", call->who.name);
    json_t *groups = json_array();
    char now[32];

    if (call->who.uid != NULL)
        json_object_set_new(user, "uid", json_string(call->who.uid));
    for (size_t i = 0; i < KUBE_USER_GROUPS + 2 && call->who.groups[i] != NULL; i++)
        json_array_append_new(groups, json_string(call->who.groups[i]));
    json_object_set_new(user, "groups", groups);
    if (call->who.credential != NULL)
        json_object_set_new(user, "extra",
                            json_pack("{s:[s]}",
                                      "authentication.kubernetes.io/credential-id",
                                      call->who.credential));
    json_object_set_new(review, "metadata",
                        json_pack("{s:s}", "creationTimestamp", kube_now_text(now)));
    json_object_set_new(review, "status", json_pack("{s:o}", "userInfo", user));
    return true;
}

bool kube_handle_review(struct kube_call *call)
{
    json_t *review = review_body(call);
    char version[96];
    bool fine;

    if (review == NULL)
        return false;
    if (call->kind->type == &kube_type_access_review)
        fine = review_access(call, review);
    else if (call->kind->type == &kube_type_rules_review)
        fine = review_rules(call, review);
    else
        fine = review_self(call, review);
    if (fine) {
        json_t *whole = json_pack("{s:s,s:s}", "kind", call->kind->kind, "apiVersion",
                                  kube_kind_api_version(call->kind, version));
        json_object_update(whole, review);
        kube_answer_json(call, 201, whole);
    }
    json_decref(review);
    return fine;
}
