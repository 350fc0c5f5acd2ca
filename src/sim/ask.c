/*
 * ask.c - a request as its handler sees it: the target cut into segments and queries.
 *
 * Cutting comes before unescaping, so that an escaped '/' or '&' stays part of a name.
 */
#include <string.h>

#include "sim/server_inside.h"
#include "base/limits.h"
#include "wire/url.h"
#include "base/banned.h"

/* The unescaped text in the visit's arena; NULL when the escapes are broken. */
static const char *unescaped(struct visit *visit, struct span part, bool plus_is_blank)
{
    struct buf text;
    const char *kept = NULL;

    buf_init(&text, LIMIT_ASK_MEMORY_BYTES);
    if (url_unescape(&text, part, plus_is_blank) &&
        strlen(buf_text(&text)) == text.bytes) /* no %00 inside */
        kept = arena_text(&visit->arena, buf_text(&text));
    buf_release(&text);
    return kept;
}

static bool parse_path(struct visit *visit, struct span path)
{
    struct ask *ask = &visit->ask;
    const char **segments =
        arena_new_array(&visit->arena, LIMIT_ASK_SEGMENTS, sizeof *segments);
    struct span part;

    ask->path = arena_bytes(&visit->arena, path.at, path.bytes);
    ask->segments = segments;
    if (path.bytes > 0 && path.at[0] == '/')
        path = span_skip(path, 1);
    while (span_cut(&path, '/', &part)) {
        if (part.bytes == 0)
            continue;
        if (ask->segment_count == LIMIT_ASK_SEGMENTS)
            return false;
        const char *text = unescaped(visit, part, false);
        if (text == NULL)
            return false;
        segments[ask->segment_count++] = text;
    }
    return true;
}

static bool parse_query(struct visit *visit, struct span rest)
{
    struct ask *ask = &visit->ask;
    struct ask_query *query =
        arena_new_array(&visit->arena, LIMIT_ASK_QUERIES, sizeof *query);
    struct span pair;

    ask->query = query;
    while (span_cut(&rest, '&', &pair)) {
        if (pair.bytes == 0)
            continue;
        if (ask->query_count == LIMIT_ASK_QUERIES)
            return false;
        struct span name;
        span_cut(&pair, '=', &name);
        struct ask_query *one = &query[ask->query_count++];
        one->name = unescaped(visit, name, true);
        one->value = unescaped(visit, pair, true);
        if (one->name == NULL || one->value == NULL)
            return false;
    }
    return true;
}

bool ask_parse(struct visit *visit, const char *method)
{
    struct span rest = span_of(visit->target);
    struct span path = {0};

    visit->ask.method = arena_text(&visit->arena, method);
    visit->ask.target = visit->target;
    visit->ask.body = buf_span(&visit->body);
    visit->ask.client_cn = visit->peer->cn;
    visit->ask.client_org = visit->peer->org;
    visit->ask.client_sha256 = visit->peer->sha256;
    visit->ask.client_unknown = visit->peer->unknown;
    visit->ask.inside = visit;
    span_cut(&rest, '?', &path);
    return parse_path(visit, path) && parse_query(visit, rest);
}

const char *ask_header(const struct ask *ask, const char *name)
{
    const struct visit *visit = ask->inside;

    return MHD_lookup_connection_value(visit->connection, MHD_HEADER_KIND, name);
}

const char *ask_query(const struct ask *ask, const char *name)
{
    for (size_t i = 0; i < ask->query_count; i++) {
        if (strcmp(ask->query[i].name, name) == 0)
            return ask->query[i].value;
    }
    return NULL;
}
