#include "lib/check.h"
#include "lib/prop.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "a_cloud.h"
#include "sim/cert.h"
#include "sim/fabric.h"
#include "sim/fabric_http.h"

#define EIP "138.124.232.13"

struct net {
    struct cloud_state *cloud;
    struct fabric *fabric;
    struct http *http;
    struct cloud_elb *elb;
    struct cloud_eip *eip;
    struct cloud_pool *pool;
    struct cert_store *certs;
};

static bool pod_is_there;

/* Pods behind this port speak TLS. */
enum { TLS_NODE_PORT = 30443 };

static bool veiled(void *ctx, const char *node_address, uint16_t node_port)
{
    (void)ctx;
    (void)node_address;
    return node_port == TLS_NODE_PORT;
}

/* A page that shows what the fabric knew of the visit. */
static bool serve(void *ctx, const struct fabric_visit *visit, struct fabric_page *page)
{
    (void)ctx;
    if (!pod_is_there)
        return false;
    if (strcmp(visit->path, "/missing") == 0)
        page->status = 404;
    buf_print(&page->body, "%s %s%s from %s:%u of %s for %s:%u\n", visit->method,
              visit->host, visit->path, visit->node_address, (unsigned)visit->node_port,
              visit->elb_name, visit->public_address, (unsigned)visit->public_port);
    return true;
}

/* An ELB with an EIP that is advertised, a listener on 80 and one member. */
static int setup(void **state)
{
    struct net *net = mem_new(sizeof(*net));
    struct err err = ERR_INIT;
    struct cloud_state_config cloud = {.region = "eu-de", .seed = 3};

    pod_is_there = true;
    assert_int_equal(http_global_init(&err), ERR_OK);
    assert_int_equal(cloud_state_new(&cloud, &net->cloud, &err), ERR_OK);
    assert_int_equal(http_new(&net->http, &err), ERR_OK);
    cloud_lock(net->cloud);
    net->elb = cloud_elb_add(net->cloud, &(struct cloud_elb_spec){.name = "k8s-whoami"});
    net->eip = cloud_eip_add(net->cloud, &(struct cloud_eip_spec){.address = EIP});
    struct cloud_listener *listener =
        cloud_listener_add(net->cloud, net->elb,
                           &(struct cloud_listener_spec){.protocol = "TCP", .port = 80});
    net->pool = cloud_pool_add(net->cloud, net->elb,
                               &(struct cloud_pool_spec){.listener = listener});
    cloud_member_add(
        net->cloud, net->pool,
        &(struct cloud_member_spec){.address = "10.0.3.20", .port = 30080, .weight = -1});
    cloud_eip_bind(net->cloud, net->eip, net->elb);
    cloud_unlock(net->cloud);

    assert_int_equal(cert_store_new(&net->certs, &err), ERR_OK);
    struct fabric_config fabric = {.cloud = net->cloud,
                                   .serve = serve,
                                   .veiled = veiled,
                                   .cert_pem = net->certs->server_pem,
                                   .key_pem = net->certs->server_key_pem,
                                   .silence_ms = 300};
    assert_int_equal(fabric_new(&fabric, &net->fabric, &err), ERR_OK);
    *state = net;
    return 0;
}

static int teardown(void **state)
{
    struct net *net = *state;

    http_free(net->http);
    fabric_free(net->fabric);
    cloud_state_free(net->cloud);
    cert_store_free(net->certs);
    free(net);
    http_global_release();
    return 0;
}

/* ---- through the carrier, as the prober goes ---- */

struct visit {
    struct http_exchange *exchange;
    struct http_peer *peer;
};

static struct visit visit(struct net *net, const char *method, const char *base_url,
                          const char *path)
{
    struct err err = ERR_INIT;
    struct visit visit = {0};
    struct http_peer_config peer = {.base_url = base_url,
                                    .proxy_url = fabric_url(net->fabric)};

    assert_int_equal(http_peer_new(&peer, &visit.peer, &err), ERR_OK);
    visit.exchange =
        http_exchange_now(net->http, visit.peer, http_request_new(method, path));
    return visit;
}

