/* The line that is typed. */
#include "lib/check.h"
#include "base/utf8.h"
#include "lib/prop.h"
#include "tui/key.h"
#include "tui/prompt.h"

#include "base/banned.h"

static void type(struct prompt *prompt, const char *text)
{
    for (; *text != '\0'; text++)
        prompt_key(prompt, (unsigned char)*text);
}

static void prompt_edits_where_the_cursor_is(void **state)
{
    (void)state;
    struct prompt prompt = {0};

    type(&prompt, "step:4");
    prompt_key(&prompt, K_HOME);
    type(&prompt, "!");
    prompt_key(&prompt, K_END);
    prompt_key(&prompt, K_BACKSPACE);
    type(&prompt, "5");
    assert_string_equal(prompt.text, "!step:5");
    prompt_key(&prompt, K_CTRL('w'));
    assert_string_equal(prompt.text, "");
}

static void prompt_takes_signs_of_several_bytes_whole(void **state)
{
    (void)state;
    struct prompt prompt = {0};

    prompt_key(&prompt, 0xfc);
    prompt_key(&prompt, 0x4e2d);
    prompt_key(&prompt, K_LEFT);
    prompt_key(&prompt, K_BACKSPACE);
    assert_string_equal(prompt.text, "\xe4\xb8\xad");
    prompt_key(&prompt, K_DELETE);
    assert_string_equal(prompt.text, "");
}

static void prompt_says_when_it_ends(void **state)
{
    (void)state;
    struct prompt prompt = {0};

    assert_int_equal(prompt_key(&prompt, 'a'), PROMPT_EDITED);
    assert_int_equal(prompt_key(&prompt, K_LEFT), PROMPT_MOVED);
    assert_int_equal(prompt_key(&prompt, K_F1), PROMPT_IGNORED);
    assert_int_equal(prompt_key(&prompt, K_ENTER), PROMPT_DONE);
    assert_int_equal(prompt_key(&prompt, K_ESCAPE), PROMPT_CANCELLED);
}

static void prompt_holds_whatever_is_typed(void **state)
{
    (void)state;
    static const uint32_t keys[] = {K_LEFT,      K_RIGHT,     K_HOME,      K_END,
                                    K_BACKSPACE, K_DELETE,    K_CTRL('u'), K_CTRL('w'),
                                    K_CTRL('a'), K_CTRL('e'), 'a',         ' ',
                                    0xfc,        0x4e2d,      0x1f600};
    struct prop prop;
    struct prompt prompt = {0};
    struct grid grid;
    prop_start(&prop);
    grid_init(&grid, 1, 30, false);

    for (int i = 0; i < prop_rounds(50000); i++) {
        /* More typing than cutting, so that the end of the line is reached. */
        size_t key = prop_below(&prop, 4) == 0
                         ? prop_below(&prop, ARRAY_COUNT(keys))
                         : 10 + prop_below(&prop, ARRAY_COUNT(keys) - 10);
        prompt_key(&prompt, keys[key]);
        assert_true(prompt.bytes < PROMPT_BYTES && prompt.at <= prompt.bytes);
        assert_int_equal(strlen(prompt.text), prompt.bytes);
        assert_true(((unsigned char)prompt.text[prompt.at] & 0xc0) != 0x80);
        grid_clear(&grid);
        prompt_draw(&prompt, canvas_of(&grid), 0, " /");
        assert_true(grid.cursor_row == 0 && grid.cursor_col >= 2 && grid.cursor_col < 30);
    }
    grid_release(&grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prompt_edits_where_the_cursor_is),
        cmocka_unit_test(prompt_takes_signs_of_several_bytes_whole),
        cmocka_unit_test(prompt_says_when_it_ends),
        cmocka_unit_test(prompt_holds_whatever_is_typed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
