#include "worker/vpcs.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/banned.h"

struct place {
    const char *elb_id;
    const char *vpc_id;
};

struct vpcs {
    size_t count;
    struct place *places; /* sorted by ELB id, as the set is */
    struct arena arena;
};

struct vpcs *vpcs_new(void)
{
    struct vpcs *vpcs = mem_new(sizeof *vpcs);

    arena_init(&vpcs->arena, 0);
    return vpcs;
}

void vpcs_free(struct vpcs *vpcs)
{
    if (vpcs == NULL)
        return;
    arena_release(&vpcs->arena);
    free(vpcs);
}

void vpcs_take(struct vpcs *vpcs, const struct elb_set *set)
{
    arena_clear(&vpcs->arena);
    vpcs->places = arena_new_array(&vpcs->arena, set->elb_count, sizeof *vpcs->places);
    vpcs->count = 0;
    for (size_t i = 0; i < set->elb_count; i++) {
        if (set->elbs[i].vpc_id == NULL)
            continue;
        vpcs->places[vpcs->count++] = (struct place){
            .elb_id = arena_text(&vpcs->arena, set->elbs[i].id),
            .vpc_id = arena_text(&vpcs->arena, set->elbs[i].vpc_id),
        };
    }
}

static int compare_id(const void *key, const void *item)
{
    return strcmp(key, ((const struct place *)item)->elb_id);
}

static const char *vpc_of(const struct vpcs *vpcs, const char *elb_id)
{
    const struct place *place = vpcs->count == 0
                                    ? NULL
                                    : bsearch(elb_id, vpcs->places, vpcs->count,
                                              sizeof *vpcs->places, compare_id);
    return place == NULL ? NULL : place->vpc_id;
}

static const char *home_of(const struct vpcs *vpcs, const struct view *view)
{
    for (size_t i = 0; i < view->elb_count; i++) {
        /* Made for a Service of this cluster: it is where the nodes are. */
        if (view->elbs[i].kind != ELB_AUTO)
            continue;
        const char *vpc_id = vpc_of(vpcs, view->elbs[i].id);
        if (vpc_id != NULL)
            return vpc_id;
    }
    return NULL;
}

void vpcs_compare(const struct vpcs *vpcs, const struct view *view, struct arena *arena,
                  struct around *around)
{
    const char *home = home_of(vpcs, view);
    size_t count = 0;

    around->vpc_known = home != NULL;
    for (size_t i = 0; home != NULL && i < vpcs->count; i++)
        count += strcmp(vpcs->places[i].vpc_id, home) != 0;
    const char **elsewhere = arena_new_array(arena, count, sizeof *elsewhere);
    around->elsewhere = elsewhere;
    for (size_t i = 0; home != NULL && i < vpcs->count; i++) {
        if (strcmp(vpcs->places[i].vpc_id, home) != 0)
            elsewhere[around->elsewhere_count++] =
                arena_text(arena, vpcs->places[i].elb_id);
    }
}
