/*
 * terminal.c - what the screen costs at the terminal: the dashboard on worlds made by hand,
 * in a terminal in memory. A line per figure: what was measured, the limit, the ratio of the
 * two. Never a timed test; part of `make bench`, and over in half a minute.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/span.h"
#include "lib/pty.h"

#include "base/banned.h"

enum { KEYS = 200, CHANGES = 100, IDLE_FRAMES = 5, NAME_BYTES = 512 };

static const char *program;

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void tell(const char *what, double is, double limit, const char *unit)
{
    printf("%-44s %9.2f %-4s limit %7.2f  ratio %5.2f\n", what, is, unit, limit,
           is / limit);
}

static void start(struct pty *pty, const char *mode, const char *number)
{
    const char *argv[] = {program, mode, number, NULL};
    struct pty_options options = {.argv = argv, .rows = 24, .cols = 80};

    if (!pty_start(pty, &options)) {
        fprintf(stderr, "terminal: %s cannot be started\n", program);
        exit(1);
    }
}

static void finish(struct pty *pty)
{
    pty_type(pty, "\x03");
    pty_wait_exit(pty);
    pty_stop(pty);
}

/* ---- the first frame ---- */

static void first_frame(void)
{
    struct pty pty;
    int64_t began_us = now_us();

    start(&pty, "silent", NULL);
    pty_wait_frames(&pty, 1);
    tell("first frame", (double)(now_us() - began_us) / 1000, 50, "ms");
    finish(&pty);
}

/* ---- idle ---- */

static long long number_in(const char *path, const char *label)
{
    char line[256];
    long long number = -1;
    FILE *file = fopen(path, "r");

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, label, strlen(label)) == 0)
            number = strtoll(line + strlen(label), NULL, 10);
    }
    if (file != NULL)
        fclose(file);
    return number;
}

struct usage {
    int64_t at_us;
    long long waked;  /* by its own will: it waits for something */
    long long cpu_ns; /* of all threads that live */
};

static struct usage usage_of(const struct pty *pty)
{
    char path[64];
    struct usage usage = {.at_us = now_us()};

    snprintf(path, sizeof path, "/proc/%d/status", (int)pty->pid);
    usage.waked = number_in(path, "voluntary_ctxt_switches:");
    snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pty->pid);
    usage.cpu_ns = number_in(path, "");
    return usage;
}

static void idle(void)
{
    struct pty pty;

    start(&pty, "many", "1000");
    pty_wait_text(&pty, "of 1009");
    pty_wait_frames(&pty, 2);
    struct usage before = usage_of(&pty);
    size_t bytes = pty.raw.bytes;
    pty_wait_frames(&pty, IDLE_FRAMES);
    struct usage after = usage_of(&pty);
    double seconds = (double)(after.at_us - before.at_us) / 1e6;

    tell("idle, 1,000 Services: wakeups a second",
         (double)(after.waked - before.waked) / seconds, 2, "/s");
    tell("idle, 1,000 Services: of a core",
         (double)(after.cpu_ns - before.cpu_ns) / 1e7 / seconds, 0.2, "%");
    tell("idle, 1,000 Services: bytes a second",
         (double)(pty.raw.bytes - bytes) / seconds, 300, "B/s");
    finish(&pty);
}

/* ---- a change ---- */

static void one_change(void)
{
    struct pty pty;

    start(&pty, "busy", NULL);
    pty_wait_text(&pty, "shop/intern");
    pty_wait_frames(&pty, 5);
    size_t bytes = pty.raw.bytes;
    long frames = pty.frame_count;
    pty_wait_frames(&pty, CHANGES);
    tell("one changed cell",
         (double)(pty.raw.bytes - bytes) / (double)(pty.frame_count - frames), 300, "B");
    finish(&pty);
}

/* ---- keys ---- */

static int compare(const void *left, const void *right)
{
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return a < b ? -1 : a > b;
}

/* From the key to the row that is selected by it. */
static int64_t key_us(struct pty *pty, const char *key, const char *seen)
{
    int64_t began_us = now_us();

    pty_type(pty, key);
    pty_wait_text(pty, seen);
    return now_us() - began_us;
}

/* "what": p99 of two keys by turns, each with what is to be seen after it. */
struct turns {
    const char *what;
    const char *keys[2], *seen[2];
    double limit_ms;
    int measured; /* only this key; -1: both */
};

static void keys(const struct turns *turns, const char *mode, const char *number)
{
    static int64_t took_us[KEYS];
    size_t count = 0;
    struct pty pty;

    start(&pty, mode, number);
    pty_wait_text(&pty, "> pay/refunds");
    for (int i = 0; i < KEYS; i++) {
        int64_t us = key_us(&pty, turns->keys[i % 2], turns->seen[i % 2]);
        if (turns->measured == -1 || turns->measured == i % 2)
            took_us[count++] = us;
    }
    qsort(took_us, count, sizeof took_us[0], compare);
    tell(turns->what, (double)took_us[count * 99 / 100] / 1000, turns->limit_ms, "ms");
    finish(&pty);
}

/* Of these, 25 ms are the wait for what may come behind an Esc. */
static const struct turns esc = {.what = "Esc, p99, nothing else happens",
                                 .keys = {"\r", "\033"},
                                 .seen = {"-- steps", "-- services"},
                                 .limit_ms = 200,
                                 .measured = 1};
static const struct turns calm = {.what = "a key, p99, nothing else happens",
                                  .keys = {"j", "k"},
                                  .seen = {"> shop/cart", "> pay/refunds"},
                                  .limit_ms = 16,
                                  .measured = -1};
static const struct turns flooded = {.what = "a key, p99, 1,000 snapshots a second",
                                     .keys = {"j", "k"},
                                     .seen = {"> shop/cart", "> pay/refunds"},
                                     .limit_ms = 16,
                                     .measured = -1};

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: terminal UI_MAIN\n", stderr);
        return 2;
    }
    program = argv[1];
    puts("the terminal's side");
    first_frame();
    one_change();
    idle();
    keys(&calm, "still", NULL);
    keys(&flooded, "flood", "1000");
    keys(&esc, "still", NULL);
    return 0;
}
