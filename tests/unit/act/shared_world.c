#include "unit/act/shared_world.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

void shared_world_init(struct world *world)
{
    world_init(world);
    WORLD_SERVICE(world, .namespace = "whoami", .name = "whoami", .created_ms = -3600000,
                  .autocreate = "public", .elb_name = "k8s-whoami", .class = "union",
                  .elb_id = WHOAMI_ELB, .eip_id = "eip-1", .finalizer = true,
                  .ingress = "138.124.232.13,10.0.3.13", .ports = "80/TCP");
    WORLD_SERVICE(world, .namespace = "whoami", .name = "fortune", .created_ms = -3000000,
                  .class = "union", .elb_id = WHOAMI_ELB, .finalizer = true,
                  .ingress = "138.124.232.13,10.0.3.13", .ports = "8080/TCP");
    WORLD_SERVICE(world, .namespace = "lb-demo", .name = "hello", .created_ms = -600000,
                  .autocreate = "public", .elb_name = "k8s-lb-demo", .class = "union",
                  .elb_id = HELLO_ELB, .eip_id = "eip-2", .finalizer = true,
                  .ingress = "138.124.232.123,10.0.3.41", .ports = "80/TCP",
                  .labels = "demo=yes");
    WORLD_ELB(world, .id = WHOAMI_ELB, .name = "k8s-whoami", .class = "union",
              .vip = "10.0.3.13", .eip_id = "eip-1", .eip_address = "138.124.232.13",
              .created_ms = -3590000);
    WORLD_LISTENER(world, .id = "l-80", .elb = WHOAMI_ELB, .name = "k8s_TCP_80",
                   .port = "80/TCP", .uid = "uid-whoami", .members = 3, .online = 3,
                   .created_ms = -3580000);
    WORLD_LISTENER(world, .id = "l-8080", .elb = WHOAMI_ELB, .name = "k8s_TCP_8080",
                   .port = "8080/TCP", .uid = "uid-fortune", .members = 3, .online = 3,
                   .created_ms = -2990000);
    WORLD_EIP(world, .id = "eip-1", .address = "138.124.232.13", .status = "ELB");
    WORLD_ELB(world, .id = HELLO_ELB, .name = "k8s-lb-demo", .class = "union",
              .vip = "10.0.3.41", .eip_id = "eip-2", .eip_address = "138.124.232.123",
              .created_ms = -590000);
    WORLD_LISTENER(world, .id = "l-hello", .elb = HELLO_ELB, .name = "k8s_TCP_80",
                   .port = "80/TCP", .uid = "uid-hello", .members = 3, .online = 3,
                   .created_ms = -580000);
    WORLD_EIP(world, .id = "eip-2", .address = "138.124.232.123", .status = "ELB");
    world_sweep(world);
}

struct plan *shared_world_teardown(struct world *world, const char *names)
{
    const struct plan_guard guard = {.demo_label = "demo"};
    struct span rest = span_of(names);
    struct span part;
    const char *list[8];
    size_t count = 0;
    struct plan *plan = NULL;
    struct err err = ERR_INIT;

    while (span_cut(&rest, ',', &part))
        list[count++] = arena_bytes(&world->arena, part.at, part.bytes);
    if (plan_teardown(world_look(world), list, count, &guard, &plan, &err) != ERR_OK)
        fail_msg("%s: %s", err.where, err.text);
    return plan;
}
