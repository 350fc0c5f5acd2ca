#include "cli/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "base/when.h"
#include "cli/command.h"
#include "cli/options_table.h"
#include "settings/settings.h"
#include "base/banned.h"

#define ON(command) (1u << (command))

/* What getopt_long answers for options without a letter: above all characters. */
enum { KEY_FIRST = 256 };

static int key_of(size_t i)
{
    return option_table[i].row.letter != 0 ? option_table[i].row.letter
                                           : KEY_FIRST + (int)i;
}

static size_t index_of(int key)
{
    size_t i = 0;

    while (i < option_table_count && key_of(i) != key)
        i++;
    return i;
}

const struct option_row *options_row(size_t i)
{
    return i < option_table_count ? &option_table[i].row : NULL;
}

static bool may_be_left_out(const struct option_row *row)
{
    return row->argument != NULL && row->argument[0] == '[';
}

/* ---- errors and help ------------------------------------------------------------- */

int options_usage_error(const struct options *options, const char *format, ...)
{
    va_list args;

    fputs("elbtop: ", stderr);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    if (options->command == NULL)
        fputs("\nTry 'elbtop --help'.\n", stderr);
    else
        fprintf(stderr, "\nTry 'elbtop %s --help'.\n", options->command->name);
    return EXIT_USAGE;
}

/* "  -o, --output FORMAT          " and then the help. */
enum { NAME_CELLS = 24, HELP_COLUMN = 31, HELP_CELLS = 90 - HELP_COLUMN };

/* The help in lines that begin under each other. */
static void print_folded(const char *help, FILE *out)
{
    while (strlen(help) > HELP_CELLS) {
        int cells = HELP_CELLS;
        while (cells > 0 && help[cells] != ' ')
            cells--;
        fprintf(out, "%.*s\n%*s", cells, help, HELP_COLUMN, "");
        help += cells + 1;
    }
    fprintf(out, "%s\n", help);
}

static void print_row(const struct option_row *row, FILE *out)
{
    char name[64];
    const char *blank = row->argument == NULL || may_be_left_out(row) ? "" : " ";

    snprintf(name, sizeof name, "--%s%s%s", row->name, blank,
             row->argument != NULL ? row->argument : "");
    if (row->letter != 0)
        fprintf(out, "  -%c, %-24s ", row->letter, name);
    else
        fprintf(out, "      %-24s ", name);
    if (strlen(name) > NAME_CELLS)
        fprintf(out, "\n%*s", HELP_COLUMN, "");
    print_folded(row->help, out);
}

static void print_rows(unsigned command_bit, FILE *out)
{
    for (size_t i = 0; i < option_table_count; i++) {
        const struct option_row *row = &option_table[i].row;
        if (command_bit == 0 ? row->commands == 0 : (row->commands & command_bit) != 0)
            print_row(row, out);
    }
}

static bool has_own_options(const struct command *command)
{
    for (size_t i = 0; i < option_table_count; i++) {
        if (option_table[i].row.commands & ON(command->id))
            return true;
    }
    return false;
}

static void print_command_help(const struct command *command, FILE *out)
{
    fprintf(out, "Usage: elbtop %s [OPTIONS]%s%s\n%s.\n\n", command->name,
            command->operands[0] != '\0' ? " " : "", command->operands, command->summary);
    if (has_own_options(command)) {
        fputs("Options:\n", out);
        print_rows(ON(command->id), out);
        fputc('\n', out);
    }
    fputs("Global options:\n", out);
    print_rows(0, out);
    if (command->print_more != NULL)
        command->print_more(out);
}

