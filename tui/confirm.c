#include "tui/confirm.h"

#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "tui/key.h"

#include "base/banned.h"

void confirm_ask(struct confirm *confirm, const struct plan *plan)
{
    *confirm =
        (struct confirm){.tier = plan->tier, .is_teardown = plan->kind == PLAN_TEARDOWN};
    snprintf(confirm->word, sizeof confirm->word, "%s", plan->word);
    plan_question(plan, confirm->question, sizeof confirm->question);
}

bool confirm_is_deaf(const struct confirm *confirm, int64_t now_ms)
{
    return !confirm->was_seen || now_ms - confirm->seen_ms < INTERVAL_DEAF_MS;
}

int64_t confirm_due_ms(const struct confirm *confirm)
{
    return confirm->was_seen ? confirm->seen_ms + INTERVAL_DEAF_MS : INT64_MAX;
}

/* ---- keys -------------------------------------------------------------------------- */

static bool is_way_out(uint32_t key)
{
    return key == K_ESCAPE || key == K_CTRL('c');
}

static enum confirm_answer field_key(struct confirm *confirm, uint32_t key,
                                     const char **ret_say)
{
    if (key == K_TAB || key == K_BACK_TAB) {
        confirm->in_field = false;
        return CONFIRM_TAKEN;
    }
    switch (prompt_key(&confirm->prompt, key)) {
    case PROMPT_DONE:
        if (strcmp(confirm->prompt.text, confirm->word) == 0)
            return CONFIRM_YES;
        *ret_say = "Enter does nothing until the words match";
        return CONFIRM_TAKEN;
    case PROMPT_IGNORED:
        return CONFIRM_PASSED;
    case PROMPT_CANCELLED:
    case PROMPT_MOVED:
    case PROMPT_EDITED:
        break;
    }
    return CONFIRM_TAKEN;
}

/* The key with which it was asked for. */
static const char *start_key(const struct keymap *keymap)
{
    return keymap_name(keymap, PANEL_SERVICES, ACTION_TEAR);
}

static bool is_start_key(const struct keymap *keymap, uint32_t key)
{
    const struct keymap_entry *entry = keymap_find(keymap, PANEL_SERVICES, key);
    return entry != NULL && entry->action == ACTION_TEAR;
}

static const char *alone_words(struct confirm *confirm, const struct keymap *keymap)
{
    snprintf(confirm->say, sizeof confirm->say, "Enter and %s alone do nothing: %s",
             start_key(keymap),
             confirm->tier == TIER_WORD ? "Tab, then type the words"
                                        : "y confirms, Esc keeps");
    return confirm->say;
}

static enum confirm_answer plan_key(struct confirm *confirm, const struct keymap *keymap,
                                    uint32_t key, const char **ret_say)
{
    bool is_word = confirm->tier == TIER_WORD;

    if (key == K_ENTER || is_start_key(keymap, key)) {
        *ret_say = alone_words(confirm, keymap);
        return CONFIRM_TAKEN;
    }
    switch (key) {
    case 'y':
        if (!is_word)
            return CONFIRM_YES;
        *ret_say = "y is not enough here: Tab, then type the words";
        return CONFIRM_TAKEN;
    case K_TAB:
    case K_BACK_TAB:
        confirm->in_field = is_word;
        return CONFIRM_TAKEN;
    default:
        return CONFIRM_PASSED;
    }
}

enum confirm_answer confirm_key(struct confirm *confirm, const struct keymap *keymap,
                                uint32_t key, int64_t now_ms, const char **ret_say)
{
    *ret_say = NULL;
    if (is_way_out(key))
        return CONFIRM_PASSED;
    if (confirm_is_deaf(confirm, now_ms))
        return CONFIRM_TAKEN;
    return confirm->in_field ? field_key(confirm, key, ret_say)
                             : plan_key(confirm, keymap, key, ret_say);
}

/* ---- the two rows ------------------------------------------------------------------ */

static void draw_field(const struct confirm *confirm, struct canvas canvas, int row,
                       int col)
{
    int cells = (int)strlen(confirm->word) + 4;

    if (cells > canvas.at.cols - col - 2)
        cells = canvas.at.cols - col - 2;
    if (cells < 2)
        return;
    canvas_text(canvas, row, col + cells, LOOK_STRONG, "]");
    struct canvas field = canvas_part(
        canvas, (struct rect){.row = row, .col = col, .rows = 1, .cols = cells});
    if (confirm->in_field)
        prompt_draw(&confirm->prompt, field, 0, "");
    else
        canvas_text(field, 0, 0, LOOK_PLAIN, confirm->prompt.text);
}

static void draw_question(const struct confirm *confirm, struct canvas canvas, int row)
{
    char text[CONFIRM_TEXT_BYTES + 8];

    snprintf(text, sizeof text, "%s: [", confirm->question);
    int col = canvas_text(canvas, row, 1, LOOK_STRONG, text);
    if (confirm->tier == TIER_WORD)
        draw_field(confirm, canvas, row, col);
    else
        canvas_text(canvas, row, col, LOOK_STRONG, " ]");
}

static void print_what_does_nothing(const struct confirm *confirm,
                                    const struct keymap *keymap, bool is_deaf,
                                    char out[CONFIRM_TEXT_BYTES])
{
    const char *start = start_key(keymap);

    if (is_deaf)
        snprintf(out, CONFIRM_TEXT_BYTES, "What was typed ahead is not taken.");
    else if (confirm->tier == TIER_YES)
        snprintf(out, CONFIRM_TEXT_BYTES, "Enter and %s do nothing.", start);
    else if (confirm->in_field)
        snprintf(out, CONFIRM_TEXT_BYTES, "Enter does nothing until the words match.");
    else
        snprintf(out, CONFIRM_TEXT_BYTES,
                 "Tab goes to the field. Enter and %s do nothing.", start);
}

void confirm_draw(struct confirm *confirm, const struct keymap *keymap,
                  struct canvas canvas, int row, int64_t now_ms)
{
    char text[CONFIRM_TEXT_BYTES];
    char line[CONFIRM_TEXT_BYTES + 24];

    if (!confirm->was_seen) {
        confirm->was_seen = true;
        confirm->seen_ms = now_ms;
    }
    bool is_deaf = confirm_is_deaf(confirm, now_ms);
    if (!is_deaf)
        draw_question(confirm, canvas, row);
    print_what_does_nothing(confirm, keymap, is_deaf, text);
    snprintf(line, sizeof line, "Esc keeps everything. %s", text);
    canvas_fit(canvas, row + 1, 1, canvas.at.cols - 2, LOOK_PLAIN, line);
}
