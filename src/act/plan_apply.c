/*
 * What a manifest will make: linted against the world as the view knows it, and refused
 * where the controller or its webhook would refuse, with what works instead.
 */
#include "act/plan.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/lint.h"
#include "act/lint_view.h"
#include "act/picker.h"
#include "act/plan_draft.h"
#include "base/when.h"
#include "wire/tree.h"
#include "base/banned.h"

#define ELB "kubernetes.io/elb."

/* A manifest, and where it will be. */
struct subject {
    const json_t *manifest;
    const char *namespace;
    const char *name;
    const char *elb_id;     /* annotation; NULL */
    const char *autocreate; /* annotation; NULL */
    bool public;            /* autocreate asks for an EIP */
    const char *elb_name;   /* of autocreate; in the plan's arena; NULL */
    int64_t mbit;           /* of autocreate's EIP; 0: not said */
    const struct row *row;  /* as it is now; NULL: none */
};

/* What the annotation asks for. */
static void read_autocreate(const char *autocreate, struct arena *arena,
                            struct subject *subject)
{
    json_t *blob = NULL;

    if (autocreate == NULL)
        return;
    tree_from_json(span_of(autocreate), "autocreate", &blob, NULL);
    const char *type = tree_text(blob, "type");
    subject->public = type != NULL && strcmp(type, "public") == 0;
    subject->elb_name = arena_text(arena, tree_text(blob, "name"));
    subject->mbit = tree_int(blob, "bandwidth_size", 0);
    json_decref(blob);
}

static enum err_code take_apart(const struct plan_draft *draft, const json_t *manifest,
                                struct subject *subject, struct err *err)
{
    const json_t *annotations =
        json_object_get(json_object_get(manifest, "metadata"), "annotations");
    enum err_code code;

    *subject = (struct subject){
        .manifest = manifest,
        .elb_id = tree_key_text(annotations, ELB "id"),
        .autocreate = tree_key_text(annotations, ELB "autocreate"),
    };
    code = tree_need_text(manifest, "metadata.namespace", &subject->namespace, err);
    if (code != ERR_OK)
        return code;
    code = tree_need_text(manifest, "metadata.name", &subject->name, err);
    if (code != ERR_OK)
        return code;
    subject->row = view_row(draft->view, subject->namespace, subject->name);
    return ERR_OK;
}

/* ---- what is there already ---------------------------------------------------------- */

static enum err_code check_live(const struct row *row, enum plan_kind kind,
                                struct err *err)
{
    const char *why = NULL;

    if (row == NULL)
        return ERR_OK;
    if (row->deleted_ms != WHEN_UNKNOWN)
        why = "it is being deleted: wait until it is gone";
    else if (row->pattern == PATTERN_GATEWAY)
        why =
            "a Gateway controller owns this Service: set the annotations on the Gateway";
    else if (row->pattern != PATTERN_NONE && kind == PLAN_LINK)
        why =
            "it has an ELB already and elb.* cannot be changed: tear it down and link it "
            "anew, with a new clusterIP";
    else if (row->pattern != PATTERN_NONE)
        why =
            "it has an ELB already and elb.* cannot be changed: tear it down and create "
            "it anew";
    if (why == NULL)
        return ERR_OK;
    err_at(err, "%s/%s", row->namespace, row->name);
    return err_set(err, ERR_REFUSED, "%s", why);
}

/* ---- what the rules say ----------------------------------------------------------------- */

static enum err_code take_findings(struct plan *plan, const struct lint_report *report,
                                   struct err *err)
{
    for (size_t i = 0; i < report->count; i++) {
        const struct lint_finding *finding = &report->findings[i];
        if (finding->severity == ADVICE_ERROR) {
            err_at(err, "%s", finding->field);
            return err_set(err, ERR_REFUSED, "%s %s; %s", finding->rule, finding->text,
                           finding->advice);
        }
        if (finding->severity == ADVICE_WARNING)
            plan_warn(plan, "%s %s; %s", finding->rule, finding->text, finding->advice);
    }
    return ERR_OK;
}

static enum err_code lint(struct plan_draft *draft, const struct subject *subject,
                          struct err *err)
{
    struct arena arena;
    struct lint_world world;
    struct lint_report report;

