/*
 * kube_answer.c - how an answer is to look, and putting it together.
 *
 * Source: captures 019, 116, 130-138, 158-162, 612-614, 800-805.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/span.h"
#include "sim/kube_event.h"
#include "sim/kube_inside.h"
#include "sim/kube_table.h"
#include "wire/tree.h"
#include "base/banned.h"

#define GZIP_FROM_BYTES                                                                  \
    (128 * LIMIT_KIB) /* as a real one: smaller answers are left plain */

/* ---- Accept ---- */

static const char media_json[] = "application/json";
static const char media_yaml[] = "application/yaml";

static bool wants_pretty(const struct kube_call *call)
{
    const char *asked = ask_query(call->ask, "pretty");
    const char *agent = ask_header(call->ask, "User-Agent");

    if (asked != NULL)
        return strcmp(asked, "0") != 0 && strcmp(asked, "false") != 0;
    return agent != NULL &&
           (strncmp(agent, "curl", 4) == 0 || strncmp(agent, "Wget", 4) == 0 ||
            strncmp(agent, "Mozilla", 7) == 0);
}

/* The value of a parameter of a media type: ";as=Table;v=v1". */
static struct span parameter(struct span parameters, const char *name)
{
    struct span part;

    while (span_cut(&parameters, ';', &part)) {
        struct span value = span_trim(part);
        struct span key;
        span_cut(&value, '=', &key);
        if (span_is(span_trim(key), name))
            return span_trim(value);
    }
    return (struct span){0};
}

/* false: a look that is not offered; the next of the list may be. */
static bool take_look(struct kube_call *call, struct span parameters)
{
    struct kube_format *format = &call->format;
    struct span as = parameter(parameters, "as");
    struct span group = parameter(parameters, "g");

    format->look = KUBE_LOOK_WHOLE;
    if (as.bytes == 0)
        return true;
    if (!span_is(group, "meta.k8s.io"))
        return false;
    format->table_version =
        span_is(parameter(parameters, "v"), "v1beta1") ? "v1beta1" : "v1";
    if (span_is(as, "Table"))
        format->look = KUBE_LOOK_TABLE;
    else if (span_is(as, "PartialObjectMetadata") ||
             span_is(as, "PartialObjectMetadataList"))
        format->look = KUBE_LOOK_PARTIAL;
    else
        return false;
    return true;
}

static bool take_media(struct kube_call *call, struct span media)
{
    struct span name;

    span_cut(&media, ';', &name);
    name = span_trim(name);
    call->format.yaml = span_is_nocase(name, media_yaml);
    bool known = call->format.yaml || span_is_nocase(name, media_json) ||
                 span_is(name, "*/*") || span_is_nocase(name, "application/*");
    return known && take_look(call, media);
}

bool kube_accept_read(struct kube_call *call)
{
    struct span rest = span_of(ask_header(call->ask, "Accept"));
    struct span media;

    call->format.pretty = wants_pretty(call);
    call->format.include = ask_query(call->ask, "includeObject");
    if (span_trim(rest).bytes == 0)
        return true;
    while (span_cut(&rest, ',', &media)) {
        if (take_media(call, span_trim(media)))
            return true;
    }
    call->format = (struct kube_format){.pretty = true};
    kube_problem_set(
        &call->problem, 406, "NotAcceptable",
        "406: Not Acceptable\n\nAvailable representations: application/json, "
        "application/yaml, application/json;stream=watch");
    call->problem.has_details = true;
    return false;
}

/* ---- objects as text ---- */

void kube_add_envelope(const struct kube_kind *kind, const struct kube_version *version,
                       struct buf *out)
{
    char text[96];

    buf_print(out, "{\"kind\":\"%s\",\"apiVersion\":\"%s\",", kind->kind,
              kube_kind_api_version(kind, text));
    buf_add(out, version->text + 1, version->bytes - 1);
}

static void add_json(struct buf *out, json_t *json)
{
    tree_to_json(json, 0, out);
    json_decref(json);
}

