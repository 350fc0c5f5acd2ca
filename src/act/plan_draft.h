/*
 * plan_draft.h - a plan while it is being put together; only the files of the plan use it.
 */
#ifndef ELBTOP_ACT_PLAN_DRAFT_H
#define ELBTOP_ACT_PLAN_DRAFT_H

#include "act/plan.h"

enum { PLAN_SERVICES = 64, PLAN_WARNINGS = 16, PLAN_EXTRAS = 8 };

struct plan_draft {
    const struct view *view;
    const struct plan_guard *guard;
    struct plan *plan;
    size_t row_count;
    const struct row *rows[PLAN_SERVICES]; /* in the order of doing */
};

/* Makes draft->plan; on success of the whole it is given away. */
void plan_draft_begin(struct plan_draft *draft, enum plan_kind kind);

/* Texts are copied. What does not fit any more is left out. */
void plan_add_object(struct plan *plan, struct plan_object object);
void plan_warn(struct plan *plan, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The card of the ELB a row is on; NULL. */
const struct view_elb *plan_elb_of(const struct view *view, const char *elb_id);

/* As it is shown, for what the Service is compared with when it is acted on. */
const char *plan_ports_text(struct arena *arena, const struct row *row);
const char *plan_ingress_text(struct arena *arena, const struct row *row);

/* "/api/v1/namespaces/NS/services/NAME", escaped. */
const char *plan_service_path(struct arena *arena, const char *namespace,
                              const char *name);

#endif
