/*
 * What goes, what stays and what is left behind when Services are torn down: for each
 * Service in the order of doing, read from its row and from the card of its ELB.
 */
#include "act/plan.h"

#include <stdio.h>
#include <string.h>

#include "act/plan_draft.h"
#include "base/mem.h"
#include "base/when.h"
#include "state/address.h"
#include "base/banned.h"

/* ---- which Services, in which order ----------------------------------------------------- */

static enum err_code check_row(const struct row *row, struct err *err)
{
    const char *why = NULL;

    if (row->pattern == PATTERN_GATEWAY)
        why =
            "a Gateway controller owns this Service and would make it again: delete the "
            "Gateway instead";
    else if (row->deleted_ms != WHEN_UNKNOWN)
        why = "it is being deleted already";
    else if (row->uid == NULL || row->resource_version == NULL)
        why = "its uid is not known";
    if (why == NULL)
        return ERR_OK;
    err_at(err, "%s/%s", row->namespace, row->name);
    return err_set(err, ERR_REFUSED, "%s", why);
}

static const struct row *find_row(const struct view *view, const char *full_name)
{
    const char *slash = strchr(full_name, '/');
    char namespace[256];

    if (slash == NULL)
        return NULL;
    snprintf(namespace, sizeof namespace, "%.*s", (int)(slash - full_name), full_name);
    return view_row(view, namespace, slash + 1);
}

static bool is_in(const struct plan_draft *draft, const struct row *row)
{
    for (size_t i = 0; i < draft->row_count; i++) {
        if (draft->rows[i] == row)
            return true;
    }
    return false;
}

/* Tenants first, then creators, each in the order given. */
static enum err_code take_rows(struct plan_draft *draft, const char *const *names,
                               size_t count, struct err *err)
{
    if (count == 0 || count > PLAN_SERVICES)
        return err_set(err, ERR_LIMIT, "1 to %d Services at once", PLAN_SERVICES);
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

static void fill_services(struct plan_draft *draft)
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
            .ports = plan_ports_text(arena, row),
            .ingress = plan_ingress_text(arena, row),
            .method = "DELETE",
            .path = plan_service_path(arena, row->namespace, row->name),
            .twin = arena_print(arena, "kubectl -n %s delete service %s", row->namespace,
                                row->name),
        };
    }
    draft->plan->services = services;
    draft->plan->service_count = draft->row_count;
}

/* ---- what goes, what stays ------------------------------------------------------------------ */

static const struct view_elb *elb_of(const struct plan_draft *draft,
                                     const struct row *row)
{
    return row->elb == NULL ? NULL : plan_elb_of(draft->view, row->elb->id);
}

static bool owns(const struct row *row, const struct view_listener *listener)
{
    return listener->service_name != NULL &&
           strcmp(listener->service_name, row->name) == 0 &&
           strcmp(listener->service_namespace, row->namespace) == 0;
}

/* What is being deleted already is no reason for anything to stay. */
static bool is_going(const struct row *row)
{
    return row != NULL && row->deleted_ms != WHEN_UNKNOWN;
}

/* Does this listener stay when everything up to and with the i-th Service has gone? */
static bool outlives(const struct plan_draft *draft, const struct view_listener *listener,
                     size_t i)
{
    for (size_t k = 0; k <= i; k++) {
        if (owns(draft->rows[k], listener))
            return false;
    }
    return !listener->wanted && !listener->leaving && !is_going(listener->row);
}

static void add_service(struct plan_draft *draft, size_t i)
{
    const struct row *row = draft->rows[i];
    struct arena *arena = &draft->plan->arena;

    plan_add_object(draft->plan,
                    (struct plan_object){
                        .fate = FATE_GOES,
                        .thing = THING_SERVICE,
                        .service = i,
                        .name = arena_print(arena, "%s/%s", row->namespace, row->name),
                        .id = row->uid,
                        .detail = arena_print(arena, "uid %.8s.. rv %s", row->uid,
                                              row->resource_version),
                    });
}

