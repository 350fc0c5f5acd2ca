#include "tui/fate.h"

#include <stdio.h>
#include <string.h>

#include "base/banned.h"

struct owners {
    const struct view_listener *creator; /* NULL: none here */
    const struct view_listener *tenant;  /* the first of them */
    const struct view_listener *foreign;
    size_t tenants;
};

static bool same_service(const struct view_listener *a, const struct view_listener *b)
{
    return strcmp(a->service_namespace, b->service_namespace) == 0 &&
           strcmp(a->service_name, b->service_name) == 0;
}

/* A Service with three ports has three listeners and is one tenant. */
static bool seen_before(const struct view_elb *elb, size_t at)
{
    for (size_t i = 0; i < at; i++) {
        const struct view_listener *other = &elb->listeners[i];
        if (other->service_name != NULL && same_service(other, &elb->listeners[at]))
            return true;
    }
    return false;
}

static struct owners owners_of(const struct view_elb *elb)
{
    struct owners owners = {0};

    for (size_t i = 0; i < elb->listener_count; i++) {
        const struct view_listener *listener = &elb->listeners[i];
        if (listener->role == LISTENER_FOREIGN || listener->service_name == NULL) {
            owners.foreign = listener;
        } else if (!seen_before(elb, i)) {
            if (listener->role == LISTENER_CREATOR)
                owners.creator = listener;
            else if (owners.tenants++ == 0)
                owners.tenant = listener;
        }
    }
    return owners;
}

static struct fate *next_fate(struct fate *fates, int *count)
{
    struct fate *fate = &fates[*count < FATE_LINES ? *count : FATE_LINES - 1];

    if (*count < FATE_LINES)
        ++*count;
    *fate = (struct fate){0};
    return fate;
}

static void say_who(struct fate *fate, const struct view_listener *listener,
                    const char *role)
{
    snprintf(fate->who, sizeof fate->who, "%s/%s (%s)", listener->service_namespace,
             listener->service_name, role);
}

static void tenant_fate(struct fate *fate, const struct owners *owners,
                        const struct view_listener *tenant, bool is_orphan)
{
    say_who(fate, tenant, "TENANT");
    if (owners->creator != NULL)
        snprintf(fate->what, sizeof fate->what,
                 "its listener goes; ELB and EIP stay for %.100s",
                 owners->creator->service_name);
    else if (is_orphan)
        snprintf(fate->what, sizeof fate->what,
                 "its listener goes; ELB and EIP stay as ORPHAN");
    else
        snprintf(fate->what, sizeof fate->what, "its listener goes; ELB and EIP stay");
}

static void creator_fate(struct fate *fate, const struct owners *owners)
{
    say_who(fate, owners->creator, "CREATOR");
    bool others = owners->tenants > 0 || owners->foreign != NULL;
    snprintf(fate->what, sizeof fate->what, "%s",
             others ? "its listener goes; ELB and EIP stay as ORPHAN"
                    : "everything goes, nothing is left");
}

static void all_fate(struct fate *fate, const struct owners *owners)
{
    if (owners->tenants == 1)
        snprintf(fate->who, sizeof fate->who, "both, %.100s first",
                 owners->tenant->service_name);
    else
        snprintf(fate->who, sizeof fate->who, "all, %.100s last",
                 owners->creator->service_name);
    if (owners->foreign != NULL)
        snprintf(fate->what, sizeof fate->what,
                 "%d/%s is FOREIGN and keeps ELB and EIP alive", owners->foreign->port,
                 owners->foreign->protocol);
    else
        snprintf(fate->what, sizeof fate->what, "everything goes, nothing is left");
}

int fates_of(const struct view_elb *elb, struct fate ret_fates[FATE_LINES])
{
    struct owners owners = owners_of(elb);
    int count = 0;

    for (size_t i = 0; i < elb->listener_count && count < FATE_LINES - 2; i++) {
        const struct view_listener *listener = &elb->listeners[i];
        if (listener->role == LISTENER_TENANT && listener->service_name != NULL &&
            !seen_before(elb, i))
            tenant_fate(next_fate(ret_fates, &count), &owners, listener,
                        elb->kind == ELB_ORPHAN);
    }
    if (owners.creator != NULL)
        creator_fate(next_fate(ret_fates, &count), &owners);
    if (owners.creator != NULL && owners.tenants > 0)
        all_fate(next_fate(ret_fates, &count), &owners);
    if (count == 0) {
        struct fate *fate = next_fate(ret_fates, &count);
        snprintf(fate->who, sizeof fate->who, "no Service");
        snprintf(fate->what, sizeof fate->what, "%s",
                 elb->kind == ELB_ORPHAN ? "goes only by hand; :orphans shows the clues"
                                         : "nothing of this cluster is on it");
    }
    return count;
}

/* ---- in a few words ---- */

static const char *creator_word(const struct view_elb *elb)
{
    struct owners owners = owners_of(elb);

    if (owners.tenants > 0 || owners.foreign != NULL)
        return "listener; ORPHAN left";
    return elb->eip_id != NULL ? "listener, ELB, EIP" : "listener, ELB";
}

const char *fate_word(const struct view_elb *elb, const struct view_listener *listener)
{
    const struct row *row = listener->row;

    if (listener->role == LISTENER_FOREIGN || listener->service_name == NULL)
        return "never touched";
    if (row != NULL && row->state == ROW_DELETING)
        return "going now";
    if (row != NULL && row->gateway != NULL)
        return "Gateway first";
    if (listener->role == LISTENER_CREATOR)
        return creator_word(elb);
    return listener->wanted ? "nothing there yet" : "listener only";
}
