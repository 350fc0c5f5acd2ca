/*
 * news.h - what is new between one snapshot and the next, as sentences: for `--plain`.
 *
 * Pure: the same two snapshots give the same sentences in the same order. First the sources,
 * then the Services by name, then ELBs and EIPs, then what controllers said, then jobs.
 */
#ifndef ELBTOP_CLI_NEWS_H
#define ELBTOP_CLI_NEWS_H

#include "base/buf.h"
#include "cross/snapshot.h"

/* How everything is: said once, when all sources have answered or given up. */
void news_begin(const struct snapshot *now, struct buf *out);

/* What differs. */
void news_between(const struct snapshot *before, const struct snapshot *now,
                  struct buf *out);

/* Only the sources: before the first whole picture nothing else is news. */
void news_of_sources(const struct snapshot *before, const struct snapshot *now,
                     struct buf *out);

#endif