static const char *what_is_behind(struct arena *arena,
                                  const struct row_listener *listener)
{
    if (listener->members_total < 0)
        return "members not read";
    return arena_print(arena, "%s, %d members",
                       listener->pool_id != NULL ? "1 pool" : "no pool",
                       listener->members_total);
}

static void add_listeners(struct plan_draft *draft, size_t i)
{
    const struct row *row = draft->rows[i];
    struct arena *arena = &draft->plan->arena;

    for (size_t k = 0; k < row->listener_count; k++) {
        const struct row_listener *listener = &row->listeners[k];
        plan_add_object(draft->plan,
                        (struct plan_object){
                            .fate = FATE_GOES,
                            .thing = THING_LISTENER,
                            .service = i,
                            .name = arena_print(arena, "%u/%s %s", listener->port,
                                                listener->protocol, listener->name),
                            .id = listener->id,
                            .pool_id = listener->pool_id,
                            .detail = what_is_behind(arena, listener),
                        });
    }
}

static void add_staying_listener(struct plan_draft *draft,
                                 const struct view_listener *listener, size_t i)
{
    struct arena *arena = &draft->plan->arena;
    const char *detail =
        listener->service_name == NULL
            ? "no Service owns it (FOREIGN)"
            : arena_print(arena, "%s/%s should keep working", listener->service_namespace,
                          listener->service_name);

    plan_add_object(
        draft->plan,
        (struct plan_object){
            .fate = FATE_STAYS,
            .thing = THING_LISTENER,
            .service = i,
            .name = arena_print(arena, "%u/%s %s", listener->port, listener->protocol,
                                listener->name != NULL ? listener->name : ""),
            .id = listener->id,
            .detail = detail,
        });
}

/* Listeners of others keep the ELB alive; returns how many there are. */
static size_t add_staying_listeners(struct plan_draft *draft, const struct view_elb *elb,
                                    size_t i, bool tell)
{
    size_t count = 0;

    for (size_t k = 0; k < elb->listener_count; k++) {
        if (!outlives(draft, &elb->listeners[k], i))
            continue;
        count++;
        if (elb->listeners[k].service_name == NULL)
            draft->plan->has_ownerless = true;
        if (tell)
            add_staying_listener(draft, &elb->listeners[k], i);
    }
    return count;
}

static bool is_row(const struct row *row, const char *name)
{
    size_t bytes = strlen(row->namespace);

    return strncmp(name, row->namespace, bytes) == 0 && name[bytes] == '/' &&
           strcmp(name + bytes + 1, row->name) == 0;
}

/* Is a Service of this name in the plan, or has it a listener that was told? */
static bool is_told(const struct plan_draft *draft, const struct view_elb *elb,
                    const char *name)
{
    for (size_t k = 0; k < draft->row_count; k++) {
        if (is_row(draft->rows[k], name))
            return true;
    }
    for (size_t k = 0; k < elb->listener_count; k++) {
        const struct row owner = {.namespace = elb->listeners[k].service_namespace,
                                  .name = elb->listeners[k].service_name};
        if (owner.name != NULL && owner.namespace != NULL && is_row(&owner, name))
            return true;
    }
    return false;
}

/* Services that name the ELB and whose listeners the cloud has not shown yet: the cloud is
 * read less often than Services come. */
static size_t add_coming_tenants(struct plan_draft *draft, const struct view_elb *elb,
                                 size_t i, bool tell)
{
    const struct row *row = draft->rows[i];
    size_t count = 0;

    for (size_t k = 0; k < row->shared_count; k++) {
        if (is_told(draft, elb, row->shared_with[k]) ||
            is_going(find_row(draft->view, row->shared_with[k])))
            continue;
        count++;
        if (!tell)
            continue;
        plan_add_object(draft->plan,
                        (struct plan_object){
                            .fate = FATE_STAYS,
                            .thing = THING_SERVICE,
                            .service = i,
                            .name = arena_text(&draft->plan->arena, row->shared_with[k]),
                            .detail = "uses this ELB, its listener is not seen yet",
                        });
    }
    return count;
}

