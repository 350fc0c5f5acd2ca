/*
 * wish_form.h - the fields that every new Service has, however it gets its load balancer:
 * its name, its ports, its selector; from fields to a wish, and from findings to fields.
 */
#ifndef ELBTOP_TUI_WISH_FORM_H
#define ELBTOP_TUI_WISH_FORM_H

#include "act/lint.h"
#include "act/wish.h"
#include "tui/form.h"
#include "tui/panel.h"

enum { WISH_FORM_PORTS_BYTES = 32 };

struct wish_fields {
    size_t service, ports, selector;
    char default_ports[WISH_FORM_PORTS_BYTES]; /* "80:8080/TCP" */
};

struct wish_fields wish_form_add(struct form *form);

/*
 * What stands there first: the Service that is selected, if it has no load balancer yet;
 * else a new one beside it.
 */
void wish_form_start(struct form *form, const struct wish_fields *fields,
                     const struct subject *subject, const struct scene *scene);

/*
 * Starts the wish and fills in name, ports and selector; judges these fields. NULL, or why
 * there is no whole wish (static).
 */
const char *wish_form_read(struct form *form, const struct wish_fields *fields,
                           enum wish_kind kind, const struct scene *scene,
                           struct wish *ret_wish);

/* Which field a finding is about: the first place whose text is in the finding's field. */
struct wish_place {
    const char *part; /* "].bandwidth_name" */
    size_t field;
};
void wish_form_judge(struct form *form, const struct lint_report *report,
                     const struct wish_place *places, size_t place_count, size_t other);

#endif
