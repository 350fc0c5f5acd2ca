#include "act/lint_view.h"

#include "base/banned.h"

/* Ids of VPCs do not cross over from the cloud; that they differ does. */
#define VPC_HERE      "here"
#define VPC_ELSEWHERE "elsewhere"

static size_t count_listeners(const struct view *view)
{
    size_t count = 0;

    for (size_t i = 0; i < view->elb_count; i++)
        count += view->elbs[i].listener_count;
    return count;
}

static const char *service_of(const struct view_listener *listener, struct arena *arena)
{
    if (listener->service_name == NULL)
        return NULL;
    return arena_print(arena, "%s/%s", listener->service_namespace,
                       listener->service_name);
}

static void fill_elbs(const struct view *view, const struct around *around,
                      struct arena *arena, struct lint_world *world)
{
    struct lint_elb *elbs = arena_new_array(arena, view->elb_count, sizeof *elbs);
    struct lint_listener *listeners =
        arena_new_array(arena, count_listeners(view), sizeof *listeners);

    for (size_t i = 0; i < view->elb_count; i++) {
        const struct view_elb *from = &view->elbs[i];
        bool elsewhere = around_is_elsewhere(around, from->id);
        elbs[i] = (struct lint_elb){
            .id = from->id,
            .name = from->name,
            .class = from->class,
            .vpc_id = elsewhere ? VPC_ELSEWHERE : VPC_HERE,
        };
        for (size_t k = 0; k < from->listener_count; k++) {
            const struct view_listener *listener = &from->listeners[k];
            listeners[world->listener_count++] = (struct lint_listener){
                .elb_id = from->id,
                .protocol = listener->protocol,
                .port = listener->port,
                .service = service_of(listener, arena),
            };
        }
    }
    world->elbs = elbs;
    world->elb_count = view->elb_count;
    world->listeners = listeners;
}

void lint_world_of_view(const struct view *view, const struct around *around,
                        const char *namespace, const char *name, struct arena *arena,
                        struct lint_world *ret_world)
{
    const struct row *row = view_row(view, namespace, name);

    *ret_world = (struct lint_world)LINT_WORLD_INIT;
    ret_world->elbs_known = view->sources[SOURCE_ELB].state == SOURCE_LIVE;
    ret_world->vpc_id = around != NULL && around->vpc_known ? VPC_HERE : NULL;
    fill_elbs(view, around, arena, ret_world);
    if (row != NULL)
        ret_world->endpoints_ready = row->endpoints_ready;
}
