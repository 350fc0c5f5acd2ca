#include "kube/login.h"

#include <poll.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <signal.h>
#include <errno.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "unit/kube/cases.h"
#include "unit/kube/folder.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { PATIENCE_MS = 10000, HOUR_MS = 3600000 };

#define API "client.authentication.k8s.io/v1"

static const struct clock real = CLOCK_REAL_INIT;

/* A login at a cluster whose plugin is a script in a folder. */
struct bench {
    struct folder folder;
    struct cluster cluster;
    struct exec_plugin plugin;
    char file[128]; /* plugin or token */
    struct login *login;
    int64_t jump_ms; /* how far our clocks are ahead of the machine's */
};

static struct bench *bench;

static int setup(void **state)
{
    (void)state;
    bench = mem_new(sizeof *bench);
    folder_init(&bench->folder);
    bench->cluster = (struct cluster){.server = "https://192.0.2.1:6443"};
    bench->plugin = (struct exec_plugin){.api_version = API, .install_hint = ""};
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    login_free(bench->login);
    secret_wipe(&bench->cluster.token);
    secret_wipe(&bench->cluster.basic_password);
    secret_wipe(&bench->cluster.key_pem);
    folder_release(&bench->folder);
    free(bench);
    return 0;
}

/* Prints this status, and adds a line to the file "runs". */
static void plugin_answers(const char *status)
{
    char lines[4096];

    snprintf(lines, sizeof lines,
             "echo run >> '%s'\n"
             "cat <<'END'\n"
             "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" API "\",\"status\":%s}\n"
             "END",
             folder_path(&bench->folder, "runs"), status);
    folder_put_script(&bench->folder, "plugin", lines);
}

static void use_plugin(void)
{
    snprintf(bench->file, sizeof bench->file, "%s/plugin", bench->folder.path);
    bench->plugin.command = bench->file;
    bench->cluster.exec = &bench->plugin;
    bench->login = login_new(&bench->cluster);
}

static int64_t now_ms(void)
{
    return clock_now_ms(&real) + bench->jump_ms;
}

static int64_t wall_ms(void)
{
    return clock_wall_ms(&real) + bench->jump_ms;
}

static enum login_state work(void)
{
    return login_work(bench->login, now_ms(), wall_ms());
}

/* Works until the plugin is done, as the worker does: waiting for its pipes. */
static enum login_state work_until_done(void)
{
    int64_t deadline_ms = clock_now_ms(&real) + PATIENCE_MS;
    struct http_fd fds[2];
    enum login_state state = work();

    /* While one runs, it wants to be looked at soon. */
    while (login_due_ms(bench->login) - now_ms() < 1000) {
        size_t count = login_fds(bench->login, fds);
        struct pollfd polled[2];
        for (size_t i = 0; i < count; i++)
            polled[i] = (struct pollfd){.fd = fds[i].fd, .events = fds[i].events};
        poll(polled, count, 5);
        state = work();
        assert_true(clock_now_ms(&real) < deadline_ms);
    }
    return state;
}

static const char *authorization(void)
{
    static char value[1024];
    struct http_request *request = http_request_new("GET", "/");
    const char *got;

    login_sign(bench->login, request);
    got = http_headers_get(&request->headers, "Authorization");
    snprintf(value, sizeof value, "%s", got == NULL ? "none" : got);
    http_request_free(request);
    return value;
}

static size_t runs(void)
{
    struct buf text;
    size_t lines = 0;

    if (file_read(folder_path(&bench->folder, "runs"), LIMIT_FILE_BYTES, &text, NULL) !=
        ERR_OK)
        return 0;
    for (size_t i = 0; i < text.bytes; i++)
        lines += text.at[i] == '\n';
    buf_release(&text);
    return lines;
}

static const char *error_text(void)
{
    static struct err err;
    login_error(bench->login, &err);
    return err.text;
}

#define assert_says(text, part)                                                          \
    do {                                                                                 \
        if (strstr(text, part) == NULL)                                                  \
            fail_msg("\"%s\" is not in \"%s\"", part, text);                             \
    } while (0)

/* ---- fixed ------------------------------------------------------------------------- */