static void visit_end(struct visit *visit)
{
    http_exchange_free(visit->exchange);
    http_peer_free(visit->peer);
}

static void assert_cut(struct net *net, const char *url, enum http_cut cut)
{
    struct visit seen = visit(net, "GET", url, "/");
    if (seen.exchange->cut != cut)
        print_message("# %s: %s\n", url, seen.exchange->err.text);
    assert_int_equal(seen.exchange->cut, cut);
    visit_end(&seen);
}

static void a_page_comes_through_the_address(void **state)
{
    struct visit seen = visit(*state, "GET", "http://" EIP, "/hello?a=b");

    assert_int_equal(seen.exchange->status, 200);
    assert_string_equal(buf_text(&seen.exchange->body),
                        "GET " EIP
                        "/hello?a=b from 10.0.3.20:30080 of k8s-whoami for " EIP ":80\n");
    visit_end(&seen);
}

static void head_has_the_length_and_no_body(void **state)
{
    struct visit seen = visit(*state, "HEAD", "http://" EIP, "/");

    assert_int_equal(seen.exchange->status, 200);
    assert_int_equal(seen.exchange->body.bytes, 0);
    assert_string_not_equal(http_headers_get(&seen.exchange->headers, "Content-Length"),
                            "0");
    visit_end(&seen);
}

static void the_page_decides_the_status(void **state)
{
    struct visit seen = visit(*state, "GET", "http://" EIP, "/missing");
    assert_int_equal(seen.exchange->status, 404);
    visit_end(&seen);

    seen = visit(*state, "GET", "http://" EIP, "/healthz");
    assert_int_equal(seen.exchange->status, 200);
    assert_string_equal(buf_text(&seen.exchange->body), "ok\n");
    visit_end(&seen);
}

static void a_port_without_listener_is_refused(void **state)
{
    assert_cut(*state, "http://" EIP ":8080", HTTP_CUT_REFUSED);
}

static void udp_listeners_refuse_tcp(void **state)
{
    struct net *net = *state;

    cloud_lock(net->cloud);
    cloud_listener_add(net->cloud, net->elb,
                       &(struct cloud_listener_spec){.protocol = "UDP", .port = 53});
    cloud_unlock(net->cloud);

    assert_cut(net, "http://" EIP ":53", HTTP_CUT_REFUSED);
}

static void an_address_nobody_advertises_times_out(void **state)
{
    struct net *net = *state;

    assert_cut(net, "http://138.124.232.99", HTTP_CUT_TIMEOUT);
    cloud_lock(net->cloud);
    cloud_eip_unbind(net->cloud, net->eip);
    cloud_unlock(net->cloud);
    assert_cut(net, "http://" EIP, HTTP_CUT_TIMEOUT);
}

static void other_networks_are_unreachable(void **state)
{
    struct net *net = *state;

    assert_cut(net, "http://10.0.3.20", HTTP_CUT_UNREACHABLE);
    assert_cut(net, "http://192.0.2.7", HTTP_CUT_UNREACHABLE);
    assert_cut(net, "http://[::1]", HTTP_CUT_UNREACHABLE);
}

static void without_a_healthy_member_the_connection_is_reset(void **state)
{
    struct net *net = *state;

    cloud_lock(net->cloud);
    cloud_member_at(&net->cloud->members, 0)->force = CLOUD_FORCED_OFFLINE;
    cloud_unlock(net->cloud);

    assert_cut(net, "http://" EIP, HTTP_CUT_RESET);
}

static void without_a_pod_the_connection_is_reset(void **state)
{
    pod_is_there = false;
    assert_cut(*state, "http://" EIP, HTTP_CUT_RESET);
}

/* ---- by hand ---- */

