#include "base/span.h"

#include <string.h>
#include <strings.h>

#include "base/banned.h"

struct span span_of(const char *text)
{
    return text == NULL ? (struct span){"", 0} : (struct span){text, strlen(text)};
}

struct span span_make(const char *at, size_t bytes)
{
    return (struct span){at, bytes};
}

/* memcmp() may not be given NULL, and the empty span may hold it. */
static bool is_same(const char *a, const char *b, size_t bytes)
{
    return bytes == 0 || memcmp(a, b, bytes) == 0;
}

bool span_is(struct span span, const char *text)
{
    size_t bytes = strlen(text);
    return span.bytes == bytes && is_same(span.at, text, bytes);
}

bool span_is_nocase(struct span span, const char *text)
{
    size_t bytes = strlen(text);
    return span.bytes == bytes && (bytes == 0 || strncasecmp(span.at, text, bytes) == 0);
}

bool span_starts(struct span span, const char *prefix)
{
    size_t bytes = strlen(prefix);
    return span.bytes >= bytes && is_same(span.at, prefix, bytes);
}

bool span_ends(struct span span, const char *suffix)
{
    size_t bytes = strlen(suffix);
    return span.bytes >= bytes && is_same(span.at + (span.bytes - bytes), suffix, bytes);
}

bool span_has(struct span span, const char *part)
{
    size_t bytes = strlen(part);
    return bytes == 0 ||
           (span.bytes >= bytes && memmem(span.at, span.bytes, part, bytes));
}

int span_compare(struct span a, struct span b)
{
    size_t shorter = a.bytes < b.bytes ? a.bytes : b.bytes;
    int order = shorter == 0 ? 0 : memcmp(a.at, b.at, shorter);
    if (order != 0)
        return order;
    return a.bytes < b.bytes ? -1 : a.bytes > b.bytes;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span span_trim(struct span span)
{
    while (span.bytes > 0 && is_blank(span.at[0])) {
        span.at++;
        span.bytes--;
    }
    while (span.bytes > 0 && is_blank(span.at[span.bytes - 1]))
        span.bytes--;
    return span;
}

struct span span_skip(struct span span, size_t bytes)
{
    size_t step = bytes < span.bytes ? bytes : span.bytes;
    return (struct span){span.at + step, span.bytes - step};
}

bool span_cut(struct span *rest, char separator, struct span *ret_part)
{
    if (rest->at == NULL)
        return false;

    const char *found =
        rest->bytes == 0 ? NULL : memchr(rest->at, separator, rest->bytes);
    if (found == NULL) {
        *ret_part = *rest;
        *rest = (struct span){NULL, 0};
        return true;
    }
    size_t before = (size_t)(found - rest->at);
    *ret_part = (struct span){rest->at, before};
    *rest = (struct span){found + 1, rest->bytes - before - 1};
    return true;
}

bool span_to_i64(struct span span, int64_t *ret)
{
    bool negative = span.bytes > 0 && span.at[0] == '-';
    int64_t value = 0;

    if (negative)
        span = span_skip(span, 1);
    if (span.bytes == 0)
        return false;
    for (size_t i = 0; i < span.bytes; i++) {
        if (span.at[i] < '0' || span.at[i] > '9')
            return false;
        if (__builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, span.at[i] - '0', &value))
            return false;
    }
    if (!negative && value == INT64_MIN)
        return false;
    *ret = negative ? value : -value;
    return true;
}

bool span_to_range(struct span span, int64_t least, int64_t most, int64_t *ret)
{
    int64_t value;
    if (!span_to_i64(span, &value) || value < least || value > most)
        return false;
    *ret = value;
    return true;
}
