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
    /* Nothing faint, nothing that only a colour tells; what is bad stands out by reverse. */
    {.name = "contrast",
     .no_dim = true,
     .styles =
         {
             [LOOK_PLAIN] = PLAIN,
             [LOOK_DIM] = PLAIN,
             [LOOK_STRONG] = BOLD,
             [LOOK_TITLE] = BOLD,
             [LOOK_HEAD] = {.colour = COLOUR_DEFAULT, .bold = true, .underline = true},
             [LOOK_BAD] = {.colour = COLOUR_DEFAULT, .bold = true, .reverse = true},
             [LOOK_ALARM] = {.colour = COLOUR_DEFAULT, .bold = true, .reverse = true},
             [LOOK_WARN] = {.colour = COLOUR_DEFAULT, .bold = true, .underline = true},
             [LOOK_ORPHAN] = {.colour = COLOUR_DEFAULT, .bold = true, .underline = true},
             [LOOK_KEY] = BOLD,
             [LOOK_LOST] = {.colour = COLOUR_DEFAULT, .bold = true, .reverse = true},
             [LOOK_SIM] = REVERSE,
             [LOOK_PROTECTED] = {.colour = COLOUR_DEFAULT, .bold = true, .reverse = true},
         }},
    /*
     * Told apart by everybody, on dark and on light: no red beside green, and what differs
     * in colour differs in brightness or weight as well.
     * Source: the palette of Okabe and Ito (2008), of which the eight colours come nearest.
     */
    {.name = "colour-blind",
     .styles =
         {
             [LOOK_PLAIN] = PLAIN,
             [LOOK_DIM] = DIM,
             [LOOK_STRONG] = BOLD,
             [LOOK_TITLE] = PLAIN,
             [LOOK_HEAD] = BOLD,
             [LOOK_BAD] = {.colour = COLOUR_MAGENTA,
                           .fine = 0xd55e00,
                           .bold = true,
                           .underline = true},
             [LOOK_ALARM] = {.colour = COLOUR_YELLOW, .fine = 0xe69f00, .bold = true},
             [LOOK_WARN] = {.colour = COLOUR_YELLOW, .fine = 0xe69f00},
             [LOOK_ORPHAN] = {.colour = COLOUR_CYAN, .fine = 0x56b4e9},
             [LOOK_KEY] = BOLD,
             [LOOK_LOST] = REVERSE,
             [LOOK_SIM] = {.colour = COLOUR_CYAN, .fine = 0x56b4e9, .reverse = true},
             [LOOK_PROTECTED] = {.colour = COLOUR_MAGENTA,
                                 .fine = 0xd55e00,
                                 .bold = true,
                                 .reverse = true},
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
        style.dim = !theme->no_dim;
    }
    if ((notes & CELL_GONE) != 0)
        style.underline = true;
    if ((notes & CELL_SELECTED) != 0)
        style.bold = !style.dim;
    if ((notes & CELL_CHANGED) != 0)
        style.reverse = !style.reverse;
    return style;
}

/* ---- 256 colours ---- */

static const int cube_levels[] = {0, 95, 135, 175, 215, 255};

static int nearest_level(int value)
{
    int best = 0;

    for (int i = 1; i < (int)ARRAY_COUNT(cube_levels); i++) {
        if (abs(cube_levels[i] - value) < abs(cube_levels[best] - value))
            best = i;
    }
    return best;
}

static int square_distance(const int a[3], int red, int green, int blue)
{
    return (a[0] - red) * (a[0] - red) + (a[1] - green) * (a[1] - green) +
           (a[2] - blue) * (a[2] - blue);
}

/* 16 to 231 are a cube of 6 x 6 x 6, 232 to 255 greys from 8 in steps of 10. */
int theme_nearest_256(uint32_t fine)
{
    const int parts[3] = {(int)(fine >> 16 & 0xff), (int)(fine >> 8 & 0xff),
                          (int)(fine & 0xff)};
    int red = nearest_level(parts[0]);
    int green = nearest_level(parts[1]);
    int blue = nearest_level(parts[2]);
    int mean = (parts[0] + parts[1] + parts[2]) / 3;
    int grey = mean < 8 ? 0 : mean > 238 ? 23 : (mean - 3) / 10;
    int level = 8 + 10 * grey;

    if (square_distance(parts, level, level, level) <
        square_distance(parts, cube_levels[red], cube_levels[green], cube_levels[blue]))
        return 232 + grey;
    return 16 + 36 * red + 6 * green + blue;
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
