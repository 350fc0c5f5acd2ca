#include "tui/form.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "tui/glyph.h"
#include "tui/key.h"

#include "base/banned.h"

enum { LABEL_COL = 2, VALUE_COL = 15, WIDE_COLS = 100, VERDICT_CELLS = 6 };

/* ---- making ------------------------------------------------------------------------ */

static struct field *add(struct form *form, enum field_kind kind, const char *label,
                         const char *help)
{
    struct field *field = &form->fields[form->count];

    if (form->count < FORM_FIELDS - 1)
        form->count++;
    *field = (struct field){.kind = kind, .label = label, .help = help};
    return field;
}

size_t form_add_text(struct form *form, const char *label, const char *help)
{
    return (size_t)(add(form, FIELD_TEXT, label, help) - form->fields);
}

size_t form_add_choice(struct form *form, const char *label, const char *help,
                       const char *const *options, size_t option_count)
{
    struct field *field = add(form, FIELD_CHOICE, label, help);

    field->options = options;
    field->option_count = option_count;
    return (size_t)(field - form->fields);
}

size_t form_add_fact(struct form *form, const char *label)
{
    return (size_t)(add(form, FIELD_FACT, label, "") - form->fields);
}

size_t form_add_button(struct form *form, const char *label)
{
    return (size_t)(add(form, FIELD_BUTTON, label, "") - form->fields);
}

/* ---- values ------------------------------------------------------------------------- */

void form_default(struct form *form, size_t field, const char *text)
{
    if (!form->fields[field].touched)
        prompt_set(&form->fields[field].text, text);
}

void form_set(struct form *form, size_t field, const char *text)
{
    prompt_set(&form->fields[field].text, text);
    form->fields[field].touched = true;
}

const char *form_text(const struct form *form, size_t field)
{
    return form->fields[field].text.text;
}

const char *form_option(const struct form *form, size_t field)
{
    return form->fields[field].options[form->fields[field].option];
}

/* ---- verdicts ------------------------------------------------------------------------ */

void form_clear_verdicts(struct form *form)
{
    for (size_t i = 0; i < form->count; i++) {
        struct field *field = &form->fields[i];
        field->verdict = field->kind == FIELD_BUTTON ? VERDICT_NONE : VERDICT_OK;
        field->note[0] = '\0';
    }
}

void form_judge(struct form *form, size_t number, enum verdict verdict, const char *note)
{
    struct field *field = &form->fields[number];

    if (verdict < field->verdict || (verdict == field->verdict && field->note[0] != '\0'))
        return;
    field->verdict = verdict;
    snprintf(field->note, sizeof field->note, "%s", note);
}

size_t form_count(const struct form *form, enum verdict verdict)
{
    size_t count = 0;

    for (size_t i = 0; i < form->count; i++)
        count += !form->fields[i].hidden && form->fields[i].verdict == verdict;
    return count;
}

/* ---- keys ----------------------------------------------------------------------------- */

static bool takes_keys(const struct field *field)
{
    return !field->hidden && field->kind != FIELD_FACT;
}

static enum form_result move(struct form *form, bool forward)
{
    for (size_t i = 0; i < form->count; i++) {
        form->at = (form->at + (forward ? 1 : form->count - 1)) % form->count;
        if (takes_keys(&form->fields[form->at]))
            break;
    }
    return FORM_MOVED;
}

static enum form_result type(struct field *field, uint32_t key)
{
    switch (prompt_key(&field->text, key)) {
    case PROMPT_EDITED:
        field->touched = true;
        return FORM_EDITED;
    case PROMPT_MOVED:
        return FORM_MOVED;
    case PROMPT_IGNORED:
    case PROMPT_DONE:
    case PROMPT_CANCELLED:
        break;
    }
    return FORM_PASSED;
}

static enum form_result choose(struct field *field, bool forward)
{
    size_t step = forward ? 1 : field->option_count - 1;

    field->option = (field->option + step) % field->option_count;
    field->touched = true;
    return FORM_EDITED;
}

static enum form_result field_key(struct form *form, struct field *field, uint32_t key)
{
    bool forward = key == K_SPACE || key == K_RIGHT || key == 'l';

    if (field->kind == FIELD_TEXT)
        return type(field, key);
    if (key == 'j' || key == 'k')
        return move(form, key == 'j');
    if (field->kind == FIELD_CHOICE && (forward || key == K_LEFT || key == 'h'))
        return choose(field, forward);
    if (field->kind == FIELD_BUTTON && key == K_SPACE)
        return FORM_PRESSED;
    if (field->kind == FIELD_BUTTON && (key == K_LEFT || key == K_RIGHT))
        return move(form, key == K_RIGHT);
    return FORM_PASSED;
}

enum form_result form_key(struct form *form, uint32_t key)
{
    struct field *field = &form->fields[form->at];

    switch (key) {
    case K_TAB:
    case K_DOWN:
        return move(form, true);
    case K_BACK_TAB:
    case K_UP:
        return move(form, false);
    case K_ENTER:
        return field->kind == FIELD_BUTTON ? FORM_PRESSED : move(form, true);
    case K_ESCAPE:
    case K_CTRL('c'):
    case K_CTRL('e'):
    case K_CTRL('r'):
        return FORM_PASSED;
    default:
        return field_key(form, field, key);
    }
}