    arena_init(&arena, 0);
    lint_report_init(&report);
    lint_world_of_view(draft->view, draft->guard->around, subject->namespace,
                       subject->name, &arena, &world);
    lint_service(subject->manifest, &world, &report);
    enum err_code code = take_findings(draft->plan, &report, err);
    lint_report_release(&report);
    arena_release(&arena);
    return code;
}

/* ---- the ELB that is named ------------------------------------------------------------------ */

static void wish_of(const struct subject *subject, struct wish *wish)
{
    const json_t *annotations = tree_at(subject->manifest, "metadata.annotations");
    const char *class = tree_key_text(annotations, ELB "class");
    size_t i;
    json_t *port;

    wish_init(wish, WISH_ATTACH, subject->namespace, subject->name);
    if (class != NULL)
        snprintf(wish->class, sizeof wish->class, "%s", class);
    json_array_foreach(tree_at(subject->manifest, "spec.ports"), i, port)
    {
        const char *protocol = tree_text(port, "protocol");
        char text[32];
        snprintf(text, sizeof text, "%lld/%s", (long long)tree_int(port, "port", 0),
                 protocol != NULL ? protocol : "TCP");
        wish_add_port(wish, text, NULL);
    }
}

static enum err_code judge_elb(struct plan_draft *draft, const struct subject *subject,
                               struct err *err)
{
    const struct view_elb *elb = plan_elb_of(draft->view, subject->elb_id);
    struct plan *plan = draft->plan;
    struct wish wish;
    struct pick pick;

    if (elb == NULL)
        return ERR_OK; /* the lint has said so, if it could be known */
    wish_of(subject, &wish);
    pick_judge(elb, draft->guard->around, &wish, &plan->arena, &pick);
    if (pick.verdict == PICK_IMPOSSIBLE) {
        err_at(err, "%s", elb->name);
        return err_set(err, ERR_REFUSED, "%s", pick.note);
    }
    if (pick.verdict == PICK_NOTED)
        plan_warn(plan, "%s: %s", elb->name, pick.note);
    plan_add_object(
        plan, (struct plan_object){
                  .fate = FATE_STAYS,
                  .thing = THING_ELB,
                  .name = elb->name,
                  .id = elb->id,
                  .detail = elb->address == NULL
                                ? "given"
                                : arena_print(&plan->arena, "given, at %s", elb->address),
              });
    return ERR_OK;
}

static void warn_of_quota(struct plan *plan, const struct around *around, bool wants_eip)
{
    char words[160];

    if (around == NULL)
        return;
    if (quota_is_full(around->quota.elb_used, around->quota.elb_most) ||
        (wants_eip && quota_is_full(around->quota.eip_used, around->quota.eip_most)))
        plan_warn(plan, "%s: the ccm will fail",
                  quota_words(&around->quota, wants_eip, words, sizeof words));
}

/* ---- what it makes ------------------------------------------------------------------------------ */

static void add_service(struct plan_draft *draft, const struct subject *subject)
{
    struct plan *plan = draft->plan;
    bool exists = subject->row != NULL;

    plan_add_object(plan, (struct plan_object){
                              .fate = FATE_MAKES,
                              .thing = THING_SERVICE,
                              .name = arena_print(&plan->arena, "%s/%s",
                                                  subject->namespace, subject->name),
                              .detail = exists ? "exists, gets the annotations" : "",
                          });
}

static void add_listeners(struct plan *plan, const json_t *manifest)
{
    size_t i;
    json_t *port;

    json_array_foreach(tree_at(manifest, "spec.ports"), i, port)
    {
        const char *protocol = tree_text(port, "protocol");
        plan_add_object(plan,
                        (struct plan_object){
                            .fate = FATE_MAKES,
                            .thing = THING_LISTENER,
                            .name = arena_print(&plan->arena, "%lld/%s",
                                                (long long)tree_int(port, "port", 0),
                                                protocol != NULL ? protocol : "TCP"),
                            .detail = "with a pool, its members and a monitor",
                        });
    }
}

static void add_cloud(struct plan *plan, const struct subject *subject)
{
    struct arena *arena = &plan->arena;

    plan_add_object(
        plan, (struct plan_object){
                  .fate = FATE_MAKES,
                  .thing = THING_ELB,
                  .name = subject->elb_name != NULL ? subject->elb_name : "a new ELB",
              });
    if (!subject->public)
        return;
    plan_add_object(plan, (struct plan_object){
                              .fate = FATE_MAKES,
                              .thing = THING_EIP,
                              .name = "a new EIP",
                              .detail = subject->mbit == 0
                                            ? ""
                                            : arena_print(arena, "bandwidth %lld Mbit/s",
                                                          (long long)subject->mbit),
                          });
}

