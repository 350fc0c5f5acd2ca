#include "sim/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdbool.h>

#include "base/arena.h"
#include "base/mem.h"

#include "base/banned.h"

enum { FILES_MOST = 16 };

struct folder {
    struct arena arena;
    const char *path; /* absolute */
    bool made;
    size_t written_count;
    const char *written[FILES_MOST]; /* paths */
};

static enum err_code failed(struct err *err, const char *what, const char *path)
{
    enum err_code code = err_set(err, ERR_LOCAL, "%s: %s", what, strerror(errno));
    err_at(err, "%s", path);
    return code;
}

static enum err_code make_private(struct folder *folder, struct err *err)
{
    const char *below = getenv("TMPDIR");
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/elbtop-XXXXXX",
             below != NULL && below[0] == '/' ? below : "/tmp");
    if (mkdtemp(path) == NULL)
        return failed(err, "cannot make a folder", path);
    folder->made = true;
    folder->path = arena_text(&folder->arena, path);
    return ERR_OK;
}

static enum err_code make_or_take(struct folder *folder, const char *path,
                                  struct err *err)
{
    char real[PATH_MAX];

    if (mkdir(path, 0700) == 0)
        folder->made = true;
    else if (errno != EEXIST)
        return failed(err, "cannot make a folder", path);
    if (realpath(path, real) == NULL)
        return failed(err, "cannot use the folder", path);
    folder->path = arena_text(&folder->arena, real);
    return ERR_OK;
}

enum err_code folder_new(const char *path, struct folder **ret_folder, struct err *err)
{
    struct folder *folder = mem_new(sizeof *folder);
    arena_init(&folder->arena, 0);
    enum err_code code =
        path == NULL ? make_private(folder, err) : make_or_take(folder, path, err);
    if (code != ERR_OK) {
        folder_free(folder);
        return code;
    }
    *ret_folder = folder;
    return ERR_OK;
}

void folder_free(struct folder *folder)
{
    if (folder == NULL)
        return;
    for (size_t i = 0; i < folder->written_count; i++)
        unlink(folder->written[i]);
    if (folder->made && folder->path != NULL)
        rmdir(folder->path); /* stays when someone else has put something in */
    arena_release(&folder->arena);
    free(folder);
}

const char *folder_path(const struct folder *folder)
{
    return folder->path;
}

const char *folder_file(struct folder *folder, const char *name)
{
    return arena_print(&folder->arena, "%s/%s", folder->path, name);
}

static bool write_all(int fd, const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t count = write(fd, text, left);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        text += count;
        left -= (size_t)count;
    }
    return true;
}

enum err_code folder_write(struct folder *folder, const char *name, const char *text,
                           struct err *err)
{
    const char *path = folder_file(folder, name);
    const char *draft =
        arena_print(&folder->arena, "%s/.%s.%ld", folder->path, name, (long)getpid());

    if (folder->written_count == FILES_MOST)
        return err_set(err, ERR_LIMIT, "more than %d files", FILES_MOST);
    int fd = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        return failed(err, "cannot write", draft);
    bool good = write_all(fd, text);
    good = close(fd) == 0 && good;
    if (!good || rename(draft, path) != 0) {
        enum err_code code = failed(err, "cannot write", path);
        unlink(draft);
        return code;
    }
    folder->written[folder->written_count++] = path;
    return ERR_OK;
}
