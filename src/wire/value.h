/*
 * value.h - a JSON text as a flat table of its values, for what comes by the ten
 * thousand.
 *
 * The text is copied once and taken apart where it lies: texts are unescaped in place and
 * end in NUL, so nothing is allocated per value. A list of 10,000 Services is read five
 * times faster than through a jansson tree, which wire/tree stays for everything else;
 * the readers below mean what their sisters there mean.
 *
 * Values stand in the order of the text: an object is followed by its members (key,
 * value, key, value, …), a list by its items, and `span` leads past all of them.
 *
 * Strict as RFC 8259: UTF-8 without holes, no lone surrogates, no U+0000, no number that
 * is none. Of a key that stands twice in an object the last one counts.
 *
 * Owner: struct values; a value and its texts are valid as long as it.
 */
#ifndef ELBTOP_WIRE_VALUE_H
#define ELBTOP_WIRE_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

enum value_type {
    VALUE_NULL,
    VALUE_FALSE,
    VALUE_TRUE,
    VALUE_WHOLE, /* a number in the range of int64_t, without point or exponent */
    VALUE_REAL,  /* any other number; its value is not kept */
    VALUE_TEXT,
    VALUE_LIST,
    VALUE_OBJECT,
};

struct value {
    enum value_type type;
    uint32_t span;  /* from this value to the one behind it and all within */
    uint32_t count; /* members of an object, items of a list, bytes of a text */
    union {
        const char *text;
        int64_t whole;
    };
};

struct values {
    char *text;       /* the copy, cut up */
    struct value *at; /* at[0] is the whole */
    size_t count;
    size_t capacity;
};

/*
 * Errors: ERR_SHAPE, where = "name:byte N"; ERR_LIMIT nested deeper than LIMIT_JSON_DEPTH
 * or longer than LIMIT_OBJECT_BYTES. On failure there is nothing to release.
 */
enum err_code values_read(struct span text, const char *name, struct values *ret_values,
                          struct err *err);
void values_release(struct values *values); /* zero-filled is fine */

/* ---- walking: NULL goes in, NULL comes out; null counts as absent ------------------ */
const struct value *value_key(const struct value *object, const char *key);
const struct value *value_at(const struct value *value, const char *path); /* "a.b.c" */

/* The first member's key, or the first item; then each next one (a member's value is a
 * value behind its key too). Only as often as `count` says. */
const struct value *value_first(const struct value *value);
const struct value *value_next(const struct value *value);

/* How many items a list has, 0 when it is none (or NULL); the first of them. */
size_t value_items(const struct value *list, const struct value **ret_first);

bool value_is(const struct value *value, enum value_type type); /* NULL is nothing */

/* ---- lenient ----------------------------------------------------------------------- */
const char *value_text(const struct value *value, const char *path);     /* NULL */
const char *value_key_text(const struct value *object, const char *key); /* NULL */
int64_t value_int(const struct value *value, const char *path, int64_t fallback);
bool value_bool(const struct value *value, const char *path, bool fallback);
int64_t value_when(const struct value *value, const char *path); /* WHEN_UNKNOWN */

/* ---- strict: ERR_SHAPE with the path ----------------------------------------------- */
enum err_code value_need_text(const struct value *value, const char *path,
                              const char **ret_text, struct err *err);
enum err_code value_may_text(const struct value *value, const char *path,
                             const char **ret_text, struct err *err);
enum err_code value_need_int(const struct value *value, const char *path, int64_t least,
                             int64_t most, int64_t *ret_value, struct err *err);
enum err_code value_need_object(const struct value *value, const char *path,
                                const struct value **ret_object, struct err *err);

#endif
