/*
 * change.h - one line of a watch stream: what happened, to which object.
 *
 * {"type":"MODIFIED","object":{…}} is taken apart without parsing the object: who wants
 * it parses it once, from the span. Keys may come in any order; others are passed over.
 *
 * Private to kube/. Source: Kubernetes API concepts (WatchEvent); recorded answers
 * 600-623.
 */
#ifndef ELBTOP_KUBE_CHANGE_H
#define ELBTOP_KUBE_CHANGE_H

#include <stdbool.h>

#include "base/span.h"

enum change_type {
    CHANGE_UNKNOWN, /* a type this program has not heard of */
    CHANGE_ADDED,
    CHANGE_MODIFIED,
    CHANGE_DELETED,  /* also: no longer fits the selector */
    CHANGE_BOOKMARK, /* nothing happened up to this resourceVersion */
    CHANGE_ERROR,    /* the object is a Status; the stream ends */
};

struct change {
    enum change_type type;
    struct span object; /* its JSON, within the line */
};

/*
 * false when the line is not one JSON object with both fields. Brackets and quotes are
 * counted; what is inside the object is checked by whoever parses it.
 */
bool change_split(struct span line, struct change *ret_change);

#endif
