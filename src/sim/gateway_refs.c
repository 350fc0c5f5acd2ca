#include "sim/gateway_refs.h"

#include <stdbool.h>
#include <string.h>

#include "sim/object_path.h"
#include "wire/tree.h"

#include "base/banned.h"

/* Who asks, about which route, and where the findings go. */
struct look {
    struct agent *agent;
    const struct agent_server *kube;
    const char *own; /* the route's namespace */
    struct buf *missing;
    struct buf *forbidden;
};

static struct agent_answer get(const struct look *look, const struct url *url)
{
    return agent_ask(look->agent, look->kube,
                     agent_request("GET", url_text(url), NULL, NULL));
}

/* Asked anew each time: Services at large are not watched by the Gateway controller. */
static bool exists(const struct look *look, const char *namespace, const char *name)
{
    struct url url;
    object_path("v1", "Service", namespace, name, &url);
    struct agent_answer answer = get(look, &url);
    bool there = answer.status != 404;
    agent_answer_release(&answer);
    url_release(&url);
    return there;
}

static bool grant_allows(const json_t *grant, const char *namespace)
{
    const json_t *from = tree_at(grant, "spec.from");
    for (size_t i = 0; i < json_array_size(from); i++) {
        const char *allowed = tree_text(json_array_get(from, i), "namespace");
        if (allowed != NULL && strcmp(allowed, namespace) == 0)
            return true;
    }
    return false;
}

static bool is_granted(const struct look *look, const char *to)
{
    struct url url;
    bool granted = false;

    url_init(&url, "/apis/gateway.networking.k8s.io/v1beta1/namespaces");
    url_segment(&url, to);
    url_segment(&url, "referencegrants");
    struct agent_answer answer = get(look, &url);
    const json_t *grants = tree_at(answer.json, "items");
    for (size_t i = 0; i < json_array_size(grants); i++)
        granted = granted || grant_allows(json_array_get(grants, i), look->own);
    agent_answer_release(&answer);
    url_release(&url);
    return granted;
}

static void check_one(const struct look *look, const json_t *backend)
{
    const char *name = tree_text(backend, "name");
    const char *namespace = tree_text(backend, "namespace");

    if (name == NULL)
        name = "";
    if (namespace == NULL)
    namespace = look->own;
    if (look->missing->bytes == 0 && !exists(look, namespace, name))
        buf_print(look->missing, "%s/%s", namespace, name);
    if (look->forbidden->bytes == 0 && strcmp(namespace, look->own) != 0 &&
        !is_granted(look, namespace))
        buf_print(look->forbidden, "%s/%s", namespace, name);
}

void gateway_refs_check(struct agent *agent, const struct agent_server *kube,
                        const json_t *route, struct buf *missing, struct buf *forbidden)
{
    const char *own = tree_text(route, "metadata.namespace");
    const json_t *rules = tree_at(route, "spec.rules");
    const struct look look = {.agent = agent,
                              .kube = kube,
                              .own = own != NULL ? own : "",
                              .missing = missing,
                              .forbidden = forbidden};

    for (size_t i = 0; i < json_array_size(rules); i++) {
        const json_t *backends = tree_at(json_array_get(rules, i), "backendRefs");
        for (size_t j = 0; j < json_array_size(backends); j++)
            check_one(&look, json_array_get(backends, j));
    }
}
