#include "record/zip.h"

#include <limits.h>
#include <stdlib.h>

#include <zlib.h>

#include "base/mem.h"
#include "base/banned.h"

enum {
    GZIP_WINDOW = 15 + 16,
    WINDOW = 15,
    MEMORY = 8,
    SHORT_MEMORY = 6, /* less to clear before each of many short texts */
    SHORT_LEVEL =
        3, /* as quick as 1 and a tenth smaller; 6 gains 3 %, for a third more time */
    PIECE_BYTES = 64 * 1024
};

static unsigned char *bytes_of(const char *at)
{
    union {
        const char *in;
        unsigned char *out;
    } cast = {.in = at}; /* zlib does not write there, and does not say so */
    return cast.out;
}

/* ---- short texts ---- */

struct packer {
    z_stream out;
    z_stream in;
};

struct packer *packer_new(void)
{
    struct packer *packer = mem_new(sizeof *packer);

    if (deflateInit2(&packer->out, SHORT_LEVEL, Z_DEFLATED, WINDOW, SHORT_MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK ||
        inflateInit2(&packer->in, WINDOW) != Z_OK)
        abort(); /* there is no memory */
    return packer;
}

void packer_free(struct packer *packer)
{
    if (packer == NULL)
        return;
    deflateEnd(&packer->out);
    inflateEnd(&packer->in);
    free(packer);
}

void packer_pack(struct packer *packer, struct span text, struct span like,
                 struct buf *out)
{
    z_stream *stream = &packer->out;
    unsigned char piece[PIECE_BYTES];
    int code = Z_OK;

    deflateReset(stream);
    if (like.bytes > 0)
        deflateSetDictionary(stream, bytes_of(like.at), (uInt)like.bytes);
    stream->next_in = bytes_of(text.at);
    stream->avail_in = (uInt)text.bytes;
    while (code == Z_OK) {
        stream->next_out = piece;
        stream->avail_out = sizeof piece;
        code = deflate(stream, Z_FINISH);
        buf_add(out, (const char *)piece, sizeof piece - stream->avail_out);
    }
}

bool packer_unpack(struct packer *packer, struct span packed, struct span like,
                   struct buf *out)
{
    z_stream *stream = &packer->in;
    unsigned char piece[PIECE_BYTES];
    int code = Z_OK;

    inflateReset(stream);
    stream->next_in = bytes_of(packed.at);
    stream->avail_in = (uInt)packed.bytes;
    while (code == Z_OK || code == Z_NEED_DICT) {
        if (code == Z_NEED_DICT &&
            (like.bytes == 0 ||
             inflateSetDictionary(stream, bytes_of(like.at), (uInt)like.bytes) != Z_OK))
            return false;
        stream->next_out = piece;
        stream->avail_out = sizeof piece;
        code = inflate(stream, Z_NO_FLUSH);
        buf_add(out, (const char *)piece, sizeof piece - stream->avail_out);
    }
    return code == Z_STREAM_END && !out->over;
}

/* ---- files, out ---- */

struct gzip {
    z_stream stream;
    zip_take take;
    void *ctx;
    unsigned char piece[PIECE_BYTES];
};

struct gzip *gzip_new(zip_take take, void *ctx)
{
    struct gzip *gzip = mem_new(sizeof *gzip);

    gzip->take = take;
    gzip->ctx = ctx;
    if (deflateInit2(&gzip->stream, Z_BEST_SPEED, Z_DEFLATED, GZIP_WINDOW, MEMORY,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        abort(); /* there is no memory */
    return gzip;
}

void gzip_free(struct gzip *gzip)
{
    if (gzip == NULL)
        return;
    deflateEnd(&gzip->stream);
    free(gzip);
}

static bool deflate_on(struct gzip *gzip, struct span text, int flush)
{
    z_stream *stream = &gzip->stream;

    stream->next_in = bytes_of(text.at);
    stream->avail_in = (uInt)text.bytes;
    do {
        stream->next_out = gzip->piece;
        stream->avail_out = sizeof gzip->piece;
        deflate(stream, flush);
        size_t bytes = sizeof gzip->piece - stream->avail_out;
        if (bytes > 0 && !gzip->take(gzip->ctx, (const char *)gzip->piece, bytes))
            return false;
    } while (stream->avail_out == 0);
    return true;
}

bool gzip_feed(struct gzip *gzip, struct span text)
{
    return text.bytes == 0 || deflate_on(gzip, text, Z_NO_FLUSH);
}

bool gzip_end(struct gzip *gzip)
{
    return deflate_on(gzip, span_of(""), Z_FINISH);
}

/* ---- files, in ---- */

struct gunzip {
    z_stream stream;
    zip_take take;
    void *ctx;
    bool ended;
    unsigned char piece[PIECE_BYTES];
};

struct gunzip *gunzip_new(zip_take take, void *ctx)
{
    struct gunzip *gunzip = mem_new(sizeof *gunzip);

    gunzip->take = take;
    gunzip->ctx = ctx;
    if (inflateInit2(&gunzip->stream, GZIP_WINDOW) != Z_OK)
        abort(); /* there is no memory */
    return gunzip;
}

void gunzip_free(struct gunzip *gunzip)
{
    if (gunzip == NULL)
        return;
    inflateEnd(&gunzip->stream);
    free(gunzip);
}

enum err_code gunzip_feed(struct gunzip *gunzip, const char *at, size_t bytes,
                          struct err *err)
{
    z_stream *stream = &gunzip->stream;
    bool first = stream->total_in == 0;

    stream->next_in = bytes_of(at);
    stream->avail_in = (uInt)bytes;
    while (stream->avail_in > 0) {
        if (gunzip->ended)
            return err_set(err, ERR_SHAPE, "something stands behind the end");
        stream->next_out = gunzip->piece;
        stream->avail_out = sizeof gunzip->piece;
        int code = inflate(stream, Z_NO_FLUSH);
        if (code != Z_OK && code != Z_STREAM_END)
            return err_set(err, ERR_SHAPE,
                           first && stream->total_out == 0
                               ? "is not compressed with gzip: no recording"
                               : "is damaged: its bytes cannot be unpacked");
        gunzip->ended = code == Z_STREAM_END;
        size_t unpacked = sizeof gunzip->piece - stream->avail_out;
        if (unpacked > 0 &&
            !gunzip->take(gunzip->ctx, (const char *)gunzip->piece, unpacked))
            return err_set(err, ERR_LIMIT, "unpacks to more than is taken");
    }
    return ERR_OK;
}

bool gunzip_is_whole(const struct gunzip *gunzip)
{
    return gunzip->ended;
}
