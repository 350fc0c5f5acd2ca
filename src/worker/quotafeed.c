#include "worker/quotafeed.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/limits.h"
#include "otc/answer.h"
#include "wire/tree.h"
#include "wire/url.h"
#include "base/banned.h"

struct quotafeed {
    struct http *http;
    struct cloudfeed *cloud;
    struct calllog *calllog;
    bool wanted[QUOTA_ANSWER_COUNT];
    enum quota_answer in_hand;
    struct http_exchange *under_way;
    int64_t asked_ms; /* INT64_MIN: never */
    uint64_t generation;
    struct quota_sheet sheet;
};

struct quotafeed *quotafeed_new(struct http *http, struct cloudfeed *cloud,
                                struct calllog *calllog)
{
    struct quotafeed *feed = mem_new(sizeof *feed);

    feed->http = http;
    feed->cloud = cloud;
    feed->calllog = calllog;
    feed->asked_ms = INT64_MIN;
    quota_sheet_init(&feed->sheet);
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

static void ask(struct quotafeed *feed, int64_t now_ms)
{
    feed->asked_ms = now_ms;
    for (int i = 0; i < QUOTA_ANSWER_COUNT; i++)
        feed->wanted[i] = true;
}

void quotafeed_again(struct quotafeed *feed, int64_t now_ms)
{
    if (feed->asked_ms != INT64_MIN)
        ask(feed, now_ms);
}

void quotafeed_want(struct quotafeed *feed, int64_t now_ms)
{
    if (feed->asked_ms == INT64_MIN || now_ms - feed->asked_ms >= INTERVAL_QUOTA_MS)
        ask(feed, now_ms);
}

static struct http_request *question(enum quota_answer which, const char *project)
{
    struct url url;

    url_init(&url, which == QUOTA_FROM_ELB ? "/v3" : "/v1");
    url_segment(&url, project);
    if (which == QUOTA_FROM_ELB)
        url_segment(&url, "elb");
    url_segment(&url, "quotas");
    if (which == QUOTA_FROM_EIP)
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
    for (enum quota_answer which = 0; which < QUOTA_ANSWER_COUNT; which++) {
        if (!feed->wanted[which])
            continue;
        feed->wanted[which] = false;
        feed->in_hand = which;
        feed->under_way =
            cloudfeed_start(feed->cloud, which == QUOTA_FROM_ELB ? CLOUD_ELB : CLOUD_VPC,
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

static int64_t count_of(const json_t *tree, const char *path)
{
    int64_t used = tree_int(tree, path, QUOTA_UNKNOWN);
    return used < 0 ? QUOTA_UNKNOWN : used;
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
        feed->sheet.lines[QUOTA_EIP] = (struct quota_line){
            .used = count_of(row, "used"), .most = limit_of(row, "quota")};
    }
}

static void read_limits(struct quotafeed *feed, const json_t *body)
{
    for (enum quota_kind kind = 0; kind < QUOTA_KIND_COUNT; kind++) {
        if (quota_kind_answer(kind) == QUOTA_FROM_ELB)
            feed->sheet.lines[kind].most = limit_of(body, quota_kind_field(kind));
    }
}

/* What was read once stays, with its age: the next answer may be a bad one. */
static void read_answer(struct quotafeed *feed, const struct http_exchange *exchange,
                        int64_t wall_ms)
{
    struct quota_reading *reading = &feed->sheet.readings[feed->in_hand];
    json_t *body = NULL;

    reading->asked = true;
    reading->err = (struct err)ERR_INIT;
    if (otc_answer_check(exchange, NULL, &reading->err) != ERR_OK ||
        tree_from_json(buf_span(&exchange->body), "quotas", &body, &reading->err) !=
            ERR_OK)
        return;
    reading->read_wall_ms = wall_ms;
    if (feed->in_hand == QUOTA_FROM_EIP)
        read_eip(feed, body);
    else
        read_limits(feed, body);
    json_decref(body);
}

bool quotafeed_ended(struct quotafeed *feed, const struct http_exchange *exchange,
                     int64_t now_ms, int64_t wall_ms)
{
    if (exchange != feed->under_way)
        return false;
    feed->under_way = NULL;
    calllog_add(feed->calllog, feed->in_hand == QUOTA_FROM_ELB ? "elb" : "vpc", exchange);
    if (exchange->status == 401)
        cloudfeed_rejected(feed->cloud, now_ms);
    read_answer(feed, exchange, wall_ms);
    feed->generation++;
    return true;
}

uint64_t quotafeed_generation(const struct quotafeed *feed)
{
    return feed->generation;
}

struct quota_sheet quotafeed_sheet(const struct quotafeed *feed)
{
    return feed->sheet;
}
