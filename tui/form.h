/*
 * form.h - fields one under the other: lines of text, choices, facts, and buttons in one row.
 *
 * A form knows how keys move in it and what is typed; what the fields mean, and whether
 * their values are good, its owner says by verdicts and notes. Every field is reached by
 * Tab; the row says its verdict in words.
 */
#ifndef ELBTOP_TUI_FORM_H
#define ELBTOP_TUI_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "tui/canvas.h"
#include "tui/prompt.h"

enum { FORM_FIELDS = 28, FORM_NOTE_BYTES = 200 };

enum field_kind { FIELD_TEXT, FIELD_CHOICE, FIELD_FACT, FIELD_BUTTON };

enum verdict { VERDICT_NONE, VERDICT_OK, VERDICT_WARN, VERDICT_BAD };

struct field {
    enum field_kind kind;
    const char *label; /* static */
    const char *help;  /* static; what stands behind it while all is well */
    bool hidden;       /* means nothing with the other values */
    bool touched;      /* changed by hand: defaults no longer follow */
    struct prompt text;
    size_t option_count;
    const char *const *options; /* static */
    size_t option;
    enum verdict verdict;
    char note[FORM_NOTE_BYTES]; /* in the place of help; "" */
};

struct form {
    size_t count;
    struct field fields[FORM_FIELDS];
    size_t at; /* where the keys go */
};

/* Returns its number. */
size_t form_add_text(struct form *form, const char *label, const char *help);
size_t form_add_choice(struct form *form, const char *label, const char *help,
                       const char *const *options, size_t option_count);
size_t form_add_fact(struct form *form, const char *label);
size_t form_add_button(struct form *form, const char *label);

/* As a default: a field that was changed by hand is left alone. */
void form_default(struct form *form, size_t field, const char *text);
void form_set(struct form *form, size_t field, const char *text); /* as by hand */
const char *form_text(const struct form *form, size_t field);
const char *form_option(const struct form *form, size_t field);

void form_clear_verdicts(struct form *form);
/* The worst verdict of a field wins, and the first note of it. */
void form_judge(struct form *form, size_t field, enum verdict verdict, const char *note);
size_t form_count(const struct form *form, enum verdict verdict);

enum form_result {
    FORM_PASSED, /* not a key for the form */
    FORM_MOVED,
    FORM_EDITED,
    FORM_PRESSED, /* Enter or Space on the button at form->at */
};
enum form_result form_key(struct form *form, uint32_t key);

/* Rows of the fields, without the buttons. */
int form_rows(const struct form *form);
void form_draw(const struct form *form, struct canvas canvas);
/* The buttons in one row; `off` behind the first of them says why it does nothing. */
void form_draw_buttons(const struct form *form, struct canvas canvas, int row,
                       const char *off);

#endif
