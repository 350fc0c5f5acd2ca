#include "sim/fault.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "base/when.h"

#include "base/banned.h"

enum { RULES_MOST = 64 };

/* ---- words ---- */

static const char *const targets[] = {"api-server", "iam", "elb", "vpc",
                                      "all",        "ccm", "node"};

static const char *target_of(struct span word)
{
    if (span_is(word, "kube") || span_is(word, "api"))
        return "api-server";
    if (span_is(word, "eip"))
        return "vpc";
    for (size_t i = 0; i < ARRAY_COUNT(targets); i++) {
        if (span_is(word, targets[i]))
            return targets[i];
    }
    return NULL;
}

enum err_code fault_parse(const char *text, struct arena *arena, struct fault *ret_fault,
                          struct err *err)
{
    struct span rest = span_of(text);
    struct span part;
    struct fault fault = {.text = arena_text(arena, text)};

    if (!span_cut(&rest, ':', &part) || (fault.target = target_of(part)) == NULL)
        return err_set(err, ERR_SHAPE,
                       "fault \"%s\": the target must be one of api-server, "
                       "iam, elb, vpc, all, ccm, node",
                       text);
    while (span_cut(&rest, ':', &part)) {
        struct span name;
        if (fault.count == FAULT_WORDS_MOST)
            return err_set(err, ERR_SHAPE, "fault \"%s\": too many words", text);
        span_cut(&part, '=', &name);
        fault.words[fault.count++] = (struct fault_word){
            .name = arena_bytes(arena, name.at, name.bytes),
            .value = arena_bytes(arena, part.bytes > 0 ? part.at : "", part.bytes)};
    }
    if (fault.count == 0)
        return err_set(err, ERR_SHAPE, "fault \"%s\": nothing said after the target",
                       text);
    *ret_fault = fault;
    return ERR_OK;
}

const char *fault_word(const struct fault *fault, const char *name)
{
    for (size_t i = 0; i < fault->count; i++) {
        if (strcmp(fault->words[i].name, name) == 0)
            return fault->words[i].value;
    }
    return NULL;
}

bool fault_is_rule(const struct fault *fault)
{
    return fault_word(fault, "status") != NULL || fault_word(fault, "delay") != NULL ||
           fault_word(fault, "cut") != NULL;
}

bool fault_is_of_server(const struct fault *fault)
{
    return strcmp(fault->target, "ccm") != 0 && strcmp(fault->target, "node") != 0;
}

/* ---- rules ---- */

struct rule {
    char *text;
    char *server;          /* "all": each */
    char *method;          /* NULL: any */
    char *path;            /* NULL: any */
    char *code;            /* NULL: the usual one */
    char *says;            /* NULL: the usual text */
    int status;            /* 0: not this kind */
    int64_t retry_after_s; /* -1: none */
    int64_t delay_ms;
    int64_t cut_bytes; /* -1: not cut */
    int64_t skip;      /* requests to let pass first */
    int64_t left;      /* -1: no end */
    int64_t times;     /* it has struck */
};

struct fault_box {
    pthread_mutex_t mu; /* a leaf lock */
    size_t count;
    struct rule rules[RULES_MOST];
};

static void rule_release(struct rule *rule)
{
    free(rule->text);
    free(rule->server);
    free(rule->method);
    free(rule->path);
    free(rule->code);
    free(rule->says);
}

static bool number_of(const struct fault *fault, const char *name, int64_t most,
                      int64_t *number)
{
    const char *value = fault_word(fault, name);
    return value == NULL || span_to_range(span_of(value), 0, most, number);
}

static bool delay_of(const struct fault *fault, int64_t *ms)
{
    const char *value = fault_word(fault, "delay");
    return value == NULL || duration_parse(span_of(value), ms) ||
           span_to_range(span_of(value), 0, 3600 * 1000, ms);
}

static bool is_rule_word(const char *name)
{
    static const char *const words[] = {"status", "delay",      "cut",   "method",
                                        "path",   "count",      "after", "code",
                                        "text",   "retry-after"};
    for (size_t i = 0; i < ARRAY_COUNT(words); i++) {
        if (strcmp(name, words[i]) == 0)
            return true;
    }
    return false;
}

static enum err_code rule_read(const struct fault *fault, struct rule *ret_rule,
                               struct err *err)
{
    int64_t status = 0;
    struct rule rule = {.retry_after_s = -1, .cut_bytes = -1, .left = -1};

