#include "act/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "wire/tree.h"
#include "base/banned.h"

enum { MOST_SERVICES = 64, MOST_OBJECTS = 1024, MOST_WARNINGS = 16 };

/* A plan while it is being put together. */
struct draft {
    const struct view *view;
    const struct plan_guard *guard;
    struct plan *plan;
    size_t row_count;
    const struct row *rows[MOST_SERVICES]; /* in the order of doing */
    struct plan_object *objects;           /* MOST_OBJECTS */
    const char **warnings;                 /* MOST_WARNINGS */
};

void plan_free(struct plan *plan)
{
    if (plan == NULL)
        return;
    free(plan->manifest);
    arena_release(&plan->arena);
    free(plan);
}

const char *plan_fate_word(enum plan_fate fate)
{
    static const char *const words[] = {
        [FATE_GOES] = "GOES",     [FATE_STAYS] = "STAYS", [FATE_DANGLES] = "DANGLES",
        [FATE_ORPHAN] = "ORPHAN", [FATE_MAKES] = "MAKES",
    };
    return words[fate];
}

const char *plan_thing_word(enum plan_thing thing)
{
    static const char *const words[] = {
        [THING_SERVICE] = "Service", [THING_LISTENER] = "listener",
        [THING_ELB] = "ELB",         [THING_EIP] = "EIP",
        [THING_NAME] = "DNS",        [THING_WORKLOAD] = "pods",
    };
    return words[thing];
}

/* ---- putting it together -------------------------------------------------------- */

static void begin(struct draft *draft, enum plan_kind kind)
{
    draft->plan = mem_new(sizeof *draft->plan);
    draft->plan->kind = kind;
    draft->plan->tier = TIER_YES;
    draft->plan->built_wall_ms = draft->view->wall_ms;
    arena_init(&draft->plan->arena, 0);
    draft->objects =
        arena_new_array(&draft->plan->arena, MOST_OBJECTS, sizeof *draft->objects);
    draft->warnings =
        arena_new_array(&draft->plan->arena, MOST_WARNINGS, sizeof *draft->warnings);
    draft->plan->objects = draft->objects;
    draft->plan->warnings = draft->warnings;
    draft->plan->cloud_read = draft->view->sources[SOURCE_ELB].ever;
}

static void add_object(struct draft *draft, struct plan_object object)
{
    struct plan *plan = draft->plan;
    struct arena *arena = &plan->arena;

    if (plan->object_count == MOST_OBJECTS)
        return;
    object.name = arena_text(arena, object.name);
    object.id = arena_text(arena, object.id);
    object.pool_id = arena_text(arena, object.pool_id);
    object.detail = object.detail == NULL ? "" : arena_text(arena, object.detail);
    draft->objects[plan->object_count++] = object;
    plan->goes_count += object.fate == FATE_GOES;
    plan->orphan_count += object.fate == FATE_ORPHAN;
}

__attribute__((format(printf, 2, 3))) static void warn(struct draft *draft,
                                                       const char *format, ...)
{
    char text[400];

    if (draft->plan->warning_count == MOST_WARNINGS)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    draft->warnings[draft->plan->warning_count++] = arena_text(&draft->plan->arena, text);
}

/* ---- guards ------------------------------------------------------------------------ */

enum err_code plan_guard_check(const struct plan_guard *guard, struct err *err)
{
    char age[WHEN_TEXT_BYTES];

    if (guard->read_only)
        return err_set(err, ERR_REFUSED, "read-only: nothing is changed");
    if (guard->kubernetes_age_ms == INT64_MAX)
        return err_set(err, ERR_REFUSED, "Kubernetes was never read");
    if (guard->kubernetes_age_ms > INTERVAL_ACT_MS)
        return err_set(err, ERR_REFUSED, "the Kubernetes picture is %s old (limit %ds)",
                       duration_print(guard->kubernetes_age_ms, age),
                       INTERVAL_ACT_MS / 1000);
    return ERR_OK;
}

static enum err_code check_row(const struct row *row, struct err *err)
{
    err_at(err, "%s/%s", row->namespace, row->name);
    if (row->pattern == PATTERN_GATEWAY)
        return err_set(
            err, ERR_REFUSED,
            "a Gateway controller owns this Service and would make it again: delete "
            "the Gateway instead");
    if (row->deleted_ms != WHEN_UNKNOWN)
        return err_set(err, ERR_REFUSED, "it is being deleted already");
    if (row->uid == NULL || row->resource_version == NULL)
        return err_set(err, ERR_REFUSED, "its uid is not known");
    err_clear(err);
    return ERR_OK;
}

