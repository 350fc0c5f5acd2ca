/*
 * wish_more.h - the fields of a new Service that most leave alone: where its private address
 * is, how members are chosen and checked, who may connect. Hidden until asked for where the
 * screen is small.
 *
 * Source: OTC CCE guide, annotations of LoadBalancer Services (algorithm, session affinity,
 * health check, access policy); vip_subnet_cidr_id of autocreate.
 */
#ifndef ELBTOP_TUI_WISH_MORE_H
#define ELBTOP_TUI_WISH_MORE_H

#include "tui/wish_form.h"

struct wish_more {
    size_t more; /* shows the others */
    size_t subnet, algorithm, sticky, minutes, health, check, acl, acl_type;
};

struct wish_more wish_more_add(struct form *form);

/* all: there is room for every field, nobody has to ask for them. */
void wish_more_hide(struct form *form, const struct wish_more *fields, bool all);

/* Into the wish, as annotations and subnet. NULL, or what cannot be read (static). */
const char *wish_more_read(struct form *form, const struct wish_more *fields,
                           struct wish *wish);

/* Where findings about these fields belong; returns how many were put. */
enum { WISH_MORE_PLACES = 6 };
size_t wish_more_places(const struct wish_more *fields,
                        struct wish_place out[WISH_MORE_PLACES]);

#endif
