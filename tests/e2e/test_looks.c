/*
 * What becomes of each look on each kind of terminal: the SGR sequences that are sent say
 * what the theme says, as far as the terminal can, and never more than its terminfo entry
 * promises. Most entries come with ncurses-base, the others with ncurses-term.
 */
#include "lib/check.h"

#include <errno.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/pty.h"
#include "tui/canvas.h"

#include "base/banned.h"

enum { NOTES = 5, WORD_BYTES = 8, NOT_KNOWN = 77 };

/* What cannot be had together with a colour: bits of terminfo's ncv. */
enum { NO_UNDERLINE = 2, NO_REVERSE = 4, NO_DIM = 16 };

enum depth { MONO, EIGHT, PALETTE, DIRECT };

struct kind {
    const char *env[3]; /* TERM first */
    enum depth depth;
    unsigned not_with_colour;
    bool no_dim;    /* at all */
    bool may_lack;  /* not every machine has the entry */
    bool by_itself; /* without --theme: the environment decides */
};

static const struct kind kinds[] = {
    {.env = {"TERM=xterm"}, .depth = EIGHT},
    {.env = {"TERM=xterm-16color"}, .depth = EIGHT, .may_lack = true},
    {.env = {"TERM=xterm-256color"}, .depth = PALETTE},
    {.env = {"TERM=xterm-direct"}, .depth = DIRECT, .may_lack = true},
    {.env = {"TERM=xterm-direct2"}, .depth = DIRECT, .may_lack = true},
    {.env = {"TERM=xterm-direct256"}, .depth = DIRECT, .may_lack = true},
    {.env = {"TERM=vte-direct"}, .depth = DIRECT, .may_lack = true},
    {.env = {"TERM=tmux-direct"}, .depth = DIRECT, .may_lack = true},
    {.env = {"TERM=screen"}, .depth = EIGHT},
    {.env = {"TERM=screen-256color"}, .depth = PALETTE},
    {.env = {"TERM=tmux"}, .depth = EIGHT},
    {.env = {"TERM=tmux-256color"}, .depth = PALETTE},
    {.env = {"TERM=linux"}, .depth = EIGHT, .not_with_colour = NO_UNDERLINE | NO_DIM},
    {.env = {"TERM=putty"},
     .depth = EIGHT,
     .not_with_colour = NO_UNDERLINE | NO_REVERSE | NO_DIM,
     .no_dim = true,
     .may_lack = true},
    {.env = {"TERM=rxvt"}, .depth = EIGHT, .no_dim = true},
    {.env = {"TERM=vt100"}, .depth = MONO, .no_dim = true},
    {.env = {"TERM=vt220"}, .depth = MONO, .no_dim = true},
    {.env = {"TERM=xterm-mono"}, .depth = MONO, .no_dim = true},
    /* No one's promise but the terminfo entry's: what COLORTERM says may be of another
     * terminal, one that is left of ssh or outside of tmux. */
    {.env = {"TERM=xterm-256color", "COLORTERM=truecolor"}, .depth = PALETTE},
    {.env = {"TERM=xterm", "COLORTERM=truecolor"}, .depth = EIGHT},
    {.env = {"TERM=xterm-256color", "NO_COLOR=1"}, .depth = MONO, .by_itself = true},
    {.env = {"TERM=xterm-direct", "NO_COLOR=1"},
     .depth = MONO,
     .may_lack = true,
     .by_itself = true},
    {.env = {"TERM=xterm-256color", "NO_COLOR="}, .depth = PALETTE, .by_itself = true},
};

/* ---- what was sent ---- */

enum ink { INK_DEFAULT, INK_EIGHT, INK_PALETTE, INK_DIRECT };

struct sgr {
    bool bold, dim, underline, reverse, ground; /* ground: a background */
    enum ink ink;
    uint32_t value;
};

/* The signs that were sent, each with how it was to look. */
struct sent {
    char signs[1 << 14];
    struct sgr looks[1 << 14];
    size_t count;
};

enum { PARAMS_MOST = 16 };

/* 38:2::R:G:B, 38:2:R:G:B or 38;2;R;G;B; 38:5:N or 38;5;N. Returns how many were used. */
static size_t read_ink(struct sgr *sgr, const long *params, size_t count)
{
    if (count >= 3 && params[1] == 5) {
        sgr->ink = INK_PALETTE;
        sgr->value = (uint32_t)params[2];
        return 3;
    }
    size_t at = count >= 6 && params[2] == -1 ? 3 : 2;
    assert_true(count >= at + 3 && params[1] == 2);
    sgr->ink = INK_DIRECT;
    sgr->value = (uint32_t)params[at] << 16 | (uint32_t)params[at + 1] << 8 |
                 (uint32_t)params[at + 2];
    return at + 3;
}

