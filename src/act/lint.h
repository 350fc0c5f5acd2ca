/*
 * lint.h - what is wrong with the manifest of a LoadBalancer Service before it is applied.
 *
 * One row per rule in a table: id, severity, what it says, where the knowledge comes from,
 * and the check. `elbtop validate`, the forms and the manual read the same table. Pure: a
 * manifest and what is known of the world in, findings out.
 *
 * Source: doc/sources.md#annotations; the cloud controller's annotations and autocreate
 *         schema as OTC documents them, its refusals as they were seen.
 */
#ifndef ELBTOP_ACT_LINT_H
#define ELBTOP_ACT_LINT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "state/row.h"

/* ---- what is known of the world; all of it may be missing ---- */

struct lint_elb {
    const char *id;
    const char *name;
    const char *class;  /* "union", "performance"; NULL unknown */
    const char *vpc_id; /* NULL unknown */
};

struct lint_listener {
    const char *elb_id;
    const char *protocol; /* "TCP", "UDP", … */
    uint16_t port;
    const char *service; /* "ns/name" that owns it; NULL: none of this cluster */
};

struct lint_world {
    bool elbs_known;
    size_t elb_count;
    const struct lint_elb *elbs;
    size_t listener_count;
    const struct lint_listener *listeners;
    const char *vpc_id;      /* of the cluster's nodes; NULL unknown */
    int64_t endpoints_ready; /* of this Service's selector; -1 unknown */
    int64_t nodes;           /* -1 unknown */
    int64_t nodes_with_pods; /* -1 unknown */
    bool swiss;              /* Swiss OTC: its own wording of the schema */
    const json_t *live;      /* the object as it is now; NULL: none */
    const json_t *siblings;  /* array: the other manifests of the file; NULL */
};

#define LINT_WORLD_INIT                                                                  \
    {                                                                                    \
        .endpoints_ready = -1, .nodes = -1, .nodes_with_pods = -1                        \
    }

/* ---- findings ---- */

struct lint_finding {
    const char *rule; /* "L6" */
    enum advice_severity severity;
    const char
        *field; /* "metadata.annotations[kubernetes.io/elb.autocreate].bandwidth_name" */
    const char *text;   /* what is wrong, one line */
    const char *advice; /* what to do; "" */
};

struct lint_report {
    size_t count;
    size_t capacity;
    struct lint_finding *findings; /* in the order of the rules */
    size_t errors;
    size_t warnings;
    struct arena arena;
};

void lint_report_init(struct lint_report *report);
void lint_report_release(struct lint_report *report);

/* Adds what it finds in one manifest; a Service of another type has no findings but L24. */
void lint_service(const json_t *manifest, const struct lint_world *world,
                  struct lint_report *report);

/* ---- the table ---- */

struct lint_subject; /* a manifest taken apart; lint.c's own */

struct lint_rule {
    const char *id;
    enum advice_severity severity; /* of its findings, unless a check says otherwise */
    const char *title;             /* for help and manual: one line */
    const char *source;            /* the document or observation */
    void (*check)(const struct lint_subject *subject);
};

const struct lint_rule *lint_rule_at(size_t i); /* NULL at the end */

/* ---- places in a file ---- */

/*
 * The line (from 1) in `text` where the field of document number `document` stands, as near
 * as it can be found: the line of its last key, else of the nearest key above it.
 */
int lint_line_of(const char *text, size_t document, const char *field);

#endif
