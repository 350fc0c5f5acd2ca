/*
 * consent.h - the question before something is changed, at a terminal.
 *
 * Tier 1 takes one y. Tier 2 takes a word that has to be typed. Enter alone confirms nothing,
 * what was typed ahead is dropped, pasted text is not taken, Esc keeps everything.
 */
#ifndef ELBTOP_CLI_CONSENT_H
#define ELBTOP_CLI_CONSENT_H

#include "act/plan.h"
#include "cli/witness.h"

enum consent_answer {
    CONSENT_YES,
    CONSENT_NO,
    CONSENT_NO_TERMINAL, /* nobody is there to be asked */
};

/* tier and word are the plan's, unless the context is protected: then always the word. */
enum consent_answer consent_ask(const struct plan *plan, const struct witness *witness);

#endif
