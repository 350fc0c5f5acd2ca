#include "otc/answer.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/when.h"
#include "wire/tree.h"

#include "base/banned.h"

/* ---- texts ------------------------------------------------------------------ */

/* Copies what may be shown; cut at a whole character when it does not fit. */
static void set_text(char *out, size_t out_bytes, struct span text)
{
    struct buf clean;

    buf_init(&clean, out_bytes - 1);
    utf8_add_clean(&clean, text);
    memcpy(out, buf_text(&clean), clean.bytes);
    out[clean.bytes] = '\0';
    buf_release(&clean);
}

static struct span text_at(const json_t *tree, const char *path)
{
    return span_of(tree_text(tree, path));
}

/* The part of `text` between the first `begin` and the next `end`; empty if not there. */
static struct span between(struct span text, const char *begin, const char *end)
{
    const char *from = memmem(text.at, text.bytes, begin, strlen(begin));

    if (from == NULL)
        return span_of("");
    from += strlen(begin);
    size_t rest = (size_t)(text.at + text.bytes - from);
    const char *to = memmem(from, rest, end, strlen(end));
    return to == NULL ? span_of("") : span_trim(span_make(from, (size_t)(to - from)));
}

/* A page of HTML: its title, else its words without tags. Blanks in a row become one. */
static void read_words(struct span page, struct otc_refusal *refusal)
{
    struct span title = between(page, "<title>", "</title>");
    struct span text = title.bytes > 0 ? title : page;
    struct buf words;
    bool in_tag = false;
    bool gap = false;

    buf_init(&words, sizeof refusal->message - 1);
    for (size_t i = 0; i < text.bytes && !words.over; i++) {
        char c = text.at[i];
        if (c == '<' || c == '>') {
            in_tag = c == '<';
            gap = true;
        } else if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
            gap = true;
        } else if (!in_tag) {
            if (gap && words.bytes > 0)
                buf_add_byte(&words, ' ');
            gap = false;
            buf_add_byte(&words, c);
        }
    }
    set_text(refusal->message, sizeof refusal->message, buf_span(&words));
    buf_release(&words);
}

/* ---- shapes ----------------------------------------------------------------- */

static struct span first_text(const json_t *tree, const char *const *paths, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct span found = text_at(tree, paths[i]);
        if (found.bytes > 0)
            return found;
    }
    return span_of("");
}

static struct span message_of(const json_t *tree)
{
    static const char *const paths[] = {"error_msg",     "NeutronError.message",
                                        "error.message", "message",
                                        "error.title",   "error_message"};
    return first_text(tree, paths, ARRAY_COUNT(paths));
}

/* Keystone's code is the HTTP status as a number: says nothing more, is left out. */
static struct span code_of(const json_t *tree)
{
    static const char *const paths[] = {"error_code", "code", "error.code",
                                        "NeutronError.type"};
    return first_text(tree, paths, ARRAY_COUNT(paths));
}

/* {"code":"VPC.0501","message":"{\"NeutronError\":{\"message\":…}}"} */
static void read_message(const json_t *tree, struct otc_refusal *refusal)
{
    struct span message = span_trim(message_of(tree));
    json_t *inner = NULL;

    if (span_starts(message, "{") &&
        tree_from_json(message, "message", &inner, NULL) == ERR_OK) {
        struct span nested = message_of(inner);
        if (nested.bytes > 0)
            message = nested;
        if (refusal->code[0] == '\0')
            set_text(refusal->code, sizeof refusal->code, code_of(inner));
    }
    set_text(refusal->message, sizeof refusal->message, message);
    json_decref(inner);
}

static void read_body(struct span body, struct otc_refusal *refusal)
{
    json_t *tree = NULL;

    body = span_trim(body);
    if (body.bytes > LIMIT_REFUSAL_BYTES)
        body.bytes = LIMIT_REFUSAL_BYTES;
    if (!span_starts(body, "{") ||
        tree_from_json(body, "answer", &tree, NULL) != ERR_OK) {
        read_words(body, refusal);
        return;
    }
    set_text(refusal->code, sizeof refusal->code, code_of(tree));
    read_message(tree, refusal);
    set_text(refusal->request_id, sizeof refusal->request_id,
             text_at(tree, "request_id"));
    json_decref(tree);
}

static void read_refusal(const struct http_exchange *exchange,
                         struct otc_refusal *refusal)
{
    *refusal = (struct otc_refusal){0};
    read_body(buf_span(&exchange->body), refusal);
    if (refusal->request_id[0] == '\0')
        set_text(refusal->request_id, sizeof refusal->request_id,
                 span_of(http_headers_get(&exchange->headers, "X-Request-Id")));
}

/* ---- what it means ---------------------------------------------------------- */

/* The same number comes as APIGW. (the cloud's own gateway) and as APIG. */
static bool is_gateway(const struct otc_refusal *refusal, const char *number)
{
    const char *dot = strchr(refusal->code, '.');

    return dot != NULL && strncmp(refusal->code, "APIG", 4) == 0 &&
           strcmp(dot + 1, number) == 0;
}

bool otc_refusal_is_unpublished(const struct otc_refusal *refusal, int status)
{
    return status == 404 && is_gateway(refusal, "0101");
}

