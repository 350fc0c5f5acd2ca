/*
 * journey.h - where the screen goes: another context, the embedded world, a recording, or back.
 *
 * Places of another kind than a context of the kubeconfig files (the embedded world, a recording) are
 * entered over the place of before, and left again: the way back leads to the context and
 * the namespace that were looked at then.
 */
#ifndef ELBTOP_CROSS_JOURNEY_H
#define ELBTOP_CROSS_JOURNEY_H

#include <stdbool.h>

struct doors;

enum journey_kind {
    JOURNEY_CONTEXT,   /* `context` (NULL: this one), see `chosen` */
    JOURNEY_SIMULATOR, /* an embedded world of its own, gone when it is left */
    JOURNEY_RECORDING, /* the one in the file `context` */
    JOURNEY_BACK,      /* to where one was before the place of another kind */
};

struct journey {
    enum journey_kind kind;
    const char *context;
    const char *namespace;
    bool
        chosen; /* the namespace, or all of them, was picked by hand; else the usual one */
};

/* A context one may go to. */
struct journey_context {
    const char *name;
    const char *file; /* the kubeconfig that it is from */
};

/* Where one is then. Texts are valid until the next journey. */
struct arrival {
    struct doors *doors;
    const char *context; /* "" where it has no name yet: the current one of the files */
    bool simulator;
    bool recording;
};

#endif
