#include "sim/cloud_call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "base/utf8.h"
#include "wire/tree.h"

#include "base/banned.h"

/* ---- routes ---- */

static bool is_braced(struct span part)
{
    return span_starts(part, "{") && span_ends(part, "}");
}

/* A slash at the end of a path makes no difference. */
static size_t segment_count(const struct ask *ask)
{
    size_t count = ask->segment_count;
    while (count > 0 && ask->segments[count - 1][0] == '\0')
        count--;
    return count;
}

static bool row_matches(struct cloud_call *call, const struct cloud_row *row)
{
    struct span rest = span_of(row->path), part;
    size_t at = 0, arg = 0, count = segment_count(call->ask);

    if (strcmp(row->method, call->ask->method) != 0)
        return false;
    call->project_arg = NULL;
    for (; rest.bytes > 0 && span_cut(&rest, '/', &part); at++) {
        if (at == count)
            return false;
        const char *segment = call->ask->segments[at];
        if (span_is(part, "{project}"))
            call->project_arg = segment;
        else if (is_braced(part) && arg < CALL_ARGS)
            call->args[arg++] = segment;
        else if (!span_is(part, segment))
            return false;
    }
    return at == count;
}

const struct cloud_row *call_route(struct cloud_call *call, const struct cloud_row *rows,
                                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if ((rows[i].regions & call->state->region->bit) != 0 &&
            row_matches(call, &rows[i]))
            return &rows[i];
    }
    call->project_arg = NULL;
    return NULL;
}

void call_release(struct cloud_call *call)
{
    json_decref(call->body);
}

bool call_at_home(const struct cloud_call *call)
{
    return call->project == cloud_account_home(call->state->account);
}

bool call_may(const struct cloud_call *call, unsigned rights)
{
    return call->user != NULL && (call->user->rights & rights) == rights;
}

bool call_is_v2(const struct cloud_call *call)
{
    return call->row->shape == SHAPE_ELB_V2;
}

/* ---- answers ---- */

static void answer(struct cloud_call *call, int status, json_t *json)
{
    call->status = status;
    reply_status(call->reply, status);
    reply_header(call->reply, "X-Request-Id", call->request_id);
    if (json != NULL)
        reply_json(call->reply, json);
}

void call_answer(struct cloud_call *call, int status, json_t *json)
{
    if (call->row->shape == SHAPE_ELB || call->row->shape == SHAPE_EIP_V3)
        json_object_set_new(json, "request_id", json_string(call->request_id));
    answer(call, status, json);
}

void call_answer_open(struct cloud_call *call, int status, struct buf *text)
{
    size_t bytes;

    if (call->row->shape == SHAPE_ELB || call->row->shape == SHAPE_EIP_V3)
        buf_print(text, ",\"request_id\":\"%s\"", call->request_id);
    buf_add_byte(text, '}');
    answer(call, status, NULL);
    bytes = text->bytes;
    reply_bytes(call->reply, "application/json", buf_take(text), bytes);
}

void call_answer_nothing(struct cloud_call *call)
{
    answer(call, 204, NULL);
}

static const char *title_of(int status)
{
    switch (status) {
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 409:
        return "Conflict";
    default:
        return "Error";
    }
}

static json_t *refusal(const struct cloud_call *call, enum cloud_shape shape, int status,
                       const char *code, const char *text)
{
    switch (shape) {
    case SHAPE_VPC:
        return json_pack("{s:s, s:s}", "code", code, "message", text);
    case SHAPE_NEUTRON:
        return json_pack("{s:{s:s, s:s, s:s}}", "NeutronError", "message", text, "type",
                         code, "detail", "");
    case SHAPE_KEYSTONE:
        return json_pack("{s:{s:s, s:i, s:s}}", "error", "message", text, "code", status,
                         "title", title_of(status));
    case SHAPE_ELB_V2:
    case SHAPE_IAM:
        return json_pack("{s:s, s:s}", "error_msg", text, "error_code", code);
    default:
        return json_pack("{s:s, s:s, s:s}", "error_msg", text, "error_code", code,
                         "request_id", call->request_id);
    }
}

