#include "wire/members.h"

#include <string.h>

#include "base/banned.h"

static void skip_blanks(struct span *rest)
{
    while (rest->bytes > 0 && rest->at[0] != '\0' &&
           strchr(" \t\r\n", rest->at[0]) != NULL)
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

/* What the walk went over, from where it began. */
static struct span passed(struct span begin, struct span rest)
{
    return span_make(begin.at, begin.bytes - rest.bytes);
}

/* A string with its quotes. */
static bool take_string(struct span *rest, struct span *ret_value)
{
    struct span begin = *rest;

    if (!take_byte(rest, '"'))
        return false;
    for (size_t i = 0; i < rest->bytes; i++) {
        if (rest->at[i] == '\\') {
            i++;
        } else if (rest->at[i] == '"') {
            *rest = span_skip(*rest, i + 1);
            *ret_value = passed(begin, *rest);
            return true;
        }
    }
    return false;
}

/* A number, true, false or null: up to what may follow a value. */
static bool take_scalar(struct span *rest, struct span *ret_value)
{
    size_t i = 0;

    while (i < rest->bytes && strchr(",]} \t\r\n", rest->at[i]) == NULL)
        i++;
    *ret_value = span_make(rest->at, i);
    *rest = span_skip(*rest, i);
    return i > 0;
}

/* An object or a list, up to the bracket that closes it. */
static bool take_nested(struct span *rest, struct span *ret_value)
{
    struct span begin = *rest;
    struct span text;
    size_t depth = 0;

    while (rest->bytes > 0) {
        char byte = rest->at[0];
        if (byte == '"') {
            if (!take_string(rest, &text))
                return false;
            continue;
        }
        *rest = span_skip(*rest, 1);
        if (byte == '{' || byte == '[')
            depth++;
        else if ((byte == '}' || byte == ']') && --depth == 0)
            break;
    }
    *ret_value = passed(begin, *rest);
    return depth == 0;
}

static bool take_value(struct span *rest, struct span *ret_value)
{
    skip_blanks(rest);
    if (rest->bytes == 0)
        return false;
    if (rest->at[0] == '"')
        return take_string(rest, ret_value);
    if (rest->at[0] == '{' || rest->at[0] == '[')
        return take_nested(rest, ret_value);
    return take_scalar(rest, ret_value);
}

void members_begin(struct members *members, struct span text)
{
    *members = (struct members){.rest = text, .first = true};
    members->begun = take_byte(&members->rest, '{');
}

bool members_next(struct members *members, struct span *ret_key, struct span *ret_value)
{
    if (!members->begun || members->ended)
        return false;
    if (take_byte(&members->rest, '}')) {
        members->ended = true;
        return false;
    }
    if (!members->first && !take_byte(&members->rest, ','))
        return false;
    members->first = false;
    skip_blanks(&members->rest);
    return take_string(&members->rest, ret_key) && members_string(*ret_key, ret_key) &&
           take_byte(&members->rest, ':') && take_value(&members->rest, ret_value);
}

bool members_is_whole(const struct members *members)
{
    struct span rest = members->rest;

    skip_blanks(&rest);
    return members->ended && rest.bytes == 0;
}

bool members_string(struct span value, struct span *ret_text)
{
    if (value.bytes < 2 || value.at[0] != '"')
        return false;
    *ret_text = span_make(value.at + 1, value.bytes - 2);
    return true;
}