static size_t add_others(struct plan_draft *draft, const struct view_elb *elb, size_t i,
                         bool tell)
{
    return add_staying_listeners(draft, elb, i, tell) +
           add_coming_tenants(draft, elb, i, tell);
}

static void add_elb(struct plan_draft *draft, size_t i, enum plan_fate fate,
                    const char *detail)
{
    const struct row *row = draft->rows[i];

    if (row->elb == NULL)
        return;
    plan_add_object(draft->plan, (struct plan_object){
                                     .fate = fate,
                                     .thing = THING_ELB,
                                     .service = i,
                                     .name = row->elb->name != NULL ? row->elb->name
                                             : row->elb->id != NULL ? row->elb->id
                                                                    : "name not known",
                                     .id = row->elb->id,
                                     .detail = detail,
                                 });
}

static void add_eip(struct plan_draft *draft, size_t i, enum plan_fate fate,
                    const char *detail)
{
    const struct row *row = draft->rows[i];
    struct arena *arena = &draft->plan->arena;

    if (row->eip == NULL)
        return;
    /* Its bandwidth is its own (PER) and goes where it goes. */
    if (row->eip->bandwidth_mbit >= 0)
        detail = arena_print(arena, "%s; bandwidth %lld Mbit/s", detail,
                             (long long)row->eip->bandwidth_mbit);
    plan_add_object(draft->plan, (struct plan_object){
                                     .fate = fate,
                                     .thing = THING_EIP,
                                     .service = i,
                                     .name = row->eip->address != NULL ? row->eip->address
                                                                       : row->eip->id,
                                     .id = row->eip->id,
                                     .detail = detail,
                                 });
}

static bool has_fate(const struct plan *plan, size_t i, enum plan_thing thing,
                     enum plan_fate fate)
{
    for (size_t k = 0; k < plan->object_count; k++) {
        const struct plan_object *object = &plan->objects[k];
        if (object->service == i && object->thing == thing && object->fate == fate)
            return true;
    }
    return false;
}

static void add_workload(struct plan_draft *draft, size_t i)
{
    const struct row *row = draft->rows[i];

    if (row->endpoints_total > 0)
        plan_add_object(draft->plan,
                        (struct plan_object){
                            .fate = FATE_STAYS,
                            .thing = THING_WORKLOAD,
                            .service = i,
                            .name = arena_print(&draft->plan->arena, "%lld pod%s",
                                                (long long)row->endpoints_total,
                                                row->endpoints_total == 1 ? "" : "s"),
                            .detail = "never touched",
                        });
}

/*
 * What step 7 has proved has to be undone as well. One port is enough of an address that goes
 * as a whole; of one that stays, each port of the Service falls silent by itself.
 */
static void add_addresses(struct plan_draft *draft, size_t i)
{
    const struct row *row = draft->rows[i];
    struct plan *plan = draft->plan;
    bool goes_whole = has_fate(plan, i, THING_EIP, FATE_GOES);

    if (row->address == NULL || address_is_private(row->address))
        return;
    for (size_t k = 0; k < row->port_count && plan->address_count < PLAN_ADDRESSES; k++) {
        const struct row_port *port = &row->ports[k];
        if (strcmp(port->protocol, "TCP") != 0)
            continue;
        plan->addresses[plan->address_count++] = (struct plan_address){
            .service = i,
            .address = arena_text(&plan->arena, row->address),
            .port = port->port,
            .answered = port->probe.state == PROBE_OK,
        };
        if (goes_whole)
            return;
    }
}

