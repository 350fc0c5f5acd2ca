#include "sim/kubelet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/when.h"
#include "sim/informer.h"
#include "sim/object_path.h"
#include "wire/digest.h"
#include "wire/tree.h"
#include "wire/url.h"

#include "base/banned.h"

enum { RETRY_MS = 2000, ADDRESS_BYTES = 16 };

/* A Pod that is to be started. */
struct coming {
    char *key; /* "namespace/name" */
    int64_t due_ms;
    UT_hash_handle hh;
};

struct kubelet {
    struct pace *pace;
    struct agent *agent;
    struct agent_server kube;
    int64_t start_ms;
    struct informer *pods;
    struct coming *coming;
};

static const struct clock machine = CLOCK_REAL_INIT;

/* ---- which Pods ---- */

static bool is_to_be_started(const json_t *pod)
{
    const char *phase = tree_text(pod, "status.phase");

    return pod != NULL && phase != NULL && strcmp(phase, "Pending") == 0 &&
           tree_text(pod, "spec.nodeName") != NULL &&
           tree_at(pod, "metadata.deletionTimestamp") == NULL;
}

static void coming_drop(struct kubelet *kubelet, struct coming *coming)
{
    HASH_DEL(kubelet->coming, coming);
    free(coming->key);
    free(coming);
}

static void pod_changed(void *ctx, const char *key, const json_t *old, const json_t *now)
{
    struct kubelet *kubelet = ctx;
    struct coming *coming;

    (void)old;
    HASH_FIND_STR(kubelet->coming, key, coming);
    if (coming != NULL && !is_to_be_started(now))
        coming_drop(kubelet, coming);
    if (coming != NULL || !is_to_be_started(now))
        return;
    coming = mem_new(sizeof *coming);
    coming->key = mem_copy_text(key);
    coming->due_ms = pace_now_ms(kubelet->pace) + pace_between(kubelet->pace, key,
                                                               kubelet->start_ms / 2,
                                                               kubelet->start_ms * 3 / 2);
    HASH_ADD_KEYPTR(hh, kubelet->coming, coming->key, strlen(coming->key), coming);
}

/* NULL: none. */
static struct coming *next_one(const struct kubelet *kubelet)
{
    struct coming *next = NULL;

    for (struct coming *at = kubelet->coming; at != NULL; at = at->hh.next) {
        if (next == NULL || at->due_ms < next->due_ms)
            next = at;
    }
    return next;
}

/* ---- starting one ---- */

/* Of the Pod's uid: 10.0.0.2 to 10.0.255.254. */
static void address_of(const json_t *pod, char out[ADDRESS_BYTES])
{
    unsigned char digest[SHA256_BYTES];

    digest_sha256(span_of(tree_text(pod, "metadata.uid")), digest);
    snprintf(out, ADDRESS_BYTES, "10.0.%d.%d", digest[0], 2 + digest[1] % 253);
}

static json_t *conditions(const char *now)
{
    static const char *const types[] = {"Initialized", "Ready", "ContainersReady",
                                        "PodScheduled"};
    json_t *list = json_array();

    for (size_t i = 0; i < ARRAY_COUNT(types); i++)
        json_array_append_new(list, json_pack("{s:s,s:s,s:s}", "type", types[i], "status",
                                              "True", "lastTransitionTime", now));
    return list;
}

static json_t *containers(const json_t *pod, const char *now)
{
    const json_t *list = tree_at(pod, "spec.containers");
    json_t *out = json_array();

    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = tree_key_text(json_array_get(list, i), "name");
        const char *image = tree_key_text(json_array_get(list, i), "image");
        json_array_append_new(out,
                              json_pack("{s:s?,s:{s:{s:s}},s:b,s:i,s:s?,s:s?,s:b}",
                                        "name", name, "state", "running", "startedAt",
                                        now, "ready", 1, "restartCount", 0, "image",
                                        image, "imageID", image, "started", 1));
    }
    return out;
}

static json_t *running(const json_t *pod)
{
    char now[WHEN_TEXT_BYTES];
    char address[ADDRESS_BYTES];
    int64_t wall_ms = clock_wall_ms(&machine);

    when_print(wall_ms - wall_ms % 1000, now);
    address_of(pod, address);
    return json_pack("{s:{s:s,s:o,s:s,s:[{s:s}],s:s,s:o}}", "status", "phase", "Running",
                     "conditions", conditions(now), "podIP", address, "podIPs", "ip",
                     address, "startTime", now, "containerStatuses",
                     containers(pod, now));
}

/* It stays on the list until the watch shows it running. */
static void start_one(struct kubelet *kubelet, struct coming *coming)
{
    json_t *pod = informer_get(kubelet->pods, coming->key);
    char path[512];
    struct url url;

    coming->due_ms = pace_now_ms(kubelet->pace) + RETRY_MS;
    if (pod == NULL)
        return;
    object_path("v1", "Pod", tree_text(pod, "metadata.namespace"),
                tree_text(pod, "metadata.name"), &url);
    snprintf(path, sizeof path, "%s/status", url_text(&url));
    url_release(&url);
    json_t *body = running(pod);
    struct agent_answer answer =
        agent_ask(kubelet->agent, &kubelet->kube,
                  agent_request("PATCH", path, "application/merge-patch+json", body));
    agent_answer_release(&answer);
    json_decref(body);
    json_decref(pod);
}

/* ---- life ---- */

static void run(void *ctx)
{
    struct kubelet *kubelet = ctx;

    while (!agent_ends(kubelet->agent)) {
        int64_t real = informer_work(kubelet->pods);
        struct coming *next = next_one(kubelet);
        if (next != NULL && next->due_ms <= pace_now_ms(kubelet->pace)) {
            start_one(kubelet, next);
            continue;
        }
        agent_turn(kubelet->agent, next == NULL ? INT64_MAX : next->due_ms, real);
    }
}

enum err_code kubelet_new(struct pace *pace, const struct agent_server *kube,
                          int64_t start_ms, struct kubelet **ret_kubelet, struct err *err)
{
    struct kubelet *kubelet = mem_new(sizeof *kubelet);
    enum err_code code = agent_new(pace, &kubelet->agent, err);

    if (code != ERR_OK) {
        free(kubelet);
        return code;
    }
    agent_introduce(kubelet->agent, "kubelet", NULL);
    kubelet->pace = pace;
    kubelet->kube = *kube;
    kubelet->start_ms = start_ms;
    kubelet->pods = informer_new(&(struct informer_config){.agent = kubelet->agent,
                                                           .server = &kubelet->kube,
                                                           .path = "/api/v1/pods",
                                                           .keep_text = true,
                                                           .changed = pod_changed,
                                                           .ctx = kubelet});
    *ret_kubelet = kubelet;
    return ERR_OK;
}

enum err_code kubelet_start(struct kubelet *kubelet, struct err *err)
{
    return agent_start(kubelet->agent, run, kubelet, err);
}

void kubelet_free(struct kubelet *kubelet)
{
    if (kubelet == NULL)
        return;
    agent_stop(kubelet->agent);
    informer_free(kubelet->pods);
    agent_free(kubelet->agent);
    while (kubelet->coming != NULL)
        coming_drop(kubelet, kubelet->coming);
    free(kubelet);
}
