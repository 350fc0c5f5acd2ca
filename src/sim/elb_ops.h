/*
 * elb_ops.h - what can be done with load balancers and what hangs below them. One handler
 * serves both APIs where they differ in names only: call_is_v2() tells which one asks.
 *
 * Durations: "simulator defaults" of the controller notes; a create or delete takes effect
 * at the end of its wait.
 */
#ifndef ELBTOP_SIM_ELB_OPS_H
#define ELBTOP_SIM_ELB_OPS_H

#include "sim/elb_show.h"

/* ---- load balancers: elb_lb.c ---- */
void elb_lb_list(struct cloud_call *call);
void elb_lb_show(struct cloud_call *call);
void elb_lb_statuses(struct cloud_call *call);
void elb_lb_update(struct cloud_call *call);
void elb_lb_delete(struct cloud_call *call);
void elb_lb_delete_force(struct cloud_call *call);

/* elb_lb_create.c */
void elb_lb_create_v3(struct cloud_call *call);
void elb_lb_create_v2(struct cloud_call *call);

/* ---- listeners: elb_listener.c ---- */
void elb_listener_list(struct cloud_call *call);
void elb_listener_show(struct cloud_call *call);
void elb_listener_create(struct cloud_call *call);
void elb_listener_update(struct cloud_call *call);
void elb_listener_delete(struct cloud_call *call);
void elb_listener_delete_force(struct cloud_call *call);

/* ---- pools: elb_pool.c ---- */
void elb_pool_list(struct cloud_call *call);
void elb_pool_show(struct cloud_call *call);
void elb_pool_create(struct cloud_call *call);
void elb_pool_update(struct cloud_call *call);
void elb_pool_delete(struct cloud_call *call);

/* ---- members: elb_member.c ---- */
void elb_member_list(struct cloud_call *call);
void elb_member_list_all(struct cloud_call *call);
void elb_member_show(struct cloud_call *call);
void elb_member_create(struct cloud_call *call);
void elb_member_update(struct cloud_call *call);
void elb_member_delete(struct cloud_call *call);

/* ---- health monitors and policies: elb_monitor.c, elb_policy.c ---- */
void elb_monitor_list(struct cloud_call *call);
void elb_monitor_show(struct cloud_call *call);
void elb_monitor_create(struct cloud_call *call);
void elb_monitor_update(struct cloud_call *call);
void elb_monitor_delete(struct cloud_call *call);
void elb_policy_list(struct cloud_call *call);
void elb_policy_show(struct cloud_call *call);
void elb_policy_create(struct cloud_call *call);
void elb_policy_update(struct cloud_call *call);
void elb_policy_delete(struct cloud_call *call);
void elb_policy_rules(struct cloud_call *call);
void elb_policy_rule_create(struct cloud_call *call);
void elb_policy_rule_delete(struct cloud_call *call);

/* ---- shared parts: elb_parts.c ---- */

void elb_list(struct cloud_call *call, const struct cloud_listing *listing);
/* Answers {"<singular>": object}. */
void elb_answer(struct cloud_call *call, int status, const char *singular,
                json_t *object);

/* v2.0 knows shared load balancers only. */
bool elb_is_visible(const struct cloud_call *call, const struct cloud_elb *elb);

/* NULL: refused with 404. id may be NULL. */
struct cloud_elb *elb_wanted(struct cloud_call *call, const char *id);
struct cloud_listener *elb_wanted_listener(struct cloud_call *call, const char *id);
struct cloud_pool *elb_wanted_pool(struct cloud_call *call, const char *id);

/* Attributes that are only remembered: their names and JSON types. */
struct elb_attribute {
    const char *key;
    char type; /* 's'tring, 'i'nteger, 'b'oolean, 'a'rray, 'o'bject; null always may */
};
/* Copies those that were sent into `more`; false: refused. */
bool elb_remember(struct cloud_call *call, const json_t *sent,
                  const struct elb_attribute *attributes, size_t count, json_t *more);

/* name and description, as most objects have them. */
bool elb_read_names(struct cloud_call *call, const json_t *sent, const char **ret_name,
                    const char **ret_description);
/* An update of names and remembered attributes: all that was sent, or nothing. */
bool elb_change(struct cloud_call *call, const json_t *sent,
                const struct elb_attribute *attributes, size_t count,
                struct cloud_thing *thing);

/* false: "Quota exceeded …" was answered. */
bool elb_quota_allows(struct cloud_call *call, const char *what, size_t used, int most);

/* A child that is gone may be said to be in use for a while. */
void elb_haunt(struct cloud_call *call, const struct cloud_thing *parent,
               const char *parent_type, const struct cloud_thing *child,
               const char *child_type);
/* true: 409 was answered because of such a child. */
bool elb_is_haunted(struct cloud_call *call, const struct cloud_thing *parent);

#endif
