#include "lib/pty.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include "base/clock.h"
#include "base/mem.h"

#include "base/banned.h"

enum { ENV_MOST = 32, RAW_BYTES_MOST = 64 << 20 };

static int64_t now_ms(void)
{
    static const struct clock clock = CLOCK_REAL_INIT;
    return clock_now_ms(&clock);
}

/* ---- the child's side ---- */

static void build_env(const struct pty_options *options, char frame_env[32],
                      const char **out)
{
    size_t count = 0;
    static const char *const passed[] = {"PATH", "HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS",
                                         "TSAN_OPTIONS"};
    static char texts[ARRAY_COUNT(passed)][4096];

    for (size_t i = 0; i < ARRAY_COUNT(passed); i++) {
        if (getenv(passed[i]) == NULL)
            continue;
        snprintf(texts[i], sizeof texts[i], "%s=%s", passed[i], getenv(passed[i]));
        out[count++] = texts[i];
    }
    out[count++] = "TERM=xterm-256color";
    out[count++] = "LC_ALL=C.UTF-8";
    out[count++] = "TZ=UTC";
    out[count++] = frame_env;
    for (size_t i = 0;
         options->env != NULL && options->env[i] != NULL && count + 1 < ENV_MOST; i++) {
        size_t name = strcspn(options->env[i], "=") + 1;
        size_t at = 0;
        while (at < count && strncmp(out[at], options->env[i], name) != 0)
            at++;
        out[at] = options->env[i];
        count += at == count;
    }
    out[count] = NULL;
}

static _Noreturn void become(const struct pty_options *options, int frames)
{
    char frame_env[32];
    const char *env[ENV_MOST];
    union {
        const char *const *given;
        char *const *wanted;
    } argv = {.given = options->argv}, envp = {.given = env};

    snprintf(frame_env, sizeof frame_env, "ELBTOP_FRAME_FD=%d", frames);
    build_env(options, frame_env, env);
    execve(options->argv[0], argv.wanted, envp.wanted);
    _exit(127);
}

static void tell(int fd, char what, pid_t pid)
{
    struct {
        char what;
        pid_t pid;
    } message = {what, pid};

    if (write(fd, &message, sizeof message) == -1)
        _exit(126);
}

/*
 * What a shell does for its jobs: a process group of their own, the terminal given and
 * taken back. Without it the kernel would not stop an orphaned group at Ctrl-Z.
 */
