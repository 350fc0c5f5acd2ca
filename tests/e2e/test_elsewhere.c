/*
 * The built program before several clusters, in a terminal: one that is dead, one that
 * answers, and one whose login plugin asks a person. The world is `elbtop sim`.
 */
#include "lib/check.h"

#include <dirent.h>
#include <errno.h>
#include <ftw.h>
#include <poll.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "lib/pty.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { PATH_BYTES = 512, READY_MS = 10000, QUICK_MS = 3000 };

struct site {
    char dir[PATH_BYTES];
    pid_t sim;
    int silence; /* where the dead cluster would be */
    struct pty pty;
};

static const char *program_path(void)
{
    static char path[PATH_BYTES];
    const char *top = getenv("TOP_BUILDDIR");

    snprintf(path, sizeof path, "%s/elbtop", top == NULL ? "." : top);
    return path;
}

/* ---- the site ---- */

static void wait_until_ready(int fd)
{
    struct pollfd ready = {.fd = fd, .events = POLLIN};
    char line[64] = "";

    assert_int_equal(poll(&ready, 1, READY_MS), 1);
    assert_true(read(fd, line, sizeof line - 1) > 0);
    assert_true(span_starts(span_of(line), "ready"));
}

static void start_world(struct site *site)
{
    int said[2];

    assert_int_equal(pipe(said), 0);
    site->sim = fork();
    if (site->sim == 0) {
        dup2(said[1], STDOUT_FILENO);
        close(said[0]);
        execl(program_path(), "elbtop", "sim", "--dir", site->dir, (char *)NULL);
        _exit(127);
    }
    close(said[1]);
    wait_until_ready(said[0]);
    close(said[0]);
}

static void write_file(const struct site *site, const char *name, mode_t mode,
                       const char *text)
{
    char path[PATH_BYTES + 64];

    snprintf(path, sizeof path, "%s/%s", site->dir, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(path, mode), 0);
}

/*
 * What the plugin will give out is the token of the world's admin. It keeps a record of what
 * it was told of a terminal and what it found, and asks where somebody can answer. Where
 * nobody can it says so and fails, unless it can do without (CODE).
 */
static void write_plugin(const struct site *site)
{
    char path[PATH_BYTES + 64];
    char script[2048];
    json_t *tree = NULL;

    snprintf(path, sizeof path, "%s/kubeconfig", site->dir);
    assert_int_equal(tree_from_file(path, &tree, NULL), ERR_OK);
    const json_t *user = json_array_get(tree_at(tree, "users"), 0);
    snprintf(script, sizeof script,
             "#!/bin/sh\n"
             "case $KUBERNETES_EXEC_INFO in\n"
             "*'\"interactive\":true'*) told=yes ;;\n"
             "*'\"interactive\":false'*) told=no ;;\n"
             "esac\n"
             "[ -t 0 ] && found=yes || found=no\n"
             "echo \"told $told, found $found\" >>'%s/record'\n"
             "if [ $found = yes ]; then\n"
             "    printf 'your code: ' >&2\n"
             "    read code\n"
             "elif read code; then\n"
             "    echo \"somebody typed $code\" >>'%s/record'\n"
             "    exit 8\n"
             "else\n"
             "    code=$CODE\n"
             "    [ -n \"$code\" ] || echo 'nobody to ask' >&2\n"
             "fi\n"
             "[ \"$code\" = 1234 ] || exit 7\n"
             "echo '{\"kind\":\"ExecCredential\","
             "\"apiVersion\":\"client.authentication.k8s.io/v1\","
             "\"status\":{\"token\":\"%s\"}}'\n",
             site->dir, site->dir, tree_text(user, "user.token"));
    json_decref(tree);
    write_file(site, "ask-a-person", 0700, script);
}

/* Takes connections, and never says a word. */
static unsigned short open_silence(struct site *site)
{
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t bytes = sizeof at;

    site->silence = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(site->silence, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(site->silence, 64), 0);
    assert_int_equal(getsockname(site->silence, (struct sockaddr *)&at, &bytes), 0);
    return ntohs(at.sin_port);
}

