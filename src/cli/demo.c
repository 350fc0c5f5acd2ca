#include "cli/demo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "cli/deed.h"
#include "cli/demo_manifests.h"
#include "cli/embedded.h"
#include "cli/page.h"
#include "wire/tree.h"
#include "base/banned.h"

#define ELB_ID_KEY "kubernetes.io/elb.id"

/* One thing that is shown: a Service with what comes along with it. */
struct part {
    const char *namespace;
    const char *name;
    const char *manifests;
    enum plan_kind kind;
    const char
        *from; /* of a link: the Service in the same namespace whose ELB is taken */
};

static const struct part hello = {"lb-demo", "hello", demo_hello, PLAN_CREATE, NULL};
static const struct part whoami = {"whoami", "whoami", demo_whoami, PLAN_CREATE, NULL};
static const struct part fortune = {"whoami", "fortune", demo_fortune, PLAN_LINK,
                                    "whoami"};

/* ---- what is there --------------------------------------------------------------------- */

static const struct row *row_of(const struct deed *deed, const struct part *part)
{
    return view_row(deed_view(deed), part->namespace, part->name);
}

static bool is_marked(const struct row *row)
{
    return pair_find(row->labels, row->label_count, PLAN_DEMO_LABEL) != NULL;
}

/* On an embedded world everything is there to be played with. */
static bool may_take_away(const struct deed *deed, const struct row *row)
{
    return is_marked(row) || embedded_is(deed->options, deed->snapshot->server);
}

/* ---- applying ---------------------------------------------------------------------------- */

static bool is_service(const json_t *document)
{
    const char *kind = tree_text(document, "kind");
    return kind != NULL && strcmp(kind, "Service") == 0;
}

static json_t *documents_of(const struct part *part)
{
    json_t *documents = NULL;

    tree_from_yaml_all(span_of(part->manifests), "demo", &documents, NULL);
    return documents;
}

/* The id that the cloud controller has written on the Service that made the ELB. */
static enum err_code put_elb_id(const struct deed *deed, const struct part *part,
                                json_t *service, struct err *err)
{
    const struct row *from = view_row(deed_view(deed), part->namespace, part->from);

    if (from == NULL || from->elb == NULL || from->elb->id == NULL) {
        err_at(err, "%s/%s", part->namespace, part->from);
        return err_set(err, ERR_ABSENT, "it has no elb.id: there is no ELB to share");
    }
    json_object_set_new(
        json_object_get(json_object_get(service, "metadata"), "annotations"), ELB_ID_KEY,
        json_string(from->elb->id));
    return ERR_OK;
}

static enum err_code plan_part(const struct deed *deed, const struct part *part,
                               struct plan **ret_plan, struct err *err)
{
    json_t *documents = documents_of(part);
    struct plan_guard guard;
    struct plan *plan = NULL;
    enum err_code code = ERR_OK;
    size_t i;
    json_t *document;

    deed_guard(deed, &guard);
    json_array_foreach(documents, i, document)
    {
        if (!is_service(document) || code != ERR_OK)
            continue;
        if (part->from != NULL)
            code = put_elb_id(deed, part, document, err);
        if (code == ERR_OK)
            code = plan_apply(deed_view(deed), part->kind, document, &guard, &plan, err);
    }
    json_array_foreach(documents, i, document)
    {
        if (!is_service(document) && code == ERR_OK)
            code = plan_add_extra(plan, document, err);
    }
    json_decref(documents);
    if (code != ERR_OK) {
        plan_free(plan);
        return code;
    }
    if (part->from != NULL)
        plan_read_id_from(plan, part->namespace, part->from);
    *ret_plan = plan;
    return ERR_OK;
}

/* Takes the plan. A world of our own is not asked about. */
static int ask_and_run(struct deed *deed, struct plan *plan)
{
    deed_print_plan(plan);
    int status =
        deed_confirm(deed, plan, !embedded_is(deed->options, deed->snapshot->server));
    if (status != EXIT_DONE) {
        plan_free(plan);
        return status;
    }
    return deed_run(deed, plan, DEED_FOLLOW);
}