static void login_with_a_token_is_ready_at_once(void **state)
{
    (void)state;
    secret_set_text(&bench->cluster.token, "t0ken");
    bench->login = login_new(&bench->cluster);

    assert_int_equal(work(), LOGIN_READY);
    assert_string_equal(authorization(), "Bearer t0ken");
    assert_non_null(login_peer(bench->login));
    assert_int_equal(login_generation(bench->login), 1);
    assert_true(login_due_ms(bench->login) == INT64_MAX);
}

static void login_with_a_password_is_basic(void **state)
{
    (void)state;
    bench->cluster.basic_user = "Aladdin";
    secret_set_text(&bench->cluster.basic_password, "open sesame");
    bench->login = login_new(&bench->cluster);

    assert_int_equal(work(), LOGIN_READY);
    assert_string_equal(authorization(), "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");
}

static void login_without_anything_signs_nothing(void **state)
{
    (void)state;
    bench->login = login_new(&bench->cluster);

    assert_int_equal(work(), LOGIN_READY);
    assert_string_equal(authorization(), "none");
}

static void login_acts_as_another_user(void **state)
{
    (void)state;
    static const char *const groups[] = {"dev", "ops"};
    bench->cluster.impersonate = "jane";
    bench->cluster.impersonate_uid = "7";
    bench->cluster.impersonate_groups = groups;
    bench->cluster.impersonate_group_count = 2;
    bench->login = login_new(&bench->cluster);
    struct http_request *request = http_request_new("GET", "/");

    login_sign(bench->login, request);

    assert_int_equal(request->headers.count, 4);
    assert_string_equal(http_headers_get(&request->headers, "Impersonate-User"), "jane");
    assert_string_equal(http_headers_get(&request->headers, "Impersonate-Uid"), "7");
    assert_string_equal(request->headers.at[2].value, "dev");
    assert_string_equal(request->headers.at[3].value, "ops");
    http_request_free(request);
}

static void login_asks_for_plain_answers_where_the_kubeconfig_wants_them(void **state)
{
    (void)state;
    bench->cluster.uncompressed = true;
    bench->login = login_new(&bench->cluster);
    struct http_request *request = http_request_new("GET", "/");

    login_sign(bench->login, request);

    assert_string_equal(http_headers_get(&request->headers, "Accept-Encoding"),
                        "identity");
    http_request_free(request);
}

static void login_fails_where_the_certificate_cannot_be_used(void **state)
{
    (void)state;
    bench->cluster.ca_pem =
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    bench->login = login_new(&bench->cluster);

    assert_int_equal(work(), LOGIN_FAILED);
    assert_null(login_peer(bench->login));
    assert_string_not_equal(error_text(), "");
    assert_true(login_due_ms(bench->login) == INT64_MAX);
}

/* ---- file -------------------------------------------------------------------------- */

static void use_file(const char *text)
{
    if (text != NULL)
        folder_put(&bench->folder, "token", text);
    snprintf(bench->file, sizeof bench->file, "%s/token", bench->folder.path);
    bench->cluster.token_file = bench->file;
    bench->login = login_new(&bench->cluster);
}

static void login_reads_a_token_file_again_when_it_changes(void **state)
{
    (void)state;
    use_file("one\n");
    assert_int_equal(work(), LOGIN_READY);
    assert_string_equal(authorization(), "Bearer one");

    folder_put(&bench->folder, "token", "another");
    bench->jump_ms += 1000;
    assert_int_equal(work(), LOGIN_READY);

    assert_string_equal(authorization(), "Bearer another");
}

static void login_reads_a_token_file_again_when_it_was_rejected(void **state)
{
    (void)state;
    use_file("one");
    work();
    folder_put(&bench->folder, "token", "two");

    login_rejected(bench->login, now_ms());
    work();

    assert_string_equal(authorization(), "Bearer two");
}

static void login_keeps_the_last_token_when_its_file_goes(void **state)
{
    (void)state;
    use_file("one");
    work();
    unlink(bench->cluster.token_file);

    bench->jump_ms += 2000;

    assert_int_equal(work(), LOGIN_READY);
    assert_string_equal(authorization(), "Bearer one");
    assert_string_equal(error_text(), "");
}

