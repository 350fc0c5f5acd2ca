#include "tui/save.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/span.h"

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

/* ---- a file that is whole, or not there ---- */

static enum err_code fail_at(const char *path, struct err *err)
{
    return err_set(err, ERR_LOCAL, "%s: %s", path, strerror(errno));
}

static bool write_all(int fd, struct span text)
{
    while (text.bytes > 0) {
        ssize_t wrote = write(fd, text.at, text.bytes);
        if (wrote == -1 && errno == EINTR)
            continue;
        if (wrote == -1)
            return false;
        text = span_skip(text, (size_t)wrote);
    }
    return true;
}

/* Takes the name, so that nobody else gets it while the file is put there. */
static enum err_code take_name(const char *path, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

    if (fd == -1 && errno == EEXIST)
        return err_set(err, ERR_LOCAL, "%s is there already; :w! writes over it", path);
    if (fd == -1)
        return fail_at(path, err);
    close(fd);
    return ERR_OK;
}

/* What is written over keeps its rights; a link stays one, what it leads to is another file. */
static enum err_code look_at_old(const char *path, char ret_path[PATH_MAX],
                                 mode_t *ret_mode, struct err *err)
{
    struct stat old;

    *ret_mode = 0600;
    snprintf(ret_path, PATH_MAX, "%s", path);
    if (stat(path, &old) == -1)
        return errno == ENOENT ? ERR_OK : fail_at(path, err);
    if (!S_ISREG(old.st_mode))
        return err_set(err, ERR_LOCAL, "%s is no file", path);
    *ret_mode = old.st_mode & 0777;
    return realpath(path, ret_path) != NULL ? ERR_OK : fail_at(path, err);
}

/* Beside the place where it will stand; its name is taken back when anything fails. */
static enum err_code write_beside(const char *path, mode_t mode, struct span text,
                                  char ret_beside[PATH_MAX + 8], struct err *err)
{
    snprintf(ret_beside, PATH_MAX + 8, "%s.XXXXXX", path);
    int fd = mkostemp(ret_beside, O_CLOEXEC);

    if (fd == -1)
        return fail_at(path, err);
    bool whole = write_all(fd, text) && fchmod(fd, mode) == 0;
    int why = errno;
    if (close(fd) == 0 && whole)
        return ERR_OK;
    errno = whole ? errno : why;
    fail_at(path, err);
    unlink(ret_beside);
    return ERR_LOCAL;
}

static enum err_code write_file(const char *path, bool overwrite, struct span text,
                                struct err *err)
{
    char at[PATH_MAX];
    char beside[PATH_MAX + 8];
    mode_t mode = 0600;
    enum err_code code;

    snprintf(at, sizeof at, "%s", path);
    code = overwrite ? look_at_old(path, at, &mode, err) : take_name(at, err);
    if (code != ERR_OK)
        return code;
    code = write_beside(at, mode, text, beside, err);
    if (code == ERR_OK && rename(beside, at) == -1) {
        code = fail_at(path, err);
        unlink(beside);
    }
    if (code != ERR_OK && !overwrite)
        unlink(at);
    return code;
}

/* ---- names ---- */

/* A name of our own: the second it was asked for, and a number where that is taken. */
static enum err_code own_path(const struct save *save, const char *ending,
                              char ret_path[SAVE_PATH_BYTES], struct err *err)
{
    enum { TRIES = 100 };
    time_t seconds = (time_t)(save->wall_ms / 1000);
    struct tm parts;
    enum err_code code = find_folder(ret_path, err);

    if (code == ERR_OK)
        code = make_folders(ret_path, err);
    if (code != ERR_OK)
        return code;
    localtime_r(&seconds, &parts);
    size_t at = strlen(ret_path);
    at += strftime(ret_path + at, SAVE_PATH_BYTES - at, "/%Y%m%d-%H%M%S", &parts);
    snprintf(ret_path + at, SAVE_PATH_BYTES - at, ".%s", ending);
    for (int i = 2; i < TRIES && access(ret_path, F_OK) == 0; i++)
        snprintf(ret_path + at, SAVE_PATH_BYTES - at, "-%d.%s", i, ending);
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

static enum err_code make_text(const struct save *save, enum picture_kind kind,
                               struct buf *out, struct err *err)
{
    draw(save, kind, out);
    return out->over ? err_set(err, ERR_LOCAL, "the screen is too large to be saved so")
                     : ERR_OK;
}

static const char data_ending[] = "json";

static bool ends_in(const char *where, const char *ending)
{
    const char *dot = strrchr(where, '.');
    return strcmp(dot == NULL ? where : dot + 1, ending) == 0;
}

bool save_wants_data(const char *where)
{
    return where != NULL && ends_in(where, data_ending);
}

/* Which ending was typed; NULL: none that is known. */
static const char *ending_of(const char *where, enum picture_kind *ret_kind)
{
    *ret_kind = where[0] == '\0' ? PICTURE_TEXT : picture_kind_of(where);
    if (save_wants_data(where))
        return data_ending;
    return *ret_kind == PICTURE_KIND_COUNT ? NULL : picture_ending(*ret_kind);
}

static enum err_code save_text(const struct save *save, const char *ending,
                               struct span text, char ret_path[SAVE_PATH_BYTES],
                               struct err *err)
{
    const char *where = save->where == NULL ? "" : save->where;
    bool named = where[0] != '\0' && strcmp(where, ending) != 0;
    enum err_code code =
        named ? named_path(where, ret_path, err) : own_path(save, ending, ret_path, err);

    return code != ERR_OK ? code
                          : write_file(ret_path, named && save->overwrite, text, err);
}

enum err_code save_screen(const struct save *save, char ret_path[SAVE_PATH_BYTES],
                          struct err *err)
{
    enum picture_kind kind;
    const char *ending = ending_of(save->where == NULL ? "" : save->where, &kind);
    struct buf text;

    if (ending == NULL)
        return err_set(err, ERR_LOCAL,
                       "the name ends in .txt, .ans, .svg, .html or .json");
    if (ending == data_ending && save->data == NULL)
        return err_set(err, ERR_LOCAL,
                       "this view is no list for .json; .txt .ans .svg .html save it");
    if (ending == data_ending)
        return save_text(save, ending, buf_span(save->data), ret_path, err);
    buf_init(&text, LIMIT_PICTURE_BYTES);
    enum err_code code = make_text(save, kind, &text, err);
    if (code == ERR_OK)
        code = save_text(save, ending, buf_span(&text), ret_path, err);
    buf_release(&text);
    return code;
}
