#include "base/when.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/banned.h"

/* What fits into five cells; 27 years. */
#define DAYS_MOST_MS (9999 * INT64_C(86400000))

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool two_digits(struct span *rest, int least, int most, int *ret)
{
    if (rest->bytes < 2 || !is_digit(rest->at[0]) || !is_digit(rest->at[1]))
        return false;
    int value = (rest->at[0] - '0') * 10 + (rest->at[1] - '0');
    if (value < least || value > most)
        return false;
    *rest = span_skip(*rest, 2);
    *ret = value;
    return true;
}

static bool one_of(struct span *rest, const char *bytes)
{
    if (rest->bytes == 0 || memchr(bytes, rest->at[0], strlen(bytes)) == NULL)
        return false;
    *rest = span_skip(*rest, 1);
    return true;
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar; year 1..9999. */
static int64_t days_from_civil(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = y / 400;
    int64_t in_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + in_era * 365 + in_era / 4 - in_era / 100 + day_of_year - 719468;
}

static int days_in_month(int year, int month)
{
    static const signed char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && is_leap);
}

static bool read_decimals(struct span *rest, int64_t *ret_ms)
{
    int64_t ms = 0;
    int seen = 0;

    while (rest->bytes > 0 && is_digit(rest->at[0])) {
        if (seen < 3)
            ms = ms * 10 + (rest->at[0] - '0');
        seen++;
        *rest = span_skip(*rest, 1);
    }
    for (int i = seen; i < 3; i++)
        ms *= 10;
    *ret_ms = ms;
    return seen >= 1 && seen <= 9;
}

static bool read_zone(struct span rest, int64_t *ret_offset_ms)
{
    int hours = 0;
    int minutes = 0;

    *ret_offset_ms = 0;
    if (rest.bytes == 0 || span_is(rest, "Z") || span_is(rest, "z"))
        return true;
    bool east = rest.at[0] == '+';
    if (!one_of(&rest, "+-") || !two_digits(&rest, 0, 23, &hours) ||
        !one_of(&rest, ":") || !two_digits(&rest, 0, 59, &minutes) || rest.bytes != 0)
        return false;
    int64_t offset = ((int64_t)hours * 60 + minutes) * 60000;
    *ret_offset_ms = east ? offset : -offset;
    return true;
}

bool when_parse(struct span text, int64_t *ret_ms)
{
    int century, year, month, day, hour, minute, second;
    int64_t ms = 0;
    int64_t offset_ms;

    if (!two_digits(&text, 0, 99, &century) || !two_digits(&text, 0, 99, &year) ||
        !one_of(&text, "-") || !two_digits(&text, 1, 12, &month) || !one_of(&text, "-") ||
        !two_digits(&text, 1, 31, &day) || !one_of(&text, "Tt ") ||
        !two_digits(&text, 0, 23, &hour) || !one_of(&text, ":") ||
        !two_digits(&text, 0, 59, &minute) || !one_of(&text, ":") ||
        !two_digits(&text, 0, 60, &second))
        return false;
    if (text.bytes > 0 && text.at[0] == '.') {
        text = span_skip(text, 1);
        if (!read_decimals(&text, &ms))
            return false;
    }
    year += century * 100;
    if (year < 1 || day > days_in_month(year, month) || !read_zone(text, &offset_ms))
        return false;

    int64_t seconds =
        days_from_civil(year, month, day) * 86400 + hour * 3600 + minute * 60;
    *ret_ms = (seconds + second) * 1000 + ms - offset_ms;
    return true;
}

int64_t when_from_text(const char *text)
{
    int64_t ms;
    return text != NULL && when_parse(span_of(text), &ms) ? ms : WHEN_UNKNOWN;
}

static int64_t floor_seconds(int64_t wall_ms)
{
    return wall_ms / 1000 - (wall_ms % 1000 < 0);
}

const char *when_print(int64_t wall_ms, char out[WHEN_TEXT_BYTES])
{
    if (wall_ms == WHEN_UNKNOWN) {
        snprintf(out, WHEN_TEXT_BYTES, "-");
        return out;
    }
    time_t seconds = (time_t)floor_seconds(wall_ms);
    int ms = (int)((wall_ms % 1000 + 1000) % 1000);
    struct tm parts;
    gmtime_r(&seconds, &parts);
    /* Not strftime(): its %Y does not fill up to four digits. */
    int at = snprintf(out, WHEN_TEXT_BYTES, "%04d-%02d-%02dT%02d:%02d:%02d",
                      parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday,
                      parts.tm_hour, parts.tm_min, parts.tm_sec);
    if (ms == 0)
        snprintf(out + at, WHEN_TEXT_BYTES - (size_t)at, "Z");
    else
        snprintf(out + at, WHEN_TEXT_BYTES - (size_t)at, ".%03dZ", ms);
    return out;
}

const char *when_print_clock(int64_t wall_ms, char out[WHEN_TEXT_BYTES])
{
    if (wall_ms == WHEN_UNKNOWN) {
        snprintf(out, WHEN_TEXT_BYTES, "-");
        return out;
    }
    time_t seconds = (time_t)floor_seconds(wall_ms);
    struct tm parts;
    localtime_r(&seconds, &parts);
    strftime(out, WHEN_TEXT_BYTES, "%H:%M:%S", &parts);
    return out;
}

bool duration_parse(struct span text, int64_t *ret_ms)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60 * 1000}, {"h", 60 * 60 * 1000}};
    int64_t number;

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (!span_ends(text, units[i].unit))
            continue;
        struct span digits = span_make(text.at, text.bytes - strlen(units[i].unit));
        if (!span_to_range(digits, 0, INT64_MAX / units[i].ms, &number))
            continue;
        *ret_ms = number * units[i].ms;
        return true;
    }
    return false;
}

const char *duration_print(int64_t ms, char out[WHEN_TEXT_BYTES])
{
    if (ms == WHEN_UNKNOWN) {
        snprintf(out, WHEN_TEXT_BYTES, "-");
        return out;
    }
    long long s = ms < 0 ? 0 : ms / 1000;
    if (s < 60)
        snprintf(out, WHEN_TEXT_BYTES, "%llds", s);
    else if (s < 3600 && s % 60 != 0 && s < 1200)
        snprintf(out, WHEN_TEXT_BYTES, "%lldm%02llds", s / 60, s % 60);
    else if (s < 3600)
        snprintf(out, WHEN_TEXT_BYTES, "%lldm", s / 60);
    else if (s < 86400)
        snprintf(out, WHEN_TEXT_BYTES, "%lldh%02lldm", s / 3600, s % 3600 / 60);
    else
        snprintf(out, WHEN_TEXT_BYTES, "%lldd%02lldh", s / 86400, s % 86400 / 3600);
    return out;
}

const char *duration_print_short(int64_t ms, char out[WHEN_TEXT_BYTES])
{
    duration_print(ms > DAYS_MOST_MS ? DAYS_MOST_MS : ms, out);
    size_t bytes = strlen(out);
    if (bytes <= 5)
        return out;
    if (out[bytes - 1] == 's' || out[bytes - 1] == 'm' || out[bytes - 1] == 'h')
        out[bytes - 1] = '\0'; /* "10m55s" -> "10m55", "23h05m" -> "23h05" */
    if (strlen(out) > 5) {
        char *unit = strpbrk(out, "dhm");
        if (unit != NULL)
            unit[1] = '\0'; /* "123d04" -> "123d" */
    }
    return out;
}
