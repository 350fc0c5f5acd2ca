/*
 * sentence.h - the one table of what `elbtop --plain` says, and how a sentence is filled in.
 *
 * A screen reader reads it out and a log keeps it, so each sentence stands alone: who it is
 * about comes first, there are no marks and no columns, and it ends in a full stop. Scripts
 * may match them: the wording changes only together with this table.
 */
#ifndef ELBTOP_CLI_SENTENCE_H
#define ELBTOP_CLI_SENTENCE_H

#include <stdint.h>

#include "base/buf.h"

enum sentence {
    SAY_WATCHING,
    SAY_DAY,
    SAY_TOTAL,
    SAY_NONE,
    SAY_IS,
    SAY_ADDED,
    SAY_REMOVED,
    SAY_REMOVED_AFTER,
    SAY_STEP,
    SAY_STEP_TOOK,
    SAY_STEP_AT_MOST,
    SAY_PART,
    SAY_PART_GONE,
    SAY_STATE,
    SAY_READY,
    SAY_READY_AFTER,
    SAY_READY_AGAIN,
    SAY_DELETING,
    SAY_ADDRESS,
    SAY_ADDRESS_OTHER,
    SAY_ADDRESS_WITHDRAWN,
    SAY_MEMBERS,
    SAY_FAILURE,
    SAY_ORPHAN,
    SAY_ORPHAN_GONE,
    SAY_SOURCE_LIVE,
    SAY_SOURCE_BACK,
    SAY_SOURCE_LOST,
    SAY_SOURCE_OFF,
    SAY_SOURCE_DENIED,
    SAY_SOURCE_STALE,
    SAY_JOB,
    SAY_COUNT
};

/* What the places in a sentence are filled with; NULL: "unknown". */
struct sentence_words {
    const char *subject; /* "ns/name", an ELB's name, a source */
    const char *what;    /* a step, a part, a state, a reason's first half */
    const char *by;      /* who */
    const char *was;     /* the value before */
    const char *took;    /* a duration */
    const char *why;     /* words from elsewhere, already harmless */
};

/* Adds "12:04:31 lb-demo/hello is READY at 138.1.2.3 after 14s." and a line's end. */
void sentence_add(struct buf *out, int64_t wall_ms, enum sentence sentence,
                  const struct sentence_words *words);

#endif
