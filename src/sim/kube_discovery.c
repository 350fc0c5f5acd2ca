#include "sim/kube_discovery.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "sim/kube_openapi.h"
#include "wire/digest.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { GROUPS_MOST = 32, VERB_COUNT = 8 };

struct kube_documents {
    char *version_json;
    json_t *groups[GROUPS_MOST]; /* APIGroup of each, in order of first use */
    size_t group_count;
    json_t *core_aggregated; /* items of /api and /apis */
    json_t *groups_aggregated;
    struct kube_openapi *openapi;
};

/* ---- pieces ---- */

static json_t *verbs_json(unsigned verbs)
{
    static const char *const names[VERB_COUNT] = {"create", "delete", "deletecollection",
                                                  "get",    "list",   "patch",
                                                  "update", "watch"};
    json_t *list = json_array();

    for (size_t i = 0; i < VERB_COUNT; i++) {
        if ((verbs & 1u << i) != 0)
            json_array_append_new(list, json_string(names[i]));
    }
    return list;
}

static json_t *names_json(const struct kube_kind *kind)
{
    json_t *list = json_array();

    for (size_t i = 0; i < KUBE_NAMES && kind->short_names[i] != NULL; i++)
        json_array_append_new(list, json_string(kind->short_names[i]));
    return list;
}

static bool same_version(const struct kube_kind *a, const struct kube_kind *b)
{
    return strcmp(a->group, b->group) == 0 && strcmp(a->version, b->version) == 0;
}

static bool is_first_of_version(size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (same_version(&kube_kinds[i], &kube_kinds[index]))
            return false;
    }
    return true;
}

static bool is_first_of_group(size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (strcmp(kube_kinds[i].group, kube_kinds[index].group) == 0)
            return false;
    }
    return true;
}

/* ---- the old form ---- */

static json_t *resource_json(const struct kube_kind *kind)
{
    json_t *one =
        json_pack("{s:s,s:s,s:b,s:s,s:o}", "name", kind->resource, "singularName",
                  kind->singular, "namespaced", kind->namespaced, "kind", kind->kind,
                  "verbs", verbs_json(kind->verbs));
    json_t *names = names_json(kind);

    if (json_array_size(names) > 0)
        json_object_set(one, "shortNames", names);
    json_decref(names);
    if (kind->category != NULL)
        json_object_set_new(one, "categories", json_pack("[s]", kind->category));
    if (kind->storage_hash != NULL)
        json_object_set_new(one, "storageVersionHash", json_string(kind->storage_hash));
    return one;
}

static json_t *subresource_json(const struct kube_kind *kind,
                                const struct kube_subresource *sub)
{
    char name[128];
    json_t *one;

    snprintf(name, sizeof name, "%s/%s", kind->resource, sub->name);
    one = json_pack("{s:s,s:s,s:b}", "name", name, "singularName", "", "namespaced",
                    kind->namespaced);
    if (sub->group != NULL) {
        json_object_set_new(one, "group", json_string(sub->group));
        json_object_set_new(one, "version", json_string(sub->version));
    }
    json_object_set_new(one, "kind",
                        json_string(sub->kind == NULL ? kind->kind : sub->kind));
    json_object_set_new(one, "verbs", verbs_json(sub->verbs));
    return one;
}

static json_t *resource_list(const char *group, const char *version)
{
    char group_version[160];
    json_t *resources = json_array();

    snprintf(group_version, sizeof group_version, "%s%s%s", group,
             group[0] == '\0' ? "" : "/", version);
    for (size_t i = 0; i < kube_kind_count; i++) {
        const struct kube_kind *kind = &kube_kinds[i];
        if (strcmp(kind->group, group) != 0 || strcmp(kind->version, version) != 0)
            continue;
        json_array_append_new(resources, resource_json(kind));
        for (size_t j = 0; j < KUBE_SUBRESOURCES && kind->sub[j].name != NULL; j++)
            json_array_append_new(resources, subresource_json(kind, &kind->sub[j]));
    }
    json_t *list = json_pack("{s:s}", "kind", "APIResourceList");
    if (group[0] != '\0')
        json_object_set_new(list, "apiVersion", json_string("v1"));
    json_object_set_new(list, "groupVersion", json_string(group_version));
    json_object_set_new(list, "resources", resources);
    return list;
}

/* All versions of the kind's group; the first of them is preferred. */
static json_t *group_json(const struct kube_kind *kind)
{
    json_t *versions = json_array();
    char text[96];

    for (size_t i = 0; i < kube_kind_count; i++) {
        if (strcmp(kube_kinds[i].group, kind->group) != 0 || !is_first_of_version(i))
            continue;
        json_array_append_new(versions,
                              json_pack("{s:s,s:s}", "groupVersion",
                                        kube_kind_api_version(&kube_kinds[i], text),
                                        "version", kube_kinds[i].version));
    }
    return json_pack("{s:s,s:o,s:O}", "name", kind->group, "versions", versions,
                     "preferredVersion", json_array_get(versions, 0));
}