void options_print_help(const struct options *options, FILE *out)
{
    const struct command *command;

    if (options->command != NULL) {
        print_command_help(options->command, out);
    } else {
        fputs(
            "Usage: elbtop [OPTIONS] [COMMAND]\n"
            "top for the load balancers of a Kubernetes cluster on Open Telekom Cloud.\n"
            "Without a command: the dashboard.\n\n"
            "Commands:\n",
            out);
        for (size_t i = 0; (command = command_at(i)) != NULL; i++)
            fprintf(out, "  %-11s %-17s %s\n", command->name, command->operands,
                    command->summary);
        fputs("\nOptions:\n", out);
        print_rows(0, out);
    }
    fputs("\nExit status: 0 done, 1 failed or refused, 2 wrong usage, 3 a source was "
          "missing or\n"
          "stale, 4 timed out, 5 declined.\n",
          out);
}

/* ---- values ------------------------------------------------------------------------ */

static bool set_output(struct options *options, const char *value)
{
    static const char *const names[] = {
        [OUTPUT_TABLE] = "table", [OUTPUT_WIDE] = "wide", [OUTPUT_JSON] = "json",
        [OUTPUT_YAML] = "yaml",   [OUTPUT_NAME] = "name", [OUTPUT_TEXT] = "text",
    };

    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (strcmp(value, names[i]) == 0) {
            options->output = (enum output)i;
            options->has_output = true;
            return true;
        }
    }
    options_usage_error(options, "--output %s: expected table, wide, json, yaml or name",
                        value);
    return false;
}

static bool set_duration(struct options *options, const char *name, const char *value,
                         int64_t *ret_ms)
{
    if (duration_parse(span_of(value), ret_ms))
        return true;
    options_usage_error(options, "--%s %s: expected a duration such as 300ms, 5s or 2m",
                        name, value);
    return false;
}

static bool set_number(struct options *options, const char *name, const char *value,
                       int64_t least, int64_t most, int64_t *ret)
{
    if (span_to_range(span_of(value), least, most, ret))
        return true;
    options_usage_error(options, "--%s %s: expected a number from %lld to %lld", name,
                        value, (long long)least, (long long)most);
    return false;
}

static bool set_factor(struct options *options, const struct option_entry *entry,
                       const char *value, double *ret)
{
    char *end;
    double factor = strtod(value, &end);

    if (value[0] != '\0' && *end == '\0' && factor >= entry->least &&
        factor <= entry->most) {
        *ret = factor;
        return true;
    }
    options_usage_error(options, "--%s %s: expected a number from %g to %g",
                        entry->row.name, value, entry->least, entry->most);
    return false;
}

static bool set_theme(struct options *options, const char *value)
{
    char names[SETTING_TEXT_BYTES];

    options->theme = value;
    for (size_t i = 0; settings_themes[i] != NULL; i++) {
        if (strcmp(value, settings_themes[i]) == 0)
            return true;
    }
    options_usage_error(options, "--theme %s: expected one of %s", value,
                        settings_theme_list(names));
    return false;
}

static bool set_log_level(struct options *options, const char *value)
{
    if (log_level_parse(span_of(value), &options->log_level))
        return true;
    options_usage_error(options, "--log-level %s: expected error, warning, info or debug",
                        value);
    return false;
}

static bool set_wait(struct options *options, const char *value)
{
    options->wait = true;
    if (value == NULL)
        return true;
    if (!set_duration(options, "wait", value, &options->wait_ms))
        return false;
    if (options->wait_ms > 0)
        return true;
    options_usage_error(options,
                        "--wait %s: expected some time; without --wait nothing "
                        "is waited for",
                        value);
    return false;
}

static bool set_dry_run(struct options *options, const char *value)
{
    if (value == NULL || strcmp(value, "client") == 0)
        options->dry_run = DRY_RUN_CLIENT;
    else if (strcmp(value, "server") == 0)
        options->dry_run = DRY_RUN_SERVER;
    else {
        options_usage_error(options, "--dry-run=%s: expected client or server", value);
        return false;
    }
    return true;
}

static void list_add(struct text_list *list, const char *value)
{
    list->at = mem_grow(list->at, &list->capacity, list->count + 1, sizeof *list->at);
    list->at[list->count++] = value;
}

