/*
 * rebind.h - a keymap with other keys for actions, as the settings say.
 *
 * Dialogs and lessons keep their keys: what is printed in them is what was tested. Esc and
 * Ctrl-C lead out whatever anybody binds.
 */
#ifndef ELBTOP_TUI_REBIND_H
#define ELBTOP_TUI_REBIND_H

#include "base/err.h"
#include "settings/settings.h"
#include "tui/keymap.h"

/*
 *   keys        NULL: none, which is the usual keymap
 *   ret_keymap  the caller's, with keymap_free()
 *
 * Errors: ERR_SHAPE; where = "keys.NAME", text says what is wrong and what would be right: no
 * such action, no such key, a key that means something else, or one that must not do this.
 */
enum err_code rebind_keymap(const struct rebindings *keys, struct keymap **ret_keymap,
                            struct err *err);

/* The names of actions that can have other keys, and what they name; NULL, none at the end. */
const char *rebind_name(size_t index);
enum action rebind_action(size_t index);

#endif
