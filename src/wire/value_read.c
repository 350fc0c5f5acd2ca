/*
 * The parser behind value.h. It goes once over a copy of the text that ends in NUL, and
 * writes unescaped texts over the escaped ones, which are never shorter.
 */
#include "wire/value.h"

#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"

#include "base/banned.h"

enum { BYTES_PER_VALUE = 12 }; /* of ordinary objects; the table grows where it is less */

struct parser {
    struct values *values;
    char *at;
    char *end; /* the NUL */
    int depth;
    bool is_too_deep;
};

static bool parse_value(struct parser *parser);

/* The index, not the address: the table moves when it grows. */
static size_t add_value(struct parser *parser, enum value_type type)
{
    struct values *values = parser->values;

    if (values->count == values->capacity)
        values->at = mem_grow(values->at, &values->capacity, values->count + 1,
                              sizeof *values->at);
    values->at[values->count] = (struct value){.type = type, .span = 1};
    return values->count++;
}

static void skip_blanks(struct parser *parser)
{
    while (*parser->at == ' ' || *parser->at == '\n' || *parser->at == '\t' ||
           *parser->at == '\r')
        parser->at++;
}

static bool take_byte(struct parser *parser, char wanted)
{
    skip_blanks(parser);
    if (*parser->at != wanted)
        return false;
    parser->at++;
    return true;
}

/* ---- texts ------------------------------------------------------------------------- */

