#include "base/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

void buf_init(struct buf *buf, size_t limit_bytes)
{
    *buf = (struct buf){.limit = limit_bytes};
}

void buf_release(struct buf *buf)
{
    free(buf->at);
    *buf = (struct buf){.limit = buf->limit};
}

void buf_clear(struct buf *buf)
{
    buf->bytes = 0;
    buf->over = false;
    if (buf->at != NULL)
        buf->at[0] = '\0';
}

static bool make_room(struct buf *buf, size_t bytes)
{
    if (buf->over || bytes > buf->limit - buf->bytes) {
        buf->over = true;
        return false;
    }
    buf->at = mem_grow(buf->at, &buf->capacity, buf->bytes + bytes + 1, 1);
    return true;
}

bool buf_add(struct buf *buf, const char *at, size_t bytes)
{
    if (!make_room(buf, bytes))
        return false;
    if (bytes > 0)
        memcpy(buf->at + buf->bytes, at, bytes);
    buf->bytes += bytes;
    buf->at[buf->bytes] = '\0';
    return true;
}

bool buf_add_text(struct buf *buf, const char *text)
{
    return buf_add(buf, text, strlen(text));
}

bool buf_add_byte(struct buf *buf, char byte)
{
    return buf_add(buf, &byte, 1);
}

bool buf_print(struct buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int bytes = vsnprintf(NULL, 0, format, args);
    bool fits = bytes >= 0 && make_room(buf, (size_t)bytes);
    va_end(args);

    if (fits) {
        vsnprintf(buf->at + buf->bytes, (size_t)bytes + 1, format, again);
        buf->bytes += (size_t)bytes;
    }
    va_end(again);
    return fits;
}

void buf_drop(struct buf *buf, size_t bytes)
{
    if (bytes >= buf->bytes) {
        bool over = buf->over;
        buf_clear(buf);
        buf->over = over;
        return;
    }
    memmove(buf->at, buf->at + bytes, buf->bytes - bytes + 1);
    buf->bytes -= bytes;
}

void buf_cut(struct buf *buf, size_t new_bytes)
{
    if (new_bytes < buf->bytes) {
        buf->bytes = new_bytes;
        buf->at[new_bytes] = '\0';
    }
}

const char *buf_text(const struct buf *buf)
{
    return buf->at == NULL ? "" : buf->at;
}

struct span buf_span(const struct buf *buf)
{
    return span_make(buf_text(buf), buf->bytes);
}

char *buf_take(struct buf *buf)
{
    char *taken = buf->at == NULL ? mem_copy_text("") : buf->at;
    *buf = (struct buf){.limit = buf->limit};
    return taken;
}
