#include "tui/origin.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/when.h"
#include "tui/health.h"

#include "base/banned.h"

void origin_put(char out[ORIGIN_RAW_BYTES], const char *format, ...)
{
    size_t at = strlen(out);
    va_list args;

    if (at > 0 && at + 3 < ORIGIN_RAW_BYTES)
        at += (size_t)snprintf(out + at, ORIGIN_RAW_BYTES - at, ", ");
    va_start(args, format);
    vsnprintf(out + at, ORIGIN_RAW_BYTES - at, format, args);
    va_end(args);
}

void origin_put_text(char out[ORIGIN_RAW_BYTES], const char *text)
{
    if (text != NULL)
        origin_put(out, "\"%s\"", text);
}

void origin_put_when(char out[ORIGIN_RAW_BYTES], int64_t wall_ms)
{
    char text[WHEN_TEXT_BYTES];

    if (wall_ms != WHEN_UNKNOWN)
        origin_put(out, "%s", when_print(wall_ms, text));
}

/* "12:04:28, 3s ago", or in what state the source is. */
static void add_read(struct page *page, const struct scene *scene, enum source_name name)
{
    char word[HEALTH_WORD_BYTES];
    char clock[WHEN_TEXT_BYTES];
    char age[WHEN_TEXT_BYTES];
    enum look look;
    int64_t age_ms = health_age_ms(scene, name);

    if (age_ms < 0 || health_is_off(scene, name))
        page_add(page, "", "read  %s %s", health_label(name),
                 health_word(scene, name, false, word, &look));
    else
        page_add(page, "", "read  %s %s, %s ago%s", health_label(name),
                 when_print_clock(scene->wall_ms - age_ms, clock),
                 duration_print(age_ms, age),
                 health_is_lost(scene, name) ? ", LOST since" : "");
}

void origin_add(struct page *page, const struct scene *scene, const struct origin *origin,
                const char *shown, const char *raw)
{
    page_add_look(page, LOOK_STRONG, origin->title, "%s",
                  shown == NULL || shown[0] == '\0' ? "-" : shown);
    page_add(page, "", "raw   %s", raw[0] == '\0' ? "nothing there" : raw);
    page_add(page, "", "call  %s", origin->call);
    page_add(page, "", "path  %s", origin->path);
    add_read(page, scene, origin->source);
    page_add(page, "", "rule  %s", origin->rule);
}