    if (!fault_is_of_server(fault))
        return err_set(err, ERR_SHAPE, "fault \"%s\": %s answers no requests",
                       fault->text, fault->target);
    for (size_t i = 0; i < fault->count; i++) {
        if (!is_rule_word(fault->words[i].name))
            return err_set(err, ERR_SHAPE, "fault \"%s\": \"%s\" is not known here",
                           fault->text, fault->words[i].name);
    }
    if (!number_of(fault, "status", 599, &status) || (status != 0 && status < 300) ||
        !number_of(fault, "retry-after", 3600, &rule.retry_after_s) ||
        !number_of(fault, "cut", INT32_MAX, &rule.cut_bytes) ||
        !number_of(fault, "count", INT32_MAX, &rule.left) ||
        !number_of(fault, "after", INT32_MAX, &rule.skip) ||
        !delay_of(fault, &rule.delay_ms))
        return err_set(err, ERR_SHAPE, "fault \"%s\": a number is out of range",
                       fault->text);
    rule.status = (int)status;
    rule.text = mem_copy_text(fault->text);
    rule.server = mem_copy_text(fault->target);
    rule.method = mem_copy_text(fault_word(fault, "method"));
    rule.path = mem_copy_text(fault_word(fault, "path"));
    rule.code = mem_copy_text(fault_word(fault, "code"));
    rule.says = mem_copy_text(fault_word(fault, "text"));
    *ret_rule = rule;
    return ERR_OK;
}

struct fault_box *fault_box_new(void)
{
    struct fault_box *box = mem_new(sizeof *box);
    pthread_mutex_init(&box->mu, NULL);
    return box;
}

void fault_box_free(struct fault_box *box)
{
    if (box == NULL)
        return;
    fault_box_clear(box);
    pthread_mutex_destroy(&box->mu);
    free(box);
}

enum err_code fault_box_add(struct fault_box *box, const struct fault *fault,
                            struct err *err)
{
    struct rule rule;
    enum err_code code = rule_read(fault, &rule, err);
    if (code != ERR_OK)
        return code;

    pthread_mutex_lock(&box->mu);
    if (box->count < RULES_MOST)
        box->rules[box->count++] = rule;
    else
        code = err_set(err, ERR_LIMIT, "at most %d faults at once", RULES_MOST);
    pthread_mutex_unlock(&box->mu);
    if (code != ERR_OK)
        rule_release(&rule);
    return code;
}

void fault_box_clear(struct fault_box *box)
{
    pthread_mutex_lock(&box->mu);
    for (size_t i = 0; i < box->count; i++)
        rule_release(&box->rules[i]);
    box->count = 0;
    pthread_mutex_unlock(&box->mu);
}

json_t *fault_box_json(struct fault_box *box)
{
    json_t *list = json_array();
    pthread_mutex_lock(&box->mu);
    for (size_t i = 0; i < box->count; i++)
        json_array_append_new(list, json_pack("{s:s, s:I}", "fault", box->rules[i].text,
                                              "times", (json_int_t)box->rules[i].times));
    pthread_mutex_unlock(&box->mu);
    return list;
}

/* ---- striking ---- */

static bool fits(const struct rule *rule, const char *server, const struct ask *ask)
{
    return (strcmp(rule->server, "all") == 0 || strcmp(rule->server, server) == 0) &&
           (rule->method == NULL || strcmp(rule->method, ask->method) == 0) &&
           (rule->path == NULL || span_has(span_of(ask->target), rule->path)) &&
           rule->left != 0;
}

/* What one request meets: the first rule of each of the three kinds that fits. Copied
 * out, as replies are made without the lock. */
struct strike {
    int status;
    int64_t retry_after_s;
    int64_t delay_ms;
    int64_t cut_bytes;
    char code[32];
    char says[240];
};

static bool counts(struct rule *rule)
{
    if (rule->skip > 0) {
        rule->skip--;
        return false;
    }
    if (rule->left > 0)
        rule->left--;
    rule->times++;
    return true;
}

static void copy(char *out, size_t bytes, const char *text)
{
    snprintf(out, bytes, "%s", text != NULL ? text : "");
}

static void add_to_strike(const struct rule *rule, struct strike *strike)
{
    strike->delay_ms += rule->delay_ms;
    if (rule->cut_bytes >= 0)
        strike->cut_bytes = rule->cut_bytes;
    if (rule->status == 0 || strike->status != 0)
        return;
    strike->status = rule->status;
    strike->retry_after_s = rule->retry_after_s;
    copy(strike->code, sizeof strike->code, rule->code);
    copy(strike->says, sizeof strike->says, rule->says);
}

static struct strike strike_for(struct fault_box *box, const char *server,
                                const struct ask *ask)
{
    struct strike strike = {.retry_after_s = -1, .cut_bytes = -1};
    pthread_mutex_lock(&box->mu);
    for (size_t i = 0; i < box->count; i++) {
        if (fits(&box->rules[i], server, ask) && counts(&box->rules[i]))
            add_to_strike(&box->rules[i], &strike);
    }
    pthread_mutex_unlock(&box->mu);
    return strike;
}

static const char *or_else(const char *text, const char *otherwise)
{
    return text[0] != '\0' ? text : otherwise;
}

