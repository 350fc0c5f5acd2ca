/*
 * scene.h - what a panel is drawn from: a snapshot, the time, and how the person looks at
 * it. Borrowed for one call.
 *
 * A screen is a function of its scene, its panels and its size, and of nothing else.
 */
#ifndef ELBTOP_TUI_SCENE_H
#define ELBTOP_TUI_SCENE_H

#include <stdbool.h>
#include <stdint.h>

#include "cross/lesson.h"
#include "cross/snapshot.h"

struct filter;
struct keymap;
struct wish;
struct settings;
struct recent;
struct ids;

struct scene {
    const struct snapshot *snapshot; /* NULL: nothing came yet */
    int64_t now_ms;                  /* monotonic */
    int64_t wall_ms;
    int64_t opened_ms; /* monotonic: when the screen was opened */
    bool ascii;
    bool problems_only;
    const struct keymap *keymap; /* never NULL */
    const struct filter *filter; /* NULL: none */
    const char *namespace;       /* narrowed to it by hand; NULL: all that was read */
    const char *context;         /* entered by hand; NULL: the first one */
    bool recording;              /* likewise: a recording */
    bool simulator;              /* an embedded world, also before a snapshot says so */
    const struct settings *settings; /* NULL: everything as usual */
    const struct recent *recent;     /* what changed or went a moment ago */
    const struct ids *marked;
    const struct lesson_report *lesson; /* NULL: no lessons can be had */
    bool frozen;                        /* the snapshot is an old one on purpose */
    uint64_t job_number;                /* for the next order that carries a plan */
    uint64_t just_given;                /* a plan given away a moment ago; 0: none */
    const struct wish *torn; /* what was torn down last, to be made again; NULL */
};

/* NULL as long as nothing came. */
static inline const struct view *scene_view(const struct scene *scene)
{
    return scene->snapshot == NULL ? NULL : scene->snapshot->view;
}

/* A lesson has a world of its own, whatever it lies over. */
static inline bool scene_is_taught(const struct scene *scene)
{
    return scene->lesson != NULL && scene->lesson->number > 0;
}

/* What is shown was recorded; also before a snapshot says so. */
static inline bool scene_is_recording(const struct scene *scene)
{
    return !scene_is_taught(scene) &&
           (scene->snapshot != NULL ? scene->snapshot->replay.on : scene->recording);
}

/* Nothing of it is real: an embedded world, or a lesson's. */
static inline bool scene_is_simulator(const struct scene *scene)
{
    return scene_is_taught(scene) ||
           (scene->snapshot != NULL ? scene->snapshot->simulator : scene->simulator);
}

#endif
