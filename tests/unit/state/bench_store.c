/*
 * What a store of 10,000 Services costs: time and memory. Prints numbers, judges nothing;
 * run by hand: make tests/unit/state/bench_store && tests/unit/state/bench_store
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/mem.h"
#include "base/when.h"
#include "unit/state/world.h"

enum { SERVICES = 10000, CHANGES = 2000 };

static double now_ms(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1000 + (double)time.tv_nsec / 1e6;
}

static size_t held_bytes(void)
{
    struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

struct names {
    char name[32];
    char uid[48];
    char elb[48];
    char eip[48];
    char ingress[64];
};

static void name_all(int i, struct names *out)
{
    snprintf(out->name, sizeof out->name, "service-%05d", i);
    snprintf(out->uid, sizeof out->uid, "%08x-0000-4000-8000-%012x", i * 7919, i);
    snprintf(out->elb, sizeof out->elb, "%08x-1111-4000-8000-%012x", i * 7907, i);
    snprintf(out->eip, sizeof out->eip, "%08x-2222-4000-8000-%012x", i * 7901, i);
    snprintf(out->ingress, sizeof out->ingress, "138.%d.%d.%d,10.%d.%d.7", 1 + i / 65536,
             i / 256 % 256, i % 256, i / 256 % 256, i % 256);
}

static struct kube_object *service(int i, bool renewed)
{
    struct names names;
    name_all(i, &names);
    return world_service(&(struct service_spec){
        .namespace = i % 2 ? "shop" : "bench",
        .name = names.name,
        .uid = names.uid,
        .autocreate = "public",
        .elb_id = names.elb,
        .eip_id = names.eip,
        .ingress = names.ingress,
        .finalizer = true,
        .created_ms = -3600000,
        .class = "union",
        .labels = renewed ? "app=web,renewed=yes" : "app=web",
    });
}

static struct elb_set *elb_set(void)
{
    struct elb_set *set = mem_new(sizeof *set);
    struct arena *arena = &set->arena;
    struct elb *elbs = arena_new_array(arena, SERVICES, sizeof *elbs);
    struct listener *listeners = arena_new_array(arena, SERVICES, sizeof *listeners);
    struct pool *pools = arena_new_array(arena, SERVICES, sizeof *pools);
    struct member *members = arena_new_array(arena, SERVICES * 3, sizeof *members);
    char address[64];

    for (int i = 0; i < SERVICES; i++) {
        struct names names;
        name_all(i, &names);
        snprintf(address, sizeof address, "%.*s", (int)strcspn(names.ingress, ","),
                 names.ingress);
        elbs[i] =
            (struct elb){.id = arena_text(arena, names.elb),
                         .name = arena_text(arena, names.name),
                         .description = "",
                         .guaranteed_known = true,
                         .provisioning_status = "ACTIVE",
                         .operating_status = "ONLINE",
                         .vip_address = arena_text(arena, strchr(names.ingress, ',') + 1),
                         .eip_id = arena_text(arena, names.eip),
                         .eip_address = arena_text(arena, address),
                         .created_ms = WORLD_START_MS - 3590000};
        listeners[i] = (struct listener){.id = arena_print(arena, "%s-l", names.elb),
                                         .name = "k8s_TCP_80",
                                         .description = "",
                                         .protocol = "TCP",
                                         .port = 80,
                                         .elb_id = elbs[i].id,
                                         .pool_id = arena_print(arena, "%s-p", names.elb),
                                         .created_ms = WORLD_START_MS - 3580000,
                                         .service_uid = arena_text(arena, names.uid)};
        pools[i] = (struct pool){.id = listeners[i].pool_id,
                                 .name = "",
                                 .elb_id = elbs[i].id,
                                 .listener_id = listeners[i].id};
        for (int k = 0; k < 3; k++)
            members[i * 3 + k] =
                (struct member){.id = arena_print(arena, "%s-m%d", names.elb, k),
                                .name = "",
                                .pool_id = pools[i].id,
                                .address = arena_print(arena, "10.0.3.%d", k),
                                .port = 30080,
                                .status = MEMBER_ONLINE,
                                .created_ms = WORLD_START_MS - 3570000};
    }
    set->elb_count = set->listener_count = set->pool_count = SERVICES;
    set->member_count = SERVICES * 3;
    set->elbs = elbs;
    set->listeners = listeners;
    set->pools = pools;
    set->members = members;
    set->members_known = true;
    set->read_wall_ms = WORLD_START_MS;
    return set;
}

static int by_id(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static struct elb_set *sorted_set(void)
{
    struct elb_set *set = elb_set();
    qsort((void *)(uintptr_t)set->elbs, set->elb_count, sizeof *set->elbs, by_id);
    qsort((void *)(uintptr_t)set->listeners, set->listener_count, sizeof *set->listeners,
          by_id);
    qsort((void *)(uintptr_t)set->pools, set->pool_count, sizeof *set->pools, by_id);
    qsort((void *)(uintptr_t)set->members, set->member_count, sizeof *set->members,
          by_id);
    return set;
}

static void run(bool with_cloud)
{
    struct world world;
    world_init(&world);
    printf("%d Services, %s\n", SERVICES, with_cloud ? "an ELB each" : "no cloud");

    struct kube_object **objects = mem_new_array(SERVICES, sizeof(struct kube_object *));
    size_t before = held_bytes();
    for (int i = 0; i < SERVICES; i++)
        objects[i] = service(i, false);
    size_t in_objects = held_bytes() - before;
    struct elb_set *set = with_cloud ? sorted_set() : NULL;

    before = held_bytes();
    double start = now_ms();
    for (int i = 0; i < SERVICES; i++)
        world_put(&world, objects[i]);
    world_listed(&world);
    double put = now_ms();
    if (set != NULL)
        store_set_elbs(world.store, set);
    double indexed = now_ms();
    struct view *view = store_view(world.store, world_now(&world), world_wall(&world));
    double made = now_ms();
    size_t taken = held_bytes() - before;
    printf("  put %.1f ms, sets %.1f ms, first view %.1f ms\n", put - start,
           indexed - put, made - indexed);
    printf("  objects %zu, store and view %zu bytes per Service\n", in_objects / SERVICES,
           taken / SERVICES);

    start = now_ms();
    for (int i = 0; i < CHANGES; i++) {
        world_put(&world, service(i * 5 % SERVICES, true));
        struct view *next =
            store_view(world.store, world_now(&world), world_wall(&world));
        view_free(view);
        view = next;
    }
    printf("  one change, view made and freed: %.3f ms\n", (now_ms() - start) / CHANGES);

    start = now_ms();
    for (int i = 0; i < CHANGES; i++)
        view_free(store_view(world.store, world_now(&world), world_wall(&world)));
    printf("  no change, view made and freed: %.3f ms\n", (now_ms() - start) / CHANGES);

    if (with_cloud) {
        struct elb_set *same = sorted_set();
        start = now_ms();
        store_set_elbs(world.store, same);
        view_free(store_view(world.store, world_now(&world), world_wall(&world)));
        printf("  a sweep that found nothing new: %.1f ms\n", now_ms() - start);
    }
    view_free(view);
    free(objects);
    world_release(&world);
}

int main(void)
{
    run(false);
    run(true);
    return 0;
}
