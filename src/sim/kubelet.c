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

enum { RETRY_MS = 2000, ADDRESS_BYTES = 16, STOP_MS = 1000 };

enum task_kind { TASK_NONE, TASK_START, TASK_STOP };

/* What is to be done with a Pod. */
struct task {
    char *key; /* "namespace/name" */
    enum task_kind kind;
    int64_t due_ms;
    UT_hash_handle hh;
};

struct kubelet {
    struct pace *pace;
    struct agent *agent;
    struct agent_server kube;
    int64_t start_ms;
    struct informer *pods;
    struct task *tasks;
};

static const struct clock machine = CLOCK_REAL_INIT;

/* ---- which Pods ---- */

/* Of a Pod on a node. What ends does so in a second, far from the time it has: a process
 * that listens to SIGTERM. */
static enum task_kind task_of(const json_t *pod)
{
    const char *phase = tree_text(pod, "status.phase");

    if (pod == NULL || tree_text(pod, "spec.nodeName") == NULL)
        return TASK_NONE;
    if (tree_text(pod, "metadata.deletionTimestamp") != NULL)
        return tree_int(pod, "metadata.deletionGracePeriodSeconds", 0) > 0 ? TASK_STOP
                                                                           : TASK_NONE;
    return phase != NULL && strcmp(phase, "Pending") == 0 ? TASK_START : TASK_NONE;
}

static void task_drop(struct kubelet *kubelet, struct task *task)
{
    HASH_DEL(kubelet->tasks, task);
    free(task->key);
    free(task);
}

static void task_add(struct kubelet *kubelet, const char *key, enum task_kind kind)
{
    int64_t usual_ms = kind == TASK_START ? kubelet->start_ms : STOP_MS;
    struct task *task = mem_new(sizeof *task);

    task->key = mem_copy_text(key);
    task->kind = kind;
    task->due_ms = pace_now_ms(kubelet->pace) +
                   pace_between(kubelet->pace, key, usual_ms / 2, usual_ms * 3 / 2);
    HASH_ADD_KEYPTR(hh, kubelet->tasks, task->key, strlen(task->key), task);
}

static void pod_changed(void *ctx, const char *key, const json_t *old, const json_t *now)
{
    struct kubelet *kubelet = ctx;
    enum task_kind kind = task_of(now);
    struct task *task;

    (void)old;
    HASH_FIND_STR(kubelet->tasks, key, task);
    if (task != NULL && task->kind == kind)
        return;
    if (task != NULL)
        task_drop(kubelet, task);
    if (kind != TASK_NONE)
        task_add(kubelet, key, kind);
}

/* NULL: none. */
static struct task *next_one(const struct kubelet *kubelet)
{
    struct task *next = NULL;

    for (struct task *at = kubelet->tasks; at != NULL; at = at->hh.next) {
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

/* Takes body. */
static void send(struct kubelet *kubelet, const char *method, const json_t *pod,
                 const char *subresource, const char *type, json_t *body)
{
    struct url url;

    object_path("v1", "Pod", tree_text(pod, "metadata.namespace"),
                tree_text(pod, "metadata.name"), &url);
    if (subresource != NULL)
        url_segment(&url, subresource);
    struct agent_answer answer =
        agent_ask(kubelet->agent, &kubelet->kube,
                  agent_request(method, url_text(&url), type, body));
    agent_answer_release(&answer);
    url_release(&url);
    json_decref(body);
}

static json_t *farewell(const json_t *pod)
{
    return json_pack("{s:s,s:s,s:i,s:{s:s}}", "kind", "DeleteOptions", "apiVersion", "v1",
                     "gracePeriodSeconds", 0, "preconditions", "uid",
                     tree_text(pod, "metadata.uid"));
}

/* It stays on the list until the watch shows it running, or gone. */
static void carry_out(struct kubelet *kubelet, struct task *task)
{
    json_t *pod = informer_get(kubelet->pods, task->key);

    task->due_ms = pace_now_ms(kubelet->pace) + RETRY_MS;
    if (pod == NULL)
        return;
    if (task->kind == TASK_START)
        send(kubelet, "PATCH", pod, "status", "application/merge-patch+json",
             running(pod));
    else
        send(kubelet, "DELETE", pod, NULL, NULL, farewell(pod));
    json_decref(pod);
}

/* ---- life ---- */

static void run(void *ctx)
{
    struct kubelet *kubelet = ctx;

    while (!agent_ends(kubelet->agent)) {
        int64_t real = informer_work(kubelet->pods);
        struct task *next = next_one(kubelet);
        if (next != NULL && next->due_ms <= pace_now_ms(kubelet->pace)) {
            carry_out(kubelet, next);
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
    while (kubelet->tasks != NULL)
        task_drop(kubelet, kubelet->tasks);
    free(kubelet);
}
