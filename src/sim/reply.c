/*
 * reply.c - an answer while its handler puts it together, and its way to libmicrohttpd.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#define ZLIB_CONST
#include <zlib.h>

#include "sim/server_inside.h"
#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"
#include "base/banned.h"

enum {
    GZIP_WINDOW_BITS = 15 + 16, /* zlib's way to say "gzip, not zlib" */
    GZIP_MEMORY_LEVEL = 8,
    GZIP_LEVEL = 1, /* as a real api-server: speed counts more than the last bytes */
};

void reply_init(struct reply *reply, struct visit *visit)
{
    *reply = (struct reply){
        .visit = visit,
        .status = MHD_HTTP_OK,
        .gzip_from = SIZE_MAX,
        .cut_after = SIZE_MAX,
    };
}

static void forget_headers(struct reply *reply)
{
    for (size_t i = 0; i < reply->header_count; i++) {
        free(reply->headers[i].name);
        free(reply->headers[i].value);
    }
    reply->header_count = 0;
}

void reply_release(struct reply *reply)
{
    forget_headers(reply);
    free(reply->content_type);
    free(reply->bytes);
    if (reply->waits && reply->free_memo != NULL)
        reply->free_memo(reply->memo);
    *reply = (struct reply){0};
}

/* ---- what a handler says ---- */

void reply_status(struct reply *reply, int status)
{
    reply->status = status;
}

void reply_header(struct reply *reply, const char *name, const char *value)
{
    if (reply->header_count == LIMIT_REPLY_HEADERS)
        return;
    reply->headers[reply->header_count].name = mem_copy_text(name);
    reply->headers[reply->header_count].value = mem_copy_text(value);
    reply->header_count++;
}

void reply_bytes(struct reply *reply, const char *content_type, char *bytes, size_t count)
{
    free(reply->bytes);
    free(reply->content_type);
    reply->content_type = mem_copy_text(content_type);
    reply->bytes = bytes;
    reply->byte_count = count;
}

void reply_text(struct reply *reply, const char *content_type, const char *at,
                size_t bytes)
{
    reply_bytes(reply, content_type, mem_copy_bytes(at, bytes), bytes);
}

void reply_json(struct reply *reply, json_t *json)
{
    struct buf text;

    buf_init(&text, LIMIT_SERVER_UNSENT_BYTES);
    if (json == NULL)
        buf_add_text(&text, "null");
    else
        tree_to_json(json, 0, &text);
    json_decref(json);
    size_t bytes = text.bytes;
    reply_bytes(reply, "application/json", buf_take(&text), bytes);
}

void reply_gzip_from(struct reply *reply, size_t least_bytes)
{
    reply->gzip_from = least_bytes;
}

void reply_wait(struct reply *reply, int64_t simulated_ms, void *memo,
                void (*free_memo)(void *memo))
{
    reply->waits = true;
    reply->wait_ms = simulated_ms;
    reply->memo = memo;
    reply->free_memo = free_memo;
}

void reply_cut_after(struct reply *reply, size_t body_bytes)
{
    reply->cut_after = body_bytes;
}

/* ---- compression ---- */

static bool client_takes_gzip(const struct reply *reply)
{
    const char *accept = MHD_lookup_connection_value(
        reply->visit->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_ACCEPT_ENCODING);
    struct span rest = span_of(accept);
    struct span part;

    while (span_cut(&rest, ',', &part)) {
        struct span name = part;
        struct span coding;
        span_cut(&name, ';', &coding);
        if (span_is_nocase(span_trim(coding), "gzip"))
            return name.bytes == 0 || !span_has(name, "q=0") || span_has(name, "q=0.");
    }
    return false;
}

