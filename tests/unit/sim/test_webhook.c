#include "lib/check.h"

#include "sim/webhook.h"
#include "wire/patch.h"
#include "wire/tree.h"

#define UUID "71f02bde-5c1e-4a8f-9b36-0c7e2ad43271"

static const char balancer[] =
    "metadata:\n"
    "  {namespace: lb-demo, name: hello, annotations: {kubernetes.io/elb.class: union,\n"
    "   kubernetes.io/elb.id: " UUID ", kubernetes.io/elb.mark: '0'}}\n"
    "spec: {type: LoadBalancer, ports: [{port: 80, protocol: TCP}]}\n";

static json_t *tree_of(const char *yaml)
{
    json_t *tree = NULL;
    struct err err = ERR_INIT;
    if (tree_from_yaml(span_of(yaml), "test", &tree, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return tree;
}

static json_t *with(const char *merge)
{
    json_t *base = tree_of(balancer);
    json_t *patch = tree_of(merge);
    json_t *merged = patch_merge(base, patch);
    json_decref(base);
    json_decref(patch);
    return merged;
}

/* why: "" admitted, else what the reason is. */
static void assert_admits(struct webhook *webhook, const char *old_merge,
                          const char *new_merge, const char *why)
{
    json_t *old = old_merge != NULL ? with(old_merge) : NULL;
    json_t *now = with(new_merge);
    char reason[KUBE_REASON_BYTES] = "";

    bool admitted =
        webhook_admit(webhook, old != NULL ? KUBE_UPDATE : KUBE_CREATE, old, now, reason);
    assert_string_equal(reason, why);
    assert_int_equal(admitted, why[0] == '\0');
    json_decref(old);
    json_decref(now);
}

static bool port_80_is_taken(void *ctx, const char *elb_id, uint16_t port,
                             const char *protocol, const char *key)
{
    (void)ctx;
    return strcmp(elb_id, UUID) == 0 && port == 80 && strcmp(protocol, "TCP") == 0 &&
           strcmp(key, "lb-demo/first") != 0;
}

/* ---- tests ---- */

static void elb_annotations_are_set_once_and_for_all(void **state)
{
    static const struct {
        const char *merge, *why;
    } cases[] = {
        {"metadata: {annotations: {kubernetes.io/elb.class: performance}}",
         "can't modify service elb [kubernetes.io/elb.class] annotation"},
        {"metadata: {annotations: {kubernetes.io/elb.id: null}}",
         "can't modify service elb [kubernetes.io/elb.id] annotation"},
        {"metadata: {annotations: {kubernetes.io/elb.autocreate: '{}'}}", ""},
        {"metadata: {annotations: {kubernetes.io/elb.mark: '1', other: x}}", ""},
        {"{metadata: {annotations: null}, spec: {type: ClusterIP}}", ""},
        {"metadata: {deletionTimestamp: '2026-11-23T00:00:00Z', annotations: null}", ""},
    };
    struct webhook *webhook = webhook_new(false);
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_admits(webhook, "{}", cases[i].merge, cases[i].why);
    webhook_free(webhook);
}

static void an_id_must_be_a_uuid(void **state)
{
    struct webhook *webhook = webhook_new(false);
    (void)state;

    assert_admits(webhook, NULL,
                  "metadata: {annotations: {kubernetes.io/elb.id: elb-306e}}",
                  "loadBalancerID[elb-306e] is invalid.");
    assert_admits(webhook, NULL, "{}", "");
    webhook_free(webhook);
}

static void keys_of_dedicated_ones_need_their_class(void **state)
{
    struct webhook *webhook = webhook_new(false);
    (void)state;

    assert_admits(webhook, NULL,
                  "metadata: {annotations: {kubernetes.io/elb.x-forwarded-host: 'true'}}",
                  "only performance elb supports kubernetes.io/elb.x-forwarded-host");
    assert_admits(webhook, NULL,
                  "metadata: {annotations: {kubernetes.io/elb.x-forwarded-host: 'true', "
                  "kubernetes.io/elb.class: performance}}",
                  "");
    webhook_free(webhook);
}

static void a_port_is_published_once(void **state)
{
    struct webhook *webhook = webhook_new(false);
    (void)state;
    webhook_set_taken(webhook, port_80_is_taken, NULL);

    assert_admits(
        webhook, NULL, "{}",
        "protocol_port 80 of the load Balancer ID already has been usesd by other "
        "service");
    assert_admits(webhook, NULL, "metadata: {name: first}", "");
    assert_admits(webhook, NULL, "spec: {ports: [{port: 80, protocol: UDP}]}", "");
    /* what is there already may be changed in other ways */
    assert_admits(webhook, "{}", "metadata: {labels: {a: b}}", "");
    webhook_free(webhook);
}

static void a_bad_block_is_refused_here_only_when_strict(void **state)
{
    static const char bad[] = "metadata: {annotations: {kubernetes.io/elb.id: null, "
                              "kubernetes.io/elb.autocreate: '{\"type\":\"public\"}'}}";
    struct webhook *webhook = webhook_new(false);
    (void)state;

    assert_admits(webhook, NULL, bad, "");
    webhook_set_strict(webhook, true);
    assert_admits(webhook, NULL, bad, "elb autoCreate field:[bandwidth_name] is invalid");
    webhook_free(webhook);
}

static void other_types_and_deletes_are_let_through(void **state)
{
    struct webhook *webhook = webhook_new(true);
    json_t *old = tree_of(balancer);
    char reason[KUBE_REASON_BYTES];
    (void)state;

    assert_true(webhook_admit(webhook, KUBE_DELETE, old, NULL, reason));
    assert_admits(
        webhook, NULL,
        "{metadata: {annotations: {kubernetes.io/elb.id: x}}, spec: {type: ClusterIP}}",
        "");
    json_decref(old);
    webhook_free(webhook);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elb_annotations_are_set_once_and_for_all),
        cmocka_unit_test(an_id_must_be_a_uuid),
        cmocka_unit_test(keys_of_dedicated_ones_need_their_class),
        cmocka_unit_test(a_port_is_published_once),
        cmocka_unit_test(a_bad_block_is_refused_here_only_when_strict),
        cmocka_unit_test(other_types_and_deletes_are_let_through),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