static _Noreturn void be_shell(const struct pty_options *options, int frames, int told,
                               int orders)
{
    int status;

    signal(SIGTTOU, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    pid_t pid = fork();
    if (pid == 0) {
        setpgid(0, 0);
        tcsetpgrp(STDIN_FILENO, getpid());
        signal(SIGTTOU, SIG_DFL);
        signal(SIGHUP, SIG_DFL);
        close(told);
        close(orders);
        become(options, frames);
    }
    setpgid(pid, pid);
    tell(told, 'p', pid);
    while (waitpid(pid, &status, WUNTRACED) == pid) {
        char order;
        if (!WIFSTOPPED(status)) {
            if (WIFSIGNALED(status))
                _exit(128 + WTERMSIG(status));
            _exit(WEXITSTATUS(status));
        }
        tcsetpgrp(STDIN_FILENO, getpid());
        tell(told, 's', pid);
        if (read(orders, &order, 1) != 1)
            _exit(125);
        tcsetpgrp(STDIN_FILENO, pid);
        kill(-pid, SIGCONT);
        tell(told, 'c', pid);
    }
    _exit(124);
}

/* ---- starting ---- */

static bool read_told(struct pty *pty, char expected)
{
    struct {
        char what;
        pid_t pid;
    } message;
    struct pollfd fd = {.fd = pty->told, .events = POLLIN};

    if (poll(&fd, 1, PTY_DEADLINE_MS) != 1 ||
        read(pty->told, &message, sizeof message) != (ssize_t)sizeof message)
        return false;
    pty->pid = message.pid;
    return message.what == expected;
}

static void child_side(const struct pty_options *options, int slave, const int frames[2],
                       const int told[2], const int orders[2])
{
    login_tty(slave);
    /* Marks that nobody reads must not stop the program. */
    fcntl(frames[1], F_SETFL, O_NONBLOCK);
    fcntl(frames[1], F_SETFD, 0);
    if (options->shell)
        be_shell(options, frames[1], told[1], orders[0]);
    become(options, frames[1]);
}

bool pty_start(struct pty *pty, const struct pty_options *options)
{
    struct winsize size = {.ws_row = (unsigned short)options->rows,
                           .ws_col = (unsigned short)options->cols};
    int frames[2], told[2], orders[2];

    *pty = (struct pty){.told = -1, .orders = -1, .generation = -1};
    if (openpty(&pty->master, &pty->slave, NULL, NULL, &size) == -1 ||
        pipe2(frames, O_CLOEXEC) == -1 || pipe2(told, O_CLOEXEC) == -1 ||
        pipe2(orders, O_CLOEXEC) == -1)
        return false;
    fcntl(pty->master, F_SETFD, FD_CLOEXEC);
    tcgetattr(pty->slave, &pty->before);
    pty->child = fork();
    if (pty->child == 0) {
        int slave = dup(pty->slave);
        close(pty->slave);
        child_side(options, slave, frames, told, orders);
    }
    close(frames[1]);
    close(told[1]);
    close(orders[0]);
    pty->frames = frames[0];
    pty->told = told[0];
    pty->orders = orders[1];
    fcntl(pty->master, F_SETFL, O_NONBLOCK);
    fcntl(pty->frames, F_SETFL, O_NONBLOCK);
    fcntl(pty->slave, F_SETFD, FD_CLOEXEC);
    pty->pid = pty->child;
    pty->pid_fd = (int)syscall(SYS_pidfd_open, pty->child, 0);
    pty->vt = vt_new(options->rows, options->cols);
    buf_init(&pty->raw, RAW_BYTES_MOST);
    return pty->child > 0 && pty->pid_fd >= 0 && (!options->shell || read_told(pty, 'p'));
}

void pty_stop(struct pty *pty)
{
    if (!pty->ended && pty->child > 0) {
        if (pty->pid != pty->child)
            kill(pty->pid, SIGKILL);
        kill(pty->child, SIGKILL);
        waitpid(pty->child, &pty->status, 0);
    }
    close(pty->master);
    close(pty->slave);
    if (pty->frames >= 0)
        close(pty->frames);
    close(pty->told);
    close(pty->orders);
    close(pty->pid_fd);
    vt_free(pty->vt);
    buf_release(&pty->raw);
}

/* ---- pumping ---- */

static void read_screen(struct pty *pty)
{
    char bytes[65536];
    ssize_t count;

    while ((count = read(pty->master, bytes, sizeof bytes)) > 0) {
        vt_feed(pty->vt, bytes, (size_t)count);
        buf_add(&pty->raw, bytes, (size_t)count);
    }
}

static void read_frames(struct pty *pty)
{
    char bytes[4096];
    ssize_t count;

    if (pty->frames < 0)
        return;
    while ((count = read(pty->frames, bytes, sizeof bytes)) > 0) {
        for (ssize_t i = 0; i < count; i++) {
            if (bytes[i] != '\n') {
                pty->number = pty->number * 10 + (bytes[i] - '0');
                continue;
            }
            pty->generation = pty->number;
            pty->frame_count++;
            pty->number = 0;
        }
    }
    if (count == 0) { /* nobody writes there any more */
        close(pty->frames);
        pty->frames = -1;
    }
}

static void reap(struct pty *pty)
{
    if (!pty->ended && waitpid(pty->child, &pty->status, WNOHANG) == pty->child)
        pty->ended = true;
}

/* Waits until something comes or the deadline is there; false at the deadline. */
static bool pump(struct pty *pty, int64_t deadline_ms)
{
    struct pollfd fds[] = {
        {.fd = pty->master, .events = POLLIN},
        {.fd = pty->frames, .events = POLLIN},
        {.fd = pty->ended ? -1 : pty->pid_fd, .events = POLLIN},
    };
    int64_t wait = deadline_ms - now_ms();

    if (wait <= 0)
        return false;
    int ready = poll(fds, ARRAY_COUNT(fds), (int)wait);
    read_screen(pty);
    read_frames(pty);
    if ((fds[2].revents & POLLIN) != 0)
        reap(pty);
    return ready > 0;
}

const char *pty_screen(struct pty *pty)
{
    static struct buf text; /* kept over calls: the result is valid until the next one */

    if (text.limit == 0)
        buf_init(&text, 1 << 20);
    buf_clear(&text);
    read_screen(pty);
    vt_text(pty->vt, &text);
    return buf_text(&text);
}

static bool wait_text(struct pty *pty, const char *text, bool wanted)
{
    int64_t deadline_ms = now_ms() + PTY_DEADLINE_MS;

    for (;;) {
        if ((strstr(pty_screen(pty), text) != NULL) == wanted)
            return true;
        if (pty->ended || !pump(pty, deadline_ms))
            return (strstr(pty_screen(pty), text) != NULL) == wanted;
    }
}

bool pty_wait_text(struct pty *pty, const char *text)
{
    return wait_text(pty, text, true);
}

bool pty_wait_no_text(struct pty *pty, const char *text)
{
    return wait_text(pty, text, false);
}

bool pty_wait_frames(struct pty *pty, long more)
{
    int64_t deadline_ms = now_ms() + PTY_DEADLINE_MS;
    long wanted = pty->frame_count + more;

    while (pty->frame_count < wanted && !pty->ended) {
        if (!pump(pty, deadline_ms))
            break;
    }
    return pty->frame_count >= wanted;
}

bool pty_wait_more(struct pty *pty)
{
    return !pty->ended && pump(pty, now_ms() + PTY_DEADLINE_MS);
}

bool pty_wait_stopped(struct pty *pty)
{
    bool stopped = read_told(pty, 's');
    read_screen(pty);
    return stopped;
}

void pty_continue(struct pty *pty)
{
    /* A Ctrl-Z that comes before the terminal is given back would stop the shell. */
    if (write(pty->orders, "f", 1) != 1 || !read_told(pty, 'c'))
        fprintf(stderr, "# pty_continue: nobody went on\n");
}

int pty_wait_exit(struct pty *pty)
{
    int64_t deadline_ms = now_ms() + PTY_DEADLINE_MS;

    while (!pty->ended && pump(pty, deadline_ms))
        continue;
    read_screen(pty);
    if (!pty->ended)
        return -1;
    return WIFSIGNALED(pty->status) ? 128 + WTERMSIG(pty->status)
                                    : WEXITSTATUS(pty->status);
}

/* ---- keys, size, modes ---- */

void pty_type(struct pty *pty, const char *keys)
{
    size_t bytes = strlen(keys);

    while (bytes > 0) {
        ssize_t sent = write(pty->master, keys, bytes);
        if (sent > 0) {
            keys += sent;
            bytes -= (size_t)sent;
        } else if (!pump(pty, now_ms() + PTY_DEADLINE_MS)) {
            return;
        }
    }
}

void pty_resize(struct pty *pty, int rows, int cols)
{
    struct winsize size = {.ws_row = (unsigned short)rows,
                           .ws_col = (unsigned short)cols};

    read_screen(pty);
    vt_resize(pty->vt, rows, cols);
    ioctl(pty->master, TIOCSWINSZ, &size); /* the kernel sends SIGWINCH */
}

bool pty_is_restored(struct pty *pty)
{
    struct termios after;

    read_screen(pty);
    tcgetattr(pty->slave, &after);
    bool same = after.c_iflag == pty->before.c_iflag &&
                after.c_oflag == pty->before.c_oflag &&
                after.c_lflag == pty->before.c_lflag &&
                memcmp(after.c_cc, pty->before.c_cc, sizeof after.c_cc) == 0;
    if (!same)
        fprintf(stderr, "# modes differ: i %x %x o %x %x l %x %x\n",
                (unsigned)after.c_iflag, (unsigned)pty->before.c_iflag,
                (unsigned)after.c_oflag, (unsigned)pty->before.c_oflag,
                (unsigned)after.c_lflag, (unsigned)pty->before.c_lflag);
    const char *raw = buf_text(&pty->raw);
    const char *on = NULL;
    const char *off = NULL;
    for (const char *at = raw; (at = strstr(at, "\033[?2004")) != NULL; at++) {
        on = at[7] == 'h' ? at : on;
        off = at[7] == 'l' ? at : off;
    }
    if (!vt_cursor_is_shown(pty->vt) || vt_is_alternate(pty->vt))
        fprintf(stderr, "# cursor shown %d, alternate screen %d\n",
                vt_cursor_is_shown(pty->vt), vt_is_alternate(pty->vt));
    return same && vt_cursor_is_shown(pty->vt) && !vt_is_alternate(pty->vt) &&
           (on == NULL || (off != NULL && off > on));
}