/* NULL when zlib does not want to; the plain bytes are sent then. */
static char *gzip(const char *at, size_t bytes, size_t *ret_bytes)
{
    z_stream z = {0};

    if (bytes > UINT32_MAX || deflateInit2(&z, GZIP_LEVEL, Z_DEFLATED, GZIP_WINDOW_BITS,
                                           GZIP_MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    size_t room = deflateBound(&z, bytes);
    char *out = mem_new(room);

    z.next_in = (const Bytef *)at;
    z.avail_in = (uInt)bytes;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    bool done = deflate(&z, Z_FINISH) == Z_STREAM_END;

    *ret_bytes = room - z.avail_out;
    deflateEnd(&z);
    if (done)
        return out;
    free(out);
    return NULL;
}

static void compress_when_asked(struct reply *reply)
{
    if (reply->byte_count < reply->gzip_from || !client_takes_gzip(reply))
        return;

    size_t count;
    char *bytes = gzip(reply->bytes, reply->byte_count, &count);
    if (bytes == NULL)
        return;
    free(reply->bytes);
    reply->bytes = bytes;
    reply->byte_count = count;
    reply_header(reply, MHD_HTTP_HEADER_CONTENT_ENCODING, "gzip");
    reply_header(reply, MHD_HTTP_HEADER_VARY, "Accept-Encoding");
}

/* ---- a body that is counted, or cut short ---- */

/* Bodies from this size on count as under way until their client has read them. */
#define LARGE_BYTES LIMIT_MIB

struct told_body {
    struct server *server;
    char *bytes;
    size_t byte_count;
    size_t cut_after;
    bool counted;
};

static ssize_t told_body_read(void *cls, uint64_t position, char *out, size_t room)
{
    const struct told_body *body = cls;
    size_t end = body->cut_after < body->byte_count ? body->cut_after : body->byte_count;

    if (position >= end)
        return MHD_CONTENT_READER_END_WITH_ERROR;
    size_t count = end - (size_t)position < room ? end - (size_t)position : room;

    memcpy(out, body->bytes + position, count);
    return (ssize_t)count;
}

/* false: too much is under way already. */
static bool count_unsent(struct server *server, size_t bytes)
{
    pthread_mutex_lock(&server->lock);
    bool fits = bytes <= server->config.unsent_limit &&
                server->unsent_bytes <= server->config.unsent_limit - bytes;
    if (fits)
        server->unsent_bytes += bytes;
    pthread_mutex_unlock(&server->lock);
    return fits;
}

static void told_body_free(void *cls)
{
    struct told_body *body = cls;

    if (body->counted) {
        pthread_mutex_lock(&body->server->lock);
        body->server->unsent_bytes -= body->byte_count;
        pthread_mutex_unlock(&body->server->lock);
    }
    free(body->bytes);
    free(body);
}

/* Takes the reply's bytes. */
static struct MHD_Response *told_response(struct reply *reply, bool counted)
{
    struct told_body *body = mem_new(sizeof *body);

    *body = (struct told_body){
        .server = reply->visit->server,
        .bytes = reply->bytes,
        .byte_count = reply->byte_count,
        .cut_after = reply->cut_after,
        .counted = counted,
    };
    reply->bytes = NULL;
    return MHD_create_response_from_callback(body->byte_count, 64 * LIMIT_KIB,
                                             told_body_read, body, told_body_free);
}

/* What a real api-server says then, too. */
static void become_too_busy(struct reply *reply)
{
    static const char text[] = "Too many requests, please try again later.";

    forget_headers(reply); /* they spoke of the other body */
    reply_status(reply, MHD_HTTP_TOO_MANY_REQUESTS);
    reply_header(reply, MHD_HTTP_HEADER_RETRY_AFTER, "1");
    reply_text(reply, "text/plain; charset=utf-8", text, sizeof text - 1);
}

/* ---- to libmicrohttpd ---- */

static struct MHD_Response *whole_response(struct reply *reply)
{
    char *bytes = reply->bytes;
    size_t count = reply->byte_count;

    reply->bytes = NULL;
    if (bytes == NULL || count == 0) {
        free(bytes);
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    }
    return MHD_create_response_from_buffer_with_free_callback(count, bytes, free);
}

struct MHD_Response *reply_response(struct reply *reply)
{
    struct MHD_Response *response;

    compress_when_asked(reply);
    if (reply->cut_after == 0)
        return NULL;
    bool large = reply->byte_count >= LARGE_BYTES;
    if (large && !count_unsent(reply->visit->server, reply->byte_count)) {
        become_too_busy(reply);
        large = false;
    }
    if (reply->visit->stream != NULL)
        response = stream_response(reply->visit->stream);
    else if (large || reply->cut_after != SIZE_MAX)
        response = told_response(reply, large);
    else
        response = whole_response(reply);
    if (response == NULL)
        return NULL;

    if (reply->content_type != NULL)
        MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE,
                                reply->content_type);
    for (size_t i = 0; i < reply->header_count; i++) {
        MHD_add_response_header(response, reply->headers[i].name,
                                reply->headers[i].value);
    }
    return response;
}
