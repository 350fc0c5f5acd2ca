#include "lib/check.h"

#include "base/when.h"
#include "wire/http.h"

static void headers_are_found_in_any_case(void **state)
{
    (void)state;
    struct http_headers headers = {0};

    http_headers_add(&headers, "Warning", "299 - \"first\"");
    http_headers_add(&headers, "warning", "299 - \"second\"");
    http_headers_add(&headers, "X-Empty", "");
    assert_string_equal(http_headers_get(&headers, "WARNING"), "299 - \"first\"");
    assert_string_equal(http_headers_get(&headers, "x-empty"), "");
    assert_null(http_headers_get(&headers, "Warn"));
    assert_int_equal(headers.count, 3);
    http_headers_release(&headers);
    assert_null(http_headers_get(&headers, "Warning"));
}

static void requests_are_empty_at_first(void **state)
{
    (void)state;
    struct http_request *request = http_request_new("DELETE", "/api/v1");

    assert_string_equal(request->method, "DELETE");
    assert_string_equal(request->path, "/api/v1");
    assert_int_equal(request->intent, HTTP_READS);
    assert_string_equal(request->label, "");
    http_request_free(request);
    http_request_free(NULL);
}

static int64_t date_of(const char *text)
{
    struct http_headers headers = {0};
    http_headers_add(&headers, "Date", text);
    int64_t ms = http_date_ms(&headers);
    http_headers_release(&headers);
    return ms;
}

static void date_is_the_servers_clock(void **state)
{
    static const char *const broken[] = {
        "",
        "Sun, 06 Nov 1994 08:49:37",
        "Sun, 06 Nov 1994 08:49:37 CET",
        "Sun, 06 Nox 1994 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 25:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 GMT and more",
    };
    struct http_headers none = {0};
    (void)state;

    assert_int_equal(date_of("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777000);
    assert_int_equal(date_of(" Thu, 15 Jan 2026 08:15:30 GMT "), 1768464930000);
    for (size_t i = 0; i < ARRAY_COUNT(broken); i++)
        assert_int_equal(date_of(broken[i]), WHEN_UNKNOWN);
    assert_int_equal(http_date_ms(&none), WHEN_UNKNOWN);
}

static int64_t retry_of(const char *text, int64_t wall_ms)
{
    struct http_headers headers = {0};
    http_headers_add(&headers, "Retry-After", text);
    int64_t ms = http_retry_after_ms(&headers, wall_ms);
    http_headers_release(&headers);
    return ms;
}

static void retry_after_is_seconds_or_a_date(void **state)
{
    struct http_headers none = {0};
    (void)state;

    assert_int_equal(retry_of("0", 0), 0);
    assert_int_equal(retry_of(" 17 ", 0), 17000);
    assert_int_equal(retry_of("9223372036854775807", 0), 86400000); /* not believed */
    assert_int_equal(retry_of("Thu, 15 Jan 2026 08:15:30 GMT", 1768464925500), 4500);
    assert_int_equal(retry_of("Thu, 15 Jan 2026 08:15:30 GMT", 1768464935000), 0);
    assert_int_equal(retry_of("Thu, 15 Jan 2026 08:15:30 GMT", 0), 86400000);
    assert_int_equal(retry_of("-1", 0), -1);
    assert_int_equal(retry_of("soon", 0), -1);
    assert_int_equal(http_retry_after_ms(&none, 0), -1);
}

static void status_codes_say_what_to_do_next(void **state)
{
    static const struct {
        int status;
        enum err_code code;
    } cases[] = {
        {200, ERR_OK},       {201, ERR_OK},     {204, ERR_OK},       {400, ERR_REFUSED},
        {401, ERR_AUTH},     {403, ERR_AUTH},   {404, ERR_ABSENT},   {405, ERR_REFUSED},
        {409, ERR_CONFLICT}, {410, ERR_ABSENT}, {412, ERR_CONFLICT}, {422, ERR_REFUSED},
        {429, ERR_LATER},    {500, ERR_NET},    {502, ERR_NET},      {503, ERR_LATER},
        {504, ERR_NET},      {302, ERR_SHAPE},  {0, ERR_SHAPE},      {999, ERR_SHAPE},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++)
        assert_int_equal(http_status_code(cases[i].status), cases[i].code);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_found_in_any_case),
        cmocka_unit_test(requests_are_empty_at_first),
        cmocka_unit_test(date_is_the_servers_clock),
        cmocka_unit_test(retry_after_is_seconds_or_a_date),
        cmocka_unit_test(status_codes_say_what_to_do_next),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
