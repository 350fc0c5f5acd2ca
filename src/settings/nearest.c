#include "settings/nearest.h"

#include <string.h>

#include "base/banned.h"

enum { WORD_MOST = 64 };

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* Levenshtein's distance, row by row. */
static size_t distance(const char *a, const char *b)
{
    size_t row[WORD_MOST + 1];
    size_t a_bytes = strlen(a);
    size_t b_bytes = strlen(b);

    for (size_t j = 0; j <= b_bytes; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_bytes; i++) {
        size_t corner = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_bytes; j++) {
            size_t changed = corner + (a[i - 1] != b[j - 1]);
            corner = row[j];
            row[j] = least(changed, least(row[j], row[j - 1]) + 1);
        }
    }
    return row[b_bytes];
}

struct nearest nearest_to(const char *word)
{
    return (struct nearest){.word = word};
}

/* A third of the letters may be wrong: farther away it is another word. */
void nearest_offer(struct nearest *nearest, const char *candidate)
{
    size_t bytes = strlen(nearest->word);

    if (bytes > WORD_MOST || strlen(candidate) > WORD_MOST)
        return;
    size_t steps = distance(nearest->word, candidate);
    if (steps > bytes / 3 + 1 || (nearest->best != NULL && steps >= nearest->steps))
        return;
    nearest->best = candidate;
    nearest->steps = steps;
}
