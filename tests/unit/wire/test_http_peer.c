#include "lib/check.h"
#include "lib/pem_pair.h"

#include "wire/http.h"

static struct pem_pair ca;
static struct pem_pair client;
static struct pem_pair other;

static int make_pairs(void **state)
{
    (void)state;
    pem_pair_make(&ca, NULL, NULL, -1, 1);
    pem_pair_make(&client, "DNS:client.test", &ca, -1, 1);
    pem_pair_make(&other, "DNS:other.test", &ca, -1, 1);
    return 0;
}

static int release_pairs(void **state)
{
    (void)state;
    pem_pair_release(&ca);
    pem_pair_release(&client);
    pem_pair_release(&other);
    return 0;
}

static void expect_refusal(const struct http_peer_config *config, const char *where,
                           const char *text)
{
    struct http_peer *peer = NULL;
    struct err err = ERR_INIT;

    assert_int_equal(http_peer_new(config, &peer, &err), ERR_LOCAL);
    assert_null(peer);
    assert_string_equal(err.where, where);
    assert_string_equal(err.text, text);
}

static void peer_keeps_its_url_without_a_slash_at_the_end(void **state)
{
    static const char *const urls[][2] = {
        {"https://10.0.0.1:6443", "https://10.0.0.1:6443"},
        {"https://10.0.0.1:6443/", "https://10.0.0.1:6443"},
        {"https://rancher.test/k8s/clusters/c-1//",
         "https://rancher.test/k8s/clusters/c-1"},
        {"http://[::1]:80", "http://[::1]:80"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(urls); i++) {
        struct http_peer_config config = {.base_url = urls[i][0]};
        struct http_peer *peer = NULL;
        assert_int_equal(http_peer_new(&config, &peer, NULL), ERR_OK);
        assert_string_equal(http_peer_base_url(peer), urls[i][1]);
        http_peer_free(peer);
    }
    http_peer_free(NULL);
}

static void peer_refuses_urls_it_cannot_use(void **state)
{
    static const char *const urls[][2] = {
        {NULL, "not an URL"},
        {"", "not an URL"},
        {"10.0.0.1:6443", "not an URL"},
        {"https://", "not an URL"},
        {"https://h:99999", "not an URL"},
        {"ftp://h", "neither https:// nor http://"},
        {"https://h/?x=1", "a query, a fragment or blanks do not belong here"},
        {"https://h/a#b", "a query, a fragment or blanks do not belong here"},
        {"https://h/a b", "a query, a fragment or blanks do not belong here"},
        {"https://user:pass@h", "a user name inside the URL is not supported"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(urls); i++) {
        struct http_peer_config config = {.base_url = urls[i][0]};
        expect_refusal(&config, "url", urls[i][1]);
    }
}

static void peer_refuses_proxies_it_cannot_use(void **state)
{
    struct http_peer_config config = {.base_url = "https://h", .proxy_url = "proxy:3128"};
    struct http_peer *peer = NULL;
    (void)state;

    expect_refusal(&config, "proxy", "not an URL");
    config.proxy_url = "ftp://proxy";
    expect_refusal(&config, "proxy", "none of http, https, socks5, socks5h");
    config.proxy_url = "socks5h://user:pass@proxy:1080";
    assert_int_equal(http_peer_new(&config, &peer, NULL), ERR_OK);
    http_peer_free(peer);
    config.proxy_url = "";
    assert_int_equal(http_peer_new(&config, &peer, NULL), ERR_OK);
    http_peer_free(peer);
}

static void peer_refuses_server_names_that_are_none(void **state)
{
    static const char *const names[] = {"",    "a/b", "a:1",   "u@a",
                                        "a b", "a#b", "[::1]", "a?b"};
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        struct http_peer_config config = {.base_url = "https://h",
                                          .server_name = names[i]};
        expect_refusal(&config, "server_name", "not the name of a host");
    }
}

static void peer_takes_good_certificates(void **state)
{
    struct http_peer_config config = {
        .base_url = "https://h", .cert_pem = client.cert_pem, .key_pem = client.key_pem};
    struct http_peer *peer = NULL;
    char bundle[8192];
    (void)state;

    snprintf(bundle, sizeof bundle, "# comment\n%s\n%s", ca.cert_pem, other.cert_pem);
    config.ca_pem = bundle;
    assert_int_equal(http_peer_new(&config, &peer, NULL), ERR_OK);
    http_peer_free(peer);
}

static void peer_names_the_pem_that_is_broken(void **state)
{
    struct http_peer_config config = {.base_url = "https://h"};
    char broken[8192];
    (void)state;

    config.ca_pem = "";
    expect_refusal(&config, "ca", "holds no certificate in PEM form");
    config.ca_pem = "LS0tLS1CRUdJTi=";
    expect_refusal(&config, "ca", "holds no certificate in PEM form");
    config.ca_pem = ca.key_pem;
    expect_refusal(&config, "ca", "holds no certificate in PEM form");
    snprintf(broken, sizeof broken, "%.200s\n-----END CERTIFICATE-----\n", ca.cert_pem);
    config.ca_pem = broken;
    expect_refusal(&config, "ca", "holds a certificate that cannot be read");
    snprintf(broken, sizeof broken, "%s-----BEGIN CERTIFICATE-----\nAAAA", ca.cert_pem);
    expect_refusal(&config, "ca", "holds a certificate that cannot be read");
    config.ca_pem = NULL;

    config.cert_pem = client.cert_pem;
    expect_refusal(&config, "key", "missing, but there is a certificate");
    config.key_pem = "nothing";
    expect_refusal(&config, "key", "holds no private key in PEM form");
    config.key_pem = other.key_pem;
    expect_refusal(&config, "key", "does not belong to the certificate");
    config.key_pem = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n"
                     "-----END ENCRYPTED PRIVATE KEY-----\n";
    expect_refusal(&config, "key", "is encrypted; a key without passphrase is needed");
    config.key_pem = client.key_pem;
    config.cert_pem = "nothing";
    expect_refusal(&config, "certificate", "holds no certificate in PEM form");
    config.cert_pem = NULL;
    expect_refusal(&config, "certificate", "missing, but there is a key");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(peer_keeps_its_url_without_a_slash_at_the_end),
        cmocka_unit_test(peer_refuses_urls_it_cannot_use),
        cmocka_unit_test(peer_refuses_proxies_it_cannot_use),
        cmocka_unit_test(peer_refuses_server_names_that_are_none),
        cmocka_unit_test(peer_takes_good_certificates),
        cmocka_unit_test(peer_names_the_pem_that_is_broken),
    };
    return cmocka_run_group_tests(tests, make_pairs, release_pairs);
}
