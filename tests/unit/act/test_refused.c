/*
 * What an api-server means when it says no: recorded answers of a real one, and webhooks in
 * the controller's own words.
 */
#include "lib/check.h"
#include "lib/data.h"

#include "act/refused.h"
#include "unit/kube/recorded.h"

#include "base/banned.h"

struct recorded_case {
    const char *file;
    enum refused_kind kind;
    const char *text;   /* in it */
    const char *field;  /* exactly */
    const char *owner;  /* exactly */
    const char *advice; /* in it */
};

static const struct recorded_case recorded_cases[] = {
    {"100-create-201", REFUSED_NOT, "", "", "", ""},
    {"303-delete-200", REFUSED_NOT, "", "", "", ""},
    {"101-create-409", REFUSED_CHANGED, "already exists", "", "", "look again"},
    {"103-get-dryrun-404", REFUSED_GONE, "not found", "", "", ""},
    {"104-create-422-port", REFUSED_INVALID, "spec.ports[0].port", "spec.ports[0].port",
     "", ""},
    {"105-create-422-name", REFUSED_INVALID, "metadata.name", "metadata.name", "", ""},
    {"107-create-400-type", REFUSED_INVALID, "", "", "", ""},
    {"113-create-404-namespace", REFUSED_NAMESPACE, "nope", "", "",
     "kubectl create namespace nope"},
    {"206-patch-404", REFUSED_GONE, "not found", "", "", ""},
    {"208-patch-409-rv", REFUSED_CHANGED, "has been modified", "", "", "look again"},
    {"222-apply-409", REFUSED_BY_OWNER, "conflict", NULL, "app-a", "app-a"},
    {"300-delete-409-uid", REFUSED_CHANGED, "the UID in the precondition", "", "",
     "look again"},
    {"301-delete-409-rv", REFUSED_CHANGED, "the ResourceVersion in the precondition", "",
     "", "look again"},
    {"405-readonly-create-403", REFUSED_RIGHT, "cannot create", "", "", "ask for"},
    {"406-readonly-delete-403", REFUSED_RIGHT, "cannot delete", "", "", "ask for"},
};

static const char *wrong(const struct recorded_case *wanted, const struct refused *got)
{
    if (got->kind != wanted->kind)
        return "kind";
    if (strstr(got->text, wanted->text) == NULL)
        return "text";
    if (wanted->field != NULL && strcmp(got->field, wanted->field) != 0)
        return "field";
    if (strcmp(got->owner, wanted->owner) != 0)
        return "owner";
    return strstr(got->advice, wanted->advice) == NULL ? "advice" : NULL;
}

static void recorded_answers_are_understood(void **state)
{
    size_t failures = 0;
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(recorded_cases); i++) {
        const struct recorded_case *wanted = &recorded_cases[i];
        char name[200];
        char path[DATA_PATH_BYTES];
        snprintf(name, sizeof name, "sim/kube/captures/%s.http", wanted->file);
        struct recorded *recorded = recorded_read(data_path(name, path));
        struct http_exchange exchange = {
            .err = ERR_INIT, .status = recorded->status, .body = recorded->body};
        struct refused got;
        refused_of(&exchange, &got);
        const char *what = wrong(wanted, &got);
        if (what != NULL) {
            failures++;
            print_error("%s: %s: kind %d text \"%s\" field \"%s\" owner \"%s\" advice "
                        "\"%s\"\n",
                        wanted->file, what, (int)got.kind, got.text, got.field, got.owner,
                        got.advice);
        }
        recorded_free(recorded);
    }
    assert_int_equal(failures, 0);
}

/* ---- in the words of webhooks and quotas ------------------------------------------------ */

#define STATUS(text)                                                                     \
    "{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"" text "\"}"
#define DENIED "admission webhook \\\"validate.crd.service\\\" denied the request: "

