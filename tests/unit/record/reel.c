#include "reel.h"

#include "lib/check.h"

#include "base/limits.h"
#include "record/zip.h"
#include "base/banned.h"

const char reel_header[] = "{\"elbtop_recording\":1,\"context\":\"shop\","
                           "\"from\":\"2026-01-15T08:00:00Z\","
                           "\"to\":\"2026-01-15T08:10:00Z\"}\n";

static bool add(void *ctx, const char *at, size_t bytes)
{
    return buf_add(ctx, at, bytes);
}

void reel_pack(const char *text, struct buf *ret_gz)
{
    struct gzip *gzip;

    buf_init(ret_gz, LIMIT_TAPE_BYTES);
    gzip = gzip_new(add, ret_gz);
    assert_true(gzip_feed(gzip, span_of(text)));
    assert_true(gzip_end(gzip));
    gzip_free(gzip);
}

static bool add_line(void *ctx, struct span line)
{
    return buf_add(ctx, line.at, line.bytes);
}

void reel_text(struct recording *recording, int64_t wall_ms, struct buf *ret_text)
{
    const struct line_header header = {
        .program = "test", .context = "shop", .server = "https://10.0.0.1:6443"};
    struct err err = ERR_INIT;

    buf_init(ret_text, LIMIT_TAPE_BYTES);
    if (recording_write(recording, &header, wall_ms, add_line, ret_text, &err) != ERR_OK)
        fail_msg("%s", err.text);
    assert_false(ret_text->over);
}

void reel_write(struct recording *recording, int64_t wall_ms, struct buf *ret_gz)
{
    struct buf text;

    reel_text(recording, wall_ms, &text);
    reel_pack(buf_text(&text), ret_gz);
    buf_release(&text);
}
