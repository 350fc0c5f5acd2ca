#include "wire/yaml_scalar.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "base/mem.h"

#include "base/banned.h"

enum { NUMBER_BYTES = 64 }; /* longer digits are text */

static bool is_any(struct span text, const char *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (span_is(text, words[i]))
            return true;
    }
    return false;
}

static bool is_null_word(struct span text)
{
    static const char *const words[] = {"", "~", "null", "Null", "NULL"};
    return is_any(text, words, ARRAY_COUNT(words));
}

static bool is_true_word(struct span text)
{
    static const char *const words[] = {"true", "True", "TRUE"};
    return is_any(text, words, ARRAY_COUNT(words));
}

static bool is_false_word(struct span text)
{
    static const char *const words[] = {"false", "False", "FALSE"};
    return is_any(text, words, ARRAY_COUNT(words));
}

/* .inf and .nan: numbers to YAML, nothing to JSON. */
static bool is_no_number_word(struct span text)
{
    static const char *const words[] = {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"};

    if (span_starts(text, "+") || span_starts(text, "-"))
        text = span_skip(text, 1);
    return is_any(text, words, ARRAY_COUNT(words));
}

/* Copies without underscores and the sign; false when it cannot be a number. */
static bool bare_number(struct span text, char out[NUMBER_BYTES], bool *ret_negative)
{
    size_t wrote = 0;

    *ret_negative = span_starts(text, "-");
    if (*ret_negative || span_starts(text, "+"))
        text = span_skip(text, 1);
    if (text.bytes == 0 || text.bytes >= NUMBER_BYTES || text.at[0] == '_')
        return false;
    for (size_t i = 0; i < text.bytes; i++) {
        if (strchr("0123456789abcdefABCDEFxoXeE.+-_", text.at[i]) == NULL ||
            text.at[i] == '\0')
            return false;
        if (text.at[i] != '_')
            out[wrote++] = text.at[i];
    }
    out[wrote] = '\0';
    return out[0] == '.' || (out[0] >= '0' && out[0] <= '9');
}

static json_t *read_int(const char *digits, bool negative)
{
    int base = 10;
    char *end;

    if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
        base = 16;
    else if (digits[0] == '0' && digits[1] == 'b')
        base = 2;
    else if (digits[0] == '0' && digits[1] == 'o')
        base = 8;
    if (base != 10)
        digits += 2;
    else if (digits[0] == '0' && digits[1] != '\0')
        base = 8; /* 0644 */
    /* strtoull takes blanks, a sign and another 0x; a digit must stand first. */
    if (strspn(digits, base == 16 ? "0123456789abcdefABCDEF" : "0123456789") !=
        strlen(digits))
        return NULL;

    errno = 0;
    unsigned long long value = strtoull(digits, &end, base);
    if (errno != 0 || end == digits || *end != '\0' ||
        value > (uint64_t)INT64_MAX + negative)
        return NULL;
    return json_integer(negative ? (json_int_t)(0 - value) : (json_int_t)value);
}

/* [0-9]+ "." [0-9]* exponent, or "." [0-9]+ exponent */
static bool is_real(const char *text)
{
    size_t before = strspn(text, "0123456789");
    text += before;
    size_t after = 0;
    if (*text == '.') {
        text++;
        after = strspn(text, "0123456789");
        text += after;
    }
    if (before + after == 0)
        return false;
    if (*text == 'e' || *text == 'E') {
        text++;
        text += *text == '+' || *text == '-';
        size_t digits = strspn(text, "0123456789");
        if (digits == 0)
            return false;
        text += digits;
    }
    return *text == '\0';
}

/*
 * A whole real becomes an integer: Go writes 1e3 into JSON as 1000, and an API that wants
 * an integer refuses 1000.0.
 */
static json_t *read_real(const char *text, bool negative)
{
    if (!is_real(text))
        return NULL;

    double value = strtod(text, NULL);
    if (!isfinite(value))
        return NULL;
    if (negative)
        value = -value;
    if (floor(value) == value && fabs(value) < 9007199254740992.0)
        return json_integer((json_int_t)value);
    return json_real(value);
}

/* NULL when the text is no number. */
static json_t *read_number(struct span text)
{
    char bare[NUMBER_BYTES];
    bool negative;

    if (!bare_number(text, bare, &negative))
        return NULL;
    json_t *number = read_int(bare, negative);
    return number != NULL ? number : read_real(bare, negative);
}

static json_t *read_text(struct span text, const char **ret_why)
{
    if (memchr(text.at, '\0', text.bytes) != NULL) {
        *ret_why = "text holds a NUL byte";
        return NULL;
    }
    json_t *node = json_stringn(text.at, text.bytes);
    if (node == NULL)
        *ret_why = "text is not UTF-8";
    return node;
}

static json_t *read_plain(struct span text, const char **ret_why)
{
    if (is_null_word(text))
        return json_null();
    if (is_true_word(text) || is_false_word(text))
        return json_boolean(is_true_word(text));
    if (is_no_number_word(text)) {
        *ret_why = "a number that JSON cannot hold";
        return NULL;
    }
    json_t *number = read_number(text);
    return number != NULL ? number : read_text(text, ret_why);
}

json_t *yaml_scalar_read(struct span text, const char *tag, bool is_plain,
                         const char **ret_why)
{
    static const char *const resolved[] = {YAML_INT_TAG, YAML_FLOAT_TAG, YAML_BOOL_TAG,
                                           YAML_NULL_TAG};

    if (tag == NULL)
        return is_plain ? read_plain(text, ret_why) : read_text(text, ret_why);
    if (strcmp(tag, "!") == 0 || strcmp(tag, YAML_STR_TAG) == 0)
        return read_text(text, ret_why);
    if (is_any(span_of(tag), resolved, ARRAY_COUNT(resolved))) {
        json_t *node = read_plain(text, ret_why);
        if (!json_is_string(node))
            return node;
        json_decref(node);
        *ret_why = "text does not fit its tag";
        return NULL;
    }
    *ret_why = "a tag that is not understood";
    return NULL;
}

/* Words that another YAML 1.1 reader takes for booleans, merge or value keys. */
static bool is_word_elsewhere(struct span text)
{
    static const char *const words[] = {"y", "n", "yes", "no", "on", "off", "<<", "="};

    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (span_is_nocase(text, words[i]))
            return true;
    }
    return false;
}

/* Dates and sexagesimal numbers: digits with '-' or ':' between, to other readers. */
static bool is_date_like(struct span text)
{
    return text.bytes > 0 && text.at[0] >= '0' && text.at[0] <= '9' &&
           (memchr(text.at, ':', text.bytes) != NULL ||
            (text.bytes >= 8 && text.at[4] == '-'));
}

bool yaml_scalar_needs_quotes(struct span text)
{
    const char *why = NULL;
    json_t *plain = read_plain(text, &why);
    bool stays_text = json_is_string(plain);

    json_decref(plain);
    return !stays_text || is_word_elsewhere(text) || is_date_like(text);
}
