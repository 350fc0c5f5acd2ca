/*
 * lesson.h - what a lesson looks like at one moment, and the door through which the screen
 * and the teaching thread speak: reports and snapshots go up, wishes go down.
 *
 * A lesson is a conversation between the actors of the seven steps. Every line of it was
 * heard by a server of the embedded world, and the next one is a request that waits there,
 * whole, until it is let go.
 */
#ifndef ELBTOP_CROSS_LESSON_H
#define ELBTOP_CROSS_LESSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "cross/doors.h"

enum lesson_actor {
    LESSON_YOU,
    LESSON_GATEWAY, /* Envoy Gateway's controller */
    LESSON_API,
    LESSON_CCM,
    LESSON_CLOUD,
    LESSON_FABRIC,
    LESSON_ACTOR_COUNT
};

const char *lesson_actor_name(enum lesson_actor actor); /* "api-server" */

/* Something that was said, or is about to be. */
struct lesson_line {
    enum lesson_actor from, to;   /* the same: a fact that followed, no call */
    const char *verb;             /* on the arrow: "POST listener" */
    const char *step;             /* which step it moves: "4d", "7"; "": none */
    const char *text;             /* behind the arrow: a name, an address; "" */
    const char *namespace, *name; /* the Service it is about; NULL */
    const char *method, *target;  /* the request; "" for what is none */
    const char *body;             /* NULL: none */
    const char *problem;          /* what was answered instead; NULL: it went well */
    const char *twin;             /* what a person would type for the same; "" */
    int64_t at_ms;                /* simulated, since the lesson began */
    int status;                   /* 0: not sent yet, or no request */
};

enum { LESSON_ANSWERS = 3 };

struct lesson_question {
    int id; /* counts up within a lesson; 0: there is none */
    const char *ask;
    const char *answers[LESSON_ANSWERS];
    int right;           /* 1 to LESSON_ANSWERS */
    const char *because; /* told once it was answered */
};

/* Something that can be broken, or 0 to mend all. */
struct lesson_break {
    char key;
    const char *text;
    bool broken; /* it was, since the lesson began */
};

struct lesson_title {
    const char *title, *about;
};

enum lesson_phase {
    LESSON_CLOSED,   /* only the titles are there */
    LESSON_STARTING, /* its world is being made */
    LESSON_MOVING,   /* a call was let go, and its answer is not there yet */
    LESSON_WAITING,  /* for the person */
    LESSON_FAILED,   /* problem says why */
};

/* Immutable; everything in its arena. */
struct lesson_report {
    enum lesson_phase phase;
    const char *problem; /* of FAILED */
    size_t title_count;
    const struct lesson_title *titles; /* of all lessons */

    int number; /* of the lesson, from 1 */
    int step;   /* how many calls were let go */
    bool back;  /* the way here is being gone again, from the start */
    size_t actor_count;
    enum lesson_actor actors[LESSON_ACTOR_COUNT]; /* from left to right */
    size_t line_count;
    const struct lesson_line *lines;
    size_t fresh;                   /* the first line that the last call brought */
    const struct lesson_line *next; /* NULL: nothing is about to happen */
    const char *pretty;             /* its body on several lines; "" */
    const char *namespace, *name;   /* the Service the lesson is about just now */
    const char *say;                /* "" */
    struct lesson_question question;
    size_t break_count;
    const struct lesson_break *breaks;
    int64_t now_ms; /* simulated, since the lesson began */
    uint64_t seed;
    int speed_percent; /* of running: 100 is a call every 1.5 s; 10 to 2000 */
    bool running;

    struct arena arena;
};

struct lesson_report *lesson_report_new(void);
void lesson_report_free(struct lesson_report *report);

enum lesson_wish_kind {
    LESSON_OPEN,  /* argument: its number; the one before ends */
    LESSON_NEXT,  /* let one call go */
    LESSON_RUN,   /* and so on by itself; once more: stop */
    LESSON_BACK,  /* to before the last call */
    LESSON_SPEED, /* argument: 1 faster, -1 slower */
    LESSON_BREAK, /* argument: the key */
    LESSON_AGAIN, /* the same lesson from its start */
    LESSON_END,
    LESSON_STOP, /* no more lessons: the program ends */
};

struct lesson_wish {
    enum lesson_wish_kind kind;
    int argument;
};

struct lesson_door;

enum err_code lesson_door_new(struct lesson_door **ret_door, struct err *err);
void lesson_door_free(struct lesson_door *door);

/* ---- UI side ---- */

int lesson_door_fd(const struct lesson_door *door); /* POLLIN: a report waits */
struct lesson_report *lesson_door_take(struct lesson_door *door); /* NULL; caller frees */
bool lesson_door_ask(struct lesson_door *door, struct lesson_wish wish); /* false: full */

/* Snapshots of the lesson's world come up here while there is one; orders go down. */
struct doors *lesson_door_doors(const struct lesson_door *door);

/* ---- teaching side ---- */

int lesson_door_wish_fd(const struct lesson_door *door); /* POLLIN: look for both */
bool lesson_door_next_wish(struct lesson_door *door, struct lesson_wish *ret_wish);
/* *report becomes NULL; one that nobody took is freed. */
void lesson_door_give(struct lesson_door *door, struct lesson_report **report);

#endif