static json_t *group_list(const struct kube_documents *documents)
{
    json_t *groups = json_array();

    for (size_t i = 0; i < documents->group_count; i++)
        json_array_append(groups, documents->groups[i]);
    return json_pack("{s:s,s:s,s:o}", "kind", "APIGroupList", "apiVersion", "v1",
                     "groups", groups);
}

static json_t *one_group(const struct kube_documents *documents, const char *name)
{
    for (size_t i = 0; i < documents->group_count; i++) {
        const char *its = tree_key_text(documents->groups[i], "name");
        if (strcmp(its, name) != 0)
            continue;
        json_t *group = json_pack("{s:s,s:s}", "kind", "APIGroup", "apiVersion", "v1");
        json_object_update(group, documents->groups[i]);
        return group;
    }
    return NULL;
}

/* ---- the aggregated form ---- */

static json_t *response_kind(const struct kube_kind *kind,
                             const struct kube_subresource *sub)
{
    bool other = sub != NULL && sub->kind != NULL;

    return json_pack("{s:s,s:s,s:s}", "group", other ? sub->group : "", "version",
                     other ? sub->version : "", "kind", other ? sub->kind : kind->kind);
}

static json_t *aggregated_resource(const struct kube_kind *kind)
{
    json_t *one = json_pack(
        "{s:s,s:o,s:s,s:s,s:o}", "resource", kind->resource, "responseKind",
        response_kind(kind, NULL), "scope", kind->namespaced ? "Namespaced" : "Cluster",
        "singularResource", kind->singular, "verbs", verbs_json(kind->verbs));
    json_t *names = names_json(kind);
    json_t *subs = json_array();

    if (json_array_size(names) > 0)
        json_object_set(one, "shortNames", names);
    if (kind->category != NULL)
        json_object_set_new(one, "categories", json_pack("[s]", kind->category));
    for (size_t i = 0; i < KUBE_SUBRESOURCES && kind->sub[i].name != NULL; i++)
        json_array_append_new(subs, json_pack("{s:s,s:o,s:o}", "subresource",
                                              kind->sub[i].name, "responseKind",
                                              response_kind(kind, &kind->sub[i]), "verbs",
                                              verbs_json(kind->sub[i].verbs)));
    if (json_array_size(subs) > 0)
        json_object_set(one, "subresources", subs);
    json_decref(names);
    json_decref(subs);
    return one;
}

static json_t *aggregated_version(const struct kube_kind *first)
{
    json_t *resources = json_array();

    for (size_t i = 0; i < kube_kind_count; i++) {
        if (same_version(&kube_kinds[i], first))
            json_array_append_new(resources, aggregated_resource(&kube_kinds[i]));
    }
    return json_pack("{s:s,s:o,s:s}", "version", first->version, "resources", resources,
                     "freshness", "Current");
}

static json_t *aggregated_group(const struct kube_kind *first)
{
    json_t *versions = json_array();
    json_t *metadata = json_object();

    for (size_t i = 0; i < kube_kind_count; i++) {
        if (strcmp(kube_kinds[i].group, first->group) == 0 && is_first_of_version(i))
            json_array_append_new(versions, aggregated_version(&kube_kinds[i]));
    }
    if (first->group[0] != '\0')
        json_object_set_new(metadata, "name", json_string(first->group));
    return json_pack("{s:o,s:o}", "metadata", metadata, "versions", versions);
}

/* ---- making them ---- */

static void read_minor(const char *version, char major[8], char minor[8])
{
    unsigned a = 1;
    unsigned b = 31;

    sscanf(version, "v%u.%u", &a, &b);
    snprintf(major, 8, "%u", a);
    snprintf(minor, 8, "%u", b);
}

/* Versions that can behave as an older one say so. */
static void add_emulation(json_t *tree, const char *major, const char *minor)
{
    int64_t number = 0;

    if (!span_to_i64(span_of(minor), &number) || number < 33)
        return;
    json_object_set_new(tree, "emulationMajor", json_string(major));
    json_object_set_new(tree, "emulationMinor", json_string(minor));
    json_object_set_new(tree, "minCompatibilityMajor", json_string(major));
    json_object_set_new(tree, "minCompatibilityMinor",
                        json_sprintf("%lld", (long long)number - 1));
}