/* A context and its user: how the plugin may ask, and whether it can do without. */
static size_t print_asking(const struct site *site, const char *name, const char *mode,
                           bool knows_code, char *out, size_t bytes)
{
    return (size_t)snprintf(out, bytes,
                            "- name: %s\n"
                            "  user:\n"
                            "    exec:\n"
                            "      apiVersion: client.authentication.k8s.io/v1\n"
                            "      command: %s/ask-a-person\n"
                            "      interactiveMode: %s\n"
                            "      env: [{name: CODE, value: '%s'}]\n",
                            name, site->dir, mode, knows_code ? "1234" : "");
}

static void write_more_contexts(struct site *site)
{
    char text[8 * PATH_BYTES];
    size_t at = (size_t)snprintf(text, sizeof text,
                                 "apiVersion: v1\n"
                                 "kind: Config\n"
                                 "clusters:\n"
                                 "- {name: dead, cluster: {server: "
                                 "'https://127.0.0.1:%u'}}\n"
                                 "users:\n"
                                 "- {name: nobody, user: {token: abc}}\n",
                                 open_silence(site));

    at += print_asking(site, "always", "Always", false, text + at, sizeof text - at);
    at += print_asking(site, "maybe", "IfAvailable", false, text + at, sizeof text - at);
    at += print_asking(site, "able", "IfAvailable", true, text + at, sizeof text - at);
    at += print_asking(site, "never", "Never", true, text + at, sizeof text - at);
    snprintf(text + at, sizeof text - at,
             "contexts:\n"
             "- {name: dead, context: {cluster: dead, user: nobody}}\n"
             "- {name: asking, context: {cluster: sim, user: always}}\n"
             "- {name: maybe, context: {cluster: sim, user: maybe}}\n"
             "- {name: able, context: {cluster: sim, user: able}}\n"
             "- {name: never, context: {cluster: sim, user: never}}\n"
             "current-context: dead\n");
    write_file(site, "more", 0600, text);
}

/* Where the program makes folders of its own. */
static void name_scratch(const struct site *site, char out[PATH_BYTES + 64])
{
    snprintf(out, PATH_BYTES + 64, "%s/scratch", site->dir);
}

static void open_site(struct site *site)
{
    const char *tmp = getenv("TMPDIR");

    *site = (struct site){0};
    snprintf(site->dir, sizeof site->dir, "%s/elsewhere-XXXXXX",
             tmp == NULL ? "/tmp" : tmp);
    assert_non_null(mkdtemp(site->dir));
    start_world(site);
    write_plugin(site);
    write_more_contexts(site);
    char scratch[PATH_BYTES + 64];
    name_scratch(site, scratch);
    assert_int_equal(mkdir(scratch, 0700), 0);
}

static void remove_file(const struct site *site, const char *name)
{
    char path[PATH_BYTES + 64];

    snprintf(path, sizeof path, "%s/%s", site->dir, name);
    unlink(path);
}

static int remove_one(const char *path, const struct stat *about, int kind,
                      struct FTW *where)
{
    (void)about, (void)kind, (void)where;
    return remove(path);
}

