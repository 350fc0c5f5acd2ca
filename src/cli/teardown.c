#include "cli/teardown.h"

#include <stdio.h>

#include "act/plan_compare.h"
#include "base/mem.h"
#include "cli/deed.h"
#include "cli/service_name.h"
#include "base/banned.h"

enum { MOST_NAMES = 64 };

struct targets {
    const char *names[MOST_NAMES]; /* "ns/name" */
    size_t count;
};

static enum err_code make_plan(const struct deed *deed, const struct targets *targets,
                               struct plan **ret_plan, struct err *err)
{
    struct plan_guard guard;

    deed_guard(deed, &guard);
    return plan_teardown(deed_view(deed), targets->names, targets->count, &guard,
                         ret_plan, err);
}

/* The question may have stood for a while: what would be done now must be what was shown. */
static int check_anew(struct deed *deed, const struct targets *targets,
                      const struct plan *shown)
{
    struct plan *now = NULL;
    struct err err = ERR_INIT;
    char difference[300];

    deed_look_again(deed);
    if (make_plan(deed, targets, &now, &err) != ERR_OK)
        return deed_say(&err);
    bool differs = plan_differs(shown, now, difference, sizeof difference);
    if (differs) {
        printf("now it is:\n");
        deed_print_plan(now);
        fprintf(stderr, "elbtop: stopped, nothing was sent: %s\n", difference);
    }
    plan_free(now);
    return differs ? EXIT_FAILED : EXIT_DONE;
}

static int run_plan(struct deed *deed, const struct targets *targets, struct plan *plan)
{
    const struct options *options = deed->options;
    int status;

    deed_print_plan(plan);
    if (options->dry_run != DRY_RUN_NONE) {
        plan_free(plan);
        return deed->looked;
    }
    status = deed_confirm(deed, plan, true);
    if (status == EXIT_DONE && !options->yes)
        status = check_anew(deed, targets, plan);
    if (status != EXIT_DONE) {
        plan_free(plan);
        return status;
    }
    return deed_run(deed, plan, options->wait ? DEED_FOLLOW : DEED_ASK_ONLY);
}

/*
 * The cloud was read before something that Kubernetes tells, or at the same moment: then a
 * listener that nobody owns may be that of a Service that has just gone.
 */
static bool is_to_be_read_again(const struct plan *plan)
{
    return plan->behind || plan->has_ownerless;
}

static int plan_and_run(struct deed *deed, const struct service_name *names, size_t count)
{
    struct targets targets = {.count = count};
    struct plan *plan = NULL;
    struct err err = ERR_INIT;

    for (size_t i = 0; i < count; i++)
        targets.names[i] = names[i].full;
    if (make_plan(deed, &targets, &plan, &err) != ERR_OK)
        return deed_say(&err);
    if (is_to_be_read_again(plan)) {
        plan_free(plan);
        deed_look_again(deed);
        if (make_plan(deed, &targets, &plan, &err) != ERR_OK)
            return deed_say(&err);
    }
    return run_plan(deed, &targets, plan);
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
