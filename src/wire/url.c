#include "wire/url.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

void url_init(struct url *url, const char *path)
{
    buf_init(&url->text, LIMIT_HEADER_BYTES);
    buf_add_text(&url->text, path);
    url->has_query = strchr(path, '?') != NULL;
}

void url_release(struct url *url)
{
    buf_release(&url->text);
}

void url_segment(struct url *url, const char *segment)
{
    buf_add_byte(&url->text, '/');
    url_escape(&url->text, span_of(segment));
}

void url_query(struct url *url, const char *name, const char *value)
{
    if (value == NULL)
        return;
    buf_add_byte(&url->text, url->has_query ? '&' : '?');
    url_escape(&url->text, span_of(name));
    buf_add_byte(&url->text, '=');
    url_escape(&url->text, span_of(value));
    url->has_query = true;
}

void url_query_int(struct url *url, const char *name, int64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRId64, value);
    url_query(url, name, digits);
}

const char *url_text(const struct url *url)
{
    return buf_text(&url->text);
}

/* ---- escaping --------------------------------------------------------------- */

static bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           c == '-' || c == '_' || c == '.' || c == '~';
}

void url_escape(struct buf *out, struct span text)
{
    static const char hex[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.bytes; i++) {
        unsigned char byte = (unsigned char)text.at[i];
        if (is_unreserved(text.at[i])) {
            buf_add_byte(out, text.at[i]);
        } else {
            const char escaped[3] = {'%', hex[byte >> 4], hex[byte & 15]};
            buf_add(out, escaped, sizeof escaped);
        }
    }
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

bool url_unescape(struct buf *out, struct span text, bool plus_is_blank)
{
    for (size_t i = 0; i < text.bytes; i++) {
        char c = text.at[i];
        if (c == '%') {
            int high = i + 2 < text.bytes ? hex_value(text.at[i + 1]) : -1;
            int low = i + 2 < text.bytes ? hex_value(text.at[i + 2]) : -1;
            if (high < 0 || low < 0)
                return false;
            c = (char)(high << 4 | low);
            i += 2;
        } else if (c == '+' && plus_is_blank) {
            c = ' ';
        }
        buf_add_byte(out, c);
    }
    return true;
}

/* ---- taking apart ----------------------------------------------------------- */

static uint16_t usual_port(struct span scheme)
{
    static const struct {
        const char *scheme;
        uint16_t port;
    } usual[] = {{"https", 443}, {"http", 80}, {"socks5", 1080}, {"socks5h", 1080}};

    for (size_t i = 0; i < ARRAY_COUNT(usual); i++) {
        if (span_is_nocase(scheme, usual[i].scheme))
            return usual[i].port;
    }
    return 0;
}

static bool is_scheme(struct span scheme)
{
    for (size_t i = 0; i < scheme.bytes; i++) {
        char c = scheme.at[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        bool is_more = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
        if (!is_letter && (i == 0 || !is_more))
            return false;
    }
    return scheme.bytes > 0;
}

/* No blanks, controls or characters that end a host elsewhere. */
static bool is_host(struct span host)
{
    for (size_t i = 0; i < host.bytes; i++) {
        unsigned char c = (unsigned char)host.at[i];
        if (c <= ' ' || c == 0x7f || strchr("/?#@[]\\<>\"", c) != NULL)
            return false;
    }
    return host.bytes > 0;
}

/* "user:password@" is passed over. What follows the host is left in *rest: "" or ":port". */
static bool split_host(struct span authority, struct span *ret_host, struct span *rest)
{
    const char *end = authority.at + authority.bytes;
    const char *at = memrchr(authority.at, '@', authority.bytes);
    const char *first = at == NULL ? authority.at : at + 1;
    bool in_brackets = first < end && *first == '[';
    const char *last;

    first += in_brackets;
    last = memchr(first, in_brackets ? ']' : ':', (size_t)(end - first));
    if (last == NULL && in_brackets)
        return false;
    if (last == NULL)
        last = end;
    *ret_host = span_make(first, (size_t)(last - first));
    last += in_brackets;
    *rest = span_make(last, (size_t)(end - last));
    return is_host(*ret_host);
}

bool url_split(struct span text, struct url_parts *ret_parts)
{
    struct url_parts parts;
    struct span port;
    int64_t number;

    const char *mark = text.bytes < 3 ? NULL : memmem(text.at, text.bytes, "://", 3);
    if (mark == NULL)
        return false;
    parts.scheme = span_make(text.at, (size_t)(mark - text.at));
    struct span rest = span_skip(text, parts.scheme.bytes + 3);
    size_t bytes = 0;
    while (bytes < rest.bytes && memchr("/?#", rest.at[bytes], 3) == NULL)
        bytes++;
    parts.path = span_skip(rest, bytes);
    if (!is_scheme(parts.scheme) ||
        !split_host(span_make(rest.at, bytes), &parts.host, &port))
        return false;

    parts.port = usual_port(parts.scheme);
    if (port.bytes > 0 && port.at[0] != ':')
        return false;
    if (port.bytes > 1) {
        if (!span_to_range(span_skip(port, 1), 1, UINT16_MAX, &number))
            return false;
        parts.port = (uint16_t)number;
    }
    *ret_parts = parts;
    return true;
}