/* The object in the words of the kind asked for, without kind and apiVersion. */
static json_t *told_tree(const struct kube_kind *kind, json_t *stored)
{
    return kind->type == &kube_type_event_events ? kube_event_tell(stored) : stored;
}

void kube_add_item(const struct kube_kind *kind, const struct kube_version *version,
                   struct buf *out)
{
    if (kind->type == &kube_type_event_events)
        add_json(out, told_tree(kind, kube_version_tree(version)));
    else
        buf_add(out, version->text, version->bytes);
}

static void add_whole(const struct kube_kind *kind, const struct kube_version *version,
                      struct buf *out)
{
    char text[96];

    if (kind->type != &kube_type_event_events) {
        kube_add_envelope(kind, version, out);
        return;
    }
    json_t *object = json_pack("{s:s,s:s}", "kind", kind->kind, "apiVersion",
                               kube_kind_api_version(kind, text));
    json_t *told = told_tree(kind, kube_version_tree(version));
    json_object_update(object, told);
    json_decref(told);
    add_json(out, object);
}

void kube_add_partial(const struct kube_version *version, struct buf *out)
{
    buf_add_text(out,
                 "{\"kind\":\"PartialObjectMetadata\",\"apiVersion\":\"meta.k8s.io/v1\","
                 "\"metadata\":");
    buf_add(out, version->metadata.at, version->metadata.bytes);
    buf_add_text(out, "}");
}

void kube_add_row(const struct kube_format *format, const struct kube_kind *kind,
                  const struct kube_version *version, struct buf *out)
{
    json_t *object = kube_version_tree_unmanaged(version);
    const struct kube_cell_source source = {.name = version->name,
                                            .created_ms = version->created_ms,
                                            .object = object,
                                            .now_ms = kube_wall_ms()};

    buf_add_text(out, "{\"cells\":");
    add_json(out, kube_table_cells(kind, &source));
    json_decref(object);
    buf_add_text(out, ",\"object\":");
    if (format->include != NULL && strcmp(format->include, "None") == 0)
        buf_add_text(out, "null");
    else if (format->include != NULL && strcmp(format->include, "Object") == 0)
        add_whole(kind, version, out);
    else
        kube_add_partial(version, out);
    buf_add_text(out, "}");
}

void kube_add_columns(const struct kube_kind *kind, struct buf *out)
{
    buf_add_text(out, "\"columnDefinitions\":");
    add_json(out, kube_table_columns(kind));
}

static void add_table(const struct kube_format *format, const struct kube_kind *kind,
                      const struct kube_version *version, bool first, struct buf *out)
{
    buf_print(out,
              "{\"kind\":\"Table\",\"apiVersion\":\"meta.k8s.io/%s\",\"metadata\":{"
              "\"resourceVersion\":\"%llu\"},",
              format->table_version, (unsigned long long)version->rv);
    if (first)
        kube_add_columns(kind, out);
    else
        buf_add_text(out, "\"columnDefinitions\":null");
    buf_add_text(out, ",\"rows\":[");
    kube_add_row(format, kind, version, out);
    buf_add_text(out, "]}");
}

void kube_render(const struct kube_format *format, const struct kube_kind *kind,
                 const struct kube_version *version, bool first, struct buf *out)
{
    switch (format->look) {
    case KUBE_LOOK_TABLE:
        add_table(format, kind, version, first, out);
        return;
    case KUBE_LOOK_PARTIAL:
        kube_add_partial(version, out);
        return;
    case KUBE_LOOK_WHOLE:
        break;
    }
    add_whole(kind, version, out);
}

/* ---- answers ---- */

static void add_as_yaml(const struct buf *text, struct buf *out)
{
    json_t *tree = json_loadb(buf_text(text), text->bytes, JSON_DECODE_ANY, NULL);
    char *sorted_text =
        tree == NULL ? NULL : json_dumps(tree, JSON_SORT_KEYS | JSON_ENCODE_ANY);
    json_t *sorted =
        sorted_text == NULL ? NULL : json_loads(sorted_text, JSON_DECODE_ANY, NULL);

    if (sorted != NULL)
        tree_to_yaml(sorted, out);
    json_decref(sorted);
    free(sorted_text);
    json_decref(tree);
}

