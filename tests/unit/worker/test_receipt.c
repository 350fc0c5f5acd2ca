/* The proof of a tear-down as a file, and the record of calls. */
#include "lib/check.h"

#include <sys/stat.h>

#include "base/limits.h"
#include "base/when.h"
#include "unit/worker/scratch_dir.h"
#include "wire/tree.h"
#include "worker/calllog.h"
#include "worker/receipt.h"

#include "base/banned.h"

#define AT_MS 1763812800000 /* 2025-11-22 12:00:00 */

static int set_up(void **state)
{
    *state = scratch_dir_new();
    return 0;
}

static int tear_down(void **state)
{
    scratch_dir_remove(*state);
    return 0;
}

/* ---- what is in it ------------------------------------------------------------------------ */

static const struct plan_object objects[] = {
    {FATE_GOES, THING_SERVICE, 0, "whoami/whoami", "uid-1", NULL, "uid uid-1 rv 7"},
    {FATE_GOES, THING_LISTENER, 0, "80/TCP", "l-80", "pool-80", ""},
    {FATE_ORPHAN, THING_EIP, 0, "138.1.1.1", "eip-1", NULL, "afterwards nobody owns it"},
    {FATE_DANGLES, THING_NAME, 0, "whoami.example.org", NULL, NULL, ""},
};

static const struct job_thing things[] = {
    {&objects[0], THING_GONE, 4000, "404, finalizer removed"},
    {&objects[1], THING_GONE, 2000, "404 ELB.8904"},
    {&objects[2], THING_LEFT_OVER, -1, "200, still there"},
    {&objects[3], THING_KEPT, -1, ""},
};

static const struct job_line lines[] = {
    {AT_MS, "whoami/whoami", "you", "confirmed", false},
    {AT_MS + 4000, "whoami/whoami", "ccm", "Service whoami/whoami gone", false},
};

static json_t *receipt_of(enum job_state how, const char *why)
{
    static struct plan_service service = {
        .namespace = "whoami",
        .name = "whoami",
        .uid = "uid-1",
        .resource_version = "7",
        .method = "DELETE",
        .path = "/api/v1/namespaces/whoami/services/whoami",
        .twin = "kubectl -n whoami delete service whoami",
    };
    const struct plan plan = {
        .kind = PLAN_TEARDOWN, .service_count = 1, .services = &service};
    const struct job_report report = {
        .state = how,
        .kind = PLAN_TEARDOWN,
        .title = "whoami/whoami",
        .err = ERR_INIT,
        .began_wall_ms = AT_MS,
        .ended_wall_ms = AT_MS + 4000,
        .took_ms = 4000,
        .goes_count = 2,
        .gone_count = 2,
        .left_count = 1,
        .thing_count = ARRAY_COUNT(things),
        .things = things,
        .line_count = ARRAY_COUNT(lines),
        .lines = lines,
    };
    const struct receipt_around around = {
        .context = "prod", .server = "https://10.0.0.1:6443", .why = why};

    return receipt_build(&report, &plan, &around);
}

static void a_receipt_says_what_went_when_and_what_is_left(void **state)
{
    json_t *receipt = receipt_of(JOB_DONE, "ticket 7");
    (void)state;

    assert_string_equal(tree_text(receipt, "kind"), "Receipt");
    assert_string_equal(tree_text(receipt, "state"), "done");
    assert_string_equal(tree_text(receipt, "summary"), "2 of 2 gone in 4s, 1 LEFT");
    assert_string_equal(tree_text(receipt, "context"), "prod");
    assert_string_equal(tree_text(receipt, "why"), "ticket 7");
    assert_string_equal(tree_text(receipt, "began_at"), "2025-11-22T12:00:00Z");
    assert_string_equal(tree_text(receipt, "ended_at"), "2025-11-22T12:00:04Z");
    assert_int_equal(tree_int(receipt, "took_ms", 0), 4000);
    const json_t *listener = json_array_get(tree_at(receipt, "things"), 1);
    assert_string_equal(tree_text(listener, "fate"), "GOES");
    assert_string_equal(tree_text(listener, "state"), "gone");
    assert_string_equal(tree_text(listener, "id"), "l-80");
    assert_string_equal(tree_text(listener, "pool_id"), "pool-80");
    assert_string_equal(tree_text(listener, "proof"), "404 ELB.8904");
    const json_t *left = json_array_get(tree_at(receipt, "things"), 2);
    assert_string_equal(tree_text(left, "state"), "left");
    assert_string_equal(tree_text(left, "id"), "eip-1");
    const json_t *service = json_array_get(tree_at(receipt, "services"), 0);
    assert_string_equal(tree_text(service, "same_as"),
                        "kubectl -n whoami delete service whoami");
    json_decref(receipt);
}

static void what_is_not_known_is_null_and_never_0(void **state)
{
    json_t *receipt = receipt_of(JOB_LEFT, NULL);
    (void)state;

    const json_t *name = json_array_get(tree_at(receipt, "things"), 3);
    assert_true(json_is_null(json_object_get(name, "id")));
    assert_true(json_is_null(json_object_get(name, "after_ms")));
    assert_true(json_is_null(json_object_get(name, "proof")));
    assert_true(json_is_null(json_object_get(receipt, "why")));
    assert_true(json_is_null(json_object_get(receipt, "project")));
    assert_true(json_is_null(json_object_get(receipt, "error")));
    json_decref(receipt);
}

/* ---- where it is put ------------------------------------------------------------------------- */

