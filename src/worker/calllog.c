#include "worker/calllog.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/banned.h"

struct entry {
    int64_t wall_ms;
    const char *server;
    char method[12];
    char path[160];
    char request_id[48];
    char error[120];
    char twin[160]; /* "" */
    int status;
    int64_t took_ms;
    bool changes;
};

struct calllog {
    struct log *log;
    size_t written; /* ever; the ring holds the last LIMIT_CALLS */
    int throttled;
    struct entry ring[LIMIT_CALLS];
};

struct calllog *calllog_new(struct log *log)
{
    struct calllog *calllog = mem_new(sizeof *calllog);
    calllog->log = log;
    return calllog;
}

void calllog_free(struct calllog *calllog)
{
    free(calllog);
}

static void copy_cut(char *out, size_t out_bytes, const char *text)
{
    size_t bytes = text == NULL ? 0 : strnlen(text, out_bytes - 1);

    if (bytes > 0)
        memcpy(out, text, bytes);
    out[bytes] = '\0';
}

void calllog_add(struct calllog *calllog, const char *server,
                 const struct http_exchange *exchange)
{
    calllog_add_twin(calllog, server, exchange, NULL);
}

void calllog_add_twin(struct calllog *calllog, const char *server,
                      const struct http_exchange *exchange, const char *twin)
{
    struct entry *entry = &calllog->ring[calllog->written++ % LIMIT_CALLS];

    entry->wall_ms = exchange->started_wall_ms;
    entry->server = server;
    entry->status = exchange->status;
    entry->took_ms = exchange->took_ms;
    entry->changes = exchange->request->intent == HTTP_CHANGES;
    copy_cut(entry->method, sizeof entry->method, exchange->request->method);
    copy_cut(entry->path, sizeof entry->path, exchange->request->path);
    copy_cut(entry->request_id, sizeof entry->request_id,
             http_headers_get(&exchange->headers, "X-Request-Id"));
    copy_cut(entry->twin, sizeof entry->twin, twin);
    copy_cut(entry->error, sizeof entry->error,
             exchange->err.code == ERR_OK ? "" : exchange->err.text);
    if (exchange->status == 429)
        calllog->throttled++;

    bool bad = exchange->status == 0 || exchange->status >= 400;
    enum log_level level = bad ? LOG_WARNING : entry->changes ? LOG_INFO : LOG_DEBUG;
    log_line(calllog->log, level, "%s %s %s %d %lldms %s%s%s", server, entry->method,
             entry->path, entry->status, (long long)entry->took_ms, entry->error,
             entry->twin[0] != '\0' ? "= " : "", entry->twin);
}

static size_t held(const struct calllog *calllog)
{
    return calllog->written < LIMIT_CALLS ? calllog->written : LIMIT_CALLS;
}

static const struct entry *newest(const struct calllog *calllog, size_t back)
{
    return &calllog->ring[(calllog->written - 1 - back) % LIMIT_CALLS];
}

size_t calllog_copy(const struct calllog *calllog, size_t most, struct arena *arena,
                    const struct call **ret_calls)
{
    size_t count = held(calllog) < most ? held(calllog) : most;
    struct call *calls = arena_new_array(arena, count, sizeof *calls);

    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = newest(calllog, i);
        calls[i] = (struct call){
            .wall_ms = entry->wall_ms,
            .server = entry->server,
            .method = arena_text(arena, entry->method),
            .path = arena_text(arena, entry->path),
            .status = entry->status,
            .took_ms = entry->took_ms,
            .request_id = arena_text(arena, entry->request_id),
            .error = arena_text(arena, entry->error),
            .changes = entry->changes,
            .twin = entry->twin[0] != '\0' ? arena_text(arena, entry->twin) : NULL,
        };
    }
    *ret_calls = calls;
    return count;
}

size_t calllog_count(const struct calllog *calllog)
{
    return calllog->written < LIMIT_CALLS ? calllog->written : LIMIT_CALLS;
}

int calllog_per_minute(const struct calllog *calllog, int64_t wall_ms)
{
    int count = 0;

    for (size_t i = 0; i < held(calllog); i++) {
        if (newest(calllog, i)->wall_ms > wall_ms - 60000)
            count++;
    }
    return count;
}

int calllog_throttled(const struct calllog *calllog)
{
    return calllog->throttled;
}