/* The names that external-dns keeps for it point at nothing afterwards, or at others. */
static void add_names(struct plan_draft *draft, size_t i)
{
    const struct row *row = draft->rows[i];
    struct arena *arena = &draft->plan->arena;
    const char *host = around_host(
        draft->guard->around, arena_print(arena, "%s/%s", row->namespace, row->name));

    if (host != NULL)
        plan_add_object(
            draft->plan,
            (struct plan_object){
                .fate = FATE_DANGLES,
                .thing = THING_NAME,
                .service = i,
                .name = host,
                .detail = arena_print(arena, "points at %s until external-dns removes it",
                                      row->address != NULL ? row->address : "it"),
            });
}

/* Is another Service of this plan, that comes later, on the same ELB? Then its fate is told
 * there. */
static bool is_told_later(const struct plan_draft *draft, size_t i)
{
    const struct row *row = draft->rows[i];

    for (size_t k = i + 1; k < draft->row_count; k++) {
        const struct row *other = draft->rows[k];
        if (other->elb != NULL && row->elb != NULL && other->elb->id != NULL &&
            row->elb->id != NULL && strcmp(other->elb->id, row->elb->id) == 0)
            return true;
    }
    return false;
}

static bool is_orphan(const struct view_elb *elb)
{
    return elb != NULL && (elb->kind == ELB_ORPHAN || elb->creator_left);
}

/* The controller takes it down first, finds this one's listener and lets the ELB be. */
static bool creator_is_going(const struct plan_draft *draft, const struct view_elb *elb)
{
    for (size_t i = 0; elb != NULL && i < elb->service_count; i++) {
        const struct row *row = find_row(draft->view, elb->services[i]);
        if (row != NULL && row->role == ROLE_CREATOR && is_going(row))
            return true;
    }
    return false;
}

/* The ELB was not made for it, so it stays; for nobody, when its creator is gone already. */
static void add_tenants_fate(struct plan_draft *draft, size_t i,
                             const struct view_elb *elb, size_t others)
{
    if (is_told_later(draft, i))
        return;
    add_elb(draft, i, FATE_STAYS, "it was not made for this Service");
    add_eip(draft, i, FATE_STAYS, "stays bound");
    if (others > 0)
        return;
    if (is_orphan(elb)) {
        add_elb(draft, i, FATE_ORPHAN, "its creator is gone, afterwards nobody uses it");
        add_eip(draft, i, FATE_ORPHAN, "its creator is gone, afterwards nobody uses it");
    } else if (creator_is_going(draft, elb)) {
        add_elb(draft, i, FATE_ORPHAN,
                "its creator goes before it, nobody takes it along");
        add_eip(draft, i, FATE_ORPHAN,
                "its creator goes before it, nobody takes it along");
    }
}

