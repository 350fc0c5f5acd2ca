#include "cli/command.h"

#include <stdint.h>
#include <string.h>

#include "base/mem.h"
#include "cli/completion.h"
#include "cli/demo.h"
#include "cli/explain.h"
#include "cli/get.h"
#include "cli/make.h"
#include "cli/sim.h"
#include "cli/teardown.h"
#include "cli/validate.h"
#include "cli/wait.h"
#include "base/banned.h"

static const struct command commands[] = {
    {COMMAND_GET, "get", "KIND [NAME]",
     "List services, elbs, listeners, members, eips, events, gateways, orphans or "
     "sources",
     1, 2, get_run, NULL},
    {COMMAND_EXPLAIN, "explain", "SERVICE",
     "Show the seven steps of one Service, with evidence and what to do next", 1, 1,
     explain_run, NULL},
    {COMMAND_ORPHANS, "orphans", "", "List ELBs and EIPs whose Service is gone", 0, 0,
     orphans_run, NULL},
    {COMMAND_VALIDATE, "validate", "",
     "Say what is wrong with a manifest before it is applied", 0, 0, validate_run, NULL},
    {COMMAND_AUTOCREATE, "autocreate", "SERVICE",
     "Make a Service with an ELB and an EIP of its own", 1, 1, autocreate_run, NULL},
    {COMMAND_ATTACH, "attach", "SERVICE",
     "Make a Service on an ELB that exists: another listener, the same address", 1, 1,
     attach_run, NULL},
    {COMMAND_TEARDOWN, "teardown", "SERVICE...",
     "Delete Services, say before what goes and prove after what is gone", 1, SIZE_MAX,
     teardown_run, NULL},
    {COMMAND_WAIT, "wait", "SERVICE",
     "Wait until a Service is ready, has reached a step or is deleted", 1, 1, wait_run,
     NULL},
    {COMMAND_DEMO, "demo", "autocreate|attach",
     "The guided run of one pattern: apply, follow, events, fetch the page", 1, 1,
     demo_run, NULL},
    {COMMAND_SIM, "sim", "",
     "Run the embedded world in the foreground, for kubectl and others", 0, 0, sim_run,
     sim_print_more},
    {COMMAND_COMPLETION, "completion", "bash|zsh|fish", "Print a completion script", 1, 1,
     completion_run, NULL},
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