static char *written(const char *dir, const char *title)
{
    json_t *receipt = receipt_of(JOB_DONE, NULL);
    struct err err = ERR_INIT;
    char *path = NULL;

    if (receipt_write(receipt, dir, title, AT_MS, &path, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    json_decref(receipt);
    return path;
}

static void receipts_of_one_second_do_not_replace_each_other(void **state)
{
    const char *dir = *state;
    char *first = written(dir, "whoami/whoami");
    char *second = written(dir, "whoami/whoami");
    char found[512];
    json_t *again = NULL;
    struct stat about;

    assert_non_null(strstr(first, "/receipts/20251122-120000-whoami-whoami.json"));
    assert_non_null(strstr(second, "/receipts/20251122-120000-whoami-whoami-2.json"));
    assert_int_equal(scratch_dir_find(dir, "receipts", "", found), 2);
    assert_int_equal(tree_from_file(second, &again, NULL), ERR_OK);
    assert_string_equal(tree_text(again, "title"), "whoami/whoami");
    assert_int_equal(stat(first, &about), 0);
    assert_int_equal(about.st_mode & 0777, 0600);
    json_decref(again);
    free(first);
    free(second);
}

static void a_title_cannot_lead_out_of_the_folder(void **state)
{
    const char *dir = *state;
    char found[512];
    char *path = written(dir, "../../../etc/pass wd\n");

    assert_int_equal(scratch_dir_find(dir, "receipts", "20251122", found), 1);
    assert_non_null(strstr(path, "/receipts/20251122-120000-..-..-..-etc-pass-wd-.json"));
    free(path);
}

static void where_none_can_be_put_the_path_is_told(void **state)
{
    const char *dir = *state;
    char file[600];
    json_t *receipt = receipt_of(JOB_DONE, NULL);
    struct err err = ERR_INIT;
    char *path = NULL;
    snprintf(file, sizeof file, "%s/receipts", dir);
    scratch_dir_write(file, "no folder");

    enum err_code code = receipt_write(receipt, dir, "a", AT_MS, &path, &err);

    assert_int_equal(code, ERR_LOCAL);
    assert_non_null(strstr(err.where, "receipts"));
    assert_null(path);
    json_decref(receipt);
}

/* ---- the record of calls ------------------------------------------------------------------------ */

static void note(struct calllog *calllog, const char *path, int status, bool changes,
                 const char *twin, int64_t at_ms)
{
    struct http_request *request = http_request_new(changes ? "DELETE" : "GET", path);
    struct http_exchange exchange = {.request = request,
                                     .err = ERR_INIT,
                                     .status = status,
                                     .started_wall_ms = at_ms,
                                     .took_ms = 5};

    request->intent = changes ? HTTP_CHANGES : HTTP_READS;
    http_headers_add(&request->headers, "Authorization", "Bearer s3cr3t-token");
    buf_add_text(&request->body, "s3cr3t-body");
    calllog_add_twin(calllog, "kubernetes", &exchange, twin);
    http_request_free(request);
}

static void calls_are_recorded_newest_first_without_headers_and_bodies(void **state)
{
    struct calllog *calllog = calllog_new(NULL);
    struct arena arena = {0};
    const struct call *calls;
    (void)state;
    note(calllog, "/a", 200, false, NULL, AT_MS);
    note(calllog, "/b", 429, true, "kubectl delete b", AT_MS + 1000);

    size_t count = calllog_copy(calllog, 10, &arena, &calls);

    assert_int_equal(count, 2);
    assert_string_equal(calls[0].path, "/b");
    assert_true(calls[0].changes);
    assert_string_equal(calls[0].twin, "kubectl delete b");
    assert_false(calls[1].changes);
    assert_null(calls[1].twin);
    assert_string_equal(calls[1].error, "");
    assert_int_equal(calllog_throttled(calllog), 1);
    assert_int_equal(calllog_per_minute(calllog, AT_MS + 60500), 1);
    assert_int_equal(calllog_copy(calllog, 1, &arena, &calls), 1);
    arena_release(&arena);
    calllog_free(calllog);
}

static void the_record_keeps_the_newest_calls(void **state)
{
    struct calllog *calllog = calllog_new(NULL);
    struct arena arena = {0};
    const struct call *calls;
    char path[32];
    (void)state;
    for (int i = 0; i < LIMIT_CALLS + 5; i++) {
        snprintf(path, sizeof path, "/%d", i);
        note(calllog, path, 200, false, NULL, AT_MS + i);
    }

    size_t count = calllog_copy(calllog, LIMIT_CALLS + 5, &arena, &calls);

    assert_int_equal(count, LIMIT_CALLS);
    snprintf(path, sizeof path, "/%d", LIMIT_CALLS + 4);
    assert_string_equal(calls[0].path, path);
    assert_string_equal(calls[LIMIT_CALLS - 1].path, "/5");
    arena_release(&arena);
    calllog_free(calllog);
}

int main(void)
{
#define IN_A_DIR(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_receipt_says_what_went_when_and_what_is_left),
        cmocka_unit_test(what_is_not_known_is_null_and_never_0),
        IN_A_DIR(receipts_of_one_second_do_not_replace_each_other),
        IN_A_DIR(a_title_cannot_lead_out_of_the_folder),
        IN_A_DIR(where_none_can_be_put_the_path_is_told),
        cmocka_unit_test(calls_are_recorded_newest_first_without_headers_and_bodies),
        cmocka_unit_test(the_record_keeps_the_newest_calls),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
