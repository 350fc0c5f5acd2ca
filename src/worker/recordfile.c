#include "worker/recordfile.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/when.h"
#include "record/zip.h"
#include "base/banned.h"

/* ---- where -------------------------------------------------------------------------------- */

static enum err_code own_path(const struct recordfile *file,
                              char ret_path[STATEFILE_PATH_BYTES], struct err *err)
{
    time_t seconds = (time_t)(file->wall_ms / 1000);
    char name[64];
    struct tm parts;
    enum err_code code = statefile_folder(file->state_dir, "recordings", ret_path, err);

    if (code != ERR_OK)
        return code;
    localtime_r(&seconds, &parts);
    strftime(name, sizeof name, "/%Y%m%d-%H%M%S.jsonl.gz", &parts);
    size_t at = strlen(ret_path);
    int wrote = snprintf(ret_path + at, STATEFILE_PATH_BYTES - at, "%s", name);
    return (size_t)wrote < STATEFILE_PATH_BYTES - at
               ? ERR_OK
               : err_set(err, ERR_LIMIT, "the path of the state's folder is too long");
}

/* As a shell would: "~/" is the home. */
static enum err_code named_path(const char *where, char ret_path[STATEFILE_PATH_BYTES],
                                struct err *err)
{
    const char *home = getenv("HOME");
    bool at_home = strncmp(where, "~/", 2) == 0 && home != NULL;
    int wrote = snprintf(ret_path, STATEFILE_PATH_BYTES, "%s%s", at_home ? home : "",
                         at_home ? where + 1 : where);

    return wrote < STATEFILE_PATH_BYTES - 64
               ? ERR_OK
               : err_set(err, ERR_LIMIT, "the path is too long");
}

/* ---- out ------------------------------------------------------------------------------------ */

struct writing {
    int fd;
    int failed; /* errno; 0: none */
    struct gzip *gzip;
};

static bool write_all(void *ctx, const char *at, size_t bytes)
{
    struct writing *writing = ctx;

    while (bytes > 0) {
        ssize_t wrote = write(writing->fd, at, bytes);
        if (wrote == -1 && errno == EINTR)
            continue;
        if (wrote == -1) {
            writing->failed = errno;
            return false;
        }
        at += wrote;
        bytes -= (size_t)wrote;
    }
    return true;
}

static bool take_line(void *ctx, struct span line)
{
    struct writing *writing = ctx;
    return gzip_feed(writing->gzip, line);
}

static enum err_code write_recording(const struct recordfile *file, int fd,
                                     struct err *err)
{
    struct writing writing = {.fd = fd};
    struct err why = ERR_INIT;

    writing.gzip = gzip_new(write_all, &writing);
    enum err_code code = recording_write(file->recording, file->header, file->wall_ms,
                                         take_line, &writing, &why);
    if (code == ERR_OK && (!gzip_end(writing.gzip) || fsync(fd) == -1))
        code = ERR_LOCAL;
    gzip_free(writing.gzip);
    if (code == ERR_OK)
        return ERR_OK;
    if (why.code == ERR_LIMIT)
        return err_set(err, ERR_LIMIT, "%s", why.text);
    return err_set(err, ERR_LOCAL, "%s",
                   strerror(writing.failed != 0 ? writing.failed : errno));
}

/* Where nobody is. A link fails when somebody is; some file systems know no links. */
static enum err_code put_there(const char *beside, const char *path, struct err *err)
{
    if (link(beside, path) == 0) {
        unlink(beside);
        return ERR_OK;
    }
    if (errno != EEXIST && access(path, F_OK) == -1 && rename(beside, path) == 0)
        return ERR_OK;
    return err_set(err, ERR_LOCAL, "%s", strerror(errno));
}

static enum err_code save(const struct recordfile *file, const char *path,
                          struct err *err)
{
    char beside[STATEFILE_PATH_BYTES + 32];

    err_at(err, "%s", path);
    if (access(path, F_OK) == 0)
        return err_set(err, ERR_LOCAL, "is there already, and nothing is written over");
    snprintf(beside, sizeof beside, "%s.%ld", path, (long)getpid());
    unlink(beside); /* of an earlier process of that number */
    int fd = open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd == -1)
        return err_set(err, ERR_LOCAL, "%s", strerror(errno));
    enum err_code code = write_recording(file, fd, err);
    close(fd);
    if (code == ERR_OK)
        code = put_there(beside, path, err);
    if (code != ERR_OK)
        unlink(beside);
    return code;
}

bool recordfile_save(const struct recordfile *file, char ret_said[RECORDFILE_SAID_BYTES])
{
    char path[STATEFILE_PATH_BYTES];
    char span[WHEN_TEXT_BYTES];
    char why[400];
    struct err err = ERR_INIT;
    struct recording_state state;
    bool named = file->where != NULL && file->where[0] != '\0';
    enum err_code code = ERR_OK;

    if (file->recording == NULL)
        code = err_set(&err, ERR_LOCAL, "nothing is recorded here");
    if (code == ERR_OK)
        code = named ? named_path(file->where, path, &err) : own_path(file, path, &err);
    if (code == ERR_OK)
        code = save(file, path, &err);
    if (code != ERR_OK) {
        snprintf(ret_said, RECORDFILE_SAID_BYTES, "not recorded: %s",
                 err_line(&err, why, sizeof why));
        return false;
    }
    recording_look(file->recording, &state);
    duration_print(file->wall_ms - state.from_wall_ms, span);
    snprintf(ret_said, RECORDFILE_SAID_BYTES, "the last %s are in %s", span, path);
    return true;
}