static int dial(struct net *net, const char *bytes, size_t count)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    const char *port = strrchr(fabric_url(net->fabric), ':') + 1;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    at.sin_port = htons((uint16_t)strtol(port, NULL, 10));
    assert_int_equal(connect(fd, (struct sockaddr *)&at, sizeof(at)), 0);
    assert_int_equal(send(fd, bytes, count, MSG_NOSIGNAL), count);
    return fd;
}

/* All bytes until the end of the stream; -1: it was reset. */
static ssize_t read_all(int fd, char *out, size_t most)
{
    size_t bytes = 0;

    for (;;) {
        struct pollfd ready = {.fd = fd, .events = POLLIN};
        assert_int_equal(poll(&ready, 1, 5000), 1);
        ssize_t got = recv(fd, out + bytes, most - bytes - 1, 0);
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        bytes += (size_t)got;
    }
    out[bytes] = '\0';
    return (ssize_t)bytes;
}

#define SOCKS_TO_EIP "\x05\x01\x00\x05\x01\x00\x01\x8a\x7c\xe8\x0d\x00\x50"

static size_t count_of(const char *text, const char *part)
{
    size_t count = 0;
    for (; (text = strstr(text, part)) != NULL; text++)
        count++;
    return count;
}

static void requests_in_one_piece_are_answered_in_order(void **state)
{
    const char bytes[] =
        SOCKS_TO_EIP "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
                     "POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
                     "\r\nabcGET /3 HTTP/1.1\r\nHost: a\r\n"
                     "Connection: close\r\n\r\n";
    char out[4096];
    int fd = dial(*state, bytes, sizeof(bytes) - 1);

    ssize_t count = read_all(fd, out, sizeof(out));

    assert_true(count > 12);
    const char *http = out + 12; /* what SOCKS says */
    assert_int_equal(count_of(http, "HTTP/1.1 200"), 2);
    assert_int_equal(count_of(http, "HTTP/1.1 405"), 1);
    assert_true(strstr(http, "GET a/1") < strstr(http, "GET a/3"));
    close(fd);
}

static void a_client_that_has_said_all_gets_its_answer(void **state)
{
    const char bytes[] = SOCKS_TO_EIP "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n";
    char out[4096];
    int fd = dial(*state, bytes, sizeof(bytes) - 1);

    shutdown(fd, SHUT_WR);

    assert_true(read_all(fd, out, sizeof(out)) > 12);
    assert_non_null(strstr(out + 12, "GET a/1"));
    close(fd);
}

static void other_protocols_get_a_bad_request(void **state)
{
    const char bytes[] = SOCKS_TO_EIP "SSH-2.0-OpenSSH_9.2\r\n";
    char out[4096];
    int fd = dial(*state, bytes, sizeof(bytes) - 1);

    assert_true(read_all(fd, out, sizeof(out)) > 12);
    assert_non_null(strstr(out + 12, "HTTP/1.1 400"));
    close(fd);
}

static void an_address_that_becomes_routable_answers_who_waits(void **state)
{
    struct net *net = *state;
    const char bytes[] = SOCKS_TO_EIP "GET /1 HTTP/1.0\r\n\r\n";
    char out[4096];

    cloud_lock(net->cloud);
    cloud_eip_unbind(net->cloud, net->eip);
    cloud_unlock(net->cloud);
    int fd = dial(net, bytes, sizeof(bytes) - 1);
    cloud_lock(net->cloud);
    cloud_eip_bind(net->cloud, net->eip, net->elb);
    cloud_unlock(net->cloud);

    assert_true(read_all(fd, out, sizeof(out)) > 12);
    assert_non_null(strstr(out + 12, "HTTP/1.1 200"));
    close(fd);
}

/* ---- listeners that look at requests, and TLS ---- */

static struct cloud_listener *add_listener(struct net *net, const char *protocol,
                                           uint16_t port, uint16_t node_port)
{
    struct cloud_listener *listener = cloud_listener_add(
        net->cloud, net->elb,
        &(struct cloud_listener_spec){.protocol = protocol, .port = port});
    struct cloud_pool *pool = cloud_pool_add(
        net->cloud, net->elb, &(struct cloud_pool_spec){.listener = listener});

    if (node_port != 0)
        cloud_member_add(net->cloud, pool,
                         &(struct cloud_member_spec){
                             .address = "10.0.3.20", .port = node_port, .weight = -1});
    return listener;
}

