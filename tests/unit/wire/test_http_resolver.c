#include "lib/check.h"
#include "lib/wait.h"

#include <netdb.h>
#include <pthread.h>

#include "base/clock.h"
#include "wire/http.h"

/* ---- a resolver that hangs, as with a name server that does not answer ------------- */

static pthread_mutex_t mu = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static bool may_go;
static int asked;
static int answered;

static int count(const int *counter)
{
    pthread_mutex_lock(&mu);
    int value = *counter;
    pthread_mutex_unlock(&mu);
    return value;
}

/* Stands in for libc's, for libcurl too. */
int getaddrinfo(const char *node, const char *service, const struct addrinfo *hints,
                struct addrinfo **ret)
{
    (void)node;
    (void)service;
    (void)hints;
    (void)ret;
    pthread_mutex_lock(&mu);
    asked++;
    while (!may_go)
        pthread_cond_wait(&changed, &mu);
    answered++;
    pthread_mutex_unlock(&mu);
    return EAI_NONAME;
}

static const struct clock real = CLOCK_REAL_INIT;

static void http_does_not_wait_for_a_dead_resolver(void **state)
{
    (void)state;
    struct http *http;
    struct http_peer *peer;
    struct http_peer_config config = {.base_url = "http://slow.test", .proxy_url = ""};
    int64_t before_ms = clock_now_ms(&real);
    assert_int_equal(http_new(&http, NULL), ERR_OK);
    assert_int_equal(http_peer_new(&config, &peer, NULL), ERR_OK);

    /* one that runs out of time */
    struct http_request *request = http_request_new("GET", "/");
    request->connect_ms = 100;
    struct http_exchange *exchange = http_exchange_now(http, peer, request);
    assert_int_equal(exchange->cut, HTTP_CUT_TIMEOUT);
    assert_string_equal(exchange->err.text, "slow.test:80 did not answer within 0s");
    http_exchange_free(exchange);

    /* one that is cancelled, and one that is under way when everything ends */
    exchange = http_start(http, peer, http_request_new("GET", "/"), NULL, NULL);
    http_start(http, peer, http_request_new("GET", "/"), NULL, NULL);
    assert_true(WAIT_FOR((http_work(http, NULL, 0, 10), count(&asked)) == 3, 5000));
    http_cancel(http, exchange);
    http_free(http);
    assert_true(clock_now_ms(&real) - before_ms < 10000);
    assert_int_equal(count(&answered), 0);

    pthread_mutex_lock(&mu);
    may_go = true;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&mu);
    assert_true(WAIT_FOR(count(&answered) == 3, 5000));
    http_peer_free(peer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(http_does_not_wait_for_a_dead_resolver),
    };
    return http_global_init(NULL) != ERR_OK ||
           cmocka_run_group_tests(tests, NULL, NULL) != 0;
}
