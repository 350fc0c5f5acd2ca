#include "kube/change.h"

#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

static const struct {
    const char *name;
    enum change_type type;
} types[] = {
    {"ADDED", CHANGE_ADDED},     {"MODIFIED", CHANGE_MODIFIED},
    {"DELETED", CHANGE_DELETED}, {"BOOKMARK", CHANGE_BOOKMARK},
    {"ERROR", CHANGE_ERROR},
};

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

/* The text between the quotes, escapes as they stand. */
static bool take_text(struct span *rest, struct span *ret_text)
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
    struct span at = *rest;
    struct span text;
    size_t depth = 0;

    while (at.bytes > 0) {
        char byte = at.at[0];
        if (byte == '"') {
            if (!take_text(&at, &text))
                return false;
            continue;
        }
        at = span_skip(at, 1);
        if (byte == '{' || byte == '[')
            depth++;
        else if ((byte == '}' || byte == ']') && --depth == 0)
            break;
    }
    *ret_value = span_make(rest->at, rest->bytes - at.bytes);
    *rest = at;
    return depth == 0;
}

static bool take_value(struct span *rest, struct span *ret_value)
{
    skip_blanks(rest);
    if (rest->bytes == 0)
        return false;
    if (rest->at[0] == '"')
        return take_text(rest, ret_value);
    if (rest->at[0] == '{' || rest->at[0] == '[')
        return take_nested(rest, ret_value);
    return take_scalar(rest, ret_value);
}

static enum change_type type_of(struct span name)
{
    for (size_t i = 0; i < ARRAY_COUNT(types); i++) {
        if (span_is(name, types[i].name))
            return types[i].type;
    }
    return CHANGE_UNKNOWN;
}

bool change_split(struct span line, struct change *ret_change)
{
    struct span type = {NULL, 0};
    struct span object = {NULL, 0};
    struct span key;
    struct span value;

    if (!take_byte(&line, '{'))
        return false;
    do {
        if (!take_text(&line, &key) || !take_byte(&line, ':'))
            return false;
        skip_blanks(&line);
        bool is_object = line.bytes > 0 && line.at[0] == '{';
        if (!take_value(&line, &value))
            return false;
        if (span_is(key, "type"))
            type = value;
        else if (span_is(key, "object") && is_object)
            object = value;
    } while (take_byte(&line, ','));
    if (!take_byte(&line, '}'))
        return false;

    skip_blanks(&line);
    if (line.bytes > 0 || type.at == NULL || object.at == NULL)
        return false;
    *ret_change = (struct change){.type = type_of(type), .object = object};
    return true;
}
