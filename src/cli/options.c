#include "cli/options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/span.h"
#include "base/when.h"
#include "cli/command.h"
#include "base/banned.h"

#define ON(command) (1u << (command))

/* What getopt_long answers for options without a letter: above all characters. */
enum option_key {
    KEY_FIRST = 256,
    KEY_KUBECONFIG = KEY_FIRST,
    KEY_CONTEXT,
    KEY_OS_CLOUD,
    KEY_NO_CLOUD,
    KEY_NO_PROBE,
    KEY_PROBE_PROXY,
    KEY_READ_ONLY,
    KEY_DEMO,
    KEY_PLAIN,
    KEY_ASCII,
    KEY_THEME,
    KEY_TIMEOUT,
    KEY_LOG_FILE,
    KEY_LOG_LEVEL,
    KEY_HELP,
    KEY_VERSION,
    KEY_DIR,
    KEY_STORY,
    KEY_SPEED,
    KEY_SERVICES,
    KEY_CHURN,
    KEY_SEED,
    KEY_REGION,
    KEY_PORT,
    KEY_FAULT,
};

struct keyed_row {
    int key;
    struct option_row row;
};

static const struct keyed_row rows[] = {
    {KEY_KUBECONFIG,
     {"kubeconfig", 0, "FILE", "this kubeconfig instead of KUBECONFIG or ~/.kube/config",
      0}},
    {KEY_CONTEXT, {"context", 0, "NAME", "this context instead of the current one", 0}},
    {'n', {"namespace", 'n', "NS", "only this namespace", 0}},
    {'A',
     {"all-namespaces", 'A', NULL, "all namespaces, and an error where that is forbidden",
      0}},
    {KEY_OS_CLOUD, {"os-cloud", 0, "NAME", "this entry of clouds.yaml", 0}},
    {KEY_NO_CLOUD, {"no-cloud", 0, NULL, "do not ask the cloud", 0}},
    {KEY_NO_PROBE,
     {"no-probe", 0, NULL, "do not connect to public addresses (step 7 stays unknown)",
      0}},
    {KEY_PROBE_PROXY,
     {"probe-proxy", 0, "URL", "probe through this proxy (socks5h://HOST:PORT)", 0}},
    {KEY_READ_ONLY,
     {"read-only", 0, NULL, "refuse every request that would change something", 0}},
    {KEY_DEMO,
     {"demo", 0, NULL, "run on an embedded world: no cluster, no cloud, no bill", 0}},
    {KEY_PLAIN, {"plain", 0, NULL, "one sentence per change instead of a screen", 0}},
    {KEY_ASCII, {"ascii", 0, NULL, "nothing but ASCII on the screen", 0}},
    {KEY_THEME, {"theme", 0, "NAME", "default, light, dark or mono", 0}},
    {KEY_TIMEOUT, {"timeout", 0, "DURATION", "give up after so long (300ms, 5s, 2m)", 0}},
    {KEY_LOG_FILE, {"log-file", 0, "FILE", "append what happens to this file", 0}},
    {KEY_LOG_LEVEL, {"log-level", 0, "LEVEL", "error, warning, info or debug", 0}},
    {KEY_HELP, {"help", 0, NULL, "this text", 0}},
    {KEY_VERSION, {"version", 0, NULL, "the version", 0}},
    {'o',
     {"output", 'o', "FORMAT",
      "table, wide, json, yaml or name; text or json for explain",
      ON(COMMAND_GET) | ON(COMMAND_EXPLAIN) | ON(COMMAND_ORPHANS)}},
    {'w',
     {"watch", 'w', NULL, "go on with changes, a line each",
      ON(COMMAND_GET) | ON(COMMAND_ORPHANS)}},
    {'f',
     {"file", 'f', "FILE", "the manifest; - reads standard input", ON(COMMAND_VALIDATE)}},
    {KEY_DIR,
     {"dir", 0, "DIR", "where kubeconfig, clouds.yaml, env and sim.json go",
      ON(COMMAND_SIM)}},
    {KEY_STORY,
     {"story", 0, "NAME", "what the world is like: a built-in story or a file",
      ON(COMMAND_SIM)}},
    {KEY_SPEED,
     {"speed", 0, "X", "how fast the world's time goes, 0.1 to 100", ON(COMMAND_SIM)}},
    {KEY_SERVICES,
     {"services", 0, "N", "so many more Services, ready from the start",
      ON(COMMAND_SIM)}},
    {KEY_CHURN,
     {"churn", 0, "N", "so many changes a second among those", ON(COMMAND_SIM)}},
    {KEY_SEED, {"seed", 0, "N", "same seed, same world", ON(COMMAND_SIM)}},
    {KEY_REGION,
     {"region", 0, "NAME", "eu-de, eu-nl or eu-ch2: sets which APIs exist",
      ON(COMMAND_SIM)}},
    {KEY_PORT,
     {"port", 0, "PORT", "of the api-server; any free one when not said",
      ON(COMMAND_SIM)}},
    {KEY_FAULT,
     {"fault", 0, "SPEC",
      "trouble from the start, for example elb:status=429:count=3; may be repeated",
      ON(COMMAND_SIM)}},
};

