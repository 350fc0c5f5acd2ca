/*
 * elb_show.h - the objects of load balancing as the two APIs tell them: v3 with all its
 * fields, v2.0 in the shape of Neutron LBaaS.
 *
 * Source: ELB API reference, one page per object; v2.0 timestamps have no zone, v3 has Z.
 */
#ifndef ELBTOP_SIM_ELB_SHOW_H
#define ELBTOP_SIM_ELB_SHOW_H

#include "sim/cloud_list.h"
#include "sim/cloud_lb.h"

struct elb_view {
    cloud_show loadbalancer, listener, pool, member, monitor, policy;
    cloud_show member_of_project; /* the project-wide list tells more of each */
};

extern const struct elb_view elb_view_v3;
extern const struct elb_view elb_view_v2;

/* The view the call's API has. */
const struct elb_view *elb_view_of(const struct cloud_call *call);

/* {"loadbalancer":{…}}: the status tree, in which alone DEGRADED exists. */
json_t *elb_show_statuses(const struct cloud_call *call, const struct cloud_elb *elb);

/* ---- for both views ---- */

json_t *elb_show_ids(const struct cloud_set *set);      /* [{"id":…}, …] */
json_t *elb_show_id(const struct cloud_thing *thing);   /* [{"id":…}], [] for NULL */
json_t *elb_show_time(int64_t wall_ms, bool with_zone); /* whole seconds */
/*
 * What a newer cloud might send, where the switch says so: unknown fields, unknown words,
 * optional fields left out, "" where null is usual. Clients must live with it.
 */
void elb_make_strange(const struct cloud_call *call, json_t *object);
/* Adds what the thing remembers, over what is usual. */
void elb_show_more(json_t *json, const struct cloud_thing *thing);

#endif
