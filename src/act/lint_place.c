/*
 * Where a field stands in a file. YAML and JSON readers do not keep places, so the text is
 * walked key by key: each key of the path is looked for below the one before.
 */
#include <string.h>

#include "act/lint.h"
#include "base/span.h"
#include "base/banned.h"

/* The next key of "a.b[kubernetes.io/x].c[2].d"; list numbers are passed over. */
static bool next_key(struct span *rest, struct span *ret_key)
{
    while (rest->bytes > 0) {
        if (rest->at[0] == '.') {
            *rest = span_skip(*rest, 1);
            continue;
        }
        bool bracket = rest->at[0] == '[';
        size_t bytes = 0;
        struct span from = bracket ? span_skip(*rest, 1) : *rest;
        while (bytes < from.bytes && from.at[bytes] != ']' &&
               (bracket || (from.at[bytes] != '.' && from.at[bytes] != '[')))
            bytes++;
        *ret_key = span_make(from.at, bytes);
        *rest = span_skip(from, bytes + (bracket ? 1 : 0));
        if (ret_key->bytes > 0 && strspn(ret_key->at, "0123456789") < ret_key->bytes)
            return true;
    }
    return false;
}

static bool is_separator(struct span line)
{
    return span_starts(line, "---") &&
           (line.bytes == 3 || line.at[3] == ' ' || line.at[3] == '\r');
}

/* Does the line hold the key, as `key:`, `"key":` or `\"key\":`? */
static bool has_key(struct span line, struct span key)
{
    const char *at = line.at;
    size_t left = line.bytes;

    while (left >= key.bytes && (at = memmem(at, left, key.at, key.bytes)) != NULL) {
        size_t before = (size_t)(at - line.at);
        size_t behind = before + key.bytes;
        bool starts = before == 0 || strchr(" \t\"'{,-\\", line.at[before - 1]) != NULL;
        while (behind < line.bytes && strchr("\"'\\ ", line.at[behind]) != NULL)
            behind++;
        if (starts && behind < line.bytes && line.at[behind] == ':')
            return true;
        at++;
        left = line.bytes - (size_t)(at - line.at);
    }
    return false;
}

static bool next_line(struct span *text, struct span *ret_line, int *number)
{
    if (!span_cut(text, '\n', ret_line))
        return false;
    ++*number;
    return true;
}

/* Moves to the first line of a document; empty ones before the first separator do not count. */
static void skip_documents(struct span *text, size_t document, int *number)
{
    struct span ahead = *text;
    struct span line;
    size_t begun = 0;
    bool content = false;
    int at = *number;

    while (begun < document + 1 && next_line(&ahead, &line, &at)) {
        struct span trimmed = span_trim(line);
        if (is_separator(line)) {
            content = false;
        } else if (!content && trimmed.bytes > 0 && trimmed.at[0] != '#') {
            content = true;
            begun++;
            if (begun == document + 1)
                return;
        }
        *text = ahead;
        *number = at;
    }
}

int lint_line_of(const char *text, size_t document, const char *field)
{
    struct span rest = span_of(text);
    struct span path = span_of(field);
    struct span line;
    struct span key;
    int number = 0;

    skip_documents(&rest, document, &number);
    int found = number + 1;
    while (next_key(&path, &key)) {
        struct span ahead = rest;
        int at = number;
        bool hit = false;
        while (!hit && next_line(&ahead, &line, &at) &&
               !(is_separator(line) && at > found))
            hit = has_key(line, key);
        if (!hit)
            break;
        found = at;
        /* The key below may stand on the same line: { "a": { "b": 1 } }. */
        number = at - 1;
        rest = span_make(line.at, (size_t)(span_of(text).at + strlen(text) - line.at));
    }
    return found;
}
