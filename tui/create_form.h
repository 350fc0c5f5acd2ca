/*
 * create_form.h - the fields of a Service with an ELB of its own: their defaults, the wish
 * they make, and what is wrong with each.
 */
#ifndef ELBTOP_TUI_CREATE_FORM_H
#define ELBTOP_TUI_CREATE_FORM_H

#include "tui/wish_form.h"
#include "tui/wish_more.h"

struct create_form {
    struct form form;
    struct wish_fields common;
    struct wish_more more;
    bool is_wide; /* there is room for all fields */
    /* numbers of fields */
    size_t class, type, elb_name, bandwidth_name, bandwidth, charge, eip_type;
    size_t zones, l4_flavor, l7_flavor, quota;
    size_t create, copy, cancel; /* buttons */
    /* what was read out of them last */
    const char *broken; /* why there is no whole wish; static; NULL */
    struct wish wish;
};

void create_form_init(struct create_form *form);

/* As it was: all but the selector. */
void create_form_take(struct create_form *form, const struct wish *wish);

/* Wide: all fields at once. Narrow: the rarer ones when More says so. */
void create_form_fit(struct create_form *form, bool is_wide);

/* Into broken and wish; fields that mean nothing with the others are hidden. */
void create_form_read(struct create_form *form, const struct scene *scene);

/* What the rules say of the wish, the quotas, and why there is no plan for it. */
void create_form_judge(struct create_form *form, const struct lint_report *report,
                       const struct err *err, const struct scene *scene);

/* The first field that is bad gets its default back; false: there is none. */
bool create_form_fix(struct create_form *form);

#endif
