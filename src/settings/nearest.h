/*
 * nearest.h - what a person may have meant by a word that is not known.
 */
#ifndef ELBTOP_SETTINGS_NEAREST_H
#define ELBTOP_SETTINGS_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

struct nearest {
    const char *word; /* what was written */
    const char *best; /* NULL: nothing is near enough */
    size_t steps;     /* letters to change, to take out or to put in */
};

/* `best` and `word` are borrowed. */
struct nearest nearest_to(const char *word);
void nearest_offer(struct nearest *nearest, const char *candidate);

#endif
