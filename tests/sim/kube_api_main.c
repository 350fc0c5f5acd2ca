/*
 * kube_api_main.c - the api-server alone, for kubectl: writes a kubeconfig into the folder
 * named, says "ready", serves until its standard input ends. A line with the letter s stops
 * it serving, one with r lets it serve again.
 *
 *   kube_api_main DIR [services]
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/mem.h"
#include "base/span.h"
#include "sim/kube_api.h"
#include "base/banned.h"

static bool admit(void *ctx, enum kube_operation operation, const json_t *old_object,
                  const json_t *new_object, char reason[KUBE_REASON_BYTES])
{
    const json_t *annotations =
        json_object_get(json_object_get(new_object, "metadata"), "annotations");

    (void)ctx;
    (void)operation;
    (void)old_object;
    if (json_object_get(annotations, "test/refuse") == NULL)
        return true;
    snprintf(reason, KUBE_REASON_BYTES, "%s",
             json_string_value(json_object_get(annotations, "test/refuse")));
    return false;
}

static bool write_kubeconfig(const struct kube_api *api, const char *dir)
{
    char path[4096];
    struct buf text;
    bool done = false;

    buf_init(&text, LIMIT_FILE_BYTES);
    snprintf(path, sizeof path, "%s/kubeconfig", dir);
    FILE *file = fopen(path, "w");
    if (file != NULL && kube_api_kubeconfig(api, &text, NULL) == ERR_OK)
        done = fwrite(text.at, 1, text.bytes, file) == text.bytes;
    if (file != NULL && fclose(file) != 0)
        done = false;
    buf_release(&text);
    return done;
}

static void seed_nodes(struct kube_api *api)
{
    for (int i = 1; i <= 2; i++) {
        json_t *node = json_pack(
            "{s:s,s:s,s:{s:o},s:{s:[{s:s,s:s}],s:[{s:s,s:o}],s:{s:s}}}", "kind", "Node",
            "apiVersion", "v1", "metadata", "name", json_sprintf("192.168.0.%d", 20 + i),
            "status", "conditions", "type", "Ready", "status", "True", "addresses",
            "type", "InternalIP", "address", json_sprintf("192.168.0.%d", 20 + i),
            "nodeInfo", "kubeletVersion", "v1.31.4-r0");
        kube_api_seed(api, node, NULL);
        json_decref(node);
    }
}

static void seed_services(struct kube_api *api, int64_t count)
{
    static const struct clock real = CLOCK_REAL_INIT;
    int64_t before_ms = clock_now_ms(&real);

    for (int64_t i = 0; i < count; i++) {
        json_t *service = json_pack(
            "{s:s,s:s,s:{s:o,s:o,s:{s:s},s:{s:s}},s:{s:s,s:{s:s},s:[{s:s,s:i,s:i}]}}",
            "kind", "Service", "apiVersion", "v1", "metadata", "name",
            json_sprintf("web-%05lld", (long long)i), "namespace",
            json_sprintf("team-%02lld", (long long)(i % 20)), "labels", "tier",
            "frontend", "annotations", "kubernetes.io/elb.class", "union", "spec", "type",
            "LoadBalancer", "selector", "app", "web", "ports", "name", "http", "port", 80,
            "targetPort", 8080);
        kube_api_seed(api, service, NULL);
        json_decref(service);
    }
    if (count > 0)
        fprintf(stderr, "%lld services in %lld ms\n", (long long)count,
                (long long)(clock_now_ms(&real) - before_ms));
}

int main(int argc, char **argv)
{
    struct kube_api_config config = {.seed = 1, .admit = admit};
    struct kube_api *api = NULL;
    struct err err = ERR_INIT;
    int64_t services = 0;
    char byte;

    if (argc < 2)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    if (kube_api_new(&config, &api, &err) != ERR_OK) {
        fprintf(stderr, "%s\n", err.text);
        return 1;
    }
    seed_nodes(api);
    if (argc > 2 && span_to_i64(span_of(argv[2]), &services))
        seed_services(api, services);
    bool done = write_kubeconfig(api, argv[1]);
    puts(done ? "ready" : "failed");
    fflush(stdout);
    while (done && read(STDIN_FILENO, &byte, 1) > 0) {
        if (byte == 's')
            kube_api_stop(api);
        else if (byte == 'r' && kube_api_start(api, &err) != ERR_OK)
            break;
    }
    kube_api_free(api);
    return done ? 0 : 1;
}
