#include "unit/kube/folder.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "base/banned.h"

enum { PATHS_AT_ONCE = 4, OPEN_FILES = 8 };

void folder_init(struct folder *folder)
{
    snprintf(folder->path, sizeof folder->path, "/tmp/elbtop-test-XXXXXX");
    assert_non_null(mkdtemp(folder->path));
}

static int remove_one(const char *path, const struct stat *about, int type,
                      struct FTW *walk)
{
    (void)about;
    (void)type;
    (void)walk;
    return remove(path);
}

void folder_release(struct folder *folder)
{
    nftw(folder->path, remove_one, OPEN_FILES, FTW_DEPTH | FTW_PHYS);
}

const char *folder_path(const struct folder *folder, const char *name)
{
    static char paths[PATHS_AT_ONCE][256];
    static size_t next;
    char *path = paths[next++ % PATHS_AT_ONCE];

    snprintf(path, sizeof paths[0], "%s/%s", folder->path, name);
    return path;
}

void folder_put(const struct folder *folder, const char *name, const char *text)
{
    FILE *file = fopen(folder_path(folder, name), "we");

    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

void folder_put_script(const struct folder *folder, const char *name, const char *lines)
{
    FILE *file = fopen(folder_path(folder, name), "we");

    assert_non_null(file);
    fprintf(file, "#!/bin/sh\n%s\n", lines);
    assert_int_equal(fclose(file), 0);
    assert_int_equal(chmod(folder_path(folder, name), 0700), 0);
}
