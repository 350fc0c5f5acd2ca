/*
 * inquiry.h - a probe that a person asked for (key p), kept until its answer can be told.
 *
 * Routine probes speak up only when an address turns; who asks wants an answer even when
 * it is the same as before. It comes as a line among the changes, with what it means.
 *
 * Thread: worker only.
 */
#ifndef ELBTOP_WORKER_INQUIRY_H
#define ELBTOP_WORKER_INQUIRY_H

#include <stdint.h>

#include "net/probe.h"
#include "state/store.h"

struct inquiry;

/* Both are borrowed; prober NULL: probing is off, and that is the answer. */
struct inquiry *inquiry_new(struct prober *prober, struct store *store);
void inquiry_free(struct inquiry *inquiry);

/* Probes every port of the row now. A later question takes the place of one unanswered. */
void inquiry_ask(struct inquiry *inquiry, const struct row *row, int64_t wall_ms);

/* After the prober has read answers: tells those that were asked for. */
void inquiry_tell(struct inquiry *inquiry, int64_t wall_ms);

#endif
