#include "tui/theme.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "tui/canvas.h"

#include "base/banned.h"

#define PLAIN                                                                            \
    {                                                                                    \
        .colour = COLOUR_DEFAULT                                                         \
    }
#define DIM                                                                              \
    {                                                                                    \
        .colour = COLOUR_DEFAULT, .dim = true                                            \
    }
#define BOLD                                                                             \
    {                                                                                    \
        .colour = COLOUR_DEFAULT, .bold = true                                           \
    }
#define UNDERLINE                                                                        \
    {                                                                                    \
        .colour = COLOUR_DEFAULT, .underline = true                                      \
    }
#define REVERSE                                                                          \
    {                                                                                    \
        .colour = COLOUR_DEFAULT, .reverse = true                                        \
    }

/*
 * Never a background but by reverse, never blue or bright black for text: on half of the
 * terminals in use one of these cannot be read.
 */
static const struct theme themes[] = {
    {.name = "default",
     .styles =
         {
             [LOOK_PLAIN] = PLAIN,
             [LOOK_DIM] = DIM,
             [LOOK_STRONG] = BOLD,
             [LOOK_TITLE] = PLAIN,
             [LOOK_HEAD] = BOLD,
             [LOOK_BAD] = {.colour = COLOUR_RED, .bold = true},
             [LOOK_ALARM] = {.colour = COLOUR_YELLOW, .bold = true},
             [LOOK_WARN] = {.colour = COLOUR_YELLOW},
             [LOOK_ORPHAN] = {.colour = COLOUR_MAGENTA},
             [LOOK_KEY] = BOLD,
             [LOOK_LOST] = REVERSE,
             [LOOK_SIM] = {.colour = COLOUR_CYAN, .reverse = true},
             [LOOK_PROTECTED] = {.colour = COLOUR_RED, .bold = true, .reverse = true},
         }},
    /* Yellow on white is not seen: what asks for attention is red or magenta there. */
    {.name = "light",
     .styles =
         {
             [LOOK_PLAIN] = PLAIN,
             [LOOK_DIM] = DIM,
             [LOOK_STRONG] = BOLD,
             [LOOK_TITLE] = PLAIN,
             [LOOK_HEAD] = BOLD,
             [LOOK_BAD] = {.colour = COLOUR_RED, .bold = true},
             [LOOK_ALARM] = {.colour = COLOUR_MAGENTA, .bold = true},
             [LOOK_WARN] = {.colour = COLOUR_MAGENTA},
             [LOOK_ORPHAN] = {.colour = COLOUR_RED},
             [LOOK_KEY] = BOLD,
             [LOOK_LOST] = REVERSE,
             [LOOK_SIM] = {.colour = COLOUR_MAGENTA, .reverse = true},
             [LOOK_PROTECTED] = {.colour = COLOUR_RED, .bold = true, .reverse = true},
         }},
    {.name = "dark",
     .styles =
         {
             [LOOK_PLAIN] = PLAIN,
             [LOOK_DIM] = DIM,
             [LOOK_STRONG] = BOLD,
             [LOOK_TITLE] = {.colour = COLOUR_CYAN},
             [LOOK_HEAD] = {.colour = COLOUR_CYAN, .bold = true},
             [LOOK_BAD] = {.colour = COLOUR_RED, .bold = true},
             [LOOK_ALARM] = {.colour = COLOUR_YELLOW, .bold = true},
             [LOOK_WARN] = {.colour = COLOUR_YELLOW},
             [LOOK_ORPHAN] = {.colour = COLOUR_MAGENTA},
             [LOOK_KEY] = {.colour = COLOUR_CYAN, .bold = true},
             [LOOK_LOST] = {.colour = COLOUR_RED, .reverse = true},
             [LOOK_SIM] = {.colour = COLOUR_CYAN, .reverse = true},
             [LOOK_PROTECTED] = {.colour = COLOUR_RED, .bold = true, .reverse = true},
         }},
    {.name = "mono",
     .styles =
         {
             [LOOK_PLAIN] = PLAIN,
             [LOOK_DIM] = DIM,
             [LOOK_STRONG] = BOLD,
             [LOOK_TITLE] = PLAIN,
             [LOOK_HEAD] = BOLD,
             [LOOK_BAD] = {.colour = COLOUR_DEFAULT, .bold = true, .underline = true},
             [LOOK_ALARM] = {.colour = COLOUR_DEFAULT, .bold = true},
             [LOOK_WARN] = UNDERLINE,
             [LOOK_ORPHAN] = UNDERLINE,
             [LOOK_KEY] = BOLD,
             [LOOK_LOST] = REVERSE,
             [LOOK_SIM] = REVERSE,
             [LOOK_PROTECTED] = REVERSE,
         }},
};

const struct theme *theme_find(const char *name)
{
    if (name == NULL) {
        const char *no_color = getenv("NO_COLOR");
        name = no_color != NULL && no_color[0] != '\0' ? "mono" : "default";
    }
    for (size_t i = 0; i < ARRAY_COUNT(themes); i++) {
        if (strcmp(themes[i].name, name) == 0)
            return &themes[i];
    }
    return NULL;
}

struct style theme_style(const struct theme *theme, enum look look, unsigned notes)
{
    struct style style = theme->styles[look];

    if ((notes & CELL_OLD) != 0 || (notes & CELL_GONE) != 0) {
        style.bold = false;
        style.dim = true;
    }
    if ((notes & CELL_GONE) != 0)
        style.underline = true;
    if ((notes & CELL_SELECTED) != 0)
        style.bold = !style.dim;
    if ((notes & CELL_CHANGED) != 0)
        style.reverse = !style.reverse;
    return style;
}

char theme_letter(struct style style)
{
    char letter = '.';

    if (style.reverse)
        letter = 'r';
    else if (style.underline)
        letter = 'u';
    else if (style.bold)
        letter = 'b';
    else if (style.dim)
        letter = 'd';
    if (style.colour == COLOUR_DEFAULT)
        return letter;
    return letter == '.' ? 'C' : (char)toupper((unsigned char)letter);
}
