#include "unit/kube/recorded.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "base/limits.h"
#include "base/mem.h"
#include "wire/tree.h"
#include "wire/url.h"

#include "base/banned.h"

enum { PIECES_MOST = 1000, CHUNK_HEX_MOST = 8 };

static char *copy(struct span text)
{
    return mem_copy_bytes(text.at, text.bytes);
}

static void read_request(struct recorded *recorded, struct span line)
{
    struct span method;
    struct span target;

    assert_true(span_cut(&line, ' ', &method));
    assert_true(span_cut(&line, ' ', &target));
    recorded->target = copy(target);
}

static void read_status(struct recorded *recorded, struct span line)
{
    struct span version;
    struct span number;
    int64_t status;

    assert_true(span_cut(&line, ' ', &version));
    assert_true(span_cut(&line, ' ', &number));
    assert_true(span_to_range(number, 100, 599, &status));
    recorded->status = (int)status;
}

static void read_header(struct recorded *recorded, struct span line)
{
    struct span name;

    if (!span_cut(&line, ':', &name) || line.at == NULL)
        return;
    char *its_name = copy(name);
    char *its_value = copy(span_trim(line));
    http_headers_add(&recorded->headers, its_name, its_value);
    free(its_name);
    free(its_value);
}

/* "2.520: 1518": when, and how many bytes. */
static void read_arrival(struct recorded *recorded, struct span line)
{
    struct span seconds;
    struct span part;
    int64_t whole;
    int64_t thousandths;
    int64_t bytes;

    if (!span_cut(&line, ':', &seconds) || !span_cut(&seconds, '.', &part) ||
        !span_to_i64(part, &whole) || !span_to_i64(seconds, &thousandths) ||
        !span_to_range(span_trim(line), 0, INT32_MAX, &bytes))
        return;
    assert_true(recorded->piece_count < PIECES_MOST);
    recorded->pieces[recorded->piece_count++] =
        (struct recorded_piece){whole * 1000 + thousandths, (size_t)bytes};
}

/* Takes HTTP/1.1 chunk framing off, where the recording kept it. */
static void unchunk(struct recorded *recorded)
{
    struct span rest = buf_span(&recorded->body);
    struct buf plain;
    struct span line;

    buf_init(&plain, LIMIT_RESPONSE_BYTES);
    while (span_cut(&rest, '\n', &line)) {
        char hex[CHUNK_HEX_MOST + 1] = "";
        line = span_trim(line);
        assert_true(line.bytes > 0 && line.bytes < sizeof hex);
        memcpy(hex, line.at, line.bytes);
        size_t bytes = strtoul(hex, NULL, 16);
        if (bytes == 0)
            break;
        assert_true(bytes + 2 <= rest.bytes);
        buf_add(&plain, rest.at, bytes);
        rest = span_skip(rest, bytes + 2);
    }
    buf_release(&recorded->body);
    recorded->body = plain;
    recorded->piece_count = 0; /* they counted the framing too */
}

static void read_body(struct recorded *recorded, struct span line, struct span *rest)
{
    struct span part;
    int64_t bytes = 0;

    /* "N bytes", or "N bytes in all, TRUNCATED here to the first K": the last number. */
    recorded->is_cut = span_has(line, "TRUNCATED");
    while (span_cut(&line, ' ', &part))
        span_to_range(part, 0, INT32_MAX, &bytes);
    size_t kept = (size_t)bytes < rest->bytes ? (size_t)bytes : rest->bytes;
    buf_add(&recorded->body, rest->at, kept);
    *rest = span_skip(*rest, kept);
}

/* A line of comment; in the end, what was noted behind the body. */
static void read_comment(struct recorded *recorded, struct span line)
{
    struct span text = span_trim(span_skip(line, 1));

    if (recorded->shows == NULL)
        recorded->shows = copy(text);
    else if (span_starts(text, "curl exit"))
        recorded->is_cut = true;
    else
        read_arrival(recorded, text);
}

static void settle_pieces(struct recorded *recorded)
{
    size_t sum = 0;

    for (size_t i = 0; i < recorded->piece_count; i++)
        sum += recorded->pieces[i].bytes;
    if (recorded->piece_count > 0 && sum == recorded->body.bytes)
        return;
    recorded->piece_count = 1;
    recorded->pieces[0] = (struct recorded_piece){100, recorded->body.bytes};
}

struct recorded *recorded_read(const char *path)
{
    struct recorded *recorded = mem_new(sizeof *recorded);
    struct buf text;
    struct span line;
    bool is_raw = false;

    assert_int_equal(file_read(path, LIMIT_FILE_BYTES, &text, NULL), ERR_OK);
    buf_init(&recorded->body, LIMIT_FILE_BYTES);
    recorded->pieces = mem_new_array(PIECES_MOST, sizeof *recorded->pieces);
    struct span rest = buf_span(&text);
    while (span_cut(&rest, '\n', &line)) {
        is_raw = is_raw || span_has(line, " --raw ");
        if (span_starts(line, "# body: "))
            read_body(recorded, line, &rest);
        else if (span_starts(line, "#"))
            read_comment(recorded, line);
        else if (recorded->target == NULL)
            read_request(recorded, line);
        else if (span_starts(line, "HTTP/"))
            read_status(recorded, line);
        else if (recorded->status != 0)
            read_header(recorded, line);
    }
    buf_release(&text);
    if (is_raw)
        unchunk(recorded);
    settle_pieces(recorded);
    return recorded;
}

void recorded_free(struct recorded *recorded)
{
    free(recorded->shows);
    free(recorded->target);
    free(recorded->pieces);
    http_headers_release(&recorded->headers);
    buf_release(&recorded->body);
    free(recorded);
}

char *recorded_query(const struct recorded *recorded, const char *name)
{
    struct span rest = span_of(recorded->target);
    struct span part;
    struct buf value;

    if (!span_cut(&rest, '?', &part))
        return NULL;
    while (span_cut(&rest, '&', &part)) {
        struct span key;
        if (!span_cut(&part, '=', &key) || !span_is(key, name))
            continue;
        buf_init(&value, LIMIT_HEADER_BYTES);
        assert_true(url_unescape(&value, part, true));
        return buf_take(&value);
    }
    return NULL;
}
