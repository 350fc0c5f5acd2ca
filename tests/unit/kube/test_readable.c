/* An object as a person may read it: whole, in its order, and without its secrets. */
#include "kube/readable.h"
#include "lib/check.h"

#include "base/banned.h"

static const char *readable(const char *json)
{
    static char text[8192];
    struct buf out;
    struct err err = ERR_INIT;

    buf_init(&out, sizeof text - 1);
    assert_int_equal(readable_yaml(span_of(json), &out, NULL, &err), ERR_OK);
    snprintf(text, sizeof text, "%s", buf_text(&out));
    buf_release(&out);
    return text;
}

static void reads_as(const char *json, const char *yaml)
{
    assert_string_equal(readable(json), yaml);
}

static void readable_keeps_the_order_of_the_server(void **state)
{
    (void)state;

    reads_as(
        "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\"}}",
        "kind: Service\napiVersion: v1\nmetadata:\n  name: web\n");
}

static void readable_masks_what_speaks_of_secrets(void **state)
{
    (void)state;

    reads_as("{\"a\":{\"example.org/api-token\":\"t0p\",\"dbPassword\":\"x\","
             "\"secretName\":\"tls\",\"certificateRef\":\"c\",\"port\":80}}",
             "a:\n  example.org/api-token: '***'\n  dbPassword: '***'\n"
             "  secretName: tls\n  certificateRef: c\n  port: 80\n");
}

static void readable_masks_all_data_of_a_secret(void **state)
{
    (void)state;

    reads_as("{\"kind\":\"Secret\",\"data\":{\"ca.crt\":\"TUlJ\"}}",
             "kind: Secret\ndata:\n  ca.crt: '***'\n");
}

static void readable_looks_into_json_texts_and_urls(void **state)
{
    (void)state;

    const char *yaml = readable(
        "{\"annotations\":{\"last\":\"{\\\"password\\\":\\\"hunter2\\\"}\","
        "\"plain\":\"{\\\"a\\\":1}\",\"hook\":\"https://bob:pw1@example.org/x\","
        "\"list\":[\"http://u:pw2@h\"],\"time\":\"https://example.org:80/@x\"}}");

    assert_null(strstr(yaml, "hunter2"));
    assert_null(strstr(yaml, "pw1"));
    assert_null(strstr(yaml, "pw2"));
    assert_non_null(strstr(yaml, "'{\"a\":1}'"));
    assert_non_null(strstr(yaml, "https://bob:***@example.org/x"));
    assert_non_null(strstr(yaml, "https://example.org:80/@x"));
}

static void readable_tells_the_version_and_refuses_what_is_no_json(void **state)
{
    (void)state;
    struct buf out;
    struct buf version;
    struct err err = ERR_INIT;
    buf_init(&out, 1000);
    buf_init(&version, 100);

    assert_int_equal(
        readable_yaml(span_of("{\"metadata\":{\"resourceVersion\":\"81244\"}}"), &out,
                      &version, &err),
        ERR_OK);
    assert_string_equal(buf_text(&version), "81244");
    assert_int_equal(readable_yaml(span_of("<html>"), &out, NULL, &err), ERR_SHAPE);

    buf_release(&out);
    buf_release(&version);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readable_keeps_the_order_of_the_server),
        cmocka_unit_test(readable_masks_what_speaks_of_secrets),
        cmocka_unit_test(readable_masks_all_data_of_a_secret),
        cmocka_unit_test(readable_looks_into_json_texts_and_urls),
        cmocka_unit_test(readable_tells_the_version_and_refuses_what_is_no_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
