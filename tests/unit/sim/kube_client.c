#include "kube_client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/banned.h"

enum { USUAL_MOST_MS = 10000 };

static size_t take_header(char *at, size_t size, size_t count, void *ctx)
{
    struct kube_got *got = ctx;

    buf_add(&got->headers, at, size * count);
    return size * count;
}

static size_t take_body(char *at, size_t size, size_t count, void *ctx)
{
    struct kube_got *got = ctx;
    size_t bytes = size * count;

    buf_add(&got->body, at, bytes);
    for (size_t i = 0; i < bytes; i++) {
        if (at[i] != '\n')
            continue;
        if (got->seen != NULL)
            (*got->seen)++;
        if (got->lines_left > 0 && --got->lines_left == 0)
            return 0; /* enough */
    }
    return bytes;
}

void kube_client_init(struct kube_client *client, struct kube_api *api,
                      const struct cert_store *certs)
{
    *client = (struct kube_client){.api = api, .certs = certs, .curl = curl_easy_init()};
}

void kube_client_release(struct kube_client *client)
{
    curl_easy_cleanup(client->curl);
    client->curl = NULL;
}

static struct curl_slist *add_header(struct curl_slist *list, const char *name,
                                     const char *value)
{
    char line[4096];

    if (value == NULL)
        return list;
    snprintf(line, sizeof line, "%s: %s", name, value);
    return curl_slist_append(list, line);
}

static struct curl_slist *headers_of(const struct kube_client *client,
                                     const struct kube_ask *ask)
{
    const char *user = ask->user == NULL ? "admin" : ask->user;
    const char *token = ask->token != NULL ? ask->token
                        : user[0] == '\0'  ? NULL
                                           : kube_api_token(client->api, user);
    struct curl_slist *list = NULL;
    char value[2048];

    if (ask->basic != NULL)
        list = add_header(list, "Authorization", ask->basic);
    else if (token != NULL && ask->cert_cn == NULL) {
        snprintf(value, sizeof value, "Bearer %s", token);
        list = add_header(list, "Authorization", value);
    }
    list = add_header(list, "Accept",
                      ask->accept == NULL ? "application/json" : ask->accept);
    list = add_header(list, "Content-Type", ask->type);
    for (size_t i = 0; i < ARRAY_COUNT(ask->headers) && ask->headers[i] != NULL; i++)
        list = curl_slist_append(list, ask->headers[i]);
    return curl_slist_append(list, "Expect:");
}

static void show_cert(struct kube_client *client, const struct kube_ask *ask)
{
    char *cert = NULL;
    char *key = NULL;

    if (ask->cert_cn == NULL || cert_client(client->certs, ask->cert_cn, ask->cert_o,
                                            &cert, &key, NULL) != ERR_OK)
        return;
    struct curl_blob blob = {.data = cert, .len = strlen(cert), .flags = CURL_BLOB_COPY};
    curl_easy_setopt(client->curl, CURLOPT_SSLCERT_BLOB, &blob);
    blob.data = key;
    blob.len = strlen(key);
    curl_easy_setopt(client->curl, CURLOPT_SSLKEY_BLOB, &blob);
    free(cert);
    free(key);
}

static void set_request(struct kube_client *client, const struct kube_ask *ask)
{
    CURL *curl = client->curl;
    struct curl_blob ca = {.data = client->certs->ca_pem,
                           .len = strlen(client->certs->ca_pem),
                           .flags = CURL_BLOB_COPY};
    const char *method = ask->method == NULL ? "GET" : ask->method;
    char url[8192];

    curl_easy_reset(curl);
    snprintf(url, sizeof url, "%s%s", kube_api_url(client->api), ask->target);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(curl, CURLOPT_CAINFO_BLOB, &ca);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS,
                     ask->most_ms == 0 ? USUAL_MOST_MS : ask->most_ms);
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    if (strcmp(method, "HEAD") == 0)
        curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
    if (ask->body != NULL) {
        size_t bytes = ask->body_bytes == 0 ? strlen(ask->body) : ask->body_bytes;
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, ask->body);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)bytes);
    }
    curl_easy_setopt(curl, CURLOPT_USERAGENT,
                     ask->agent == NULL ? "test/1.0" : ask->agent);
    if (ask->gzip)
        curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "gzip");
    show_cert(client, ask);
}

void kube_client_ask(struct kube_client *client, const struct kube_ask *ask,
                     struct kube_got *ret_got)
{
    struct curl_slist *headers = headers_of(client, ask);
    curl_off_t wire = 0;

    *ret_got = (struct kube_got){.lines_left = ask->lines, .seen = ask->seen};
    buf_init(&ret_got->headers, LIMIT_MIB);
    buf_init(&ret_got->body, LIMIT_OUTPUT_BYTES);
    set_request(client, ask);
    curl_easy_setopt(client->curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(client->curl, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(client->curl, CURLOPT_HEADERDATA, ret_got);
    curl_easy_setopt(client->curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(client->curl, CURLOPT_WRITEDATA, ret_got);
    ret_got->code = curl_easy_perform(client->curl);
    curl_easy_getinfo(client->curl, CURLINFO_RESPONSE_CODE, &ret_got->status);
    curl_easy_getinfo(client->curl, CURLINFO_SIZE_DOWNLOAD_T, &wire);
    ret_got->wire_bytes = (size_t)wire;
    curl_slist_free_all(headers);
}

void kube_got_release(struct kube_got *got)
{
    buf_release(&got->headers);
    buf_release(&got->body);
}

const char *kube_got_header(const struct kube_got *got, const char *name, char out[1024])
{
    struct span rest = buf_span(&got->headers);
    struct span line;
    size_t used = 0;

    out[0] = '\0';
    while (span_cut(&rest, '\n', &line)) {
        struct span value = line;
        struct span key;
        span_cut(&value, ':', &key);
        if (!span_is_nocase(span_trim(key), name))
            continue;
        value = span_trim(value);
        int wrote = snprintf(out + used, 1024 - used, "%s%.*s", used == 0 ? "" : ", ",
                             (int)value.bytes, value.bytes == 0 ? "" : value.at);
        used += wrote > 0 ? (size_t)wrote : 0;
    }
    return used == 0 ? NULL : out;
}

json_t *kube_got_json(const struct kube_got *got)
{
    return json_loadb(buf_text(&got->body), got->body.bytes, JSON_DECODE_ANY, NULL);
}

static json_t *ask_json(struct kube_client *client, const struct kube_ask *ask,
                        long *ret_status)
{
    struct kube_got got;

    kube_client_ask(client, ask, &got);
    json_t *json = kube_got_json(&got);
    if (ret_status != NULL)
        *ret_status = got.status;
    kube_got_release(&got);
    return json;
}

json_t *kube_client_get(struct kube_client *client, const char *target, long *ret_status)
{
    const struct kube_ask ask = {.target = target};

    return ask_json(client, &ask, ret_status);
}

json_t *kube_client_send(struct kube_client *client, const char *method,
                         const char *target, const char *type, const char *body,
                         long *ret_status)
{
    const struct kube_ask ask = {.method = method,
                                 .target = target,
                                 .type = type == NULL ? "application/json" : type,
                                 .body = body};

    return ask_json(client, &ask, ret_status);
}
