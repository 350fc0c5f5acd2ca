#include "sim/pages.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

#include "base/banned.h"

struct pages {
    struct backends *backends;
    struct gateway_routes *routes;
    atomic_size_t turn;
};

static const char *fortune(size_t turn)
{
    static const char *const fortunes[] = {
        "A listener in the hand is worth two in the quota.",
        "You will meet a tall, dark load balancer.",
        "He who deletes the creator first leaves an orphan.",
        "Unknown is never zero.",
        "The address you seek is advertised in a few seconds.",
    };
    return fortunes[turn % ARRAY_COUNT(fortunes)];
}

static void write_page(const struct backend *pod, const struct fabric_visit *visit,
                       const struct gateway_target *through, size_t turn,
                       struct fabric_page *page)
{
    struct buf *out = &page->body;

    if (strcmp(pod->service, "fortune") == 0)
        buf_print(out, "%s\n\n", fortune(turn));
    buf_print(out, "Hello from %s/%s\n", pod->namespace, pod->service);
    buf_print(out, "pod      %s on node %s\n", pod->pod, pod->node);
    buf_print(out, "through  %s %s:%u -> %s:%u", visit->elb_name, visit->public_address,
              (unsigned)visit->public_port, visit->node_address,
              (unsigned)visit->node_port);
    if (through != NULL)
        buf_print(out, " -> gateway %s, route %s", through->gateway, through->route);
    buf_print(out, "\nasked    %s %s of %s by %s\n", visit->method, visit->path,
              visit->host, visit->client);
}

static void write_error(struct fabric_page *page, int status, const char *text)
{
    page->status = status;
    buf_add_text(&page->body, text);
}

/* Behind a proxy of a Gateway: Envoy's words where there is no way on. */
static void serve_route(struct pages *pages, const struct gateway_target *target,
                        const struct fabric_visit *visit, size_t turn,
                        struct fabric_page *page)
{
    struct backend pod;
    if (backends_pick_service(pages->backends, target->namespace, target->service,
                              target->port, turn, &pod))
        write_page(&pod, visit, target, turn, page);
    else
        write_error(page, 503, "no healthy upstream");
}

bool pages_serve(void *ctx, const struct fabric_visit *visit, struct fabric_page *page)
{
    struct pages *pages = ctx;
    size_t turn = atomic_fetch_add(&pages->turn, 1);
    struct backend pod;
    struct gateway_target target;
    char service[sizeof pod.namespace + sizeof pod.service];
    enum gateway_way way = GATEWAY_NOT_A_PROXY;

    if (!backends_pick(pages->backends, visit->node_address, visit->node_port, turn,
                       &pod))
        return false;
    snprintf(service, sizeof service, "%s/%s", pod.namespace, pod.service);
    if (pages->routes != NULL)
        way = gateway_routes_find(pages->routes, service, visit->host, visit->path, turn,
                                  &target);
    if (way == GATEWAY_TARGET)
        serve_route(pages, &target, visit, turn, page);
    else if (way == GATEWAY_NO_ROUTE)
        write_error(page, 404, "");
    else
        write_page(&pod, visit, NULL, turn, page);
    return true;
}

struct pages *pages_new(struct backends *backends, struct gateway_routes *routes)
{
    struct pages *pages = mem_new(sizeof *pages);
    pages->backends = backends;
    pages->routes = routes;
    return pages;
}

void pages_free(struct pages *pages)
{
    free(pages);
}
