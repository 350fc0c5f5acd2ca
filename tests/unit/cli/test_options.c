#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/mem.h"
#include "cli/command.h"
#include "cli/options.h"

enum { MOST_WORDS = 16, SAID_BYTES = 1000 };

/* Parses the words of a line; what goes to stderr is kept in said. */
static bool parse(struct options *options, const char *line, char said[SAID_BYTES])
{
    static char words[SAID_BYTES]; /* options keep pointers into both */
    static char *argv[MOST_WORDS + 1];
    int argc = 0;
    int pipe_ends[2];

    memset(argv, 0, sizeof argv);
    snprintf(words, sizeof words, "elbtop %s", line);
    for (char *at = words; *at != '\0' && argc < MOST_WORDS;) {
        argv[argc++] = at;
        at += strcspn(at, " ");
        while (*at == ' ')
            *at++ = '\0';
    }
    assert_int_equal(pipe(pipe_ends), 0);
    fflush(stderr);
    int before = dup(STDERR_FILENO);
    dup2(pipe_ends[1], STDERR_FILENO);
    bool parsed = options_parse(options, argc, argv);
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    close(pipe_ends[1]);
    ssize_t got = read(pipe_ends[0], said, SAID_BYTES - 1);
    said[got > 0 ? got : 0] = '\0';
    close(pipe_ends[0]);
    return parsed;
}

static void wrong_words_are_named_with_a_hint(void **state)
{
    static const struct {
        const char *line;
        const char *says;
    } cases[] = {
        {"--frobnicate", "unknown option --frobnicate"},
        {"-x", "unknown option -x"},
        {"fly", "unknown command fly"},
        {"get", "get needs KIND [NAME]"},
        {"get services a b", "too many words after get: b"},
        {"get services -o xml", "--output xml: expected table"},
        {"get services --context", "--context needs an argument (NAME)"},
        {"get services --demo=yes", "--demo takes no argument"},
        {"get services --timeout 5", "--timeout 5: expected a duration"},
        {"sim --speed fast", "--speed fast: expected a number"},
        {"sim --speed 1000", "--speed 1000: expected a number"},
        {"sim --services -4", "--services -4: expected a number"},
        {"--theme pink", "--theme pink: expected one of default, dark, light"},
        {"--log-level loud", "--log-level loud: expected error"},
        {"get services --speed 2", "--speed does not go with get"},
        {"-o json", "--output does not go with the dashboard"},
        {"autocreate a/b --bandwidth 0",
         "--bandwidth 0: expected a number from 1 to 2000"},
        {"autocreate a/b --wait=soon", "--wait soon: expected a duration"},
        {"teardown a/b --wait=0s", "--wait 0s: expected some time"},
        {"attach a/b --dry-run=maybe", "--dry-run=maybe: expected client or server"},
        {"attach a/b --bandwidth 5", "--bandwidth does not go with attach"},
        {"teardown a/b --delete", "--delete does not go with teardown"},
        {"wait a/b c/d --for ready", "too many words after wait: c/d"},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct options options;
        char said[SAID_BYTES];
        bool parsed = parse(&options, cases[i].line, said);
        if (parsed || strstr(said, cases[i].says) == NULL ||
            strstr(said, "Try 'elbtop") == NULL)
            fail_msg("'%s' says: %s", cases[i].line, said);
        options_release(&options);
    }
    (void)state;
}

/* The value stands before the command, and is still told to the command's help. */
static void a_wrong_value_leads_to_the_help_of_its_command(void **state)
{
    struct options options;
    char said[SAID_BYTES];

    assert_false(parse(&options, "--bandwidth x autocreate a/b", said));

    assert_string_equal(said, "elbtop: --bandwidth x: expected a number from 1 to 2000\n"
                              "Try 'elbtop autocreate --help'.\n");
    options_release(&options);
    (void)state;
}

static void what_is_wanted_of_a_new_service_is_kept_in_order(void **state)
{
    struct options options;
    char said[SAID_BYTES];

    assert_true(
        parse(&options,
              "autocreate a/b --port 80:http --port 53/UDP --selector x=y --az z1 "
              "--internal",
              said));

    assert_int_equal(options.ports.count, 2);
    assert_string_equal(options.ports.at[0], "80:http");
    assert_string_equal(options.ports.at[1], "53/UDP");
    assert_string_equal(options.selectors.at[0], "x=y");
    assert_string_equal(options.zones.at[0], "z1");
    assert_true(options.internal);
    assert_int_equal(options.bandwidth, 0);
    assert_int_equal(options.dry_run, DRY_RUN_NONE);
    options_release(&options);
    (void)state;
}

