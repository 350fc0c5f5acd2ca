/*
 * script.h - what a lesson is made of: a YAML file that says what the user does, what is
 * said before which call, what is asked, and what can be broken.
 *
 *   title: what happens when you kubectl apply     one line
 *   about: ...                                     for the list of lessons
 *   story: quiet                                   the world it is played in
 *   seed: 7
 *   actors: [you, api-server, ccm, otc-api, otc-fabric]
 *   acts:                                          one after the other; the next one begins
 *   - service: lb-demo/hello                       when all is quiet
 *     apply: manifest | patch: ... | delete: ...   a step of a story, see sim/story.h
 *   moments:
 *   - next: 4d            the call about to be made moves that step, or is that one ("GET
 *                         elb"); "end": nothing is left
 *     service: NS/NAME    only when it is about that one
 *     reversed: true      only when the acts go the other way round
 *     say: text
 *     ask: text
 *     answers: [text, text, text]
 *     right: 2
 *     because: text
 *   breaks:               keys 1, 2, ... in this order
 *   - text: the EIP quota is full
 *     fault: vpc:quota=full | patch: ... | delete: ... | reverse: true
 *
 * Moments come in the order of the file: one that was passed does not come again.
 * words.yaml says something about each step and call where no moment does. Pure.
 */
#ifndef ELBTOP_LESSON_SCRIPT_H
#define ELBTOP_LESSON_SCRIPT_H

#include <jansson.h>

#include "base/err.h"
#include "cross/lesson.h"

enum { SCRIPT_ACTS = 16, SCRIPT_MOMENTS = 40, SCRIPT_BREAKS = 9 };

struct script_act {
    const char *namespace, *name;
    json_t *step; /* what POST /act takes; owned */
};

struct script_moment {
    const char *next;    /* "4d", "end" */
    const char *service; /* "ns/name"; NULL: any */
    bool reversed;
    const char *say; /* "" */
    struct lesson_question question;
};

struct script_break {
    const char *text;
    const char *fault; /* NULL: an act */
    json_t *act;       /* owned; NULL */
    bool reverse;      /* from the start, with the acts the other way round */
};

/* Texts are borrowed from its tree. */
struct script {
    int number;
    const char *title, *about, *story;
    uint64_t seed;
    size_t actor_count;
    enum lesson_actor actors[LESSON_ACTOR_COUNT];
    size_t act_count;
    struct script_act acts[SCRIPT_ACTS];
    size_t moment_count;
    struct script_moment moments[SCRIPT_MOMENTS];
    size_t break_count;
    struct script_break breaks[SCRIPT_BREAKS];
    json_t *tree, *words;
    struct arena arena;
};

int script_count(void); /* how many lessons there are */

/* Errors: ERR_ABSENT, no such lesson; ERR_SHAPE, where names the lesson and the field. */
enum err_code script_load(int number, struct script **ret_script, struct err *err);
void script_free(struct script *script);

/* What is always true of that call, or of the step that it moves; "". */
const char *script_word(const struct script *script, const char *step, const char *verb);

/*
 * The first moment from *at on that fits; *at then stands behind it. NULL: none, and *at
 * stays.
 */
struct script_now {
    const char *step, *verb; /* of what is about to happen; both "end" */
    const char *namespace, *name;
    bool reversed;
};
const struct script_moment *script_moment_at(const struct script *script, size_t *at,
                                             const struct script_now *now);

#endif
