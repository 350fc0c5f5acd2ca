#include "kube/refusal.h"

#include <jansson.h>
#include <string.h>

#include "base/buf.h"
#include "base/limits.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { PLAIN_TEXT_BYTES = 200 }; /* of a body that is no Status */

/*
 * nodes is forbidden: User "ro" cannot list resource "nodes" in API group "" at the …
 *                                          [-------------------------------] says it twice
 */
static void add_message(struct buf *out, struct span message)
{
    static const char from[] = " resource \"";
    static const char to[] = "in API group \"";
    const char *end = message.at + message.bytes;
    const char *start = memmem(message.at, message.bytes, from, strlen(from));
    const char *group =
        start == NULL ? NULL : memmem(start, (size_t)(end - start), to, strlen(to));
    const char *quote = NULL;

    if (group != NULL) {
        group += strlen(to);
        quote = memchr(group, '"', (size_t)(end - group));
    }
    if (quote == NULL) {
        buf_add(out, message.at, message.bytes);
        return;
    }
    buf_add(out, message.at, (size_t)(start - message.at));
    buf_add(out, quote + 1, (size_t)(end - quote - 1));
}

static enum err_code code_of(int status)
{
    enum err_code code = http_status_code(status);
    return code == ERR_OK ? ERR_SHAPE : code; /* a refusal that says "200" is none */
}

static enum err_code refuse(struct err *err, int status, struct span message,
                            int64_t retry_after_ms)
{
    struct buf text;
    enum err_code code = code_of(status);

    buf_init(&text, LIMIT_RESPONSE_BYTES);
    add_message(&text, message);
    err_set(err, code, "%s",
            text.bytes == 0 ? "refused without a word" : buf_text(&text));
    buf_release(&text);
    if (err != NULL && err->http_status == 0) {
        err->http_status = status;
        err->retry_after_ms = retry_after_ms;
    }
    return code;
}

static int64_t retry_after_of(const json_t *status)
{
    int64_t seconds = tree_int(status, "details.retryAfterSeconds", -1);
    return seconds < 0 || seconds > INTERVAL_HINT_MOST_MS / 1000 ? -1 : seconds * 1000;
}

static bool is_status(const json_t *tree)
{
    const char *kind = tree_text(tree, "kind");
    return kind != NULL && strcmp(kind, "Status") == 0;
}

/* The first line of a body that is no Status, when it is a text at all. */
static struct span plain_text(const struct http_exchange *exchange)
{
    const char *type = http_headers_get(&exchange->headers, "Content-Type");
    struct span rest = span_trim(buf_span(&exchange->body));
    struct span line = {"", 0};

    if (type == NULL || !span_starts(span_of(type), "text/plain"))
        return line;
    if (span_cut(&rest, '\n', &line) && line.bytes > PLAIN_TEXT_BYTES)
        line.bytes = PLAIN_TEXT_BYTES;
    return line;
}

static int64_t hint_of(const struct http_exchange *exchange, const json_t *status)
{
    int64_t wall_ms = exchange->started_wall_ms + exchange->took_ms;
    int64_t hint_ms = http_retry_after_ms(&exchange->headers, wall_ms);

    if (hint_ms < 0)
        hint_ms = retry_after_of(status);
    return hint_ms < INTERVAL_HINT_MOST_MS ? hint_ms : INTERVAL_HINT_MOST_MS;
}

enum err_code refusal_of_answer(const struct http_exchange *exchange, struct err *err)
{
    json_t *tree = NULL;
    struct span message = {"", 0};

    if (http_status_code(exchange->status) == ERR_OK)
        return ERR_OK;
    if (tree_from_json(buf_span(&exchange->body), "body", &tree, NULL) == ERR_OK &&
        is_status(tree))
        message = span_of(tree_text(tree, "message"));
    else
        message = plain_text(exchange);

    enum err_code code = refuse(err, exchange->status, message, hint_of(exchange, tree));
    json_decref(tree);
    return code;
}

enum err_code refusal_of_status(struct span text, struct err *err)
{
    json_t *tree = NULL;
    enum err_code code = tree_from_json(text, "object", &tree, err);
    if (code != ERR_OK)
        return code;

    int64_t status = tree_int(tree, "code", 500);
    if (status < 100 || status > 599)
        status = 500;
    code = refuse(err, (int)status, span_of(tree_text(tree, "message")),
                  retry_after_of(tree));
    json_decref(tree);
    return code;
}