static void login_fails_without_its_token_file_until_it_comes(void **state)
{
    (void)state;
    use_file(NULL);
    assert_int_equal(work(), LOGIN_FAILED);
    assert_says(error_text(), "No such file");
    assert_true(login_due_ms(bench->login) > now_ms());

    folder_put(&bench->folder, "token", "late");
    bench->jump_ms += 1000;

    assert_int_equal(work(), LOGIN_READY);
    assert_string_equal(authorization(), "Bearer late");
    assert_string_equal(error_text(), "");
}

static void login_has_the_token_of_the_kubeconfig_when_the_file_is_missing(void **state)
{
    (void)state;
    secret_set_text(&bench->cluster.token, "fallback");
    use_file(NULL);

    assert_int_equal(work(), LOGIN_READY);
    assert_string_equal(authorization(), "Bearer fallback");
}

static void login_refuses_a_token_that_is_no_header(void **state)
{
    (void)state;
    use_file("one\r\nX-Evil: 1");

    assert_int_equal(work(), LOGIN_FAILED);
    assert_says(error_text(), "no header may");
}

/* {"exp":1763813071} */
#define ENDING_TOKEN "e30.eyJleHAiOjE3NjM4MTMwNzF9.c2ln"

static void login_ends_when_its_token_says_so(void **state)
{
    (void)state;
    secret_set_text(&bench->cluster.token, ENDING_TOKEN);
    bench->login = login_new(&bench->cluster);

    assert_true(login_expires_wall_ms(bench->login) == 1763813071000);
}

static void login_by_plugin_ends_with_the_first_that_ends(void **state)
{
    (void)state;
    plugin_answers("{\"token\":\"" ENDING_TOKEN
                   "\",\"expirationTimestamp\":\"2099-01-01T00:00:00Z\"}");
    use_plugin();

    assert_int_equal(work_until_done(), LOGIN_READY);

    assert_true(login_expires_wall_ms(bench->login) == 1763813071000);
}

/* ---- plugin ------------------------------------------------------------------------ */

static void login_gets_its_token_from_a_plugin(void **state)
{
    (void)state;
    plugin_answers("{\"token\":\"from-plugin\"}");
    use_plugin();

    assert_int_equal(work(), LOGIN_RUNNING);
    assert_int_equal(work_until_done(), LOGIN_READY);

    assert_string_equal(authorization(), "Bearer from-plugin");
    assert_true(login_due_ms(bench->login) == INT64_MAX);
    assert_true(login_expires_wall_ms(bench->login) == WHEN_UNKNOWN);
    bench->jump_ms += 24 * HOUR_MS;
    assert_int_equal(work_until_done(), LOGIN_READY);
    assert_int_equal(runs(), 1);
}

static void login_tells_the_plugin_about_the_cluster(void **state)
{
    (void)state;
    static const char *const args[] = {"a b", "$HOME"};
    static const char *const env[] = {"REGION=eu-de", "HOME=/changed"};
    struct buf seen;
    char lines[1024];
    snprintf(
        lines, sizeof lines,
        "{ printf '%%s\\n' \"$KUBERNETES_EXEC_INFO\" \"$#\" \"$1\" \"$2\" \"$REGION\" "
        "\"$HOME\"; wc -c; } > '%s'",
        folder_path(&bench->folder, "seen"));
    folder_put_script(&bench->folder, "plugin", lines);
    bench->plugin.args = args;
    bench->plugin.arg_count = 2;
    bench->plugin.env = env;
    bench->plugin.env_count = 2;
    bench->plugin.provide_cluster_info = true;
    bench->plugin.config_json = "{\"audience\":\"shop\"}";
    bench->cluster.tls_server_name = "kube.example.com";
    use_plugin();

    work_until_done();

    assert_int_equal(file_read(folder_path(&bench->folder, "seen"), 4096, &seen, NULL),
                     ERR_OK);
    assert_string_equal(
        buf_text(&seen),
        "{\"kind\":\"ExecCredential\",\"apiVersion\":\"" API "\","
        "\"spec\":{\"interactive\":false,\"cluster\":{\"server\":\"https://"
        "192.0.2.1:6443\","
        "\"tls-server-name\":\"kube.example.com\",\"config\":{\"audience\":\"shop\"}}}}\n"
        "2\na b\n$HOME\neu-de\n/changed\n0\n");
    buf_release(&seen);
}