static void refuse_as_kube(const struct strike *strike, struct reply *reply)
{
    static const struct {
        int status;
        const char *reason, *message;
    } usual[] = {
        {401, "Unauthorized", "Unauthorized"},
        {403, "Forbidden", "forbidden"},
        {404, "NotFound", "the server could not find the requested resource"},
        {409, "Conflict", "the object has been modified"},
        {410, "Expired", "too old resource version"},
        {429, "TooManyRequests", "too many requests, please try again later"},
        {500, "InternalError", "an error on the server has prevented the request"},
        {503, "ServiceUnavailable",
         "the server is currently unable to handle the request"},
        {504, "Timeout", "the server was unable to return a response in time"},
    };
    const char *reason = "";
    const char *message = "trouble made on purpose";

    for (size_t i = 0; i < ARRAY_COUNT(usual); i++) {
        if (usual[i].status == strike->status) {
            reason = usual[i].reason;
            message = usual[i].message;
        }
    }
    reply_json(reply, json_pack("{s:s, s:s, s:{}, s:s, s:s, s:s, s:i}", "kind", "Status",
                                "apiVersion", "v1", "metadata", "status", "Failure",
                                "message", or_else(strike->says, message), "reason",
                                or_else(strike->code, reason), "code", strike->status));
}

/* Gateway errors come from a proxy before the services, as HTML. */
static void refuse_as_proxy(const struct strike *strike, struct reply *reply)
{
    char page[256];
    int bytes = snprintf(page, sizeof page,
                         "<html>\r\n<head><title>%d</title></head>\r\n<body>\r\n"
                         "<center><h1>%d</h1></center>\r\n</body>\r\n</html>\r\n",
                         strike->status, strike->status);
    reply_text(reply, "text/html", page, (size_t)bytes);
}

static const char *cloud_code(int status)
{
    switch (status) {
    case 401:
        return "APIG.0307";
    case 403:
        return "APIG.0302";
    case 404:
        return "APIGW.0101";
    case 409:
        return "ELB.8907";
    case 429:
        return "APIG.0308";
    default:
        return "APIG.0201";
    }
}

static void refuse_as_cloud(const char *server, const struct strike *strike,
                            struct reply *reply)
{
    const char *code = or_else(strike->code, cloud_code(strike->status));
    const char *says = or_else(
        strike->says, strike->status == 429
                          ? "The throttling threshold has been reached: policy ip over "
                            "ratelimit,limit:5,time:1 minute"
                          : "trouble made on purpose");

    if (strike->status >= 500 && strike->code[0] == '\0')
        refuse_as_proxy(strike, reply);
    else if (strcmp(server, "vpc") == 0 && span_starts(span_of(code), "VPC."))
        reply_json(reply, json_pack("{s:s, s:s}", "code", code, "message", says));
    else
        reply_json(reply,
                   json_pack("{s:s, s:s, s:s}", "error_msg", says, "error_code", code,
                             "request_id", "0f0a0c1d5b6e4f7a9c3d2e1b8a7f6054"));
}

static bool answer(const char *server, const struct strike *strike, struct reply *reply)
{
    char seconds[24];

    if (strike->cut_bytes >= 0)
        reply_cut_after(reply, (size_t)strike->cut_bytes);
    if (strike->status == 0)
        return false;
    reply_status(reply, strike->status);
    if (strike->retry_after_s >= 0) {
        snprintf(seconds, sizeof seconds, "%d", (int)strike->retry_after_s);
        reply_header(reply, "Retry-After", seconds);
    }
    if (strcmp(server, "api-server") == 0)
        refuse_as_kube(strike, reply);
    else
        refuse_as_cloud(server, strike, reply);
    return true;
}

bool fault_box_before(void *ctx, const char *server, const struct ask *ask,
                      struct reply *reply)
{
    if (ask->waited) /* the delay is over, the rest of the same strike follows */
        return answer(server, ask->memo, reply);

    struct strike strike = strike_for(ctx, server, ask);
    if (strike.delay_ms > 0) {
        struct strike *memo = mem_new(sizeof *memo);
        *memo = strike;
        reply_wait(reply, strike.delay_ms, memo, free);
        return true;
    }
    return answer(server, &strike, reply);
}

void fault_help(struct buf *out)
{
    buf_add_text(
        out,
        "\nFaults (--fault SPEC, and POST /fault to the control URL of sim.json):\n"
        "  api-server|iam|elb|vpc|all:status=N|delay=5s|cut=BYTES, narrowed by method=,\n"
        "  path=, count= and after=; of status: retry-after=, code=, text=\n"
        "  api-server:watch-cut|gone|stopped|running|restart    iam:token-expired\n"
        "  elb:quota=full|N  vpc:quota=full|N  elb:lag=5s  vpc:lag=5s  "
        "vpc:unbound=ADDRESS\n"
        "  elb:deleted=NAME  elb:port-taken=PORT[:elb=NAME]  elb:listener=PORT:elb=NAME\n"
        "  elb:member=offline|online|checked[:elb=NAME][:port=N][:node=ADDRESS]\n"
        "  ccm:stopped|running|silent-skip|pods-required|strict-admission\n"
        "  node:down=NAME  node:up=NAME\n");
}