/* ---- which Services, in which order ----------------------------------------------------- */

static const struct row *find_row(const struct view *view, const char *full_name)
{
    const char *slash = strchr(full_name, '/');
    char namespace[256];

    if (slash == NULL)
        return NULL;
    snprintf(namespace, sizeof namespace, "%.*s", (int)(slash - full_name), full_name);
    return view_row(view, namespace, slash + 1);
}

static bool is_in(const struct draft *draft, const struct row *row)
{
    for (size_t i = 0; i < draft->row_count; i++) {
        if (draft->rows[i] == row)
            return true;
    }
    return false;
}

static enum err_code take_rows(struct draft *draft, const char *const *names,
                               size_t count, struct err *err)
{
    if (count == 0 || count > MOST_SERVICES)
        return err_set(err, ERR_LIMIT, "1 to %d Services at once", MOST_SERVICES);
    for (int creators = 0; creators <= 1; creators++) {
        for (size_t i = 0; i < count; i++) {
            const struct row *row = find_row(draft->view, names[i]);
            if (row == NULL) {
                err_at(err, "%s", names[i]);
                return err_set(err, ERR_ABSENT, "no such Service of type LoadBalancer");
            }
            if (check_row(row, err) != ERR_OK)
                return err->code;
            if ((row->role == ROLE_CREATOR) == (creators == 1) && !is_in(draft, row))
                draft->rows[draft->row_count++] = row;
        }
    }
    return ERR_OK;
}

static void fill_services(struct draft *draft)
{
    struct arena *arena = &draft->plan->arena;
    struct plan_service *services =
        arena_new_array(arena, draft->row_count, sizeof *services);

    for (size_t i = 0; i < draft->row_count; i++) {
        const struct row *row = draft->rows[i];
        services[i] = (struct plan_service){
            .namespace = arena_text(arena, row->namespace),
            .name = arena_text(arena, row->name),
            .uid = arena_text(arena, row->uid),
            .resource_version = arena_text(arena, row->resource_version),
            .elb_id = row->elb == NULL ? NULL : arena_text(arena, row->elb->id),
            .method = "DELETE",
            .path = arena_print(arena, "/api/v1/namespaces/%s/services/%s",
                                row->namespace, row->name),
            .twin = arena_print(arena, "kubectl -n %s delete service %s", row->namespace,
                                row->name),
        };
    }
    draft->plan->services = services;
    draft->plan->service_count = draft->row_count;
}

/* ---- what goes, what stays ------------------------------------------------------------------ */

static const struct view_elb *elb_of(const struct view *view, const struct row *row)
{
    for (size_t i = 0; row->elb != NULL && row->elb->id != NULL && i < view->elb_count;
         i++) {
        if (strcmp(view->elbs[i].id, row->elb->id) == 0)
            return &view->elbs[i];
    }
    return NULL;
}

static bool owns(const struct row *row, const struct view_listener *listener)
{
    return listener->service_name != NULL &&
           strcmp(listener->service_name, row->name) == 0 &&
           strcmp(listener->service_namespace, row->namespace) == 0;
}

/* Does this listener stay when everything up to and with the i-th Service has gone? */
static bool outlives(const struct draft *draft, const struct view_listener *listener,
                     size_t i)
{
    for (size_t k = 0; k <= i; k++) {
        if (owns(draft->rows[k], listener))
            return false;
    }
    return !listener->wanted;
}

static void add_service(struct draft *draft, size_t i)
{
    const struct row *row = draft->rows[i];
    struct arena *arena = &draft->plan->arena;

    add_object(draft, (struct plan_object){
                          .fate = FATE_GOES,
                          .thing = THING_SERVICE,
                          .service = i,
                          .name = arena_print(arena, "%s/%s", row->namespace, row->name),
                          .id = row->uid,
                          .detail = arena_print(arena, "uid %.8s.. rv %s", row->uid,
                                                row->resource_version),
                      });
}

