/*
 * ui.h - the dashboard in a terminal: takes it, shows snapshots as they come, acts on keys,
 * and gives it back.
 *
 * The caller runs the worker on another thread and joins it afterwards; ui_run() only sends
 * it orders. Before it: setlocale(LC_ALL, ""), and signals blocked in all other threads.
 */
#ifndef ELBTOP_TUI_UI_H
#define ELBTOP_TUI_UI_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/err.h"
#include "cross/doors.h"
#include "cross/journey.h"
#include "cross/lesson.h"

struct listed;
struct settings;
struct view;

/* Where else one may look: the clusters of the kubeconfig files, an embedded world. */
struct ui_worlds {
    void *ctx;
    /* All contexts, and where one is now (NULL: not by name); texts go to the arena. */
    enum err_code (*contexts)(void *ctx, struct arena *arena,
                              const struct journey_context **ret_contexts,
                              size_t *ret_count, const char **ret_here, struct err *err);
    /*
     * Looks at another place from now on. The doors of before must not be used any more,
     * unless it fails: then nothing changed. Must not wait for any server.
     */
    enum err_code (*go)(void *ctx, const struct journey *journey,
                        struct arrival *ret_arrival, struct err *err);
};

struct ui_config {
    struct doors *doors;
    const struct clock *clock;
    const char *theme; /* NULL: as the settings, then the environment say */
    bool ascii;        /* else as the settings say, or where the terminal needs it */
    struct settings
        *settings; /* borrowed, and changed by hand on the screen; NULL: the usual */
    struct ui_worlds worlds; /* all NULL: this one only */
    bool recording;          /* it begins with a recording */
    bool simulator;          /* it begins in an embedded world */
    /* What a view lists as `elbtop get KIND -o json` prints it, for `:w`; NULL: cannot be had. */
    void (*print_data)(const struct view *view, const struct listed *listed,
                       struct buf *out);
    const char *greeting;        /* in the message row until the first key; NULL */
    struct lesson_door *lessons; /* of the teacher; NULL: no lessons */
    int frame_fd;                /* -1, or see ui_frame_fd() */
    const struct snapshot
        *first; /* shown until one comes: context, rights; NULL is fine */
};

/*
 * Owns the terminal until the person leaves. Returns the exit status: 0 when left by a key,
 * 128 + the signal when ended by SIGTERM or SIGHUP, 1 when there is no terminal to use (err
 * says why). Whoever is told SIGTERM has the terminal restored when it returns.
 */
int ui_run(const struct ui_config *config, struct err *err);

/*
 * For tests: the number in ELBTOP_FRAME_FD, where after each paint the generation that was
 * painted is written with a line end; -1 when it is not set.
 */
int ui_frame_fd(void);

#endif
