/*
 * autocreate.h - the JSON of kubernetes.io/elb.autocreate: which ELB and EIP to make.
 *
 * Source: OTC CCE guide, "data structure of elb.autocreate"; the Swiss guide; real manifests.
 */
#ifndef ELBTOP_ACT_AUTOCREATE_H
#define ELBTOP_ACT_AUTOCREATE_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* A field that is wrong, in the controller's own words and in ours. */
struct autocreate_misfit {
    const char *field; /* "bandwidth_name" */
    bool fatal;        /* the controller refuses; else it is only unwise */
    char text[160];
    char advice[160];
};

enum { AUTOCREATE_MISFITS = 24 };

/*
 * Checks a parsed blob. performance: elb.class is "performance". Returns how many misfits
 * were written (at most AUTOCREATE_MISFITS).
 */
size_t autocreate_check(const json_t *blob, bool performance, bool swiss,
                        struct autocreate_misfit out[AUTOCREATE_MISFITS]);

/* May a name of an ELB or bandwidth be this? 1-64 of A-Za-z0-9_.- */
bool autocreate_name_is_valid(const char *name);

/* 1-2000 in steps of 1 to 300, 50 to 1000, 500 above. */
bool autocreate_bandwidth_is_valid(int64_t mbit);

#endif