static void add_listeners(struct draft *draft, size_t i)
{
    const struct row *row = draft->rows[i];
    struct arena *arena = &draft->plan->arena;

    for (size_t k = 0; k < row->listener_count; k++) {
        const struct row_listener *listener = &row->listeners[k];
        const char *members =
            listener->members_total < 0
                ? "members not read"
                : arena_print(arena, "%s, %d members",
                              listener->pool_id != NULL ? "1 pool" : "no pool",
                              listener->members_total);
        add_object(draft, (struct plan_object){
                              .fate = FATE_GOES,
                              .thing = THING_LISTENER,
                              .service = i,
                              .name = arena_print(arena, "%u/%s %s", listener->port,
                                                  listener->protocol, listener->name),
                              .id = listener->id,
                              .pool_id = listener->pool_id,
                              .detail = members,
                          });
    }
}

/* Listeners of others keep the ELB alive; returns how many there are. */
static size_t add_staying_listeners(struct draft *draft, const struct view_elb *elb,
                                    size_t i, bool tell)
{
    struct arena *arena = &draft->plan->arena;
    size_t count = 0;

    for (size_t k = 0; k < elb->listener_count; k++) {
        const struct view_listener *listener = &elb->listeners[k];
        if (!outlives(draft, listener, i))
            continue;
        count++;
        if (!tell)
            continue;
        const char *detail =
            listener->service_name == NULL
                ? "no Service owns it (FOREIGN)"
                : arena_print(arena, "%s/%s keeps working", listener->service_namespace,
                              listener->service_name);
        add_object(draft, (struct plan_object){
                              .fate = FATE_STAYS,
                              .thing = THING_LISTENER,
                              .service = i,
                              .name = arena_print(
                                  arena, "%u/%s %s", listener->port, listener->protocol,
                                  listener->name != NULL ? listener->name : ""),
                              .id = listener->id,
                              .detail = detail,
                          });
    }
    return count;
}

static void add_elb(struct draft *draft, size_t i, enum plan_fate fate,
                    const char *detail)
{
    const struct row *row = draft->rows[i];

    if (row->elb == NULL)
        return;
    add_object(draft, (struct plan_object){
                          .fate = fate,
                          .thing = THING_ELB,
                          .service = i,
                          .name = row->elb->name != NULL ? row->elb->name : row->elb->id,
                          .id = row->elb->id,
                          .detail = detail,
                      });
}

static void add_eip(struct draft *draft, size_t i, enum plan_fate fate,
                    const char *detail)
{
    const struct row *row = draft->rows[i];

    if (row->eip == NULL)
        return;
    add_object(draft, (struct plan_object){
                          .fate = fate,
                          .thing = THING_EIP,
                          .service = i,
                          .name = row->eip->address,
                          .id = row->eip->id,
                          .detail = detail,
                      });
}

static void add_workload(struct draft *draft, size_t i)
{
    const struct row *row = draft->rows[i];

    if (row->endpoints_total > 0)
        add_object(draft, (struct plan_object){
                              .fate = FATE_STAYS,
                              .thing = THING_WORKLOAD,
                              .service = i,
                              .name = arena_print(&draft->plan->arena, "%lld pods",
                                                  (long long)row->endpoints_total),
                              .detail = "never touched",
                          });
}

/* Will another Service of this plan, that comes later, take the ELB with it? */
static bool goes_later(const struct draft *draft, size_t i)
{
    for (size_t k = i + 1; k < draft->row_count; k++) {
        if (draft->rows[k]->elb != NULL && draft->rows[i]->elb != NULL &&
            draft->rows[k]->elb->id != NULL && draft->rows[i]->elb->id != NULL &&
            draft->rows[k]->role == ROLE_CREATOR &&
            strcmp(draft->rows[k]->elb->id, draft->rows[i]->elb->id) == 0)
            return true;
    }
    return false;
}

static void add_shared_fate(struct draft *draft, size_t i, const struct view_elb *elb)
{
    bool creator = draft->rows[i]->role == ROLE_CREATOR;
    size_t others = elb == NULL ? draft->rows[i]->shared_count
                                : add_staying_listeners(draft, elb, i, creator);

    if (!creator) {
        if (!goes_later(draft, i)) {
            add_elb(draft, i, FATE_STAYS, "it was not made for this Service");
            add_eip(draft, i, FATE_STAYS, "stays bound");
        }
    } else if (others > 0) {
        add_elb(draft, i, FATE_STAYS, "the ccm keeps it: others use it");
        add_eip(draft, i, FATE_STAYS, "stays bound, stays billed");
        add_elb(draft, i, FATE_ORPHAN, "afterwards nobody owns it");
        add_eip(draft, i, FATE_ORPHAN, "afterwards nobody owns it");
    } else {
        add_elb(draft, i, FATE_GOES, "made for this Service, nobody else uses it");
        add_eip(draft, i, FATE_GOES, "the address is lost");
    }
}

