/*
 * rescue.h - the terminal's way back to what it was, whatever happens to the program.
 *
 * Signals that can wait only write their number into a pipe, so that the loop sees them
 * between two frames. The second SIGTERM or SIGHUP, every crash, and the last words of a
 * program without memory restore the terminal at once: with write(2) and tcsetattr(3), which
 * are allowed in a handler, from bytes that stand ready.
 *
 * Process-wide: there is one terminal, and signal handlers get no argument. A thread must
 * not block SIGSEGV, SIGBUS, SIGFPE and SIGILL: the kernel ends a process at once whose
 * blocked signal is its own fault.
 */
#ifndef ELBTOP_TUI_RESCUE_H
#define ELBTOP_TUI_RESCUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

/* Remembers the modes of stdin and catches signals. Nothing is restored before rescue_arm. */
enum err_code rescue_open(struct err *err);

/* What is sent to leave, in this order; NULL is fine. Delays of terminfo are taken out. */
void rescue_add(const char *bytes);

/* From now on there is something to restore. */
void rescue_arm(void);

/* The terminal has been left in good order; puts the modes back. */
void rescue_disarm(void);

void rescue_close(void); /* signals are as they were before */

int rescue_fd(void);               /* POLLIN: a signal waits */
bool rescue_next(int *ret_signal); /* false: none waits */

/* Straight to the terminal. */
void rescue_send(const char *at, size_t bytes);

#endif
