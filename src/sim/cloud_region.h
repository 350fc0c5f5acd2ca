/*
 * cloud_region.h - what differs between the regions of the cloud, and the catalogues that
 * do not: flavors.
 *
 * Source: OTC regions and endpoints; ELB API reference (v2.0 is published in eu-de only,
 *         the Swiss tree has neither project-wide members nor force-elb); EIP API
 *         reference (v3 in eu-de). An AZ code is never parsed: eu-de-01, but eu-ch2a.
 */
#ifndef ELBTOP_SIM_CLOUD_REGION_H
#define ELBTOP_SIM_CLOUD_REGION_H

#include <stdbool.h>
#include <stddef.h>

/* Bits, so that a route can name all regions that publish it. */
enum {
    REGION_DE = 1,
    REGION_NL = 2,
    REGION_CH = 4,
    REGION_ALL = REGION_DE | REGION_NL | REGION_CH,
};

struct cloud_region {
    const char *name;
    unsigned bit;
    const char *az[4];        /* NULL at the end */
    const char *eip_types[4]; /* NULL at the end */
    bool surplus_next_marker; /* a complete v3 list names its last id all the same */
};

/* NULL for a region that is not known. */
const struct cloud_region *cloud_region_find(const char *name);

struct cloud_flavor {
    const char *name;
    const char *type; /* "L4", "L7" */
    int connection, cps, lcu, bandwidth;
    int qps, https_cps; /* 0 for L4 */
};

extern const struct cloud_flavor cloud_flavors[];
extern const size_t cloud_flavor_count;

#endif
