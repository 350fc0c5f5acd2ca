/*
 * gone.h - Services that were seen and are no more, and what of the cloud was theirs.
 *
 * The surest clue there is to an orphan: its Service went away under our eyes. Bounded;
 * the oldest are forgotten first.
 */
#ifndef ELBTOP_STATE_GONE_H
#define ELBTOP_STATE_GONE_H

#include <stddef.h>
#include <stdint.h>

#include "state/row.h"

struct gone {
    const char *uid;
    const char *namespace;
    const char *name;
    const char *elb_id; /* NULL */
    const char *eip_id; /* NULL */
    int64_t wall_ms;    /* when it went */
};

struct graveyard;

struct graveyard *graveyard_new(void);
void graveyard_free(struct graveyard *graveyard);

/* Remembers a Service by its last row. */
void graveyard_add(struct graveyard *graveyard, const struct row *row, int64_t wall_ms);

/* Remembers one that is told elsewhere; copied. */
void graveyard_put(struct graveyard *graveyard, const struct gone *gone);

/* All, the oldest first; valid until the next addition. */
size_t graveyard_count(const struct graveyard *graveyard);
const struct gone *graveyard_at(const struct graveyard *graveyard, size_t i);
uint64_t graveyard_generation(const struct graveyard *graveyard); /* additions */

/* The newest that fits; NULL. Valid until the next addition. */
const struct gone *graveyard_by_uid(const struct graveyard *graveyard, const char *uid);
const struct gone *graveyard_by_elb(const struct graveyard *graveyard,
                                    const char *elb_id);
const struct gone *graveyard_by_eip(const struct graveyard *graveyard,
                                    const char *eip_id);

#endif
