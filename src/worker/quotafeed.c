#include "worker/quotafeed.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/limits.h"
#include "wire/tree.h"
#include "wire/url.h"
#include "base/banned.h"

enum question { ASK_ELB, ASK_EIP, ASK_COUNT };

struct quotafeed {
    struct http *http;
    struct cloudfeed *cloud;
    struct calllog *calllog;
    bool wanted[ASK_COUNT];
    enum question in_hand;
    struct http_exchange *under_way;
    int64_t asked_ms; /* INT64_MIN: never */
    uint64_t generation;
    struct quota quota;
};

struct quotafeed *quotafeed_new(struct http *http, struct cloudfeed *cloud,
                                struct calllog *calllog)
{
    struct quotafeed *feed = mem_new(sizeof *feed);

    feed->http = http;
    feed->cloud = cloud;
    feed->calllog = calllog;
    feed->asked_ms = INT64_MIN;
    feed->quota = (struct quota)QUOTA_INIT;
    return feed;
}

void quotafeed_free(struct quotafeed *feed)
{
    if (feed == NULL)
        return;
    if (feed->under_way != NULL)
        http_cancel(feed->http, feed->under_way);
    free(feed);
}

void quotafeed_want(struct quotafeed *feed, int64_t now_ms)
{
    if (feed->asked_ms != INT64_MIN && now_ms - feed->asked_ms < INTERVAL_QUOTA_MS)
        return;
    feed->asked_ms = now_ms;
    for (int i = 0; i < ASK_COUNT; i++)
        feed->wanted[i] = true;
}

static struct http_request *question(enum question which, const char *project)
{
    struct url url;

    url_init(&url, which == ASK_ELB ? "/v3" : "/v1");
    url_segment(&url, project);
    if (which == ASK_ELB)
        url_segment(&url, "elb");
    url_segment(&url, "quotas");
    if (which == ASK_EIP)
        url_query(&url, "type", "publicIp");
    struct http_request *request = http_request_new("GET", url_text(&url));
    request->label = "quotas";
    url_release(&url);
    return request;
}

void quotafeed_work(struct quotafeed *feed, int64_t wall_ms)
{
    const char *project = cloudfeed_project_id(feed->cloud);

    if (feed->under_way != NULL || project == NULL || !cloudfeed_is_ready(feed->cloud))
        return;
    for (enum question which = 0; which < ASK_COUNT; which++) {
        if (!feed->wanted[which])
            continue;
        feed->wanted[which] = false;
        feed->in_hand = which;
        feed->under_way =
            cloudfeed_start(feed->cloud, which == ASK_ELB ? CLOUD_ELB : CLOUD_VPC,
                            question(which, project), feed, wall_ms);
        return;
    }
}

/* -1 is no limit; anything else below nothing makes no sense. */
static int64_t limit_of(const json_t *tree, const char *path)
{
    int64_t most = tree_int(tree, path, QUOTA_UNKNOWN);
    return most < QUOTA_UNLIMITED ? QUOTA_UNKNOWN : most;
}

static void read_eip(struct quotafeed *feed, const json_t *body)
{
    size_t i;
    json_t *row;

    json_array_foreach(tree_at(body, "quotas.resources"), i, row)
    {
        const char *type = tree_text(row, "type");
        if (type == NULL || strcmp(type, "publicIp") != 0)
            continue;
        feed->quota.eip_used = tree_int(row, "used", QUOTA_UNKNOWN);
        feed->quota.eip_most = limit_of(row, "quota");
    }
}

static void read_answer(struct quotafeed *feed, const json_t *body)
{
    if (feed->in_hand == ASK_EIP) {
        read_eip(feed, body);
        return;
    }
    feed->quota.elb_most = limit_of(body, "quota.loadbalancer");
    feed->quota.listeners_per_elb = limit_of(body, "quota.listeners_per_loadbalancer");
}

bool quotafeed_ended(struct quotafeed *feed, const struct http_exchange *exchange,
                     int64_t now_ms)
{
    json_t *body = NULL;

    if (exchange != feed->under_way)
        return false;
    feed->under_way = NULL;
    calllog_add(feed->calllog, feed->in_hand == ASK_ELB ? "elb" : "vpc", exchange);
    if (exchange->status == 401)
        cloudfeed_rejected(feed->cloud, now_ms);
    if (exchange->err.code == ERR_OK && exchange->status == 200 &&
        tree_from_json(buf_span(&exchange->body), "quotas", &body, NULL) == ERR_OK)
        read_answer(feed, body);
    json_decref(body);
    feed->generation++;
    return true;
}

uint64_t quotafeed_generation(const struct quotafeed *feed)
{
    return feed->generation;
}

struct quota quotafeed_quota(const struct quotafeed *feed)
{
    return feed->quota;
}
