#include <string.h>

#include "base/buf.h"
#include "kube/decode.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { BACKEND_TEXT_BYTES = 256 };

static bool same_text(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

/* Routes may have other parents (a mesh attaches them to Services). */
static bool is_gateway(const json_t *reference)
{
    const char *kind = tree_text(reference, "kind");
    return kind == NULL || strcmp(kind, "Gateway") == 0;
}

static bool is_same_parent(const json_t *a, const json_t *b)
{
    return same_text(tree_text(a, "namespace"), tree_text(b, "namespace")) &&
           same_text(tree_text(a, "name"), tree_text(b, "name")) &&
           same_text(tree_text(a, "sectionName"), tree_text(b, "sectionName"));
}

/* What the status says of a parent; NULL when nothing. */
static const json_t *status_of(const json_t *list, size_t count, const json_t *reference)
{
    for (size_t i = 0; i < count; i++) {
        const json_t *item = json_array_get(list, i);
        if (is_same_parent(tree_at(item, "parentRef"), reference))
            return item;
    }
    return NULL;
}

static enum err_code decode_parent(const json_t *reference, const json_t *status,
                                   const struct meta *meta, struct keep *keep,
                                   struct route_parent *ret_parent, struct err *err)
{
    const char *name;
    const char *namespace = tree_text(reference, "namespace");
    enum err_code code = tree_need_text(reference, "name", &name, err);
    if (code != ERR_OK)
        return code;

    ret_parent->gateway_name = keep_text(keep, name);
    ret_parent->gateway_namespace =
        namespace == NULL ? meta->namespace : keep_text(keep, namespace);
    ret_parent->section = keep_text_or_empty(keep, tree_text(reference, "sectionName"));
    return decode_conditions(status, "conditions", keep, &ret_parent->conditions,
                             &ret_parent->condition_count, err);
}

static enum err_code decode_parents(const json_t *tree, const struct meta *meta,
                                    struct keep *keep, struct http_route *route,
                                    struct err *err)
{
    const json_t *list;
    const json_t *status_list;
    size_t count;
    size_t status_count;
    enum err_code code = decode_list(tree, "spec.parentRefs", &list, &count, err);
    if (code != ERR_OK)
        return code;
    code = decode_list(tree, "status.parents", &status_list, &status_count, err);
    if (code != ERR_OK)
        return code;

    struct route_parent *parents = keep_array(keep, count, sizeof *parents);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        const json_t *reference = json_array_get(list, i);
        if (!is_gateway(reference))
            continue;
        const json_t *status = status_of(status_list, status_count, reference);
        code = decode_parent(reference, status, meta, keep, &parents[kept++], err);
        if (code != ERR_OK)
            return decode_item_misfit(err, code, "spec.parentRefs", i);
    }
    route->parents = parents;
    route->parent_count = kept;
    return ERR_OK;
}

static int64_t weight_of(const json_t *backend)
{
    int64_t weight = tree_int(backend, "weight", 1);
    return weight < 0 || weight > 1000000 ? 0 : weight; /* the API's own range */
}

/* "web:8080" for one, "web 90% beta 10%" for several. */
static void print_backends(const json_t *list, size_t count, struct buf *out)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++)
        sum += weight_of(json_array_get(list, i));
    for (size_t i = 0; i < count; i++) {
        const json_t *backend = json_array_get(list, i);
        const char *name = tree_text(backend, "name");
        if (name == NULL)
            continue;
        int64_t port = tree_int(backend, "port", 0);
        if (count > 1)
            buf_print(out, "%s%s %lld%%", out->bytes == 0 ? "" : " ", name,
                      (long long)(sum == 0 ? 0 : weight_of(backend) * 100 / sum));
        else if (port > 0)
            buf_print(out, "%s:%lld", name, (long long)port);
        else
            buf_add_text(out, name);
    }
}

static enum err_code decode_first_rule(const json_t *tree, struct keep *keep,
                                       struct http_route *route, struct err *err)
{
    const json_t *rules;
    const json_t *matches;
    const json_t *backends;
    size_t rule_count;
    size_t match_count;
    size_t backend_count;
    enum err_code code = decode_list(tree, "spec.rules", &rules, &rule_count, err);
    if (code != ERR_OK)
        return code;
    const json_t *rule = rule_count == 0 ? NULL : json_array_get(rules, 0);
    if ((code = decode_list(rule, "matches", &matches, &match_count, err)) != ERR_OK ||
        (code = decode_list(rule, "backendRefs", &backends, &backend_count, err)) !=
            ERR_OK)
        return decode_item_misfit(err, code, "spec.rules", 0);

    const char *path =
        match_count == 0 ? NULL : tree_text(json_array_get(matches, 0), "path.value");
    route->match = path == NULL ? "/" : keep_text(keep, path);

    struct buf text;
    buf_init(&text, BACKEND_TEXT_BYTES);
    print_backends(backends, backend_count, &text);
    route->backend = text.bytes == 0 ? "" : keep_bytes(keep, text.at, text.bytes);
    buf_release(&text);
    return ERR_OK;
}

enum err_code http_route_decode(const json_t *tree, const struct meta *meta,
                                struct keep *keep, struct http_route *ret_route,
                                struct err *err)
{
    enum err_code code = decode_texts(tree, "spec.hostnames", keep, &ret_route->hosts,
                                      &ret_route->host_count, err);
    if (code != ERR_OK)
        return code;

    code = decode_parents(tree, meta, keep, ret_route, err);
    if (code != ERR_OK)
        return code;
    return decode_first_rule(tree, keep, ret_route, err);
}