static void add_fates(struct draft *draft, size_t i)
{
    add_service(draft, i);
    add_listeners(draft, i);
    add_shared_fate(draft, i, elb_of(draft->view, draft->rows[i]));
    add_workload(draft, i);
}

/* ---- warnings, tier, a better order ------------------------------------------------------------ */

static void propose_order(struct draft *draft)
{
    struct plan *plan = draft->plan;
    struct arena *arena = &plan->arena;
    const struct row *creator = draft->rows[draft->row_count - 1];

    if (plan->orphan_count == 0 || creator->role != ROLE_CREATOR ||
        creator->shared_count == 0)
        return;
    const char **names = arena_new_array(arena, creator->shared_count + 1, sizeof *names);
    const char *text = "";
    for (size_t i = 0; i < creator->shared_count; i++) {
        names[i] = arena_text(arena, creator->shared_with[i]);
        text = arena_print(arena, "%s%zu %s  ", text, i + 1, names[i]);
    }
    names[creator->shared_count] =
        arena_print(arena, "%s/%s", creator->namespace, creator->name);
    plan->better =
        arena_print(arena, "%s%zu %s: then ELB and EIP go too, nothing is left", text,
                    creator->shared_count + 1, names[creator->shared_count]);
    plan->better_names = names;
    plan->better_count = creator->shared_count + 1;
}

static bool is_demo(const struct draft *draft, const struct row *row)
{
    const char *key = draft->guard->demo_label;
    return key != NULL && pair_find(row->labels, row->label_count, key) != NULL;
}

static void choose_tier(struct draft *draft)
{
    struct plan *plan = draft->plan;
    bool single = draft->row_count == 1;

    plan->tier = TIER_WORD;
    if (single && is_demo(draft, draft->rows[0]) && plan->orphan_count == 0 &&
        draft->rows[0]->shared_count == 0 && plan->cloud_read &&
        !draft->guard->protected_context)
        plan->tier = TIER_YES;
    plan->word = single ? arena_text(&plan->arena, draft->rows[0]->name)
                        : arena_print(&plan->arena, "delete %zu", draft->row_count);
}

static void warn_of_all(struct draft *draft)
{
    struct plan *plan = draft->plan;

    if (!plan->cloud_read)
        warn(draft, "ELB and EIP were not read: what they are used for is not known");
    if (plan->orphan_count > 0)
        warn(
            draft,
            "%zu cloud objects will be left without an owner: they cost money and only a "
            "person can remove them",
            plan->orphan_count);
    for (size_t i = 0; i < draft->row_count; i++) {
        const struct row *row = draft->rows[i];
        if (row->state == ROW_FAILED && row->elb != NULL && row->listener_count == 0)
            warn(draft,
                 "%s/%s failed before it had a listener: the controller may leave ELB "
                 "and EIP "
                 "behind",
                 row->namespace, row->name);
    }
}

enum err_code plan_teardown(const struct view *view, const char *const *names,
                            size_t count, const struct plan_guard *guard,
                            struct plan **ret_plan, struct err *err)
{
    struct draft draft = {.view = view, .guard = guard};
    enum err_code code = plan_guard_check(guard, err);

    if (code == ERR_OK)
        code = take_rows(&draft, names, count, err);
    if (code != ERR_OK)
        return code;

    begin(&draft, PLAN_TEARDOWN);
    fill_services(&draft);
    for (size_t i = 0; i < draft.row_count; i++)
        add_fates(&draft, i);
    propose_order(&draft);
    choose_tier(&draft);
    warn_of_all(&draft);
    *ret_plan = draft.plan;
    return ERR_OK;
}

/* ---- create and link -------------------------------------------------------------------------------- */

static enum err_code check_live(const struct row *row, enum plan_kind kind,
                                struct err *err)
{
    if (row == NULL)
        return ERR_OK;
    err_at(err, "%s/%s", row->namespace, row->name);
    if (row->deleted_ms != WHEN_UNKNOWN)
        return err_set(err, ERR_REFUSED, "it is being deleted: wait until it is gone");
    if (row->pattern != PATTERN_NONE)
        return err_set(
            err, ERR_REFUSED,
            "it has an ELB already and elb.* cannot be changed: tear it down and "
            "%s it anew",
            kind == PLAN_LINK ? "link" : "create");
    err_clear(err);
    return ERR_OK;
}

