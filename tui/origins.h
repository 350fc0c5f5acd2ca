/*
 * origins.h - where each value on the screen comes from: the call, the place in its answer,
 * when that was read, the raw value, and the rule that makes of it what is shown (key w).
 *
 * One file per kind of line that views show. A column that has no value here does not pass
 * its test.
 */
#ifndef ELBTOP_TUI_ORIGINS_H
#define ELBTOP_TUI_ORIGINS_H

#include "tui/item.h"
#include "tui/panel.h"
#include "tui/traces.h"

/* All values of the line that this is; none when it is gone. */
void origins_write(const struct subject *about, const struct scene *scene,
                   struct traces *traces);

/* What it is, for a title: "pay/refunds", "ELB k8s-old", "member 10.0.3.20:30079". */
const char *origins_name(const struct subject *about, char *out, size_t out_bytes);

/* What the keys that look further act on: its Service or Gateway, as it is now. */
struct subject origins_subject(const struct subject *about, const struct scene *scene);

/* ---- one kind of line each ---- */

void origins_of_row(const struct row *row, const struct scene *scene,
                    struct traces *traces);
void origins_of_steps(const struct row *row, const struct scene *scene,
                      struct traces *traces);
/* "4", "4d": the cells of that line. */
void origins_of_step(const struct row *row, const char *step, const struct scene *scene,
                     struct traces *traces);
void origins_of_elb(const struct view_elb *elb, const struct scene *scene,
                    struct traces *traces);
void origins_of_listener(const struct view_elb *elb, const struct view_listener *listener,
                         const struct scene *scene, struct traces *traces);
void origins_of_members(const struct view_listener *listener, const struct scene *scene,
                        struct traces *traces);
void origins_of_member(const struct view_member *member,
                       const struct view_listener *listener, const struct scene *scene,
                       struct traces *traces);
void origins_of_event(const struct view_event *event, const struct scene *scene,
                      struct traces *traces);
void origins_of_eip(const struct view_eip *eip, const struct scene *scene,
                    struct traces *traces);
void origins_of_clues(const char *const *clues, const enum clue_from *froms, size_t count,
                      const struct scene *scene, struct traces *traces);
/* An ELB or EIP as the list of Services shows it. */
void origins_of_orphan(const struct item *item, const struct scene *scene,
                       struct traces *traces);
void origins_of_sources(const struct scene *scene, struct traces *traces);
void origins_of_job(const struct job_report *report, const struct scene *scene,
                    struct traces *traces);
void origins_of_call(const struct call *call, const struct scene *scene,
                     struct traces *traces);
void origins_of_gateway(const struct view_gateway *gateway, const struct scene *scene,
                        struct traces *traces);

enum { ORIGINS_CALL_ID_BYTES = 320 };
/* What tells calls apart. */
const char *origins_call_id(const struct call *call, char out[ORIGINS_CALL_ID_BYTES]);
const struct call *origins_find_call(const struct scene *scene, const char *id);
/* The newest one that was answered, of those whose path has this in it; NULL. */
const struct call *origins_last_call(const struct snapshot *snapshot, const char *server,
                                     const char *part);
/* "EIP": of that line of the quotas. */
void origins_of_quota(const char *name, const struct scene *scene, struct traces *traces);

/* Of a step, or of a part of step 4 ('a' to 'e'; 0: of the whole). */
const struct origin *origins_step(int number, char part);

#endif
