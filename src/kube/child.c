#include "kube/child.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"

#include "base/banned.h"

/*
 * How soon to look whether it ended. A grandchild may keep the pipes open, so that they
 * do not tell of the end; when both are closed, the end is near.
 */
enum { LOOK_AGAIN_MS = 100, LOOK_SOON_MS = 5 };

extern char **environ;

void child_init(struct child *child)
{
    *child = (struct child){.out_fd = -1, .err_fd = -1};
    buf_init(&child->out, LIMIT_CHILD_BYTES);
    buf_init(&child->err, LIMIT_CHILD_SAYS_BYTES);
}

static void close_fd(int *fd)
{
    if (*fd != -1)
        close(*fd);
    *fd = -1;
}

static void wipe(struct buf *buf)
{
    if (buf->at != NULL)
        explicit_bzero(buf->at, buf->bytes);
    buf_clear(buf);
}

static void kill_child(struct child *child)
{
    kill(child->owns_group ? -child->pid : child->pid, SIGKILL);
}

void child_release(struct child *child)
{
    if (child->pid != 0) {
        kill_child(child);
        while (waitpid(child->pid, NULL, 0) == -1 && errno == EINTR)
            continue;
    }
    close_fd(&child->out_fd);
    close_fd(&child->err_fd);
    wipe(&child->out);
    buf_release(&child->out);
    buf_release(&child->err);
    child->pid = 0;
}

/* ---- starting ---------------------------------------------------------------------- */

static const char **make_argv(const struct child_order *order)
{
    const char **argv = mem_new_array(order->arg_count + 2, sizeof *argv);

    argv[0] = order->program;
    for (size_t i = 0; i < order->arg_count; i++)
        argv[i + 1] = order->args[i];
    return argv;
}

static bool has_same_name(const char *a, const char *b)
{
    size_t bytes = strcspn(a, "=");
    return strncmp(a, b, bytes) == 0 && b[bytes] == '=';
}

static bool is_set_anew(const struct child_order *order, const char *variable)
{
    for (size_t i = 0; i < order->env_count; i++) {
        if (has_same_name(order->env[i], variable))
            return true;
    }
    return false;
}

static const char **make_env(const struct child_order *order)
{
    size_t ours = 0;
    size_t count = 0;

    while (environ[ours] != NULL)
        ours++;
    const char **env = mem_new_array(ours + order->env_count + 1, sizeof *env);
    for (size_t i = 0; i < ours; i++) {
        if (!is_set_anew(order, environ[i]))
            env[count++] = environ[i];
    }
    for (size_t i = 0; i < order->env_count; i++)
        env[count++] = order->env[i];
    return env;
}

struct pipes {
    int out[2];
    int err[2];
};

static void close_pipes(struct pipes *pipes)
{
    close_fd(&pipes->out[0]);
    close_fd(&pipes->out[1]);
    close_fd(&pipes->err[0]);
    close_fd(&pipes->err[1]);
}

/* Our ends do not block; its ends do, as programs expect it. */
static bool make_pipes(struct pipes *pipes)
{
    *pipes = (struct pipes){.out = {-1, -1}, .err = {-1, -1}};
    return pipe2(pipes->out, O_CLOEXEC) == 0 && pipe2(pipes->err, O_CLOEXEC) == 0 &&
           fcntl(pipes->out[0], F_SETFL, O_NONBLOCK) == 0 &&
           fcntl(pipes->err[0], F_SETFL, O_NONBLOCK) == 0;
}

/* posix_spawn takes pointers to const-less text, which it does not change. */
static char *const *unchanged(const char **texts)
{
    return (char *const *)(uintptr_t)texts;
}

static int spawn(const struct child_order *order, const struct pipes *pipes,
                 pid_t *ret_pid)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t how;
    sigset_t none;
    sigset_t all;
    short flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF;
    const char **argv = make_argv(order);
    const char **env = make_env(order);

    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&how);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &all);
    if (!order->keeps_terminal)
        flags |= POSIX_SPAWN_SETPGROUP; /* group 0: one of its own */
    posix_spawnattr_setflags(&how, flags);
    posix_spawn_file_actions_init(&files);
    if (!order->keeps_terminal)
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, pipes->out[1], STDOUT_FILENO);
    if (!order->keeps_terminal)
        posix_spawn_file_actions_adddup2(&files, pipes->err[1], STDERR_FILENO);

    int why = posix_spawnp(ret_pid, order->program, &files, &how, unchanged(argv),
                           unchanged(env));

    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    free(env);
    free(argv);
    return why;
}

enum err_code child_start(struct child *child, const struct child_order *order,
                          int64_t deadline_ms, struct err *err)
{
    struct pipes pipes;
    pid_t pid = 0;
    int why = make_pipes(&pipes) ? spawn(order, &pipes, &pid) : errno;

    if (why != 0) {
        close_pipes(&pipes);
        return err_set(err, why == ENOENT ? ERR_ABSENT : ERR_LOCAL,
                       "%s cannot be started: %s", order->program, strerror(why));
    }
    close_fd(&pipes.out[1]);
    close_fd(&pipes.err[1]);
    wipe(&child->out);
    buf_clear(&child->err);
    child->pid = pid;
    child->owns_group = !order->keeps_terminal;
    child->out_fd = pipes.out[0];
    child->err_fd = pipes.err[0];
    child->deadline_ms = deadline_ms;
    child->is_late = false;
    child->is_over = false;
    child->status = 0;
    return ERR_OK;
}

/* ---- running ----------------------------------------------------------------------- */

/* Reads until the pipe is empty. What a full buffer leaves out is read all the same. */
static void drain(int *fd, struct buf *into)
{
    char piece[4096];

    while (*fd != -1) {
        ssize_t got = read(*fd, piece, sizeof piece);
        if (got > 0)
            buf_add(into, piece, (size_t)got);
        else if (got == 0 || (errno != EAGAIN && errno != EINTR))
            close_fd(fd);
        else if (errno == EAGAIN)
            break;
    }
    explicit_bzero(piece, sizeof piece);
}

static void end(struct child *child)
{
    drain(&child->out_fd, &child->out);
    drain(&child->err_fd, &child->err);
    close_fd(&child->out_fd);
    close_fd(&child->err_fd);
    child->pid = 0;
}

bool child_work(struct child *child, int64_t now_ms)
{
    if (child->pid == 0)
        return false;

    drain(&child->out_fd, &child->out);
    drain(&child->err_fd, &child->err);
    if (now_ms >= child->deadline_ms && !child->is_late) {
        child->is_late = true;
        kill_child(child);
    } else if (child->out.over && !child->is_over) {
        child->is_over = true;
        kill_child(child);
    }

    pid_t ended = waitpid(child->pid, &child->status, WNOHANG);
    if (ended == 0 || (ended == -1 && errno == EINTR))
        return true;
    end(child);
    return false;
}

bool child_is_running(const struct child *child)
{
    return child->pid != 0;
}

size_t child_fds(const struct child *child, int fds[2])
{
    size_t count = 0;

    if (child->out_fd != -1)
        fds[count++] = child->out_fd;
    if (child->err_fd != -1)
        fds[count++] = child->err_fd;
    return count;
}

int64_t child_due_ms(const struct child *child, int64_t now_ms)
{
    bool is_silent = child->out_fd == -1 && child->err_fd == -1;

    if (child->pid == 0)
        return INT64_MAX;
    return now_ms + (is_silent ? LOOK_SOON_MS : LOOK_AGAIN_MS);
}