static int apply(struct deed *deed, const struct part *part)
{
    struct plan *plan = NULL;
    struct err err = ERR_INIT;

    if (plan_part(deed, part, &plan, &err) != ERR_OK)
        return deed_say(&err);
    return ask_and_run(deed, plan);
}

/* What is there already is not applied again: it is shown as it is. */
static int ensure(struct deed *deed, const struct part *part)
{
    const struct row *row = row_of(deed, part);

    if (row == NULL)
        return apply(deed, part);
    printf("%s/%s is there already%s\n", part->namespace, part->name,
           is_marked(row) ? "" : ", and not the demo's own: it is shown as it is");
    fflush(stdout);
    return deed_follow_row(deed, part->namespace, part->name);
}

/* ---- showing ------------------------------------------------------------------------------- */

static void print_event(const struct view_event *event)
{
    const char *reason = event->reason != NULL ? event->reason : "";
    bool says_more = strcmp(reason, event->what) != 0;
    char clock[WHEN_TEXT_BYTES];

    printf("  %s  %s%s%s", when_print_clock(event->wall_ms, clock), reason,
           says_more ? ": " : "", says_more ? event->what : "");
    if (event->count > 1)
        printf(" x%lld", (long long)event->count);
    fputc('\n', stdout);
}

/* Those of an earlier Service of the same name are not of this run. Times of events and of
 * objects have whole seconds. */
static bool is_of_this_one(const struct view_event *event, const struct row *row)
{
    return row->created_ms == WHEN_UNKNOWN || event->wall_ms == WHEN_UNKNOWN ||
           event->wall_ms + 1000 >= row->created_ms;
}

static void print_events(const struct deed *deed, const struct part *part,
                         const struct row *row)
{
    const struct view *view = deed_view(deed);
    char service[160];

    snprintf(service, sizeof service, "%s/%s", part->namespace, part->name);
    printf("events of the cloud controller:\n");
    for (size_t i = view->event_count; i-- > 0;) {
        if (view->events[i].from_kubernetes && is_of_this_one(&view->events[i], row) &&
            strcmp(view->events[i].service, service) == 0)
            print_event(&view->events[i]);
    }
}

static int show_page(const struct deed *deed, const struct row *row)
{
    if (deed->options->no_probe) {
        printf("the page is not fetched: --no-probe\n");
        return EXIT_DONE;
    }
    if (row->address == NULL || row->port_count == 0)
        return EXIT_FAILED;
    return page_show(row->address, row->ports[0].port,
                     witness_probe_proxy(deed->witness));
}

static size_t count_pools(const struct row *row)
{
    size_t count = 0;

    for (size_t i = 0; i < row->listener_count; i++)
        count += row->listeners[i].pool_id != NULL;
    return count;
}

static void print_cost(const struct row *row)
{
    const char *elb = row->elb != NULL && row->elb->name != NULL ? row->elb->name : "?";
    const char *eip =
        row->eip != NULL && row->eip->address != NULL ? row->eip->address : "none";

    printf("it cost: 1 Service, %zu listener%s, %zu pool%s", row->listener_count,
           row->listener_count == 1 ? "" : "s", count_pools(row),
           count_pools(row) == 1 ? "" : "s");
    if (row->members_total >= 0)
        printf(", %d members", row->members_total);
    if (row->role == ROLE_TENANT)
        printf("; no ELB and no EIP: %s and %s are shared with %s\n", elb, eip,
               row->shared_count > 0 ? row->shared_with[0] : "nobody");
    else
        printf(", 1 ELB (%s), %s (%s)\n", elb, row->eip != NULL ? "1 EIP" : "no EIP",
               eip);
}