static char *version_json(const char *version)
{
    char major[8];
    char minor[8];

    read_minor(version, major, minor);
    json_t *tree = json_pack("{s:s,s:s}", "major", major, "minor", minor);
    add_emulation(tree, major, minor);
    json_t *rest =
        json_pack("{s:s,s:s,s:s,s:s,s:s,s:s,s:s}", "gitVersion", version, "gitCommit",
                  "0000000000000000000000000000000000000000", "gitTreeState", "clean",
                  "buildDate", "2025-01-01T00:00:00Z", "goVersion", "go1.22.10",
                  "compiler", "gc", "platform", "linux/amd64");
    json_object_update(tree, rest);
    json_decref(rest);
    char *text = json_dumps(tree, JSON_INDENT(2));
    json_decref(tree);
    return text;
}

struct kube_documents *kube_documents_new(const char *version)
{
    struct kube_documents *documents = mem_new(sizeof *documents);

    documents->version_json = version_json(version);
    documents->core_aggregated = json_array();
    documents->groups_aggregated = json_array();
    for (size_t i = 0; i < kube_kind_count; i++) {
        const struct kube_kind *kind = &kube_kinds[i];
        if (!is_first_of_group(i))
            continue;
        if (kind->group[0] == '\0') {
            json_array_append_new(documents->core_aggregated, aggregated_group(kind));
            continue;
        }
        json_array_append_new(documents->groups_aggregated, aggregated_group(kind));
        if (documents->group_count < GROUPS_MOST)
            documents->groups[documents->group_count++] = group_json(kind);
    }
    documents->openapi = kube_openapi_new(version);
    return documents;
}

void kube_documents_free(struct kube_documents *documents)
{
    if (documents == NULL)
        return;
    free(documents->version_json);
    for (size_t i = 0; i < documents->group_count; i++)
        json_decref(documents->groups[i]);
    json_decref(documents->core_aggregated);
    json_decref(documents->groups_aggregated);
    kube_openapi_free(documents->openapi);
    free(documents);
}

/* ---- answers ---- */

void kube_etag_make(const char *text, size_t bytes, char out[KUBE_ETAG_BYTES])
{
    char hex[SHA256_HEX_BYTES];

    digest_sha256_hex(span_make(text, bytes), hex);
    for (char *at = hex; *at != '\0'; at++)
        *at = (char)toupper((unsigned char)*at);
    snprintf(out, KUBE_ETAG_BYTES, "\"%s%s\"", hex, hex);
}

/* "v2" or "v2beta1" when the aggregated form is what the client likes best; NULL. */
static const char *aggregated_wish(const struct kube_call *call)
{
    struct span rest = span_of(ask_header(call->ask, "Accept"));
    struct span media;

    while (span_cut(&rest, ',', &media)) {
        if (!span_has(media, "as=APIGroupDiscoveryList")) {
            if (span_starts(span_trim(media), "application/json"))
                return NULL;
            continue;
        }
        if (!span_starts(span_trim(media), "application/json"))
            continue;
        return span_has(media, "v=v2beta1") ? "v2beta1" : "v2";
    }
    return NULL;
}

static bool is_known_to_client(const struct kube_call *call, const char *etag)
{
    const char *known = ask_header(call->ask, "If-None-Match");

    return known != NULL && strcmp(known, etag) == 0;
}

static void answer_aggregated(struct kube_call *call, const json_t *items,
                              const char *version)
{
    char etag[KUBE_ETAG_BYTES];
    char type[128];
    struct buf text;

    buf_init(&text, LIMIT_OUTPUT_BYTES);
    buf_print(&text,
              "{\"kind\":\"APIGroupDiscoveryList\",\"apiVersion\":"
              "\"apidiscovery.k8s.io/%s\",\"metadata\":{},\"items\":",
              version);
    tree_to_json(items, 0, &text);
    buf_add_text(&text, "}");
    kube_etag_make(text.at, text.bytes, etag);
    reply_header(call->reply, "Cache-Control", "public");
    reply_header(call->reply, "ETag", etag);
    reply_header(call->reply, "Vary", "Accept");
    if (is_known_to_client(call, etag)) {
        reply_status(call->reply, 304);
        buf_release(&text);
        return;
    }
    snprintf(type, sizeof type,
             "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList",
             version);
    size_t bytes = text.bytes;
    reply_bytes(call->reply, type, buf_take(&text), bytes);
    reply_gzip_from(call->reply, 128 * LIMIT_KIB);
}

static json_t *core_versions(const struct kube_call *call)
{
    const char *url = kube_api_url(call->api);
    const char *host = strstr(url, "://");

    return json_pack("{s:s,s:[s],s:[{s:s,s:s}]}", "kind", "APIVersions", "versions", "v1",
                     "serverAddressByClientCIDRs", "clientCIDR", "0.0.0.0/0",
                     "serverAddress", host == NULL ? url : host + 3);
}

static bool not_found_page(struct kube_call *call)
{
    kube_answer_plain(call, 404, "404 page not found\n");
    return true;
}

