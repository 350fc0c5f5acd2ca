/*
 * replay - runs one fuzz target over its corpus without a fuzzer, as part of `make check`.
 *
 * The program's name says which target it is: replay_items feeds every file of the folders
 * that tests/fuzz/targets names for "items" to LLVMFuzzerTestOneInput(), then each of them
 * again some hundred times with random changes. A target aborts when something is wrong.
 * SEED=… repeats a run; ROUNDS=… asks for so many changes of each file, however long that
 * takes; a file as argument is run alone.
 */
#include <dirent.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/chance.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/span.h"

#include "base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t bytes);

enum { USUAL_ROUNDS = 200, RUN_MS = 1000, MOST_INSERTED = 16, PATH_BYTES = 1024 };

struct replay {
    uint64_t seed;
    int64_t rounds;
    char **files;
    size_t count;
    size_t capacity;
    size_t ran;
};

static const struct clock real = CLOCK_REAL_INIT;

static int64_t number_from(const char *name, int64_t fallback)
{
    int64_t number = fallback;
    span_to_i64(span_of(getenv(name)), &number);
    return number;
}

static bool read_file(const char *path, struct buf *text)
{
    char piece[4096];
    size_t got;
    FILE *file = fopen(path, "rb");

    if (file == NULL)
        return false;
    while ((got = fread(piece, 1, sizeof piece, file)) > 0)
        buf_add(text, piece, got);
    fclose(file);
    return true;
}

/* From memory of just that size, so that ASan sees a step too far. */
static void run_once(struct span input)
{
    uint8_t *copy = malloc(input.bytes == 0 ? 1 : input.bytes);

    if (input.bytes > 0)
        memcpy(copy, input.at, input.bytes);
    LLVMFuzzerTestOneInput(copy, input.bytes);
    free(copy);
}

/* One random change: a byte, a piece cut out, a piece said twice, the end cut off. */
static void change(struct chance *chance, struct buf *text)
{
    static const char bytes[] =
        "{}[]\",:\\ \n\r\t'&*!|>%@-?0123456789.eE+xX<=\0\xff\xc3\x80";
    struct buf changed;
    size_t from = chance_below(chance, text->bytes + 1);
    size_t to = from + chance_below(chance, text->bytes - from + 1);

    buf_init(&changed, text->limit);
    buf_add(&changed, buf_text(text), from);
    switch (chance_below(chance, 5)) {
    case 0:
        to = from;
        for (size_t i = 1 + chance_below(chance, MOST_INSERTED); i > 0; i--)
            buf_add_byte(&changed, bytes[chance_below(chance, sizeof bytes - 1)]);
        break;
    case 1:
        to = from < text->bytes ? from + 1 : from;
        buf_add_byte(&changed, (char)chance_below(chance, 256));
        break;
    case 2:
        buf_add(&changed, buf_text(text) + from, to - from);
        buf_add(&changed, buf_text(text) + from, to - from);
        break;
    case 3:
        to = text->bytes;
        break;
    default:
        break;
    }
    buf_add(&changed, buf_text(text) + to, text->bytes - to);
    buf_release(text);
    *text = changed;
}

static void run_file(struct replay *replay, const char *path, int64_t most_ms)
{
    struct buf original;

    replay->ran++;
    buf_init(&original, LIMIT_FILE_BYTES);
    bool could_read = read_file(path, &original);
    run_once(buf_span(&original));
    /* Each file has numbers of its own, so that the time one takes does not move the next. */
    struct chance chance = chance_from(replay->seed + replay->ran);
    int64_t until_ms = clock_now_ms(&real) + most_ms;
    for (int64_t i = 0; i < replay->rounds && clock_now_ms(&real) <= until_ms; i++) {
        struct buf text;
        buf_init(&text, original.limit);
        buf_add(&text, buf_text(&original), original.bytes);
        for (size_t n = 1 + chance_below(&chance, 4); n > 0; n--)
            change(&chance, &text);
        run_once(buf_span(&text));
        buf_release(&text);
    }
    buf_release(&original);
    const char *name = strstr(path, "/tests/");
    printf("%sok %zu - %s\n", could_read ? "" : "not ", replay->ran,
           name != NULL ? name + 1 : path);
    fflush(stdout);
}

static void add_file(struct replay *replay, const char *path)
{
    replay->files = mem_grow(replay->files, &replay->capacity, replay->count + 1,
                             sizeof *replay->files);
    replay->files[replay->count++] = mem_copy_text(path);
}

static void add_folder(struct replay *replay, const char *folder)
{
    struct dirent **entries;
    struct buf path;
    int count = scandir(folder, &entries, NULL, alphasort);

    buf_init(&path, LIMIT_KIB);
    for (int i = 0; i < count; i++) {
        buf_clear(&path);
        buf_print(&path, "%s/%s", folder, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            add_file(replay, buf_text(&path));
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    buf_release(&path);
}

/* A line of tests/fuzz/targets: the target's name and its folders. */
static void add_target(struct replay *replay, const char *top, const char *target)
{
    struct buf targets;
    struct span line;
    struct span word;
    char path[PATH_BYTES];

    buf_init(&targets, LIMIT_FILE_BYTES);
    snprintf(path, sizeof path, "%s/tests/fuzz/targets", top);
    read_file(path, &targets);
    struct span rest = buf_span(&targets);
    while (span_cut(&rest, '\n', &line)) {
        if (!span_cut(&line, ' ', &word) || !span_is(word, target))
            continue;
        while (span_cut(&line, ' ', &word)) {
            snprintf(path, sizeof path, "%s/%.*s", top, (int)word.bytes, word.at);
            if (word.bytes > 0)
                add_folder(replay, path);
        }
    }
    buf_release(&targets);
}

int main(int argc, char **argv)
{
    const char *top = getenv("TOP_SRCDIR");
    const char *target = strrchr(argv[0], '_');
    int64_t seed = number_from("SEED", ((int64_t)time(NULL) << 16) ^ getpid());
    struct replay replay = {.seed = (uint64_t)seed,
                            .rounds = number_from("ROUNDS", USUAL_ROUNDS)};

    printf("# SEED=%lld\n", (long long)seed);
    for (int i = 1; i < argc; i++)
        add_file(&replay, argv[i]);
    if (argc == 1 && target != NULL)
        add_target(&replay, top != NULL ? top : ".", target + 1);
    /* A target without a single file would pass without having run. */
    if (replay.count == 0)
        printf("not ok 1 - no corpus\n");
    int64_t most_ms =
        getenv("ROUNDS") != NULL ? INT32_MAX : RUN_MS / ((int64_t)replay.count + 1);
    for (size_t i = 0; i < replay.count; i++) {
        run_file(&replay, replay.files[i], most_ms);
        free(replay.files[i]);
    }
    free(replay.files);
    printf("1..%zu\n", replay.count == 0 ? 1 : replay.count);
    return replay.count == 0;
}