static const struct {
    const char *name;
    int status;
    const char *body;
    enum refused_kind kind;
    const char *text; /* all of it, or NULL */
    const char *advice;
} said[] = {
    {"elb.id is fixed", 403, STATUS(DENIED "can't modify service elb [a] to [b]"),
     REFUSED_BY_WEBHOOK, "can't modify service elb [a] to [b]", "tear the Service down"},
    {"a name for an id", 400, STATUS(DENIED "loadBalancerID[k8s-web] is invalid"),
     REFUSED_BY_WEBHOOK, NULL, "--to SERVICE"},
    {"only performance", 403, STATUS(DENIED "only performance elb supports this"),
     REFUSED_BY_WEBHOOK, NULL, "class performance"},
    {"a port that is taken", 403, STATUS(DENIED "port 80 already has been used"),
     REFUSED_BY_WEBHOOK, NULL, "another port"},
    {"a missing field", 403,
     STATUS(DENIED "autoCreate field:[bandwidth_name] is invalid"), REFUSED_BY_WEBHOOK,
     "autoCreate field:[bandwidth_name] is invalid", "set that field"},
    {"somebody else's webhook", 403, STATUS(DENIED "no"), REFUSED_BY_WEBHOOK, "no", ""},
    {"no dry run", 400, STATUS("admission webhook \\\"x\\\" does not support dry run"),
     REFUSED_UNCHECKABLE, NULL, ""},
    {"a quota of the namespace", 403,
     STATUS("services \\\"a\\\" is forbidden: exceeded quota: q, requested: 1"),
     REFUSED_QUOTA, NULL, "ResourceQuota"},
    {"a namespace that goes", 403,
     STATUS("unable to create in namespace a because it is being terminated"),
     REFUSED_NAMESPACE, NULL, "wait until"},
    {"not logged in", 401, STATUS("Unauthorized"), REFUSED_LOGIN, "Unauthorized",
     "log in"},
    {"flow control", 429, "Too many requests, please try again later.\n", REFUSED_LATER,
     NULL, "try again"},
    {"overloaded", 503, STATUS("etcd"), REFUSED_LATER, NULL, "try again"},
    {"broken", 500, STATUS("oops"), REFUSED_FAILED, "oops", ""},
    {"a proxy", 502, "<html>Bad Gateway</html>", REFUSED_FAILED, NULL, ""},
    {"nothing at all", 500, "", REFUSED_FAILED, NULL, ""},
};

static void webhooks_and_quotas_are_understood(void **state)
{
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(said); i++) {
        struct http_exchange exchange = {.err = ERR_INIT, .status = said[i].status};
        struct refused got;
        buf_init(&exchange.body, 4096);
        buf_add_text(&exchange.body, said[i].body);
        refused_of(&exchange, &got);
        if (got.kind != said[i].kind ||
            (said[i].text != NULL && strcmp(got.text, said[i].text) != 0) ||
            strstr(got.advice, said[i].advice) == NULL || got.text[0] == '\0')
            fail_msg("%s: kind %d, \"%s\", \"%s\"", said[i].name, (int)got.kind, got.text,
                     got.advice);
        buf_release(&exchange.body);
    }
}

static void a_line_that_broke_is_no_answer_and_our_own_lock_is_a_right(void **state)
{
    struct http_exchange exchange = {.err = ERR_INIT};
    struct refused got;
    (void)state;

    err_set(&exchange.err, ERR_NET, "reset");
    assert_int_equal(refused_of(&exchange, &got), REFUSED_NO_ANSWER);
    assert_string_equal(got.text, "reset");
    exchange.err = (struct err)ERR_INIT;
    err_set(&exchange.err, ERR_REFUSED, "read-only");
    assert_int_equal(refused_of(&exchange, &got), REFUSED_RIGHT);
    assert_string_equal(got.text, "read-only");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(recorded_answers_are_understood),
        cmocka_unit_test(webhooks_and_quotas_are_understood),
        cmocka_unit_test(a_line_that_broke_is_no_answer_and_our_own_lock_is_a_right),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
