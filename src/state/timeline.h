/*
 * timeline.h - what happened, from all witnesses, in one line of time.
 *
 * Two lists of the same lines: everything (LIMIT_EVENTS), and the changes that were seen
 * live (LIMIT_CHANGES). The oldest go first. An event that Kubernetes repeats is one line
 * that moves up; one that Kubernetes forgets stays.
 */
#ifndef ELBTOP_STATE_TIMELINE_H
#define ELBTOP_STATE_TIMELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "kube/object.h"
#include "state/parts.h"
#include "base/when.h"
#include "state/view.h"

struct timeline;

struct timeline *timeline_new(void);
void timeline_free(struct timeline *timeline);

/* Copies the line; outside texts are made harmless. change: it is one of the changes, too. */
void timeline_add(struct timeline *timeline, const struct view_event *line, bool change);

/* An event of Kubernetes, known by its uid. live: it happened under our eyes. */
void timeline_hear(struct timeline *timeline, const struct kube_object *event,
                   int64_t skew_ms, bool live);

/* Puts both lists into the view, newest first; its parts hold them. */
void timeline_show(struct timeline *timeline, struct view *view);

#endif
