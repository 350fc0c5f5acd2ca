#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum err_code err_set(struct err *err, enum err_code code, const char *format, ...)
{
    if (err == NULL || err->code != ERR_OK)
        return code;

    err->code = code;
    va_list args;
    va_start(args, format);
    vsnprintf(err->text, sizeof err->text, format, args);
    va_end(args);

    /* One line, whatever a library or a server put into it. */
    for (char *at = err->text; *at != '\0'; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f)
            *at = ' ';
    }
    return code;
}

void err_at(struct err *err, const char *format, ...)
{
    if (err == NULL || err->where[0] != '\0')
        return;

    va_list args;
    va_start(args, format);
    vsnprintf(err->where, sizeof err->where, format, args);
    va_end(args);
}

void err_within(struct err *err, const char *prefix)
{
    char joined[sizeof err->where];

    if (err == NULL)
        return;
    const char *dot = err->where[0] == '\0' || err->where[0] == '[' ? "" : ".";
    int         wrote = snprintf(joined, sizeof joined, "%s%s%s", prefix, dot, err->where);
    if (wrote < 0)
        return;
    memcpy(err->where, joined, sizeof joined);
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
        [ERR_OK] = "ok",           [ERR_NET] = "net",       [ERR_AUTH] = "auth",
        [ERR_ABSENT] = "absent",   [ERR_CONFLICT] = "conflict", [ERR_LATER] = "later",
        [ERR_REFUSED] = "refused", [ERR_SHAPE] = "shape",   [ERR_LIMIT] = "limit",
        [ERR_LOCAL] = "local",
    };
    return (size_t)code < sizeof names / sizeof names[0] ? names[code] : "unknown";
}
