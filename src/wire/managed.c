/*
 * Most bytes of a list go by here, so the loops have no calls inside. Keys and commas only
 * matter at depth 1, and at depth 2 inside metadata; what lies below is passed over in one
 * go by pass_deep().
 */
#include "wire/managed.h"

#include <string.h>

#include "base/banned.h"

enum { MARK_TEXT = 1, MARK_OPEN = 2, MARK_CLOSE = 4, MARK_COMMA = 8 };

static const unsigned char marks[256] = {
    ['"'] = MARK_TEXT,  ['{'] = MARK_OPEN,  ['['] = MARK_OPEN,
    ['}'] = MARK_CLOSE, [']'] = MARK_CLOSE, [','] = MARK_COMMA,
};

static bool level_matters(const struct managed_scan *scan)
{
    return scan->depth == 1 || (scan->depth == 2 && scan->in_metadata);
}

static bool key_is(const struct managed_scan *scan, const char *text)
{
    return scan->key_bytes == strlen(text) &&
           memcmp(scan->key, text, scan->key_bytes) == 0;
}

static void end_key(struct managed_scan *scan)
{
    scan->in_key = false;
    if (scan->depth == 1)
        scan->metadata_is_next = key_is(scan, "metadata");
    else
        scan->array_is_next = key_is(scan, "managedFields");
}

static void keep_key(struct managed_scan *scan, const char *at, size_t bytes)
{
    size_t room = sizeof scan->key - scan->key_bytes;

    memcpy(scan->key + scan->key_bytes, at, bytes < room ? bytes : room);
    scan->key_bytes +=
        bytes < room ? bytes : room; /* full: longer than any we look for */
}

/* From inside a text to behind its closing quote, or to the end of the piece. */
static const char *pass_text(struct managed_scan *scan, const char *at, const char *end)
{
    const char *start = at;

    if (scan->is_escaped) {
        scan->is_escaped = false;
        at++;
    }
    while (at < end && *at != '"') {
        if (*at == '\\' && ++at == end) {
            scan->is_escaped = true;
            break;
        }
        at++;
    }
    if (scan->in_key)
        keep_key(scan, start, (size_t)(at - start));
    if (at == end)
        return end;
    scan->in_text = false;
    if (scan->in_key)
        end_key(scan);
    return at + 1;
}

static void take_text(struct managed_scan *scan)
{
    scan->in_text = true;
    if (scan->key_is_next && level_matters(scan)) {
        scan->in_key = true;
        scan->key_bytes = 0;
    }
    scan->key_is_next = false;
    scan->array_is_next = false;
}

static void take_open(struct managed_scan *scan, char mark, size_t offset)
{
    scan->depth++;
    if (scan->array_is_next && mark == '[') {
        scan->in_array = true;
        scan->from = offset;
        scan->cut_from = scan->member_from;
    }
    if (scan->depth == 2) {
        scan->in_metadata = scan->metadata_is_next && mark == '{';
        scan->member_from = offset + 1;
        scan->member_is_first = true;
    }
    scan->array_is_next = false;
    scan->metadata_is_next = false;
    scan->key_is_next = mark == '{';
}

static void take_close(struct managed_scan *scan, char mark, size_t offset)
{
    scan->depth--;
    scan->key_is_next = false;
    if (scan->depth == 1) {
        scan->in_metadata = false;
        scan->comma_goes_too = false;
    }
    if (scan->in_array && scan->depth == 2) {
        scan->in_array = false;
        if (mark != ']') {
            /* Broken: the object stays whole, for its parser to complain about. */
            scan->from = scan->to = scan->cut_from = scan->cut_to = 0;
            return;
        }
        scan->to = offset + 1;
        scan->cut_to = offset + 1;
        scan->comma_goes_too = scan->member_is_first;
    }
}

/* Only where the level matters. */
static void take_comma(struct managed_scan *scan, size_t offset)
{
    if (scan->comma_goes_too)
        scan->cut_to = offset + 1;
    scan->comma_goes_too = false;
    scan->key_is_next = true;
    scan->array_is_next = false;
    scan->metadata_is_next = false;
    scan->member_from = offset;
    scan->member_is_first = false;
}

static void take_mark(struct managed_scan *scan, char mark, size_t offset)
{
    switch (marks[(unsigned char)mark]) {
    case MARK_TEXT:
        take_text(scan);
        return;
    case MARK_OPEN:
        take_open(scan, mark, offset);
        return;
    case MARK_CLOSE:
        take_close(scan, mark, offset);
        return;
    default:
        take_comma(scan, offset);
        return;
    }
}

/*
 * Runs through what lies below the levels that matter, where most bytes are: only texts and
 * nesting count. Stops before the mark that leads back up, inside a text that holds an
 * escape or has no end yet, or at the end of the piece.
 */
static const char *pass_deep(struct managed_scan *scan, const char *at, const char *end)
{
    const int floor = scan->in_metadata ? 2 : 1;
    int depth = scan->depth;

    while (at < end) {
        unsigned char mark = marks[(unsigned char)*at];
        if (mark == MARK_CLOSE && depth == floor + 1)
            break;
        at++;
        if (mark == MARK_TEXT) {
            while (at < end && *at != '"' && *at != '\\')
                at++;
            scan->in_text = at == end || *at == '\\';
            if (scan->in_text)
                break;
            at++;
        }
        depth += (mark == MARK_OPEN) - (mark == MARK_CLOSE);
    }
    scan->depth = depth;
    return at;
}

/* To the next mark that matters at this level. */
static const char *pass_plain(const char *at, const char *end)
{
    while (at < end && marks[(unsigned char)*at] == 0)
        at++;
    return at;
}

bool managed_scan_feed(struct managed_scan *scan, const char *at, size_t bytes,
                       size_t *ret_used)
{
    const char *start = at;
    const char *end = at + bytes;

    while (at < end) {
        if (scan->in_text) {
            at = pass_text(scan, at, end);
            continue;
        }
        if (scan->depth > 1 && !level_matters(scan))
            at = pass_deep(scan, at, end);
        else
            at = pass_plain(at, end);
        if (at == end || scan->in_text)
            continue;
        take_mark(scan, *at, scan->seen + (size_t)(at - start));
        at++;
        if (scan->depth <= 0)
            break;
    }
    *ret_used = (size_t)(at - start);
    scan->seen += *ret_used;
    return scan->depth <= 0 && scan->seen > 0;
}

struct span managed_scan_object(const struct managed_scan *scan, struct span object,
                                struct buf *out)
{
    if (scan->to == 0)
        return object;
    buf_clear(out);
    buf_add(out, object.at, scan->cut_from);
    buf_add(out, object.at + scan->cut_to, object.bytes - scan->cut_to);
    return buf_span(out);
}

struct span managed_scan_array(const struct managed_scan *scan, struct span object)
{
    if (scan->to == 0)
        return span_make("", 0);
    return span_make(object.at + scan->from, scan->to - scan->from);
}