static bool set_value(struct options *options, const struct option_entry *entry,
                      const char *value)
{
    void *field = (char *)options + entry->at;

    switch (entry->how) {
    case HOW_FLAG:
        *(bool *)field = true;
        return true;
    case HOW_TEXT:
        *(const char **)field = value;
        return true;
    case HOW_LIST:
        list_add(field, value);
        return true;
    case HOW_DURATION:
        return set_duration(options, entry->row.name, value, field);
    case HOW_NUMBER:
        return set_number(options, entry->row.name, value, (int64_t)entry->least,
                          (int64_t)entry->most, field);
    case HOW_FACTOR:
        return set_factor(options, entry, value, field);
    case HOW_OUTPUT:
        return set_output(options, value);
    case HOW_THEME:
        return set_theme(options, value);
    case HOW_LOG_LEVEL:
        return set_log_level(options, value);
    case HOW_WAIT:
        return set_wait(options, value);
    case HOW_DRY_RUN:
        return set_dry_run(options, value);
    }
    return false;
}

/* ---- parsing ----------------------------------------------------------------------- */

static void fill_long_options(struct option *out)
{
    for (size_t i = 0; i < option_table_count; i++) {
        const struct option_row *row = &option_table[i].row;
        out[i] = (struct option){
            .name = row->name,
            .has_arg = row->argument == NULL  ? no_argument
                       : may_be_left_out(row) ? optional_argument
                                              : required_argument,
            .val = key_of(i),
        };
    }
}

static void fill_letters(char *out)
{
    *out++ = ':';
    for (size_t i = 0; i < option_table_count; i++) {
        const struct option_row *row = &option_table[i].row;
        if (row->letter == 0)
            continue;
        *out++ = row->letter;
        if (row->argument != NULL)
            *out++ = ':';
    }
    *out = '\0';
}

/* optopt is 0 for a long option that is not known; the word then stands before optind. */
static bool report_unknown(const struct options *options, char **argv, int answer)
{
    const char *word = argv[optind - 1];
    size_t i = index_of(optopt);

    if (answer == ':' && i < option_table_count)
        options_usage_error(options, "--%s needs an argument (%s)",
                            option_table[i].row.name, option_table[i].row.argument);
    else if (optopt != 0 && optopt < KEY_FIRST)
        options_usage_error(options, "unknown option -%c", optopt);
    else if (i < option_table_count)
        options_usage_error(options, "--%s takes no argument", option_table[i].row.name);
    else
        options_usage_error(options, "unknown option %s", word);
    return false;
}

/* An option as it was said; its value is looked at when the command is known, so that what is
 * wrong with it ends in the hint to the right help. */
struct said {
    size_t entry; /* of the table */
    const char *value;
};

struct said_list {
    size_t count;
    size_t capacity;
    struct said *at;
};

/* The embedded world of --demo takes the world's options; where it is, it decides itself. */
static bool goes_with_demo(const struct options *options,
                           const struct option_entry *entry)
{
    return options->demo && entry->row.commands == ON(COMMAND_SIM) &&
           strcmp(entry->row.name, "dir") != 0;
}

/* Options may come before the command, so their right place is checked at the end. */
static bool belong_here(const struct options *options, const struct said_list *list)
{
    unsigned bit = options->command == NULL ? 0 : ON(options->command->id);

    for (size_t i = 0; i < list->count; i++) {
        const struct option_entry *entry = &option_table[list->at[i].entry];
        if (entry->row.commands == 0 || (entry->row.commands & bit) != 0 ||
            goes_with_demo(options, entry))
            continue;
        options_usage_error(options, "--%s does not go with %s", entry->row.name,
                            options->command == NULL ? "the dashboard"
                                                     : options->command->name);
        return false;
    }
    return true;
}