__attribute__((format(printf, 5, 0))) static void refuse(struct cloud_call *call,
                                                         enum cloud_shape shape,
                                                         int status, const char *code,
                                                         const char *format, va_list args)
{
    char text[512];
    struct buf clean;

    if (call->status != 0)
        return; /* the first cause wins */
    vsnprintf(text, sizeof(text), format, args);
    buf_init(&clean, sizeof(text) * 4);
    utf8_add_clean(&clean, span_of(text)); /* it may quote any bytes of the request */
    answer(call, status, refusal(call, shape, status, code, buf_text(&clean)));
    buf_release(&clean);
}

void call_refuse(struct cloud_call *call, enum cloud_shape shape, int status,
                 const char *code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    refuse(call, shape, status, code, format, args);
    va_end(args);
}

/*
 * The usual code of each service for each reason. Shared load balancers word their
 * conflicts as neutron does.
 */
static const struct {
    int status;
    const char *code;
    enum cloud_shape shape;
} usual[SHAPE_COUNT][NO_COUNT] = {
    [SHAPE_ELB] = {[NO_INPUT] = {400, "ELB.8902", SHAPE_ELB},
                   [NO_ABSENT] = {404, "ELB.8904", SHAPE_ELB},
                   [NO_CONFLICT] = {409, "ELB.8907", SHAPE_ELB},
                   [NO_QUOTA] = {409, "ELB.8905", SHAPE_ELB},
                   [NO_RIGHT] = {403, "ELB.8903", SHAPE_ELB}},
    [SHAPE_ELB_V2] = {[NO_INPUT] = {400, "ELB.9899", SHAPE_ELB_V2},
                      [NO_ABSENT] = {404, "ELB.9800", SHAPE_ELB_V2},
                      [NO_CONFLICT] = {409, "EntityInUse", SHAPE_NEUTRON},
                      [NO_QUOTA] = {400, "ELB.9807", SHAPE_ELB_V2},
                      [NO_RIGHT] = {403, "ELB.9802", SHAPE_ELB_V2}},
    [SHAPE_VPC] = {[NO_INPUT] = {400, "VPC.0501", SHAPE_VPC},
                   [NO_ABSENT] = {404, "VPC.0504", SHAPE_VPC},
                   [NO_CONFLICT] = {409, "VPC.0510", SHAPE_VPC},
                   [NO_QUOTA] = {409, "VPC.0521", SHAPE_VPC},
                   [NO_RIGHT] = {403, "VPC.0010", SHAPE_VPC}},
    [SHAPE_EIP_V3] = {[NO_INPUT] = {400, "EIP.7902", SHAPE_EIP_V3},
                      [NO_ABSENT] = {404, "EIP.7904", SHAPE_EIP_V3},
                      [NO_CONFLICT] = {409, "EIP.7907", SHAPE_EIP_V3},
                      [NO_QUOTA] = {409, "EIP.7905", SHAPE_EIP_V3},
                      [NO_RIGHT] = {403, "EIP.7903", SHAPE_EIP_V3}},
    [SHAPE_NEUTRON] = {[NO_INPUT] = {400, "HTTPBadRequest", SHAPE_NEUTRON},
                       [NO_ABSENT] = {404, "HTTPNotFound", SHAPE_NEUTRON},
                       [NO_CONFLICT] = {409, "Conflict", SHAPE_NEUTRON},
                       [NO_QUOTA] = {409, "OverQuota", SHAPE_NEUTRON},
                       [NO_RIGHT] = {403, "PolicyNotAuthorized", SHAPE_NEUTRON}},
    [SHAPE_KEYSTONE] = {[NO_INPUT] = {400, "", SHAPE_KEYSTONE},
                        [NO_ABSENT] = {404, "", SHAPE_KEYSTONE},
                        [NO_CONFLICT] = {409, "", SHAPE_KEYSTONE},
                        [NO_QUOTA] = {403, "", SHAPE_KEYSTONE},
                        [NO_RIGHT] = {403, "", SHAPE_KEYSTONE}},
    [SHAPE_IAM] = {[NO_INPUT] = {400, "IAM.0011", SHAPE_IAM},
                   [NO_ABSENT] = {404, "IAM.0004", SHAPE_IAM},
                   [NO_CONFLICT] = {409, "IAM.0005", SHAPE_IAM},
                   [NO_QUOTA] = {403, "IAM.0003", SHAPE_IAM},
                   [NO_RIGHT] = {403, "IAM.0002", SHAPE_IAM}},
};

