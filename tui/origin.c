#include "tui/origin.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/when.h"

#include "base/banned.h"

void origin_put(char out[ORIGIN_RAW_BYTES], const char *format, ...)
{
    size_t at = strlen(out);
    va_list args;

    if (at > 0 && at + 3 < ORIGIN_RAW_BYTES)
        at += (size_t)snprintf(out + at, ORIGIN_RAW_BYTES - at, ", ");
    va_start(args, format);
    int bytes = vsnprintf(out + at, ORIGIN_RAW_BYTES - at, format, args);
    va_end(args);
    if (at + (size_t)bytes >= ORIGIN_RAW_BYTES)
        snprintf(out + ORIGIN_RAW_BYTES - 3, 3, ".."); /* there is more of it */
}

void origin_put_text(char out[ORIGIN_RAW_BYTES], const char *text)
{
    if (text != NULL)
        origin_put(out, "\"%s\"", text);
}

void origin_put_when(char out[ORIGIN_RAW_BYTES], const char *word, int64_t wall_ms)
{
    char text[WHEN_TEXT_BYTES];

    if (wall_ms != WHEN_UNKNOWN)
        origin_put(out, "%s%s%s", word == NULL ? "" : word, word == NULL ? "" : " ",
                   when_print(wall_ms, text));
}
