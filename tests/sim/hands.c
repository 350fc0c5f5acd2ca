#include "hands.h"

#include "lib/check.h"

#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <spawn.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "wire/tree.h"

enum { RUN_MS = 60000, OUTPUT_BYTES = 1 << 20 };

/* ---- what they get ------------------------------------------------------------------------ */

static void put_env(struct hands *hands, size_t *count, const char *name,
                    const char *value)
{
    size_t bytes = strlen(name) + strlen(value) + 2;
    char *text = mem_new(bytes);

    assert_true(*count < HANDS_ENV);
    snprintf(text, bytes, "%s=%s", name, value);
    hands->env_texts[*count] = text;
    hands->env[(*count)++] = text;
}

static void put_below_dir(struct hands *hands, size_t *count, const char *name,
                          const char *folder)
{
    char path[600];

    snprintf(path, sizeof path, "%s/%s", hands->dir, folder);
    put_env(hands, count, name, path);
}

static void fill_env(struct hands *hands)
{
    static const char *const passed[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"};
    const struct sim_places *places = sim_places(hands->world->sim);
    size_t count = 0;

    put_env(hands, &count, "PATH", "/usr/bin:/bin");
    put_env(hands, &count, "LC_ALL", "C.UTF-8");
    put_env(hands, &count, "TZ", "UTC");
    put_env(hands, &count, "HOME", hands->dir);
    put_below_dir(hands, &count, "XDG_CONFIG_HOME", "config");
    put_below_dir(hands, &count, "XDG_STATE_HOME", "state");
    put_env(hands, &count, "KUBECONFIG", places->kubeconfig);
    put_env(hands, &count, "OS_CLIENT_CONFIG_FILE", places->clouds_yaml);
    put_env(hands, &count, "OS_CLOUD", "sim");
    put_env(hands, &count, "ELBTOP_PROBE_PROXY", places->probe_proxy);
    for (size_t i = 0; i < ARRAY_COUNT(passed); i++) {
        if (getenv(passed[i]) != NULL)
            put_env(hands, &count, passed[i], getenv(passed[i]));
    }
}

static char *program_path(void)
{
    const char *top = getenv("TOP_BUILDDIR");
    char path[600];

    snprintf(path, sizeof path, "%s/elbtop", top == NULL ? "." : top);
    return mem_copy_text(path);
}

struct hands *hands_open(const char *story)
{
    const char *tmp = getenv("TMPDIR");
    struct hands *hands = mem_new(sizeof *hands);
    char path[512];

    snprintf(path, sizeof path, "%s/elbtop-hands-XXXXXX", tmp != NULL ? tmp : "/tmp");
    assert_non_null(mkdtemp(path));
    hands->dir = mem_copy_text(path);
    hands->program = program_path();
    hands->world = world_open_story(story);
    buf_init(&hands->out, OUTPUT_BYTES);
    buf_init(&hands->err, OUTPUT_BYTES);
    fill_env(hands);
    return hands;
}

static int remove_one(const char *path, const struct stat *stat, int kind,
                      struct FTW *place)
{
    (void)stat;
    (void)kind;
    (void)place;
    return remove(path);
}

void hands_close(struct hands *hands)
{
    world_close(hands->world);
    nftw(hands->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    for (size_t i = 0; i < HANDS_ENV; i++)
        free(hands->env_texts[i]);
    buf_release(&hands->out);
    buf_release(&hands->err);
    free(hands->program);
    free(hands->dir);
    free(hands);
}

/* ---- running --------------------------------------------------------------------------------- */

char *hands_words(const struct hands *hands, const char *line, const char **ret_argv)
{
    char *copy = mem_copy_text(line);
    size_t count = 0;
    char *at = copy;

    ret_argv[count++] = hands->program;
    while (*at != '\0') {
        char end = *at == '\'' ? '\'' : ' ';
        at += end == '\'';
        assert_true(count < HANDS_WORDS);
        ret_argv[count++] = at;
        at += strcspn(at, end == '\'' ? "'" : " ");
        if (*at != '\0')
            *at++ = '\0';
        at += strspn(at, " ");
    }
    ret_argv[count] = NULL;
    return copy;
}

static pid_t start(const struct hands *hands, const char *line, int out, int err)
{
    const char *argv[HANDS_WORDS + 1];
    char *copy = hands_words(hands, line, argv);
    posix_spawn_file_actions_t actions;
    pid_t pid;
    union {
        const char *const *given;
        char *const *wanted;
    } words = {.given = argv}, env = {.given = hands->env};

    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, err, STDERR_FILENO);
    int failed =
        posix_spawn(&pid, hands->program, &actions, NULL, words.wanted, env.wanted);
    posix_spawn_file_actions_destroy(&actions);
    free(copy);
    if (failed != 0)
        fail_msg("%s cannot be started", hands->program);
    return pid;
}

/* false: the end of it. */
static bool read_some(int fd, struct buf *into)
{
    char bytes[4096];
    ssize_t count = read(fd, bytes, sizeof bytes);

    if (count > 0)
        buf_add(into, bytes, (size_t)count);
    return count > 0;
}

static void read_both(struct hands *hands, int out, int err)
{
    const struct clock real = CLOCK_REAL_INIT;
    int64_t until_ms = clock_now_ms(&real) + RUN_MS;
    struct pollfd fds[] = {{.fd = out, .events = POLLIN}, {.fd = err, .events = POLLIN}};
    struct buf *into[] = {&hands->out, &hands->err};
    int open = ARRAY_COUNT(fds);

    while (open > 0) {
        int64_t left_ms = until_ms - clock_now_ms(&real);
        if (left_ms <= 0 || poll(fds, ARRAY_COUNT(fds), (int)left_ms) <= 0)
            fail_msg("no end after %d s:\n%s\n%s", RUN_MS / 1000, buf_text(&hands->out),
                     buf_text(&hands->err));
        for (size_t i = 0; i < ARRAY_COUNT(fds); i++) {
            if (fds[i].revents == 0 || read_some(fds[i].fd, into[i]))
                continue;
            fds[i].fd = -1;
            open--;
        }
    }
}

int hands_run(struct hands *hands, const char *line)
{
    int out[2], err[2], status;

    buf_clear(&hands->out);
    buf_clear(&hands->err);
    assert_int_equal(pipe2(out, O_CLOEXEC), 0);
    assert_int_equal(pipe2(err, O_CLOEXEC), 0);
    pid_t pid = start(hands, line, out[1], err[1]);
    close(out[1]);
    close(err[1]);
    read_both(hands, out[0], err[0]);
    close(out[0]);
    close(err[0]);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    hands->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return hands->status;
}

/* ---- what came of it ---------------------------------------------------------------------------- */

bool hands_said(const struct hands *hands, const char *text)
{
    return strstr(buf_text(&hands->out), text) != NULL;
}

bool hands_complained(const struct hands *hands, const char *text)
{
    return strstr(buf_text(&hands->err), text) != NULL;
}

void hands_runs(struct hands *hands, const char *line, int status)
{
    hands_run(hands, line);
    if (hands->status != status)
        fail_msg("%s: ended in %d, not in %d:\n%s%s", line, hands->status, status,
                 buf_text(&hands->out), buf_text(&hands->err));
}

void hands_says(const struct hands *hands, const char *text)
{
    if (!hands_said(hands, text))
        fail_msg("no \"%s\" in\n%s%s", text, buf_text(&hands->out),
                 buf_text(&hands->err));
}

void hands_complains(const struct hands *hands, const char *text)
{
    if (!hands_complained(hands, text))
        fail_msg("no complaint \"%s\" in\n%s%s", text, buf_text(&hands->out),
                 buf_text(&hands->err));
}

void hands_fault(struct hands *hands, const char *fault)
{
    char body[300];
    int status;

    snprintf(body, sizeof body, "{\"fault\":\"%s\"}", fault);
    json_decref(world_control(hands->world, "POST", "/fault", body, &status));
    assert_int_equal(status, 200);
}

void hands_configure(struct hands *hands, const char *text)
{
    char path[600];

    snprintf(path, sizeof path, "%s/config", hands->dir);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/config/elbtop", hands->dir);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/config/elbtop/config.yaml", hands->dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file, "%s\n", text);
    assert_int_equal(fclose(file), 0);
}

char *hands_receipts(const struct hands *hands)
{
    char path[1000];
    struct buf all;
    struct dirent *entry;

    buf_init(&all, OUTPUT_BYTES);
    snprintf(path, sizeof path, "%s/state/elbtop/receipts", hands->dir);
    DIR *dir = opendir(path);
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        struct buf one;
        snprintf(path, sizeof path, "%s/state/elbtop/receipts/%s", hands->dir,
                 entry->d_name);
        if (entry->d_name[0] == '.' ||
            file_read(path, LIMIT_FILE_BYTES, &one, NULL) != ERR_OK)
            continue;
        buf_add_text(&all, buf_text(&one));
        buf_release(&one);
    }
    if (dir != NULL)
        closedir(dir);
    char *texts = mem_copy_text(buf_text(&all));
    buf_release(&all);
    return texts;
}
