/* Files as bytes and as trees; declared in tree.h. */
#include "wire/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"

#include "base/banned.h"

static enum err_code read_all(int fd, struct buf *text, struct err *err)
{
    char piece[16 * 1024];

    for (;;) {
        ssize_t got = read(fd, piece, sizeof piece);
        if (got == 0)
            return ERR_OK;
        if (got == -1 && errno == EINTR)
            continue;
        if (got == -1)
            return err_set(err, ERR_LOCAL, "cannot be read: %s", strerror(errno));
        if (!buf_add(text, piece, (size_t)got))
            return err_set(err, ERR_LIMIT, "longer than %zu bytes", text->limit);
    }
}

enum err_code file_read(const char *path, size_t limit_bytes, struct buf *ret_text,
                        struct err *err)
{
    bool is_stdin = strcmp(path, "-") == 0;
    struct stat about;
    enum err_code code;

    buf_init(ret_text, limit_bytes);
    int fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd == -1)
        code = err_set(err, ERR_LOCAL, "cannot be opened: %s", strerror(errno));
    else if (!is_stdin && fstat(fd, &about) == 0 && S_ISDIR(about.st_mode))
        code = err_set(err, ERR_LOCAL, "is a directory");
    else
        code = read_all(fd, ret_text, err);
    if (!is_stdin && fd != -1)
        close(fd);
    if (code != ERR_OK) {
        err_at(err, "%s", is_stdin ? "standard input" : path);
        buf_release(ret_text);
    }
    return code;
}

/*
 * JSON is almost YAML, but tabs and some escapes are not; so what looks like JSON is tried
 * as such first. When it is neither, what the JSON parser said is nearer to the cause.
 */
static enum err_code either(struct span text, const char *name, json_t **ret_tree,
                            struct err *err)
{
    struct err as_json = ERR_INIT;
    struct span inside = span_trim(text);

    if (!span_starts(inside, "{") && !span_starts(inside, "["))
        return tree_from_yaml(text, name, ret_tree, err);
    if (tree_from_json(text, name, ret_tree, &as_json) == ERR_OK ||
        tree_from_yaml(text, name, ret_tree, NULL) == ERR_OK)
        return ERR_OK;
    err_at(err, "%s", as_json.where);
    return err_set(err, as_json.code, "%s", as_json.text);
}

enum err_code tree_from_file(const char *path, json_t **ret_tree, struct err *err)
{
    struct buf text;
    enum err_code code = file_read(path, LIMIT_FILE_BYTES, &text, err);
    if (code != ERR_OK)
        return code;

    code = either(buf_span(&text), strcmp(path, "-") == 0 ? "standard input" : path,
                  ret_tree, err);
    if (text.at != NULL)
        explicit_bzero(text.at, text.bytes); /* kubeconfig and clouds.yaml hold secrets */
    buf_release(&text);
    return code;
}