void call_no(struct cloud_call *call, enum cloud_no why, const char *format, ...)
{
    enum cloud_shape shape = call->row->shape;
    va_list args;

    va_start(args, format);
    refuse(call, usual[shape][why].shape, usual[shape][why].status,
           usual[shape][why].code, format, args);
    va_end(args);
}

bool call_waits(struct cloud_call *call, const char *what, const char *name,
                int64_t least_ms, int64_t most_ms)
{
    if (call->ask->waited || call->state->pace == NULL)
        return false;
    reply_wait(call->reply, cloud_jitter_ms(call->state, what, name, least_ms, most_ms),
               NULL, NULL);
    return true;
}

/* ---- what was sent ---- */

bool call_body(struct cloud_call *call, const char *key, const json_t **ret_object)
{
    struct err err = ERR_INIT;

    if (call->body == NULL &&
        tree_from_json(call->ask->body, "body", &call->body, &err) != ERR_OK) {
        call_no(call, NO_INPUT, "Malformed request body: %s", err.text);
        return false;
    }
    const json_t *object = key == NULL ? call->body : json_object_get(call->body, key);
    if (!json_is_object(object)) {
        call_no(call, NO_INPUT, "Request body must hold an object%s%s.",
                key == NULL ? "" : " named ", key == NULL ? "" : key);
        return false;
    }
    *ret_object = object;
    return true;
}

bool call_text(struct cloud_call *call, const json_t *object, const char *key,
               size_t most, const char **ret)
{
    const json_t *value = json_object_get(object, key);

    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_string(value) || json_string_length(value) > most) {
        call_no(call, NO_INPUT, "%s must be a string of at most %zu characters.", key,
                most);
        return false;
    }
    *ret = json_string_value(value);
    return true;
}

bool call_int(struct cloud_call *call, const json_t *object, const char *key,
              int64_t least, int64_t most, int64_t *ret)
{
    const json_t *value = json_object_get(object, key);

    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_integer(value) || json_integer_value(value) < least ||
        json_integer_value(value) > most) {
        call_no(call, NO_INPUT, "%s must be an integer from %lld to %lld.", key,
                (long long)least, (long long)most);
        return false;
    }
    *ret = json_integer_value(value);
    return true;
}

bool call_bool(struct cloud_call *call, const json_t *object, const char *key, bool *ret)
{
    const json_t *value = json_object_get(object, key);

    if (value == NULL || json_is_null(value))
        return true;
    if (!json_is_boolean(value)) {
        call_no(call, NO_INPUT, "%s must be true or false.", key);
        return false;
    }
    *ret = json_is_true(value);
    return true;
}

bool call_word(struct cloud_call *call, const json_t *object, const char *key,
               const char *const *words, const char **ret)
{
    const char *word = NULL;

    if (!call_text(call, object, key, 64, &word))
        return false;
    if (word == NULL)
        return true;
    for (; *words != NULL; words++) {
        if (strcmp(*words, word) == 0) {
            *ret = word;
            return true;
        }
    }
    call_no(call, NO_INPUT, "%s %s is not supported.", key, word);
    return false;
}
