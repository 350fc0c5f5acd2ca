#include "cli/page.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "cli/options.h"
#include "wire/http.h"
#include "base/banned.h"

enum { PAGE_BYTES = 64 * 1024, LINES = 12 };

static void print_body(struct span body)
{
    struct arena arena;
    struct span line;

    arena_init(&arena, 0);
    body = span_trim(body);
    for (int n = 0; n < LINES && span_cut(&body, '\n', &line); n++) {
        const char *text = arena_bytes(&arena, line.at, line.bytes);
        printf("  | %s\n", utf8_clean(&arena, text));
    }
    arena_release(&arena);
}

static int print_answer(const struct http_exchange *exchange, const char *url)
{
    if (exchange->err.code != ERR_OK) {
        printf("GET %s/ -> %s\n", url, exchange->err.text);
        return EXIT_FAILED;
    }
    printf("GET %s/ -> %d in %lld ms\n", url, exchange->status,
           (long long)exchange->took_ms);
    print_body(buf_span(&exchange->body));
    return exchange->status >= 200 && exchange->status < 400 ? EXIT_DONE : EXIT_FAILED;
}

static int fetch(struct http *http, const char *url, const char *proxy, struct err *err)
{
    const struct http_peer_config config = {.base_url = url, .proxy_url = proxy};
    struct http_peer *peer = NULL;
    enum err_code code = http_peer_new(&config, &peer, err);

    if (code != ERR_OK)
        return EXIT_FAILED;
    struct http_request *request = http_request_new("GET", "/");
    request->body_limit = PAGE_BYTES;
    struct http_exchange *exchange = http_exchange_now(http, peer, request);
    int status = print_answer(exchange, url);
    http_exchange_free(exchange);
    http_peer_free(peer);
    return status;
}

int page_show(const char *address, uint16_t port, const char *proxy)
{
    struct http *http = NULL;
    struct err err = ERR_INIT;
    char url[128];
    int status = EXIT_FAILED;

    snprintf(url, sizeof url,
             strchr(address, ':') != NULL ? "http://[%s]:%u" : "http://%s:%u", address,
             port);
    if (http_new(&http, &err) == ERR_OK)
        status = fetch(http, url, proxy != NULL ? proxy : "", &err);
    http_free(http);
    if (err.code != ERR_OK)
        fprintf(stderr, "elbtop: %s\n", err.text);
    fflush(stdout);
    return status;
}
