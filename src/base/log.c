#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "base/when.h"

#include "base/banned.h"

enum { LINE_BYTES = 400 };

struct log {
    /* fixed after log_new */
    int fd; /* -1: ring only */
    char *path;
    enum log_level level;

    /* under mu, a leaf lock */
    pthread_mutex_t mu;
    size_t written; /* lines ever; the ring holds the last LIMIT_LOG_LINES */
    char ring[LIMIT_LOG_LINES][LINE_BYTES];
};

static const char *const level_names[] = {
    [LOG_ERROR] = "error",
    [LOG_WARNING] = "warning",
    [LOG_INFO] = "info",
    [LOG_DEBUG] = "debug",
};

enum err_code log_new(const char *path, enum log_level level, struct log **ret_log,
                      struct err *err)
{
    int fd = -1;

    if (path != NULL) {
        fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
        if (fd == -1) {
            err_at(err, "%s", path);
            return err_set(err, ERR_LOCAL, "cannot open the log file: %s",
                           strerror(errno));
        }
    }
    struct log *log = mem_new(sizeof *log);
    log->fd = fd;
    log->path = mem_copy_text(path);
    log->level = level;
    pthread_mutex_init(&log->mu, NULL);
    *ret_log = log;
    return ERR_OK;
}

const char *log_path(const struct log *log)
{
    return log == NULL ? NULL : log->path;
}

void log_free(struct log *log)
{
    if (log == NULL)
        return;
    if (log->fd != -1)
        close(log->fd);
    pthread_mutex_destroy(&log->mu);
    free(log->path);
    free(log);
}

void log_line(struct log *log, enum log_level level, const char *format, ...)
{
    char line[LINE_BYTES];
    char when[WHEN_TEXT_BYTES];

    if (log == NULL || level > log->level)
        return;

    const struct clock real = CLOCK_REAL_INIT;
    int at = snprintf(line, sizeof line - 1, "%s %-7s ",
                      when_print(clock_wall_ms(&real), when), level_names[level]);
    va_list args;
    va_start(args, format);
    int more = vsnprintf(line + at, sizeof line - 1 - (size_t)at, format, args);
    va_end(args);
    size_t bytes = (size_t)at + (size_t)(more < 0 ? 0 : more);
    if (bytes > sizeof line - 2)
        bytes = utf8_whole_bytes(span_make(line, sizeof line - 2));
    line[bytes] = '\0';
    bytes = utf8_make_harmless(line);

    pthread_mutex_lock(&log->mu);
    memcpy(log->ring[log->written % LIMIT_LOG_LINES], line, bytes + 1);
    log->written++;
    pthread_mutex_unlock(&log->mu);

    if (log->fd != -1) {
        line[bytes] = '\n';
        ssize_t wrote =
            write(log->fd, line, bytes + 1); /* O_APPEND: one line, one write */
        (void)
            wrote; /* a full disk must not stop the program, and there is nowhere to say so */
    }
}

size_t log_newest(struct log *log, size_t most, struct arena *arena,
                  const char ***ret_lines)
{
    *ret_lines = NULL;
    if (log == NULL)
        return 0;

    pthread_mutex_lock(&log->mu);
    size_t count = log->written < LIMIT_LOG_LINES ? log->written : LIMIT_LOG_LINES;
    if (count > most)
        count = most;
    const char **lines = arena_new_array(arena, count, sizeof *lines);
    for (size_t i = 0; i < count; i++)
        lines[i] =
            arena_text(arena, log->ring[(log->written - count + i) % LIMIT_LOG_LINES]);
    pthread_mutex_unlock(&log->mu);

    *ret_lines = lines;
    return count;
}

bool log_level_parse(struct span text, enum log_level *ret_level)
{
    for (size_t i = 0; i < ARRAY_COUNT(level_names); i++) {
        if (span_is(text, level_names[i])) {
            *ret_level = (enum log_level)i;
            return true;
        }
    }
    return false;
}

const char *log_level_name(enum log_level level)
{
    return level_names[level];
}
