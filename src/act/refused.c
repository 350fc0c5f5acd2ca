#include "act/refused.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "kube/refusal.h"
#include "wire/tree.h"
#include "base/banned.h"

/* ---- what webhooks say, and what works ---------------------------------------------- */

struct reason {
    const char *needle;
    const char *advice;
};

static const struct reason reasons[] = {
    {"can't modify service elb [",
     "elb.* is fixed once it is set: tear the Service down and create it anew"},
    {"loadBalancerID[", "elb.id is the UUID of an ELB, not its name: use --to SERVICE"},
    {"only performance elb supports", "remove that annotation, or use class performance"},
    {"already has been", "choose another port, or another ELB"},
    {"autoCreate field:[", "set that field of elb.autocreate"},
};

static const char *advice_for(const char *text)
{
    for (size_t i = 0; i < ARRAY_COUNT(reasons); i++) {
        if (strstr(text, reasons[i].needle) != NULL)
            return reasons[i].advice;
    }
    return "";
}

__attribute__((format(printf, 2, 3))) static void advise(struct refused *refused,
                                                         const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(refused->advice, sizeof refused->advice, format, args);
    va_end(args);
}

/* admission webhook "validate.crd.service" denied the request: REASON */
static bool is_of_webhook(struct refused *refused)
{
    static const char denied[] = " denied the request";
    const char *at = strstr(refused->err.text, denied);

    if (strstr(refused->err.text, "admission webhook ") == NULL || at == NULL)
        return false;
    at += strlen(denied);
    if (at[0] == ':' && at[1] == ' ')
        snprintf(refused->text, sizeof refused->text, "%s", at + 2);
    advise(refused, "%s", advice_for(refused->text));
    refused->kind = REFUSED_BY_WEBHOOK;
    return true;
}

static bool is_uncheckable(struct refused *refused)
{
    if (strstr(refused->err.text, "does not support dry run") == NULL)
        return false;
    refused->kind = REFUSED_UNCHECKABLE;
    return true;
}

/* ---- 409: conflict with "app-a": .metadata.annotations.kubernetes.io/elb.class ---------- */

static void copy_quoted(char *out, size_t out_bytes, const char *text)
{
    const char *open = text == NULL ? NULL : strchr(text, '"');
    const char *close = open == NULL ? NULL : strchr(open + 1, '"');

    out[0] = '\0';
    if (close != NULL)
        snprintf(out, out_bytes, "%.*s", (int)(close - open - 1), open + 1);
}

static void read_owner(struct refused *refused, const json_t *body)
{
    const json_t *cause = json_array_get(tree_at(body, "details.causes"), 0);
    const char *field = tree_text(cause, "field");

    snprintf(refused->field, sizeof refused->field, "%s", field != NULL ? field : "");
    copy_quoted(refused->owner, sizeof refused->owner, tree_text(cause, "message"));
    advise(refused, "change it with %s, or leave the field as it is",
           refused->owner[0] != '\0' ? refused->owner : "what set it");
}

static void read_conflict(struct refused *refused, const json_t *body)
{
    const json_t *cause = json_array_get(tree_at(body, "details.causes"), 0);
    const char *reason = tree_text(cause, "reason");

    if (reason != NULL && strcmp(reason, "FieldManagerConflict") == 0) {
        refused->kind = REFUSED_BY_OWNER;
        read_owner(refused, body);
        return;
    }
    refused->kind = REFUSED_CHANGED;
    advise(refused, "look again and decide anew");
}

/* ---- 403, 404, 422 -------------------------------------------------------------------------- */

static void read_forbidden(struct refused *refused)
{
    const char *text = refused->err.text;

    if (strstr(text, "exceeded quota") != NULL) {
        refused->kind = REFUSED_QUOTA;
        advise(refused, "have the namespace's ResourceQuota raised, or remove a Service");
    } else if (strstr(text, "because it is being terminated") != NULL) {
        refused->kind = REFUSED_NAMESPACE;
        advise(refused, "wait until the namespace is gone, or use another");
    } else {
        refused->kind = REFUSED_RIGHT;
        advise(refused, "ask for the right that is named");
    }
}

static void read_absent(struct refused *refused, const json_t *body)
{
    const char *kind = tree_text(body, "details.kind");
    const char *name = tree_text(body, "details.name");

    refused->kind = REFUSED_GONE;
    if (kind == NULL || strcmp(kind, "namespaces") != 0)
        return;
    refused->kind = REFUSED_NAMESPACE;
    advise(refused, "kubectl create namespace %.63s", name != NULL ? name : "NAME");
}

static void read_invalid(struct refused *refused, const json_t *body)
{
    const json_t *cause = json_array_get(tree_at(body, "details.causes"), 0);
    const char *field = tree_text(cause, "field");

    refused->kind = REFUSED_INVALID;
    snprintf(refused->field, sizeof refused->field, "%s", field != NULL ? field : "");
}

static void read_status(struct refused *refused, int status, const json_t *body)
{
    switch (status) {
    case 401:
        refused->kind = REFUSED_LOGIN;
        advise(refused, "log in again");
        break;
    case 403:
        read_forbidden(refused);
        break;
    case 404:
        read_absent(refused, body);
        break;
    case 409:
        read_conflict(refused, body);
        break;
    case 400:
    case 422:
        read_invalid(refused, body);
        break;
    case 429:
    case 503:
        refused->kind = REFUSED_LATER;
        advise(refused, "try again in a moment");
        break;
    default:
        refused->kind = REFUSED_FAILED;
        break;
    }
}

enum refused_kind refused_of(const struct http_exchange *exchange,
                             struct refused *ret_refused)
{
    json_t *body = NULL;

    *ret_refused = (struct refused){.err = ERR_INIT};
    if (exchange->err.code != ERR_OK) {
        /* Read-only is enforced below: what it refuses was never sent. */
        ret_refused->kind =
            exchange->err.code == ERR_REFUSED ? REFUSED_RIGHT : REFUSED_NO_ANSWER;
        ret_refused->err = exchange->err;
    } else if (refusal_of_answer(exchange, &ret_refused->err) != ERR_OK) {
        tree_from_json(buf_span(&exchange->body), "answer", &body, NULL);
        snprintf(ret_refused->text, sizeof ret_refused->text, "%s",
                 ret_refused->err.text);
        if (!is_uncheckable(ret_refused) && !is_of_webhook(ret_refused))
            read_status(ret_refused, exchange->status, body);
        json_decref(body);
    }
    if (ret_refused->text[0] == '\0')
        snprintf(ret_refused->text, sizeof ret_refused->text, "%s",
                 ret_refused->err.text);
    return ret_refused->kind;
}