/* curl -k: whose certificate it is does not matter here. Status, and the body in text. */
static long fetch(struct net *net, const char *url, char *ret_text, size_t bytes)
{
    CURL *curl = curl_easy_init();
    long status = 0;
    char *location = NULL;
    FILE *body = fmemopen(ret_text, bytes, "w");

    memset(ret_text, 0, bytes);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_PROXY, fabric_url(net->fabric));
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 10L);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, body);
    CURLcode code = curl_easy_perform(curl);
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &location);
    fclose(body);
    if (code != CURLE_OK && status == 0)
        status = -(long)code;
    if (location != NULL)
        snprintf(ret_text, bytes, "%s", location);
    curl_easy_cleanup(curl);
    return status;
}

static void https_listeners_take_tls_off(void **state)
{
    struct net *net = *state;
    char text[4096];

    cloud_lock(net->cloud);
    add_listener(net, "TERMINATED_HTTPS", 443, 30080);
    add_listener(net, "HTTPS", 8443, 30080);
    cloud_unlock(net->cloud);

    assert_int_equal(fetch(net, "https://" EIP "/a", text, sizeof text), 200);
    assert_non_null(strstr(text, "GET " EIP "/a from 10.0.3.20:30080"));
    assert_int_equal(fetch(net, "https://" EIP ":8443/b", text, sizeof text), 200);
    assert_int_equal(fetch(net, "http://" EIP ":443/c", text, sizeof text), 400);
    assert_non_null(strstr(text, "plain HTTP request was sent to HTTPS port"));
}

static void pods_that_speak_tls_do_so_behind_tcp(void **state)
{
    struct net *net = *state;
    char text[4096];

    cloud_lock(net->cloud);
    add_listener(net, "TCP", 443, TLS_NODE_PORT);
    cloud_unlock(net->cloud);

    assert_int_equal(fetch(net, "https://" EIP "/a", text, sizeof text), 200);
    assert_int_equal(fetch(net, "https://" EIP ":80/a", text, sizeof text),
                     -CURLE_SSL_CONNECT_ERROR); /* that one speaks plain HTTP */
}

static void http_listeners_without_a_member_say_503(void **state)
{
    struct net *net = *state;
    char text[4096];

    cloud_lock(net->cloud);
    add_listener(net, "HTTP", 8080, 0);
    cloud_unlock(net->cloud);

    assert_int_equal(fetch(net, "http://" EIP ":8080/", text, sizeof text), 503);
}

static void add_policy(struct net *net, struct cloud_listener *listener,
                       struct cloud_pool *pool, const char *more)
{
    cloud_policy_add(net->cloud, listener, "p", pool, json_loads(more, 0, NULL));
}

