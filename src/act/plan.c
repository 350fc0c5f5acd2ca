#include "act/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "act/plan_draft.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/when.h"
#include "wire/tree.h"
#include "wire/url.h"
#include "base/banned.h"

enum { PATH_BYTES = 2048 };

void plan_free(struct plan *plan)
{
    if (plan == NULL)
        return;
    free(plan->manifest);
    arena_release(&plan->arena);
    free(plan);
}

/* ---- words ----------------------------------------------------------------------- */

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
        [THING_SERVICE] = "Service",
        [THING_LISTENER] = "listener",
        [THING_ELB] = "ELB",
        [THING_EIP] = "EIP",
        [THING_NAME] = "DNS",
        [THING_WORKLOAD] = "pods",
        [THING_DEPLOYMENT] = "Deployment",
        [THING_NAMESPACE] = "Namespace",
        [THING_ADDRESS] = "address",
    };
    return words[thing];
}

const char *plan_title(const struct plan *plan, char *out, size_t out_bytes)
{
    if (plan->service_count > 1)
        snprintf(out, out_bytes, "%zu Services", plan->service_count);
    else
        snprintf(out, out_bytes, "%s/%s", plan->services[0].namespace,
                 plan->services[0].name);
    return out;
}

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

/* ---- the guard --------------------------------------------------------------------- */

enum err_code plan_guard_check(const struct plan_guard *guard, struct err *err)
{
    char age[WHEN_TEXT_BYTES];

    if (guard->read_only)
        return err_set(err, ERR_REFUSED, "read-only: nothing is changed");
    if (guard->disarmed)
        return err_set(err, ERR_REFUSED,
                       "the context is PROTECTED: :arm 5m WHY opens it for a while");
    if (guard->kubernetes_age_ms == INT64_MAX)
        return err_set(err, ERR_REFUSED, "Kubernetes was never read");
    if (guard->kubernetes_age_ms > INTERVAL_ACT_MS)
        return err_set(err, ERR_REFUSED, "the Kubernetes picture is %s old (limit %ds)",
                       duration_print(guard->kubernetes_age_ms, age),
                       INTERVAL_ACT_MS / 1000);
    return ERR_OK;
}

/* ---- putting it together ------------------------------------------------------------- */

void plan_draft_begin(struct plan_draft *draft, enum plan_kind kind)
{
    struct plan *plan = mem_new(sizeof *plan);
    struct arena *arena = &plan->arena;

    plan->kind = kind;
    plan->tier = TIER_YES;
    plan->built_wall_ms = draft->view->wall_ms;
    plan->cloud_read = draft->view->sources[SOURCE_ELB].ever;
    arena_init(arena, 0);
    plan->objects = arena_new_array(arena, PLAN_OBJECTS, sizeof *plan->objects);
    plan->warnings = arena_new_array(arena, PLAN_WARNINGS, sizeof *plan->warnings);
    plan->extras = arena_new_array(arena, PLAN_EXTRAS, sizeof *plan->extras);
    draft->plan = plan;
}

void plan_add_object(struct plan *plan, struct plan_object object)
{
    struct arena *arena = &plan->arena;

    if (plan->object_count == PLAN_OBJECTS)
        return;
    object.name = arena_text(arena, object.name);
    object.id = arena_text(arena, object.id);
    object.pool_id = arena_text(arena, object.pool_id);
    object.detail = object.detail == NULL ? "" : arena_text(arena, object.detail);
    plan->objects[plan->object_count++] = object;
    plan->goes_count += object.fate == FATE_GOES;
    plan->orphan_count += object.fate == FATE_ORPHAN;
}

void plan_warn(struct plan *plan, const char *format, ...)
{
    char text[400];

    if (plan->warning_count == PLAN_WARNINGS)
        return;
    va_list args;
    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    plan->warnings[plan->warning_count++] = arena_text(&plan->arena, text);
}

const struct view_elb *plan_elb_of(const struct view *view, const char *elb_id)
{
    for (size_t i = 0; elb_id != NULL && i < view->elb_count; i++) {
        if (strcmp(view->elbs[i].id, elb_id) == 0)
            return &view->elbs[i];
    }
    return NULL;
}

const char *plan_ports_text(struct arena *arena, const struct row *row)
{
    const char *text = "";

    for (size_t i = 0; i < row->port_count; i++)
        text = arena_print(arena, "%s%s%u/%s", text, i > 0 ? " " : "", row->ports[i].port,
                           row->ports[i].protocol);
    return text;
}

const char *plan_ingress_text(struct arena *arena, const struct row *row)
{
    const char *text = "";

    for (size_t i = 0; i < row->ingress_count; i++)
        text = arena_print(arena, "%s%s%s", text, i > 0 ? " " : "", row->ingress[i]);
    return text;
}