/* Their word is theirs only behind "="; what stands alone is a Service. */
static void wait_and_dry_run_may_stand_alone(void **state)
{
    static const struct {
        const char *line;
        size_t operands;
        bool wait;
        int64_t wait_ms;
        enum dry_run dry_run;
    } cases[] = {
        {"teardown a/b", 1, false, -1, DRY_RUN_NONE},
        {"teardown --wait a/b", 1, true, -1, DRY_RUN_NONE},
        {"teardown a/b --wait=2m", 1, true, 120000, DRY_RUN_NONE},
        {"teardown --dry-run a/b c/d", 2, false, -1, DRY_RUN_CLIENT},
        {"attach a/b --dry-run=server", 1, false, -1, DRY_RUN_SERVER},
        {"teardown a/b -- --wait", 2, false, -1, DRY_RUN_NONE},
    };

    for (size_t i = 0; i < ARRAY_COUNT(cases); i++) {
        struct options options;
        char said[SAID_BYTES];
        if (!parse(&options, cases[i].line, said))
            fail_msg("'%s' says: %s", cases[i].line, said);
        assert_int_equal(options.operand_count, cases[i].operands);
        assert_int_equal(options.wait, cases[i].wait);
        assert_int_equal(options.wait_ms, cases[i].wait_ms);
        assert_int_equal(options.dry_run, cases[i].dry_run);
        options_release(&options);
    }
    (void)state;
}

static void options_stand_before_and_after_operands(void **state)
{
    struct options options;
    char said[SAID_BYTES];

    assert_true(parse(&options, "-n shop get services -o json --timeout 2m web", said));

    assert_int_equal(options.command->id, COMMAND_GET);
    assert_string_equal(options.namespace, "shop");
    assert_int_equal(options.operand_count, 2);
    assert_string_equal(options.operands[1], "web");
    assert_int_equal(options.output, OUTPUT_JSON);
    assert_int_equal(options.timeout_ms, 120000);
    options_release(&options);
    (void)state;
}

static void faults_are_collected_in_order(void **state)
{
    struct options options;
    char said[SAID_BYTES];

    assert_true(parse(&options, "sim --fault a --fault b --speed 0.5", said));

    assert_int_equal(options.faults.count, 2);
    assert_string_equal(options.faults.at[0], "a");
    assert_string_equal(options.faults.at[1], "b");
    assert_true(options.speed > 0.49 && options.speed < 0.51);
    options_release(&options);
    (void)state;
}

static void the_world_of_demo_takes_the_options_of_the_world(void **state)
{
    struct options options;
    char said[SAID_BYTES];

    assert_true(parse(&options, "--demo get services --speed 10 --services 100", said));

    assert_true(options.demo);
    assert_int_equal(options.services, 100);
    options_release(&options);
    (void)state;
}

static void help_names_every_option_of_a_command(void **state)
{
    const struct command *command;

    for (size_t c = 0; (command = command_at(c)) != NULL; c++) {
        const struct option_row *row;
        struct options options = {.command = command};
        char *text = NULL;
        size_t bytes = 0;
        FILE *out = open_memstream(&text, &bytes);
        options_print_help(&options, out);
        fclose(out);
        for (size_t i = 0; (row = options_row(i)) != NULL; i++) {
            char name[64];
            snprintf(name, sizeof name, "--%s", row->name);
            bool belongs = row->commands == 0 || (row->commands & 1u << command->id) != 0;
            if (belongs && strstr(text, name) == NULL)
                fail_msg("%s --help lacks %s", command->name, name);
        }
        free(text);
    }
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wrong_words_are_named_with_a_hint),
        cmocka_unit_test(a_wrong_value_leads_to_the_help_of_its_command),
        cmocka_unit_test(what_is_wanted_of_a_new_service_is_kept_in_order),
        cmocka_unit_test(wait_and_dry_run_may_stand_alone),
        cmocka_unit_test(options_stand_before_and_after_operands),
        cmocka_unit_test(faults_are_collected_in_order),
        cmocka_unit_test(the_world_of_demo_takes_the_options_of_the_world),
        cmocka_unit_test(help_names_every_option_of_a_command),
    };
    return cmocka_run_group_tests_name("options", tests, NULL, NULL);
}
