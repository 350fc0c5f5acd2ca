/*
 * cloud_list.h - lists: filters by field, and the three ways of paging.
 *
 *   ELB v3, EIP v3   limit (2000), marker and page_reverse that only act beside limit,
 *                    page_info; next_marker on complete lists by region
 *   ELB v2.0         everything, unless limit is sent; then <plural>_links with hrefs that
 *                    point at hosts nobody can reach, as in the documents
 *   VPC v1           limit and marker; nothing says whether there is more
 *
 * Order is by id. A filter named twice means either; names that no object has are ignored,
 * and so are all of them by VPC v1. On the vpc host, who lacks the right to see sees an
 * empty list and is not told why.
 */
#ifndef ELBTOP_SIM_CLOUD_LIST_H
#define ELBTOP_SIM_CLOUD_LIST_H

#include "sim/cloud_call.h"

typedef json_t *(*cloud_show)(const struct cloud_call *call,
                              const struct cloud_thing *thing);

struct cloud_listing {
    const char *plural;          /* the key of the array */
    const struct cloud_set *set; /* sorted by id */
    cloud_show show;
    /* A last touch to what is listed, after the filters; NULL. */
    void (*finish)(const struct cloud_call *call, json_t *object);
    /* NULL: all are */
    bool (*is_visible)(const struct cloud_call *call, const struct cloud_thing *thing);
    /*
     * Filters that are no field of the object ("member_address") or that many ask for and
     * the thing answers without being shown. false: not one of those; else *ret_fits says
     * whether the thing has that value. NULL: none.
     */
    bool (*special)(const struct cloud_thing *thing, const char *name, const char *value,
                    bool *ret_fits);
};

void cloud_list_v3(struct cloud_call *call, const struct cloud_listing *listing);
void cloud_list_v2(struct cloud_call *call, const struct cloud_listing *listing);
void cloud_list_vpc(struct cloud_call *call, const struct cloud_listing *listing);

/* A sorted copy of links, for lists of what belongs to one parent; release it. */
struct cloud_set cloud_links_sorted(const struct cloud_set *links);

#endif