static void login_renews_before_the_end_and_serves_meanwhile(void **state)
{
    (void)state;
    char status[256];
    char ends[WHEN_TEXT_BYTES];
    snprintf(status, sizeof status, "{\"token\":\"one\",\"expirationTimestamp\":\"%s\"}",
             when_print(wall_ms() + HOUR_MS, ends));
    plugin_answers(status);
    use_plugin();
    assert_int_equal(work_until_done(), LOGIN_READY);
    int64_t wait_ms = login_due_ms(bench->login) - now_ms();
    assert_in_range(wait_ms, HOUR_MS - 40000, HOUR_MS - 25000);
    plugin_answers("{\"token\":\"two\"}");

    bench->jump_ms += wait_ms + 10;
    assert_int_equal(work(), LOGIN_READY);
    assert_string_equal(authorization(), "Bearer one");
    assert_int_equal(work_until_done(), LOGIN_READY);

    assert_string_equal(authorization(), "Bearer two");
    assert_int_equal(runs(), 2);
}

static void login_serves_to_the_end_when_it_cannot_renew(void **state)
{
    (void)state;
    char status[256];
    char ends[WHEN_TEXT_BYTES];
    snprintf(status, sizeof status, "{\"token\":\"one\",\"expirationTimestamp\":\"%s\"}",
             when_print(wall_ms() + HOUR_MS, ends));
    plugin_answers(status);
    use_plugin();
    work_until_done();
    folder_put_script(&bench->folder, "plugin", "echo 'no network' >&2; exit 1");

    bench->jump_ms += HOUR_MS - 20000;
    assert_int_equal(work_until_done(), LOGIN_READY);
    assert_string_equal(error_text(), "");
    bench->jump_ms += 21000;

    assert_int_equal(work_until_done(), LOGIN_FAILED);
    assert_says(error_text(), "no network");
}

static void login_does_not_spin_on_a_credential_that_has_ended(void **state)
{
    (void)state;
    plugin_answers(
        "{\"token\":\"old\",\"expirationTimestamp\":\"2001-01-01T00:00:00Z\"}");
    use_plugin();

    assert_int_equal(work_until_done(), LOGIN_READY);
    for (int i = 0; i < 20; i++)
        assert_int_equal(work_until_done(), LOGIN_READY);
    assert_int_equal(runs(), 1);
    assert_true(login_due_ms(bench->login) - now_ms() > 4000);
}

static void login_with_a_certificate_from_the_plugin_has_a_new_peer(void **state)
{
    (void)state;
    char lines[1024];
    char *pki = data_path("kube/kubeconfig/pki");
    snprintf(lines, sizeof lines,
             "crt=$(awk '{printf \"%%s\\\\n\", $0}' '%s/client.crt')\n"
             "key=$(awk '{printf \"%%s\\\\n\", $0}' '%s/client.key')\n"
             "cat <<END\n{\"kind\":\"ExecCredential\",\"apiVersion\":\"" API
             "\",\"status\":"
             "{\"clientCertificateData\":\"$crt\",\"clientKeyData\":\"$key\"}}\nEND",
             pki, pki);
    folder_put_script(&bench->folder, "plugin", lines);
    free(pki);
    use_plugin();
    const struct http_peer *before = login_peer(bench->login);

    assert_int_equal(work_until_done(), LOGIN_READY);

    assert_int_equal(login_generation(bench->login), 2);
    assert_ptr_not_equal(login_peer(bench->login), before);
    assert_string_equal(http_peer_base_url(before), "https://192.0.2.1:6443");
    assert_string_equal(authorization(), "none");
    login_rejected(bench->login, now_ms());
    assert_int_equal(work_until_done(), LOGIN_READY);
    assert_int_equal(login_generation(bench->login), 2); /* the same certificate */
}

