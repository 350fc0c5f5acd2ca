#include "cli/completion.h"

#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/kinds.h"
#include "base/banned.h"

static void print_commands(void)
{
    const struct command *command;

    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        printf("%s%s", i == 0 ? "" : " ", command->name);
}

static void print_kinds(void)
{
    const struct kind *kind;

    for (size_t i = 0; (kind = kind_at(i)) != NULL; i++)
        printf("%s%s", i == 0 ? "" : " ", kind->name);
}

static void print_options(const struct command *command)
{
    const struct option_row *row;
    unsigned bit = command == NULL ? 0 : 1u << command->id;

    for (size_t i = 0; (row = options_row(i)) != NULL; i++) {
        if (row->commands == 0 || (row->commands & bit) != 0)
            printf(" --%s", row->name);
    }
}

static void print_bash(void)
{
    const struct command *command;

    puts("_elbtop() {");
    puts("    local word=\"${COMP_WORDS[COMP_CWORD]}\" command= i");
    puts("    for ((i = 1; i < COMP_CWORD; i++)); do");
    puts("        [[ ${COMP_WORDS[i]} != -* ]] && { command=\"${COMP_WORDS[i]}\"; break; "
         "}");
    puts("    done");
    puts("    local words");
    puts("    case \"$command\" in");
    for (size_t i = 0; (command = command_at(i)) != NULL; i++) {
        printf("    %s) words=\"", command->name);
        if (strcmp(command->name, "get") == 0)
            print_kinds();
        else if (strcmp(command->name, "completion") == 0)
            printf("bash zsh fish");
        print_options(command);
        puts("\" ;;");
    }
    printf("    *) words=\"");
    print_commands();
    print_options(NULL);
    puts("\" ;;");
    puts("    esac");
    puts("    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\")");
    puts("}");
    puts("complete -o default -F _elbtop elbtop");
}

static void print_zsh(void)
{
    puts("#compdef elbtop");
    puts("autoload -U +X bashcompinit && bashcompinit");
    print_bash();
}

static void print_fish(void)
{
    const struct command *command;
    const struct option_row *row;

    for (size_t i = 0; (command = command_at(i)) != NULL; i++)
        printf("complete -c elbtop -n __fish_use_subcommand -f -a %s -d '%s'\n",
               command->name, command->summary);
    printf("complete -c elbtop -n '__fish_seen_subcommand_from get' -f -a '");
    print_kinds();
    puts("'");
    for (size_t i = 0; (row = options_row(i)) != NULL; i++) {
        printf("complete -c elbtop -l %s", row->name);
        if (row->letter != 0)
            printf(" -s %c", row->letter);
        printf("%s -d '%s'\n", row->argument != NULL ? " -r" : "", row->help);
    }
}

int completion_run(const struct options *options)
{
    const char *shell = options->operands[0];

    if (strcmp(shell, "bash") == 0)
        print_bash();
    else if (strcmp(shell, "zsh") == 0)
        print_zsh();
    else if (strcmp(shell, "fish") == 0)
        print_fish();
    else
        return options_usage_error(options, "completion %s: expected bash, zsh or fish",
                                   shell);
    return EXIT_DONE;
}
