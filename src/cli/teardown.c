#include "cli/teardown.h"

#include <stdio.h>

#include "base/mem.h"
#include "cli/deed.h"
#include "cli/service_name.h"
#include "base/banned.h"

enum { MOST_NAMES = 64 };

static int run_plan(struct deed *deed, struct plan *plan)
{
    const struct options *options = deed->options;

    deed_print_plan(plan);
    if (options->dry_run != DRY_RUN_NONE) {
        plan_free(plan);
        return deed->looked;
    }
    int status = deed_confirm(deed, plan, true);
    if (status != EXIT_DONE) {
        plan_free(plan);
        return status;
    }
    return deed_run(deed, plan, options->wait ? DEED_FOLLOW : DEED_ASK_ONLY);
}

static int plan_and_run(struct deed *deed, const struct service_name *names, size_t count)
{
    const char *full[MOST_NAMES];
    struct plan_guard guard;
    struct plan *plan = NULL;
    struct err err = ERR_INIT;

    for (size_t i = 0; i < count; i++)
        full[i] = names[i].full;
    deed_guard(deed, &guard);
    if (plan_teardown(deed_view(deed), full, count, &guard, &plan, &err) != ERR_OK)
        return deed_say(&err);
    return run_plan(deed, plan);
}

int teardown_run(const struct options *options)
{
    struct service_name names[MOST_NAMES];
    struct deed deed;
    int status;

    if (options->dry_run == DRY_RUN_SERVER)
        return options_usage_error(options, "--dry-run=server: of a teardown the plan is "
                                            "all that can be tried");
    if (options->operand_count > MOST_NAMES)
        return options_usage_error(options, "at most %d Services at once", MOST_NAMES);
    for (size_t i = 0; i < options->operand_count; i++) {
        if (!service_name_read(options, options->operands[i], &names[i]))
            return EXIT_USAGE;
    }
    if (deed_open(&deed, options, &status))
        status = plan_and_run(&deed, names, options->operand_count);
    deed_close(&deed);
    return status;
}