/* What the programs remembered. */
static void remove_state(const struct site *site)
{
    char path[PATH_BYTES + 64];

    snprintf(path, sizeof path, "%s/state", site->dir);
    if (access(path, F_OK) == 0)
        assert_int_equal(nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void close_site(struct site *site)
{
    kill(site->sim, SIGTERM);
    while (waitpid(site->sim, NULL, 0) == -1 && errno == EINTR)
        continue;
    close(site->silence);
    remove_file(site, "more");
    remove_file(site, "ask-a-person");
    remove_file(site, "record");
    remove_state(site);
    char scratch[PATH_BYTES + 64];
    name_scratch(site, scratch);
    assert_int_equal(rmdir(scratch), 0);
    assert_int_equal(rmdir(site->dir), 0);
}

/* ---- the program ---- */

static void start_words(struct site *site, const char *const *argv)
{
    char kubeconfig[3 * PATH_BYTES];
    char home[PATH_BYTES + 64];
    char scratch[PATH_BYTES + 64];
    char tmp[PATH_BYTES + 80];
    char state[PATH_BYTES + 64];
    const char *env[] = {kubeconfig, home, tmp, state, NULL};
    struct pty_options options = {.argv = argv, .env = env, .rows = 24, .cols = 80};

    snprintf(kubeconfig, sizeof kubeconfig, "KUBECONFIG=%s/more:%s/kubeconfig", site->dir,
             site->dir);
    snprintf(home, sizeof home, "XDG_CONFIG_HOME=%s", site->dir);
    remove_file(site, "record");
    name_scratch(site, scratch);
    snprintf(tmp, sizeof tmp, "TMPDIR=%s", scratch);
    snprintf(state, sizeof state, "XDG_STATE_HOME=%s/state", site->dir);
    assert_true(pty_start(&site->pty, &options));
}

static void start(struct site *site, const char *context)
{
    const char *argv[] = {program_path(), "--ascii", "--no-cloud", "--no-probe",
                          "--context",    context,   NULL};

    start_words(site, argv);
}

/* `elbtop get services` in a shell, with what comes behind it there. */
static void start_get(struct site *site, const char *context, const char *behind)
{
    char line[3 * PATH_BYTES];
    const char *argv[] = {"/bin/sh", "-c", line, NULL};

    snprintf(line, sizeof line,
             "{ '%s' get services --no-cloud --no-probe --timeout 5s --context %s; "
             "echo status $?; } %s",
             program_path(), context, behind);
    start_words(site, argv);
}

/* What the plugin found at its runs, a line each. */
static const char *record(const struct site *site)
{
    static char text[1024];
    char path[PATH_BYTES + 64];

    snprintf(path, sizeof path, "%s/record", site->dir);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return "";
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

static void see(struct site *site, const char *text)
{
    if (!pty_wait_text(&site->pty, text))
        fail_msg("no \"%s\" on the screen:\n%s", text, pty_screen(&site->pty));
}

static void leave(struct site *site)
{
    const struct clock real = CLOCK_REAL_INIT;
    int64_t asked_ms = clock_now_ms(&real);

    pty_type(&site->pty, "\x03");
    assert_int_equal(pty_wait_exit(&site->pty), 0);
    assert_true(pty_is_restored(&site->pty));
    pty_stop(&site->pty);
    assert_true(clock_now_ms(&real) - asked_ms < QUICK_MS);
}

/* ---- tests ---- */

static void elsewhere_a_dead_cluster_holds_nobody_up(void **state)
{
    struct site *site = *state;
    start(site, "dead");
    see(site, "ctx dead");
    see(site, "k8s connecting");

    pty_type(&site->pty, "@");
    see(site, "-- contexts 9 of 9");
    see(site, ">*dead");
    pty_type(&site->pty, "sim\r");

    see(site, "ctx sim");
    see(site, "whoami/whoami");
    leave(site);
}

static void elsewhere_nothing_of_the_cluster_before_is_shown(void **state)
{
    struct site *site = *state;
    start(site, "sim");
    see(site, "whoami/whoami");

    pty_type(&site->pty, ":ctx de\t\r");
    see(site, "ctx dead");

    see(site, "Not read yet");
    assert_true(pty_wait_no_text(&site->pty, "whoami"));
    pty_type(&site->pty, ":ctx viewer\r");
    see(site, "ctx viewer");
    see(site, "whoami/whoami");
    leave(site);
}

static void elsewhere_read_only_comes_along(void **state)
{
    struct site *site = *state;
    start(site, "sim");
    see(site, "whoami/whoami");
    see(site, "[RW]");

    pty_type(&site->pty, ":ro\r");
    see(site, "[RO]  ctx sim");
    pty_type(&site->pty, "X");
    see(site, "X is off: elbtop is read-only here");
    pty_type(&site->pty, ":ctx sim-cert\r");

    see(site, "[RO]  ctx sim-cert");
    leave(site);
}

/* The world's viewer may look, and nothing else: asked for in every namespace it shows. */
static void elsewhere_who_may_only_look_is_told_so(void **state)
{
    struct site *site = *state;
    start(site, "viewer");
    see(site, "whoami/whoami");

    see(site, "LIVE  [RO]  ctx viewer");
    pty_type(&site->pty, ":ns whoami\rX");
    see(site, "X is off: no right to delete Services in whoami");
    leave(site);
}

static void elsewhere_one_can_go_many_times(void **state)
{
    struct site *site = *state;
    start(site, "sim");
    see(site, "whoami/whoami");

    for (int i = 0; i < 10; i++) {
        pty_type(&site->pty, ":ctx viewer\r");
        see(site, "ctx viewer  ns");
        see(site, "whoami/whoami");
        pty_type(&site->pty, ":ctx sim\r");
        see(site, "ctx sim  ns");
        see(site, "whoami/whoami");
    }
    leave(site);
}

static void elsewhere_a_plugin_gets_the_terminal_and_gives_it_back(void **state)
{
    struct site *site = *state;
    start(site, "asking");

    see(site, "ask-a-person logs in to context asking");
    see(site, "your code:");
    assert_false(vt_is_alternate(site->pty.vt));
    assert_true(vt_cursor_is_shown(site->pty.vt));
    pty_type(&site->pty, "1234\n");

    see(site, "whoami/whoami");
    assert_true(vt_is_alternate(site->pty.vt));
    pty_type(&site->pty, "j");
    see(site, "ctx asking");
    leave(site);
}

static void elsewhere_a_plugin_that_fails_can_be_run_again(void **state)
{
    struct site *site = *state;
    start(site, "asking");
    see(site, "your code:");

    pty_type(&site->pty, "4321\n");
    see(site, "ended with status 7");
    see(site, "-- services");
    pty_type(&site->pty, ":login\r");
    see(site, "your code:");
    pty_type(&site->pty, "1234\n");

    see(site, "whoami/whoami");
    leave(site);
}

static void elsewhere_ctrl_c_ends_the_plugin_and_not_elbtop(void **state)
{
    struct site *site = *state;
    start(site, "asking");
    see(site, "your code:");

    pty_type(&site->pty, "\x03");

    see(site, "signal 2");
    see(site, "-- services");
    pty_type(&site->pty, ":ctx sim\r");
    see(site, "whoami/whoami");
    leave(site);
}

static void elsewhere_sigterm_ends_both(void **state)
{
    struct site *site = *state;
    start(site, "asking");
    see(site, "your code:");

    kill(site->pty.pid, SIGTERM);

    assert_int_equal(pty_wait_exit(&site->pty), 128 + SIGTERM);
    assert_true(pty_is_restored(&site->pty));
    pty_stop(&site->pty);
}

/* ---- if there is one ---- */

/* On a screen it runs without, first: most need nobody. Who needs one says so, and :login
 * lends it. */
static void elsewhere_a_plugin_that_may_ask_gets_the_terminal_by_login(void **state)
{
    struct site *site = *state;
    start(site, "maybe");
    see(site, "nobody to ask");
    assert_true(vt_is_alternate(site->pty.vt));
    assert_string_equal(record(site), "told no, found no\n");

    pty_type(&site->pty, ":login\r");
    see(site, "your code:");
    assert_false(vt_is_alternate(site->pty.vt));
    assert_true(vt_cursor_is_shown(site->pty.vt));
    pty_type(&site->pty, "1234\n");

    see(site, "whoami/whoami");
    assert_true(vt_is_alternate(site->pty.vt));
    assert_false(vt_cursor_is_shown(site->pty.vt));
    assert_string_equal(record(site), "told no, found no\ntold yes, found yes\n");
    pty_type(&site->pty, "j");
    see(site, "ctx maybe");
    leave(site);
}

static void elsewhere_a_plugin_that_can_do_without_holds_nobody_up(void **state)
{
    struct site *site = *state;
    start(site, "able");

    see(site, "whoami/whoami");

    assert_string_equal(record(site), "told no, found no\n");
    assert_true(vt_is_alternate(site->pty.vt));
    leave(site);
}

static void elsewhere_a_plugin_that_never_asks_never_gets_the_terminal(void **state)
{
    struct site *site = *state;
    start(site, "never");
    see(site, "whoami/whoami");

    pty_type(&site->pty, ":login\r");
    see(site, "running ask-a-person");

    while (strcmp(record(site), "told no, found no\ntold no, found no\n") != 0)
        assert_true(pty_wait_more(&site->pty));
    assert_true(vt_is_alternate(site->pty.vt));
    leave(site);
}

/* ---- commands ---- */

static void elsewhere_a_command_at_a_terminal_lends_it(void **state)
{
    static const char *const contexts[] = {"asking", "maybe", "able"};
    struct site *site = *state;

    for (size_t i = 0; i < ARRAY_COUNT(contexts); i++) {
        start_get(site, contexts[i], "");
        see(site, "your code:");
        pty_type(&site->pty, "1234\n");

        see(site, "whoami/whoami");
        see(site, "status 0");
        pty_wait_exit(&site->pty);
        assert_string_equal(record(site), "told yes, found yes\n");
        assert_true(pty_is_restored(&site->pty));
        pty_stop(&site->pty);
    }
}

/* In a pipe, with stdin closed, empty, or full of something for somebody else. */
static void elsewhere_a_command_without_a_terminal_asks_nobody(void **state)
{
    static const struct {
        const char *context, *behind, *says, *status, *record;
    } cases[] = {
        {"able", "</dev/null | cat", "whoami/whoami", "status 0", "told no, found no\n"},
        {"able", "<&- | cat", "whoami/whoami", "status 0", "told no, found no\n"},
        {"able", "</etc/passwd", "whoami/whoami", "status 0", "told no, found no\n"},
        {"maybe", "<&-", "with status 7: nobody", "status 3", "told no, found no\n"},
        {"never", "</etc/passwd", "whoami/whoami", "status 0", "told no, found no\n"},
        {"never", "", "whoami/whoami", "status 0", "told no, found no\n"},
        {"asking", "</dev/null", "exec plugin ask-a-person wants", "status 3", ""},
        {"asking", "<&-", "exec plugin ask-a-person wants", "status 3", ""},
    };
    struct site *site = *state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        start_get(site, cases[i].context, cases[i].behind);
        see(site, cases[i].says);
        see(site, cases[i].status);
        pty_wait_exit(&site->pty);
        if (strcmp(record(site), cases[i].record) != 0)
            fail_msg("%s %s: %s", cases[i].context, cases[i].behind, record(site));
        pty_stop(&site->pty);
    }
}

/* ---- which namespace ---- */

static void elsewhere_the_namespace_of_last_time_is_the_first(void **state)
{
    struct site *site = *state;
    start(site, "sim");
    see(site, "ns ALL");
    see(site, "lb-demo/hello");
    pty_type(&site->pty, ":ns whoami\r");
    see(site, "ns whoami");
    assert_true(pty_wait_no_text(&site->pty, "lb-demo/hello"));
    leave(site);

    start(site, "sim");
    see(site, "ns whoami");
    see(site, "only namespace whoami, as last time; 0 reads all");
    see(site, "whoami/whoami");
    pty_type(&site->pty, ":ctx sim-cert\r");
    see(site, "ctx sim-cert  ns ALL");
    pty_type(&site->pty, ":ctx sim\r");
    see(site, "ctx sim  ns whoami");
    pty_type(&site->pty, "0");
    see(site, "ctx sim  ns ALL");
    see(site, "lb-demo/hello");
    leave(site);

    start(site, "sim");
    see(site, "ctx sim  ns ALL");
    see(site, "lb-demo/hello");
    leave(site);
}

static void elsewhere_the_command_line_wins_over_last_time(void **state)
{
    struct site *site = *state;
    const char *argv[] = {program_path(), "--ascii",   "--no-cloud",
                          "--no-probe",   "--context", "sim",
                          "-n",           "lb-demo",   NULL};
    start(site, "sim");
    see(site, "whoami/whoami");
    pty_type(&site->pty, ":ns whoami\r");
    see(site, "ns whoami");
    leave(site);

    start_words(site, argv);
    see(site, "ns lb-demo");
    see(site, "only namespace lb-demo, as -n says; 0 reads all");
    leave(site);
    start_get(site, "sim", ""); /* commands remember nothing */
    see(site, "lb-demo/hello");
    see(site, "status 0");
    pty_wait_exit(&site->pty);
    pty_stop(&site->pty);
    start(site, "sim");
    see(site, "only namespace whoami, as last time");
    pty_type(&site->pty, "0");
    see(site, "ns ALL");
    leave(site);
}

static void elsewhere_contexts_say_which_file_they_are_from(void **state)
{
    struct site *site = *state;
    start(site, "sim");
    see(site, "whoami/whoami");

    pty_type(&site->pty, "@");

    see(site, "FILE");
    see(site, "/more");
    see(site, "/kubeconfig");
    pty_type(&site->pty, "\033");
    leave(site);
}

/* ---- the embedded world ---- */

static size_t folders_in_scratch(const struct site *site)
{
    char scratch[PATH_BYTES + 64];
    size_t count = 0;

    name_scratch(site, scratch);
    DIR *folder = opendir(scratch);
    assert_non_null(folder);
    for (struct dirent *entry; (entry = readdir(folder)) != NULL;)
        count += entry->d_name[0] != '.';
    closedir(folder);
    return count;
}

static void elsewhere_the_simulator_needs_no_cluster_that_answers(void **state)
{
    struct site *site = *state;
    start(site, "dead");
    see(site, "k8s connecting");

    pty_type(&site->pty, ":sim\r");
    see(site, "elbtop  SIMULATOR  [RW]");
    see(site, "whoami/whoami");
    assert_int_equal(folders_in_scratch(site), 1);
    pty_type(&site->pty, ":sim\r");
    see(site, "this is the simulator already");
    pty_type(&site->pty, ":live\r");

    see(site, "elbtop  LIVE");
    see(site, "ctx dead");
    assert_true(pty_wait_no_text(&site->pty, "whoami"));
    leave(site);
    assert_int_equal(folders_in_scratch(site), 0);
}

static void elsewhere_back_is_the_namespace_of_before(void **state)
{
    struct site *site = *state;
    start(site, "sim");
    see(site, "whoami/whoami");
    pty_type(&site->pty, ":ctx viewer\r");
    see(site, "ctx viewer");

    pty_type(&site->pty, ":sim\r");
    see(site, "SIMULATOR");
    pty_type(&site->pty, ":ctx viewer\r");
    see(site, "SIMULATOR  [RO]  ctx viewer");
    pty_type(&site->pty, ":ctx sim\r");
    see(site, "SIMULATOR  [RW]  ctx sim");
    pty_type(&site->pty, ":live\r");

    see(site, "LIVE  [RO]  ctx viewer");
    see(site, "whoami/whoami");
    leave(site);
    assert_int_equal(folders_in_scratch(site), 0);
}

static void elsewhere_there_is_no_way_back_before_one_was_gone(void **state)
{
    struct site *site = *state;
    start(site, "sim");
    see(site, "whoami/whoami");

    pty_type(&site->pty, ":live\r");

    see(site, ":live is off: there is no other place to go back to");
    leave(site);
}

static void elsewhere_a_signal_takes_the_simulator_along(void **state)
{
    static const int signals[] = {SIGTERM, SIGHUP};
    struct site *site = *state;

    for (size_t i = 0; i < ARRAY_COUNT(signals); i++) {
        start(site, "dead");
        pty_type(&site->pty, ":sim\r");
        see(site, "whoami/whoami");

        kill(site->pty.pid, signals[i]);

        assert_int_equal(pty_wait_exit(&site->pty), 128 + signals[i]);
        assert_true(pty_is_restored(&site->pty));
        pty_stop(&site->pty);
        assert_int_equal(folders_in_scratch(site), 0);
    }
}

static int open_all(void **state)
{
    static struct site site;

    open_site(&site);
    *state = &site;
    return 0;
}

static int close_all(void **state)
{
    close_site(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elsewhere_a_dead_cluster_holds_nobody_up),
        cmocka_unit_test(elsewhere_nothing_of_the_cluster_before_is_shown),
        cmocka_unit_test(elsewhere_read_only_comes_along),
        cmocka_unit_test(elsewhere_who_may_only_look_is_told_so),
        cmocka_unit_test(elsewhere_one_can_go_many_times),
        cmocka_unit_test(elsewhere_a_plugin_gets_the_terminal_and_gives_it_back),
        cmocka_unit_test(elsewhere_a_plugin_that_fails_can_be_run_again),
        cmocka_unit_test(elsewhere_ctrl_c_ends_the_plugin_and_not_elbtop),
        cmocka_unit_test(elsewhere_sigterm_ends_both),
        cmocka_unit_test(elsewhere_a_plugin_that_may_ask_gets_the_terminal_by_login),
        cmocka_unit_test(elsewhere_a_plugin_that_can_do_without_holds_nobody_up),
        cmocka_unit_test(elsewhere_a_plugin_that_never_asks_never_gets_the_terminal),
        cmocka_unit_test(elsewhere_a_command_at_a_terminal_lends_it),
        cmocka_unit_test(elsewhere_a_command_without_a_terminal_asks_nobody),
        cmocka_unit_test(elsewhere_the_namespace_of_last_time_is_the_first),
        cmocka_unit_test(elsewhere_the_command_line_wins_over_last_time),
        cmocka_unit_test(elsewhere_contexts_say_which_file_they_are_from),
        cmocka_unit_test(elsewhere_the_simulator_needs_no_cluster_that_answers),
        cmocka_unit_test(elsewhere_back_is_the_namespace_of_before),
        cmocka_unit_test(elsewhere_there_is_no_way_back_before_one_was_gone),
        cmocka_unit_test(elsewhere_a_signal_takes_the_simulator_along),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
