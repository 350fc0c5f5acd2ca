#include "worker/memoryfile.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "base/mem.h"
#include "state/memory.h"
#include "wire/digest.h"
#include "wire/tree.h"
#include "worker/statefile.h"
#include "base/banned.h"

enum { DIGEST_LETTERS = 16, NAMES = 100, FILES_KEPT = 20 };

struct memoryfile {
    struct store *store;
    struct log *log;
    char *folder; /* NULL: there is none */
    char *path;
    uint64_t written; /* generation that is on the disk */
    int64_t written_ms;
    bool told; /* that it cannot be written */
};

/* ---- a bad one is set aside ------------------------------------------------------------ */

static bool set_aside(const struct memoryfile *file, char *out, size_t out_bytes)
{
    for (int n = 1; n <= NAMES; n++) {
        snprintf(out, out_bytes, "%s.bad-%d", file->path, n);
        if (link(file->path, out) == 0)
            return unlink(file->path) == 0;
        if (errno != EEXIST)
            break;
    }
    return false;
}

static void tell(struct memoryfile *file, int64_t wall_ms, const char *line)
{
    log_line(file->log, LOG_WARNING, "%s", line);
    store_note(file->store, wall_ms, "", "elbtop", line, true);
}

static void refuse(struct memoryfile *file, const struct err *err, int64_t wall_ms)
{
    char aside[STATEFILE_PATH_BYTES + 64];
    char why[400];
    char line[STATEFILE_PATH_BYTES + 600];

    err_line(err, why, sizeof why);
    if (set_aside(file, aside, sizeof aside)) {
        snprintf(line, sizeof line,
                 "the history of this cluster makes no sense and begins anew (%s); the "
                 "old one is %s",
                 why, aside);
    } else {
        snprintf(line, sizeof line,
                 "the history of this cluster makes no sense (%s) and is left as it is; "
                 "nothing will be remembered",
                 why);
        free(file->folder);
        file->folder = NULL;
    }
    tell(file, wall_ms, line);
}

/* ---- in ------------------------------------------------------------------------------------ */

static void read_it(struct memoryfile *file, int64_t wall_ms)
{
    struct err err = ERR_INIT;
    json_t *memory = NULL;

    if (access(file->path, F_OK) != 0)
        return;
    enum err_code code = tree_from_file(file->path, &memory, &err);
    if (code == ERR_OK)
        code = memory_read(file->store, memory, wall_ms, &err);
    if (code != ERR_OK)
        refuse(file, &err, wall_ms);
    json_decref(memory);
}

struct memoryfile *memoryfile_open(const struct memoryfile_config *config,
                                   int64_t wall_ms)
{
    struct memoryfile *file = mem_new(sizeof *file);
    char folder[STATEFILE_PATH_BYTES];
    char path[STATEFILE_PATH_BYTES + SHA256_HEX_BYTES + 8];
    char digest[SHA256_HEX_BYTES];
    char why[400];
    struct err err = ERR_INIT;

    file->store = config->store;
    file->log = config->log;
    file->written_ms = INT64_MIN;
    if (statefile_folder(config->state_dir, "history", folder, &err) != ERR_OK) {
        log_line(file->log, LOG_WARNING, "nothing is remembered: %s",
                 err_line(&err, why, sizeof why));
        return file;
    }
    digest_sha256_hex(span_of(config->server != NULL ? config->server : ""), digest);
    snprintf(path, sizeof path, "%s/%.*s.json", folder, DIGEST_LETTERS, digest);
    file->folder = mem_copy_text(folder);
    file->path = mem_copy_text(path);
    read_it(file, wall_ms);
    file->written = memory_generation(file->store);
    return file;
}

void memoryfile_free(struct memoryfile *file)
{
    if (file == NULL)
        return;
    free(file->folder);
    free(file->path);
    free(file);
}

/* ---- out ----------------------------------------------------------------------------------- */

/* Clusters come and go; the file that was written longest ago makes room. */
static void make_room(const struct memoryfile *file)
{
    DIR *folder = opendir(file->folder);
    char path[STATEFILE_PATH_BYTES + 300];
    char oldest[STATEFILE_PATH_BYTES + 300] = "";
    struct stat about;
    time_t oldest_at = 0;
    size_t count = 0;

    for (struct dirent *entry; folder != NULL && (entry = readdir(folder)) != NULL;) {
        snprintf(path, sizeof path, "%s/%.255s", file->folder, entry->d_name);
        if (!span_ends(span_of(entry->d_name), ".json") || lstat(path, &about) == -1 ||
            !S_ISREG(about.st_mode))
            continue;
        if (count++ == 0 || about.st_mtime < oldest_at) {
            oldest_at = about.st_mtime;
            snprintf(oldest, sizeof oldest, "%s", path);
        }
    }
    if (folder != NULL)
        closedir(folder);
    if (count >= FILES_KEPT)
        unlink(oldest);
}

static void write_it(struct memoryfile *file, int64_t wall_ms)
{
    struct err err = ERR_INIT;
    struct buf text;
    char why[400];
    char line[500];

    if (access(file->path, F_OK) != 0)
        make_room(file);
    json_t *memory = memory_write(file->store, wall_ms);
    buf_init(&text, LIMIT_FILE_BYTES);
    tree_to_json(memory, 1, &text);
    buf_add_byte(&text, '\n');
    json_decref(memory);
    if (statefile_replace(file->path, buf_span(&text), &err) != ERR_OK && !file->told) {
        snprintf(line, sizeof line, "nothing is remembered: %s",
                 err_line(&err, why, sizeof why));
        tell(file, wall_ms, line);
        file->told = true;
    }
    buf_release(&text);
}

void memoryfile_end(struct memoryfile *file, int64_t wall_ms)
{
    uint64_t generation = memory_generation(file->store);

    if (file->folder == NULL || generation == file->written)
        return;
    file->written = generation;
    write_it(file, wall_ms);
}

void memoryfile_work(struct memoryfile *file, int64_t now_ms, int64_t wall_ms)
{
    if (file->folder == NULL || memory_generation(file->store) == file->written ||
        (file->written_ms != INT64_MIN &&
         now_ms - file->written_ms < INTERVAL_REMEMBER_MS))
        return;
    file->written_ms = now_ms;
    memoryfile_end(file, wall_ms);
}
