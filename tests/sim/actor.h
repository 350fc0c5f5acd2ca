/*
 * actor.h - workers that act on one world: each is given plans, carries them out one after
 * the other, and is asked how they ended. What was really sent is told by the world.
 */
#ifndef ELBTOP_TESTS_SIM_ACTOR_H
#define ELBTOP_TESTS_SIM_ACTOR_H

#include "act/wish.h"
#include "stage.h"

/* Another worker in front of the world of that stage, which must outlive it. */
struct stage *actor_new(const struct stage *shared, const struct worker_config *config);
void actor_free(struct stage *actor);

/* Plans from the newest snapshot; a refusal fails the test. */
struct plan *actor_plan_teardown(struct stage *stage, const char *key);
struct plan *actor_plan_create(struct stage *stage, const char *key, const char *port);
/* to: the Service whose ELB it shares; its elb.id is read again when it is carried out. */
struct plan *actor_plan_link(struct stage *stage, const char *key, const char *to,
                             const char *port);

/* The plan is the job's from now on. */
void actor_run(struct stage *stage, struct plan *plan, uint64_t job);

/* Of the newest snapshot, and gone with it at the next look; NULL: not (yet) in it. */
const struct job_report *actor_job(struct stage *stage, uint64_t job);
bool actor_is_over(struct stage *stage, uint64_t job);
const struct job_report *actor_wait(struct stage *stage,
                                    uint64_t job); /* until it is over */

/* Is this in its error, its difference, or one of its lines? */
bool report_says(const struct job_report *report, const char *part);
const struct job_thing *report_thing(const struct job_report *report,
                                     enum plan_thing thing);

/* ---- what the world heard ---- */

uint64_t world_heard(struct world *world); /* number of the last request so far */

/* Changes of that Service since then, as elbtop sends them: "DELETE", "PATCH"; no dry runs. */
size_t world_changes(struct world *world, uint64_t since, const char *method,
                     const char *key);

#endif
