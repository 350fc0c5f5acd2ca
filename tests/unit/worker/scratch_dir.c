#include "unit/worker/scratch_dir.h"

#include "lib/check.h"

#include <dirent.h>
#include <ftw.h>

char *scratch_dir_new(void)
{
    const char *tmp = getenv("TMPDIR");
    char path[512];

    snprintf(path, sizeof path, "%s/elbtop-scratch-XXXXXX", tmp != NULL ? tmp : "/tmp");
    assert_non_null(mkdtemp(path));
    return mem_copy_text(path);
}

static int remove_one(const char *path, const struct stat *about, int kind,
                      struct FTW *walk)
{
    (void)about;
    (void)kind;
    (void)walk;
    return remove(path);
}

void scratch_dir_remove(char *path)
{
    nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(path);
}

size_t scratch_dir_find(const char *path, const char *part, const char *needle,
                        char out[512])
{
    char folder[512];
    size_t count = 0;

    snprintf(folder, sizeof folder, "%s/%s", path, part);
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir != NULL && (entry = readdir(dir)) != NULL;) {
        if (entry->d_name[0] == '.' || strstr(entry->d_name, needle) == NULL)
            continue;
        count++;
        snprintf(out, 512, "%.200s/%.255s", folder, entry->d_name);
    }
    if (dir != NULL)
        closedir(dir);
    return count;
}

void scratch_dir_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}
