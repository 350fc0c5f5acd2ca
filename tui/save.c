#include "tui/save.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"

#include "base/banned.h"

static enum err_code find_folder(char out[SAVE_PATH_BYTES], struct err *err)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int bytes;

    if (state != NULL && state[0] == '/')
        bytes = snprintf(out, SAVE_PATH_BYTES, "%s/elbtop/screens", state);
    else if (home != NULL && home[0] == '/')
        bytes = snprintf(out, SAVE_PATH_BYTES, "%s/.local/state/elbtop/screens", home);
    else
        return err_set(err, ERR_LOCAL, "neither XDG_STATE_HOME nor HOME is set");
    if (bytes >= SAVE_PATH_BYTES - 32)
        return err_set(err, ERR_LOCAL, "the path of the state directory is too long");
    return ERR_OK;
}

static enum err_code make_folders(const char *path, struct err *err)
{
    char part[SAVE_PATH_BYTES];

    for (size_t i = 1; path[i - 1] != '\0'; i++) {
        if (path[i] != '/' && path[i] != '\0')
            continue;
        snprintf(part, sizeof part, "%.*s", (int)i, path);
        if (mkdir(part, 0700) == -1 && errno != EEXIST)
            return err_set(err, ERR_LOCAL, "%s: %s", part, strerror(errno));
    }
    return ERR_OK;
}

static enum err_code write_file(const char *path, const struct buf *text, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd == -1)
        return err_set(err, ERR_LOCAL, "%s: %s", path, strerror(errno));
    ssize_t sent = write(fd, buf_text(text), text->bytes);
    int failed = sent == (ssize_t)text->bytes ? 0 : errno;
    close(fd);
    return failed == 0 ? ERR_OK
                       : err_set(err, ERR_LOCAL, "%s: %s", path, strerror(failed));
}

enum err_code save_screen(const struct grid *grid, int64_t wall_ms,
                          char ret_path[SAVE_PATH_BYTES], struct err *err)
{
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm parts;
    struct buf text;
    enum err_code code = find_folder(ret_path, err);

    if (code == ERR_OK)
        code = make_folders(ret_path, err);
    if (code != ERR_OK)
        return code;
    localtime_r(&seconds, &parts);
    size_t at = strlen(ret_path);
    strftime(ret_path + at, SAVE_PATH_BYTES - at, "/%Y%m%d-%H%M%S.txt", &parts);
    buf_init(&text, 8 * LIMIT_MIB);
    grid_print(grid, &text);
    code = write_file(ret_path, &text, err);
    buf_release(&text);
    return code;
}
