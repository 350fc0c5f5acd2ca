/*
 * child.h - a program that is run for what it prints, without waiting for it.
 *
 * It gets a process group and an empty stdin of its own, all signals back to their
 * defaults, and nothing of ours but its arguments and environment. What it prints is
 * taken from two pipes as it comes. At its deadline the whole group is killed.
 *
 * Private to kube/: knows nothing of credentials.
 */
#ifndef ELBTOP_KUBE_CHILD_H
#define ELBTOP_KUBE_CHILD_H

#include <poll.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct child_order {
    const char *program;     /* a path, or a name that is looked for in PATH */
    const char *const *args; /* without the program itself; arg_count of them */
    size_t arg_count;
    const char *const *env; /* "NAME=value" on top of ours; env_count of them */
    size_t env_count;
    bool
        keeps_terminal; /* our stdin, stderr and process group, so that it can ask a person */
};

struct child {
    int pid; /* 0: none, or already over */
    bool owns_group;
    int out_fd; /* -1 when closed */
    int err_fd;
    int64_t deadline_ms;
    bool is_late; /* killed at its deadline */
    bool is_over; /* printed more than LIMIT_CHILD_BYTES, and was killed */
    int status;   /* as waitpid() gives it, when it is over */
    struct buf out;
    struct buf err; /* the first LIMIT_CHILD_SAYS_BYTES */
};

void child_init(struct child *child);
void child_release(struct child *child); /* one that runs is killed */

/* Errors: ERR_ABSENT there is no such program; ERR_LOCAL. `child` must not be running. */
enum err_code child_start(struct child *child, const struct child_order *order,
                          int64_t deadline_ms, struct err *err);

/* Takes what was printed, looks whether it ended. true while it runs. */
bool child_work(struct child *child, int64_t now_ms);

bool child_is_running(const struct child *child);
size_t child_fds(const struct child *child, int fds[2]);
int64_t child_due_ms(const struct child *child, int64_t now_ms); /* INT64_MAX */

#endif
