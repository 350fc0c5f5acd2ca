/*
 * deck.h - a tape being played into a store: the same store, decoders, join and verdict as
 * behind live feeds, at the times that were recorded. Does no I/O and knows no real time: who
 * holds it says how far to go.
 *
 * Forwards it goes frame by frame, making a view wherever the worker would have made one, since
 * what changed is told from one view to the next. Backwards it goes from the start again.
 */
#ifndef ELBTOP_RECORD_DECK_H
#define ELBTOP_RECORD_DECK_H

#include <stdbool.h>
#include <stdint.h>

#include "record/tape.h"
#include "state/store.h"

struct deck;

/* Stands at the beginning. The tape is borrowed. */
struct deck *deck_new(const struct tape *tape);
void deck_free(struct deck *deck);

int64_t deck_wall_ms(const struct deck *deck); /* where it stands, recorded time */
int64_t deck_now_ms(
    const struct deck *deck); /* the same as monotonic time: of the views */
bool deck_is_at_end(const struct deck *deck);

/* To this moment, forwards or backwards; at most to an end of the tape. */
void deck_go(struct deck *deck, int64_t wall_ms);
/* To the next moment at which something changes that a person could see; else to the end. */
void deck_next(struct deck *deck);
/* To the change before this moment; else to the beginning. */
void deck_back(struct deck *deck);

/* The next frame, or the next row that changes by itself: recorded time; INT64_MAX: none. */
int64_t deck_due_wall_ms(const struct deck *deck);

/* As it is now. Owner: the caller. */
struct view *deck_view(struct deck *deck);
/* Something came since the last view that deck_view gave. */
bool deck_has_news(const struct deck *deck);

/* NULL: all were read. Valid until it moves. */
const char *deck_namespace(const struct deck *deck);

#endif
