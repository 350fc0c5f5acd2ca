/*
 * story.h - a script of what there is in the world and what happens when. A YAML file:
 *
 *   name: quota-full                one of the built-in names, or a file's own
 *   about: one sentence
 *   base: seed                      its world is there too, its steps are not; "empty": none
 *   world:                          there from the start
 *     region: eu-de
 *     nodes: 3
 *     pods: 2s                      about so long a new Pod takes until it is ready; 0s: no time
 *     ingress: two                  addresses in the status: "two", or "single", the public one
 *     objects: [manifest, …]        as they are; Deployments get their pods
 *     ready:                        Services that have been ready for long
 *     - {age: 76h, eip: ADDRESS, elb_id: UUID, service: manifest}
 *     - {age: 41m, attach: NAMESPACE/NAME, service: manifest}
 *     addresses: {NAMESPACE/NAME: ADDRESS}   what its public address will be
 *     faults: [SPEC, …]             see sim/fault.h
 *   steps:                          in simulated time since the start, in any order
 *   - at: 4s
 *     say: text                     for the record
 *     apply: manifest | [manifest, …]
 *     patch: {apiVersion, kind, namespace, name, merge: {…}}
 *     delete: {apiVersion, kind, namespace, name}
 *     fault: SPEC | [SPEC, …]
 *
 * What a step says is done in this order. Pure but for reading the file.
 */
#ifndef ELBTOP_SIM_STORY_H
#define ELBTOP_SIM_STORY_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "sim/ccm.h"

struct story_step {
    int64_t at_ms;        /* simulated */
    const char *say;      /* NULL */
    const json_t *apply;  /* array */
    const json_t *patch;  /* object; NULL */
    const json_t *end;    /* what to delete; NULL */
    const json_t *faults; /* array of texts */
};

/* All in order of time. Borrowed trees; valid as long as the story. */
struct story {
    const char *name;
    const char *about;  /* "" */
    const char *region; /* NULL: it does not say */
    size_t node_count;
    int64_t pod_start_ms;
    enum ccm_style style;
    json_t *objects;   /* array */
    json_t *ready;     /* array of {age, eip, elb_id, attach, service} */
    json_t *addresses; /* object */
    json_t *faults;    /* array of texts */
    size_t step_count;
    struct story_step *steps;
    json_t *trees; /* owns everything above */
};

/*
 * A built-in name, or a file when it has a '/' or a '.' in it. Errors: ERR_ABSENT no such
 * story; ERR_SHAPE, where = "quota-full.steps[2].at"; ERR_LOCAL.
 */
enum err_code story_load(const char *name_or_file, struct story **ret_story,
                         struct err *err);
void story_free(struct story *story);

/*
 * One step out of its tree, which is brought into shape and must live as long as the step.
 * Errors: ERR_SHAPE.
 */
enum err_code story_read_step(json_t *tree, struct story_step *ret_step, struct err *err);

/* Names of the built-in ones; NULL behind the last. */
const char *story_name(size_t index);
void story_help(struct buf *out); /* each with its sentence, for people */

#endif
