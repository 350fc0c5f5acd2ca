/*
 * folder.h - the files a world leaves for its clients, and only while it lives.
 *
 * Mode 0600, each there whole or not at all. At the end what was written is removed, and
 * the folder too if it was made here and is empty. While it lives nobody else's world gets
 * into it; what a world that was killed has left is removed by the next one (claim.h).
 * Files of anybody else are never touched.
 */
#ifndef ELBTOP_SIM_FOLDER_H
#define ELBTOP_SIM_FOLDER_H

#include "base/err.h"

struct folder;

/* path NULL: a new private one below TMPDIR.
 * Errors: ERR_LOCAL; ERR_CONFLICT when another world lives there, or a file is in the way. */
enum err_code folder_new(const char *path, struct folder **ret_folder, struct err *err);
void folder_free(struct folder *folder); /* removes what was written */

const char *folder_path(const struct folder *folder);

/* Absolute path of a file in it; valid as long as the folder, also before it is
 * written. */
const char *folder_file(struct folder *folder, const char *name);
enum err_code folder_write(struct folder *folder, const char *name, const char *text,
                           struct err *err);

/* Removes what worlds that were killed have left in private folders below TMPDIR. */
void folder_clean_up(void);

#endif
