#include "kube/token_file.h"

#include <string.h>

#include "base/limits.h"
#include "kube/credential.h"
#include "wire/tree.h"

#include "base/banned.h"

enum { LOOK_MS = 1000 };

void token_file_init(struct token_file *file, const char *path)
{
    *file = (struct token_file){.path = path, .err = ERR_INIT, .doubted = true};
}

void token_file_release(struct token_file *file)
{
    secret_wipe(&file->token);
}

void token_file_doubt(struct token_file *file)
{
    file->doubted = true;
}

static bool is_changed(const struct token_file *file, const struct stat *now)
{
    return now->st_mtim.tv_sec != file->seen.st_mtim.tv_sec ||
           now->st_mtim.tv_nsec != file->seen.st_mtim.tv_nsec ||
           now->st_size != file->seen.st_size || now->st_ino != file->seen.st_ino;
}

static enum err_code read_token(struct token_file *file, struct err *err)
{
    struct buf text;
    enum err_code code = file_read(file->path, LIMIT_FILE_BYTES, &text, err);
    if (code != ERR_OK)
        return code;

    struct span token = span_trim(buf_span(&text));
    code = token_check(token, err);
    if (code == ERR_OK)
        secret_set(&file->token, token.at, token.bytes);
    else
        err_at(err, "%s", file->path);
    if (text.at != NULL)
        explicit_bzero(text.at, text.bytes);
    buf_release(&text);
    return code;
}

static bool should_read(const struct token_file *file, const struct stat *now,
                        int64_t now_ms)
{
    return file->doubted || file->err.code != ERR_OK || is_changed(file, now) ||
           now_ms - file->read_ms >= INTERVAL_TOKEN_FILE_MS;
}

enum err_code token_file_work(struct token_file *file, int64_t now_ms, struct err *err)
{
    struct stat now = {0};

    if (file->doubted || now_ms >= file->look_ms) {
        stat(file->path, &now); /* what is not there differs from what was, and is read */
        if (should_read(file, &now, now_ms)) {
            err_clear(&file->err);
            read_token(file, &file->err);
            file->read_ms = now_ms;
            file->seen = now;
            file->doubted = false;
        }
        file->look_ms = now_ms + LOOK_MS;
    }
    if (err != NULL)
        *err = file->err;
    return file->err.code;
}
