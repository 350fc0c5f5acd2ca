/*
 * common.h - small things that many files of state/ ask.
 */
#ifndef ELBTOP_STATE_COMMON_H
#define ELBTOP_STATE_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* By this the controller holds a Service until its clean-up is done. */
#define CLEANUP_FINALIZER "service.kubernetes.io/load-balancer-cleanup"

/* There, and not "". */
static inline bool has_text(const char *text)
{
    return text != NULL && text[0] != '\0';
}

/* The later of two moments; WHEN_UNKNOWN is before all others. */
static inline int64_t later(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

#endif