static void login_runs_a_rejected_plugin_once_more_then_waits(void **state)
{
    (void)state;
    plugin_answers("{\"token\":\"bad\"}");
    use_plugin();
    work_until_done();

    bench->jump_ms += 5000;
    login_rejected(bench->login, now_ms());
    assert_int_equal(work(), LOGIN_RUNNING);
    login_rejected(bench->login, now_ms()); /* another watch, the same credential */
    assert_int_equal(work_until_done(), LOGIN_READY);
    assert_int_equal(runs(), 2);
    login_rejected(bench->login, now_ms()); /* and one that came late */
    assert_int_equal(work(), LOGIN_READY);

    bench->jump_ms += 5000;
    login_rejected(bench->login, now_ms());
    assert_int_equal(work(), LOGIN_FAILED);
    assert_says(error_text(), "does not accept");
    assert_in_range(login_due_ms(bench->login) - now_ms(), 4000, 6000);
    assert_int_equal(runs(), 2);

    bench->jump_ms += 6000;
    assert_int_equal(work_until_done(), LOGIN_READY);
    assert_int_equal(runs(), 3);
}

static void login_trusts_a_plugin_again_after_a_good_while(void **state)
{
    (void)state;
    plugin_answers("{\"token\":\"good\"}");
    use_plugin();
    work_until_done();

    for (int i = 0; i < 3; i++) {
        bench->jump_ms += HOUR_MS;
        login_rejected(bench->login, now_ms());
        assert_int_equal(work_until_done(), LOGIN_READY);
    }

    assert_int_equal(runs(), 4);
}

static void login_waits_longer_after_each_failure_of_the_plugin(void **state)
{
    (void)state;
    static const int waits_s[] = {5, 10, 20, 40, 80, 160, 300, 300};
    plugin_answers("5");
    use_plugin();

    for (size_t i = 0; i < ARRAY_COUNT(waits_s); i++) {
        assert_int_equal(work_until_done(), LOGIN_FAILED);
        int64_t wait_ms = login_due_ms(bench->login) - now_ms();
        assert_in_range(wait_ms, waits_s[i] * 1000 - 1500, waits_s[i] * 1000 + 1000);
        assert_int_equal(work(), LOGIN_FAILED);
        assert_int_equal(runs(), i + 1);
        bench->jump_ms += wait_ms + 1;
    }
    plugin_answers("{\"token\":\"t\"}");
    assert_int_equal(work_until_done(), LOGIN_READY);
    assert_string_equal(error_text(), "");
}

static void login_retries_now_when_told(void **state)
{
    (void)state;
    plugin_answers("5");
    use_plugin();
    work_until_done();

    login_retry_now(bench->login, now_ms());

    work_until_done();
    assert_int_equal(runs(), 2);
}

static void login_says_how_to_install_a_missing_plugin(void **state)
{
    (void)state;
    bench->plugin.install_hint = "install it with:\n  apt install otc-auth";
    use_plugin();

    assert_int_equal(work(), LOGIN_FAILED);

    assert_string_equal(error_text(),
                        "exec plugin plugin is not installed; install it with: "
                        "  apt install otc-auth");
}

static void login_finds_a_plugin_in_the_path(void **state)
{
    (void)state;
    plugin_answers("{\"token\":\"found\"}");
    char *path = mem_copy_text(getenv("PATH"));
    char longer[4096];
    snprintf(longer, sizeof longer, "%s:%s", bench->folder.path, path);
    setenv("PATH", longer, 1);
    use_plugin();
    bench->plugin.command = "plugin";

    assert_int_equal(work_until_done(), LOGIN_READY);

    setenv("PATH", path, 1);
    free(path);
}

static void login_shows_what_a_failing_plugin_says(void **state)
{
    (void)state;
    folder_put_script(&bench->folder, "plugin",
                      "printf 'first\\n\\033[31mnot logged in\\033[0m\\n' >&2; exit 3");
    use_plugin();

    assert_int_equal(work_until_done(), LOGIN_FAILED);

    assert_says(error_text(), "exec plugin plugin ended with status 3: ");
    assert_says(error_text(), "not logged in");
    assert_null(strchr(login_plugin_says(bench->login), '\033'));
    assert_says(login_plugin_says(bench->login), "first");
}

static void login_shows_where_to_go_while_the_plugin_waits(void **state)
{
    (void)state;
    folder_put_script(&bench->folder, "plugin",
                      "echo 'open https://login.example.com and enter ABCD' >&2\n"
                      "exec sleep 600");
    use_plugin();
    int64_t deadline_ms = now_ms() + PATIENCE_MS;

    while (login_plugin_says(bench->login)[0] == '\0' && now_ms() < deadline_ms) {
        assert_int_equal(work(), LOGIN_RUNNING);
        poll(NULL, 0, 5);
    }

    assert_says(login_plugin_says(bench->login), "enter ABCD");
}

