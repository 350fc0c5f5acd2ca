/*
 * rules.h - what every screen keeps at every size and with every set of signs: nothing lies
 * over something else, rows 1, 2, 3 and the last two say what they must. The places that are
 * promised at 80x24 alone are in contract.h.
 */
#ifndef ELBTOP_TESTS_SCREEN_RULES_H
#define ELBTOP_TESTS_SCREEN_RULES_H

#include "tui/canvas.h"
#include "tui/keymap.h"

/*
 * A drawn screen with this panel on top, and its keys. NULL when all holds, else what is broken, in words;
 * valid until the next call.
 */
const char *rules_broken(const struct grid *grid, const struct keymap *keymap,
                         enum panel_kind top);

#endif
