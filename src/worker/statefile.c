#include "worker/statefile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/banned.h"

static enum err_code fail(struct err *err, const char *path)
{
    err_at(err, "%s", path);
    return err_set(err, ERR_LOCAL, "%s", strerror(errno));
}

/* ---- folders -------------------------------------------------------------------------- */

/* Every part of the path that is not there yet, for us alone. */
static enum err_code make_folders(const char *folder, struct err *err)
{
    char part[STATEFILE_PATH_BYTES];

    for (size_t at = 1; folder[at - 1] != '\0'; at++) {
        if (folder[at] != '/' && folder[at] != '\0')
            continue;
        snprintf(part, sizeof part, "%.*s", (int)at, folder);
        if (mkdir(part, 0700) == -1 && errno != EEXIST && errno != EISDIR)
            return fail(err, part);
    }
    return ERR_OK;
}

enum err_code statefile_folder(const char *state_dir, const char *part,
                               char ret_folder[STATEFILE_PATH_BYTES], struct err *err)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int wrote;

    if (state_dir != NULL)
        wrote = snprintf(ret_folder, STATEFILE_PATH_BYTES, "%s/%s", state_dir, part);
    else if (state != NULL && state[0] == '/')
        wrote = snprintf(ret_folder, STATEFILE_PATH_BYTES, "%s/elbtop/%s", state, part);
    else if (home != NULL && home[0] == '/')
        wrote = snprintf(ret_folder, STATEFILE_PATH_BYTES, "%s/.local/state/elbtop/%s",
                         home, part);
    else
        return err_set(err, ERR_LOCAL, "neither XDG_STATE_HOME nor HOME is set");
    if (wrote < 0 || wrote >= STATEFILE_PATH_BYTES)
        return err_set(err, ERR_LIMIT, "the path of the state's folder is too long");
    return make_folders(ret_folder, err);
}

/* ---- files -------------------------------------------------------------------------------- */

static enum err_code write_all(int fd, struct span text, const char *path,
                               struct err *err)
{
    while (text.bytes > 0) {
        ssize_t wrote = write(fd, text.at, text.bytes);
        if (wrote == -1 && errno == EINTR)
            continue;
        if (wrote == -1)
            return fail(err, path);
        text = span_skip(text, (size_t)wrote);
    }
    return fsync(fd) == 0 ? ERR_OK : fail(err, path);
}

enum err_code statefile_write(const char *path, struct span text, struct err *err)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd == -1)
        return fail(err, path);
    enum err_code code = write_all(fd, text, path, err);
    if (close(fd) == -1 && code == ERR_OK)
        code = fail(err, path);
    return code;
}

enum err_code statefile_replace(const char *path, struct span text, struct err *err)
{
    char beside[STATEFILE_PATH_BYTES + 32];

    snprintf(beside, sizeof beside, "%s.%ld", path, (long)getpid());
    unlink(beside); /* of an earlier process of that number, cut off in the midst of it */
    enum err_code code = statefile_write(beside, text, err);
    if (code == ERR_OK && rename(beside, path) == -1)
        code = fail(err, path);
    if (code != ERR_OK)
        unlink(beside);
    return code;
}