const char *plan_service_path(struct arena *arena, const char *namespace,
                              const char *name)
{
    struct url url;

    url_init(&url, "/api/v1/namespaces");
    url_segment(&url, namespace);
    url_segment(&url, "services");
    url_segment(&url, name);
    const char *path = arena_text(arena, url_text(&url));
    url_release(&url);
    return path;
}

void plan_read_id_from(struct plan *plan, const char *namespace, const char *name)
{
    plan->from_namespace = arena_text(&plan->arena, namespace);
    plan->from_name = arena_text(&plan->arena, name);
}

/* ---- what comes along ----------------------------------------------------------------- */

static const char *extra_path(struct arena *arena, enum plan_thing thing,
                              const char *namespace, const char *name)
{
    struct url url;

    url_init(&url, thing == THING_NAMESPACE ? "/api/v1/namespaces"
                                            : "/apis/apps/v1/namespaces");
    if (thing == THING_DEPLOYMENT) {
        url_segment(&url, namespace);
        url_segment(&url, "deployments");
    }
    url_segment(&url, name);
    const char *path = arena_text(arena, url_text(&url));
    url_release(&url);
    return path;
}

static void fill_deletion(struct plan *plan, struct plan_extra *extra,
                          const char *namespace, const char *name)
{
    struct arena *arena = &plan->arena;

    if (extra->thing == THING_DEPLOYMENT) {
        extra->twin =
            arena_print(arena, "kubectl -n %s delete deployment %s", namespace, name);
        return;
    }
    extra->twin = arena_print(arena, "kubectl delete namespace %s", name);
    extra->lodger_path[0] =
        arena_print(arena, "/api/v1/namespaces/%s/services?limit=1", name);
    extra->lodger_path[1] =
        arena_print(arena, "/apis/apps/v1/namespaces/%s/deployments?limit=1", name);
}

static enum err_code thing_of_kind(const char *kind, enum plan_thing *ret_thing,
                                   struct err *err)
{
    if (strcmp(kind, "Namespace") == 0)
        *ret_thing = THING_NAMESPACE;
    else if (strcmp(kind, "Deployment") == 0)
        *ret_thing = THING_DEPLOYMENT;
    else
        return err_set(err, ERR_SHAPE, "kind %.60s does not come along with a Service",
                       kind);
    return ERR_OK;
}

/* What was never touched goes with its Deployment now. */
static void tell_pods(struct plan *plan)
{
    for (size_t i = 0; i < plan->object_count; i++) {
        if (plan->objects[i].thing == THING_WORKLOAD)
            plan->objects[i].detail = "until their Deployment goes";
    }
}

enum err_code plan_add_extra(struct plan *plan, const json_t *manifest, struct err *err)
{
    struct arena *arena = &plan->arena;
    struct plan_extra extra = {.object = plan->object_count};
    const char *kind;
    const char *name;
    const char *namespace = tree_text(manifest, "metadata.namespace");
    enum err_code code;

    if ((code = tree_need_text(manifest, "kind", &kind, err)) != ERR_OK ||
        (code = tree_need_text(manifest, "metadata.name", &name, err)) != ERR_OK ||
        (code = thing_of_kind(kind, &extra.thing, err)) != ERR_OK)
        return code;
    if (extra.thing == THING_DEPLOYMENT && namespace == NULL)
        return err_set(err, ERR_SHAPE, "a Deployment needs a namespace");
    if (plan->extra_count == PLAN_EXTRAS)
        return err_set(err, ERR_LIMIT, "at most %d things come along", PLAN_EXTRAS);

    extra.name = extra.thing == THING_NAMESPACE
                     ? arena_text(arena, name)
                     : arena_print(arena, "%s/%s", namespace, name);
    extra.path = extra_path(arena, extra.thing, namespace, name);
    if (plan->kind == PLAN_TEARDOWN) {
        fill_deletion(plan, &extra, namespace, name);
    } else {
        char *text = json_dumps(manifest, JSON_COMPACT);
        extra.manifest = arena_text(arena, text);
        extra.twin =
            "kubectl apply --server-side --field-manager=" PLAN_FIELD_MANAGER " -f FILE";
        free(text);
    }
    plan->extras[plan->extra_count++] = extra;
    if (plan->kind == PLAN_TEARDOWN && extra.thing == THING_DEPLOYMENT)
        tell_pods(plan);
    plan_add_object(
        plan, (struct plan_object){
                  .fate = plan->kind == PLAN_TEARDOWN ? FATE_GOES : FATE_MAKES,
                  .thing = extra.thing,
                  .service = plan->service_count - 1,
                  .name = extra.name,
                  .detail = plan->kind == PLAN_TEARDOWN ? "if it is the demo's own" : "",
              });
    return ERR_OK;
}
