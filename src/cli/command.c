#include "cli/command.h"

#include <string.h>

#include "base/mem.h"
#include "cli/completion.h"
#include "cli/explain.h"
#include "cli/get.h"
#include "cli/sim.h"
#include "cli/validate.h"
#include "base/banned.h"

static const struct command commands[] = {
    {COMMAND_GET, "get", "KIND [NAME]",
     "List services, elbs, listeners, members, eips, events, gateways, orphans or "
     "sources",
     1, 2, get_run},
    {COMMAND_EXPLAIN, "explain", "SERVICE",
     "Show the seven steps of one Service, with evidence and what to do next", 1, 1,
     explain_run},
    {COMMAND_ORPHANS, "orphans", "", "List ELBs and EIPs whose Service is gone", 0, 0,
     orphans_run},
    {COMMAND_VALIDATE, "validate", "",
     "Say what is wrong with a manifest before it is applied", 0, 0, validate_run},
#ifdef WITH_SIM
    {COMMAND_SIM, "sim", "",
     "Run the embedded world in the foreground, for kubectl and others", 0, 0, sim_run},
#endif
    {COMMAND_COMPLETION, "completion", "bash|zsh|fish", "Print a completion script", 1, 1,
     completion_run},
};

const struct command *command_find(const char *name)
{
    for (size_t i = 0; i < ARRAY_COUNT(commands); i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    }
    return NULL;
}

const struct command *command_at(size_t i)
{
    return i < ARRAY_COUNT(commands) ? &commands[i] : NULL;
}
