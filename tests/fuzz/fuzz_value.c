/*
 * The table reader of kube/ beside jansson: both read the same texts, and both read the
 * same out of them. jansson refuses integers beyond 64 bits and what overflows a double;
 * the table keeps no value of such numbers.
 */
#include "fuzz/fuzz.h"

#include "wire/value.h"
#include "wire/tree.h"

static bool is_same_value(const struct value *value, const json_t *node);

static bool is_same_object(const struct value *value, const json_t *node)
{
    const char *key;
    json_t *member;

    /* Of a key that stands twice the last counts, to both. */
    if (value->count < json_object_size(node))
        return false;
    json_object_foreach((json_t *)(uintptr_t)node, key, member)
    {
        const struct value *found = value_key(value, key);
        if (json_is_null(member) ? found != NULL
                                 : found == NULL || !is_same_value(found, member))
            return false;
    }
    return true;
}

static bool is_same_list(const struct value *value, const json_t *node)
{
    const struct value *item = value_first(value);

    if (value->count != json_array_size(node))
        return false;
    for (size_t i = 0; i < value->count; i++, item = value_next(item)) {
        if (!is_same_value(item, json_array_get(node, i)))
            return false;
    }
    return true;
}

static bool is_same_value(const struct value *value, const json_t *node)
{
    switch (value->type) {
    case VALUE_NULL:
        return json_is_null(node);
    case VALUE_FALSE:
        return json_is_false(node);
    case VALUE_TRUE:
        return json_is_true(node);
    case VALUE_WHOLE:
        return json_is_integer(node) && value->whole == json_integer_value(node);
    case VALUE_REAL:
        return json_is_real(node);
    case VALUE_TEXT:
        return json_is_string(node) && value->count == json_string_length(node) &&
               strcmp(value->text, json_string_value(node)) == 0;
    case VALUE_LIST:
        return json_is_array(node) && is_same_list(value, node);
    case VALUE_OBJECT:
        return json_is_object(node) && is_same_object(value, node);
    }
    return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes)
{
    struct span text = fuzz_text(at, bytes);
    struct values values = {0};
    json_t *tree = NULL;
    struct err err = ERR_INIT;
    bool is_ours = values_read(text, "-", &values, &err) == ERR_OK;
    bool is_theirs = tree_from_json(text, "-", &tree, NULL) == ERR_OK;

    FUZZ_CHECK(is_ours || err.text[0] != '\0');
    FUZZ_CHECK(is_ours || !is_theirs);
    if (is_ours && is_theirs)
        FUZZ_CHECK(is_same_value(values.at, tree));
    json_decref(tree);
    if (is_ours)
        values_release(&values);
    return 0;
}