static bool take_hex(struct parser *parser, uint32_t *ret_unit)
{
    uint32_t unit = 0;

    for (int i = 0; i < 4; i++) {
        char c = *parser->at;
        uint32_t digit;
        if (c >= '0' && c <= '9')
            digit = (uint32_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (uint32_t)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = (uint32_t)(c - 'A') + 10;
        else
            return false;
        unit = unit << 4 | digit;
        parser->at++;
    }
    *ret_unit = unit;
    return true;
}

/* Behind "\u": one unit, or two that are a pair. No NUL, no half of a pair. */
static bool take_code_point(struct parser *parser, char **out)
{
    uint32_t point;
    uint32_t low;

    if (!take_hex(parser, &point) || point == 0 || (point >= 0xdc00 && point <= 0xdfff))
        return false;
    if (point >= 0xd800 && point <= 0xdbff) {
        if (parser->at[0] != '\\' || parser->at[1] != 'u')
            return false;
        parser->at += 2;
        if (!take_hex(parser, &low) || low < 0xdc00 || low > 0xdfff)
            return false;
        point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
    }
    *out += utf8_put(point, *out);
    return true;
}

/* Behind the backslash. */
static bool take_escape(struct parser *parser, char **out)
{
    static const char from[] = "\"\\/bfnrt";
    static const char to[] = "\"\\/\b\f\n\r\t";
    char c = *parser->at;
    const char *found = c == '\0' ? NULL : strchr(from, c);

    parser->at += c != '\0';
    if (c == 'u')
        return take_code_point(parser, out);
    if (found == NULL)
        return false;
    *(*out)++ = to[found - from];
    return true;
}

/* A sequence of two to four bytes; broken ones are told by being taken one by one. */
static bool take_wide(struct parser *parser, char **out)
{
    struct span rest = span_make(parser->at, (size_t)(parser->end - parser->at));
    size_t before = rest.bytes;
    uint32_t point;

    if (!utf8_next(&rest, &point) || before - rest.bytes < 2)
        return false;
    memmove(*out, parser->at, before - rest.bytes);
    *out += before - rest.bytes;
    parser->at += before - rest.bytes;
    return true;
}

static bool is_plain(unsigned char byte)
{
    return byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\';
}

/* Behind the opening quote. */
static bool parse_text(struct parser *parser)
{
    size_t index = add_value(parser, VALUE_TEXT);
    char *start = parser->at;
    char *out = start;
    bool is_good = true;

    while (is_plain((unsigned char)*parser->at))
        parser->at++;
    out = parser->at;
    while (is_good && *parser->at != '"') {
        unsigned char byte = (unsigned char)*parser->at;
        if (is_plain(byte)) {
            *out++ = *parser->at++;
        } else if (byte == '\\') {
            parser->at++;
            is_good = take_escape(parser, &out);
        } else {
            is_good = byte >= 0x80 && take_wide(parser, &out);
        }
    }
    if (!is_good)
        return false;
    parser->at++;
    *out = '\0'; /* at the closing quote, or before it */
    parser->values->at[index].text = start;
    parser->values->at[index].count = (uint32_t)(out - start);
    return true;
}

/* ---- numbers and words ------------------------------------------------------------- */

static bool skip_digits(struct parser *parser)
{
    const char *start = parser->at;

    while (*parser->at >= '0' && *parser->at <= '9')
        parser->at++;
    return parser->at > start;
}

static bool parse_number(struct parser *parser)
{
    char *start = parser->at;
    bool is_whole = true;
    int64_t whole;

    parser->at += *parser->at == '-';
    if (*parser->at == '0')
        parser->at++;
    else if (!skip_digits(parser))
        return false;
    if (*parser->at == '.') {
        is_whole = false;
        parser->at++;
        if (!skip_digits(parser))
            return false;
    }
    if (*parser->at == 'e' || *parser->at == 'E') {
        is_whole = false;
        parser->at++;
        parser->at += *parser->at == '+' || *parser->at == '-';
        if (!skip_digits(parser))
            return false;
    }
    struct span digits = span_make(start, (size_t)(parser->at - start));
    if (!is_whole || !span_to_i64(digits, &whole)) {
        add_value(parser, VALUE_REAL);
        return true;
    }
    size_t index = add_value(parser, VALUE_WHOLE);
    parser->values->at[index].whole = whole;
    return true;
}

static bool parse_word(struct parser *parser, const char *word, enum value_type type)
{
    size_t bytes = strlen(word);

    if (strncmp(parser->at, word, bytes) != 0)
        return false;
    parser->at += bytes;
    add_value(parser, type);
    return true;
}

/* ---- objects and lists ------------------------------------------------------------- */

static bool parse_member(struct parser *parser)
{
    return take_byte(parser, '"') && parse_text(parser) && take_byte(parser, ':') &&
           parse_value(parser);
}

/* Behind the opening bracket. */
static bool parse_nested(struct parser *parser, enum value_type type, char closing,
                         bool (*parse_one)(struct parser *parser))
{
    size_t index = add_value(parser, type);
    uint32_t count = 0;

    if (++parser->depth > LIMIT_JSON_DEPTH) {
        parser->is_too_deep = true;
        return false;
    }
    if (!take_byte(parser, closing)) {
        do {
            if (!parse_one(parser))
                return false;
            count++;
        } while (take_byte(parser, ','));
        if (!take_byte(parser, closing))
            return false;
    }
    parser->depth--;
    struct value *value = &parser->values->at[index];
    value->count = count;
    value->span = (uint32_t)(parser->values->count - index);
    return true;
}

static bool parse_value(struct parser *parser)
{
    skip_blanks(parser);
    switch (*parser->at) {
    case '"':
        parser->at++;
        return parse_text(parser);
    case '{':
        parser->at++;
        return parse_nested(parser, VALUE_OBJECT, '}', parse_member);
    case '[':
        parser->at++;
        return parse_nested(parser, VALUE_LIST, ']', parse_value);
    case 't':
        return parse_word(parser, "true", VALUE_TRUE);
    case 'f':
        return parse_word(parser, "false", VALUE_FALSE);
    case 'n':
        return parse_word(parser, "null", VALUE_NULL);
    default:
        return parse_number(parser);
    }
}

/* ---- all together ------------------------------------------------------------------ */

static enum err_code refuse(const struct parser *parser, const char *name,
                            struct err *err)
{
    if (parser->is_too_deep) {
        err_at(err, "%s", name);
        return err_set(err, ERR_LIMIT, "nested deeper than %d", LIMIT_JSON_DEPTH);
    }
    err_at(err, "%s:byte %zu", name, (size_t)(parser->at - parser->values->text) + 1);
    return err_set(err, ERR_SHAPE, "not JSON");
}

enum err_code values_read(struct span text, const char *name, struct values *ret_values,
                          struct err *err)
{
    struct parser parser = {.values = ret_values};

    if (text.bytes > LIMIT_OBJECT_BYTES) {
        err_at(err, "%s", name);
        return err_set(err, ERR_LIMIT, "longer than %zu bytes", LIMIT_OBJECT_BYTES);
    }
    *ret_values = (struct values){0};
    ret_values->text = mem_copy_bytes(text.bytes == 0 ? "" : text.at, text.bytes);
    ret_values->at = mem_grow(NULL, &ret_values->capacity,
                              text.bytes / BYTES_PER_VALUE + 1, sizeof *ret_values->at);
    parser.at = ret_values->text;
    parser.end = ret_values->text + text.bytes;

    bool is_good = parse_value(&parser);
    skip_blanks(&parser);
    if (is_good && parser.at == parser.end)
        return ERR_OK;
    enum err_code code = refuse(&parser, name, err);
    values_release(ret_values);
    return code;
}

void values_release(struct values *values)
{
    free(values->text);
    free(values->at);
    *values = (struct values){0};
}