static void add_made(struct draft *draft, const json_t *manifest, const char *full_name)
{
    struct arena *arena = &draft->plan->arena;
    size_t i;
    json_t *port;

    add_object(draft, (struct plan_object){
                          .fate = FATE_MAKES, .thing = THING_SERVICE, .name = full_name});
    json_array_foreach(tree_at(manifest, "spec.ports"), i, port)
    {
        const char *protocol = tree_text(port, "protocol");
        long long number = (long long)tree_int(port, "port", 0);
        add_object(draft, (struct plan_object){
                              .fate = FATE_MAKES,
                              .thing = THING_LISTENER,
                              .name = arena_print(arena, "%lld/%s", number,
                                                  protocol != NULL ? protocol : "TCP"),
                          });
    }
    if (draft->plan->kind == PLAN_CREATE) {
        add_object(draft, (struct plan_object){.fate = FATE_MAKES,
                                               .thing = THING_ELB,
                                               .name = "a new ELB"});
        if (strstr(draft->plan->manifest, "\\\"type\\\":\\\"public\\\"") != NULL)
            add_object(draft, (struct plan_object){.fate = FATE_MAKES,
                                                   .thing = THING_EIP,
                                                   .name = "a new EIP"});
    }
}

enum err_code plan_apply(const struct view *view, enum plan_kind kind,
                         const json_t *manifest, const struct plan_guard *guard,
                         struct plan **ret_plan, struct err *err)
{
    struct draft draft = {.view = view, .guard = guard};
    const char *namespace;
    const char *name;
    enum err_code code = plan_guard_check(guard, err);

    if (code != ERR_OK ||
        (code = tree_need_text(manifest, "metadata.namespace", &namespace, err)) !=
            ERR_OK ||
        (code = tree_need_text(manifest, "metadata.name", &name, err)) != ERR_OK)
        return code;
    const struct row *row = view_row(view, namespace, name);
    code = check_live(row, kind, err);
    if (code != ERR_OK)
        return code;

    begin(&draft, kind);
    struct plan *plan = draft.plan;
    struct arena *arena = &plan->arena;
    struct plan_service *service = arena_new(arena, sizeof *service);
    plan->manifest = json_dumps(manifest, JSON_COMPACT);
    *service = (struct plan_service){
        .namespace = arena_text(arena, namespace),
        .name = arena_text(arena, name),
        .uid = row == NULL ? NULL : arena_text(arena, row->uid),
        .resource_version = row == NULL ? NULL : arena_text(arena, row->resource_version),
        .method = "PATCH",
        .path =
            arena_print(arena, "/api/v1/namespaces/%s/services/%s?fieldManager=elbtop",
                        namespace, name),
        .twin = "kubectl apply --server-side --field-manager=elbtop -f FILE",
    };
    plan->services = service;
    plan->service_count = 1;
    add_made(&draft, manifest, arena_print(arena, "%s/%s", namespace, name));
    plan->tier = guard->protected_context ? TIER_WORD : TIER_YES;
    plan->word = service->name;
    *ret_plan = plan;
    return ERR_OK;
}

/* ---- the question ------------------------------------------------------------------------------------- */

const char *plan_question(const struct plan *plan, char *out, size_t out_bytes)
{
    static const char *const verbs[] = {
        [PLAN_CREATE] = "create",
        [PLAN_LINK] = "link",
        [PLAN_TEARDOWN] = "tear down",
    };

    if (plan->tier == TIER_YES)
        snprintf(out, out_bytes, "Press y to %s", verbs[plan->kind]);
    else if (plan->kind != PLAN_TEARDOWN)
        snprintf(out, out_bytes, "Type %s to %s it", plan->word, verbs[plan->kind]);
    else if (plan->service_count > 1)
        snprintf(out, out_bytes, "Type %s to tear down %zu Services", plan->word,
                 plan->service_count);
    else if (plan->orphan_count > 0)
        snprintf(out, out_bytes, "Type %s to tear down %zu things, leaving %zu orphans",
                 plan->word, plan->goes_count, plan->orphan_count);
    else
        snprintf(out, out_bytes, "Type %s to tear down %zu things", plan->word,
                 plan->goes_count);
    return out;
}