static bool take_operands(struct options *options, int argc, char **argv)
{
    options->operands = argv + optind;
    options->operand_count = (size_t)(argc - optind);
    if (options->operand_count == 0)
        return true;

    options->command = command_find(options->operands[0]);
    if (options->command == NULL) {
        options_usage_error(options, "unknown command %s", options->operands[0]);
        return false;
    }
    options->operands++;
    options->operand_count--;
    if (options->wants_help || options->wants_version)
        return true;
    if (options->operand_count < options->command->least_operands) {
        options_usage_error(options, "%s needs %s", options->command->name,
                            options->command->operands);
        return false;
    }
    if (options->operand_count > options->command->most_operands) {
        options_usage_error(options, "too many words after %s: %s",
                            options->command->name,
                            options->operands[options->command->most_operands]);
        return false;
    }
    return true;
}

/* Of sim it is one number; of the others a port with what is behind it. */
static bool settle_port(struct options *options)
{
    if (options->command == NULL || options->command->id != COMMAND_SIM ||
        options->ports.count == 0)
        return true;
    return set_number(options, "port", options->ports.at[options->ports.count - 1], 1,
                      65535, &options->port);
}

/* What is said about itself is heard first: the rest may be as wrong as it likes. */
static void hear(struct options *options, struct said_list *list, size_t entry)
{
    list->at = mem_grow(list->at, &list->capacity, list->count + 1, sizeof *list->at);
    list->at[list->count++] = (struct said){.entry = entry, .value = optarg};
    if (option_table[entry].how == HOW_FLAG)
        set_value(options, &option_table[entry], NULL);
}

static bool hear_all(struct options *options, int argc, char **argv,
                     struct said_list *list)
{
    struct option longs[OPTIONS_MOST + 1] = {{0}};
    char letters[2 * OPTIONS_MOST + 2];
    int key;

    fill_long_options(longs);
    fill_letters(letters);
    optind = 0; /* begins anew, also in the midst of a word of an earlier line */
    opterr = 0;
    while ((key = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        if (key == '?' || key == ':')
            return report_unknown(options, argv, key);
        hear(options, list, index_of(key));
    }
    return true;
}

static bool set_all(struct options *options, const struct said_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct option_entry *entry = &option_table[list->at[i].entry];
        if (entry->how != HOW_FLAG && !set_value(options, entry, list->at[i].value))
            return false;
    }
    return true;
}

/* A recording is looked at, and nothing can be done to it. */
static bool settle_replay(const struct options *options)
{
    static const enum command_id looking[] = {COMMAND_GET, COMMAND_EXPLAIN,
                                              COMMAND_ORPHANS};

    if (options->replay == NULL)
        return true;
    if (options->demo) {
        options_usage_error(options, "--demo and --replay are two different worlds");
        return false;
    }
    if (options->command == NULL)
        return true;
    for (size_t i = 0; i < ARRAY_COUNT(looking); i++) {
        if (options->command->id == looking[i])
            return true;
    }
    options_usage_error(options, "--replay goes with get, explain, orphans and the "
                                 "dashboard: a recording can only be looked at");
    return false;
}

bool options_parse(struct options *options, int argc, char **argv)
{
    struct said_list list = {.at = NULL};

    *options = (struct options){.timeout_ms = -1, .wait_ms = -1, .log_level = LOG_INFO};
    bool fine =
        hear_all(options, argc, argv, &list) && take_operands(options, argc, argv);
    if (fine && !options->wants_help && !options->wants_version)
        fine = belong_here(options, &list) && set_all(options, &list) &&
               settle_port(options) && settle_replay(options);
    free(list.at);
    return fine;
}

void options_release(struct options *options)
{
    struct text_list *const lists[] = {&options->ports, &options->selectors,
                                       &options->sets, &options->zones, &options->faults};

    for (size_t i = 0; i < ARRAY_COUNT(lists); i++) {
        free(lists[i]->at);
        *lists[i] = (struct text_list){.at = NULL};
    }
}
