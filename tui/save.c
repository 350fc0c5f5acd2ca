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

static enum err_code write_file(const char *path, int flags, const struct buf *text,
                                struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0600);

    if (fd == -1 && errno == EEXIST)
        return err_set(err, ERR_LOCAL, "%s is there already; :w! writes over it", path);
    if (fd == -1)
        return err_set(err, ERR_LOCAL, "%s: %s", path, strerror(errno));
    errno = 0;
    ssize_t sent = write(fd, buf_text(text), text->bytes);
    int failed = sent == (ssize_t)text->bytes ? 0 : errno != 0 ? errno : ENOSPC;
    close(fd);
    return failed == 0 ? ERR_OK
                       : err_set(err, ERR_LOCAL, "%s: %s", path, strerror(failed));
}

/* A name of our own: the second it was asked for. */
static enum err_code own_path(const struct save *save, enum picture_kind kind,
                              char ret_path[SAVE_PATH_BYTES], struct err *err)
{
    time_t seconds = (time_t)(save->wall_ms / 1000);
    struct tm parts;
    enum err_code code = find_folder(ret_path, err);

    if (code == ERR_OK)
        code = make_folders(ret_path, err);
    if (code != ERR_OK)
        return code;
    localtime_r(&seconds, &parts);
    size_t at = strlen(ret_path);
    strftime(ret_path + at, SAVE_PATH_BYTES - at, "/%Y%m%d-%H%M%S.", &parts);
    at = strlen(ret_path);
    snprintf(ret_path + at, SAVE_PATH_BYTES - at, "%s", picture_ending(kind));
    return ERR_OK;
}

/* As a shell would: "~/" is the home. */
static enum err_code named_path(const char *where, char ret_path[SAVE_PATH_BYTES],
                                struct err *err)
{
    const char *home = getenv("HOME");
    bool at_home = strncmp(where, "~/", 2) == 0 && home != NULL;
    int bytes = snprintf(ret_path, SAVE_PATH_BYTES, "%s%s", at_home ? home : "",
                         at_home ? where + 1 : where);

    return bytes < SAVE_PATH_BYTES
               ? ERR_OK
               : err_set(err, ERR_LOCAL, "the path is longer than %d bytes",
                         SAVE_PATH_BYTES - 1);
}

static void draw(const struct save *save, enum picture_kind kind, struct buf *out)
{
    char title[64];

    snprintf(title, sizeof title, "elbtop, %d columns and %d rows", save->grid->cols,
             save->grid->rows);
    picture_draw(kind, save->grid, save->theme, title, out);
}

enum err_code save_screen(const struct save *save, char ret_path[SAVE_PATH_BYTES],
                          struct err *err)
{
    const char *where = save->where == NULL ? "" : save->where;
    enum picture_kind kind = where[0] == '\0' ? PICTURE_TEXT : picture_kind_of(where);
    bool named = where[0] != '\0' &&
                 (kind == PICTURE_KIND_COUNT || strcmp(where, picture_ending(kind)) != 0);
    enum err_code code;
    struct buf text;

    if (kind == PICTURE_KIND_COUNT)
        return err_set(err, ERR_LOCAL, "the name ends in .txt, .ans or .svg");
    code = named ? named_path(where, ret_path, err) : own_path(save, kind, ret_path, err);
    if (code != ERR_OK)
        return code;
    buf_init(&text, LIMIT_PICTURE_BYTES);
    draw(save, kind, &text);
    if (text.over)
        code = err_set(err, ERR_LOCAL, "the screen is too large to be saved so");
    else
        code = write_file(ret_path, named && !save->overwrite ? O_EXCL : O_TRUNC, &text,
                          err);
    buf_release(&text);
    return code;
}
