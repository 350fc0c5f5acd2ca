/*
 * wake.h - a doorbell between threads: ring from anywhere, poll for it.
 *
 * Rings that nobody answered yet are one ring. Async-signal-safe to ring.
 */
#ifndef ELBTOP_BASE_WAKE_H
#define ELBTOP_BASE_WAKE_H

#include "base/err.h"

struct wake {
    int fd; /* poll it for POLLIN */
};

enum err_code wake_init(struct wake *wake, struct err *err);
void wake_release(struct wake *wake);
void wake_ring(const struct wake *wake);
void wake_answer(const struct wake *wake); /* quiet until the next ring */

#endif
