/*
 * readable.h - an object of the api-server as a person may read it: YAML, in the order in
 * which the server tells it, with everything that smells of a secret masked.
 *
 * Masked are texts under keys that speak of passwords, tokens, keys and the like, all data of
 * a Secret, users' passwords in URLs, and all this once more inside of annotations that hold
 * JSON. Names of and references to secrets are no secrets.
 */
#ifndef ELBTOP_KUBE_READABLE_H
#define ELBTOP_KUBE_READABLE_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

/* ret_version: metadata.resourceVersion, appended; may be NULL. Errors: ERR_SHAPE. */
enum err_code readable_yaml(struct span json, struct buf *out, struct buf *ret_version,
                            struct err *err);

/*
 * The same for JSON that is to stay JSON, of any shape. false: there is nothing to mask in it,
 * or it is no JSON, and nothing was added to out.
 */
bool readable_mask(struct span json, struct buf *out);

#endif