static void policies_decide_by_host_path_and_method(void **state)
{
    static const struct {
        const char *path;
        long status;
        const char *part;
    } cases[] = {
        {"/fixed?x=1", 418, "short and stout"},
        {"/old/page?x=1", 308, "https://new.example.org:8443/old/page?x=1"},
        {"/secure", 301, "https://" EIP ":8443/secure"},
        {"/other", 200, "from 10.0.3.21:30081"},
        {"/else", 200, "from 10.0.3.20:30080"},
        {"/fixedly", 200, "from 10.0.3.20:30080"},
    };
    struct net *net = *state;
    char url[128], text[4096], to_listener[256];

    cloud_lock(net->cloud);
    struct cloud_listener *listener = add_listener(net, "HTTP", 8080, 30080);
    struct cloud_listener *https = add_listener(net, "HTTPS", 8443, 30080);
    struct cloud_pool *other = cloud_pool_add(
        net->cloud, net->elb, &(struct cloud_pool_spec){.protocol = "HTTP"});
    cloud_member_add(
        net->cloud, other,
        &(struct cloud_member_spec){.address = "10.0.3.21", .port = 30081, .weight = -1});
    add_policy(
        net, listener, NULL,
        "{\"action\":\"FIXED_RESPONSE\",\"position\":1,\"fixed_response_config\":"
        "{\"status_code\":\"418\",\"content_type\":\"text/plain\",\"message_body\":"
        "\"short and stout\"},\"rules\":[{\"type\":\"PATH\",\"compare_type\":"
        "\"EQUAL_TO\",\"value\":\"/fixed\"},{\"type\":\"METHOD\",\"compare_type\":"
        "\"EQUAL_TO\",\"value\":\"GET\"}]}");
    add_policy(net, listener, NULL,
               "{\"action\":\"REDIRECT_TO_URL\",\"position\":2,\"redirect_url_config\":"
               "{\"protocol\":\"HTTPS\",\"host\":\"new.example.org\",\"port\":\"8443\","
               "\"path\":\"${path}\",\"query\":\"${query}\",\"status_code\":\"308\"},"
               "\"rules\":[{\"type\":\"PATH\",\"compare_type\":\"STARTS_WITH\",\"value\":"
               "\"/old\"}]}");
    snprintf(
        to_listener, sizeof to_listener,
        "{\"action\":\"REDIRECT_TO_LISTENER\",\"position\":3,\"redirect_listener_id\":"
        "\"%s\",\"rules\":[{\"type\":\"PATH\",\"compare_type\":\"REGEX\",\"value\":"
        "\"^/sec.re$\"}]}",
        https->thing.id);
    add_policy(net, listener, NULL, to_listener);
    add_policy(
        net, listener, other,
        "{\"action\":\"REDIRECT_TO_POOL\",\"position\":4,\"rules\":[{\"type\":"
        "\"PATH\",\"compare_type\":\"STARTS_WITH\",\"value\":\"/other\"},{\"type\":"
        "\"HOST_NAME\",\"compare_type\":\"EQUAL_TO\",\"value\":\"" EIP "\"}]}");
    cloud_unlock(net->cloud);

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        snprintf(url, sizeof url, "http://" EIP ":8080%s", cases[i].path);
        long status = fetch(net, url, text, sizeof text);
        if (status != cases[i].status || strstr(text, cases[i].part) == NULL)
            fail_msg("%s: %ld %s", url, status, text);
    }
}

/* Any bytes may come where TLS is spoken; a handshake may come byte by byte. */
static void noise_under_tls_is_no_trouble(void **state)
{
    struct net *net = *state;
    char out[4096], text[4096];
    struct prop prop;
    prop_start(&prop);

    cloud_lock(net->cloud);
    add_listener(net, "HTTPS", 443, 30080);
    cloud_unlock(net->cloud);
    for (size_t i = 0; i < 60; i++) {
        char bytes[200] =
            "\x05\x01\x00\x05\x01\x00\x01\x8a\x7c\xe8\x0d\x01\xbb\x16\x03\x01";
        for (size_t j = 14 + i % 3; j < sizeof bytes; j++)
            bytes[j] = (char)prop_below(&prop, 256);
        int fd = dial(net, bytes, sizeof bytes);
        shutdown(fd, SHUT_WR);
        read_all(fd, out, sizeof out);
        close(fd);
    }
    assert_int_equal(fetch(net, "https://" EIP "/a", text, sizeof text), 200);
}

static void vanishing_clients_are_no_trouble(void **state)
{
    struct net *net = *state;

    for (size_t i = 0; i < 600; i++) {
        const char bytes[] = SOCKS_TO_EIP "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
        close(dial(net, bytes, i % (sizeof(bytes) - 1)));
    }
    a_page_comes_through_the_address(state);
}

