/*
 * paint_main - every look with every note, painted on the terminal: a small program for
 * tests of what a terminal is sent.
 *
 *   paint_main [THEME]    without one as the environment says; ends at the first key
 *
 * Each stands as a word of its own, "look07-3" for the seventh look with the third set of
 * notes. Status 77 when the terminal's type is not known here.
 */
#include <locale.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "tui/term.h"

#include "base/banned.h"

enum { NOTES = 5, ROWS = 24, COLS = 80, NOT_KNOWN = 77 };

static void draw(struct grid *grid)
{
    static const unsigned notes[NOTES] = {0, CELL_SELECTED, CELL_CHANGED, CELL_OLD,
                                          CELL_GONE};

    for (int look = 0; look < LOOK_COUNT; look++) {
        for (int i = 0; i < NOTES; i++) {
            char word[32];
            snprintf(word, sizeof word, "look%02d-%d", look, i);
            int end = canvas_text(canvas_of(grid), look, 12 * i, (enum look)look, word);
            canvas_note(canvas_of(grid), look, 12 * i, end - 12 * i, notes[i]);
        }
    }
}

/* Or until the terminal is gone: a test that fails must not leave this turning. */
static void wait_for_a_key(struct terminal *term)
{
    struct pollfd keys = {.fd = term_key_fd(term), .events = POLLIN};
    uint32_t key;

    do {
        if (poll(&keys, 1, -1) < 0)
            return;
    } while (!term_next_key(term, &key) && (keys.revents & (POLLHUP | POLLERR)) == 0);
}

int main(int argc, char **argv)
{
    struct terminal *term = NULL;
    struct grid grid;
    struct err err = ERR_INIT;

    setlocale(LC_ALL, "");
    const struct theme *theme = theme_find(argc > 1 ? argv[1] : NULL);
    if (theme == NULL || term_open(theme, &term, &err) != ERR_OK) {
        fprintf(stderr, "paint_main: %s\n", err.text);
        return strstr(err.text, "is not known") != NULL ? NOT_KNOWN : 1;
    }
    grid_init(&grid, ROWS, COLS, true);
    draw(&grid);
    term_paint(term, &grid);
    wait_for_a_key(term);
    term_close(term);
    grid_release(&grid);
    return 0;
}
