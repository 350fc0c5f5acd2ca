/*
 * log.h - levelled lines into a file, one write per line, and the newest in a ring.
 *
 * Who shows an error logs it, once; layers below worker/ and tui/ do not log. Never to
 * the terminal. Never a secret: callers pass what wire/secret and wire/http let out.
 *
 * Thread: all calls, from any thread (one leaf lock inside).
 */
#ifndef ELBTOP_BASE_LOG_H
#define ELBTOP_BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

enum log_level { LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG };

struct log;

/* path NULL: ring only. Appends to the file, mode 0600. */
enum err_code log_new(const char *path, enum log_level level, struct log **ret_log,
                      struct err *err);
void log_free(struct log *log); /* NULL is fine */

const char *log_path(const struct log *log); /* NULL: ring only, or no log */

void log_line(struct log *log, enum log_level level, const char *format, ...)
    __attribute__((format(printf, 3, 4))); /* NULL log is fine */

/* Copies the newest lines, oldest first; returns how many. */
size_t log_newest(struct log *log, size_t most, struct arena *arena,
                  const char ***ret_lines);

bool log_level_parse(struct span text, enum log_level *ret_level);
const char *log_level_name(enum log_level level);

#endif
