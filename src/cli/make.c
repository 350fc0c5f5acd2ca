#include "cli/make.h"

#include <stdio.h>
#include <string.h>

#include "act/lint.h"
#include "act/wish.h"
#include "base/limits.h"
#include "cli/command.h"
#include "cli/deed.h"
#include "cli/service_name.h"
#include "wire/tree.h"
#include "base/banned.h"

#define ELB_ID_KEY         "kubernetes.io/elb.id"
#define ELB_AUTOCREATE_KEY "kubernetes.io/elb.autocreate"

/* ---- the wish ----------------------------------------------------------------------- */

static bool add_all(const struct options *options, const char *name,
                    const struct text_list *list, struct wish *wish,
                    enum err_code (*add)(struct wish *, const char *, struct err *))
{
    for (size_t i = 0; i < list->count; i++) {
        struct err err = ERR_INIT;
        if (add(wish, list->at[i], &err) != ERR_OK) {
            options_usage_error(options, "--%s %s", name, err.text);
            return false;
        }
    }
    return true;
}

/* An option that was said, into a field of limited size. */
static bool take_text(const struct options *options, const char *name, const char *value,
                      char *field, size_t field_bytes)
{
    if (value == NULL)
        return true;
    if (value[0] == '\0') {
        options_usage_error(options, "--%s: expected something, not \"\"", name);
        return false;
    }
    if (strlen(value) >= field_bytes) {
        options_usage_error(options, "--%s %s: longer than %zu characters", name, value,
                            field_bytes - 1);
        return false;
    }
    snprintf(field, field_bytes, "%s", value);
    return true;
}

/* An option about an EIP that will not be made was meant otherwise. */
static bool wants_no_eip(const struct options *options)
{
    const char *said = options->bandwidth != 0        ? "bandwidth"
                       : options->charge_mode != NULL ? "charge-mode"
                       : options->eip_type != NULL    ? "eip-type"
                                                      : NULL;

    if (!options->internal || said == NULL)
        return true;
    options_usage_error(options, "--%s does not go with --internal: there is no EIP",
                        said);
    return false;
}

static bool fill_autocreate(const struct options *options, struct wish *wish)
{
    if (!wants_no_eip(options))
        return false;
    wish->internal = options->internal;
    if (options->bandwidth != 0)
        wish->bandwidth_mbit = options->bandwidth;
    if (!take_text(options, "elb-name", options->elb_name, wish->elb_name,
                   sizeof wish->elb_name) ||
        !take_text(options, "charge-mode", options->charge_mode, wish->charge_mode,
                   sizeof wish->charge_mode) ||
        !take_text(options, "eip-type", options->eip_type, wish->eip_type,
                   sizeof wish->eip_type) ||
        !take_text(options, "l4-flavor", options->l4_flavor, wish->l4_flavor,
                   sizeof wish->l4_flavor) ||
        !take_text(options, "subnet", options->subnet, wish->subnet,
                   sizeof wish->subnet) ||
        !take_text(options, "l7-flavor", options->l7_flavor, wish->l7_flavor,
                   sizeof wish->l7_flavor))
        return false;
    wish_name_bandwidth(wish);
    return add_all(options, "az", &options->zones, wish, wish_add_zone);
}

/* The pattern is what the command is for: its annotation is not set by hand. */
static bool keeps_pattern(const struct options *options, enum wish_kind kind,
                          const struct wish *wish)
{
    for (size_t i = 0; i < wish->annotation_count; i++) {
        const char *key = wish->annotations[i].key;
        const char *instead =
            strcmp(key, ELB_ID_KEY) == 0
                ? (kind == WISH_ATTACH ? "say --elb-id UUID"
                                       : "'elbtop attach' takes an ELB that exists")
            : kind == WISH_ATTACH && strcmp(key, ELB_AUTOCREATE_KEY) == 0
                ? "'elbtop autocreate' makes a new ELB"
                : NULL;
        if (instead != NULL) {
            options_usage_error(options, "--set %s does not go with %s: %s", key,
                                options->command->name, instead);
            return false;
        }
    }
    return true;
}

static bool fill(const struct options *options, enum wish_kind kind,
                 const struct service_name *name, struct wish *wish)
{
    wish_init(wish, kind, name->namespace, name->name);
    if (options->ports.count == 0) {
        options_usage_error(options, "%s needs --port PORT[:TARGET][/PROTO]",
                            options->command->name);
        return false;
    }
    if (options->selectors.count == 0) {
        options_usage_error(options, "%s needs --selector K=V", options->command->name);
        return false;
    }
    if (!take_text(options, "class", options->class, wish->class, sizeof wish->class) ||
        !add_all(options, "port", &options->ports, wish, wish_add_port) ||
        !add_all(options, "selector", &options->selectors, wish, wish_add_selector) ||
        !add_all(options, "set", &options->sets, wish, wish_add_annotation) ||
        !keeps_pattern(options, kind, wish))
        return false;
    return kind == WISH_ATTACH || fill_autocreate(options, wish);
}

/* ---- -o yaml, -o json ------------------------------------------------------------------- */

