/*
 * claim.h - who lives in a folder: a file in it that is locked for as long as its world lives.
 *
 * The kernel lets go of the lock when the process ends, however it ends. So a folder with
 * such a file that nobody holds was left by a world that was killed, and its files may go;
 * a folder without one was never a world's, and its files are somebody's own.
 */
#ifndef ELBTOP_SIM_CLAIM_H
#define ELBTOP_SIM_CLAIM_H

#include <stdbool.h>

#include "base/err.h"

struct claim;

/* Errors: ERR_LOCAL; ERR_CONFLICT when another world lives there, with its pid. */
enum err_code claim_take(const char *folder, struct claim **ret_claim, struct err *err);

/* The same for a folder that a world has left: NULL when there is no such file, somebody
 * holds it, or it is not a regular file of this user. */
struct claim *claim_take_left(const char *folder);

/* Did a world that has ended leave its file there? */
bool claim_is_inherited(const struct claim *claim);

void claim_drop(struct claim *claim); /* removes the file; NULL is fine */

#endif