/* Compact JSON into what the client reads best. Takes and gives the buf's bytes. */
static void reformat(const struct kube_format *format, struct buf *text)
{
    struct buf out;

    buf_init(&out, LIMIT_OUTPUT_BYTES);
    if (format->yaml) {
        add_as_yaml(text, &out);
    } else {
        tree_indent_json(buf_span(text), &out);
        buf_add_text(&out, "\n");
    }
    buf_release(text);
    *text = out;
}

static void add_standard_headers(struct kube_call *call)
{
    char uid[KUBE_UID_BYTES];

    pthread_mutex_lock(&call->api->lock);
    kube_uid_make(kube_chance(call->api, NULL), uid);
    pthread_mutex_unlock(&call->api->lock);
    reply_header(call->reply, "Audit-Id", uid);
    reply_header(call->reply, "Cache-Control", "no-cache, private");
    reply_header(call->reply, "X-Kubernetes-Pf-Flowschema-Uid",
                 "1038e0dc-c70c-4325-821b-00c04c71434f");
    reply_header(call->reply, "X-Kubernetes-Pf-Prioritylevel-Uid",
                 "830ce4ff-3914-405f-8895-e3ac7c396c49");
}

void kube_answer_stream_headers(struct kube_call *call)
{
    add_standard_headers(call);
}

void kube_answer_buf(struct kube_call *call, int status, struct buf *text)
{
    if (call->format.yaml || call->format.pretty)
        reformat(&call->format, text);
    size_t bytes = text->bytes;

    add_standard_headers(call);
    reply_status(call->reply, status);
    reply_bytes(call->reply, call->format.yaml ? media_yaml : media_json, buf_take(text),
                bytes);
    reply_gzip_from(call->reply, GZIP_FROM_BYTES);
}

void kube_answer_json(struct kube_call *call, int status, json_t *json)
{
    struct buf text;

    buf_init(&text, LIMIT_OUTPUT_BYTES);
    add_json(&text, json);
    kube_answer_buf(call, status, &text);
}

void kube_answer_version(struct kube_call *call, int status,
                         const struct kube_version *version)
{
    struct buf text;

    buf_init(&text, LIMIT_OUTPUT_BYTES);
    kube_render(&call->format, call->kind, version, true, &text);
    kube_answer_buf(call, status, &text);
}

void kube_answer_problem(struct kube_call *call)
{
    char seconds[16];

    if (call->problem.retry_after_s > 0) {
        snprintf(seconds, sizeof seconds, "%d", call->problem.retry_after_s);
        reply_header(call->reply, "Retry-After", seconds);
    }
    call->format.look = KUBE_LOOK_WHOLE;
    kube_answer_json(call, call->problem.code, kube_problem_status(&call->problem));
}

void kube_answer_plain(struct kube_call *call, int status, const char *text)
{
    add_standard_headers(call);
    reply_header(call->reply, "X-Content-Type-Options", "nosniff");
    reply_status(call->reply, status);
    reply_text(call->reply, "text/plain; charset=utf-8", text, strlen(text));
}

void kube_answer_plain_json(struct kube_call *call, const char *text)
{
    add_standard_headers(call);
    reply_text(call->reply, media_json, text, strlen(text));
}

void kube_warn(struct kube_call *call, const char *format, ...)
{
    struct buf value;
    char text[1024];
    va_list args;

    if (call->warning_count++ >= 10)
        return;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    buf_init(&value, LIMIT_HEADER_BYTES);
    buf_add_text(&value, "299 - \"");
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"' || *at == '\\')
            buf_add_byte(&value, '\\');
        buf_add_byte(&value, (unsigned char)*at < 0x20 ? ' ' : *at);
    }
    buf_add_text(&value, "\"");
    reply_header(call->reply, "Warning", buf_text(&value));
    buf_release(&value);
}
