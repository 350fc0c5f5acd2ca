#include "lib/data.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#include "base/err.h"
#include "base/limits.h"
#include "wire/tree.h"

#include "base/banned.h"

const char *data_path(const char *name, char out[DATA_PATH_BYTES])
{
    const char *top = getenv("TOP_SRCDIR");

    snprintf(out, DATA_PATH_BYTES, "%s/tests/data/%s", top == NULL ? "." : top, name);
    return out;
}

void data_read(const char *name, struct buf *ret_text)
{
    char path[DATA_PATH_BYTES];
    char line[400];
    struct err err = ERR_INIT;

    if (file_read(data_path(name, path), LIMIT_RESPONSE_BYTES, ret_text, &err) != ERR_OK)
        fail_msg("%s", err_line(&err, line, sizeof line));
}

size_t data_each(const char *folder, const char *suffix,
                 void (*visit)(const char *name, void *ctx), void *ctx)
{
    char path[DATA_PATH_BYTES];
    char name[DATA_PATH_BYTES];
    struct dirent **entries;
    size_t visited = 0;
    int count = scandir(data_path(folder, path), &entries, NULL, alphasort);

    for (int i = 0; i < count; i++) {
        if (span_ends(span_of(entries[i]->d_name), suffix)) {
            snprintf(name, sizeof name, "%s/%s", folder, entries[i]->d_name);
            visit(name, ctx);
            visited++;
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return visited;
}