/* Where nobody buries them, the dead stay in the table of processes as zombies. */
static bool is_alive(int64_t pid)
{
    char path[64];
    struct buf stat;

    snprintf(path, sizeof path, "/proc/%lld/stat", (long long)pid);
    if (kill((pid_t)pid, 0) != 0 || file_read(path, 4096, &stat, NULL) != ERR_OK)
        return false;
    const char *name_end = strrchr(buf_text(&stat), ')');
    bool is_zombie = name_end != NULL && strncmp(name_end, ") Z", 3) == 0;
    buf_release(&stat);
    return !is_zombie;
}

/* Its group: a shell that waits for another program is a common plugin. */
static void login_kills_a_plugin_that_takes_too_long(void **state)
{
    (void)state;
    char lines[256];
    struct buf text;
    int64_t pid = 0;
    snprintf(lines, sizeof lines, "sleep 600 & echo $! > '%s'; wait",
             folder_path(&bench->folder, "pid"));
    folder_put_script(&bench->folder, "plugin", lines);
    use_plugin();
    int64_t deadline_ms = now_ms() + PATIENCE_MS;
    work();
    while (pid == 0 && now_ms() < deadline_ms) {
        poll(NULL, 0, 5);
        if (file_read(folder_path(&bench->folder, "pid"), 100, &text, NULL) != ERR_OK)
            continue;
        if (span_ends(buf_span(&text), "\n"))
            span_to_i64(span_trim(buf_span(&text)), &pid);
        buf_release(&text);
    }
    assert_true(pid > 0);

    bench->jump_ms += INTERVAL_PLUGIN_MS;
    assert_int_equal(work_until_done(), LOGIN_FAILED);

    assert_says(error_text(), "did not end within 60 s");
    deadline_ms = now_ms() + PATIENCE_MS;
    while (is_alive(pid) && now_ms() < deadline_ms)
        poll(NULL, 0, 5);
    assert_false(is_alive(pid));
}

static void login_ends_a_plugin_that_prints_without_end(void **state)
{
    (void)state;
    folder_put_script(&bench->folder, "plugin", "exec cat /dev/zero");
    use_plugin();

    assert_int_equal(work_until_done(), LOGIN_FAILED);

    assert_says(error_text(), "printed more than");
}

static void login_does_not_wait_for_what_a_plugin_leaves_running(void **state)
{
    (void)state;
    char lines[512];
    snprintf(lines, sizeof lines,
             "sleep 600 & echo $! > '%s'\n"
             "echo '{\"kind\":\"ExecCredential\",\"apiVersion\":\"" API
             "\",\"status\":{\"token\":\"t\"}}'",
             folder_path(&bench->folder, "pid"));
    folder_put_script(&bench->folder, "plugin", lines);
    use_plugin();
    struct buf text;
    int64_t pid = 0;

    assert_int_equal(work_until_done(), LOGIN_READY);

    assert_int_equal(file_read(folder_path(&bench->folder, "pid"), 100, &text, NULL),
                     ERR_OK);
    assert_true(span_to_i64(span_trim(buf_span(&text)), &pid));
    kill((pid_t)pid, SIGKILL);
    buf_release(&text);
}

static void login_kills_a_running_plugin_at_its_own_end(void **state)
{
    (void)state;
    folder_put_script(&bench->folder, "plugin", "exec sleep 600");
    use_plugin();
    assert_int_equal(work(), LOGIN_RUNNING);

    int64_t before_ms = clock_now_ms(&real);
    login_free(bench->login);
    bench->login = NULL;

    assert_true(clock_now_ms(&real) - before_ms < PATIENCE_MS);
}

