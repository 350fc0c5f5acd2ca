#include "sim/cloud_region.h"

#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

static const struct cloud_region regions[] = {
    {
        .name = "eu-de",
        .bit = REGION_DE,
        .az = {"eu-de-01", "eu-de-02", "eu-de-03"},
        .eip_types = {"5_bgp", "5_mailbgp"},
        .surplus_next_marker = true,
    },
    {
        .name = "eu-nl",
        .bit = REGION_NL,
        .az = {"eu-nl-01", "eu-nl-02", "eu-nl-03"},
        .eip_types = {"5_bgp", "5_mailbgp"},
        .surplus_next_marker = true,
    },
    {
        .name = "eu-ch2",
        .bit = REGION_CH,
        .az = {"eu-ch2a", "eu-ch2b"},
        .eip_types = {"5_bgp", "5_dualStack"},
        .surplus_next_marker = false,
    },
};

const struct cloud_region *cloud_region_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(regions); i++) {
        if (strcmp(regions[i].name, name) == 0)
            return &regions[i];
    }
    return NULL;
}

/* Sizes grow by about two; the documents show the names, not a full table of numbers. */
const struct cloud_flavor cloud_flavors[] = {
    {"L4_flavor.elb.s1.small", "L4", 500000, 10000, 10, 50, 0, 0},
    {"L4_flavor.elb.s1.medium", "L4", 1000000, 20000, 20, 100, 0, 0},
    {"L4_flavor.elb.s1.large", "L4", 2000000, 40000, 40, 200, 0, 0},
    {"L4_flavor.elb.s2.small", "L4", 4000000, 80000, 80, 400, 0, 0},
    {"L4_flavor.elb.s2.medium", "L4", 8000000, 160000, 160, 800, 0, 0},
    {"L4_flavor.elb.s2.large", "L4", 20000000, 400000, 400, 2000, 0, 0},
    {"L7_flavor.elb.s1.small", "L7", 200000, 2000, 10, 50, 4000, 200},
    {"L7_flavor.elb.s1.medium", "L7", 400000, 4000, 20, 100, 8000, 400},
    {"L7_flavor.elb.s1.large", "L7", 800000, 8000, 40, 200, 16000, 800},
    {"L7_flavor.elb.s2.small", "L7", 1600000, 16000, 80, 400, 32000, 1600},
    {"L7_flavor.elb.s2.medium", "L7", 4000000, 40000, 200, 1000, 80000, 4000},
    {"L7_flavor.elb.s2.large", "L7", 8000000, 80000, 400, 2000, 160000, 8000},
};

const size_t cloud_flavor_count = ARRAY_COUNT(cloud_flavors);