/*
 * As it is sent: a port without protocol is TCP everywhere, but api-servers before 1.21
 * refuse a server-side apply that does not say so.
 */
static char *text_to_send(const json_t *manifest)
{
    json_t *copy = json_deep_copy(manifest);
    json_t *ports = json_object_get(json_object_get(copy, "spec"), "ports");
    size_t i;
    json_t *port;

    json_array_foreach(ports, i, port)
    {
        if (json_object_get(port, "protocol") == NULL)
            json_object_set_new(port, "protocol", json_string("TCP"));
    }
    char *text = json_dumps(copy, JSON_COMPACT);
    json_decref(copy);
    return text;
}

static void fill_service(struct plan_draft *draft, const struct subject *subject)
{
    struct plan *plan = draft->plan;
    struct arena *arena = &plan->arena;
    struct plan_service *service = arena_new(arena, sizeof *service);
    const struct row *row = subject->row;

    *service = (struct plan_service){
        .namespace = arena_text(arena, subject->namespace),
        .name = arena_text(arena, subject->name),
        .uid = row == NULL ? NULL : arena_text(arena, row->uid),
        .resource_version = row == NULL ? NULL : arena_text(arena, row->resource_version),
        .elb_id = arena_text(arena, subject->elb_id),
        .ports = row == NULL ? NULL : plan_ports_text(arena, row),
        .ingress = row == NULL ? NULL : plan_ingress_text(arena, row),
        .method = "PATCH",
        .path = arena_print(arena, "%s?fieldManager=" PLAN_FIELD_MANAGER,
                            plan_service_path(arena, subject->namespace, subject->name)),
        .twin =
            "kubectl apply --server-side --field-manager=" PLAN_FIELD_MANAGER " -f FILE",
    };
    plan->services = service;
    plan->service_count = 1;
    plan->word = service->name;
    plan->manifest = text_to_send(subject->manifest);
}

enum err_code plan_apply(const struct view *view, enum plan_kind kind,
                         const json_t *manifest, const struct plan_guard *guard,
                         struct plan **ret_plan, struct err *err)
{
    struct plan_draft draft = {.view = view, .guard = guard};
    struct subject subject;
    enum err_code code = plan_guard_check(guard, err);

    if (code == ERR_OK)
        code = take_apart(&draft, manifest, &subject, err);
    if (code == ERR_OK)
        code = check_live(subject.row, kind, err);
    if (code != ERR_OK)
        return code;

    plan_draft_begin(&draft, kind);
    fill_service(&draft, &subject);
    add_service(&draft, &subject);
    add_listeners(draft.plan, manifest);
    code = lint(&draft, &subject, err);
    if (code == ERR_OK && kind == PLAN_LINK)
        code = judge_elb(&draft, &subject, err);
    if (code != ERR_OK) {
        plan_free(draft.plan);
        return code;
    }
    if (kind == PLAN_CREATE) {
        read_autocreate(subject.autocreate, &draft.plan->arena, &subject);
        add_cloud(draft.plan, &subject);
        warn_of_quota(draft.plan, guard->around, subject.public);
    }
    draft.plan->tier = guard->protected_context ? TIER_WORD : TIER_YES;
    *ret_plan = draft.plan;
    return ERR_OK;
}

enum err_code plan_dry_run(const json_t *manifest, const char *namespace,
                           struct plan **ret_plan, struct err *err)
{
    const struct view nothing = {.wall_ms = WHEN_UNKNOWN};
    struct plan_draft draft = {.view = &nothing};
    struct subject subject = {.manifest = manifest, .namespace = namespace};
    const char *own = tree_text(manifest, "metadata.namespace");
    enum err_code code = tree_need_text(manifest, "metadata.name", &subject.name, err);

    if (code != ERR_OK)
        return code;
    if (own != NULL)
        subject.namespace = own;
    plan_draft_begin(&draft, PLAN_CREATE);
    fill_service(&draft, &subject);
    add_service(&draft, &subject);
    draft.plan->bare = true;
    *ret_plan = draft.plan;
    return ERR_OK;
}
