/*
 * autocreate.h - what the steps need to know of the annotation elb.autocreate: the name the
 * ELB will have, and whether it gets a public address.
 *
 * Reads the top level of the JSON text and nothing else; a text that is no object is simply
 * not readable. The full check of all fields belongs to the linter.
 */
#ifndef ELBTOP_STATE_AUTOCREATE_H
#define ELBTOP_STATE_AUTOCREATE_H

#include <stdbool.h>

#include "base/span.h"

struct autocreate {
    bool readable;    /* it is a JSON object as far as it was looked at */
    bool public;      /* "type": "public"; absent means "inner" */
    struct span name; /* as it stands in the text, escapes untouched; empty when absent */
};

/* The name is borrowed from the text. NULL is fine. */
struct autocreate autocreate_read(const char *text);

#endif