/* ---- drawing ---------------------------------------------------------------------------- */

struct form_cols {
    int value_cells, note;
};

static struct form_cols cols_for(int cells)
{
    return cells >= WIDE_COLS ? (struct form_cols){34, 52} : (struct form_cols){27, 44};
}

int form_rows(const struct form *form)
{
    int rows = 0;

    for (size_t i = 0; i < form->count; i++)
        rows += !form->fields[i].hidden && form->fields[i].kind != FIELD_BUTTON;
    return rows;
}

static void draw_text(const struct field *field, struct canvas canvas, int row, int cells,
                      bool active)
{
    struct canvas inside = canvas_part(
        canvas,
        (struct rect){.row = row, .col = VALUE_COL + 1, .rows = 1, .cols = cells - 2});
    char text[GLYPH_TEXT_BYTES];

    canvas_text(canvas, row, VALUE_COL, LOOK_DIM, "[");
    canvas_text(canvas, row, VALUE_COL + cells - 1, LOOK_DIM, "]");
    if (active)
        prompt_draw(&field->text, inside, 0, "");
    else
        canvas_text(inside, 0, 0, LOOK_PLAIN,
                    glyph_shorten(field->text.text, cells - 2, GLYPH_CUT_END, text));
}

static void draw_choice(const struct field *field, struct canvas canvas, int row)
{
    int col = VALUE_COL;

    for (size_t i = 0; i < field->option_count; i++) {
        bool chosen = i == field->option;
        col = canvas_text(canvas, row, col, chosen ? LOOK_STRONG : LOOK_DIM,
                          chosen ? "(o) " : "( ) ");
        col = canvas_text(canvas, row, col, chosen ? LOOK_STRONG : LOOK_DIM,
                          field->options[i]) +
              2;
    }
}

static void draw_verdict(const struct field *field, struct canvas canvas, int row,
                         int note_col)
{
    static const struct {
        const char *word;
        enum look look;
    } verdicts[] = {[VERDICT_NONE] = {"", LOOK_PLAIN},
                    [VERDICT_OK] = {"ok", LOOK_DIM},
                    [VERDICT_WARN] = {"! warn", LOOK_WARN},
                    [VERDICT_BAD] = {"x BAD", LOOK_BAD}};
    const char *word = verdicts[field->verdict].word;
    int col = canvas.at.cols - 1 - (int)strlen(word);
    const char *note = field->note[0] != '\0' ? field->note : field->help;

    canvas_fit(canvas, row, note_col, canvas.at.cols - 2 - VERDICT_CELLS - note_col,
               field->verdict == VERDICT_BAD ? LOOK_BAD : LOOK_DIM, note);
    canvas_text(canvas, row, col, verdicts[field->verdict].look, word);
}

static void draw_field(const struct form *form, size_t number, struct canvas canvas,
                       int row)
{
    const struct field *field = &form->fields[number];
    struct form_cols cols = cols_for(canvas.at.cols);
    bool active = number == form->at;
    int note_col = field->kind == FIELD_FACT ? VALUE_COL : cols.note;

    if (active)
        canvas_text(canvas, row, 0, LOOK_STRONG, ">");
    canvas_text(canvas, row, LABEL_COL, active ? LOOK_STRONG : LOOK_PLAIN, field->label);
    if (field->kind == FIELD_TEXT)
        draw_text(field, canvas, row, cols.value_cells, active);
    else if (field->kind == FIELD_CHOICE)
        draw_choice(field, canvas, row);
    draw_verdict(field, canvas, row, note_col);
}

/* Where there are more fields than rows, those around the one with the keys are shown. */
static int first_row(const struct form *form, int rows)
{
    int at = 0;

    for (size_t i = 0; i < form->at; i++)
        at += !form->fields[i].hidden && form->fields[i].kind != FIELD_BUTTON;
    if (at >= form_rows(form))
        at = form_rows(form) - 1;
    return at < rows ? 0 : at - rows + 1;
}

void form_draw(const struct form *form, struct canvas canvas)
{
    int row = -first_row(form, canvas.at.rows);

    for (size_t i = 0; i < form->count && row < canvas.at.rows; i++) {
        if (form->fields[i].hidden || form->fields[i].kind == FIELD_BUTTON)
            continue;
        if (row >= 0)
            draw_field(form, i, canvas, row);
        row++;
    }
}

void form_draw_buttons(const struct form *form, struct canvas canvas, int row,
                       const char *off)
{
    int col = 1;

    for (size_t i = 0; i < form->count; i++) {
        const struct field *field = &form->fields[i];
        if (field->kind != FIELD_BUTTON || field->hidden)
            continue;
        bool active = i == form->at;
        bool is_off = off[0] != '\0';
        enum look look = active ? LOOK_KEY : is_off ? LOOK_DIM : LOOK_PLAIN;
        int start = col;
        col = canvas_print(canvas, row, col, look, "[ %s ]", field->label);
        if (active)
            canvas_note(canvas, row, start, col - start, CELL_SELECTED);
        if (is_off)
            col = canvas_print(canvas, row, col + 1, LOOK_BAD, "off: %s", off);
        off = "";
        col += 3;
    }
}