static int show(struct deed *deed, const struct part *part)
{
    /* The last picture may be older than the last step: listeners and members are counted. */
    deed_look_again(deed);
    const struct row *row = row_of(deed, part);

    if (row == NULL)
        return EXIT_FAILED;
    print_events(deed, part, row);
    int status = show_page(deed, row);
    print_cost(row);
    if (may_take_away(deed, row))
        printf("elbtop demo %s --delete takes it away again\n",
               part->kind == PLAN_LINK ? "attach" : "autocreate");
    fflush(stdout);
    return status;
}

/* ---- taking away ------------------------------------------------------------------------------ */

static enum err_code plan_undo(const struct deed *deed, const struct part *part,
                               struct plan **ret_plan, struct err *err)
{
    char full[160];
    const char *names[] = {full};
    struct plan_guard guard;
    json_t *documents = documents_of(part);
    size_t count = json_array_size(documents);
    enum err_code code;

    snprintf(full, sizeof full, "%s/%s", part->namespace, part->name);
    deed_guard(deed, &guard);
    code = plan_teardown(deed_view(deed), names, 1, &guard, ret_plan, err);
    /* In the other direction: the Deployment before its namespace. */
    for (size_t i = count; i-- > 0 && code == ERR_OK;) {
        const json_t *document = json_array_get(documents, i);
        if (!is_service(document))
            code = plan_add_extra(*ret_plan, document, err);
    }
    json_decref(documents);
    return code;
}

static int undo(struct deed *deed, const struct part *part)
{
    const struct row *row = row_of(deed, part);
    struct plan *plan = NULL;
    struct err err = ERR_INIT;

    if (row == NULL) {
        printf("%s/%s is not there: nothing to take away\n", part->namespace, part->name);
        return EXIT_DONE;
    }
    if (!may_take_away(deed, row)) {
        fprintf(stderr,
                "elbtop: %s/%s is not the demo's own, it has no label " PLAN_DEMO_LABEL
                ": it is left alone ('elbtop teardown %s/%s' removes it)\n",
                part->namespace, part->name, part->namespace, part->name);
        return EXIT_FAILED;
    }
    if (plan_undo(deed, part, &plan, &err) != ERR_OK) {
        plan_free(plan);
        return deed_say(&err);
    }
    return ask_and_run(deed, plan);
}

/* ---- the two patterns --------------------------------------------------------------------------- */

static int run_autocreate(struct deed *deed)
{
    if (deed->options->undo)
        return undo(deed, &hello);
    printf("pattern A, autocreate: %s/%s gets an ELB and an EIP of its own\n",
           hello.namespace, hello.name);
    int status = ensure(deed, &hello);
    return status == EXIT_DONE ? show(deed, &hello) : status;
}

static int run_attach(struct deed *deed)
{
    int status = EXIT_DONE;

    if (deed->options->undo)
        return undo(deed, &fortune);
    if (row_of(deed, &whoami) == NULL) {
        printf("first, pattern A: %s/%s makes the ELB that will be shared\n",
               whoami.namespace, whoami.name);
        status = ensure(deed, &whoami);
        deed_look_again(deed); /* an ELB that was not there yet cannot be shared */
    }
    if (status != EXIT_DONE)
        return status;
    printf("pattern B, attach by elb.id: %s/%s becomes a listener on the ELB of %s/%s\n",
           fortune.namespace, fortune.name, whoami.namespace, whoami.name);
    status = ensure(deed, &fortune);
    return status == EXIT_DONE ? show(deed, &fortune) : status;
}

int demo_run(const struct options *options)
{
    static const struct {
        const char *name;
        int (*run)(struct deed *deed);
    } patterns[] = {{"autocreate", run_autocreate}, {"attach", run_attach}};
    struct deed deed;
    int status;

    for (size_t i = 0; i < ARRAY_COUNT(patterns); i++) {
        if (strcmp(options->operands[0], patterns[i].name) != 0)
            continue;
        if (deed_open(&deed, options, &status))
            status = patterns[i].run(&deed);
        deed_close(&deed);
        return status;
    }
    return options_usage_error(options, "demo %s: expected autocreate or attach",
                               options->operands[0]);
}