static bool answer_api(struct kube_call *call)
{
    const struct kube_documents *documents = call->api->documents;
    const char *wish = aggregated_wish(call);

    if (call->ask->segment_count == 2) {
        if (strcmp(call->ask->segments[1], "v1") != 0)
            return not_found_page(call);
        kube_answer_json(call, 200, resource_list("", "v1"));
    } else if (wish != NULL) {
        answer_aggregated(call, documents->core_aggregated, wish);
    } else {
        kube_answer_json(call, 200, core_versions(call));
    }
    return true;
}

static bool answer_apis(struct kube_call *call)
{
    const struct kube_documents *documents = call->api->documents;
    const char *const *segments = call->ask->segments;
    const char *wish = aggregated_wish(call);

    if (call->ask->segment_count == 1) {
        if (wish != NULL)
            answer_aggregated(call, documents->groups_aggregated, wish);
        else
            kube_answer_json(call, 200, group_list(documents));
        return true;
    }
    json_t *group = one_group(documents, segments[1]);
    if (group == NULL)
        return not_found_page(call);
    if (call->ask->segment_count == 2) {
        kube_answer_json(call, 200, group);
        return true;
    }
    json_decref(group);
    json_t *list = resource_list(segments[1], segments[2]);
    if (json_array_size(tree_key(list, "resources")) == 0) {
        json_decref(list);
        return not_found_page(call);
    }
    kube_answer_json(call, 200, list);
    return true;
}

static bool answer_health(struct kube_call *call, const char *what)
{
    static const char *const checks[] = {
        "ping",
        "log",
        "informer-sync",
        "poststarthook/generic-apiserver-start-informers",
        "poststarthook/priority-and-fairness-config-consumer",
        "poststarthook/bootstrap-controller",
        "poststarthook/apiservice-openapi-controller",
        "shutdown",
    };
    struct buf text;

    if (ask_query(call->ask, "verbose") == NULL) {
        kube_answer_plain(call, 200, "ok");
        return true;
    }
    buf_init(&text, LIMIT_KIB * 16);
    for (size_t i = 0; i < ARRAY_COUNT(checks); i++)
        buf_print(&text, "[+]%s ok\n", checks[i]);
    buf_print(&text, "%s check passed\n", what);
    kube_answer_plain(call, 200, buf_text(&text));
    buf_release(&text);
    return true;
}

static bool answer_root(struct kube_call *call)
{
    static const char *const more[] = {"/healthz",    "/livez",       "/openapi/v2",
                                       "/openapi/v3", "/openapi/v3/", "/readyz",
                                       "/version"};
    json_t *paths = json_array();
    char path[200];
    char version[96];

    json_array_append_new(paths, json_string("/api"));
    json_array_append_new(paths, json_string("/api/v1"));
    json_array_append_new(paths, json_string("/apis"));
    json_array_append_new(paths, json_string("/apis/"));
    for (size_t i = 0; i < kube_kind_count; i++) {
        const struct kube_kind *kind = &kube_kinds[i];
        if (kind->group[0] == '\0' || !is_first_of_version(i))
            continue;
        snprintf(path, sizeof path, "/apis/%s", kind->group);
        if (is_first_of_group(i))
            json_array_append_new(paths, json_string(path));
        snprintf(path, sizeof path, "/apis/%s", kube_kind_api_version(kind, version));
        json_array_append_new(paths, json_string(path));
    }
    for (size_t i = 0; i < ARRAY_COUNT(more); i++)
        json_array_append_new(paths, json_string(more[i]));
    call->format.pretty = true; /* a real one indents this page for everybody */
    kube_answer_json(call, 200, json_pack("{s:o}", "paths", paths));
    return true;
}

bool kube_handle_plain(struct kube_call *call)
{
    const struct kube_documents *documents = call->api->documents;
    const char *first = call->ask->segment_count == 0 ? "" : call->ask->segments[0];
    bool reads =
        strcmp(call->ask->method, "GET") == 0 || strcmp(call->ask->method, "HEAD") == 0;

    if (!reads) {
        call->problem.has_details = true;
        return kube_problem_set(&call->problem, 405, "MethodNotAllowed",
                                "the server does not allow this method on the "
                                "requested resource");
    }
    if (first[0] == '\0')
        return answer_root(call);
    if (strcmp(first, "version") == 0) {
        kube_answer_plain_json(call, documents->version_json);
        return true;
    }
    if (strcmp(first, "healthz") == 0 || strcmp(first, "livez") == 0 ||
        strcmp(first, "readyz") == 0)
        return answer_health(call, first);
    if (strcmp(first, "api") == 0 && call->ask->segment_count <= 2)
        return answer_api(call);
    if (strcmp(first, "apis") == 0 && call->ask->segment_count <= 3)
        return answer_apis(call);
    if (strcmp(first, "openapi") == 0)
        return kube_openapi_answer(documents->openapi, call) || not_found_page(call);
    return not_found_page(call);
}
