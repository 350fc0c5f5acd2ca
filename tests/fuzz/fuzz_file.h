/*
 * fuzz_file.h - an input as a file, for what can only be given a name: without a disk, and
 * the same file each time.
 */
#ifndef ELBTOP_TESTS_FUZZ_FUZZ_FILE_H
#define ELBTOP_TESTS_FUZZ_FUZZ_FILE_H

#include "fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

/* Its path, valid for the life of the process. */
static inline const char *fuzz_file(const uint8_t *at, size_t bytes)
{
    static char path[64];
    static int fd = -1;

    if (fd < 0) {
        fd = memfd_create("input", MFD_CLOEXEC);
        snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    }
    FUZZ_CHECK(fd >= 0 && ftruncate(fd, 0) == 0 &&
               pwrite(fd, at, bytes, 0) == (ssize_t)bytes);
    return path;
}

/* Files that an input names are read: devices would hang or never end. */
static inline int fuzz_names_a_device(const uint8_t *at, size_t bytes)
{
    return memmem(at, bytes, "dev", 3) != NULL || memmem(at, bytes, "proc", 4) != NULL;
}

#endif
