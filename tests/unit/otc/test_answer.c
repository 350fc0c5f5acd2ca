#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "otc/answer.h"
#include "unit/otc/answers.h"
#include "wire/tree.h"

#include "base/banned.h"

static struct http_exchange *answer_of_case(const json_t *one)
{
    struct http_exchange *answer =
        an_answer((int)tree_int(one, "status", 0), tree_text(one, "body"));
    json_t *headers = json_object_get(one, "headers");
    const char *name;
    json_t *value;

    json_object_foreach(headers, name, value)
    {
        answer_header(answer, name, json_string_value(value));
    }
    return answer;
}

static void check_case(const json_t *one)
{
    struct http_exchange *answer = answer_of_case(one);
    struct otc_refusal refusal;
    struct err err = ERR_INIT;
    int status = answer->status;

    print_message("# %s\n", tree_text(one, "name"));
    enum err_code code = otc_answer_check(answer, &refusal, &err);

    assert_string_equal(err_code_name(code), tree_text(one, "code"));
    assert_int_equal(err.code, code);
    assert_string_equal(err.text, tree_text(one, "text"));
    assert_int_equal(err.http_status, status);
    assert_int_equal(err.retry_after_ms, tree_int(one, "retry_after_ms", -1));
    assert_int_equal(otc_refusal_is_unpublished(&refusal, status),
                     tree_bool(one, "unpublished", false));
    if (tree_text(one, "request_id") != NULL)
        assert_string_equal(refusal.request_id, tree_text(one, "request_id"));
    answer_free(answer);
}

static void answer_reads_all_shapes_of_refusal(void **state)
{
    (void)state;
    struct buf text = data_text("refusals.json");
    json_t *cases = NULL;

    assert_int_equal(tree_from_json(buf_span(&text), "refusals.json", &cases, NULL),
                     ERR_OK);
    assert_true(json_array_size(cases) > 20);
    for (size_t i = 0; i < json_array_size(cases); i++)
        check_case(json_array_get(cases, i));
    json_decref(cases);
    buf_release(&text);
}

static void answer_is_fine_with_any_2xx(void **state)
{
    (void)state;
    for (int status = 200; status < 300; status += 33) {
        struct http_exchange *answer = an_answer(status, "{\"error_msg\":\"no matter\"}");
        struct otc_refusal refusal;
        struct err err = ERR_INIT;

        assert_int_equal(otc_answer_check(answer, &refusal, &err), ERR_OK);
        assert_int_equal(err.code, ERR_OK);
        assert_string_equal(refusal.message, "");
        answer_free(answer);
    }
}

static void answer_passes_on_what_the_network_did(void **state)
{
    (void)state;
    struct http_exchange *answer = a_cut(HTTP_CUT_REFUSED);
    struct err err = ERR_INIT;

    assert_int_equal(otc_answer_check(answer, NULL, &err), ERR_NET);
    assert_string_equal(err.text, "nothing came back");
    assert_int_equal(otc_answer_check(answer, NULL, NULL), ERR_NET);
    answer_free(answer);
}

/* A body that broke off behind a 200 is no answer. */
static void answer_of_200_that_was_cut_is_a_failure(void **state)
{
    (void)state;
    struct http_exchange *answer = a_cut(HTTP_CUT_RESET);
    answer->status = 200;

    assert_int_equal(otc_answer_check(answer, NULL, NULL), ERR_NET);
    answer_free(answer);
}

static void answer_names_the_path_without_its_query(void **state)
{
    (void)state;
    struct http_exchange *answer = an_answer(500, "");
    struct http_request *request = http_request_new("GET", "/v3/p/elb/pools?limit=2000");
    struct err err = ERR_INIT;
    answer->request = request;

    otc_answer_check(answer, NULL, &err);

    assert_string_equal(err.where, "/v3/p/elb/pools");
    http_request_free(request);
    answer_free(answer);
}

static void answer_keeps_the_first_cause(void **state)
{
    (void)state;
    struct http_exchange *answer = an_answer(404, "");
    struct err err = ERR_INIT;
    err_set(&err, ERR_LOCAL, "first");

    assert_int_equal(otc_answer_check(answer, NULL, &err), ERR_ABSENT);
    assert_string_equal(err.text, "first");
    assert_int_equal(err.http_status, 0);
    answer_free(answer);
}

/* Texts that are too long are cut between characters, whatever stands there. */
static void answer_bounds_what_a_server_says(void **state)
{
    (void)state;
    struct buf body;

    for (size_t pad = 0; pad < 4; pad++) {
        buf_init(&body, LIMIT_RESPONSE_BYTES);
        buf_add_text(&body, "{\"error_msg\":\"");
        for (size_t i = 0; i < pad; i++)
            buf_add_byte(&body, 'x');
        for (size_t i = 0; i < 2000; i++)
            buf_add_text(&body, "\xe2\x82\xac");
        buf_add_text(&body, "\",\"error_code\":\"0123456789012345678901234567890\"}");
        struct http_exchange *answer = an_answer(500, buf_text(&body));
        struct otc_refusal refusal;

        otc_answer_check(answer, &refusal, NULL);

        size_t bytes = strlen(refusal.message);
        assert_true(bytes > sizeof refusal.message - 5);
        assert_int_equal((bytes - pad) % 3, 0);
        assert_int_equal(strlen(refusal.code), sizeof refusal.code - 1);
        answer_free(answer);
        buf_release(&body);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(answer_reads_all_shapes_of_refusal),
        cmocka_unit_test(answer_is_fine_with_any_2xx),
        cmocka_unit_test(answer_passes_on_what_the_network_did),
        cmocka_unit_test(answer_of_200_that_was_cut_is_a_failure),
        cmocka_unit_test(answer_names_the_path_without_its_query),
        cmocka_unit_test(answer_keeps_the_first_cause),
        cmocka_unit_test(answer_bounds_what_a_server_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
