/* scratch_dir.h - a folder for one test, and what is in it. */
#ifndef ELBTOP_TESTS_UNIT_WORKER_SCRATCH_DIR_H
#define ELBTOP_TESTS_UNIT_WORKER_SCRATCH_DIR_H

#include <stddef.h>

char *scratch_dir_new(void);         /* its path; the caller's, with scratch_dir_remove */
void scratch_dir_remove(char *path); /* with all in it; frees the path */

/* How many names below `part` of it have this in them; the last is copied into out. */
size_t scratch_dir_find(const char *path, const char *part, const char *needle,
                        char out[512]);

void scratch_dir_write(const char *path, const char *text); /* a file */

#endif