static void add_shared_fate(struct plan_draft *draft, size_t i,
                            const struct view_elb *elb)
{
    bool creator = draft->rows[i]->role == ROLE_CREATOR;
    size_t others =
        elb == NULL ? draft->rows[i]->shared_count : add_others(draft, elb, i, creator);

    if (!creator) {
        add_tenants_fate(draft, i, elb, others);
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

static void add_fates(struct plan_draft *draft, size_t i)
{
    add_service(draft, i);
    add_listeners(draft, i);
    add_shared_fate(draft, i, elb_of(draft, draft->rows[i]));
    add_addresses(draft, i);
    add_names(draft, i);
    add_workload(draft, i);
}

/* ---- a better order ---------------------------------------------------------------------- */

static bool has_foreign_listener(const struct view_elb *elb)
{
    for (size_t i = 0; elb != NULL && i < elb->listener_count; i++) {
        if (elb->listeners[i].service_name == NULL && !elb->listeners[i].leaving)
            return true;
    }
    return false;
}

struct order {
    struct arena *arena;
    const char **names;
    size_t count;
    size_t room;
};

static void order_add(struct order *order, const char *name)
{
    for (size_t i = 0; i < order->count; i++) {
        if (strcmp(order->names[i], name) == 0)
            return;
    }
    if (order->count < order->room)
        order->names[order->count++] = arena_text(order->arena, name);
}

static const char *order_words(const struct order *order)
{
    const char *text = "";

    for (size_t i = 0; i < order->count; i++)
        text = arena_print(order->arena, "%s%zu %s  ", text, i + 1, order->names[i]);
    return arena_print(order->arena, "%sthen ELB and EIP go too, nothing is left", text);
}

static bool has_creator(const struct plan_draft *draft)
{
    for (size_t i = 0; i < draft->row_count; i++) {
        if (draft->rows[i]->role == ROLE_CREATOR)
            return true;
    }
    return false; /* it is gone already: no order of Services takes that ELB down */
}

/* Everyone on the ELBs that would be left behind, tenants first, creators last. */
static void propose_order(struct plan_draft *draft)
{
    struct plan *plan = draft->plan;
    struct order order = {.arena = &plan->arena, .room = PLAN_SERVICES};

    if (plan->orphan_count == 0 || !has_creator(draft))
        return;
    order.names = arena_new_array(&plan->arena, order.room, sizeof *order.names);
    for (size_t i = 0; i < draft->row_count; i++) {
        const struct view_elb *elb = elb_of(draft, draft->rows[i]);
        if (has_foreign_listener(elb))
            return; /* no order of Services takes that ELB down */
        if (draft->rows[i]->role != ROLE_CREATOR)
            order_add(&order,
                      arena_print(&plan->arena, "%s/%s", draft->rows[i]->namespace,
                                  draft->rows[i]->name));
    }
    for (size_t i = 0; i < draft->row_count; i++) {
        const struct row *row = draft->rows[i];
        for (size_t k = 0; row->role == ROLE_CREATOR && k < row->shared_count; k++)
            order_add(&order, row->shared_with[k]);
    }
    for (size_t i = 0; i < draft->row_count; i++) {
        const struct row *row = draft->rows[i];
        if (row->role == ROLE_CREATOR)
            order_add(&order,
                      arena_print(&plan->arena, "%s/%s", row->namespace, row->name));
    }
    plan->better = order_words(&order);
    plan->better_names = order.names;
    plan->better_count = order.count;
}

/* ---- warnings and tier ---------------------------------------------------------------------- */

static bool is_ours(const struct plan_draft *draft, const struct row *row)
{
    const struct plan_guard *guard = draft->guard;

    for (size_t i = 0; i < guard->made_count; i++) {
        if (strcmp(guard->made[i], row->uid) == 0)
            return true;
    }
    return guard->demo_label != NULL &&
           pair_find(row->labels, row->label_count, guard->demo_label) != NULL;
}

static void choose_tier(struct plan_draft *draft)
{
    struct plan *plan = draft->plan;
    const struct row *row = draft->rows[0];
    bool single = draft->row_count == 1;

    plan->tier = TIER_WORD;
    if (single && is_ours(draft, row) && plan->orphan_count == 0 &&
        (row->shared_count == 0 || row->role == ROLE_TENANT) && plan->cloud_read &&
        draft->guard->only_namespace == NULL && !draft->guard->protected_context)
        plan->tier = TIER_YES;
    plan->word = single ? arena_text(&plan->arena, row->name)
                        : arena_print(&plan->arena, "delete %zu", draft->row_count);
}

/* The creator went before: what was proved of that is the first clue. */
static void warn_of_tenant(struct plan_draft *draft, const struct row *row)
{
    const struct view_elb *elb = elb_of(draft, row);

    if (row->role == ROLE_CREATOR || !is_orphan(elb))
        return;
    plan_warn(draft->plan,
              "%s/%s: ELB %s and its EIP have no owner already (%s); no tear-down of a "
              "Service removes them",
              row->namespace, row->name, elb->name != NULL ? elb->name : elb->id,
              elb->clue_count > 0 ? elb->clues[0] : "its creator is gone");
}

/* Its ELB goes only when they are gone before it. */
static void warn_of_going(struct plan_draft *draft, const struct row *row)
{
    for (size_t k = 0; row->role == ROLE_CREATOR && k < row->shared_count; k++) {
        if (is_going(find_row(draft->view, row->shared_with[k])))
            plan_warn(draft->plan,
                      "%s is on its way out and not gone: before that its listener keeps "
                      "the ELB alive, and nobody takes it down later",
                      row->shared_with[k]);
    }
}

/* Kubernetes knows better than the cloud's picture, which is older. */
static void warn_of_age(struct plan_draft *draft, const struct row *row)
{
    const struct view_elb *elb = elb_of(draft, row);
    bool behind = elb != NULL && elb->creator_left;

    for (size_t k = 0; elb != NULL && k < elb->listener_count; k++)
        behind = behind || elb->listeners[k].leaving;
    if (!behind)
        return;
    draft->plan->behind = true;
    plan_warn(draft->plan,
              "ELB %s was read before a Service on it went: what stays of it is known "
              "only after the next read (R)",
              elb->name != NULL ? elb->name : elb->id);
}

static void warn_of_all(struct plan_draft *draft)
{
    struct plan *plan = draft->plan;

    if (!plan->cloud_read)
        plan_warn(plan, "ELB and EIP were not read: what they are used for is not known");
    if (draft->guard->only_namespace != NULL)
        plan_warn(plan, "only namespace %s was read: Services of others may use the ELB",
                  draft->guard->only_namespace);
    if (plan->orphan_count > 0)
        plan_warn(plan,
                  "%zu cloud objects will be left without an owner: they cost money and "
                  "only a person can remove them",
                  plan->orphan_count);
    for (size_t i = 0; i < draft->row_count; i++) {
        const struct row *row = draft->rows[i];
        warn_of_tenant(draft, row);
        warn_of_going(draft, row);
        warn_of_age(draft, row);
        if (row->role == ROLE_CREATOR && has_foreign_listener(elb_of(draft, row)))
            plan_warn(plan,
                      "%s/%s: a listener that no Service owns keeps the ELB alive, "
                      "whatever the order",
                      row->namespace, row->name);
        if (row->pattern == PATTERN_AUTOCREATE && row->elb == NULL)
            plan_warn(plan,
                      "%s/%s: its ELB is not known yet; one may be on its way and stay "
                      "behind",
                      row->namespace, row->name);
        if (row->state != ROW_FAILED && row->elb != NULL && row->listener_count == 0)
            plan_warn(plan,
                      "%s/%s: no listener of it was seen in the cloud; one that came "
                      "since is not listed and not proved",
                      row->namespace, row->name);
        if (row->state == ROW_FAILED && row->elb != NULL && row->listener_count == 0)
            plan_warn(plan,
                      "%s/%s failed before it had a listener: the controller may leave "
                      "ELB and EIP behind",
                      row->namespace, row->name);
    }
}

enum err_code plan_teardown(const struct view *view, const char *const *names,
                            size_t count, const struct plan_guard *guard,
                            struct plan **ret_plan, struct err *err)
{
    struct plan_draft draft = {.view = view, .guard = guard};
    enum err_code code = plan_guard_check(guard, err);

    if (code == ERR_OK)
        code = take_rows(&draft, names, count, err);
    if (code != ERR_OK)
        return code;

    plan_draft_begin(&draft, PLAN_TEARDOWN);
    draft.plan->addresses = arena_new_array(&draft.plan->arena, PLAN_ADDRESSES,
                                            sizeof *draft.plan->addresses);
    fill_services(&draft);
    for (size_t i = 0; i < draft.row_count; i++)
        add_fates(&draft, i);
    propose_order(&draft);
    choose_tier(&draft);
    warn_of_all(&draft);
    *ret_plan = draft.plan;
    return ERR_OK;
}
