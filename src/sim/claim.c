/*
 * claim.c - flock() on a file. Whoever removes the file does so while holding its lock; who
 * got the lock of a file that was removed meanwhile (no links) begins anew.
 */
#include "sim/claim.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mem.h"
#include "base/span.h"

#include "base/banned.h"

#define CLAIM_NAME ".elbtop-world"

enum { TRIES = 16 };

struct claim {
    int fd;
    bool inherited;
    char *path;
};

static enum err_code failed(struct err *err, const char *path)
{
    enum err_code code = err_set(err, ERR_LOCAL, "cannot lock: %s", strerror(errno));
    err_at(err, "%s", path);
    return code;
}

static long read_pid(int fd)
{
    char text[32];
    ssize_t bytes = pread(fd, text, sizeof text, 0);
    int64_t pid = 0;

    if (bytes > 0)
        span_to_range(span_trim(span_make(text, (size_t)bytes)), 1, INT32_MAX, &pid);
    return (long)pid;
}

static void write_pid(int fd)
{
    char text[32];
    int bytes = snprintf(text, sizeof text, "%ld\n", (long)getpid());

    if (ftruncate(fd, 0) != 0 || pwrite(fd, text, (size_t)bytes, 0) != bytes)
        return; /* it is only told to people */
}

/* A regular file of ours that is still in its folder. ret_there: it is not new. */
static bool is_good(int fd, bool *ret_there)
{
    struct stat file;

    if (fstat(fd, &file) != 0 || !S_ISREG(file.st_mode) || file.st_uid != geteuid() ||
        file.st_nlink == 0)
        return false;
    *ret_there = file.st_size > 0;
    return true;
}

/* Takes fd. */
static struct claim *claim_make(int fd, const char *path, bool inherited)
{
    struct claim *claim = mem_new(sizeof *claim);

    claim->fd = fd;
    claim->inherited = inherited;
    claim->path = mem_copy_text(path);
    write_pid(fd);
    return claim;
}

enum err_code claim_take(const char *folder, struct claim **ret_claim, struct err *err)
{
    char path[PATH_MAX];

    snprintf(path, sizeof path, "%s/%s", folder, CLAIM_NAME);
    for (int i = 0; i < TRIES; i++) {
        bool there = false;
        int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd < 0)
            return failed(err, path);
        if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
            long pid = read_pid(fd);
            close(fd);
            err_at(err, "%s", folder);
            return err_set(err, ERR_CONFLICT,
                           "another world lives here (process %ld); end it first, or "
                           "take another folder",
                           pid);
        }
        if (is_good(fd, &there)) {
            *ret_claim = claim_make(fd, path, there);
            return ERR_OK;
        }
        close(fd);
    }
    errno = EBUSY;
    return failed(err, path);
}

struct claim *claim_take_left(const char *folder)
{
    char path[PATH_MAX];
    bool there = false;

    snprintf(path, sizeof path, "%s/%s", folder, CLAIM_NAME);
    int fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
    if (fd < 0)
        return NULL;
    /* An empty one belongs to a world that is about to write its number. */
    if (flock(fd, LOCK_EX | LOCK_NB) == 0 && is_good(fd, &there) && there)
        return claim_make(fd, path, true);
    close(fd);
    return NULL;
}

bool claim_is_inherited(const struct claim *claim)
{
    return claim->inherited;
}

void claim_drop(struct claim *claim)
{
    if (claim == NULL)
        return;
    unlink(claim->path);
    close(claim->fd);
    free(claim->path);
    free(claim);
}
