/*
 * pty.h - a program in a terminal of its own: keys in, screen out, signals, resize, exit.
 *
 * Nothing here sleeps: each wait is for something (a text, a frame, the end) and has a
 * deadline.
 */
#ifndef ELBTOP_TESTS_LIB_PTY_H
#define ELBTOP_TESTS_LIB_PTY_H

#include <stdbool.h>
#include <sys/types.h>
#include <termios.h>

#include "base/buf.h"
#include "lib/vt.h"

/* A test that fails waits so long; one that passes on a busy machine may need much of it. */
enum { PTY_DEADLINE_MS = 30000 };

struct pty_options {
    const char *const *argv; /* argv[0] is the path */
    const char *const *env;  /* "NAME=VALUE", on top of a small environment; NULL */
    int rows, cols;
    bool shell; /* run it as a shell would, so that Ctrl-Z stops it */
};

struct pty {
    pid_t pid;   /* of the program */
    pid_t child; /* the program, or the little shell before it */
    int master;
    int slave;  /* kept open: the modes can be read after the end */
    int frames; /* marks of ELBTOP_FRAME_FD are read here; -1 when it was closed */
    int pid_fd;
    int told;   /* the little shell tells what happens; -1 */
    int orders; /* and is told what to do; -1 */
    struct vt *vt;
    struct buf raw; /* every byte the program sent */
    long frame_count;
    long long generation; /* of the last mark */
    long long number;     /* of the mark that is being read */
    struct termios before;
    bool ended;
    int status; /* as of waitpid */
};

/* false when it cannot be started. */
bool pty_start(struct pty *pty, const struct pty_options *options);
void pty_stop(struct pty *pty); /* kills what still runs, frees everything */

void pty_type(struct pty *pty, const char *keys);
void pty_resize(struct pty *pty, int rows, int cols);

/* The screen as text; valid until the next call. */
const char *pty_screen(struct pty *pty);

/* false after PTY_DEADLINE_MS, or when the program has ended without it. */
bool pty_wait_text(struct pty *pty, const char *text);
bool pty_wait_no_text(struct pty *pty, const char *text);
bool pty_wait_frames(struct pty *pty, long more);
bool pty_wait_more(struct pty *pty);    /* whatever it is: bytes, a frame, the end */
bool pty_wait_stopped(struct pty *pty); /* with `shell` */
void pty_continue(struct pty *pty);     /* what fg does */

/* The exit status; 128 + signal when it was killed by one; -1 at the deadline. */
int pty_wait_exit(struct pty *pty);

/* Modes as before, cursor shown, not on the alternate screen, no bracketed paste. */
bool pty_is_restored(struct pty *pty);

#endif
