/*
 * rules.h - the failure catalogue: what a row's facts or its failure's text lead to, in
 * words of advice.
 */
#ifndef ELBTOP_STATE_RULES_H
#define ELBTOP_STATE_RULES_H

#include "state/verdict.h"

/* Adds the advice of each rule that fits, once, and the first next move. */
void rules_apply(const struct facts *facts, struct verdict *verdict);

#endif