static const struct {
    const char *output;
    const char *error;
} outputs[] = {
    {"", "not JSON"},
    {"token", "not JSON"},
    {"[]", "expected an object, got an array"},
    {"{\"kind\":\"ExecCredential\"}", "apiVersion: missing"},
    {"{\"apiVersion\":\"" API "\",\"kind\":\"Pod\"}", "kind: expected ExecCredential"},
    {"{\"apiVersion\":\"client.authentication.k8s.io/"
     "v1beta1\",\"kind\":\"ExecCredential\"}",
     "apiVersion: the plugin does not speak " API},
    {"{\"apiVersion\":\"" API "\",\"kind\":\"ExecCredential\"}", "status: missing"},
    {"{\"apiVersion\":\"" API "\",\"kind\":\"ExecCredential\",\"status\":{}}",
     "neither a token nor a certificate"},
    {"{\"apiVersion\":\"" API "\",\"kind\":\"ExecCredential\",\"status\":{\"token\":5}}",
     "status.token: expected text"},
    {"{\"apiVersion\":\"" API
     "\",\"kind\":\"ExecCredential\",\"status\":{\"token\":\"a b\"}}",
     "status.token: the token holds a byte"},
    {"{\"apiVersion\":\"" API
     "\",\"kind\":\"ExecCredential\",\"status\":{\"clientKeyData\":\"k\"}}",
     "status.clientCertificateData: missing"},
    {"{\"apiVersion\":\"" API "\",\"kind\":\"ExecCredential\",\"status\":"
     "{\"clientCertificateData\":\"c\",\"clientKeyData\":\"k\"}}",
     "exec plugin plugin: certificate"},
    {"{\"apiVersion\":\"" API "\",\"kind\":\"ExecCredential\",\"status\":"
     "{\"token\":\"t\",\"expirationTimestamp\":\"soon\"}}",
     "status.expirationTimestamp: expected a time"},
};

static void login_refuses_what_is_no_credential(void **state)
{
    (void)state;
    char lines[1024];

    for (size_t i = 0; i < ARRAY_COUNT(outputs); i++) {
        snprintf(lines, sizeof lines, "cat <<'END'\n%s\nEND", outputs[i].output);
        folder_put_script(&bench->folder, "plugin", lines);
        login_free(bench->login);
        use_plugin();

        assert_int_equal(work_until_done(), LOGIN_FAILED);
        assert_says(error_text(), outputs[i].error);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(login_with_a_token_is_ready_at_once),
        TEST(login_with_a_password_is_basic),
        TEST(login_without_anything_signs_nothing),
        TEST(login_acts_as_another_user),
        TEST(login_asks_for_plain_answers_where_the_kubeconfig_wants_them),
        TEST(login_fails_where_the_certificate_cannot_be_used),
        TEST(login_reads_a_token_file_again_when_it_changes),
        TEST(login_reads_a_token_file_again_when_it_was_rejected),
        TEST(login_keeps_the_last_token_when_its_file_goes),
        TEST(login_fails_without_its_token_file_until_it_comes),
        TEST(login_has_the_token_of_the_kubeconfig_when_the_file_is_missing),
        TEST(login_refuses_a_token_that_is_no_header),
        TEST(login_ends_when_its_token_says_so),
        TEST(login_by_plugin_ends_with_the_first_that_ends),
        TEST(login_gets_its_token_from_a_plugin),
        TEST(login_tells_the_plugin_about_the_cluster),
        TEST(login_renews_before_the_end_and_serves_meanwhile),
        TEST(login_serves_to_the_end_when_it_cannot_renew),
        TEST(login_does_not_spin_on_a_credential_that_has_ended),
        TEST(login_with_a_certificate_from_the_plugin_has_a_new_peer),
        TEST(login_runs_a_rejected_plugin_once_more_then_waits),
        TEST(login_trusts_a_plugin_again_after_a_good_while),
        TEST(login_waits_longer_after_each_failure_of_the_plugin),
        TEST(login_retries_now_when_told),
        TEST(login_says_how_to_install_a_missing_plugin),
        TEST(login_finds_a_plugin_in_the_path),
        TEST(login_shows_what_a_failing_plugin_says),
        TEST(login_shows_where_to_go_while_the_plugin_waits),
        TEST(login_kills_a_plugin_that_takes_too_long),
        TEST(login_ends_a_plugin_that_prints_without_end),
        TEST(login_does_not_wait_for_what_a_plugin_leaves_running),
        TEST(login_kills_a_running_plugin_at_its_own_end),
        TEST(login_refuses_what_is_no_credential),
    };
    return cmocka_run_group_tests_name("login", tests, NULL, NULL);
}