static void take_params(struct sgr *sgr, const long *params, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        long param = params[i] == -1 ? 0 : params[i];
        if (param == 10) /* the usual font: the console of Linux wants to hear of it */
            continue;
        if (param == 0)
            *sgr = (struct sgr){0};
        else if (param == 1)
            sgr->bold = true;
        else if (param == 2)
            sgr->dim = true;
        else if (param == 4 || param == 24)
            sgr->underline = param == 4;
        else if (param == 7 || param == 27)
            sgr->reverse = param == 7;
        else if (param == 22)
            sgr->bold = sgr->dim = false;
        else if (param >= 30 && param <= 37) {
            sgr->ink = INK_EIGHT;
            sgr->value = (uint32_t)param - 30;
        } else if (param == 38)
            i += read_ink(sgr, params + i, count - i) - 1;
        else if (param == 39)
            sgr->ink = INK_DEFAULT;
        else if (param == 49)
            sgr->ground = false;
        else
            sgr->ground = true; /* or something else that nobody asked for */
    }
}

static size_t read_csi(struct sgr *sgr, const char *at, size_t bytes)
{
    long params[PARAMS_MOST] = {-1};
    size_t count = 0;
    size_t i = 2;

    for (; i < bytes && (unsigned char)at[i] < '@'; i++) {
        if (at[i] >= '0' && at[i] <= '9')
            params[count] = (params[count] < 0 ? 0 : params[count] * 10) + at[i] - '0';
        else if ((at[i] == ';' || at[i] == ':') && count + 1 < PARAMS_MOST)
            params[++count] = -1;
    }
    if (i < bytes && at[i] == 'm')
        take_params(sgr, params, count + 1);
    return i + 1;
}

static size_t read_escape(struct sgr *sgr, const char *at, size_t bytes)
{
    if (bytes > 1 && at[1] == '[')
        return read_csi(sgr, at, bytes);
    return bytes > 1 && strchr("()#", at[1]) != NULL ? 3 : 2;
}

static void read_all(const struct buf *raw, struct sent *sent)
{
    struct sgr now = {0};

    sent->count = 0;
    for (size_t i = 0; i < raw->bytes;) {
        if (raw->at[i] == '\033') {
            i += read_escape(&now, raw->at + i, raw->bytes - i);
            continue;
        }
        if ((unsigned char)raw->at[i] >= ' ' && sent->count + 1 < sizeof sent->signs) {
            sent->looks[sent->count] = now;
            sent->signs[sent->count++] = raw->at[i];
        }
        i++;
    }
    sent->signs[sent->count] = '\0';
}

/* ---- what should be ---- */

static struct sgr wanted(const struct kind *kind, const struct theme *theme, int look,
                         unsigned notes)
{
    struct style style = theme_style(theme, (enum look)look, notes);
    struct sgr sgr = {.bold = style.bold,
                      .dim = style.dim && !kind->no_dim,
                      .underline = style.underline,
                      .reverse = style.reverse};

    /* Reverse is how words of warning stand out: it is worth more than a colour. */
    if (style.colour == COLOUR_DEFAULT ||
        (style.reverse && (kind->not_with_colour & NO_REVERSE) != 0))
        return sgr;
    sgr.underline = sgr.underline && (kind->not_with_colour & NO_UNDERLINE) == 0;
    sgr.dim = sgr.dim && (kind->not_with_colour & NO_DIM) == 0;
    sgr.ink = INK_EIGHT;
    sgr.value = (uint32_t)style.colour;
    if (style.fine != 0 && kind->depth == PALETTE) {
        sgr.ink = INK_PALETTE;
        sgr.value = (uint32_t)theme_nearest_256(style.fine);
    } else if (style.fine != 0 && kind->depth == DIRECT) {
        sgr.ink = INK_DIRECT;
        sgr.value = style.fine;
    }
    return sgr;
}

static bool is_same(const struct sgr *a, const struct sgr *b)
{
    return a->bold == b->bold && a->dim == b->dim && a->underline == b->underline &&
           a->reverse == b->reverse && a->ground == b->ground && a->ink == b->ink &&
           (a->ink == INK_DEFAULT || a->value == b->value);
}