/* Codes whose HTTP status says something else than what there is to do. */
static const struct {
    const char *code;
    enum err_code means;
} rulings[] = {
    {"VPC.0516", ERR_REFUSED}, /* 500: address used by an ELB; never by itself */
    {"VPC.0518", ERR_REFUSED}, /* 500: used by a firewall */
    {"VPC.0512", ERR_LATER},   /* 409: busy, the one conflict that passes */
    {"VPC.0521", ERR_REFUSED}, /* 409: quota of addresses */
    {"VPC.0532", ERR_REFUSED}, /* 409: no address left */
    {"ELB.8905", ERR_REFUSED}, /* 409: quota */
    {"ELB.1091", ERR_REFUSED}, /* 403: quota of load balancers */
    {"ELB.6091", ERR_REFUSED}, /* 403: quota of listeners */
    {"IAM.0012", ERR_LATER},   /* 429 */
    {"IAM.1105", ERR_AUTH},    /* 400: key expired */
    {"IAM.1107", ERR_AUTH},    /* 400: key inactive */
    {"IAM.1108", ERR_AUTH},    /* 400: security token expired */
};

static bool is_locked_key(const struct otc_refusal *refusal)
{
    return strstr(refusal->message, "AK access failed to reach the limit") != NULL;
}

static enum err_code meaning(const struct otc_refusal *refusal, int status)
{
    if (is_locked_key(refusal) || is_gateway(refusal, "0308"))
        return ERR_LATER;
    if (is_gateway(refusal, "0307"))
        return ERR_AUTH; /* the token must be renewed */
    for (size_t i = 0; i < ARRAY_COUNT(rulings); i++) {
        if (strcmp(refusal->code, rulings[i].code) == 0)
            return rulings[i].means;
    }
    return http_status_code(status);
}

/* "…policy ip over ratelimit,limit:5,time:1 minute": the only place that says it. */
static int64_t wait_in_text(const char *message)
{
    static const struct {
        const char *unit;
        int64_t ms;
    } units[] = {{"second", 1000}, {"minute", 60 * 1000}, {"hour", 3600 * 1000}};
    struct span number;
    int64_t count;

    const char *time = strstr(message, "time:");
    if (time == NULL)
        return -1;
    struct span rest = span_trim(span_of(time + strlen("time:")));
    if (!span_cut(&rest, ' ', &number) || !span_to_range(number, 1, 86400, &count))
        return -1;
    for (size_t i = 0; i < ARRAY_COUNT(units); i++) {
        if (rest.at != NULL && span_starts(span_trim(rest), units[i].unit))
            return count * units[i].ms;
    }
    return -1;
}

static int64_t wait_ms(const struct http_exchange *exchange,
                       const struct otc_refusal *refusal, enum err_code code)
{
    int64_t wall_ms = exchange->started_wall_ms + exchange->took_ms;
    int64_t wait = http_retry_after_ms(&exchange->headers, wall_ms);

    if (is_locked_key(refusal) && wait < INTERVAL_KEY_LOCK_MS)
        wait = INTERVAL_KEY_LOCK_MS;
    else if (code == ERR_LATER && wait < 0)
        wait = wait_in_text(refusal->message);
    return wait < INTERVAL_HINT_MOST_MS ? wait : INTERVAL_HINT_MOST_MS;
}

static void set_where(const struct http_exchange *exchange, struct err *err)
{
    struct span path;

    if (exchange->request == NULL || exchange->request->path == NULL)
        return;
    struct span rest = span_of(exchange->request->path);
    span_cut(&rest, '?', &path);
    err_at(err, "%.*s", (int)path.bytes, path.at);
}

static enum err_code set_err(const struct http_exchange *exchange,
                             const struct otc_refusal *refusal, struct err *err)
{
    enum err_code code = meaning(refusal, exchange->status);
    char prefix[sizeof refusal->code];

    if (err == NULL || err->code != ERR_OK)
        return code;
    if (refusal->code[0] != '\0')
        snprintf(prefix, sizeof prefix, "%s", refusal->code);
    else
        snprintf(prefix, sizeof prefix, "HTTP %d", exchange->status);
    err_set(err, code, "%s%s%s", prefix, refusal->message[0] == '\0' ? "" : ": ",
            refusal->message);
    err->http_status = exchange->status;
    err->retry_after_ms = wait_ms(exchange, refusal, code);
    return code;
}

enum err_code otc_answer_check(const struct http_exchange *exchange,
                               struct otc_refusal *ret_refusal, struct err *err)
{
    struct otc_refusal refusal = {0};
    enum err_code code;

    if (exchange->err.code != ERR_OK) {
        code = exchange->err.code;
        if (err != NULL && err->code == ERR_OK)
            *err = exchange->err;
    } else if (exchange->status >= 200 && exchange->status < 300) {
        code = ERR_OK;
    } else {
        read_refusal(exchange, &refusal);
        code = set_err(exchange, &refusal, err);
    }
    if (code != ERR_OK)
        set_where(exchange, err);
    if (ret_refusal != NULL)
        *ret_refusal = refusal;
    return code;
}
