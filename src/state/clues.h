/*
 * clues.h - is an ELB that no Service names this cluster's all the same?
 *
 * It is called an orphan only on proof: its Service went away under our eyes, or what it
 * carries names a uid that this cluster knows or knew. A name alone proves nothing, an
 * incomplete list of Services even less.
 */
#ifndef ELBTOP_STATE_CLUES_H
#define ELBTOP_STATE_CLUES_H

#include "state/known.h"

enum { MOST_CLUES = 12 };

struct clues {
    size_t count;
    const char *texts[MOST_CLUES]; /* in the store's scratch */
    enum clue_from froms[MOST_CLUES];
    bool proof;      /* it is, or was, this cluster's */
    bool against;    /* it is another's */
    int64_t gone_ms; /* wall: its Service went; WHEN_UNKNOWN */
};

void clues_weigh(struct store *store, const struct elb *elb, struct clues *ret_clues);

/*
 * Of an ELB that Services use, none of which it was made for: was it made for one that is
 * gone? An ELB made by hand never was, however many of its Services went.
 */
void clues_weigh_creator(struct store *store, const struct elb *elb,
                         struct clues *ret_clues);
void clues_add(struct clues *clues, enum clue_from from, const char *text);

#endif
