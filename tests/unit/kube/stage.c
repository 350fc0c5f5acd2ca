#include "unit/kube/stage.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/when.h"

#include "base/banned.h"

#define START_WALL "2026-11-23T00:30:00Z"

enum { START_MS = 1000000 };

static void put(void *ctx, struct kube_object *object)
{
    struct stage *stage = ctx;
    const struct meta *meta = &object->meta;

    buf_print(&stage->log, "put %s%s%s %s\n", meta->namespace,
              meta->namespace[0] == '\0' ? "" : "/", meta->name, meta->resource_version);
    kube_object_free(object);
}

static void gone(void *ctx, enum kube_kind kind, const char *namespace, const char *name,
                 const char *uid)
{
    struct stage *stage = ctx;

    (void)kind;
    (void)uid;
    buf_print(&stage->log, "gone %s%s%s\n", namespace, namespace[0] == '\0' ? "" : "/",
              name);
}

static void list_began(void *ctx, enum kube_kind kind)
{
    struct stage *stage = ctx;
    buf_print(&stage->log, "began %s\n", kube_resource_of(kind)->name);
}

static void list_ended(void *ctx, enum kube_kind kind)
{
    struct stage *stage = ctx;
    buf_print(&stage->log, "ended %s\n", kube_resource_of(kind)->name);
}

void stage_init(struct stage *stage, enum kube_kind kind, const char *namespace,
                uint64_t seed)
{
    const struct reflector_sink sink = {.ctx = stage,
                                        .put = put,
                                        .gone = gone,
                                        .list_began = list_began,
                                        .list_ended = list_ended};
    const struct reflector_config config = {
        .kind = kind, .namespace = namespace, .seed = seed};

    *stage = (struct stage){.now_ms = START_MS, .wall_ms = when_from_text(START_WALL)};
    buf_init(&stage->log, LIMIT_RESPONSE_BYTES);
    stage->reflector = reflector_new(&config, &sink);
}

void stage_release(struct stage *stage)
{
    reflector_free(stage->reflector);
    http_request_free(stage->request);
    http_headers_release(&stage->headers);
    buf_release(&stage->log);
}

const char *stage_ask(struct stage *stage)
{
    struct http_request *request =
        reflector_next(stage->reflector, stage->now_ms, stage->wall_ms);

    if (request == NULL)
        return NULL;
    http_request_free(stage->request);
    stage->request = request;
    return request->path;
}

int64_t stage_wait_ms(const struct stage *stage)
{
    int64_t due_ms = reflector_due_ms(stage->reflector);
    return due_ms <= stage->now_ms ? 0 : due_ms - stage->now_ms;
}

const char *stage_ask_when_due(struct stage *stage)
{
    assert_true(reflector_due_ms(stage->reflector) < INT64_MAX);
    stage_pass(stage, stage_wait_ms(stage));
    return stage_ask(stage);
}

void stage_pass(struct stage *stage, int64_t ms)
{
    stage->now_ms += ms;
    stage->wall_ms += ms;
}

bool stage_feed_bytes(struct stage *stage, const char *at, size_t bytes)
{
    bool goes_on = reflector_feed(stage->reflector, at, bytes, stage->now_ms);
    reflector_health(stage->reflector, &stage->health);
    return goes_on;
}

bool stage_feed(struct stage *stage, const char *text)
{
    return stage_feed_bytes(stage, text, strlen(text));
}

static void end_with(struct stage *stage, struct http_exchange *exchange)
{
    exchange->headers = stage->headers;
    exchange->started_wall_ms = stage->wall_ms;
    exchange->first_byte_ms = 0;
    reflector_ended(stage->reflector, exchange, stage->now_ms);
    reflector_health(stage->reflector, &stage->health);
    http_headers_release(&stage->headers);
    buf_release(&exchange->body);
}

void stage_end(struct stage *stage)
{
    end_with(stage, &(struct http_exchange){.status = 200, .err = ERR_INIT});
}

void stage_end_bytes(struct stage *stage, int status, struct span body)
{
    struct http_exchange exchange = {.status = status, .err = ERR_INIT};

    buf_init(&exchange.body, LIMIT_RESPONSE_BYTES);
    buf_add(&exchange.body, body.at, body.bytes);
    end_with(stage, &exchange);
}

void stage_end_status(struct stage *stage, int status, const char *type, const char *body)
{
    http_headers_add(&stage->headers, "Content-Type", type);
    stage_end_bytes(stage, status, span_of(body));
}

void stage_end_cut(struct stage *stage)
{
    struct http_exchange exchange = {.cut = HTTP_CUT_RESET, .err = ERR_INIT};

    err_set(&exchange.err, ERR_NET, "closed in mid-answer");
    end_with(stage, &exchange);
}

void stage_list(struct stage *stage, const char *version, const char *items)
{
    struct buf body;

    assert_non_null(stage_ask_when_due(stage));
    buf_init(&body, LIMIT_RESPONSE_BYTES);
    buf_print(&body,
              "{\"kind\":\"ServiceList\",\"metadata\":{\"resourceVersion\":\"%s\"}",
              version);
    buf_print(&body, ",\"items\":[%s]}\n", items);
    assert_true(stage_feed(stage, buf_text(&body)));
    buf_release(&body);
    stage_end(stage);
}

const char *stage_told(struct stage *stage)
{
    static char text[64 * 1024]; /* one test at a time looks at it */

    assert_true(stage->log.bytes < sizeof text);
    memcpy(text, buf_text(&stage->log), stage->log.bytes + 1);
    buf_clear(&stage->log);
    return text;
}

const char *stage_state_name(enum reflector_state state)
{
    static const char *const names[] = {
        [REFLECTOR_STARTING] = "STARTING", [REFLECTOR_LISTING] = "LISTING",
        [REFLECTOR_WATCHING] = "WATCHING", [REFLECTOR_WAITING] = "WAITING",
        [REFLECTOR_DENIED] = "DENIED",     [REFLECTOR_ABSENT] = "ABSENT"};
    return names[state];
}