static void more_connections_than_there_is_room_wait_their_turn(void **state)
{
    struct net *net = *state;
    int fds[300];

    for (size_t i = 0; i < ARRAY_COUNT(fds); i++)
        fds[i] = dial(net, SOCKS_TO_EIP, 3);
    for (size_t i = 0; i < ARRAY_COUNT(fds); i++)
        close(fds[i]);
    a_page_comes_through_the_address(state);
}

/* ---- heads of requests, without a socket ---- */

static void heads_are_read_or_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum fabric_step step;
    } rows[] = {
        {"GET / HTTP/1.1\r\n\r\n", FABRIC_WHOLE},
        {"GET / HTTP/1.1\r\nHost: a:80\r\n\r\n", FABRIC_WHOLE},
        {"GET / HTTP/1.1\r\nHost: a", FABRIC_MORE},
        {"G", FABRIC_MORE},
        {"get / HTTP/1.1\r\n\r\n", FABRIC_BROKEN},
        {"GET / HTTP/2\r\n\r\n", FABRIC_BROKEN},
        {"GET nothing HTTP/1.1\r\n\r\n", FABRIC_BROKEN},
        {"GET / HTTP/1.1\r\nno colon\r\n\r\n", FABRIC_BROKEN},
        {"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", FABRIC_BROKEN},
        {"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", FABRIC_BROKEN},
        {"\x16\x03\x01\x02", FABRIC_BROKEN},
    };

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        struct fabric_request request;
        struct buf in;
        buf_init(&in, 1024);
        buf_add_text(&in, rows[i].text);
        assert_int_equal(fabric_request_read(&in, &request), rows[i].step);
        if (rows[i].step == FABRIC_WHOLE)
            assert_int_equal(in.bytes, 0);
        buf_release(&in);
    }
}

static void noise_never_becomes_a_request_beyond_its_bounds(void **state)
{
    (void)state;
    static const char *const words[] = {
        "GET",      " ",     "/",    "HTTP/1.1",   "\r\n",
        "Host",     ":",     "a",    "\r\n\r\n",   "Content-Length",
        "99999999", "\x00z", "\xff", "Connection", "close"};
    struct prop prop;

    prop_start(&prop);
    for (int i = 0; i < prop_rounds(3000); i++) {
        struct fabric_request request = {0};
        struct buf in;
        buf_init(&in, 4096);
        for (size_t count = prop_below(&prop, 30); count > 0; count--)
            buf_add_text(&in, words[prop_below(&prop, ARRAY_COUNT(words))]);
        size_t before = in.bytes;
        if (fabric_request_read(&in, &request) == FABRIC_WHOLE) {
            assert_true(in.bytes < before);
            assert_in_range(request.body_bytes, 0, 1 << 20);
            assert_int_equal(request.path[0], '/');
        }
        buf_release(&in);
    }
}

int main(void)
{
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        CASE(a_page_comes_through_the_address),
        CASE(head_has_the_length_and_no_body),
        CASE(the_page_decides_the_status),
        CASE(a_port_without_listener_is_refused),
        CASE(udp_listeners_refuse_tcp),
        CASE(an_address_nobody_advertises_times_out),
        CASE(other_networks_are_unreachable),
        CASE(without_a_healthy_member_the_connection_is_reset),
        CASE(without_a_pod_the_connection_is_reset),
        CASE(requests_in_one_piece_are_answered_in_order),
        CASE(a_client_that_has_said_all_gets_its_answer),
        CASE(other_protocols_get_a_bad_request),
        CASE(an_address_that_becomes_routable_answers_who_waits),
        CASE(https_listeners_take_tls_off),
        CASE(pods_that_speak_tls_do_so_behind_tcp),
        CASE(http_listeners_without_a_member_say_503),
        CASE(policies_decide_by_host_path_and_method),
        CASE(noise_under_tls_is_no_trouble),
        CASE(vanishing_clients_are_no_trouble),
        CASE(more_connections_than_there_is_room_wait_their_turn),
        cmocka_unit_test(heads_are_read_or_refused),
        cmocka_unit_test(noise_never_becomes_a_request_beyond_its_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