static const char *tell(const struct sgr *sgr, char out[128])
{
    static const char *const inks[] = {"", " colour ", " of 256: ", " direct "};
    char value[16] = "";

    if (sgr->ink != INK_DEFAULT)
        snprintf(value, sizeof value, sgr->ink == INK_DIRECT ? "#%06x" : "%u",
                 sgr->value);
    snprintf(out, 128, "%s%s%s%s%s%s%s", sgr->bold ? " bold" : "", sgr->dim ? " dim" : "",
             sgr->underline ? " underline" : "", sgr->reverse ? " reverse" : "",
             sgr->ground ? " BACKGROUND" : "", inks[sgr->ink], value);
    return out[0] == '\0' ? " plain" : out;
}

/* ---- on each terminal ---- */

static int run_shell(const char *command)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    while (waitpid(pid, &status, 0) == -1 && errno == EINTR)
        continue;
    return status;
}

static void looks_so(const struct kind *kind, const struct theme *theme,
                     const struct sent *sent, int look, int note)
{
    static const unsigned notes[NOTES] = {0, CELL_SELECTED, CELL_CHANGED, CELL_OLD,
                                          CELL_GONE};
    struct sgr want = wanted(kind, theme, look, notes[note]);
    char word[32];
    char is[128];
    char should[128];

    snprintf(word, sizeof word, "look%02d-%d", look, note);
    const char *at = strstr(sent->signs, word);
    if (at == NULL)
        fail_msg("%s, %s: no %s", kind->env[0], theme->name, word);
    for (size_t i = 0; i < WORD_BYTES; i++) {
        const struct sgr *got = &sent->looks[(size_t)(at - sent->signs) + i];
        if (!is_same(got, &want))
            fail_msg("%s %s, theme %s: %s is%s, not%s", kind->env[0],
                     kind->env[1] == NULL ? "" : kind->env[1], theme->name, word,
                     tell(got, is), tell(&want, should));
    }
}

/* false: the machine does not know that type of terminal. */
static bool paints(const struct kind *kind, const char *name)
{
    static char path[512];
    static struct sent sent;
    const char *top = getenv("TOP_BUILDDIR");
    const char *argv[] = {path, kind->by_itself ? NULL : name, NULL};
    struct pty_options options = {.argv = argv, .env = kind->env, .rows = 24, .cols = 80};
    const struct theme *theme = theme_find(kind->depth == MONO ? "mono" : name);
    struct pty pty;

    snprintf(path, sizeof path, "%s/tests/e2e/paint_main", top == NULL ? "." : top);
    assert_true(pty_start(&pty, &options));
    if (!pty_wait_text(&pty, "look12-4")) {
        bool known = pty_wait_exit(&pty) != NOT_KNOWN;
        if (known || !kind->may_lack)
            fail_msg("%s: %s", kind->env[0], pty_screen(&pty));
        pty_stop(&pty);
        return false;
    }
    read_all(&pty.raw, &sent);
    for (int look = 0; look < LOOK_COUNT; look++) {
        for (int note = 0; note < NOTES; note++)
            looks_so(kind, theme, &sent, look, note);
    }
    pty_type(&pty, "q");
    assert_int_equal(pty_wait_exit(&pty), 0);
    assert_true(pty_is_restored(&pty));
    pty_stop(&pty);
    return true;
}

static void looks_are_what_the_theme_says(void **state)
{
    static const char *const themes[] = {"default",  "light",        "dark",
                                         "contrast", "colour-blind", "mono"};
    const struct kind *kind = *state;
    size_t count = kind->by_itself ? 1 : ARRAY_COUNT(themes);

    for (size_t i = 0; i < count; i++) {
        if (!paints(kind, themes[i])) {
            print_message("# no terminfo entry for %s here; ncurses-term has it\n",
                          kind->env[0]);
            skip();
        }
    }
}

/* Direct colours of 5, 6 and 5 bits are none that a theme names: the eight serve. */
static void looks_on_a_terminal_of_65536_colours_are_of_eight(void **state)
{
    char folder[] = "/tmp/elbtop-terminfo-XXXXXX";
    char command[256];
    char variable[64];
    struct kind kind = {.env = {"TERM=elbtop-565", variable}, .depth = EIGHT};
    (void)state;
    assert_non_null(mkdtemp(folder));
    snprintf(variable, sizeof variable, "TERMINFO=%s", folder);
    snprintf(command, sizeof command,
             "printf 'elbtop-565|for a test,\\n\\tRGB=5/6/5, colors#65536, "
             "pairs#32767, use=xterm-256color,\\n' | tic -x -o %s -",
             folder);

    int compiled = run_shell(command);
    bool known = compiled == 0 && paints(&kind, "colour-blind");

    snprintf(command, sizeof command, "rm -r %s", folder);
    run_shell(command);
    if (compiled != 0)
        skip(); /* no tic here */
    assert_true(known);
}

