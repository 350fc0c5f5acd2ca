/*
 * Three kinds of writes, as upstream and vendor part do them: the finalizer and the
 * ingress are patches of the status subresource; ids go in one update of the main
 * resource, read anew and tried again when someone else was faster.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "sim/ccm_inside.h"
#include "wire/tree.h"
#include "wire/url.h"

#include "base/banned.h"

enum { UPDATE_TRIES = 3 };

#define MANAGER     "cloud-controller-manager"
#define MERGE_PATCH "application/merge-patch+json"

void ccm_tell(struct ccm_sync *sync, const char *component, const char *type,
              const char *reason, const char *format, ...)
{
    const struct ccm_service *service = &sync->service;
    const struct recorder_object about = {
        .api_version = "v1",
        .kind = "Service",
        .namespace = service->namespace,
        .name = service->name,
        .uid = service->uid,
    };
    char message[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    recorder_tell(sync->ccm->recorder, &about, component, type, reason, message);
}

/* ---- asking the api-server ---- */

static void service_path(struct url *url, const char *namespace, const char *name,
                         const char *subresource)
{
    url_init(url, "/api/v1/namespaces");
    url_segment(url, namespace);
    url_segment(url, "services");
    url_segment(url, name);
    if (subresource != NULL)
        url_segment(url, subresource);
}

/* Takes body. */
static struct agent_answer ask(struct ccm_sync *sync, const char *method,
                               const char *subresource, const char *content_type,
                               json_t *body)
{
    struct url url;
    service_path(&url, sync->service.namespace, sync->service.name, subresource);
    if (body != NULL)
        url_query(&url, "fieldManager", MANAGER);
    struct http_request *request =
        agent_request(method, url_text(&url), content_type, body);
    url_release(&url);
    json_decref(body);
    return agent_ask(sync->ccm->agent, &sync->ccm->config.kube, request);
}

static void quote(const struct agent_answer *answer, struct buf *why)
{
    const char *message = tree_text(answer->json, "message");
    char line[512];
    if (message == NULL)
        message = answer->status == 0 ? err_line(&answer->err, line, sizeof line)
                                      : buf_text(&answer->text);
    buf_print(why, "%.800s", message);
}

static bool is_good_or_gone(struct agent_answer *answer, struct buf *why)
{
    bool good = agent_answer_is_good(answer) || answer->status == 404;
    if (!good)
        quote(answer, why);
    agent_answer_release(answer);
    return good;
}

json_t *ccm_read_service(struct ccm *ccm, const char *key, bool *ret_failed)
{
    const char *slash = strchr(key, '/');
    char namespace[256];
    struct url url;

    snprintf(namespace, sizeof namespace, "%.*s", (int)(slash - key), key);
    service_path(&url, namespace, slash + 1, NULL);
    struct agent_answer answer = agent_ask(
        ccm->agent, &ccm->config.kube, agent_request("GET", url_text(&url), NULL, NULL));
    url_release(&url);
    json_t *object = agent_answer_is_good(&answer) ? json_incref(answer.json) : NULL;
    *ret_failed = object == NULL && answer.status != 404;
    agent_answer_release(&answer);
    return object;
}

/* ---- the finalizer ---- */

/* The finalizers as they are now, without ours. NULL: why, or gone. */
static json_t *other_finalizers(struct ccm_sync *sync, bool *ret_gone)
{
    struct agent_answer answer = ask(sync, "GET", NULL, NULL, NULL);
    json_t *others = NULL;

    *ret_gone = answer.status == 404;
    if (agent_answer_is_good(&answer)) {
        json_t *all =
            json_object_get(json_object_get(answer.json, "metadata"), "finalizers");
        others = json_array();
        for (size_t i = 0; i < json_array_size(all); i++) {
            json_t *one = json_array_get(all, i);
            if (strcmp(json_string_value(one), CCM_FINALIZER) != 0)
                json_array_append(others, one);
        }
    } else if (!*ret_gone) {
        quote(&answer, &sync->why);
    }
    agent_answer_release(&answer);
    return others;
}

static bool patch_finalizers(struct ccm_sync *sync, bool with_ours)
{
    bool gone;
    json_t *list = other_finalizers(sync, &gone);
    if (list == NULL)
        return gone;
    if (with_ours)
        json_array_append_new(list, json_string(CCM_FINALIZER));
    struct agent_answer answer =
        ask(sync, "PATCH", "status", MERGE_PATCH,
            json_pack("{s:{s:o}}", "metadata", "finalizers", list));
    return is_good_or_gone(&answer, &sync->why);
}

