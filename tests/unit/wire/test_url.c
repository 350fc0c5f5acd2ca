#include "lib/check.h"
#include "lib/prop.h"

#include "wire/url.h"

static void url_is_built_from_parts(void **state)
{
    (void)state;
    struct url url;

    url_init(&url, "/api/v1");
    url_segment(&url, "namespaces");
    url_segment(&url, "a/../b");
    url_query(&url, "fieldSelector", "type=LoadBalancer");
    url_query(&url, "continue", NULL);
    url_query_int(&url, "limit", 500);

    assert_string_equal(
        url_text(&url),
        "/api/v1/namespaces/a%2F..%2Fb?fieldSelector=type%3DLoadBalancer&limit=500");
    url_release(&url);
}

static void url_goes_on_with_a_query_that_is_there(void **state)
{
    (void)state;
    struct url url;

    url_init(&url, "/v3/elb?id=1");
    url_query(&url, "id", "2");
    assert_string_equal(url_text(&url), "/v3/elb?id=1&id=2");
    url_release(&url);
}

static void url_escape_leaves_only_unreserved_bytes(void **state)
{
    (void)state;
    struct buf out;

    buf_init(&out, 1000);
    url_escape(&out, span_of("AZaz09-_.~ /?#[]@!$&'()*+,;=%\"ä"));
    assert_string_equal(
        buf_text(&out),
        "AZaz09-_.~%20%2F%3F%23%5B%5D%40%21%24%26%27%28%29%2A%2B%2C%3B%3D%25"
        "%22%C3%A4");
    buf_release(&out);
}

static void url_unescape_takes_it_back(void **state)
{
    (void)state;
    struct prop prop;
    char bytes[64];

    prop_start(&prop);
    for (int round = 0; round < prop_rounds(1000); round++) {
        struct buf escaped;
        struct buf back;
        struct span text = span_make(bytes, prop_below(&prop, sizeof bytes));
        for (size_t i = 0; i < text.bytes; i++)
            bytes[i] = (char)prop_below(&prop, 256);
        buf_init(&escaped, 1000);
        buf_init(&back, 1000);
        url_escape(&escaped, text);
        assert_true(url_unescape(&back, buf_span(&escaped), prop_coin(&prop)));
        assert_int_equal(back.bytes, text.bytes);
        assert_memory_equal(buf_text(&back), bytes, text.bytes);
        buf_release(&escaped);
        buf_release(&back);
    }
}

static void url_unescape_refuses_broken_escapes(void **state)
{
    static const char *const broken[] = {"%", "%4", "a%4", "%zz", "%4g", "%-1", "%%41"};
    struct buf out;
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(broken); i++) {
        buf_init(&out, 100);
        assert_false(url_unescape(&out, span_of(broken[i]), false));
        buf_release(&out);
    }
    buf_init(&out, 100);
    assert_true(url_unescape(&out, span_of("a+b%2b%2B"), true));
    assert_string_equal(buf_text(&out), "a b++");
    buf_clear(&out);
    assert_true(url_unescape(&out, span_of("a+b"), false));
    assert_string_equal(buf_text(&out), "a+b");
    buf_release(&out);
}

static void url_split_gives_the_parts(void **state)
{
    static const struct {
        const char *url;
        const char *scheme;
        const char *host;
        int port;
        const char *path;
    } cases[] = {
        {"https://10.0.0.1:6443", "https", "10.0.0.1", 6443, ""},
        {"https://api.example/k8s/c-1?x=1", "https", "api.example", 443, "/k8s/c-1?x=1"},
        {"HTTP://h/", "HTTP", "h", 80, "/"},
        {"http://h:", "http", "h", 80, ""},
        {"socks5h://user:pa:ss@[::1]:1081", "socks5h", "::1", 1081, ""},
        {"socks5://h", "socks5", "h", 1080, ""},
        {"https://[fe80::1]/a@b", "https", "fe80::1", 443, "/a@b"},
        {"https://a@b@h:1/", "https", "h", 1, "/"},
        {"x-y.z+1://h", "x-y.z+1", "h", 0, ""},
        {"https://h?q", "https", "h", 443, "?q"},
        {"https://h:65535", "https", "h", 65535, ""},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct url_parts parts;
        assert_true(url_split(span_of(cases[i].url), &parts));
        assert_span_is(parts.scheme, cases[i].scheme);
        assert_span_is(parts.host, cases[i].host);
        assert_int_equal(parts.port, cases[i].port);
        assert_span_is(parts.path, cases[i].path);
    }
}

static void url_split_refuses_what_has_no_host(void **state)
{
    static const char *const broken[] = {
        "",
        "host",
        "//host",
        "https:/host",
        "https://",
        "https:///p",
        "https://:443",
        "https://h:0",
        "https://h:65536",
        "https://h:x",
        "https://h:-1",
        "https://[::1",
        "https://[]",
        "https://[::1]x",
        "https://h h",
        "https://h\n",
        "1s://h",
        "h s://h",
        "://h",
        "https://u@",
        "https://h\x7f",
        "https://h\\x",
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(broken); i++) {
        struct url_parts parts;
        if (url_split(span_of(broken[i]), &parts))
            fail_msg("'%s' was split", broken[i]);
    }
    struct url_parts parts;
    assert_false(url_split(span_make("https://h\0x", 11), &parts));
    assert_false(url_split((struct span){NULL, 0}, &parts));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(url_is_built_from_parts),
        cmocka_unit_test(url_goes_on_with_a_query_that_is_there),
        cmocka_unit_test(url_escape_leaves_only_unreserved_bytes),
        cmocka_unit_test(url_unescape_takes_it_back),
        cmocka_unit_test(url_unescape_refuses_broken_escapes),
        cmocka_unit_test(url_split_gives_the_parts),
        cmocka_unit_test(url_split_refuses_what_has_no_host),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
