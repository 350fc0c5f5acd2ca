/*
 * token_file.h - a token that lies in a file and is exchanged there by others, as a pod's
 * service account token is. Private to kube/.
 */
#ifndef ELBTOP_KUBE_TOKEN_FILE_H
#define ELBTOP_KUBE_TOKEN_FILE_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "base/err.h"
#include "wire/secret.h"

struct token_file {
    const char *path;    /* borrowed */
    struct secret token; /* the last one that could be read; not set: none yet */
    struct stat seen;    /* the file as it was read */
    struct err err;      /* of the last reading */
    int64_t read_ms;
    int64_t look_ms; /* not looked at again before */
    bool doubted;    /* or never read */
};

void token_file_init(struct token_file *file, const char *path);
void token_file_release(struct token_file *file);

/*
 * Reads it when it changed, or was read a minute ago; looks once a second at most. On
 * failure the old token stays. Errors: ERR_LOCAL, ERR_SHAPE; where = path.
 */
enum err_code token_file_work(struct token_file *file, int64_t now_ms, struct err *err);

/* Read anew at the next work, whatever it looks like. */
void token_file_doubt(struct token_file *file);

#endif
