#include "sim/folder.h"

#include <dirent.h>
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
#include "sim/claim.h"

#include "base/banned.h"

enum {
    FILES_MOST = 16,
    ENTRIES_MOST = 100000, /* of TMPDIR, looked at for worlds that were killed */
};

/* All that a world writes. */
static const char *const names[] = {"ca.pem", "kubeconfig", "clouds.yaml", "env",
                                    "sim.json"};

struct folder {
    struct arena arena;
    const char *path; /* absolute */
    bool made;
    struct claim *claim;
    size_t written_count;
    const char *written[FILES_MOST]; /* paths */
};

static enum err_code failed(struct err *err, const char *what, const char *path)
{
    enum err_code code = err_set(err, ERR_LOCAL, "%s: %s", what, strerror(errno));
    err_at(err, "%s", path);
    return code;
}

static const char *place_for_private(void)
{
    const char *below = getenv("TMPDIR");

    return below != NULL && below[0] == '/' ? below : "/tmp";
}

static enum err_code make_private(struct folder *folder, struct err *err)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/elbtop-XXXXXX", place_for_private());
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
    struct stat there;
    if (stat(real, &there) != 0 || !S_ISDIR(there.st_mode)) {
        errno = ENOTDIR;
        return failed(err, "cannot use the folder", path);
    }
    folder->path = arena_text(&folder->arena, real);
    return ERR_OK;
}

/* ---- what is there already ---- */

/* A file that was being written when its world was killed: ".env.1234". */
static bool is_draft(const char *entry)
{
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        size_t bytes = strlen(names[i]);
        if (entry[0] == '.' && strncmp(entry + 1, names[i], bytes) == 0 &&
            entry[1 + bytes] == '.' &&
            strspn(entry + 2 + bytes, "0123456789") == strlen(entry + 2 + bytes))
            return true;
    }
    return false;
}

/* The files of a world that has ended; its claim is held by the caller. */
static void remove_left(const char *path)
{
    char file[PATH_MAX];
    const struct dirent *entry;

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        snprintf(file, sizeof file, "%s/%s", path, names[i]);
        unlink(file);
    }
    DIR *dir = opendir(path);
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        if (is_draft(entry->d_name))
            unlink(file);
    }
    if (dir != NULL)
        closedir(dir);
}

/* Nothing that is somebody's own is overwritten, nor removed at the end. */
static enum err_code check_nothing_in_the_way(const char *path, struct err *err)
{
    char file[PATH_MAX];
    struct stat there;

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        snprintf(file, sizeof file, "%s/%s", path, names[i]);
        if (lstat(file, &there) != 0)
            continue;
        err_at(err, "%s", file);
        return err_set(err, ERR_CONFLICT,
                       "is there already and was not left by a world; take another "
                       "folder");
    }
    return ERR_OK;
}

static enum err_code move_in(struct folder *folder, struct err *err)
{
    enum err_code code = claim_take(folder->path, &folder->claim, err);

    if (code == ERR_OK && claim_is_inherited(folder->claim))
        remove_left(folder->path);
    return code == ERR_OK ? check_nothing_in_the_way(folder->path, err) : code;
}

enum err_code folder_new(const char *path, struct folder **ret_folder, struct err *err)
{
    struct folder *folder = mem_new(sizeof *folder);
    arena_init(&folder->arena, 0);
    enum err_code code =
        path == NULL ? make_private(folder, err) : make_or_take(folder, path, err);
    if (code == ERR_OK)
        code = move_in(folder, err);
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
    claim_drop(folder->claim);
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

/* ---- worlds that were killed ---- */

/* "elbtop-Ab3dEf", "elbtop-demo-Ab3dEf" */
static bool is_private_name(const char *name)
{
    static const char *const prefixes[] = {"elbtop-demo-", "elbtop-"};

    for (size_t i = 0; i < ARRAY_COUNT(prefixes); i++) {
        size_t bytes = strlen(prefixes[i]);
        if (strncmp(name, prefixes[i], bytes) == 0)
            return strlen(name + bytes) == 6 && strchr(name + bytes, '-') == NULL;
    }
    return false;
}

/* Ours, and nobody else can have put anything into it. */
static bool is_private(const char *path)
{
    struct stat there;

    return lstat(path, &there) == 0 && S_ISDIR(there.st_mode) &&
           there.st_uid == geteuid() && (there.st_mode & 077) == 0;
}

static void clean_up(const char *path)
{
    struct claim *claim = is_private(path) ? claim_take_left(path) : NULL;

    if (claim == NULL)
        return;
    remove_left(path);
    claim_drop(claim);
    rmdir(path); /* stays when there is more in it */
}

void folder_clean_up(void)
{
    const char *below = place_for_private();
    DIR *dir = opendir(below);
    const struct dirent *entry;
    char path[PATH_MAX];

    for (size_t i = 0; dir != NULL && i < ENTRIES_MOST && (entry = readdir(dir)) != NULL;
         i++) {
        if (!is_private_name(entry->d_name))
            continue;
        snprintf(path, sizeof path, "%s/%s", below, entry->d_name);
        clean_up(path);
    }
    if (dir != NULL)
        closedir(dir);
}
