#include "act/plan_compare.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/banned.h"

struct difference {
    char *out;
    size_t out_bytes;
};

static bool say(struct difference *difference, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static bool say(struct difference *difference, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(difference->out, difference->out_bytes, format, args);
    va_end(args);
    return true;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static const char *or_none(const char *text)
{
    return text == NULL ? "none" : text;
}

/* ---- the Services ------------------------------------------------------------------ */

static bool service_differs(const struct plan_service *shown,
                            const struct plan_service *now, struct difference *difference)
{
    if (!same(shown->namespace, now->namespace) || !same(shown->name, now->name))
        return say(difference, "%s/%s comes where %s/%s was", now->namespace, now->name,
                   shown->namespace, shown->name);
    if (!same(shown->uid, now->uid) && shown->uid != NULL && now->uid != NULL)
        return say(difference,
                   "%s/%s was deleted and made again (uid %.8s.., was %.8s..)",
                   now->namespace, now->name, now->uid, shown->uid);
    if (!same(shown->uid, now->uid))
        return say(difference, "%s/%s is %s now", now->namespace, now->name,
                   now->uid == NULL ? "not there" : "there");
    if (!same(shown->elb_id, now->elb_id))
        return say(difference, "%s/%s is on ELB %.8s now, was on %.8s", now->namespace,
                   now->name, or_none(now->elb_id), or_none(shown->elb_id));
    if (!same(shown->resource_version, now->resource_version))
        return say(difference, "%s/%s was changed (rv %s, was %s)", now->namespace,
                   now->name, or_none(now->resource_version),
                   or_none(shown->resource_version));
    return false;
}

static bool services_differ(const struct plan *shown, const struct plan *now,
                            struct difference *difference)
{
    if (shown->service_count != now->service_count)
        return say(difference, "%zu Services, were %zu", now->service_count,
                   shown->service_count);
    for (size_t i = 0; i < now->service_count; i++) {
        if (service_differs(&shown->services[i], &now->services[i], difference))
            return true;
    }
    return false;
}

/* ---- the fates ----------------------------------------------------------------------- */

/* A thing is told apart by what it is and by its name: ids may come later. */
static const struct plan_object *find(const struct plan *plan,
                                      const struct plan_object *object, bool same_fate)
{
    for (size_t i = 0; i < plan->object_count; i++) {
        const struct plan_object *other = &plan->objects[i];
        if (other->thing == object->thing && same(other->name, object->name) &&
            (!same_fate || other->fate == object->fate))
            return other;
    }
    return NULL;
}

static bool object_differs(const struct plan *shown, const struct plan_object *now,
                           struct difference *difference)
{
    const struct plan_object *before = find(shown, now, true);

    if (before == NULL) {
        before = find(shown, now, false);
        if (before == NULL)
            return say(difference, "%s %s is new: %s", plan_thing_word(now->thing),
                       now->name, plan_fate_word(now->fate));
        return say(difference, "%s %s: %s now, was %s", plan_thing_word(now->thing),
                   now->name, plan_fate_word(now->fate), plan_fate_word(before->fate));
    }
    if (!same(before->id, now->id))
        return say(difference, "%s %s is another one (%.8s, was %.8s)",
                   plan_thing_word(now->thing), now->name, or_none(now->id),
                   or_none(before->id));
    return false;
}

static bool objects_differ(const struct plan *shown, const struct plan *now,
                           struct difference *difference)
{
    for (size_t i = 0; i < now->object_count; i++) {
        if (object_differs(shown, &now->objects[i], difference))
            return true;
    }
    for (size_t i = 0; i < shown->object_count; i++) {
        const struct plan_object *object = &shown->objects[i];
        if (find(now, object, true) == NULL)
            return say(difference, "%s %s is not there any more",
                       plan_thing_word(object->thing), object->name);
    }
    return false;
}

/* ---- all of it ------------------------------------------------------------------------- */

bool plan_differs(const struct plan *shown, const struct plan *now, char *out,
                  size_t out_bytes)
{
    struct difference difference = {out, out_bytes};

    if (services_differ(shown, now, &difference) ||
        objects_differ(shown, now, &difference))
        return true;
    if (!same(shown->manifest, now->manifest))
        return say(&difference, "the manifest is another one");
    if (shown->tier != now->tier || !same(shown->word, now->word))
        return say(&difference, "it takes %s now",
                   now->tier == TIER_WORD ? "a typed word" : "one y");
    return false;
}
