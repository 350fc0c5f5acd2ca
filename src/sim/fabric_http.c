#include "sim/fabric_http.h"

#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/span.h"
#include "base/when.h"

#include "base/banned.h"

enum { BODY_MOST = 1 << 20 };

static bool put_text(struct span from, char *out, size_t out_bytes)
{
    if (from.bytes == 0 || from.bytes >= out_bytes)
        return false;
    memcpy(out, from.at, from.bytes);
    out[from.bytes] = '\0';
    return true;
}

/* "GET /path HTTP/1.1" */
static bool read_first_line(struct span line, struct fabric_request *request)
{
    struct span method, path;

    if (!span_cut(&line, ' ', &method) || !span_cut(&line, ' ', &path))
        return false;
    if (!span_is(line, "HTTP/1.1") && !span_is(line, "HTTP/1.0"))
        return false;
    request->keep_alive = span_is(line, "HTTP/1.1");
    return put_text(method, request->method, sizeof(request->method)) &&
           put_text(path, request->path, sizeof(request->path)) &&
           request->path[0] == '/';
}

/* "[::1]:80" is nobody here; "name:80" loses its port. */
static bool read_host(struct span value, struct fabric_request *request)
{
    struct span host;

    span_cut(&value, ':', &host);
    return host.bytes == 0 || put_text(host, request->host, sizeof(request->host));
}

static bool read_header(struct span line, struct fabric_request *request)
{
    struct span name;

    span_cut(&line, ':', &name);
    if (line.at == NULL)
        return false;
    struct span value = span_trim(line);
    if (span_is_nocase(name, "host"))
        return read_host(value, request);
    if (span_is_nocase(name, "content-length"))
        return span_to_range(value, 0, BODY_MOST, &request->body_bytes);
    if (span_is_nocase(name, "transfer-encoding"))
        return false;
    if (span_is_nocase(name, "connection")) {
        if (span_is_nocase(value, "close"))
            request->keep_alive = false;
        else if (span_is_nocase(value, "keep-alive"))
            request->keep_alive = true;
    }
    return true;
}

/* Bytes of the head with its empty line; 0 while it is not whole. */
static size_t head_bytes(const struct buf *in)
{
    const char *end = memmem(in->at, in->bytes, "\r\n\r\n", 4);
    return end == NULL ? 0 : (size_t)(end - in->at) + 4;
}

/* What does not begin like a method will not become a request. */
static bool may_become_http(const struct buf *in)
{
    for (size_t i = 0; i < in->bytes && i < 8; i++) {
        char sign = in->at[i];
        if (sign == ' ' && i > 0)
            return true;
        if (sign < 'A' || sign > 'Z')
            return false;
    }
    return true;
}

enum fabric_step fabric_request_read(struct buf *in, struct fabric_request *ret_request)
{
    size_t whole = in->bytes == 0 ? 0 : head_bytes(in);
    struct span rest = {in->at, whole}, line;

    if (!may_become_http(in))
        return FABRIC_BROKEN;
    if (whole == 0)
        return FABRIC_MORE;
    *ret_request = (struct fabric_request){0};
    if (!span_cut(&rest, '\n', &line) || !read_first_line(span_trim(line), ret_request))
        return FABRIC_BROKEN;
    while (span_cut(&rest, '\n', &line)) {
        line = span_trim(line);
        if (line.bytes > 0 && !read_header(line, ret_request))
            return FABRIC_BROKEN;
    }
    buf_drop(in, whole);
    return FABRIC_WHOLE;
}

static const char *reason_of(int status)
{
    switch (status) {
    case 200:
        return "OK";
    case 301:
        return "Moved Permanently";
    case 302:
        return "Found";
    case 400:
        return "Bad Request";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    default:
        return "Status";
    }
}

/* "Thu, 15 Jan 2026 08:15:30 GMT" */
static void add_date(struct buf *out)
{
    static const char *const days[] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct clock clock = CLOCK_REAL_INIT;
    int64_t wall_ms = clock_wall_ms(&clock);
    char text[WHEN_TEXT_BYTES];

    when_print(wall_ms, text);
    int month = (text[5] - '0') * 10 + (text[6] - '0') - 1;
    buf_print(out, "Date: %s, %.2s %s %.4s %.8s GMT\r\n", days[wall_ms / 86400000 % 7],
              text + 8, months[month], text, text + 11);
}

void fabric_answer(struct buf *out, const struct fabric_request *request, int status,
                   const char *content_type, struct span body)
{
    fabric_redirect(out, request, status, content_type, "", body);
}

/* Up to the first byte that could begin another header. */
static void add_location(struct buf *out, const char *location)
{
    if (location[0] != '\0')
        buf_print(out, "Location: %.*s\r\n", (int)strcspn(location, "\r\n"), location);
}

void fabric_redirect(struct buf *out, const struct fabric_request *request, int status,
                     const char *content_type, const char *location, struct span body)
{
    buf_print(out, "HTTP/1.1 %d %s\r\nServer: elbtop-backend\r\n", status,
              reason_of(status));
    add_date(out);
    add_location(out, location);
    buf_print(out, "Content-Type: %s\r\nContent-Length: %zu\r\nConnection: %s\r\n\r\n",
              content_type, body.bytes, request->keep_alive ? "keep-alive" : "close");
    if (strcmp(request->method, "HEAD") != 0)
        buf_add(out, body.at, body.bytes);
}
