#include "cli/consent.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/banned.h"

enum { WORD_BYTES = 80, SEQUENCE_MS = 50, LOOK_MS = 200 };

enum key { KEY_NONE = -1, KEY_ENDED = -2, KEY_ESC = 0x1b };

struct terminal {
    struct termios before;
    const struct witness *witness;
};

/* ---- the terminal ------------------------------------------------------------------- */

static bool terminal_open(struct terminal *terminal, const struct witness *witness)
{
    struct termios raw;

    if (!isatty(STDIN_FILENO) || !isatty(STDERR_FILENO) ||
        tcgetattr(STDIN_FILENO, &terminal->before) == -1)
        return false;
    terminal->witness = witness;
    raw = terminal->before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &raw);
    fputs("\x1b[?2004h", stderr); /* pasted text comes marked */
    fflush(stderr);
    return true;
}

static void terminal_close(struct terminal *terminal)
{
    fputs("\x1b[?2004l\n\n", stderr); /* below the keys */
    fflush(stderr);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &terminal->before);
}

/* One byte; KEY_NONE when none came in time, KEY_ENDED when the terminal or we end. */
static int read_byte(const struct terminal *terminal, int wait_ms)
{
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    unsigned char byte;

    if (witness_is_asked_to_end(terminal->witness))
        return KEY_ENDED;
    int ready = poll(&input, 1, wait_ms);
    if (ready == 0 || (ready == -1 && errno == EINTR))
        return witness_is_asked_to_end(terminal->witness) ? KEY_ENDED : KEY_NONE;
    if (ready == -1 || read(STDIN_FILENO, &byte, 1) != 1)
        return KEY_ENDED;
    return byte;
}

/* Whatever was typed before the question could be read does not count. */
static bool be_deaf(const struct terminal *terminal)
{
    const struct clock real = CLOCK_REAL_INIT;
    int64_t until_ms = clock_now_ms(&real) + INTERVAL_DEAF_MS;
    int64_t left_ms;

    while ((left_ms = until_ms - clock_now_ms(&real)) > 0) {
        if (read_byte(terminal, (int)left_ms) == KEY_ENDED)
            return false;
    }
    tcflush(STDIN_FILENO, TCIFLUSH);
    return true;
}

/* The rest of an escape sequence is dropped, and all of a paste. */
static bool drop_sequence(const struct terminal *terminal)
{
    char sequence[16];
    size_t bytes = 0;
    int byte = read_byte(terminal, SEQUENCE_MS);

    if (byte < 0)
        return false; /* Esc alone */
    while (byte >= 0 && bytes + 1 < sizeof sequence) {
        sequence[bytes++] = (char)byte;
        if (bytes > 1 && byte >= '@' && byte <= '~')
            break;
        byte = read_byte(terminal, SEQUENCE_MS);
    }
    sequence[bytes] = '\0';
    if (strcmp(sequence, "[200~") != 0)
        return true;
    static const char end[] = "\x1b[201~";
    size_t matched = 0;
    while (matched < sizeof end - 1 && (byte = read_byte(terminal, SEQUENCE_MS)) >= 0)
        matched = byte == end[matched] ? matched + 1 : byte == end[0];
    return true;
}

/* The next key that counts; KEY_ESC for Esc alone. */
static int read_key(const struct terminal *terminal)
{
    int byte;

    do {
        byte = read_byte(terminal, LOOK_MS);
    } while (byte == KEY_NONE || (byte == KEY_ESC && drop_sequence(terminal)));
    return byte;
}

static bool is_leaving(int key)
{
    return key == KEY_ENDED || key == KEY_ESC || key == 0x03 || key == 0x04;
}

/* ---- the two tiers -------------------------------------------------------------------- */

/*
 * The question with the place for the answer, and below it the keys. Room is made first, so
 * that nothing scrolls between keeping the place and going back to it.
 */
static void print_question(const struct plan *plan, const char *keys)
{
    char question[240];

    fprintf(stderr,
            "\n\n\n\x1b[3A %s: [\x1b"
            "7\n Esc keeps everything. %s\x1b"
            "8",
            plan_question(plan, question, sizeof question), keys);
    fflush(stderr);
}

static bool ask_y(const struct terminal *terminal, const struct plan *plan)
{
    int key;

    print_question(plan, "So do n and q. Enter does nothing.");
    if (!be_deaf(terminal))
        return false;
    while (!is_leaving(key = read_key(terminal)) && key != 'n' && key != 'q') {
        if (key == 'y') {
            fputs("y]", stderr);
            return true;
        }
    }
    return false;
}

static void type(char *word, size_t *bytes, int key)
{
    if ((key == 0x7f || key == '\b') && *bytes > 0) {
        --*bytes;
        fputs("\b \b", stderr);
    } else if (key >= ' ' && key < 0x7f && *bytes + 1 < WORD_BYTES) {
        word[(*bytes)++] = (char)key;
        fputc(key, stderr);
    }
    word[*bytes] = '\0';
    fflush(stderr);
}

static bool ask_word(const struct terminal *terminal, const struct plan *plan)
{
    char word[WORD_BYTES] = "";
    size_t bytes = 0;
    int key;

    print_question(plan, "Enter does nothing until the words match.");
    if (!be_deaf(terminal))
        return false;
    while (!is_leaving(key = read_key(terminal))) {
        if (key == '\r' || key == '\n') {
            if (strcmp(word, plan->word) == 0) {
                fputc(']', stderr);
                return true;
            }
            continue;
        }
        type(word, &bytes, key);
    }
    return false;
}

enum consent_answer consent_ask(const struct plan *plan, const struct witness *witness)
{
    struct terminal terminal;
    bool yes;

    fflush(stdout);
    if (!terminal_open(&terminal, witness))
        return CONSENT_NO_TERMINAL;
    yes = plan->tier == TIER_WORD ? ask_word(&terminal, plan) : ask_y(&terminal, plan);
    terminal_close(&terminal);
    return yes ? CONSENT_YES : CONSENT_NO;
}
