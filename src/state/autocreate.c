/*
 * A walk over the members of one JSON object: keys and string values are taken as they
 * stand, anything nested is skipped by counting brackets outside of strings.
 */
#include "state/autocreate.h"

#include <string.h>

#include "base/banned.h"

static void skip_blanks(struct span *rest)
{
    while (rest->bytes > 0 && strchr(" \t\r\n", rest->at[0]) != NULL &&
           rest->at[0] != '\0')
        *rest = span_skip(*rest, 1);
}

static bool take_byte(struct span *rest, char wanted)
{
    skip_blanks(rest);
    if (rest->bytes == 0 || rest->at[0] != wanted)
        return false;
    *rest = span_skip(*rest, 1);
    return true;
}

static bool take_string(struct span *rest, struct span *ret_text)
{
    if (!take_byte(rest, '"'))
        return false;
    for (size_t i = 0; i < rest->bytes; i++) {
        if (rest->at[i] == '\\') {
            i++;
        } else if (rest->at[i] == '"') {
            *ret_text = span_make(rest->at, i);
            *rest = span_skip(*rest, i + 1);
            return true;
        }
    }
    return false;
}

/* A number, a word, or anything in brackets, up to the comma or bracket behind it. */
static bool skip_other(struct span *rest)
{
    int depth = 0;
    struct span ignored;

    skip_blanks(rest);
    while (rest->bytes > 0) {
        char c = rest->at[0];
        if (c == '"') {
            if (!take_string(rest, &ignored))
                return false;
            continue;
        }
        if (depth == 0 && (c == ',' || c == '}'))
            return true;
        if (c == '{' || c == '[')
            depth++;
        if (c == '}' || c == ']')
            depth--;
        if (depth < 0)
            return false;
        *rest = span_skip(*rest, 1);
    }
    return false;
}

static bool take_value(struct span *rest, struct span *ret_text)
{
    *ret_text = span_make("", 0);
    skip_blanks(rest);
    if (rest->bytes > 0 && rest->at[0] == '"')
        return take_string(rest, ret_text);
    return skip_other(rest);
}

struct autocreate autocreate_read(const char *text)
{
    struct autocreate out = {.name = span_make("", 0)};
    struct autocreate unreadable = out;
    struct span rest = span_of(text);
    struct span key;
    struct span value;

    if (!take_byte(&rest, '{'))
        return unreadable;
    out.readable = true;
    if (take_byte(&rest, '}'))
        return out;
    do {
        if (!take_string(&rest, &key) || !take_byte(&rest, ':') ||
            !take_value(&rest, &value))
            return unreadable;
        if (span_is(key, "type"))
            out.public = span_is(value, "public");
        if (span_is(key, "name"))
            out.name = value;
    } while (take_byte(&rest, ','));
    return take_byte(&rest, '}') ? out : unreadable;
}
