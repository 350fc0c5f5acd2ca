/*
 * save.h - the screen in a file: as text, with escape sequences, as a drawing or a page, or
 * what it lists as data; under the state directory, or where somebody says.
 */
#ifndef ELBTOP_TUI_SAVE_H
#define ELBTOP_TUI_SAVE_H

#include "base/err.h"
#include "tui/picture.h"

enum { SAVE_PATH_BYTES = 512 };

struct save {
    const struct grid *grid;
    const struct buf *data; /* what a .json gets; NULL: the view is no list */
    const struct theme *theme;
    int64_t wall_ms;
    const char *where; /* as typed: a file, or an ending alone ("svg"); NULL: nothing */
    bool overwrite;    /* a file that is there already */
};

/* Is it the data of the view that is wanted, and not its picture? */
bool save_wants_data(const char *where);

/*
 * By itself it writes $XDG_STATE_HOME/elbtop/screens/YYYYMMDD-HHMMSS.txt (state home
 * defaults to ~/.local/state), mode 0600; the ending decides what is written. A file that
 * is there already stays, unless it was named and `overwrite`. Whatever happens there is the
 * whole file or what was there before, never a part. Errors: ERR_LOCAL.
 */
enum err_code save_screen(const struct save *save, char ret_path[SAVE_PATH_BYTES],
                          struct err *err);

#endif
