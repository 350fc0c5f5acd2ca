#include <string.h>

#include "base/buf.h"
#include "kube/decode.h"
#include "wire/value.h"

#include "base/banned.h"

enum { BACKEND_TEXT_BYTES = 256 };

static bool same_text(const char *a, const char *b)
{
    return strcmp(a == NULL ? "" : a, b == NULL ? "" : b) == 0;
}

/* Routes may have other parents (a mesh attaches them to Services). */
static bool is_gateway(const struct value *reference)
{
    const char *kind = value_text(reference, "kind");
    return kind == NULL || strcmp(kind, "Gateway") == 0;
}

static bool is_same_parent(const struct value *a, const struct value *b)
{
    return same_text(value_text(a, "namespace"), value_text(b, "namespace")) &&
           same_text(value_text(a, "name"), value_text(b, "name")) &&
           same_text(value_text(a, "sectionName"), value_text(b, "sectionName"));
}

/* What the status says of a parent; NULL when nothing. */
static const struct value *status_of(const struct value *item, size_t count,
                                     const struct value *reference)
{
    for (size_t i = 0; i < count; i++) {
        if (is_same_parent(value_at(item, "parentRef"), reference))
            return item;
        item = value_next(item);
    }
    return NULL;
}

static enum err_code decode_parent(const struct value *reference,
                                   const struct value *status, const struct meta *meta,
                                   struct keep *keep, struct route_parent *ret_parent,
                                   struct err *err)
{
    const char *name;
    const char *namespace = value_text(reference, "namespace");
    enum err_code code = value_need_text(reference, "name", &name, err);
    if (code != ERR_OK)
        return code;

    ret_parent->gateway_name = keep_text(keep, name);
    ret_parent->gateway_namespace =
        namespace == NULL ? meta->namespace : keep_text(keep, namespace);
    ret_parent->section = keep_text_or_empty(keep, value_text(reference, "sectionName"));
    return decode_conditions(status, "conditions", keep, &ret_parent->conditions,
                             &ret_parent->condition_count, err);
}

static enum err_code decode_parents(const struct value *tree, const struct meta *meta,
                                    struct keep *keep, struct http_route *route,
                                    struct err *err)
{
    const struct value *reference;
    const struct value *states;
    size_t count;
    size_t state_count;
    enum err_code code = decode_list(tree, "spec.parentRefs", &reference, &count, err);
    if (code != ERR_OK)
        return code;
    code = decode_list(tree, "status.parents", &states, &state_count, err);
    if (code != ERR_OK)
        return code;

    struct route_parent *parents = keep_array(keep, count, sizeof *parents);
    size_t kept = 0;
    for (size_t i = 0; i < count; i++, reference = value_next(reference)) {
        if (!is_gateway(reference))
            continue;
        const struct value *state = status_of(states, state_count, reference);
        code = decode_parent(reference, state, meta, keep, &parents[kept++], err);
        if (code != ERR_OK)
            return decode_item_misfit(err, code, "spec.parentRefs", i);
    }
    route->parents = parents;
    route->parent_count = kept;
    return ERR_OK;
}

static int64_t weight_of(const struct value *backend)
{
    int64_t weight = value_int(backend, "weight", 1);
    return weight < 0 || weight > 1000000 ? 0 : weight; /* the API's own range */
}

static int64_t weight_sum(const struct value *backend, size_t count)
{
    int64_t sum = 0;

    for (size_t i = 0; i < count; i++, backend = value_next(backend))
        sum += weight_of(backend);
    return sum;
}

/* "web:8080" for one, "web 90% beta 10%" for several. */
static void print_backends(const struct value *backend, size_t count, struct buf *out)
{
    int64_t sum = weight_sum(backend, count);

    for (size_t i = 0; i < count; i++, backend = value_next(backend)) {
        const char *name = value_text(backend, "name");
        int64_t port = value_int(backend, "port", 0);
        if (name == NULL)
            continue;
        if (count > 1)
            buf_print(out, "%s%s %lld%%", out->bytes == 0 ? "" : " ", name,
                      (long long)(sum == 0 ? 0 : weight_of(backend) * 100 / sum));
        else if (port > 0)
            buf_print(out, "%s:%lld", name, (long long)port);
        else
            buf_add_text(out, name);
    }
}

static enum err_code decode_first_rule(const struct value *tree, struct keep *keep,
                                       struct http_route *route, struct err *err)
{
    const struct value *rule;
    const struct value *match;
    const struct value *backend;
    size_t rule_count;
    size_t match_count;
    size_t backend_count;
    enum err_code code = decode_list(tree, "spec.rules", &rule, &rule_count, err);
    if (code != ERR_OK)
        return code;
    if ((code = decode_list(rule, "matches", &match, &match_count, err)) != ERR_OK ||
        (code = decode_list(rule, "backendRefs", &backend, &backend_count, err)) !=
            ERR_OK)
        return decode_item_misfit(err, code, "spec.rules", 0);

    const char *path = value_text(match, "path.value");
    route->match = path == NULL ? "/" : keep_text(keep, path);

    struct buf text;
    buf_init(&text, BACKEND_TEXT_BYTES);
    print_backends(backend, backend_count, &text);
    route->backend = text.bytes == 0 ? "" : keep_bytes(keep, text.at, text.bytes);
    buf_release(&text);
    return ERR_OK;
}

enum err_code http_route_decode(const struct value *tree, const struct meta *meta,
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
