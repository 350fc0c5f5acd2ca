/*
 * confirm.h - the question before a change: what it takes to say yes, and everything that
 * must not count as one.
 *
 * Two tiers ask: one `y`, or a typed word and Enter behind it. Enter and the key that tears
 * down never confirm alone. The keys start on the plan, not on the field. What was typed before the question
 * could be read is dropped: until it was drawn, and INTERVAL_DEAF_MS after, it hears only
 * Esc and Ctrl-C. Pasted text never gets here.
 */
#ifndef ELBTOP_TUI_CONFIRM_H
#define ELBTOP_TUI_CONFIRM_H

#include <stdbool.h>
#include <stdint.h>

#include "act/plan.h"
#include "tui/keymap.h"
#include "tui/prompt.h"

enum { CONFIRM_WORD_BYTES = 320, CONFIRM_TEXT_BYTES = 512 };

struct confirm {
    enum plan_tier tier;
    char word[CONFIRM_WORD_BYTES];
    char question[CONFIRM_TEXT_BYTES]; /* "Type whoami to tear down 2 things" */
    bool is_teardown;
    bool in_field; /* keys are text */
    bool was_seen;
    int64_t seen_ms; /* monotonic: when it was drawn first */
    struct prompt prompt;
    char say[120];
};

/* Asks anew: nothing is typed, the keys are on the plan, and it is deaf. */
void confirm_ask(struct confirm *confirm, const struct plan *plan);

bool confirm_is_deaf(const struct confirm *confirm, int64_t now_ms);
int64_t confirm_due_ms(const struct confirm *confirm); /* when it begins to hear */

enum confirm_answer {
    CONFIRM_PASSED, /* not a key for the question */
    CONFIRM_TAKEN,  /* taken; nothing follows from it */
    CONFIRM_YES,
};

/* ret_say: a line for the person, or NULL; valid until the next call. */
enum confirm_answer confirm_key(struct confirm *confirm, const struct keymap *keymap,
                                uint32_t key, int64_t now_ms, const char **ret_say);

/*
 * Two rows: the question with its field, once it hears; and how to keep everything. From
 * now on it counts as seen.
 */
enum { CONFIRM_ROWS = 2 };
void confirm_draw(struct confirm *confirm, const struct keymap *keymap,
                  struct canvas canvas, int row, int64_t now_ms);

#endif
