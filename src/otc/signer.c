#include "otc/signer.h"

#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "otc/sign.h"
#include "wire/url.h"

#include "base/banned.h"

/* "20260115T081530Z" */
static void print_sdk_date(int64_t wall_ms, char out[WHEN_TEXT_BYTES])
{
    char rfc3339[WHEN_TEXT_BYTES];
    size_t bytes = 0;

    when_print(wall_ms - wall_ms % 1000, rfc3339);
    for (const char *at = rfc3339; *at != '\0'; at++) {
        if (*at != '-' && *at != ':')
            out[bytes++] = *at;
    }
    out[bytes] = '\0';
}

/* The host as it goes over the wire: without the port where that is the usual one. */
static void add_host(struct buf *out, const struct url_parts *base)
{
    const char *usual = span_is_nocase(base->scheme, "https") ? ":443" : ":80";
    const char *from = base->scheme.at + base->scheme.bytes + strlen("://");
    struct span host = span_make(from, (size_t)(base->path.at - from));

    if (span_ends(host, usual))
        host.bytes -= strlen(usual);
    buf_add(out, host.at, host.bytes);
}

struct signing {
    struct sign_header headers[6];
    size_t count;
};

static void sign_value(struct signing *signing, const char *name, const char *value)
{
    if (value != NULL)
        signing->headers[signing->count++] = (struct sign_header){name, value};
}

/* Host and Content-Type are there already or the carrier's to send; the rest is ours. */
static void send_headers(const struct signing *signing, struct http_request *request)
{
    for (size_t i = 0; i < signing->count; i++) {
        const struct sign_header *header = &signing->headers[i];
        if (strncmp(header->name, "X-", 2) == 0)
            http_headers_add(&request->headers, header->name, header->value);
    }
}

void signer_sign(const struct account *account, const char *project_id,
                 const char *base_url, struct http_request *request, int64_t wall_ms)
{
    struct signing signing = {.count = 0};
    struct url_parts base;
    struct span query = span_of(request->path);
    struct span request_path;
    struct buf host, path, authorization;
    char date[WHEN_TEXT_BYTES];

    if (!url_split(span_of(base_url), &base))
        return; /* no peer has such an URL */
    buf_init(&host, LIMIT_HEADER_BYTES);
    buf_init(&path, LIMIT_HEADER_BYTES);
    buf_init(&authorization, LIMIT_HEADER_BYTES);
    add_host(&host, &base);
    span_cut(&query, '?', &request_path);
    buf_add(&path, base.path.at, base.path.bytes);
    buf_add(&path, request_path.at, request_path.bytes);

    print_sdk_date(wall_ms, date);
    sign_value(&signing, "Host", buf_text(&host));
    sign_value(&signing, "X-Sdk-Date", date);
    sign_value(&signing, "X-Project-Id", project_id);
    sign_value(&signing, "X-Domain-Id", project_id == NULL ? account->domain_id : NULL);
    sign_value(&signing, "X-Security-Token", secret_reveal(&account->security_token));
    sign_value(&signing, "Content-Type",
               http_headers_get(&request->headers, "Content-Type"));
    const struct sign_input input = {
        .method = request->method,
        .path = buf_text(&path),
        .query = query.at == NULL ? "" : query.at,
        .header_count = signing.count,
        .headers = signing.headers,
        .body = buf_span(&request->body),
    };
    struct span sk = span_make(secret_reveal(&account->sk), account->sk.bytes);
    sign_authorization(&input, account->ak, sk, date, &authorization);

    send_headers(&signing, request);
    http_headers_add(&request->headers, "Authorization", buf_text(&authorization));
    buf_release(&host);
    buf_release(&path);
    buf_release(&authorization);
}
