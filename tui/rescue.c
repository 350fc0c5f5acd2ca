#include "tui/rescue.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/mem.h"

#include "base/banned.h"

enum { CRASH_STACK_BYTES = 64 * 1024, LEAVE_BYTES = 256 };

static struct {
    volatile sig_atomic_t armed;
    volatile sig_atomic_t ending; /* SIGTERM or SIGHUP came and was told to the loop */
    struct termios before;
    char leave[LEAVE_BYTES];
    size_t leave_bytes;
    int pipe[2]; /* signal numbers; [0] is read by the loop */
    void *crash_stack;
} rescue = {.pipe = {-1, -1}};

/* ---- leaving ---- */

static void write_all(int fd, const char *at, size_t bytes)
{
    while (bytes > 0) {
        ssize_t sent = write(fd, at, bytes);
        if (sent <= 0)
            return;
        at += sent;
        bytes -= (size_t)sent;
    }
}

void rescue_send(const char *at, size_t bytes)
{
    write_all(STDOUT_FILENO, at, bytes);
}

/* Allowed in a handler. */
static void restore_now(void)
{
    if (rescue.armed == 0)
        return;
    rescue.armed = 0;
    write_all(STDOUT_FILENO, rescue.leave, rescue.leave_bytes);
    tcsetattr(STDIN_FILENO, TCSANOW, &rescue.before);
}

static void last_words(const char *why)
{
    restore_now();
    write_all(STDERR_FILENO, "elbtop: ", 8);
    write_all(STDERR_FILENO, why, strlen(why));
    write_all(STDERR_FILENO, "\n", 1);
}

/* "$<5/>" asks for a delay, for terminals that no longer exist. */
void rescue_add(const char *bytes)
{
    for (const char *at = bytes; at != NULL && *at != '\0'; at++) {
        const char *end = at[0] == '$' && at[1] == '<' ? strchr(at, '>') : NULL;
        if (end != NULL)
            at = end;
        else if (rescue.leave_bytes < LEAVE_BYTES)
            rescue.leave[rescue.leave_bytes++] = *at;
    }
}

void rescue_arm(void)
{
    rescue.armed = 1;
    mem_on_last_words(last_words);
}

void rescue_disarm(void)
{
    tcsetattr(STDIN_FILENO, TCSADRAIN, &rescue.before);
    rescue.armed = 0;
    mem_on_last_words(NULL);
}

/* ---- signals ---- */

static const int crashes[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGQUIT};
static const int notices[] = {SIGWINCH, SIGTSTP, SIGCONT, SIGINT, SIGTERM, SIGHUP};

static struct sigaction crash_before[ARRAY_COUNT(crashes)];
static struct sigaction notice_before[ARRAY_COUNT(notices)];

static void on_crash(int number)
{
    static const char said[] = "elbtop: crashed; the terminal was restored\n";

    restore_now();
    if (number != SIGQUIT)
        write_all(STDERR_FILENO, said, sizeof said - 1);
    for (size_t i = 0; i < ARRAY_COUNT(crashes); i++) {
        if (crashes[i] == number)
            sigaction(number, &crash_before[i], NULL);
    }
    raise(number); /* is delivered when this handler returns */
}

static void on_notice(int number)
{
    unsigned char byte = (unsigned char)number;
    int before = errno;

    if (number == SIGTERM || number == SIGHUP) {
        if (rescue.ending != 0) { /* the loop did not answer the first one */
            restore_now();
            _exit(128 + number);
        }
        rescue.ending = 1;
    }
    if (write(rescue.pipe[1], &byte, 1) == -1)
        errno = before;
}

static void catch_signals(void)
{
    struct sigaction crash = {.sa_handler = on_crash, .sa_flags = SA_ONSTACK};
    struct sigaction notice = {.sa_handler = on_notice, .sa_flags = SA_RESTART};
    stack_t stack = {.ss_size = CRASH_STACK_BYTES};

    /* A stack that overflowed cannot hold a handler. */
    rescue.crash_stack = mem_new(CRASH_STACK_BYTES);
    stack.ss_sp = rescue.crash_stack;
    sigaltstack(&stack, NULL);
    sigemptyset(&crash.sa_mask);
    sigemptyset(&notice.sa_mask);
    for (size_t i = 0; i < ARRAY_COUNT(crashes); i++)
        sigaction(crashes[i], &crash, &crash_before[i]);
    for (size_t i = 0; i < ARRAY_COUNT(notices); i++)
        sigaction(notices[i], &notice, &notice_before[i]);
}

int rescue_fd(void)
{
    return rescue.pipe[0];
}

bool rescue_next(int *ret_signal)
{
    unsigned char number;

    if (read(rescue.pipe[0], &number, 1) != 1)
        return false;
    *ret_signal = number;
    return true;
}

/* ---- life ---- */

enum err_code rescue_open(struct err *err)
{
    if (pipe2(rescue.pipe, O_CLOEXEC | O_NONBLOCK) == -1)
        return err_set(err, ERR_LOCAL, "pipe: %s", strerror(errno));
    rescue.leave_bytes = 0;
    rescue.ending = 0;
    tcgetattr(STDIN_FILENO, &rescue.before);
    catch_signals();
    return ERR_OK;
}

void rescue_close(void)
{
    stack_t none = {.ss_flags = SS_DISABLE};

    for (size_t i = 0; i < ARRAY_COUNT(crashes); i++)
        sigaction(crashes[i], &crash_before[i], NULL);
    for (size_t i = 0; i < ARRAY_COUNT(notices); i++)
        sigaction(notices[i], &notice_before[i], NULL);
    sigaltstack(&none, NULL);
    free(rescue.crash_stack);
    rescue.crash_stack = NULL;
    close(rescue.pipe[0]);
    close(rescue.pipe[1]);
    rescue.pipe[0] = rescue.pipe[1] = -1;
}
