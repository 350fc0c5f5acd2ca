/*
 * save.h - the screen as text, in a file of its own under the state directory.
 */
#ifndef ELBTOP_TUI_SAVE_H
#define ELBTOP_TUI_SAVE_H

#include "base/err.h"
#include "tui/canvas.h"

enum { SAVE_PATH_BYTES = 512 };

/*
 * Writes $XDG_STATE_HOME/elbtop/screens/YYYYMMDD-HHMMSS.txt (state home defaults to
 * ~/.local/state), mode 0600. Errors: ERR_LOCAL.
 */
enum err_code save_screen(const struct grid *grid, int64_t wall_ms,
                          char ret_path[SAVE_PATH_BYTES], struct err *err);

#endif
