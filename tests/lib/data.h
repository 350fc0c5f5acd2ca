/*
 * data.h - the files of tests/data, found from wherever the tests run.
 */
#ifndef ELBTOP_TESTS_LIB_DATA_H
#define ELBTOP_TESTS_LIB_DATA_H

#include <stddef.h>

#include "base/buf.h"

enum { DATA_PATH_BYTES = 1024 };

/* "kube/list.json" -> "…/tests/data/kube/list.json" */
const char *data_path(const char *name, char out[DATA_PATH_BYTES]);

/* The file's bytes in an inited buf; the test fails when it cannot be read. */
void data_read(const char *name, struct buf *ret_text);

/*
 * Calls visit with the name ("kube/list.json") of each file of a folder that ends in
 * suffix, in alphabetical order; returns how many there were.
 */
size_t data_each(const char *folder, const char *suffix,
                 void (*visit)(const char *name, void *ctx), void *ctx);

#endif
