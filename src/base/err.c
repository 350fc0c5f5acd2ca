#include "base/err.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/span.h"
#include "base/utf8.h"

#include "base/banned.h"

/* One line of whole characters, whatever a library or a server put into it. */
static void print_line(char *out, size_t out_bytes, const char *format, va_list args)
{
    int wrote = vsnprintf(out, out_bytes, format, args);
    if (wrote < 0)
        out[0] = '\0';
    else if ((size_t)wrote >= out_bytes)
        out[utf8_whole_bytes(span_of(out))] = '\0';

    utf8_make_harmless(out);
}

enum err_code err_set(struct err *err, enum err_code code, const char *format, ...)
{
    if (err == NULL || err->code != ERR_OK)
        return code;

    err->code = code;
    va_list args;
    va_start(args, format);
    print_line(err->text, sizeof err->text, format, args);
    va_end(args);
    return code;
}

void err_at(struct err *err, const char *format, ...)
{
    if (err == NULL || err->where[0] != '\0')
        return;

    va_list args;
    va_start(args, format);
    print_line(err->where, sizeof err->where, format, args);
    va_end(args);
}

static void set_where(struct err *err, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void set_where(struct err *err, const char *format, ...)
{
    char joined[sizeof err->where];
    va_list args;

    va_start(args, format);
    print_line(joined, sizeof joined, format, args);
    va_end(args);
    memcpy(err->where, joined, strlen(joined) + 1);
}

void err_within(struct err *err, const char *prefix)
{
    if (err == NULL || prefix[0] == '\0')
        return;
    bool wants_dot = err->where[0] != '\0' && err->where[0] != '[';
    set_where(err, "%s%s%s", prefix, wants_dot ? "." : "", err->where);
}

void err_clear(struct err *err)
{
    if (err != NULL)
        *err = (struct err)ERR_INIT;
}

const char *err_line(const struct err *err, char *out, int out_bytes)
{
    if (err->where[0] == '\0')
        snprintf(out, (size_t)out_bytes, "%s", err->text);
    else
        snprintf(out, (size_t)out_bytes, "%s: %s", err->where, err->text);
    return out;
}

const char *err_code_name(enum err_code code)
{
    static const char *const names[] = {
        [ERR_OK] = "ok",           [ERR_NET] = "net",           [ERR_AUTH] = "auth",
        [ERR_ABSENT] = "absent",   [ERR_CONFLICT] = "conflict", [ERR_LATER] = "later",
        [ERR_REFUSED] = "refused", [ERR_SHAPE] = "shape",       [ERR_LIMIT] = "limit",
        [ERR_LOCAL] = "local",
    };
    return (size_t)code < sizeof names / sizeof names[0] ? names[code] : "unknown";
}