bool ccm_add_finalizer(struct ccm_sync *sync)
{
    return sync->service.has_finalizer || patch_finalizers(sync, true);
}

bool ccm_remove_finalizer(struct ccm_sync *sync)
{
    return !sync->service.has_finalizer || patch_finalizers(sync, false);
}

/* ---- the status ---- */

static bool ingress_is_as_wished(const struct ccm_sync *sync)
{
    if (sync->service.ingress_count != sync->ingress_count)
        return false;
    for (size_t i = 0; i < sync->ingress_count; i++) {
        if (strcmp(sync->service.ingress[i], sync->ingress[i]) != 0)
            return false;
    }
    return true;
}

bool ccm_patch_ingress(struct ccm_sync *sync)
{
    if (ingress_is_as_wished(sync))
        return true;

    json_t *list = sync->ingress_count > 0 ? json_array() : json_null();
    for (size_t i = 0; i < sync->ingress_count; i++)
        json_array_append_new(list, json_pack("{s:s}", "ip", sync->ingress[i]));
    struct agent_answer answer =
        ask(sync, "PATCH", "status", MERGE_PATCH,
            json_pack("{s:{s:{s:o}}}", "status", "loadBalancer", "ingress", list));
    return is_good_or_gone(&answer, &sync->why);
}

/* ---- ids ---- */

static json_t *child_object(json_t *object, const char *key)
{
    json_t *child = json_object_get(object, key);
    if (!json_is_object(child)) {
        child = json_object();
        json_object_set_new(object, key, child);
    }
    return child;
}

static void set_texts(json_t *object, json_t *annotations, const char *balancer_ip)
{
    json_t *has = child_object(json_object_get(object, "metadata"), "annotations");
    const char *key;
    json_t *value;

    json_object_foreach(annotations, key, value)
    {
        if (json_is_null(value))
            json_object_del(has, key);
        else
            json_object_set(has, key, value);
    }
    if (balancer_ip != NULL)
        json_object_set_new(json_object_get(object, "spec"), "loadBalancerIP",
                            json_string(balancer_ip));
}

/* One read and one update. *ret_again: someone was faster. */
static bool update_once(struct ccm_sync *sync, json_t *annotations,
                        const char *balancer_ip, bool *ret_again)
{
    struct agent_answer now = ask(sync, "GET", NULL, NULL, NULL);

    *ret_again = false;
    if (!agent_answer_is_good(&now)) {
        quote(&now, &sync->why);
        agent_answer_release(&now);
        return false;
    }
    set_texts(now.json, annotations, balancer_ip);
    struct agent_answer put = ask(sync, "PUT", NULL, NULL, json_incref(now.json));
    agent_answer_release(&now);
    bool good = agent_answer_is_good(&put);
    *ret_again = put.status == 409;
    if (!good && !*ret_again)
        quote(&put, &sync->why);
    agent_answer_release(&put);
    return good;
}

bool ccm_write_back(struct ccm_sync *sync, json_t *annotations, const char *balancer_ip)
{
    bool good = false;
    bool again = true;
    for (int i = 0; i < UPDATE_TRIES && again && !good; i++)
        good = update_once(sync, annotations, balancer_ip, &again);
    if (again && !good)
        buf_add_text(&sync->why,
                     "the object has been modified; please apply your changes to "
                     "the latest version and try again");
    json_decref(annotations);
    return good;
}

bool ccm_strip(struct ccm_sync *sync)
{
    struct agent_answer now = ask(sync, "GET", NULL, NULL, NULL);
    const json_t *has = tree_at(now.json, "metadata.annotations");
    json_t *none = json_object();
    json_t *copy = has != NULL ? json_deep_copy(has) : json_object();
    const char *key;
    json_t *value;

    json_object_foreach(copy, key, value)
    {
        if (strncmp(key, CCM_PREFIX, strlen(CCM_PREFIX)) == 0)
            json_object_set_new(none, key, json_null());
    }
    json_decref(copy);
    agent_answer_release(&now);
    if (json_object_size(none) == 0) {
        json_decref(none);
        return true;
    }
    return ccm_write_back(sync, none, NULL);
}
