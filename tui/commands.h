/*
 * commands.h - what can be typed after `:`. One table: name, what it does, help.
 */
#ifndef ELBTOP_TUI_COMMANDS_H
#define ELBTOP_TUI_COMMANDS_H

#include <stddef.h>

#include "state/view.h"
#include "tui/keymap.h"
#include "tui/prompt.h"

enum command_kind {
    COMMAND_NONE, /* an empty line */
    COMMAND_UNKNOWN,
    COMMAND_OFF, /* known, and not in this version */
    COMMAND_QUIT,
    COMMAND_SAVE,
    COMMAND_OPEN,      /* `panel` */
    COMMAND_NAMESPACE, /* `argument`; "" for all */
};

struct command {
    enum command_kind kind;
    const char *name; /* of the table */
    enum panel_kind panel;
    char argument[PROMPT_BYTES];
};

struct command command_parse(const char *line);

/*
 * The longest text that `line` can only go on to, in out; and when there are several ways,
 * these in `choices`.
 */
void command_complete(const char *line, char out[PROMPT_BYTES], char *choices,
                      size_t choices_bytes);
void namespace_complete(const struct view *view, const char *line, char out[PROMPT_BYTES],
                        char *choices, size_t choices_bytes);

#endif
