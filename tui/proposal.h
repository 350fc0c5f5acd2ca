/*
 * proposal.h - what a form asks for, from a wish to a yes: the manifest, what the rules and
 * the api-server say of it, the plan, and the question.
 *
 * Each change makes all of it anew from the newest snapshot, with the same functions as
 * `elbtop validate` and the commands. The api-server's dry run is asked a moment after the
 * last change. The plan that was shown when the answer is yes is the plan that is given away.
 */
#ifndef ELBTOP_TUI_PROPOSAL_H
#define ELBTOP_TUI_PROPOSAL_H

#include "act/lint.h"
#include "act/plan.h"
#include "act/wish.h"
#include "tui/confirm.h"
#include "tui/gate.h"
#include "tui/panel.h"
#include "tui/table.h"

enum { PROPOSAL_TEXT_BYTES = 320, PROPOSAL_DIFFERENCE_BYTES = 256 };

struct proposal {
    enum plan_kind kind;
    struct lint_report report;
    char *manifest; /* YAML, for eyes and for kubectl; NULL: nothing was proposed yet */
    struct plan *plan; /* NULL: it cannot be done */
    struct err err;    /* why not */

    /* a link whose elb.id is read from another Service at the moment of acting; "" */
    char from_namespace[64], from_name[64];

    /* the second opinion */
    uint64_t trial; /* number of the dry run that was asked for last; 0: none */
    char *tried;    /* what it was asked about: JSON; NULL */
    int64_t due_ms; /* when it is to be asked; INT64_MAX: not */
    bool ask_again; /* by hand, though nothing changed */

    /* the question */
    bool asking;
    char difference[PROPOSAL_DIFFERENCE_BYTES];
    struct confirm confirm;
    struct table table;
};

void proposal_init(struct proposal *proposal, enum plan_kind kind);
void proposal_release(struct proposal *proposal);

/* Anew from the wish; `broken` NULL, or why there is no whole wish. */
void proposal_make(struct proposal *proposal, const struct scene *scene,
                   const struct wish *wish, const char *broken);
void proposal_try_again(struct proposal *proposal, int64_t now_ms);

/* May it be asked and sent? false: why_not says it. */
bool proposal_is_open(const struct proposal *proposal, const struct scene *scene,
                      const struct wish *wish, char why_not[GATE_WHY_BYTES]);

/* The dry run, when its time has come; NULL: not now. */
struct order *proposal_trial(struct proposal *proposal, const struct scene *scene,
                             const struct wish *wish);
int64_t proposal_due_ms(const struct proposal *proposal);

enum opinion { OPINION_NONE, OPINION_WAITED_FOR, OPINION_GOOD, OPINION_BAD };
/* "server-side dry run: accepted", with the server's reason when it is bad. */
enum opinion proposal_opinion(const struct proposal *proposal, const struct scene *scene,
                              char out[PROPOSAL_TEXT_BYTES]);

/* The question, in the place of the form. */
void proposal_ask(struct proposal *proposal);
struct want proposal_key(struct proposal *proposal, const struct scene *scene,
                         const struct wish *wish, uint32_t key);
void proposal_draw_question(struct proposal *proposal, const struct scene *scene,
                            const struct wish *wish, struct canvas canvas);

/* The manifest from a line on; returns how many rows were taken. */
int proposal_draw_manifest(const struct proposal *proposal, struct canvas canvas);

#endif