const struct option_row *options_row(size_t i)
{
    return i < ARRAY_COUNT(rows) ? &rows[i].row : NULL;
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

static void print_row(const struct option_row *row, FILE *out)
{
    char name[64];

    snprintf(name, sizeof name, "%s--%s%s%s", row->letter != 0 ? "" : "    ", row->name,
             row->argument != NULL ? " " : "",
             row->argument != NULL ? row->argument : "");
    if (row->letter != 0)
        fprintf(out, "  -%c, %-24s %s\n", row->letter, name, row->help);
    else
        fprintf(out, "  %-28s %s\n", name, row->help);
}

static void print_rows(unsigned command_bit, FILE *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const struct option_row *row = &rows[i].row;
        if (command_bit == 0 ? row->commands == 0 : (row->commands & command_bit) != 0)
            print_row(row, out);
    }
}

static bool has_own_options(const struct command *command)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (rows[i].row.commands & ON(command->id))
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
            fprintf(out, "  %-11s %-14s %s\n", command->name, command->operands,
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

static bool set_factor(struct options *options, const char *name, const char *value,
                       double least, double most, double *ret)
{
    char *end;
    double factor = strtod(value, &end);

    if (value[0] != '\0' && *end == '\0' && factor >= least && factor <= most) {
        *ret = factor;
        return true;
    }
    options_usage_error(options, "--%s %s: expected a number from %g to %g", name, value,
                        least, most);
    return false;
}

static bool set_theme(struct options *options, const char *value)
{
    static const char *const names[] = {"default", "light", "dark", "mono"};

    options->theme = value;
    for (size_t i = 0; i < ARRAY_COUNT(names); i++) {
        if (strcmp(value, names[i]) == 0)
            return true;
    }
    options_usage_error(options, "--theme %s: expected default, light, dark or mono",
                        value);
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

static void add_fault(struct options *options, const char *value)
{
    size_t capacity = options->fault_count;

    options->faults = mem_grow(options->faults, &capacity, options->fault_count + 1,
                               sizeof *options->faults);
    options->faults[options->fault_count++] = value;
}

static bool set_sim_value(struct options *options, int key, const char *value)
{
    switch (key) {
    case KEY_DIR:
        options->dir = value;
        return true;
    case KEY_STORY:
        options->story = value;
        return true;
    case KEY_SPEED:
        return set_factor(options, "speed", value, 0.1, 100, &options->speed);
    case KEY_SERVICES:
        return set_number(options, "services", value, 0, 100000, &options->services);
    case KEY_CHURN:
        return set_factor(options, "churn", value, 0, 10000, &options->churn);
    case KEY_SEED:
        return set_number(options, "seed", value, 1, INT64_MAX, &options->seed);
    case KEY_REGION:
        options->region = value;
        return true;
    case KEY_PORT:
        return set_number(options, "port", value, 1, 65535, &options->port);
    default:
        add_fault(options, value);
        return true;
    }
}

static bool set_value(struct options *options, int key, const char *value)
{
    switch (key) {
    case KEY_KUBECONFIG:
        options->kubeconfig = value;
        return true;
    case KEY_CONTEXT:
        options->context = value;
        return true;
    case 'n':
        options->namespace = value;
        return true;
    case KEY_OS_CLOUD:
        options->os_cloud = value;
        return true;
    case KEY_PROBE_PROXY:
        options->probe_proxy = value;
        return true;
    case KEY_THEME:
        return set_theme(options, value);
    case KEY_TIMEOUT:
        return set_duration(options, "timeout", value, &options->timeout_ms);
    case KEY_LOG_FILE:
        options->log_file = value;
        return true;
    case KEY_LOG_LEVEL:
        return set_log_level(options, value);
    case 'o':
        return set_output(options, value);
    case 'f':
        options->file = value;
        return true;
    default:
        return set_sim_value(options, key, value);
    }
}

static void set_flag(struct options *options, int key)
{
    switch (key) {
    case 'A':
        options->all_namespaces = true;
        break;
    case 'w':
        options->watch = true;
        break;
    case KEY_NO_CLOUD:
        options->no_cloud = true;
        break;
    case KEY_NO_PROBE:
        options->no_probe = true;
        break;
    case KEY_READ_ONLY:
        options->read_only = true;
        break;
    case KEY_DEMO:
        options->demo = true;
        break;
    case KEY_PLAIN:
        options->plain = true;
        break;
    case KEY_ASCII:
        options->ascii = true;
        break;
    case KEY_HELP:
        options->wants_help = true;
        break;
    case KEY_VERSION:
        options->wants_version = true;
        break;
    }
}

/* ---- parsing ----------------------------------------------------------------------- */

static const struct keyed_row *row_of(int key)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (rows[i].key == key)
            return &rows[i];
    }
    return NULL;
}

