/*
 * stream.c - the body of an answer that has no end yet.
 *
 * What is pushed waits in `unread` until the server's thread sends it. With nothing to
 * send the connection is suspended; a push, a poke, an end or the time rouses it. All is
 * done under the server's lock, but the source and gone are called outside of it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "sim/server_inside.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/banned.h"

/* An empty buffer larger than this gives its memory back: there may be a thousand. */
#define STREAM_KEEP_BYTES (16 * LIMIT_KIB)

/* So much of the front has been sent before the rest is moved up. */
#define STREAM_DROP_BYTES (256 * LIMIT_KIB)

struct server_stream *reply_stream(struct reply *reply, const char *content_type,
                                   void (*gone)(void *ctx), void *ctx)
{
    struct server_stream *stream = mem_new(sizeof *stream);

    stream->visit = reply->visit;
    stream->gone = gone;
    stream->ctx = ctx;
    stream->wake_ms = INT64_MAX;
    buf_init(&stream->unread, LIMIT_STREAM_UNREAD_BYTES);
    reply->visit->stream = stream;
    free(reply->content_type);
    reply->content_type = mem_copy_text(content_type);
    return stream;
}

void stream_free(struct server_stream *stream)
{
    if (stream == NULL)
        return;
    if (stream->gone != NULL)
        stream->gone(stream->ctx);
    buf_release(&stream->unread);
    free(stream);
}

/* ---- the server's thread reads ---- */

static size_t stream_take(struct server_stream *stream, char *out, size_t room)
{
    size_t there = stream->unread.bytes - stream->read_bytes;
    size_t until_cut = stream->visit->cut_after - stream->sent_bytes;
    size_t count = there < room ? there : room;

    if (count > until_cut)
        count = until_cut;
    memcpy(out, stream->unread.at + stream->read_bytes, count);
    stream->read_bytes += count;
    stream->sent_bytes += count;
    if (stream->read_bytes == stream->unread.bytes) {
        stream->read_bytes = 0;
        if (stream->unread.capacity > STREAM_KEEP_BYTES)
            buf_release(&stream->unread);
        else
            buf_clear(&stream->unread);
    } else if (stream->read_bytes >= STREAM_DROP_BYTES) {
        buf_drop(&stream->unread, stream->read_bytes);
        stream->read_bytes = 0;
    }
    return count;
}

/* Lets the source push. Called, and returns, under the lock. */
static void ask_source(struct server_stream *stream)
{
    struct server *server = stream->visit->server;

    stream->poked = false;
    stream->wake_ms = INT64_MAX;
    pthread_mutex_unlock(&server->lock);
    stream->source(stream->ctx);
    pthread_mutex_lock(&server->lock);
}

/* Under the lock. What MHD wants of a content reader; 0 means: suspended. */
static ssize_t stream_next(struct server_stream *stream, char *out, size_t room)
{
    bool asked = stream->source == NULL;

    for (;;) {
        if (visit_is_over(stream->visit) || stream->cut ||
            stream->sent_bytes >= stream->visit->cut_after)
            return MHD_CONTENT_READER_END_WITH_ERROR;
        if (stream->unread.bytes > 0)
            return (ssize_t)stream_take(stream, out, room);
        if (stream->ended)
            return MHD_CONTENT_READER_END_OF_STREAM;
        if (asked && !(stream->poked && stream->source != NULL))
            break;
        ask_source(stream);
        asked = true;
    }
    visit_sleep(stream->visit);
    return 0;
}

static ssize_t stream_read(void *cls, uint64_t position, char *out, size_t room)
{
    struct server_stream *stream = cls;
    struct server *server = stream->visit->server;

    (void)position;
    pthread_mutex_lock(&server->lock);
    ssize_t count = stream_next(stream, out, room);
    pthread_mutex_unlock(&server->lock);
    return count;
}

struct MHD_Response *stream_response(struct server_stream *stream)
{
    return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16 * LIMIT_KIB,
                                             stream_read, stream, NULL);
}

/* ---- any thread ---- */

/* Under the lock. The reader may be stuck in a send to a client that does not read. */
static void cut_now(struct server_stream *stream)
{
    stream->cut = true;
    shutdown(visit_socket(stream->visit), SHUT_RDWR);
    visit_rouse(stream->visit);
}

bool stream_push(struct server_stream *stream, const char *at, size_t bytes)
{
    struct server *server = stream->visit->server;

    pthread_mutex_lock(&server->lock);
    if (!stream->ended && !stream->cut && !buf_add(&stream->unread, at, bytes))
        cut_now(stream);
    bool taken = !stream->cut;
    visit_rouse(stream->visit);
    pthread_mutex_unlock(&server->lock);
    return taken;
}

void stream_poke(struct server_stream *stream)
{
    struct server *server = stream->visit->server;

    pthread_mutex_lock(&server->lock);
    stream->poked = true;
    visit_rouse(stream->visit);
    pthread_mutex_unlock(&server->lock);
}

void stream_end(struct server_stream *stream)
{
    struct server *server = stream->visit->server;

    pthread_mutex_lock(&server->lock);
    stream->ended = true;
    visit_rouse(stream->visit);
    pthread_mutex_unlock(&server->lock);
}

void stream_cut(struct server_stream *stream)
{
    struct server *server = stream->visit->server;

    pthread_mutex_lock(&server->lock);
    cut_now(stream);
    pthread_mutex_unlock(&server->lock);
}

void stream_set_source(struct server_stream *stream, void (*source)(void *ctx))
{
    stream->source = source;
}

void stream_wake_after(struct server_stream *stream, int64_t real_ms)
{
    struct server *server = stream->visit->server;

    pthread_mutex_lock(&server->lock);
    stream->wake_ms = server_real_ms() + real_ms;
    if (stream->visit->asleep)
        wake_ring(&server->bell);
    pthread_mutex_unlock(&server->lock);
}
