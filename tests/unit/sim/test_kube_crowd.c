/* test_kube_crowd.c - a thousand watches at once: all are told, and the server lives on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "kube_client.h"
#include "wire/tree.h"
#include "base/banned.h"

/* Instrumented, each handshake takes ten times as long, and shows as much with fewer. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { CROWD = 100 };
#else
enum { CROWD = 1000 };
#endif

enum {
    DEADLINE_MS = 60000,
    FILES_EACH = 2, /* both ends of each connection are in this process */
    FILES_ELSE = 100,
    BYTES_EACH = 256 * 1024, /* of memory, at both ends together, with TLS */
};

struct crowd {
    CURLM *multi;
    CURL *each[CROWD];
    struct curl_slist *headers;
    size_t began; /* have their status */
    size_t lines;
};

static int64_t now_ms(void)
{
    static const struct clock real = CLOCK_REAL_INIT;

    return clock_now_ms(&real);
}

static size_t resident_bytes(void)
{
    unsigned long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");

    assert_non_null(file);
    assert_int_equal(fscanf(file, "%*u %lu", &pages), 1);
    fclose(file);
    return pages * 4096;
}

static bool files_are_enough(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0 ||
        files.rlim_max < CROWD * FILES_EACH + FILES_ELSE)
        return false;
    files.rlim_cur = files.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &files) == 0;
}

static size_t take_header(char *at, size_t size, size_t count, void *ctx)
{
    struct crowd *crowd = ctx;

    crowd->began += span_starts(span_make(at, size * count), "HTTP/1.1 200");
    return size * count;
}

static size_t take_body(char *at, size_t size, size_t count, void *ctx)
{
    struct crowd *crowd = ctx;

    for (size_t i = 0; i < size * count; i++)
        crowd->lines += at[i] == '\n';
    return size * count;
}

static CURL *a_watch(struct crowd *crowd, const char *url)
{
    CURL *one = curl_easy_init();

    curl_easy_setopt(one, CURLOPT_URL, url);
    curl_easy_setopt(one, CURLOPT_PROXY, "");
    curl_easy_setopt(one, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(one, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(one, CURLOPT_HTTPHEADER, crowd->headers);
    curl_easy_setopt(one, CURLOPT_BUFFERSIZE, 1024L);
    curl_easy_setopt(one, CURLOPT_HEADERFUNCTION, take_header);
    curl_easy_setopt(one, CURLOPT_HEADERDATA, crowd);
    curl_easy_setopt(one, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(one, CURLOPT_WRITEDATA, crowd);
    return one;
}

static void crowd_open(struct crowd *crowd, const struct kube_api *api, const char *rv)
{
    char url[256], bearer[256];

    snprintf(url, sizeof url, "%s/api/v1/services?watch=1&resourceVersion=%s",
             kube_api_url(api), rv);
    snprintf(bearer, sizeof bearer, "Authorization: Bearer %s",
             kube_api_token(api, "admin"));
    *crowd = (struct crowd){.multi = curl_multi_init()};
    crowd->headers = curl_slist_append(NULL, bearer);
    for (size_t i = 0; i < CROWD; i++) {
        crowd->each[i] = a_watch(crowd, url);
        curl_multi_add_handle(crowd->multi, crowd->each[i]);
    }
}

static void crowd_close(struct crowd *crowd)
{
    for (size_t i = 0; i < CROWD; i++) {
        curl_multi_remove_handle(crowd->multi, crowd->each[i]);
        curl_easy_cleanup(crowd->each[i]);
    }
    curl_multi_cleanup(crowd->multi);
    curl_slist_free_all(crowd->headers);
}

/* Lets bytes flow until *count is so much; false: not in time. */
static bool crowd_reaches(struct crowd *crowd, const size_t *count, size_t want)
{
    int64_t until_ms = now_ms() + DEADLINE_MS;
    int running;

    while (*count < want && now_ms() < until_ms) {
        curl_multi_perform(crowd->multi, &running);
        curl_multi_poll(crowd->multi, NULL, 0, 100, NULL);
    }
    return *count == want;
}

static void a_thousand_watches_are_told_and_leave_nothing(void **state)
{
    static const char body[] =
        "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"web\"},"
        "\"spec\":{\"ports\":[{\"port\":80}]}}";
    struct kube_api *api = NULL;
    struct cert_store *certs = NULL;
    struct kube_client client;
    struct crowd crowd;
    long status;

    (void)state;
    if (!files_are_enough())
        skip();
    assert_int_equal(cert_store_new(&certs, NULL), ERR_OK);
    const struct kube_api_config config = {.certs = certs, .seed = 3};
    assert_int_equal(kube_api_new(&config, &api, NULL), ERR_OK);
    kube_client_init(&client, api, certs);
    json_t *list = kube_client_get(&client, "/api/v1/services", NULL);
    size_t before = resident_bytes();

    crowd_open(&crowd, api, tree_text(list, "metadata.resourceVersion"));
    json_decref(list);
    assert_true(crowd_reaches(&crowd, &crowd.began, CROWD));
    json_decref(kube_client_send(&client, "POST", "/api/v1/namespaces/default/services",
                                 NULL, body, &status));
    assert_int_equal(status, 201);
    assert_true(crowd_reaches(&crowd, &crowd.lines, CROWD));
    size_t held = resident_bytes() - before;
    crowd_close(&crowd);

    print_message("# %d watches held %zu KiB\n", CROWD, held / 1024);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
    assert_true(held < (size_t)CROWD * BYTES_EACH);
#endif
    json_decref(kube_client_get(&client, "/api/v1/services", &status));
    assert_int_equal(status, 200);
    kube_client_release(&client);
    kube_api_free(api);
    cert_store_free(certs);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_thousand_watches_are_told_and_leave_nothing),
    };

    curl_global_init(CURL_GLOBAL_DEFAULT);
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    curl_global_cleanup();
    return failed;
}