static void fill_long_options(struct option *out)
{
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        const struct keyed_row *row = &rows[i];
        out[i] = (struct option){
            .name = row->row.name,
            .has_arg = row->row.argument != NULL ? required_argument : no_argument,
            .val = row->key,
        };
    }
}

static void fill_letters(char *out)
{
    *out++ = ':';
    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (rows[i].row.letter == 0)
            continue;
        *out++ = rows[i].row.letter;
        if (rows[i].row.argument != NULL)
            *out++ = ':';
    }
    *out = '\0';
}

/* optopt is 0 for a long option that is not known; the word then stands before optind. */
static bool report_unknown(const struct options *options, char **argv, int answer)
{
    const char *word = argv[optind - 1];

    if (answer == ':') {
        const struct keyed_row *row = row_of(optopt);
        options_usage_error(options, "--%s needs an argument (%s)",
                            row != NULL ? row->row.name : word,
                            row != NULL ? row->row.argument : "VALUE");
    } else if (optopt != 0 && optopt < KEY_FIRST) {
        options_usage_error(options, "unknown option -%c", optopt);
    } else if (optopt >= KEY_FIRST) {
        options_usage_error(options, "--%s takes no argument", row_of(optopt)->row.name);
    } else {
        options_usage_error(options, "unknown option %s", word);
    }
    return false;
}

/* Options may come before the command, so their right place is checked at the end. */
static bool belong_here(const struct options *options, const bool *seen)
{
    unsigned bit = options->command == NULL ? 0 : ON(options->command->id);

    for (size_t i = 0; i < ARRAY_COUNT(rows); i++) {
        if (!seen[i] || rows[i].row.commands == 0 || (rows[i].row.commands & bit) != 0)
            continue;
        if (options->demo && (rows[i].row.commands & ON(COMMAND_SIM)) &&
            rows[i].key != KEY_DIR)
            continue; /* the embedded world of --demo takes the world's options */
        options_usage_error(options, "--%s does not go with %s", rows[i].row.name,
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

bool options_parse(struct options *options, int argc, char **argv)
{
    struct option longs[ARRAY_COUNT(rows) + 1] = {{0}};
    char letters[2 * ARRAY_COUNT(rows) + 2];
    bool seen[ARRAY_COUNT(rows)] = {false};
    int key;

    *options = (struct options){.timeout_ms = -1, .log_level = LOG_INFO};
    fill_long_options(longs);
    fill_letters(letters);
    optind = 0; /* from the start, also after a parse that ended early (glibc) */
    opterr = 0;
    while ((key = getopt_long(argc, argv, letters, longs, NULL)) != -1) {
        if (key == '?' || key == ':')
            return report_unknown(options, argv, key);
        seen[row_of(key) - rows] = true;
        if (optarg == NULL)
            set_flag(options, key);
        else if (!set_value(options, key, optarg))
            return false;
    }
    if (!take_operands(options, argc, argv))
        return false;
    return options->wants_help || options->wants_version || belong_here(options, seen);
}

void options_release(struct options *options)
{
    free(options->faults);
    options->faults = NULL;
}