static int print_manifest(const struct options *options, const json_t *manifest)
{
    struct lint_world world = LINT_WORLD_INIT;
    struct lint_report report;
    struct buf text;

    buf_init(&text, LIMIT_OBJECT_BYTES);
    if (options->output == OUTPUT_JSON) {
        tree_to_json(manifest, 2, &text);
        buf_add_byte(&text, '\n');
    } else {
        tree_to_yaml(manifest, &text);
    }
    fputs(buf_text(&text), stdout);
    buf_release(&text);
    fflush(stdout);

    lint_report_init(&report);
    lint_service(manifest, &world, &report);
    for (size_t i = 0; i < report.count; i++)
        fprintf(stderr, "elbtop: %s %s: %s; %s\n", report.findings[i].rule,
                report.findings[i].field, report.findings[i].text,
                report.findings[i].advice);
    int status = report.errors == 0 ? EXIT_DONE : EXIT_FAILED;
    lint_report_release(&report);
    return status;
}

static bool prints_only(const struct options *options, int *ret_status)
{
    *ret_status = EXIT_USAGE;
    if (!options->has_output)
        return false;
    if (options->output != OUTPUT_YAML && options->output != OUTPUT_JSON)
        options_usage_error(options, "%s prints the manifest as yaml or json",
                            options->command->name);
    else
        *ret_status = EXIT_DONE;
    return true;
}

/* ---- doing it ------------------------------------------------------------------------------ */

static int run_plan(struct deed *deed, struct plan *plan)
{
    const struct options *options = deed->options;

    deed_print_plan(plan);
    if (options->dry_run == DRY_RUN_SERVER)
        return deed_try(deed, plan);
    if (options->dry_run == DRY_RUN_CLIENT) {
        plan_free(plan);
        return deed->looked;
    }
    int status = deed_confirm(deed, plan, false);
    if (status != EXIT_DONE) {
        plan_free(plan);
        return status;
    }
    return deed_run(deed, plan, options->wait ? DEED_FOLLOW : DEED_ASK_ONLY);
}

static int plan_and_run(struct deed *deed, const struct wish *wish,
                        const struct service_name *from)
{
    struct plan_guard guard;
    struct plan *plan = NULL;
    struct err err = ERR_INIT;
    json_t *manifest = wish_manifest(wish);

    deed_guard(deed, &guard);
    enum err_code code =
        plan_apply(deed_view(deed), wish->kind == WISH_ATTACH ? PLAN_LINK : PLAN_CREATE,
                   manifest, &guard, &plan, &err);
    json_decref(manifest);
    if (code != ERR_OK)
        return deed_say(&err);
    if (from != NULL)
        plan_read_id_from(plan, from->namespace, from->name);
    return run_plan(deed, plan);
}

int autocreate_run(const struct options *options)
{
    struct service_name name;
    struct wish wish;
    struct deed deed;
    int status;

    if (!service_name_read(options, options->operands[0], &name) ||
        !fill(options, WISH_AUTOCREATE, &name, &wish))
        return EXIT_USAGE;
    if (prints_only(options, &status)) {
        json_t *manifest = wish_manifest(&wish);
        if (status == EXIT_DONE)
            status = print_manifest(options, manifest);
        json_decref(manifest);
        return status;
    }
    if (deed_open(&deed, options, &status)) {
        deed_read_quota(&deed);
        status = plan_and_run(&deed, &wish, NULL);
    }
    deed_close(&deed);
    return status;
}

/* ---- attach -------------------------------------------------------------------------------- */

/* The id that the cloud controller has written back on that Service. */
static int find_elb(const struct deed *deed, const struct service_name *from,
                    struct wish *wish)
{
    const struct row *row = view_row(deed_view(deed), from->namespace, from->name);

    if (row == NULL) {
        fprintf(stderr, "elbtop: no Service of type LoadBalancer named %s\n", from->full);
        return EXIT_FAILED;
    }
    if (row->elb == NULL || row->elb->id == NULL) {
        fprintf(stderr,
                "elbtop: %s has no elb.id yet: it is written when its ELB exists (elbtop "
                "wait %s --for step=5)\n",
                from->full, from->full);
        return EXIT_FAILED;
    }
    snprintf(wish->elb_id, sizeof wish->elb_id, "%s", row->elb->id);
    if (row->class != NULL && deed->options->class == NULL)
        snprintf(wish->class, sizeof wish->class, "%s", row->class);
    return EXIT_DONE;
}

static int attach_live(const struct options *options, struct wish *wish,
                       const struct service_name *from)
{
    struct deed deed;
    int status;
    bool prints = prints_only(options, &status);

    if (prints && status != EXIT_DONE)
        return status;
    if (deed_open(&deed, options, &status) && from != NULL)
        status = find_elb(&deed, from, wish);
    if (status == EXIT_DONE && prints) {
        json_t *manifest = wish_manifest(wish);
        status = print_manifest(options, manifest);
        json_decref(manifest);
    } else if (status == EXIT_DONE) {
        status = plan_and_run(&deed, wish, from);
    }
    deed_close(&deed);
    return status;
}

int attach_run(const struct options *options)
{
    struct service_name name;
    struct service_name from;
    struct wish wish;

    if ((options->to == NULL) == (options->elb_id == NULL))
        return options_usage_error(options, "attach needs --to SERVICE or --elb-id UUID");
    if (!service_name_read(options, options->operands[0], &name) ||
        (options->to != NULL && !service_name_read(options, options->to, &from)) ||
        !fill(options, WISH_ATTACH, &name, &wish) ||
        !take_text(options, "elb-id", options->elb_id, wish.elb_id, sizeof wish.elb_id))
        return EXIT_USAGE;
    if (options->elb_id != NULL && options->has_output) {
        int status;
        json_t *manifest = wish_manifest(&wish);
        prints_only(options, &status);
        if (status == EXIT_DONE)
            status = print_manifest(options, manifest);
        json_decref(manifest);
        return status;
    }
    return attach_live(options, &wish, options->to != NULL ? &from : NULL);
}
