/*
 * tape.h - a recording that was read: all its lines in memory, each checked with the decoders
 * that will play it. What is wrong with a file is found here, with the number of the line, and
 * not in the middle of a replay. Answers of the cloud alone are read when they are played: one
 * that makes no sense leaves the picture as it was, as it does live.
 *
 * Bounded: LIMIT_TAPE_FILE_BYTES of file, LIMIT_TAPE_BYTES of text, LIMIT_RECORD_LINE_BYTES of
 * a line. Format: doc/recording.md.
 */
#ifndef ELBTOP_RECORD_TAPE_H
#define ELBTOP_RECORD_TAPE_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/span.h"
#include "record/line.h"

struct tape_line {
    int64_t wall_ms; /* never before that of the line above, behind the base */
    enum line_op op;
    size_t at, bytes; /* in the text */
};

struct tape {
    struct line_header header; /* its texts are the tape's */
    size_t count;
    const struct tape_line *lines; /* behind the header */
    size_t base_count;             /* so many of them were known when it begins */
};

/* Errors: ERR_LOCAL, ERR_LIMIT, ERR_SHAPE; where = the path, with ":LINE" where one is bad. */
enum err_code tape_open(const char *path, struct tape **ret_tape, struct err *err);

/* The same from the bytes of a file; name stands for the path in errors. */
enum err_code tape_read(struct span gz, const char *name, struct tape **ret_tape,
                        struct err *err);
void tape_free(struct tape *tape);

/* The text of a line; valid as long as the tape. */
struct span tape_text(const struct tape *tape, const struct tape_line *line);

#endif
