#include "sim/elb_ops.h"

#include "base/mem.h"
#include "wire/tree.h"

#include "base/banned.h"

/* The numbers are checked on their own: they have ranges. */
static const struct elb_attribute attributes[] = {
    {"type", 's'},
    {"url_path", 's'},
    {"expected_codes", 's'},
    {"http_method", 's'},
    {"domain_name", 's'},
    {"http_version", 's'},
    {"monitor_port", 'i'},
    {"delay", 'i'},
    {"timeout", 'i'},
    {"max_retries", 'i'},
    {"max_retries_down", 'i'},
};

static bool is_visible(const struct cloud_call *call, const struct cloud_thing *thing)
{
    return elb_is_visible(call, ((const struct cloud_monitor *)thing)->pool->elb);
}

void elb_monitor_list(struct cloud_call *call)
{
    struct cloud_listing listing = {
        .plural = "healthmonitors",
        .set = &call->state->monitors,
        .show = elb_view_of(call)->monitor,
        .is_visible = is_visible,
    };
    elb_list(call, &listing);
}

static struct cloud_monitor *wanted_monitor(struct cloud_call *call)
{
    struct cloud_monitor *monitor = cloud_monitor_find(call->state, call->args[0]);

    if (monitor != NULL && is_visible(call, &monitor->thing))
        return monitor;
    call_no(call, NO_ABSENT, "healthmonitor %s could not be found.", call->args[0]);
    return NULL;
}

static void answer_monitor(struct cloud_call *call, int status,
                           const struct cloud_monitor *monitor)
{
    elb_answer(call, status, "healthmonitor",
               elb_view_of(call)->monitor(call, &monitor->thing));
}

void elb_monitor_show(struct cloud_call *call)
{
    struct cloud_monitor *monitor = wanted_monitor(call);
    if (monitor != NULL)
        answer_monitor(call, 200, monitor);
}

/*
 * In eu-ch2 a timeout shorter than the delay was refused, against the documents, which
 * advise it: seen by the makers of another controller.
 */
static bool numbers_fit(struct cloud_call *call, const json_t *sent, const json_t *had)
{
    int64_t delay = tree_int(had, "delay", 0), timeout = tree_int(had, "timeout", 0);
    int64_t retries = 1, port = 1;

    if (!call_int(call, sent, "delay", 1, 50, &delay) ||
        !call_int(call, sent, "timeout", 1, 50, &timeout) ||
        !call_int(call, sent, "max_retries", 1, 10, &retries) ||
        !call_int(call, sent, "max_retries_down", 1, 10, &retries) ||
        !call_int(call, sent, "monitor_port", 1, 65535, &port))
        return false;
    if (call->state->region->bit != REGION_CH || timeout >= delay)
        return true;
    call_no(call, NO_INPUT, "timeout %d must not be less than delay %d.", (int)timeout,
            (int)delay);
    return false;
}

static bool has_all(struct cloud_call *call, const json_t *sent)
{
    static const char *const needed[] = {"type", "delay", "timeout", "max_retries"};

    for (size_t i = 0; i < ARRAY_COUNT(needed); i++) {
        if (tree_key(sent, needed[i]) == NULL) {
            call_no(call, NO_INPUT, "%s is mandatory.", needed[i]);
            return false;
        }
    }
    return true;
}

/* A pool has one at most. */
static struct cloud_pool *free_pool(struct cloud_call *call, const json_t *sent)
{
    const char *pool_id = NULL;

    if (!call_text(call, sent, "pool_id", 36, &pool_id))
        return NULL;
    struct cloud_pool *pool = elb_wanted_pool(call, pool_id);
    if (pool == NULL || pool->monitor == NULL)
        return pool;
    call_no(call, NO_CONFLICT, "pool %s already has healthmonitor %s", pool->thing.id,
            pool->monitor->thing.id);
    return NULL;
}

void elb_monitor_create(struct cloud_call *call)
{
    static const char *const types[] = {"TCP",   "UDP_CONNECT", "HTTP",
                                        "HTTPS", "PING",        NULL};
    const json_t *sent;
    const char *type = NULL, *name = NULL;

    if (!call_body(call, "healthmonitor", &sent) || !has_all(call, sent) ||
        !call_word(call, sent, "type", types, &type) ||
        !call_text(call, sent, "name", 255, &name) || !numbers_fit(call, sent, NULL))
        return;
    struct cloud_pool *pool = free_pool(call, sent);
    if (pool == NULL)
        return;

    json_t *more = json_object();
    if (elb_remember(call, sent, attributes, ARRAY_COUNT(attributes), more) &&
        !call_waits(call, "monitor-create", pool->thing.id, 300, 600))
        answer_monitor(call, 201,
                       cloud_monitor_add(call->state, pool, name, json_incref(more)));
    json_decref(more);
}

void elb_monitor_update(struct cloud_call *call)
{
    struct cloud_monitor *monitor = wanted_monitor(call);
    const json_t *sent;

    if (monitor == NULL || !call_body(call, "healthmonitor", &sent) ||
        !numbers_fit(call, sent, monitor->thing.more) ||
        !elb_change(call, sent, attributes, ARRAY_COUNT(attributes), &monitor->thing))
        return;
    cloud_tell(call->state, CLOUD_KIND_MONITOR, CLOUD_CHANGED, &monitor->thing);
    answer_monitor(call, 200, monitor);
}

void elb_monitor_delete(struct cloud_call *call)
{
    struct cloud_monitor *monitor = wanted_monitor(call);

    if (monitor == NULL || call_waits(call, "monitor-delete", monitor->thing.id, 60, 150))
        return;
    elb_haunt(call, &monitor->pool->thing, "pool", &monitor->thing, "healthmonitor");
    cloud_monitor_remove(call->state, monitor);
    call_answer_nothing(call);
}
