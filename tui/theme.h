/*
 * theme.h - from meanings to what a terminal can do about them.
 *
 * Panels say what a text means ("failed", "waiting"); only the theme knows colours. Every
 * state is a word and a mark already, so that the theme without colours loses nothing.
 */
#ifndef ELBTOP_TUI_THEME_H
#define ELBTOP_TUI_THEME_H

#include <stdbool.h>
#include <stdint.h>

enum look {
    LOOK_PLAIN,
    LOOK_DIM,       /* waiting, skipped, given way to others */
    LOOK_STRONG,    /* numbers and words to be found at once */
    LOOK_TITLE,     /* the line that opens a section */
    LOOK_HEAD,      /* titles of columns */
    LOOK_BAD,       /* somebody said no */
    LOOK_ALARM,     /* stuck, skipped: nobody moves */
    LOOK_WARN,      /* works, but hurt */
    LOOK_ORPHAN,    /* belongs to nobody any more */
    LOOK_KEY,       /* a key in the hint row */
    LOOK_LOST,      /* a source that does not answer */
    LOOK_SIM,       /* this world is not real */
    LOOK_PROTECTED, /* here a mistake costs dearly */
    LOOK_COUNT
};

enum colour {
    COLOUR_DEFAULT = -1, /* the terminal's own */
    COLOUR_RED = 1,
    COLOUR_GREEN,
    COLOUR_YELLOW,
    COLOUR_BLUE,
    COLOUR_MAGENTA,
    COLOUR_CYAN,
};

struct style {
    enum colour colour; /* of the eight that every terminal has */
    uint32_t fine;      /* 0xRRGGBB, where the terminal has more than those; 0: none */
    bool bold, dim, reverse, underline;
};

struct theme {
    const char *name;
    bool no_dim; /* faint text cannot be read by everybody: it stays plain */
    struct style styles[LOOK_COUNT];
};

/*
 * One of settings_themes; NULL asks the environment: mono when NO_COLOR is set, else
 * default. An unknown name gives NULL.
 */
const struct theme *theme_find(const char *name);

/* What a cell gets: its look, and on top of it what its notes (enum cell_note) ask for. */
struct style theme_style(const struct theme *theme, enum look look, unsigned notes);

/* The nearest of xterm's 256 colours, from its cube and its greys. */
int theme_nearest_256(uint32_t fine);

/* One letter for a style, for dumps: '.' plain, 'b' bold, 'd' dim, 'u' underlined, 'r'
 * reverse; upper case when it has a colour as well. */
char theme_letter(struct style style);

#endif
