#include "act/picker.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/when.h"
#include "base/banned.h"

/* ---- one ELB ---------------------------------------------------------------------- */

static bool is_udp(const char *protocol)
{
    return strcmp(protocol, "UDP") == 0 || strcmp(protocol, "QUIC") == 0;
}

/* TCP, HTTP, HTTPS and TLS share the ports of TCP; UDP has its own. */
static bool collides(const struct view_listener *listener, const struct wish_port *port)
{
    return listener->port == port->port &&
           is_udp(listener->protocol) == is_udp(port->protocol);
}

static bool is_of(const struct view_listener *listener, const struct wish *wish)
{
    return listener->service_name != NULL &&
           strcmp(listener->service_name, wish->name) == 0 &&
           strcmp(listener->service_namespace, wish->namespace) == 0;
}

static const struct view_listener *taken_by(const struct view_elb *elb,
                                            const struct wish *wish)
{
    for (size_t i = 0; i < elb->listener_count; i++) {
        for (size_t k = 0; k < wish->port_count; k++) {
            if (!is_of(&elb->listeners[i], wish) &&
                collides(&elb->listeners[i], &wish->ports[k]))
                return &elb->listeners[i];
        }
    }
    return NULL;
}

static const char *words_of_taken(const struct view_listener *listener,
                                  struct arena *arena)
{
    if (listener->service_name != NULL)
        return arena_print(arena, "%s/%s %s %u/%s", listener->service_namespace,
                           listener->service_name, listener->wanted ? "wants" : "has",
                           listener->port, listener->protocol);
    return arena_print(arena, "%s has %u/%s, no Service owns it",
                       listener->name[0] != '\0' ? listener->name : listener->id,
                       listener->port, listener->protocol);
}

static size_t count_listeners(const struct view_elb *elb)
{
    size_t count = 0;

    for (size_t i = 0; i < elb->listener_count; i++)
        count += !elb->listeners[i].wanted;
    return count;
}

static const struct row *creator_of(const struct view_elb *elb)
{
    for (size_t i = 0; i < elb->listener_count; i++) {
        if (elb->listeners[i].role == LISTENER_CREATOR && elb->listeners[i].row != NULL)
            return elb->listeners[i].row;
    }
    return NULL;
}

static bool is(const char *text, const char *value)
{
    return text != NULL && strcmp(text, value) == 0;
}

/* Why it cannot be used at all; NULL: it can. */
static const char *obstacle(const struct pick *pick, const struct wish *wish,
                            struct arena *arena)
{
    const struct view_elb *elb = pick->elb;
    const struct row *creator = creator_of(elb);
    const struct view_listener *taken = taken_by(elb, wish);

    if (is(elb->provisioning_status, "PENDING_DELETE"))
        return "it is being deleted";
    if (is(elb->operating_status, "FROZEN"))
        return "FROZEN";
    if (pick->vpc == PICK_VPC_OTHER)
        return "other VPC: ELB.9899";
    if (elb->class != NULL && strcmp(elb->class, wish->class) != 0)
        return arena_print(arena, "%s is %s", wish->name, wish->class);
    if (taken != NULL)
        return words_of_taken(taken, arena);
    if (pick->listener_most >= 0 &&
        (int64_t)(pick->listener_count + wish->port_count) > pick->listener_most)
        return arena_print(arena, "%zu of %lld listeners", pick->listener_count,
                           (long long)pick->listener_most);
    if (creator != NULL && creator->deleted_ms != WHEN_UNKNOWN)
        return arena_print(arena, "%s/%s, which it was made for, is being torn down",
                           creator->namespace, creator->name);
    return NULL;
}

/* What one should know before; NULL: nothing. */
static const char *remark(const struct view_elb *elb, struct arena *arena)
{
    const struct row *creator = creator_of(elb);

    if (creator != NULL && creator->gateway != NULL)
        return arena_print(arena, "Gateway %s/%s", creator->gateway->namespace,
                           creator->gateway->name);
    if (elb->kind == ELB_ORPHAN)
        return "ORPHAN: nobody owns it, it stays when this Service goes";
    if (!elb->of_this_cluster && elb->service_count == 0 && elb->listener_count > 0)
        return "of another cluster, or made by hand";
    if (elb->eip_id == NULL)
        return "internal: no EIP";
    return NULL;
}

void pick_judge(const struct view_elb *elb, const struct around *around,
                const struct wish *wish, struct arena *arena, struct pick *ret_pick)
{
    bool elsewhere = around_is_elsewhere(around, elb->id);

    *ret_pick = (struct pick){
        .elb = elb,
        .vpc = elsewhere                             ? PICK_VPC_OTHER
               : around != NULL && around->vpc_known ? PICK_VPC_SAME
                                                     : PICK_VPC_UNKNOWN,
        .port_free = taken_by(elb, wish) == NULL,
        .listener_count = count_listeners(elb),
        .listener_most = around == NULL ? QUOTA_UNKNOWN : around->quota.listeners_per_elb,
        .note = elb->service_count > 0 ? elb->services[0] : "",
    };
    const char *why_not = obstacle(ret_pick, wish, arena);
    const char *but = remark(elb, arena);
    if (why_not != NULL) {
        ret_pick->verdict = PICK_IMPOSSIBLE;
        ret_pick->note = why_not;
    } else if (but != NULL) {
        ret_pick->verdict = PICK_NOTED;
        ret_pick->note = but;
    }
}

/* ---- all of them ---------------------------------------------------------------------- */

static int compare_picks(const void *a, const void *b)
{
    const struct pick *one = a;
    const struct pick *two = b;

    if (one->verdict != two->verdict)
        return one->verdict < two->verdict ? -1 : 1;
    int order = strcmp(one->elb->name, two->elb->name);
    return order != 0 ? order : strcmp(one->elb->id, two->elb->id);
}

void picker_build(const struct view *view, const struct around *around,
                  const struct wish *wish, struct arena *arena, struct picker *ret_picker)
{
    struct pick *picks = arena_new_array(arena, view->elb_count, sizeof *picks);

    *ret_picker = (struct picker){.count = view->elb_count, .picks = picks};
    for (size_t i = 0; i < view->elb_count; i++) {
        pick_judge(&view->elbs[i], around, wish, arena, &picks[i]);
        ret_picker->usable_count += picks[i].verdict != PICK_IMPOSSIBLE;
    }
    qsort(picks, view->elb_count, sizeof *picks, compare_picks);
}
