/*
 * cases.h - tests whose cases are files: an input, and beside it what it must become.
 *
 * For every file `<name><input_ending>` of a folder below tests/data one test is run.
 * What the test makes of the input is compared with `<name>.expect` or `<name>.error`, of
 * which exactly one exists. UPDATE=1 writes these files anew, to be read before they are
 * kept.
 */
#ifndef ELBTOP_TESTS_KUBE_CASES_H
#define ELBTOP_TESTS_KUBE_CASES_H

#include <stdbool.h>

#include "base/buf.h"

/*
 * name    without its ending: "service-fresh"
 * path    of the input
 * failed  to be set when the input is refused: `out` then is the error
 */
typedef void (*case_run)(const char *name, const char *path, struct buf *out,
                         bool *ret_failed);

/* folder: "kube/object". Returns what main() returns. */
int cases_run(const char *group, const char *folder, const char *input_ending,
              case_run run);

/* "<TOP_SRCDIR>/tests/data/<rest>"; owner: the caller, with free(). */
char *data_path(const char *rest);

#endif
