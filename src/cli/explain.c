#include "cli/explain.h"

#include <stdio.h>
#include <string.h>

#include "base/mem.h"
#include "base/when.h"
#include "cli/item.h"
#include "cli/witness.h"
#include "base/banned.h"

/* "8s", "<=40s" when only a bound is known, "-" when nothing is. */
static void print_took(const struct step *step)
{
    char out[WHEN_TEXT_BYTES];
    char bounded[WHEN_TEXT_BYTES + 2];

    if (step->started_ms == WHEN_UNKNOWN || step->finished_ms == WHEN_UNKNOWN ||
        step->finished_ms < step->started_ms) {
        printf("%-7s", "-");
        return;
    }
    duration_print(step->finished_ms - step->started_ms, out);
    snprintf(bounded, sizeof bounded, "%s%s", step->exact ? "" : "<=", out);
    printf("%-7s", bounded);
}

static void print_line(char mark, const char *label, int indent, const char *actor,
                       const char *state, const struct step *step, const char *usual)
{
    printf(" [%c] %*s%-*s %-13s %-8s ", mark, indent, "", 17 - indent, label, actor,
           state);
    print_took(step);
    printf(" %-8s %s\n", usual, step->evidence != NULL ? step->evidence : "");
}

static void print_steps(const struct row *row, const struct view *view)
{
    static const char *const part_actor = "otc-api";
    char usual[USUAL_TEXT_BYTES];

    printf("     %-17s %-13s %-8s %-7s %-8s %s\n", "STEP", "ACTOR", "STATE", "TOOK",
           "USUAL", "EVIDENCE");
    for (int n = 1; n <= STEP_COUNT; n++) {
        const struct step *step = &row->steps[n - 1];
        char label[24];
        snprintf(label, sizeof label, "%d %s", n, step_name(n));
        print_line(step_mark(step), label, 0,
                   step_actor(n, row->pattern == PATTERN_GATEWAY),
                   step_state_name(step->state), step,
                   usual_print(view_usual(view, row, n), usual));
        for (int p = 0; n == STEP_CLOUD && p < PART_COUNT; p++)
            print_line(step_mark(&row->parts[p]), part_label((enum step_part)p), 2,
                       part_actor, step_state_name(row->parts[p].state), &row->parts[p],
                       "-");
    }
}

static void print_sides(const struct row *row)
{
    printf(" Kubernetes  EXTERNAL-IP %s, elb.id %s\n",
           row->ingress_count > 0 ? row->ingress[0] : "<pending>",
           row->elb != NULL && row->elb->id != NULL ? row->elb->id : "-");
    if (row->elb == NULL)
        printf(" Cloud       no ELB known\n");
    else if (!row->elb->found)
        printf(" Cloud       ELB %s was not read\n",
               row->elb->name != NULL ? row->elb->name : row->elb->id);
    else
        printf(" Cloud       ELB %s %s/%s, %zu listeners, EIP %s\n", row->elb->name,
               row->elb->provisioning_status, row->elb->operating_status,
               row->listener_count, row->eip != NULL ? row->eip->address : "-");
    printf(" Network     %s\n", probe_state_name(row->probe.state));
}

static void print_lines(const struct row *row)
{
    static const char *const severities[] = {"error", "warning", "info"};
    char todo[TODO_TEXT_BYTES];
    const struct {
        const char *label;
        const char *text;
    } lines[] = {{"why", row->why}, {"who", row->who}, {"do", item_todo(row, todo)}};

    for (size_t i = 0; i < ARRAY_COUNT(lines); i++) {
        if (lines[i].text != NULL && lines[i].text[0] != '\0')
            printf(" %-11s %s\n", lines[i].label, lines[i].text);
    }
    for (size_t i = 0; i < row->advice_count; i++)
        printf(" %-11s %s: %s\n", severities[row->advice[i].severity],
               row->advice[i].rule, row->advice[i].text);
}

static void print_text(const struct row *row, const struct view *view)
{
    char word[32];
    char since[WHEN_TEXT_BYTES];

    row_state_word(row, word, sizeof word);
    printf("%s/%s   %s", row->namespace, row->name, word);
    if (row->since_ms != WHEN_UNKNOWN)
        printf("   for %s", duration_print(view->wall_ms - row->since_ms, since));
    printf("   %s%s%s\n", row_pattern_name(row->pattern),
           row->address != NULL ? "   " : "", row->address != NULL ? row->address : "");
    print_steps(row, view);
    print_sides(row);
    print_lines(row);
}

static void print_json(const struct row *row, const struct view *view)
{
    json_t *whole = json_pack(
        "{s:s, s:s, s:o, s:o}", "api_version", "elbtop/v1", "kind", "ServiceExplanation",
        "sources", item_sources(view, view->now_ms), "item", item_explanation(view, row));
    json_dumpf(whole, stdout, JSON_INDENT(2));
    fputc('\n', stdout);
    json_decref(whole);
}

/* SERVICE is NAMESPACE/NAME, or NAME with -n. */
static const struct row *find(const struct options *options, const struct view *view)
{
    const char *wanted = options->operands[0];
    const char *slash = strchr(wanted, '/');
    char namespace[256];

    if (slash == NULL)
        return options->namespace == NULL ? NULL
                                          : view_row(view, options->namespace, wanted);
    snprintf(namespace, sizeof namespace, "%.*s", (int)(slash - wanted), wanted);
    return view_row(view, namespace, slash + 1);
}

static int explain_snapshot(const struct options *options,
                            const struct snapshot *snapshot)
{
    const struct row *row = find(options, snapshot->view);
    int status = witness_report(snapshot);

    if (row == NULL) {
        fprintf(stderr, "elbtop: no Service of type LoadBalancer named %s\n",
                options->operands[0]);
        return status == EXIT_DONE ? EXIT_FAILED : status;
    }
    if (options->output == OUTPUT_JSON)
        print_json(row, snapshot->view);
    else
        print_text(row, snapshot->view);
    return status;
}

static bool is_usable(const struct options *options)
{
    if (options->has_output && options->output != OUTPUT_TEXT &&
        options->output != OUTPUT_JSON) {
        options_usage_error(options, "explain prints text or json");
        return false;
    }
    if (strchr(options->operands[0], '/') == NULL && options->namespace == NULL) {
        options_usage_error(options, "%s: expected NAMESPACE/NAME, or NAME with -n",
                            options->operands[0]);
        return false;
    }
    return true;
}

int explain_run(const struct options *options)
{
    struct witness *witness;
    struct err err = ERR_INIT;
    char line[400];

    if (!is_usable(options))
        return EXIT_USAGE;
    if (witness_open(options, true, &witness, &err) != ERR_OK) {
        fprintf(stderr, "elbtop: %s\n", err_line(&err, line, sizeof line));
        return EXIT_FAILED;
    }
    struct snapshot *snapshot = witness_complete(witness, INT32_MAX);
    int status = snapshot == NULL ? EXIT_TIMEOUT : explain_snapshot(options, snapshot);
    snapshot_free(snapshot);
    witness_close(witness);
    return fflush(stdout) == 0 ? status : EXIT_FAILED;
}
