/*
 * The canonical request is six parts joined with LF; the string to sign is the algorithm,
 * the date and the hash of the canonical request; the key is the SK as it stands.
 *
 * Path and query are unescaped and escaped anew, part by part, so that the signature does
 * not depend on which of the legal spellings of a byte the caller chose.
 */
#include "otc/sign.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "wire/digest.h"
#include "wire/url.h"

#include "base/banned.h"

#define ALGORITHM "SDK-HMAC-SHA256"

struct pair {
    const char *name;
    const char *value;
};

/* By name and then by value, as bytes: repeated names are all kept. */
static int compare_pairs(const void *a, const void *b)
{
    const struct pair *left = a;
    const struct pair *right = b;
    int order = strcmp(left->name, right->name);
    return order != 0 ? order : strcmp(left->value, right->value);
}

static void add_escaped_anew(struct buf *out, struct span escaped)
{
    struct buf plain;

    buf_init(&plain, LIMIT_HEADER_BYTES);
    if (url_unescape(&plain, escaped, false))
        url_escape(out, buf_span(&plain));
    else
        url_escape(out, escaped); /* a lone '%': taken as the byte it is */
    buf_release(&plain);
}

static const char *escaped_anew(struct arena *arena, struct span escaped)
{
    struct buf text;

    buf_init(&text, LIMIT_HEADER_BYTES);
    add_escaped_anew(&text, escaped);
    const char *kept = arena_text(arena, buf_text(&text));
    buf_release(&text);
    return kept;
}

/* Ends with '/', although the request line does not. */
static void add_path(struct buf *out, const char *path)
{
    struct span rest = span_of(path);
    struct span segment;

    if (rest.bytes > 0 && rest.at[0] == '/')
        rest = span_skip(rest, 1);
    buf_add_byte(out, '/');
    if (rest.bytes == 0)
        return;

    bool ended = span_ends(rest, "/");
    while (span_cut(&rest, '/', &segment)) {
        add_escaped_anew(out, segment);
        if (rest.at != NULL)
            buf_add_byte(out, '/');
    }
    if (!ended)
        buf_add_byte(out, '/');
}

static size_t count_parts(struct span query)
{
    size_t count = 1;

    for (size_t i = 0; i < query.bytes; i++)
        count += query.at[i] == '&';
    return count;
}

static void add_query(struct buf *out, struct arena *arena, const char *query)
{
    struct span rest = span_of(query);
    struct span part;
    struct pair *pairs = arena_new_array(arena, count_parts(rest), sizeof *pairs);
    size_t count = 0;

    while (span_cut(&rest, '&', &part)) {
        struct span name;
        if (part.bytes == 0 || !span_cut(&part, '=', &name))
            continue;
        pairs[count++] = (struct pair){.name = escaped_anew(arena, name),
                                       .value = escaped_anew(arena, part)};
    }
    qsort(pairs, count, sizeof *pairs, compare_pairs);

    for (size_t i = 0; i < count; i++)
        buf_print(out, "%s%s=%s", i == 0 ? "" : "&", pairs[i].name, pairs[i].value);
}

static const char *lower(struct arena *arena, const char *text)
{
    size_t bytes = strlen(text);
    char *copy = arena_new(arena, bytes + 1);

    for (size_t i = 0; i < bytes; i++)
        copy[i] = (char)tolower((unsigned char)text[i]);
    return copy;
}

static struct pair *sorted_headers(const struct sign_input *input, struct arena *arena)
{
    struct pair *pairs = arena_new_array(arena, input->header_count + 1, sizeof *pairs);

    for (size_t i = 0; i < input->header_count; i++) {
        struct span value = span_trim(span_of(input->headers[i].value));
        pairs[i] = (struct pair){.name = lower(arena, input->headers[i].name),
                                 .value = arena_bytes(arena, value.at, value.bytes)};
    }
    qsort(pairs, input->header_count, sizeof *pairs, compare_pairs);
    return pairs;
}

static void add_header_names(struct buf *out, const struct pair *headers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        buf_print(out, "%s%s", i == 0 ? "" : ";", headers[i].name);
}

void sign_canonical_request(const struct sign_input *input, struct buf *out)
{
    struct arena arena;
    char body_hash[SHA256_HEX_BYTES];

    arena_init(&arena, 0);
    const struct pair *headers = sorted_headers(input, &arena);

    buf_print(out, "%s\n", input->method);
    add_path(out, input->path);
    buf_add_byte(out, '\n');
    add_query(out, &arena, input->query);
    buf_add_byte(out, '\n');
    for (size_t i = 0; i < input->header_count; i++)
        buf_print(out, "%s:%s\n", headers[i].name, headers[i].value);
    buf_add_byte(out, '\n');
    add_header_names(out, headers, input->header_count);
    digest_sha256_hex(input->body, body_hash);
    buf_print(out, "\n%s", body_hash);
    arena_release(&arena);
}

void sign_authorization(const struct sign_input *input, const char *ak, struct span sk,
                        const char *sdk_date, struct buf *out)
{
    struct arena arena;
    struct buf text;
    char hash[SHA256_HEX_BYTES];
    unsigned char mac[SHA256_BYTES];
    char mac_hex[SHA256_HEX_BYTES];

    arena_init(&arena, 0);
    buf_init(&text, LIMIT_HEADER_BYTES);
    sign_canonical_request(input, &text);
    digest_sha256_hex(buf_span(&text), hash);

    buf_clear(&text);
    buf_print(&text, ALGORITHM "\n%s\n%s", sdk_date, hash);
    digest_hmac_sha256(sk, buf_span(&text), mac);
    digest_hex(mac, sizeof mac, mac_hex);

    buf_print(out, ALGORITHM " Access=%s, SignedHeaders=", ak);
    add_header_names(out, sorted_headers(input, &arena), input->header_count);
    buf_print(out, ", Signature=%s", mac_hex);

    buf_release(&text);
    arena_release(&arena);
}