/* Nothing of the above is worth much when the reader of sequences is blind. */
static void looks_are_read_from_all_spellings(void **state)
{
    static const struct {
        const char *sent;
        struct sgr is;
    } cases[] = {
        {"\033[1;31mX", {.bold = true, .ink = INK_EIGHT, .value = 1}},
        {"\033[31m\033[1mX", {.bold = true, .ink = INK_EIGHT, .value = 1}},
        {"\033[38;5;214mX", {.ink = INK_PALETTE, .value = 214}},
        {"\033[38:2::230:159:0mX", {.ink = INK_DIRECT, .value = 0xe69f00}},
        {"\033[38;2;230;159;0;7mX",
         {.reverse = true, .ink = INK_DIRECT, .value = 0xe69f00}},
        {"\033[7;33m\033[39;49mX", {.reverse = true}},
        {"\033[4m\033(B\033[mX", {0}},
        {"\033[41mX", {.ground = true}},
        {"\033[1;2;4m\033[22;24m\033[10;3HX", {0}},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        static struct sent sent;
        struct buf raw;
        char is[128];
        buf_init(&raw, 100);
        buf_add_text(&raw, cases[i].sent);
        read_all(&raw, &sent);
        assert_string_equal(sent.signs, "X");
        if (!is_same(&sent.looks[0], &cases[i].is))
            fail_msg("%s is%s", cases[i].sent + 1, tell(&sent.looks[0], is));
        buf_release(&raw);
    }
}

/* ---- where nothing can be painted ---- */

static void looks_are_not_sent_where_the_terminal_is_not_known(void **state)
{
    static const struct {
        const char *words[3], *env[2], *says;
    } cases[] = {
        {{"-u", "TERM"}, {NULL}, "TERM is not set; TERM=xterm suits most terminals"},
        {{"TERM="}, {NULL}, "TERM is not set; TERM=xterm suits most terminals"},
        {{"TERM=no-such-terminal"},
         {NULL},
         "the terminal type TERM=no-such-terminal is "},
        {{"TERM=unknown"}, {NULL}, "the terminal type TERM=unknown is not known here"},
        {{"TERM=dumb"}, {NULL}, "the terminal dumb cannot move its cursor; try --plain"},
        {{"TERM=../../etc/passwd"}, {NULL}, "is not known"},
    };
    (void)state;

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        char path[512];
        const char *top = getenv("TOP_BUILDDIR");
        const char *argv[6] = {"/usr/bin/env"};
        struct pty_options options = {
            .argv = argv, .env = cases[i].env, .rows = 24, .cols = 80};
        struct pty pty;
        size_t count = 1;
        for (size_t k = 0; k < 3 && cases[i].words[k] != NULL; k++)
            argv[count++] = cases[i].words[k];
        snprintf(path, sizeof path, "%s/tests/e2e/paint_main", top == NULL ? "." : top);
        argv[count] = path;
        assert_true(pty_start(&pty, &options));

        if (!pty_wait_text(&pty, cases[i].says))
            fail_msg("%s: %s", cases[i].words[0], pty_screen(&pty));
        assert_true(pty_wait_exit(&pty) != 0);
        assert_null(memchr(pty.raw.at, '\033', pty.raw.bytes));
        assert_true(pty_is_restored(&pty));
        pty_stop(&pty);
    }
}

int main(void)
{
    static struct CMUnitTest tests[ARRAY_COUNT(kinds) + 3];
    static struct kind copies[ARRAY_COUNT(kinds)];
    static char names[ARRAY_COUNT(kinds)][96];

    for (size_t i = 0; i < ARRAY_COUNT(kinds); i++) {
        copies[i] = kinds[i];
        snprintf(names[i], sizeof names[i], "looks_on_%s%s%s", kinds[i].env[0] + 5,
                 kinds[i].env[1] == NULL ? "" : "_with_",
                 kinds[i].env[1] == NULL ? "" : kinds[i].env[1]);
        tests[i] = (struct CMUnitTest){.name = names[i],
                                       .test_func = looks_are_what_the_theme_says,
                                       .initial_state = &copies[i]};
    }
    tests[ARRAY_COUNT(kinds)] =
        (struct CMUnitTest)cmocka_unit_test(looks_are_read_from_all_spellings);
    tests[ARRAY_COUNT(kinds) + 1] = (struct CMUnitTest)cmocka_unit_test(
        looks_are_not_sent_where_the_terminal_is_not_known);
    tests[ARRAY_COUNT(kinds) + 2] = (struct CMUnitTest)cmocka_unit_test(
        looks_on_a_terminal_of_65536_colours_are_of_eight);
    return _cmocka_run_group_tests("looks", tests, ARRAY_COUNT(tests), NULL, NULL);
}
